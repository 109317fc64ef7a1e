//! The analysis of a whole text: its characters one by one, what is suspicious or worth knowing in it, and its sizes.
//!
//! Texts are bytes, so that those that are no UTF-8 can be told of too. All is an iterator over the text where it lies; what is held
//! beside it does not grow with it. Findings about single characters are made in `hidden`, about directions in `bidi`,
//! about words in `word`; `findings` brings them into order.
//!
//! ```
//! use charfinder::identify::{FindingKind, characters, findings};
//!
//! let text = "p\u{430}ypal\u{200B}".as_bytes();
//! assert_eq!(characters(text).nth(1).map(|it| it.name()).as_deref(), Some("CYRILLIC SMALL LETTER A"));
//! let kinds: Vec<FindingKind> = findings(text).map(|finding| finding.kind).collect();
//! assert_eq!(kinds, [FindingKind::MixedScripts, FindingKind::Invisible]);
//! ```

mod bidi;
mod character;
mod cluster;
mod finding;
mod findings;
mod hidden;
mod line_ends;
mod script_set;
mod summary;
#[cfg(test)]
mod tests;
mod word;

pub use bidi::BIDI_DEPTH_MAX;
pub use character::{Character, Characters, Unit, characters};
pub use cluster::Position;
pub use finding::{Finding, FindingKind, Severity};
pub use findings::{Findings, findings};
pub use hidden::MARKS_MAX;
pub use summary::Summary;
pub use word::WORD_BYTES_MAX;
