//! The binary layout of `data/unicode.bin`: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both, so it holds plain constants only. The file itself is a
//! [`container`](super::container) of the sections that are listed here.

#![allow(dead_code, reason = "the writer, the reader and the check of the tables use one part each")]

use super::container::Layout;

/// The sections, in the order they stand in the file. Lists of starts are what `tables::starts_layout` describes. A *word* is a maximal run of `[A-Z0-9]` in a name, and its
/// number is its place in byte order; an *explicit name* is one that is listed rather than composed by a family's
/// rule, and its number is its place in code point order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// The words in byte order, one after the other.
    WordText,
    /// Starts, for each word: where it starts in `WordText`.
    WordStarts,
    /// `u16` for each bucket and one more: the first word of the bucket. See [`word_bucket`].
    WordBuckets,
    /// Starts, for each word: where its postings start, in entries of `Postings`.
    PostingStarts,
    /// `u16`: for each word the explicit names that contain it, ascending.
    Postings,
    /// `u16`: the words with more than [`BITMAP_POSTINGS_MIN`] postings, ascending.
    BitmapWords,
    /// For each word of `BitmapWords` one bit for each explicit name, lowest bit first, padded to whole bytes.
    Bitmaps,
    /// Starts, for each explicit name: where it starts, in entries of `NameWords`.
    NameStarts,
    /// `u16`: the words of the names, each with the number of the separator before it. See [`SEPARATORS`].
    NameWords,
    /// `u16` for each explicit name: the low 16 bits of its code point.
    NameChars,
    /// `u16` for each block of 256 code points and one more: the first explicit name of the block or a later one.
    NameBlocks,
    /// `u8` for each explicit name: its [`age_byte`].
    NameAges,
    /// `u32`: `first code point << 8 | age byte` for each run of code points of one age; 0 is unassigned.
    Ages,
    /// `u32`: `first code point << 8 | index into CATEGORIES` for each run of code points of one category.
    Categories,
    /// `u32` for each alias: `code point << 8 | index into ALIAS_KINDS`, ascending by code point.
    Aliases,
    /// Starts, for each alias: where it starts in `AliasText`.
    AliasStarts,
    /// The aliases, one after the other.
    AliasText,
    /// [`FAMILY_ENTRY_U16S`] `u16`s for each family: start and end of its prefix in `FamilyText`, its tail (see
    /// [`TAIL_COMPOSED`] and its neighbours), the number of its words, the words, zeros.
    Families,
    /// The prefixes of the families' names (`TANGUT IDEOGRAPH-`), one after the other.
    FamilyText,
    /// Two `u32` for each run of code points of one family and one age, ascending:
    /// `first code point << 8 | age byte`, `last code point << 8 | family`.
    FamilyRuns,
}

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARFIND";
    const FORMAT: u16 = 2;
    const SECTIONS: usize = Self::FamilyRuns as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// An entry of `NameWords` is `word | separator << WORD_BITS`, so there can be 16,384 words.
pub(crate) const WORD_BITS: u32 = 14;

/// What can stand between two words of a name. The number before a name's first word is 0.
pub(crate) const SEPARATORS: [&str; 4] = [" ", "-", " -", "- "];

/// Longer posting lists have a bitmap as well, so that a shorter list is filtered by them at one load an entry.
pub(crate) const BITMAP_POSTINGS_MIN: usize = 1500;

/// The blocks of 256 code points in the code space.
pub(crate) const BLOCKS: usize = 0x1100;

/// The most words a family's prefix can have.
pub(crate) const FAMILY_WORDS_MAX: usize = 4;

/// The size of an entry of [`Section::Families`], in `u16`s.
pub(crate) const FAMILY_ENTRY_U16S: usize = 4 + FAMILY_WORDS_MAX;

/// The tail is the code point in upper-case hexadecimal, and no word to search by: CJK.
pub(crate) const TAIL_UNINDEXED: u16 = 0;
/// The tail is the code point in upper-case hexadecimal, and a word like any other: Tangut, Nushu, …
pub(crate) const TAIL_INDEXED: u16 = 1;
/// The tail is composed from the parts of the syllable, and a word like any other: Hangul.
pub(crate) const TAIL_COMPOSED: u16 = 2;

/// The short names of the general categories, in the order of their numbers.
pub(crate) const CATEGORIES: [&str; 30] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
];

/// The kinds of aliases, in the order in which a character's aliases stand.
pub(crate) const ALIAS_KINDS: [&str; 5] = ["correction", "control", "alternate", "figment", "abbreviation"];

/// A version in one byte that orders as versions do; `None` when it does not fit.
pub(crate) const fn age_byte(major: u8, minor: u8) -> Option<u8> {
    if major < 32 && minor < 8 { Some(major << 3 | minor) } else { None }
}

/// The bucket of `word`: words are put into buckets by their first two bytes, and buckets are in byte order.
/// `None` for what cannot be a word.
pub(crate) fn word_bucket(word: &[u8]) -> Option<usize> {
    let first = symbol(*word.first()?)?;
    let second = match word.get(1) {
        Some(&byte) => symbol(byte)? + 1,
        None => 0,
    };
    Some(first * (SYMBOLS + 1) + second)
}

/// The number of buckets that [`word_bucket`] spreads words over.
pub(crate) const WORD_BUCKETS: usize = SYMBOLS * (SYMBOLS + 1);

/// The number of different bytes in words.
const SYMBOLS: usize = 36;

fn symbol(byte: u8) -> Option<usize> {
    match byte {
        b'0'..=b'9' => Some(usize::from(byte - b'0')),
        b'A'..=b'Z' => Some(usize::from(byte - b'A') + 10),
        _ => None,
    }
}
