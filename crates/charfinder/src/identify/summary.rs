//! The sizes of a text, its normal forms and its scripts.

use unicode_width::UnicodeWidthStr;

use super::cluster::{Clusters, Content};
use crate::{CodePoint, NormalForm, Script};

/// A text in numbers.
///
/// ```
/// use charfinder::identify::Summary;
///
/// let summary = Summary::of("né\u{301}🐱\n".as_bytes());
/// assert_eq!((summary.bytes, summary.chars, summary.clusters, summary.utf16_units), (10, 5, 4, 6));
/// assert_eq!((summary.cells, summary.line_ends, summary.invalid_bytes), (4, 1, 0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The bytes.
    pub bytes: usize,
    /// The characters; bytes that are no UTF-8 are not among them.
    pub chars: usize,
    /// The grapheme clusters: what a person takes for characters.
    pub clusters: usize,
    /// The cells of a terminal that it takes, without its control characters.
    pub cells: usize,
    /// The units of UTF-16, as JavaScript and Java count.
    pub utf16_units: usize,
    /// The line ends.
    pub line_ends: usize,
    /// The bytes that are no UTF-8.
    pub invalid_bytes: usize,
    /// The normal forms that it is in, of NFC, NFD, NFKC and NFKD; none when it is no UTF-8.
    pub normal_forms: Vec<NormalForm>,
    /// The scripts of its characters, in the order in which they appear, without Common, Inherited and Unknown.
    pub scripts: Vec<Script>,
}

impl Summary {
    /// Counts `text`.
    pub fn of(text: &[u8]) -> Self {
        let mut summary = Self {
            bytes: text.len(),
            chars: 0,
            clusters: 0,
            cells: 0,
            utf16_units: 0,
            line_ends: 0,
            invalid_bytes: 0,
            normal_forms: normal_forms(text),
            scripts: Vec::new(),
        };
        for cluster in Clusters::new(text) {
            match cluster.content {
                Content::Valid(text) => summary.count(text),
                Content::Invalid(bytes) => summary.invalid_bytes += bytes.len(),
            }
        }
        summary
    }

    fn count(&mut self, cluster: &str) {
        self.clusters += 1;
        self.line_ends += usize::from(matches!(cluster, "\n" | "\r" | "\r\n"));
        if !cluster.chars().any(char::is_control) {
            self.cells += cluster.width();
        }
        for c in cluster.chars() {
            self.chars += 1;
            self.utf16_units += c.len_utf16();
            if !c.is_ascii() || c.is_ascii_alphabetic() {
                let script = Script::of(CodePoint::from(c));
                // Nearly always it is that of the character before.
                let is_known = self.scripts.last() == Some(&script) || self.scripts.contains(&script);
                if !is_known && !matches!(script.code(), "Zyyy" | "Zinh" | "Zzzz") {
                    self.scripts.push(script);
                }
            }
        }
    }
}

fn normal_forms(text: &[u8]) -> Vec<NormalForm> {
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    // ASCII is in all of them.
    NormalForm::ALL.into_iter().filter(|form| text.is_ascii() || form.is_normalized(text)).collect()
}
