//! Writing JSON: compact, raw UTF-8, members in the order in which they are written.

mod description;

pub use description::write_description;

use std::io::Write;

use crate::{CharName, Item, UnicodeVersion, age, aliases, char_name, general_category, is_bidi_control};

/// Appends what `query` finds as a JSON object: query, unicode, total, results.
///
/// ```
/// use charfinder::{Finder, UnicodeVersion, json};
///
/// let mut out = Vec::new();
/// let matches = Finder::default().find("qwertyuiop");
/// json::write_search(&mut out, "qwertyuiop", UnicodeVersion::LATEST, matches.total(), matches);
/// assert_eq!(out, br#"{"query":"qwertyuiop","unicode":"18.0","total":0,"results":[]}"#);
/// ```
pub fn write_search(
    out: &mut Vec<u8>,
    query: &str,
    version: UnicodeVersion,
    total: usize,
    results: impl IntoIterator<Item = char>,
) {
    out.extend_from_slice(b"{\"query\":");
    write_string(out, query);
    out.extend_from_slice(format!(",\"unicode\":\"{version}\",\"total\":{total},\"results\":").as_bytes());
    write_list(out, results, write_result);
    out.push(b'}');
}

/// Appends a found character as a JSON object: code point, char, name, age, category, aliases.
pub(crate) fn write_result(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(format!("{{\"codepoint\":\"U+{:04X}\",", u32::from(c)).as_bytes());
    write_character(out, c);
    out.push(b'}');
}

/// Appends the members of a character, without braces around them: char, name, age, category, aliases.
pub(crate) fn write_character(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(b"\"char\":");
    write_char(out, c);
    out.extend_from_slice(b",\"name\":");
    match char_name(c) {
        Some(name) => write_name(out, name),
        None => write_string(out, &Item::Char(c).name()),
    }
    out.extend_from_slice(b",\"age\":");
    match age(c) {
        Some(age) => write!(out, "\"{age}\"").expect("memory is written"),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"category\":");
    write_string(out, general_category(c).as_str());
    out.extend_from_slice(b",\"aliases\":");
    write_list(out, aliases(c), |out, alias| {
        out.extend_from_slice(b"{\"kind\":");
        write_string(out, alias.kind.as_str());
        out.extend_from_slice(b",\"text\":");
        write_string(out, alias.text);
        out.push(b'}');
    });
}

/// Appends a text as a JSON string.
///
/// Besides what JSON asks for, it escapes what would act on a terminal or turn the line when somebody looks at the answer as text: the
/// controls of C1, U+007F, line and paragraph separators, direction controls.
///
/// ```
/// let mut out = Vec::new();
/// charfinder::json::write_string(&mut out, "a\u{202e}\"b");
/// assert_eq!(out, br#""a\u202e\"b""#);
/// ```
pub fn write_string(out: &mut Vec<u8>, text: &str) {
    if text.contains(acts_on_text) {
        write_cautiously(out, text);
    } else {
        serde_json::to_writer(out, text).expect("a text is written to memory");
    }
}

fn write_cautiously(out: &mut Vec<u8>, text: &str) {
    let mut rest = text;
    out.push(b'"');
    while let Some(at) = rest.find(acts_on_text) {
        let (harmless, from) = rest.split_at(at);
        write_inside(out, harmless);
        let c = from.chars().next().expect("one was found there");
        write!(out, "\\u{:04x}", u32::from(c)).expect("a text is written to memory");
        rest = &from[c.len_utf8()..];
    }
    write_inside(out, rest);
    out.push(b'"');
}

/// Appends a text as the inside of a JSON string.
fn write_inside(out: &mut Vec<u8>, text: &str) {
    let start = out.len();
    serde_json::to_writer(&mut *out, text).expect("a text is written to memory");
    // The quotes around it are written by who puts the parts together.
    out.pop();
    out.remove(start);
}

/// Whether a character that JSON allows in a string does something where it is shown. All of them are in the first plane.
fn acts_on_text(c: char) -> bool {
    c >= '\x7f' && (c <= '\u{9f}' || matches!(c, '\u{2028}' | '\u{2029}') || is_bidi_control(c))
}

/// Appends a character as a JSON string.
pub(crate) fn write_char(out: &mut Vec<u8>, c: char) {
    write_string(out, c.encode_utf8(&mut [0; 4]));
}

/// Appends a name as a JSON string. Names have nothing to escape: they are capital letters, digits, spaces, hyphens.
pub(crate) fn write_name(out: &mut Vec<u8>, name: CharName) {
    out.push(b'"');
    name.write_to(out);
    out.push(b'"');
}

/// Appends the items of a list, with what stands around and between them.
pub(crate) fn write_list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            write_string(&mut out, text);
            assert_eq!(String::from_utf8(out.clone()).unwrap(), expected);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        };
        check("café \"♚\"", r#""café \"♚\"""#);
        check("\0\u{7f}\u{9b}31m", r#""\u0000\u007f\u009b31m""#);
        check("a\u{202e}\"b\u{2028}", r#""a\u202e\"b\u2028""#);
        check("\u{2066}", r#""\u2066""#);
        check("\u{200d}\u{a0}", "\"\u{200d}\u{a0}\"");
    }
}
