//! The words of definitions and readings, and the ideographs posted under each.

use std::collections::BTreeMap;

use super::Entries;
use super::entry::Entry;
use super::fold::{fold_words, is_spaceless};
use super::layout::{KINDS, POSTING_BITS, WORDS_BITS, WORDS_MAX};
use super::lexicon::varint;
use super::pinyin::numbered;

/// The words with their postings as bytes.
pub(super) fn words(entries: &Entries) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut words: BTreeMap<String, (u32, Vec<u8>)> = BTreeMap::new();
    for (number, entry) in (0..).zip(entries.values()) {
        for (word, bits) in words_of(entry) {
            let (previous, bytes) = words.entry(word).or_default();
            varint(bytes, ((number - *previous) << POSTING_BITS | bits) as usize);
            *previous = number;
        }
    }
    Ok(words.into_iter().map(|(word, (_, bytes))| (word, bytes)).collect())
}

/// The words by which an ideograph is found, with the low bits of their postings. Of a word that is said in several ways the best is kept:
/// as a reading, as the first of its kind, as a gloss of its own.
fn words_of(entry: &Entry) -> BTreeMap<String, u32> {
    let mut words = BTreeMap::new();
    let mut add = |word: String, kind: u32, words_of_text: usize| {
        let length = u32::try_from(words_of_text.clamp(1, WORDS_MAX)).map_or(0, |length| length - 1);
        let is_definition = kind == 0;
        let rank = (length, is_definition, kind);
        let known = words.entry(word).or_insert(rank);
        *known = rank.min(*known);
    };
    for gloss in entry.definition.split([',', ';', '(', ')']) {
        let mut gloss = fold_words(gloss);
        // Other ideographs are named for comparison.
        gloss.retain(|word| !word.starts_with(is_spaceless));
        let length = gloss.len();
        for word in gloss {
            add(word, 0, length);
        }
    }
    for (kind, (name, readings)) in (1..).zip(KINDS.iter().zip(&entry.readings)) {
        for (place, reading) in (1..).zip(readings) {
            for spelling in spellings(name, reading) {
                add(spelling, kind, place);
            }
        }
    }
    words.into_iter().map(|(word, (length, _, kind))| (word, kind << WORDS_BITS | length)).collect()
}

/// The ways to type a reading.
fn spellings(kind: &str, reading: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    if kind == "Mandarin" {
        let numbered = numbered(reading).unwrap_or_else(|| fold_words(reading).concat() + NEUTRAL_TONE);
        spellings.push(numbered.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
        spellings.push(numbered.clone());
        // Both `lü` and `lv` are typed.
        if numbered.contains('v') {
            spellings.push(numbered.replace('v', "u"));
        }
    }
    spellings.extend(fold_words(reading));
    if kind == "Cantonese" {
        spellings.push(reading.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
    }
    spellings
}

/// The number of the tone that has no mark.
const NEUTRAL_TONE: &str = "5";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_found_however_they_are_typed() {
        assert_eq!(spellings("Mandarin", "hǎo"), ["hao", "hao3", "hao"]);
        assert_eq!(spellings("Mandarin", "lǜ"), ["lv", "lv4", "lu4", "lu"]);
        assert_eq!(spellings("Mandarin", "de"), ["de", "de5", "de"]);
        assert_eq!(spellings("Cantonese", "hou2"), ["hou2", "hou"]);
        assert_eq!(spellings("Japanese", "コウ"), ["こう"]);
        assert_eq!(spellings("Vietnamese", "hảo"), ["hao"]);
    }

    #[test]
    fn a_gloss_of_its_own_counts_more_than_a_word_among_others() {
        let entry = Entry { definition: "(same as 日) the sun; day, sun".to_owned(), ..Entry::default() };
        let words = words_of(&entry);
        let expected = [("as", 1), ("day", 0), ("same", 1), ("sun", 0), ("the", 1)];
        assert!(words.iter().map(|(word, bits)| (word.as_str(), *bits)).eq(expected), "{words:?}");
    }
}
