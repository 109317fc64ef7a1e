//! The binary layout of `data/unihan.bin`: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both. An *ideograph* is a character that Unihan gives a radical, and its number is its place among them in
//! code point order.

#![allow(dead_code, reason = "the writer and the reader of the tables use one part each")]

use super::container::Layout;

/// The sections, in the order they stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// Two `u32` for each run of ideographs: the first and the last code point.
    Runs,
    /// Three bytes for each ideograph, the highest first: its [`shape`].
    Shapes,
    /// Two `u32` for each other way to take an ideograph apart: its number and a [`shape`], ascending by number.
    MoreShapes,
    /// Three `u32` for each radical, ascending: `number << 2 | form`, its code point as a radical, and as an ideograph.
    Radicals,
    /// Two `u32` for each block of texts, and for the end of the last: the number of its first ideograph, and where it starts in `Texts`.
    TextBlocks,
    /// The blocks, each packed by Brotli; unpacked, a block has at most [`BLOCK_BYTES_MAX`]. It has a line for each ideograph: the
    /// definition, then the readings of each of [`KINDS`], those of a kind parted by spaces, all parted by tabs. What is empty at the end
    /// of a line or of a block is left out.
    Texts,
    /// A lexicon of the words of definitions and of readings (`lexicon::layout`). What is posted under a word are LEB128 numbers:
    /// `ideograph << POSTING_BITS | kind << WORDS_BITS | words - 1`, ascending, the ideograph counted from the one before. The kind is 0 for
    /// definitions, else one more than the place in [`KINDS`].
    Terms,
    /// See `Terms`.
    TermBlocks,
    /// See `Terms`.
    Postings,
}

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARUHAN";
    const FORMAT: u16 = 1;
    const SECTIONS: usize = Self::Postings as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// The kinds of readings, in the order they stand in a text.
pub(crate) const KINDS: [&str; 5] = ["Mandarin", "Cantonese", "Japanese", "Korean", "Vietnamese"];

/// The low bits of a posting that are no ideograph.
pub(crate) const POSTING_BITS: u32 = 5;

/// The low bits of a posting that are the number of words.
pub(crate) const WORDS_BITS: u32 = 2;

/// The highest number of words that is told; more are told as these.
pub(crate) const WORDS_MAX: usize = 4;

/// What the writer fills a block with, a last line beyond that excepted.
pub(crate) const BLOCK_BYTES: usize = 4 << 10;

/// No block is longer, unpacked.
pub(crate) const BLOCK_BYTES_MAX: usize = BLOCK_BYTES + (1 << 10);

/// How an ideograph is made, in 24 bits: of the radical with this number, in its simplified form when `form` is not 0, and of as many
/// strokes beside it; `strokes` in all. `None` when a number does not fit.
pub(crate) fn shape(radical: u32, form: u32, residual: i32, strokes: u32) -> Option<u32> {
    let residual = u32::try_from(residual + RESIDUAL_BIAS).ok()?;
    let fits = radical < 256 && form < 4 && residual < 128 && strokes < 128;
    fits.then_some(radical << 16 | form << 14 | residual << 7 | strokes)
}

/// Residual strokes are counted from here: the radical can have more than are there.
pub(crate) const RESIDUAL_BIAS: i32 = 8;
