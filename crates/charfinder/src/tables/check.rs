//! From bytes to [`Tables`]: the check that runs once, at first use.
//!
//! It makes sure that the file is of this layout and of the Unicode version the program names, and that every
//! offset, word and code point in it is one that the readers can follow without a further look.

use std::collections::BTreeMap;

use super::layout::{
    ALIAS_KINDS, BITMAP_POSTINGS_MIN, BLOCKS, CATEGORIES, FAMILY_ENTRY_U16S, Section, TAIL_COMPOSED,
    TAIL_INDEXED, TAIL_UNINDEXED, WORD_BITS, WORD_BUCKETS,
};
use super::sections::{self, Sections, check_starts, ensure};
use super::{Family, FamilyMask, FamilyRun, Tables, Tail, U32s};

/// Why bytes are not tables this program can read.
pub(super) type TableError = sections::TableError<Section>;

impl Tables {
    /// Reads `bytes`.
    pub(crate) fn check(bytes: &'static [u8]) -> Result<Self, TableError> {
        let sections = Sections::check(bytes)?;
        let families = sections.families()?;
        let tables = Self {
            word_text: sections.text(Section::WordText)?,
            word_starts: sections.u32s(Section::WordStarts)?,
            word_buckets: sections.u16s(Section::WordBuckets)?,
            posting_starts: sections.u32s(Section::PostingStarts)?,
            postings: sections.u16s(Section::Postings)?,
            bitmap_words: sections.u16s(Section::BitmapWords)?,
            bitmaps: sections.bytes(Section::Bitmaps),
            name_starts: sections.u32s(Section::NameStarts)?,
            name_words: sections.u16s(Section::NameWords)?,
            name_chars: sections.u16s(Section::NameChars)?,
            name_blocks: sections.u16s(Section::NameBlocks)?,
            name_ages: sections.bytes(Section::NameAges),
            ages: sections.u32s(Section::Ages)?,
            categories: sections.u32s(Section::Categories)?,
            aliases: sections.u32s(Section::Aliases)?,
            alias_starts: sections.u32s(Section::AliasStarts)?,
            alias_text: sections.text(Section::AliasText)?,
            family_runs: sections.family_runs(families.len())?,
            family_words: family_words(&families),
            families,
        };
        tables.check_words()?;
        tables.check_names()?;
        tables.check_characters()?;
        Ok(tables)
    }

    fn check_words(&self) -> Result<(), TableError> {
        check_starts(self.word_starts, self.word_text.len(), Section::WordStarts)?;
        let words = self.word_starts.len() - 1;
        ensure(words <= 1 << WORD_BITS && self.word_text.is_ascii(), Section::WordText)?;
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
        ensure(self.alias_text.is_ascii(), Section::AliasText)
    }
}

impl Sections<Section> {
    fn families(&self) -> Result<Vec<Family>, TableError> {
        let text = self.text(Section::FamilyText)?;
        let entries = self.u16s(Section::Families)?;
        let families = entries.len() / FAMILY_ENTRY_U16S;
        ensure(
            entries.len() % FAMILY_ENTRY_U16S == 0 && families <= FamilyMask::BITS as usize,
            Section::Families,
        )?;
        let family = |at: usize| {
            let words = at + 4;
            Some(Family {
                prefix: text.get(usize::from(entries.at(at))..usize::from(entries.at(at + 1)))?,
                tail: match entries.at(at + 2) {
                    TAIL_UNINDEXED => Tail::CodePoint { indexed: false },
                    TAIL_INDEXED => Tail::CodePoint { indexed: true },
                    TAIL_COMPOSED => Tail::Syllable,
                    _ => return None,
                },
                words: match usize::from(entries.at(at + 3)) {
                    count if words + count <= at + FAMILY_ENTRY_U16S => entries.range(words, words + count),
                    _ => return None,
                },
            })
        };
        let starts = (0..entries.len()).step_by(FAMILY_ENTRY_U16S);
        starts.map(family).collect::<Option<_>>().ok_or(TableError::Section { section: Section::Families })
    }

    fn family_runs(&self, families: usize) -> Result<Vec<FamilyRun>, TableError> {
        let entries = self.u32s(Section::FamilyRuns)?;
        ensure(entries.len() % 2 == 0, Section::FamilyRuns)?;
        let runs: Vec<FamilyRun> = (0..entries.len())
            .step_by(2)
            .map(|at| (entries.at(at), entries.at(at + 1)))
            .map(|(first, last)| FamilyRun {
                first: first >> 8,
                last: last >> 8,
                age: (first & 0xFF) as u8,
                family: (last & 0xFF) as u8,
            })
            .collect();
        let are_characters = |run: &FamilyRun| {
            let is_char = |c| char::from_u32(c).is_some();
            let one_side_of_surrogates = (run.first < 0xD800) == (run.last < 0xD800);
            run.first <= run.last && is_char(run.first) && is_char(run.last) && one_side_of_surrogates
        };
        ensure(
            runs.iter().all(|run| are_characters(run) && usize::from(run.family) < families)
                && runs.windows(2).all(|pair| pair[0].last < pair[1].first),
            Section::FamilyRuns,
        )?;
        Ok(runs)
    }
}

fn family_words(families: &[Family]) -> Vec<(u16, FamilyMask)> {
    let mut words = BTreeMap::new();
    for (number, family) in families.iter().enumerate() {
        for word in family.words.iter() {
            *words.entry(word).or_default() |= 1 << number;
        }
    }
    words.into_iter().collect()
}
