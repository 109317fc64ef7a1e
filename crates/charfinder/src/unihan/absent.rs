//! What stands in for Unihan where the feature `unihan` is off: no character is an ideograph.

#[allow(dead_code, reason = "nothing is read into it")]
mod shared;

use std::ops::RangeInclusive;

pub use shared::{Posting, Radical, RadicalStrokes, Reading, ReadingKind, Unihan};

/// Nothing.
pub fn of(_c: char) -> Option<Unihan> {
    None
}

/// Nothing.
pub fn lookup(_folded: &str) -> impl Iterator<Item = Posting> {
    std::iter::empty()
}

/// Nothing.
pub fn tone_number(_text: &str) -> Option<String> {
    None
}

/// Nothing.
pub fn by_radical(_radical: u8, _residual: RangeInclusive<i8>) -> impl Iterator<Item = char> {
    std::iter::empty()
}

/// Nothing.
pub fn by_strokes(_strokes: RangeInclusive<u8>) -> impl Iterator<Item = char> {
    std::iter::empty()
}

/// Nothing.
pub fn radicals() -> impl ExactSizeIterator<Item = Radical> {
    std::iter::empty()
}
