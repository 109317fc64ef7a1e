//! What can be wrong with a text that clearly is a notation.

use thiserror::Error;

use super::CODE_POINTS_MAX;
use crate::OneLine;

/// Why a notation denotes nothing. Displayed, it is safe to show to a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotationError {
    /// A number above 10FFFF.
    #[error("`{}` is above 10FFFF, the last code point", OneLine::new(.number))]
    OutOfRange {
        /// The number as it stands in the text, cut when it is long.
        number: String,
    },
    /// What should be a number has other characters in it, or none.
    #[error("`{}` is not a {base} number", OneLine::new(.number))]
    NotANumber {
        /// What stands there, cut when it is long.
        number: String,
        /// `hexadecimal` or `decimal`.
        base: &'static str,
    },
    /// A range whose end comes before its start.
    #[error("the range ends before it starts: try {last}..{first}")]
    RangeReversed {
        /// Its start.
        first: crate::CodePoint,
        /// Its end.
        last: crate::CodePoint,
    },
    /// Bytes that are no UTF-8.
    #[error("no UTF-8 from byte {} on: {fault}", .offset + 1)]
    Utf8 {
        /// How many bytes are well-formed.
        offset: usize,
        /// What is wrong with the next.
        fault: Utf8Fault,
    },
    /// Units of UTF-16 of which one is half a pair.
    #[error("no UTF-16: {unit:04X} is half of a pair")]
    LoneSurrogate {
        /// The unit.
        unit: u16,
    },
    /// Not a whole number of units.
    #[error("half a unit of {encoding} is left over")]
    OddLength {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// No character has the name.
    #[error("no character or sequence is named `{}`", OneLine::new(.name))]
    NoSuchName {
        /// The name, cut when it is long.
        name: String,
    },
    /// HTML has no such entity.
    #[error("HTML has no entity `{}`", OneLine::new(.name))]
    NoSuchEntity {
        /// The name, cut when it is long.
        name: String,
    },
    /// More code points than are read one by one.
    #[error("more than {CODE_POINTS_MAX} code points: `charfinder identify` reads whole texts")]
    TooManyCodePoints,
}

/// What is wrong with bytes that are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Utf8Fault {
    /// A byte that never stands in UTF-8: C0, C1, F5 to FF.
    #[error("{0:02X} never stands in UTF-8")]
    Impossible(u8),
    /// A continuation byte without a lead byte.
    #[error("{0:02X} continues nothing")]
    Continuation(u8),
    /// The bytes that should follow the lead byte are missing.
    #[error("{0:02X} lacks the bytes that follow it")]
    Truncated(u8),
    /// The form is longer than need be.
    #[error("{0:02X} {1:02X} starts a form that is longer than need be")]
    Overlong(u8, u8),
    /// A surrogate was encoded, as CESU-8 does.
    #[error("{0:02X} {1:02X} starts a surrogate, as in CESU-8")]
    Surrogate(u8, u8),
    /// Above 10FFFF.
    #[error("{0:02X} {1:02X} starts a number above 10FFFF")]
    OutOfRange(u8, u8),
}

impl Utf8Fault {
    /// What is wrong with the first byte of `bytes`, which are no UTF-8 from there.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let first = bytes.first().copied().unwrap_or_default();
        let second = bytes.get(1).copied().filter(|byte| (0x80..0xC0).contains(byte));
        match (first, second) {
            (0x80..=0xBF, _) => Self::Continuation(first),
            (0xC0 | 0xC1 | 0xF5.., _) => Self::Impossible(first),
            (0xE0, Some(second @ ..=0x9F)) | (0xF0, Some(second @ ..=0x8F)) => Self::Overlong(first, second),
            (0xED, Some(second @ 0xA0..)) => Self::Surrogate(first, second),
            (0xF4, Some(second @ 0x90..)) => Self::OutOfRange(first, second),
            _ => Self::Truncated(first),
        }
    }
}

/// As much of `text` as an error repeats.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(TOLD_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How much of a text is repeated in an error.
const TOLD_CHARS_MAX: usize = 40;
