//! From bytes to [`Tables`]: the check that runs once, at first use.
//!
//! It makes sure that the file is of this layout and of the Unicode version the program names, and that every
//! offset, word and code point in it is one that the readers can follow without a further look.

use std::collections::BTreeMap;

use super::layout::{
    ALIAS_KINDS, ALIGNMENT, BITMAP_POSTINGS_MIN, BLOCKS, CATEGORIES, FAMILY_ENTRY_U16S, FORMAT, HEADER_BYTES,
    MAGIC, SECTION_ENTRY_BYTES, SECTIONS, Section, TAIL_COMPOSED, TAIL_INDEXED, TAIL_UNINDEXED, WORD_BITS,
    WORD_BUCKETS,
};
use super::{Family, FamilyMask, FamilyRun, Tables, Tail, U16s, U32s};
use crate::version::UnicodeVersion;

/// Why bytes are not tables this program can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableError {
    /// Not a file of tables at all.
    #[error("the header is not that of a table file")]
    Magic,
    /// Another layout.
    #[error("the layout is {found}, and {FORMAT} is read")]
    Format { found: u16 },
    /// Other data.
    #[error("the data is of Unicode {major}.{minor}, and not of {}", UnicodeVersion::LATEST)]
    Version { major: u8, minor: u8 },
    /// The file ends too early, or a section lies outside of it.
    #[error("the file is cut short or its sections are misplaced")]
    Short,
    /// A section contradicts itself or another.
    #[error("the section {section:?} is not well-formed")]
    Section { section: Section },
}

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
        starts(self.word_starts, self.word_text.len(), Section::WordStarts)?;
        let words = self.word_starts.len() - 1;
        ensure(words <= 1 << WORD_BITS && self.word_text.is_ascii(), Section::WordText)?;
        let buckets = self.word_buckets;
        ensure(
            buckets.len() == WORD_BUCKETS + 1
                && buckets.iter().is_sorted()
                && usize::from(buckets.at(WORD_BUCKETS)) == words,
            Section::WordBuckets,
        )?;
        starts(self.posting_starts, self.postings.len(), Section::PostingStarts)?;
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
        starts(self.name_starts, self.name_words.len(), Section::NameStarts)?;
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
        starts(self.alias_starts, self.alias_text.len(), Section::AliasStarts)?;
        ensure(self.alias_starts.len() == self.aliases.len() + 1, Section::AliasStarts)?;
        ensure(self.alias_text.is_ascii(), Section::AliasText)
    }
}

/// The sections of a file, known to lie within it.
struct Sections {
    sections: [&'static [u8]; SECTIONS],
}

impl Sections {
    fn check(bytes: &'static [u8]) -> Result<Self, TableError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(TableError::Magic);
        }
        let header: &[u8; HEADER_BYTES] = bytes.first_chunk().ok_or(TableError::Short)?;
        let [.., format0, format1, major, minor, count0, count1, count2, count3] = *header;
        let found = u16::from_le_bytes([format0, format1]);
        if found != FORMAT || u32::from_le_bytes([count0, count1, count2, count3]) as usize != SECTIONS {
            return Err(TableError::Format { found });
        }
        if (major, minor) != (UnicodeVersion::LATEST.major(), UnicodeVersion::LATEST.minor()) {
            return Err(TableError::Version { major, minor });
        }
        let entries = bytes[HEADER_BYTES..].get(..SECTIONS * SECTION_ENTRY_BYTES).ok_or(TableError::Short)?;
        let mut sections = [&bytes[..0]; SECTIONS];
        for (section, entry) in sections.iter_mut().zip(entries.as_chunks::<SECTION_ENTRY_BYTES>().0) {
            let [o0, o1, o2, o3, l0, l1, l2, l3] = *entry;
            let offset = u32::from_le_bytes([o0, o1, o2, o3]) as usize;
            let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
            let tail = bytes.get(offset..).filter(|_| offset.is_multiple_of(ALIGNMENT));
            *section = tail.and_then(|tail| tail.get(..length)).ok_or(TableError::Short)?;
        }
        Ok(Self { sections })
    }

    fn bytes(&self, section: Section) -> &'static [u8] {
        self.sections[section as usize]
    }

    fn text(&self, section: Section) -> Result<&'static str, TableError> {
        std::str::from_utf8(self.bytes(section)).map_err(|_| TableError::Section { section })
    }

    fn u16s(&self, section: Section) -> Result<U16s, TableError> {
        U16s::new(self.bytes(section)).ok_or(TableError::Section { section })
    }

    fn u32s(&self, section: Section) -> Result<U32s, TableError> {
        U32s::new(self.bytes(section)).ok_or(TableError::Section { section })
    }

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

/// That `starts` ascends from 0 to `end`.
fn starts(starts: U32s, end: usize, section: Section) -> Result<(), TableError> {
    let len = starts.len();
    ensure(
        len > 0 && starts.at(0) == 0 && starts.at(len - 1) as usize == end && starts.iter().is_sorted(),
        section,
    )
}

fn ensure(holds: bool, section: Section) -> Result<(), TableError> {
    if holds { Ok(()) } else { Err(TableError::Section { section }) }
}
