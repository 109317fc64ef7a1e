//! Python's `repr()` of a string.

use std::fmt::Write;

use crate::property::{general_category, is_assigned};
use crate::version::UnicodeVersion;

/// `text` as Python's `repr()` writes it when its data is of `version`: in single quotes, or in double quotes when
/// there are single and no double ones in it; with `\t`, `\n`, `\r`, `\\`, and everything that is not printable as
/// `\xNN`, `\uNNNN` or `\UNNNNNNNN`. Not printable are the categories "other" and "separator" but for the space.
///
/// ```
/// use charfinder::{UnicodeVersion, book::py_repr};
///
/// assert_eq!(py_repr("it's\té\u{3}", UnicodeVersion::LATEST), r#""it's\té\x03""#);
/// ```
pub fn py_repr(text: &str, version: UnicodeVersion) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            _ if c == quote => out.extend(['\\', quote]),
            _ if is_printable(c, version) => out.push(c),
            _ => write_escape(&mut out, u32::from(c)),
        }
    }
    out.push(quote);
    out
}

fn write_escape(out: &mut String, code: u32) {
    match code {
        ..=0xFF => write!(out, "\\x{code:02x}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    }
    .expect("writing to a string does not fail");
}

/// Python's `str.isprintable()`.
fn is_printable(c: char, version: UnicodeVersion) -> bool {
    matches!(c, ' '..='~') || (!general_category(c).is_invisible() && is_assigned(c, version))
}
