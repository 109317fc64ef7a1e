//! The check of all of the tables: every offset, word and code point in them is one that the readers can follow without a further look.

use super::layout::{ALIAS_KINDS, BITMAP_POSTINGS_MIN, BLOCKS, CATEGORIES, Section, WORD_BITS, WORD_BUCKETS};
use super::open::TableError;
use super::sections::{check_starts, ensure};
use super::{Tables, U32s};

impl Tables {
    /// That every offset, word and code point in `bytes` is one that the readers can follow.
    pub(super) fn check(bytes: &'static [u8]) -> Result<(), TableError> {
        let tables = Self::open(bytes)?;
        tables.check_words()?;
        tables.check_names()?;
        tables.check_characters()
    }

    fn check_words(&self) -> Result<(), TableError> {
        check_starts(self.word_starts, self.word_text.len(), Section::WordStarts)?;
        let words = self.word_starts.len() - 1;
        ensure(
            words <= 1 << WORD_BITS && self.word_text.whole().is_some_and(str::is_ascii),
            Section::WordText,
        )?;
        let buckets = self.word_buckets;
        ensure(
            buckets.len() == WORD_BUCKETS + 1
                && buckets.iter().is_sorted()
                && usize::from(buckets.at(WORD_BUCKETS)) == words,
            Section::WordBuckets,
        )?;
        check_starts(self.posting_starts, self.postings.len(), Section::PostingStarts)?;
        ensure(self.posting_starts.len() == words + 1, Section::PostingStarts)?;
        let names = self.name_chars.len();
        ensure(self.postings.iter().all(|id| usize::from(id) < names), Section::Postings)?;
        let is_long =
            |word: u16| usize::from(word) < words && self.postings(word).len() > BITMAP_POSTINGS_MIN;
        ensure(
            self.bitmap_words.iter().is_sorted()
                && self.bitmap_words.iter().all(is_long)
                && self.bitmaps.len() == self.bitmap_words.len() * names.div_ceil(8),
            Section::Bitmaps,
        )?;
        let family_words = self.families.iter().flat_map(|family| family.words.iter());
        let mut known = family_words.map(usize::from);
        ensure(known.all(|word| word < words), Section::Families)
    }

    fn check_names(&self) -> Result<(), TableError> {
        let words = self.word_starts.len() - 1;
        let names = self.name_chars.len();
        check_starts(self.name_starts, self.name_words.len(), Section::NameStarts)?;
        ensure(self.name_starts.len() == names + 1, Section::NameStarts)?;
        let mask = (1_u16 << WORD_BITS) - 1;
        ensure(self.name_words.iter().all(|word| usize::from(word & mask) < words), Section::NameWords)?;
        ensure(self.name_ages.len() == names, Section::NameAges)?;
        let blocks = self.name_blocks;
        ensure(
            names <= usize::from(u16::MAX)
                && blocks.len() == BLOCKS + 1
                && blocks.iter().is_sorted()
                && blocks.at(0) == 0
                && usize::from(blocks.at(BLOCKS)) == names
                && blocks.at(0xD8) == blocks.at(0xE0), // no surrogate has a name
            Section::NameBlocks,
        )?;
        // Each name's code point is in the block that the name is counted to, so it is no surrogate.
        let is_of_its_block = |block: usize| {
            let (start, end) = (usize::from(blocks.at(block)), usize::from(blocks.at(block + 1)));
            let chars = self.name_chars.range(start, end);
            chars.iter().is_sorted() && chars.iter().all(|low| usize::from(low >> 8) == block & 0xFF)
        };
        ensure((0..BLOCKS).all(is_of_its_block), Section::NameChars)
    }

    fn check_characters(&self) -> Result<(), TableError> {
        let low_bytes_are_below =
            |table: U32s, bound: usize| table.iter().all(|item| ((item & 0xFF) as usize) < bound);
        ensure(self.ages.iter().is_sorted(), Section::Ages)?;
        ensure(
            self.categories.iter().is_sorted() && low_bytes_are_below(self.categories, CATEGORIES.len()),
            Section::Categories,
        )?;
        ensure(
            self.aliases.iter().is_sorted() && low_bytes_are_below(self.aliases, ALIAS_KINDS.len()),
            Section::Aliases,
        )?;
        check_starts(self.alias_starts, self.alias_text.len(), Section::AliasStarts)?;
        ensure(self.alias_starts.len() == self.aliases.len() + 1, Section::AliasStarts)?;
        ensure(self.alias_text.whole().is_some_and(str::is_ascii), Section::AliasText)
    }
}
