//! The texts of the first edition, byte for byte: lines of characters, status lines, the report of words.
//!
//! "The first edition" is `charfinder.py` of the first edition of *Fluent Python*; what these functions write is what
//! it writes under a Python whose data is of the same version of Unicode.

mod report;
mod repr;
#[cfg(test)]
mod tests;

pub use report::word_report;
pub use repr::py_repr;

use std::borrow::Cow;

use crate::find::query::{runs, upper_case};
use crate::name::{Hex, char_name};
use crate::version::UnicodeVersion;

/// Appends the line of `c` to `out`, without an end of line: the code point, padded to seven columns, the
/// character, its name, with tabs between. The name of a character that has none is empty.
///
/// ```
/// let mut line = Vec::new();
/// charfinder::book::write_line(&mut line, '♚');
/// assert_eq!(line, "U+265A \t♚\tBLACK CHESS KING".as_bytes());
/// ```
pub fn write_line(out: &mut Vec<u8>, c: char) {
    let start = out.len();
    out.extend_from_slice(b"U+");
    out.extend_from_slice(Hex::new(c).as_str().as_bytes());
    let width = (out.len() - start).max(CODE_POINT_COLUMNS);
    out.resize(start + width, b' ');
    out.push(b'\t');
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    out.push(b'\t');
    if let Some(name) = char_name(c) {
        name.write_to(out);
    }
}

/// The status line for `total` matches of `query`: `No match for 'q'`, `1 match for 'q'`, `6 matches for 'q'`.
pub fn status(query: &str, total: usize, version: UnicodeVersion) -> String {
    let query = py_repr(query, version);
    match total {
        0 => format!("No match for {query}"),
        1 => format!("1 match for {query}"),
        _ => format!("{total} matches for {query}"),
    }
}

/// The text without white space at its ends, white space being what Python's `str.strip` takes for it: Unicode's, and the
/// separators U+001C to U+001F.
pub fn strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\x1c'..='\x1f'))
}

/// The words of `query` as the first edition reads them: maximal runs of Python's `\w`, which are letters, numbers
/// and underscores as of `version`, in upper case.
///
/// ```
/// use charfinder::{UnicodeVersion, book};
///
/// let tokens: Vec<_> = book::tokens("Knight-queen's ﬁ", UnicodeVersion::LATEST).collect();
/// assert_eq!(tokens, ["KNIGHT", "QUEEN", "S", "FI"]);
/// ```
pub fn tokens(query: &str, version: UnicodeVersion) -> impl Iterator<Item = Cow<'_, str>> {
    runs(query, version).map(move |run| {
        let is_upper = |byte: u8| byte.is_ascii() && !byte.is_ascii_lowercase();
        if run.bytes().all(is_upper) {
            return Cow::Borrowed(run);
        }
        let mut word = String::with_capacity(run.len());
        upper_case(run, version, &mut word);
        Cow::Owned(word)
    })
}

/// The width of a line's first column.
const CODE_POINT_COLUMNS: usize = 7;
