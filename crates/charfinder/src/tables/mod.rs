//! The tables of the Unicode data: embedded, read in place.
//!
//! [`layout`] says what the bytes mean; [`open`] turns them into a [`Tables`]. A test checks all of them (`check`): that every offset is in bounds,
//! which the readers here rely on. What words,
//! names and families mean is left to the modules that use them.

mod array;
#[cfg(test)]
mod check;
pub(crate) mod container;
mod dictionary;
pub(crate) mod layout;
mod open;
#[cfg(any(feature = "languages", feature = "unihan"))]
pub(crate) mod recent;
pub(crate) mod sections;
mod starts;
mod starts_layout;
#[cfg(test)]
mod tests;
mod text;

use std::ops::RangeInclusive;
use std::sync::LazyLock;

pub(crate) use array::{U16s, U32s};
pub use dictionary::{Words, words};
pub(crate) use starts::Starts;
pub(crate) use text::Text;

/// The checked tables.
pub(crate) fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> =
        LazyLock::new(|| Tables::open(BYTES).expect("the embedded tables were made for this program"));
    &TABLES
}

/// The sections of the file, typed.
#[derive(Debug)]
pub(crate) struct Tables {
    word_text: Text,
    word_starts: Starts,
    word_buckets: U16s,
    posting_starts: Starts,
    postings: U16s,
    bitmap_words: U16s,
    bitmaps: &'static [u8],
    name_starts: Starts,
    name_words: U16s,
    name_chars: U16s,
    name_blocks: U16s,
    name_ages: &'static [u8],
    /// The age of each code point, for [`U32s::run_value`].
    pub(crate) ages: U32s,
    /// The category of each code point, for [`U32s::run_value`].
    pub(crate) categories: U32s,
    /// `code point << 8 | kind`, ascending.
    pub(crate) aliases: U32s,
    alias_starts: Starts,
    alias_text: Text,
    /// The families, by number.
    pub(crate) families: Vec<Family>,
    /// The words of the families' prefixes, each with the families that have it.
    family_words: Vec<(u16, FamilyMask)>,
    /// The runs of code points that families name, ascending.
    pub(crate) family_runs: Vec<FamilyRun>,
}

/// Characters whose names are a common prefix and a tail that a rule gives.
#[derive(Debug)]
pub(crate) struct Family {
    /// `TANGUT IDEOGRAPH-`.
    pub(crate) prefix: &'static str,
    pub(crate) tail: Tail,
    /// The words of the prefix.
    pub(crate) words: U16s,
}

/// A set of families: one bit each, by number.
pub(crate) type FamilyMask = u32;

/// How the tail of a family's names is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The code point in hexadecimal. With `indexed`, it is a word to find the character by.
    CodePoint { indexed: bool },
    /// The parts of a Hangul syllable; a word to find it by.
    Syllable,
}

/// Code points that follow each other, of one family and one age.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FamilyRun {
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// See [`layout::age_byte`].
    pub(crate) age: u8,
    /// The index in [`Tables::families`].
    pub(crate) family: u8,
}

impl FamilyRun {
    pub(crate) fn code_points(self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

impl Tables {
    /// How many explicit names there are.
    pub(crate) fn names(&self) -> usize {
        self.name_chars.len()
    }

    /// The character of the explicit name `id`.
    pub(crate) fn name_char(&self, id: u16) -> char {
        let low = u32::from(self.name_chars.at(usize::from(id)));
        // A plane is 256 blocks, and nearly all names are in the first two planes.
        let plane = (1..layout::BLOCKS >> 8)
            .take_while(|&plane| self.name_blocks.at(plane << 8) <= id)
            .count() as u32;
        char::from_u32(plane << 16 | low).expect("named code points are characters, as `check` made sure")
    }

    /// The lowest explicit name whose character is `c` or above; one past the last when there is none.
    pub(crate) fn name_at_or_after(&self, c: u32) -> usize {
        let block = (c >> 8) as usize;
        if block >= layout::BLOCKS {
            return self.names();
        }
        let start = usize::from(self.name_blocks.at(block));
        let end = usize::from(self.name_blocks.at(block + 1));
        start + self.name_chars.range(start, end).below((c & 0xFFFF) as u16)
    }

    /// The explicit name of `c`.
    pub(crate) fn name_id(&self, c: char) -> Option<u16> {
        let id = self.name_at_or_after(u32::from(c));
        let id = u16::try_from(id).ok().filter(|_| id < self.names())?;
        (self.name_char(id) == c).then_some(id)
    }

    /// The age byte of the character of explicit name `id`.
    pub(crate) fn name_age(&self, id: u16) -> u8 {
        self.name_ages[usize::from(id)]
    }

    /// The words of the explicit name `id`, with their separators.
    pub(crate) fn name_words(&self, id: u16) -> U16s {
        let (start, end) = self.name_starts.span(usize::from(id));
        self.name_words.range(start, end)
    }

    /// The explicit names that contain `word`, ascending.
    pub(crate) fn postings(&self, word: u16) -> U16s {
        let (start, end) = self.posting_starts.span(usize::from(word));
        self.postings.range(start, end)
    }

    /// The explicit names that contain `word`, one bit each; only long posting lists have it.
    pub(crate) fn bitmap(&self, word: u16) -> Option<&'static [u8]> {
        let nth = self.bitmap_words.below(word);
        if nth == self.bitmap_words.len() || self.bitmap_words.at(nth) != word {
            return None;
        }
        let bytes = self.names().div_ceil(8);
        self.bitmaps.get(nth * bytes..(nth + 1) * bytes)
    }

    /// The families that have `word` in their prefix.
    pub(crate) fn families_with(&self, word: u16) -> FamilyMask {
        self.family_words.iter().find(|(known, _)| *known == word).map_or(0, |(_, families)| *families)
    }

    /// The run of a family that contains `c`.
    pub(crate) fn family_run(&self, c: u32) -> Option<FamilyRun> {
        let after = self.family_runs.partition_point(|run| run.first <= c);
        self.family_runs[..after].last().copied().filter(|run| run.code_points().contains(&c))
    }

    /// The text of the alias at `index` of [`Tables::aliases`].
    pub(crate) fn alias_text(&self, index: usize) -> &'static str {
        self.alias_text.str(self.alias_starts.span(index))
    }
}

/// The tables, as `cargo xtask data` wrote them.
const BYTES: &[u8] = include_bytes!("../../data/unicode.bin");
