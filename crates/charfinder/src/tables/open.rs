//! From bytes to [`Tables`]: the outline of the file, which is looked at once, at first use.
//!
//! It makes sure that the file is of this layout and of the Unicode version the program names. What is in the sections is a test's business
//! (`tables::check`): the file is part of the program, and to look at all of it would take longer than most commands.

use std::collections::BTreeMap;

use super::layout::{FAMILY_ENTRY_U16S, Section, TAIL_COMPOSED, TAIL_INDEXED, TAIL_UNINDEXED};
use super::sections::{self, Sections, ensure};
use super::{Family, FamilyMask, FamilyRun, Tables, Tail};

/// Why bytes are not tables this program can read.
pub(super) type TableError = sections::TableError<Section>;

impl Tables {
    /// The tables in `bytes`. Only their outline is looked at; what is in them is a matter of `Tables::check`.
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, TableError> {
        let sections = Sections::check(bytes)?;
        let families = sections.families()?;
        Ok(Self {
            word_text: sections.texts(Section::WordText),
            word_starts: sections.starts(Section::WordStarts)?,
            word_buckets: sections.u16s(Section::WordBuckets)?,
            posting_starts: sections.starts(Section::PostingStarts)?,
            postings: sections.u16s(Section::Postings)?,
            bitmap_words: sections.u16s(Section::BitmapWords)?,
            bitmaps: sections.bytes(Section::Bitmaps),
            name_starts: sections.starts(Section::NameStarts)?,
            name_words: sections.u16s(Section::NameWords)?,
            name_chars: sections.u16s(Section::NameChars)?,
            name_blocks: sections.u16s(Section::NameBlocks)?,
            name_ages: sections.bytes(Section::NameAges),
            ages: sections.u32s(Section::Ages)?,
            categories: sections.u32s(Section::Categories)?,
            aliases: sections.u32s(Section::Aliases)?,
            alias_starts: sections.starts(Section::AliasStarts)?,
            alias_text: sections.texts(Section::AliasText),
            family_runs: sections.family_runs(families.len())?,
            family_words: family_words(&families),
            families,
        })
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
