//! The index of the ranked search: texts of characters and sequences in, the bytes of `data/terms.bin` out.
//!
//! [`terms_layout`](super::terms_layout) says what the bytes mean, [`weight`](super::weight) what a phrase is worth, [`prior`](super::prior) which of two equal answers
//! people mean. Everything is built from ordered collections, so the same data gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};

use super::field::Field;
use super::file::File;
use super::fold::fold_words;
use super::prior::Priors;
use super::tables::{Words, words_of};
use super::terms_layout::{
    NO_TERM, PHRASE_TERMS_MAX, STEP_MAX, Section, TERM_BUCKETS, WEIGHT_STEP, command_term, phrase_head,
    term_bucket,
};
use super::unicode::Unicode;
use super::weight::{GENERIC_WORDS, left_over, phrase_worth};

/// An item and its texts.
pub(super) struct Document {
    /// The number of the item.
    pub(super) item: u32,
    /// The age byte of its latest character.
    pub(super) age: u8,
    /// Its name first, if it has one, then its phrases in the order of `data/phrases.bin`; each with its place there, the name's being 0.
    pub(super) texts: Vec<(u8, Field, String)>,
}

/// Encodes the index of `documents`, which are ascending by item.
pub(super) fn encode(documents: &[Document], unicode: &Unicode) -> anyhow::Result<Vec<u8>> {
    let priors = Priors::of(documents);
    let mut ordered: Vec<Indexed> =
        documents.iter().map(|document| Indexed::new(document, &priors)).collect();
    ordered.sort_by_key(|document| (std::cmp::Reverse(document.prior), document.item));
    ensure!(ordered.len() <= usize::from(u16::MAX), "{} documents are too many", ordered.len());

    let vocabulary = Vocabulary::collect(&ordered)?;
    let listed: BTreeSet<&str> = unicode.explicit.values().flat_map(|name| words_of(name)).collect();
    let mut file = File::new();
    vocabulary.encode(&mut file)?;
    encode_postings(&mut file, &ordered, &vocabulary)?;
    encode_documents(&mut file, &ordered, &vocabulary, unicode)?;
    for (word, ..) in Words::collect(unicode)?.numbers {
        // Words that only composed names have need not be terms.
        let term =
            vocabulary.numbers.get(word.to_ascii_lowercase().as_str()).filter(|_| listed.contains(word));
        file.u16(Section::WordTerms, term.copied().unwrap_or(NO_TERM));
    }
    for starts in [Section::TermStarts, Section::PostingStarts, Section::PhraseStarts] {
        file.pack_starts(starts)?;
    }
    file.finish()
}

/// A document as it is indexed.
struct Indexed {
    item: u32,
    age: u8,
    prior: u8,
    phrases: Vec<Phrase>,
}

/// A reading of a text.
struct Phrase {
    text: u8,
    field: Field,
    words: Vec<String>,
}

impl Indexed {
    fn new(document: &Document, priors: &Priors) -> Self {
        let mut phrases = Vec::new();
        for (text, field, phrase) in &document.texts {
            for mut words in readings(*field, phrase) {
                words.truncate(PHRASE_TERMS_MAX);
                if !words.is_empty() {
                    phrases.push(Phrase { text: *text, field: *field, words });
                }
            }
        }
        Self { item: document.item, age: document.age, prior: priors.prior(document), phrases }
    }
}

/// The ways to read a text as words: names of machines, such as `RightArrow`, are one word and several.
fn readings(field: Field, text: &str) -> Vec<Vec<String>> {
    match field {
        // Two signs, in which case matters: looked up as they stand.
        Field::Digraph => vec![vec![text.to_owned()]],
        // Of `\'{e}` and `\L` too little is left when they are folded: `e` is another character.
        Field::Latex if fold_words(text).concat().chars().nth(1).is_none() => vec![vec![command_term(text)]],
        Field::Entity | Field::Keysym | Field::Latex | Field::Shortcode => {
            let whole: String = fold_words(text).concat();
            let pieces = fold_words(&spaced(text));
            if pieces.len() > 1 { vec![vec![whole], pieces] } else { vec![vec![whole]] }
        }
        Field::Note => {
            vec![
                fold_words(text)
                    .into_iter()
                    .filter(|word| !FUNCTION_WORDS.contains(&word.as_str()))
                    .collect(),
            ]
        }
        _ => vec![fold_words(text)],
    }
}

/// `text` with a space before each capital that follows a small letter, and around digits.
fn spaced(text: &str) -> String {
    let mut out = String::new();
    let mut previous = ' ';
    for c in text.chars() {
        let begins = c.is_uppercase() && previous.is_lowercase() || c.is_numeric() != previous.is_numeric();
        if begins && previous.is_alphanumeric() {
            out.push(' ');
        }
        out.push(c);
        previous = c;
    }
    out
}

/// Words that notes are full of, and that nobody looks for.
const FUNCTION_WORDS: &[&str] = &[
    "a", "also", "an", "and", "are", "as", "at", "be", "by", "can", "for", "from", "in", "is", "it", "may",
    "not", "of", "on", "or", "the", "this", "to", "used", "with",
];

/// The terms and what is known of each.
struct Vocabulary<'a> {
    numbers: BTreeMap<&'a str, u16>,
    rarities: Vec<u8>,
}

impl<'a> Vocabulary<'a> {
    fn collect(documents: &'a [Indexed]) -> anyhow::Result<Self> {
        let mut holders: BTreeMap<&str, u32> = BTreeMap::new();
        for document in documents {
            let words: BTreeSet<&str> =
                document.phrases.iter().flat_map(|phrase| phrase.words.iter().map(String::as_str)).collect();
            for word in words {
                *holders.entry(word).or_default() += 1;
            }
        }
        ensure!(holders.len() <= usize::from(u16::MAX), "{} terms are too many", holders.len());
        let all = (documents.len() as f64).ln();
        let rarity = |held: u32| ((255.0 * (1.0 - f64::from(held).ln() / all)) as u8).max(1);
        let rarities =
            holders.iter().map(|(word, held)| if GENERIC_WORDS.contains(word) { 0 } else { rarity(*held) });
        let rarities = rarities.collect();
        Ok(Self { numbers: holders.keys().copied().zip(0..).collect(), rarities })
    }

    fn number(&self, word: &str) -> u16 {
        self.numbers[word]
    }

    /// What all words of `phrase` but `but` are worth together.
    fn left_over(&self, phrase: &Phrase, but: &str) -> u16 {
        let others = phrase.words.iter().filter(|word| *word != but);
        others.map(|word| left_over(self.rarities[usize::from(self.number(word))])).sum()
    }

    fn encode(&self, file: &mut File<Section>) -> anyhow::Result<()> {
        let mut buckets = vec![0_u16; TERM_BUCKETS + 1];
        let mut start = 0_u32;
        let mut previous_bucket = 0;
        for word in self.numbers.keys() {
            let bucket = term_bucket(word.as_bytes());
            ensure!(bucket >= previous_bucket, "the buckets of terms are not in byte order at `{word}`");
            previous_bucket = bucket;
            file.u32(Section::TermStarts, start);
            file.bytes(Section::TermText, word.as_bytes());
            start += u32::try_from(word.len())?;
            buckets[bucket + 1] += 1;
        }
        file.u32(Section::TermStarts, start);
        let mut first = 0;
        for count in buckets {
            first += count;
            file.u16(Section::TermBuckets, first);
        }
        file.bytes(Section::TermRarities, &self.rarities);
        Ok(())
    }
}

fn encode_postings(
    file: &mut File<Section>,
    documents: &[Indexed],
    vocabulary: &Vocabulary<'_>,
) -> anyhow::Result<()> {
    let mut postings: Vec<BTreeMap<u16, u16>> = vec![BTreeMap::new(); vocabulary.numbers.len()];
    for (number, document) in (0..).zip(documents) {
        for phrase in &document.phrases {
            for word in &phrase.words {
                let worth = phrase_worth(phrase.field, vocabulary.left_over(phrase, word));
                let best = postings[usize::from(vocabulary.number(word))].entry(number).or_default();
                *best = worth.max(*best);
            }
        }
    }
    let mut start = 0_u32;
    for documents in &postings {
        file.u32(Section::PostingStarts, start);
        start += u32::try_from(documents.len())?;
        for (document, worth) in documents {
            file.u16(Section::PostingDocuments, *document);
            file.bytes(Section::PostingWeights, &[u8::try_from(worth / WEIGHT_STEP)?]);
        }
    }
    file.u32(Section::PostingStarts, start);
    Ok(())
}

fn encode_documents(
    file: &mut File<Section>,
    documents: &[Indexed],
    vocabulary: &Vocabulary<'_>,
    unicode: &Unicode,
) -> anyhow::Result<()> {
    let mut by_item: Vec<(u32, u16)> = Vec::new();
    let mut start = 0_u32;
    for (number, document) in (0..).zip(documents) {
        by_item.push((document.item, number));
        file.u32(Section::DocumentItems, document.item);
        file.bytes(Section::DocumentPriors, &[document.prior]);
        file.bytes(Section::DocumentAges, &[document.age]);
        file.u32(Section::PhraseStarts, start);
        let mut text = 0;
        let is_listed = unicode.explicit.contains_key(&document.item);
        for phrase in document.phrases.iter().filter(|phrase| !is_listed || phrase.field != Field::Name) {
            let step = phrase.text.checked_sub(text).filter(|step| *step <= STEP_MAX);
            let step = step.with_context(|| format!("the texts of {:X} are too many", document.item))?;
            text = phrase.text;
            file.u16(
                Section::Phrases,
                phrase_head(phrase.field as u8, step, u8::try_from(phrase.words.len())?),
            );
            for word in &phrase.words {
                file.u16(Section::Phrases, vocabulary.number(word));
            }
            start += 1 + u32::try_from(phrase.words.len())?;
        }
    }
    file.u32(Section::PhraseStarts, start);
    by_item.sort_unstable();
    for (_, number) in by_item {
        file.u16(Section::DocumentsByItem, number);
    }
    Ok(())
}
