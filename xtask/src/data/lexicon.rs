//! The writer of a lexicon: words and their postings in, its sections out. [`layout`](super::lexicon_layout) says what they mean.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};

use super::fold::{is_spaceless, suffixes};
use super::lexicon_code::encode as encode_word;
use super::lexicon_filter::{WordSum, filter};
use super::lexicon_layout::{BLOCK_TERMS, INNER_OFFSET_BITS, NIBBLE_MAX};

/// The sections of a lexicon, the numbers in them as bytes.
#[derive(Default)]
pub(super) struct Sections {
    pub(super) terms: Vec<u8>,
    pub(super) blocks: Vec<u8>,
    pub(super) postings: Vec<u8>,
    pub(super) inner: Vec<u8>,
    pub(super) letters: Vec<u8>,
    pub(super) filter: Vec<u8>,
}

/// Encodes words with the bytes that are posted under each.
pub(super) fn encode(words: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<Sections> {
    let mut sections = Sections::default();
    let mut previous: &[u8] = &[];
    let mut inner = Vec::new();
    let coded: BTreeMap<Vec<u8>, (&str, &[u8])> = words
        .iter()
        .map(|(word, postings)| (encode_word(word), (word.as_str(), postings.as_slice())))
        .collect();
    for (number, (bytes, (word, postings))) in (0_u32..).zip(&coded) {
        if number.is_multiple_of(BLOCK_TERMS) {
            sections.end_block()?;
            previous = &[];
        }
        let shared = bytes.iter().zip(previous).take_while(|(a, b)| a == b).count();
        let own = bytes.len() - shared;
        sections.terms.push(u8::try_from(shared.min(NIBBLE_MAX) << 4 | own.min(NIBBLE_MAX))?);
        for half in [shared, own] {
            if half >= NIBBLE_MAX {
                varint(&mut sections.terms, half - NIBBLE_MAX);
            }
        }
        sections.terms.extend_from_slice(&bytes[shared..]);
        varint(&mut sections.terms, postings.len());
        sections.postings.extend_from_slice(postings);
        previous = bytes;
        for tail in suffixes(word).skip(1) {
            let offset = u32::try_from(word.chars().count() - tail.chars().count())?;
            ensure!(offset >> INNER_OFFSET_BITS == 0, "the word `{word}` is too long");
            ensure!(number.leading_zeros() >= INNER_OFFSET_BITS, "there are too many words");
            inner.push((tail, number << INNER_OFFSET_BITS | offset));
        }
    }
    sections.end_block()?;
    inner.sort_unstable();
    sections.inner = inner.iter().flat_map(|(_, start)| start.to_le_bytes()).collect();
    let spaced: Vec<&String> = words.keys().filter(|word| !word.starts_with(is_spaceless)).collect();
    let letters: BTreeSet<char> = spaced.iter().flat_map(|word| word.chars()).collect();
    sections.letters = letters.into_iter().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    sections.filter = filter(&spaced.iter().map(|word| WordSum::of(word.chars())).collect::<Vec<_>>());
    Ok(sections)
}

impl Sections {
    /// Notes where the next block starts.
    fn end_block(&mut self) -> anyhow::Result<()> {
        for end in [self.terms.len(), self.postings.len()] {
            self.blocks.extend_from_slice(&u32::try_from(end).context("a section of 4 GB")?.to_le_bytes());
        }
        Ok(())
    }
}

/// Appends `value` in LEB128.
pub(super) fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::lexicon_filter::may_have;

    #[test]
    fn terms_share_their_starts_within_a_block() {
        let words: BTreeMap<String, Vec<u8>> =
            [("sun", 1), ("sunny", 2), ("太阳", 3)].map(|(word, id)| (word.to_owned(), vec![id])).into();
        let sections = encode(&words).unwrap();
        assert_eq!(sections.terms, b"\x06\x1f\x59\x2a\x1f\x96\x33\x01\x03sun\x01\x32ny\x01");
        assert_eq!(sections.postings, [3, 1, 2]);
        assert_eq!(sections.blocks, [[0; 8], [17, 0, 0, 0, 3, 0, 0, 0]].concat());
        assert_eq!(sections.inner, 1_u32.to_le_bytes());
        assert_eq!(
            sections.letters,
            [b'n', b's', b'u', b'y'].map(|letter| u32::from(letter).to_le_bytes()).concat()
        );
        assert!(may_have(&sections.filter, WordSum::of("sunny".chars())));
    }

    #[test]
    fn long_numbers_take_more_bytes() {
        let mut out = Vec::new();
        for value in [0, 0x7F, 0x80, 0x4000] {
            varint(&mut out, value);
        }
        assert_eq!(out, [0, 0x7F, 0x80, 1, 0x80, 0x80, 1]);
    }
}
