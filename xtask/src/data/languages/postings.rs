//! The words of all languages, and what is posted under each.

use std::collections::BTreeMap;

use anyhow::Context;

use super::annotations::{Annotation, Annotations};
use super::fold::fold_words;
use super::layout::{IS_KEYWORD, IS_LAST, POSTING_BITS, WORDS_MAX};
use super::lexicon::varint;

/// Words under construction: for each its languages, and for each of those its documents in order, with the low bits of their postings.
#[derive(Default)]
pub(super) struct Words {
    words: BTreeMap<String, BTreeMap<u8, Vec<(u32, u32)>>>,
}

impl Words {
    /// Posts all words of the language with this number; `documents` are in the order of their numbers.
    pub(super) fn post(&mut self, number: u8, language: &Annotations, documents: &[&str]) {
        for (document, text) in (0..).zip(documents) {
            let Some(annotation) = language.of(text) else { continue };
            for (word, bits) in words_of(annotation) {
                self.words.entry(word).or_default().entry(number).or_default().push((document, bits));
            }
        }
    }

    /// The words with their postings as bytes.
    pub(super) fn finish(self) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        self.words
            .into_iter()
            .map(|(word, groups)| {
                let mut bytes = Vec::new();
                for (language, postings) in groups {
                    bytes.push(language);
                    encode(&mut bytes, &postings).with_context(|| format!("the word `{word}`"))?;
                }
                Ok((word, bytes))
            })
            .collect()
    }
}

/// The words by which `annotation` is found, with the low bits of their postings.
fn words_of(annotation: &Annotation) -> BTreeMap<String, u32> {
    let mut words = BTreeMap::new();
    let short_name = annotation.short_name.iter().map(|text| (text, 0));
    let keywords = annotation.keywords.iter().map(|text| (text, IS_KEYWORD));
    for (text, field) in short_name.chain(keywords) {
        let of_text = fold_words(text);
        let length = u32::try_from(of_text.len()).map_or(WORDS_MAX, |length| length.min(WORDS_MAX));
        for word in of_text {
            // The shortest text counts, and of two of a length the short name.
            let bits = (length - 1, field);
            words.entry(word).and_modify(|known| *known = bits.min(*known)).or_insert(bits);
        }
    }
    words.into_iter().map(|(word, (length, field))| (word, length | field)).collect()
}

/// Appends a group of postings.
fn encode(bytes: &mut Vec<u8>, postings: &[(u32, u32)]) -> anyhow::Result<()> {
    let mut previous = None;
    for (at, (document, bits)) in postings.iter().enumerate() {
        let last = if at + 1 == postings.len() { IS_LAST } else { 0 };
        let posting = (document - previous.unwrap_or(0)) << POSTING_BITS | last | bits;
        match previous {
            None => bytes.extend_from_slice(&u16::try_from(posting)?.to_le_bytes()),
            Some(_) => varint(bytes, posting as usize),
        }
        previous = Some(*document);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_text_with_the_word_counts() {
        let annotation = Annotation {
            short_name: Some("grand soleil".to_owned()),
            keywords: vec!["Soleil".to_owned(), "grand beau temps".to_owned(), "!".to_owned()],
        };
        let words = words_of(&annotation);
        let expected =
            [("beau", IS_KEYWORD | 2), ("grand", 1), ("soleil", IS_KEYWORD), ("temps", IS_KEYWORD | 2)];
        assert!(words.iter().map(|(word, bits)| (word.as_str(), *bits)).eq(expected));
    }

    #[test]
    fn documents_of_a_group_are_counted_from_each_other() {
        let mut bytes = Vec::new();
        encode(&mut bytes, &[(0x123, 1), (0x124, IS_KEYWORD), (0x140, 0)]).unwrap();
        assert_eq!(bytes, [0x31, 0x12, 0x14, 0xC8, 0x03]);
        assert!(encode(&mut bytes, &[(0x1000, 0)]).is_err());
    }
}
