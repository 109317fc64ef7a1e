//! Notations: texts that denote code points, such as `U+265A`, `&#x265A;`, `%E2%99%9A`, `\u{265A}`, `e2 99 9a` or the character itself.
//!
//! A text can be several notations at once, so all its readings are given, the likeliest first. What the words of a text
//! mean is not looked at here; [`Certainty`] tells how much a reading leaves to them.

mod error;
mod escape;
mod escaped;
mod kind;
mod labelled;
mod listed;
mod literal;
mod named;
mod number;
#[cfg(test)]
mod tests;
mod token;
mod units;

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

pub use error::{NotationError, Utf8Fault};
pub use kind::NotationKind;
pub use named::item_named;

use crate::{CodePoint, Item};

/// The readings of `text` as a notation of code points, the likeliest first; none for plain words.
///
/// Texts longer than [`NOTATION_BYTES_MAX`] are not read.
///
/// ```
/// use charfinder::{Item, notations};
///
/// for text in ["U+265A", "♚", "&#9818;", "%E2%99%9A", r"\u{265a}", "0xE2 0x99 0x9A", r"\N{black chess king}"] {
///     let readings = notations(text);
///     assert!(readings[0].is_certain());
///     assert_eq!(readings[0].items(), [Item::Char('♚')]);
/// }
/// assert!(!notations("265a")[0].is_certain());
/// assert_eq!(notations("chess black"), []);
/// ```
pub fn notations(text: &str) -> Vec<Notated<'_>> {
    let mut readings = Vec::new();
    if text.len() > NOTATION_BYTES_MAX {
        return readings;
    }
    let trimmed = text.trim();
    if trimmed.len() > 1 && !looks_like_notation(trimmed) {
        return readings;
    }
    literal::read(text, &mut readings);
    listed::read(trimmed, &mut readings);
    escaped::read(trimmed, &mut readings);
    // The sort is stable: among equals the order is that of the readers.
    readings.sort_by_key(|reading| reading.certainty);
    let mut seen = 0;
    while seen < readings.len() {
        let is_told = readings[..seen].iter().any(|earlier| earlier.denoted == readings[seen].denoted);
        if is_told {
            readings.remove(seen);
        } else {
            seen += 1;
        }
    }
    readings
}

/// Whether the readers can find anything in `text`, which is more than one byte; words must cost next to nothing.
fn looks_like_notation(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphabetic() || byte == b' ';
    !text.bytes().all(is_word)
        || text.split(' ').all(|word| word.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A text read as a notation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notated<'a> {
    /// Which notation it is.
    pub kind: NotationKind,
    /// The part of the text that was read; mostly all of it.
    pub part: &'a str,
    /// What it denotes.
    pub denoted: Denoted,
    /// How sure it is that this was meant.
    pub certainty: Certainty,
}

/// What a notation denotes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denoted {
    /// These code points, in this order: at least one, at most [`CODE_POINTS_MAX`].
    CodePoints(Vec<CodePoint>),
    /// All code points from the one to the other.
    Range(RangeInclusive<CodePoint>),
    /// Nothing: the notation is clear, but it is broken.
    Nothing(NotationError),
}

/// How sure it is that a text was meant as a notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Certainty {
    /// It can be nothing else: the reading is the answer.
    Certain,
    /// It may be words as well: the reading stands before what they find.
    Likely,
    /// It is rather words, such as `face`: the reading stands behind what they find.
    Possible,
}

impl<'a> Notated<'a> {
    fn code_points(
        kind: NotationKind,
        part: &'a str,
        certainty: Certainty,
        code_points: Vec<CodePoint>,
    ) -> Self {
        let denoted = match code_points.len() {
            ..=CODE_POINTS_MAX => Denoted::CodePoints(code_points),
            _ => Denoted::Nothing(NotationError::TooManyCodePoints),
        };
        Self { kind, part, denoted, certainty }
    }

    fn nothing(kind: NotationKind, part: &'a str, certainty: Certainty, error: NotationError) -> Self {
        Self { kind, part, denoted: Denoted::Nothing(error), certainty }
    }

    fn of(
        kind: NotationKind,
        part: &'a str,
        certainty: Certainty,
        result: Result<Vec<CodePoint>, NotationError>,
    ) -> Self {
        match result {
            Ok(code_points) => Self::code_points(kind, part, certainty, code_points),
            Err(error) => Self::nothing(kind, part, certainty, error),
        }
    }

    /// Whether the text can be nothing else.
    pub fn is_certain(&self) -> bool {
        self.certainty == Certainty::Certain
    }

    /// What is wrong, where the notation is clear but denotes nothing.
    pub fn error(&self) -> Option<&NotationError> {
        match &self.denoted {
            Denoted::Nothing(error) => Some(error),
            Denoted::CodePoints(_) | Denoted::Range(_) => None,
        }
    }

    /// The denoted text; `None` for ranges, for surrogates, and for nothing.
    pub fn to_text(&self) -> Option<String> {
        match &self.denoted {
            Denoted::CodePoints(code_points) => code_points.iter().map(|it| it.to_char()).collect(),
            Denoted::Range(_) | Denoted::Nothing(_) => None,
        }
    }

    /// What a search shows for the denoted text: its sequences and characters, each once; for ranges nothing.
    ///
    /// A grapheme cluster that is a sequence with a name, or has a composed form, stands before its characters.
    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut push = |item| {
            if !items.contains(&item) {
                items.push(item);
            }
        };
        let Denoted::CodePoints(code_points) = &self.denoted else { return items };
        let is_surrogate = |it: &CodePoint| it.to_char().is_none();
        for part in code_points.chunk_by(|one, other| !is_surrogate(one) && !is_surrogate(other)) {
            let text: String = part.iter().filter_map(|it| it.to_char()).collect();
            for cluster in text.graphemes(true) {
                if let Some(item) = Item::of(cluster) {
                    push(item);
                } else if let Some(item) = Item::of(&cluster.nfc().collect::<String>()) {
                    push(item);
                }
                cluster.chars().for_each(|c| push(Item::Char(c)));
            }
            part.iter().filter(|it| is_surrogate(it)).for_each(|it| push(Item::Surrogate(*it)));
        }
        items
    }
}

/// The longest text that is read as a notation, in bytes.
pub const NOTATION_BYTES_MAX: usize = 1024;

/// The most code points that a notation denotes one by one. Ranges have no limit of their own.
pub const CODE_POINTS_MAX: usize = 64;
