//! The encoder: [`Unicode`] in, the bytes of `data/unicode.bin` out. [`layout`](super::layout) says what they mean.
//!
//! Everything is built from ordered collections, so the same data gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};

use super::file::File;
use super::layout::{
    BITMAP_POSTINGS_MIN, BLOCKS, FAMILY_ENTRY_U16S, FAMILY_WORDS_MAX, SEPARATORS, Section, WORD_BITS,
    WORD_BUCKETS, word_bucket,
};
use super::unicode::Unicode;

/// Encodes the tables.
pub(super) fn encode(unicode: &Unicode) -> anyhow::Result<Vec<u8>> {
    let mut file = File::new();
    let words = Words::collect(unicode)?;
    words.encode(&mut file)?;
    encode_postings(&mut file, unicode, &words)?;
    encode_names(&mut file, unicode, &words)?;
    encode_families(&mut file, unicode, &words)?;
    encode_runs(&mut file, Section::Ages, &unicode.ages);
    encode_runs(&mut file, Section::Categories, &unicode.categories);
    encode_aliases(&mut file, unicode)?;
    for starts in [Section::WordStarts, Section::PostingStarts, Section::NameStarts, Section::AliasStarts] {
        file.pack_starts(starts)?;
    }
    file.finish()
}

/// The words of all names and of all families' prefixes, numbered in byte order.
pub(super) struct Words<'a> {
    pub(super) numbers: BTreeMap<&'a str, u16>,
}

impl<'a> Words<'a> {
    pub(super) fn collect(unicode: &'a Unicode) -> anyhow::Result<Self> {
        let names = unicode.explicit.values().chain(unicode.families.iter().map(|family| &family.prefix));
        let words: BTreeSet<&str> = names.flat_map(|name| words_of(name)).collect();
        ensure!(words.len() <= 1 << WORD_BITS, "{} words do not fit in {WORD_BITS} bits", words.len());
        Ok(Self { numbers: words.into_iter().zip(0..).collect() })
    }

    fn number(&self, word: &str) -> u16 {
        self.numbers[word]
    }

    fn encode(&self, file: &mut File<Section>) -> anyhow::Result<()> {
        let mut buckets = vec![0_u16; WORD_BUCKETS + 1];
        let mut start = 0_u32;
        for word in self.numbers.keys() {
            file.u32(Section::WordStarts, start);
            file.bytes(Section::WordText, word.as_bytes());
            start += u32::try_from(word.len())?;
            buckets[word_bucket(word.as_bytes()).with_context(|| format!("the word `{word}`"))? + 1] += 1;
        }
        file.u32(Section::WordStarts, start);
        let mut first = 0;
        for count in buckets {
            first += count;
            file.u16(Section::WordBuckets, first);
        }
        Ok(())
    }
}

/// The words of a name: maximal runs of letters and digits.
pub(super) fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split([' ', '-']).filter(|word| !word.is_empty())
}

fn encode_postings(file: &mut File<Section>, unicode: &Unicode, words: &Words<'_>) -> anyhow::Result<()> {
    let mut postings = vec![BTreeSet::new(); words.numbers.len()];
    for (id, name) in unicode.explicit.values().enumerate() {
        for word in words_of(name) {
            postings[usize::from(words.number(word))].insert(u16::try_from(id)?);
        }
    }
    let mut start = 0_u32;
    for (word, ids) in (0..).zip(&postings) {
        file.u32(Section::PostingStarts, start);
        start += u32::try_from(ids.len())?;
        for &id in ids {
            file.u16(Section::Postings, id);
        }
        if ids.len() > BITMAP_POSTINGS_MIN {
            let mut bitmap = vec![0_u8; unicode.explicit.len().div_ceil(8)];
            for &id in ids {
                bitmap[usize::from(id / 8)] |= 1 << (id % 8);
            }
            file.u16(Section::BitmapWords, word);
            file.bytes(Section::Bitmaps, &bitmap);
        }
    }
    file.u32(Section::PostingStarts, start);
    Ok(())
}

fn encode_names(file: &mut File<Section>, unicode: &Unicode, words: &Words<'_>) -> anyhow::Result<()> {
    let mut start = 0_u32;
    for (c, name) in &unicode.explicit {
        file.u32(Section::NameStarts, start);
        let mut rest = name.as_str();
        for (nth, word) in words_of(name).enumerate() {
            let at = rest.find(word).context("a word of a name stands in it")?;
            let separator = match nth {
                0 => 0,
                _ => SEPARATORS
                    .iter()
                    .position(|known| *known == &rest[..at])
                    .with_context(|| format!("the separator `{}` in `{name}`", &rest[..at]))?,
            };
            rest = &rest[at + word.len()..];
            file.u16(Section::NameWords, words.number(word) | u16::try_from(separator << WORD_BITS)?);
            start += 1;
        }
        file.u16(Section::NameChars, u16::try_from(c & 0xFFFF)?);
        file.bytes(Section::NameAges, &[unicode.ages[*c as usize]]);
    }
    file.u32(Section::NameStarts, start);
    let mut before = 0;
    for block in 0..=u32::try_from(BLOCKS)? {
        file.u16(Section::NameBlocks, u16::try_from(before)?);
        before += unicode.explicit.range(block << 8..(block + 1) << 8).count();
    }
    Ok(())
}

fn encode_families(file: &mut File<Section>, unicode: &Unicode, words: &Words<'_>) -> anyhow::Result<()> {
    let mut start = 0_u16;
    for family in &unicode.families {
        let numbers: Vec<u16> = words_of(&family.prefix).map(|word| words.number(word)).collect();
        ensure!(numbers.len() <= FAMILY_WORDS_MAX, "`{}` has too many words", family.prefix);
        let end = start + u16::try_from(family.prefix.len())?;
        let mut entry = vec![start, end, family.tail, u16::try_from(numbers.len())?];
        entry.extend(numbers);
        entry.resize(FAMILY_ENTRY_U16S, 0);
        for value in entry {
            file.u16(Section::Families, value);
        }
        file.bytes(Section::FamilyText, family.prefix.as_bytes());
        start = end;
    }
    let mut runs: Vec<(u32, u32, u8, u32)> = Vec::new();
    for (number, family) in (0..).zip(&unicode.families) {
        for &c in &family.members {
            let age = unicode.ages[c as usize];
            match runs.last_mut() {
                Some(run) if run.1 + 1 == c && run.2 == age && run.3 == number => run.1 = c,
                _ => runs.push((c, c, age, number)),
            }
        }
    }
    runs.sort_unstable();
    for (first, last, age, family) in runs {
        file.u32(Section::FamilyRuns, first << 8 | u32::from(age));
        file.u32(Section::FamilyRuns, last << 8 | family);
    }
    Ok(())
}

/// The runs of equal values of a property that has one byte for each code point.
fn encode_runs(file: &mut File<Section>, section: Section, values: &[u8]) {
    let mut before = None;
    for (c, value) in (0_u32..).zip(values) {
        if before != Some(value) {
            file.u32(section, c << 8 | u32::from(*value));
            before = Some(value);
        }
    }
}

fn encode_aliases(file: &mut File<Section>, unicode: &Unicode) -> anyhow::Result<()> {
    let mut start = 0_u32;
    for (c, kind, text) in &unicode.aliases {
        file.u32(Section::Aliases, c << 8 | u32::from(*kind));
        file.u32(Section::AliasStarts, start);
        file.bytes(Section::AliasText, text.as_bytes());
        start += u32::try_from(text.len())?;
    }
    file.u32(Section::AliasStarts, start);
    Ok(())
}
