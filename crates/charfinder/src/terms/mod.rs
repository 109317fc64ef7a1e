//! The index of the ranked search: terms, the documents that have them, and the phrases of each document.
//!
//! [`layout`] says what the bytes of `data/terms.bin` mean. A test checks them all (`check`), so that every number
//! in them can be followed without a further look.

#[cfg(test)]
mod check;
pub(crate) mod layout;
pub(crate) mod weight;

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use crate::field::{self, Field};
use crate::tables::layout::WORD_BITS;
use crate::tables::sections::{Sections, TableError};
use crate::tables::{Starts, Text, U16s, U32s, container, tables};
use layout::{Section, WEIGHT_STEP, letters, phrase_head_parts, term_bucket};

/// The checked index.
pub(crate) fn terms() -> &'static Terms {
    static TERMS: LazyLock<Terms> =
        LazyLock::new(|| Terms::open(BYTES).expect("the embedded index was made for this program"));
    &TERMS
}

/// The sections of the file, typed.
#[derive(Debug)]
pub(crate) struct Terms {
    text: Text,
    starts: Starts,
    buckets: U16s,
    rarities: &'static [u8],
    posting_starts: Starts,
    posting_documents: U16s,
    posting_weights: &'static [u8],
    items: U32s,
    priors: &'static [u8],
    ages: &'static [u8],
    by_item: U16s,
    phrase_starts: Starts,
    phrases: U16s,
    word_terms: U16s,
}

/// The documents that have a term, ascending, each with what the term alone is worth for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Postings {
    pub(crate) documents: U16s,
    weights: &'static [u8],
}

impl Postings {
    pub(crate) fn len(self) -> usize {
        self.documents.len()
    }

    /// The documents and worths.
    pub(crate) fn iter(self) -> impl Iterator<Item = (u16, u16)> {
        self.documents
            .iter()
            .zip(self.weights)
            .map(|(document, weight)| (document, u16::from(*weight) * WEIGHT_STEP))
    }
}

/// A reading of a text of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PhraseTerms {
    pub(crate) field: Field,
    /// Which text of the document it is: 0 is the name, then the texts of `phrases` in their order.
    pub(crate) text: u8,
    pub(crate) terms: TermList,
}

/// The terms of a phrase, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TermList {
    /// As they stand in the index.
    Listed(U16s),
    /// The words of a name, and the term of each word.
    Name { words: U16s, terms: U16s },
}

impl TermList {
    /// The terms.
    pub(crate) fn iter(self) -> impl Iterator<Item = u16> {
        let (numbers, terms) = match self {
            Self::Listed(terms) => (terms, None),
            Self::Name { words, terms } => (words, Some(terms)),
        };
        let word = |number: u16| usize::from(number & WORD_MASK);
        numbers.iter().map(move |number| terms.map_or(number, |terms| terms.at(word(number))))
    }
}

/// What each term looks like from afar.
#[derive(Debug)]
pub(crate) struct Looks {
    /// A bit for each different letter; see [`letters`].
    pub(crate) letters: Vec<u32>,
    /// How many letters there are, 255 of more.
    pub(crate) lengths: Vec<u8>,
}

impl Terms {
    /// The index in `bytes`. Only its outline is looked at; what is in it is a matter of `Terms::check`.
    fn open(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let sections = Sections::check(bytes)?;
        Ok(Self {
            text: sections.texts(Section::TermText),
            starts: sections.starts(Section::TermStarts)?,
            buckets: sections.u16s(Section::TermBuckets)?,
            rarities: sections.bytes(Section::TermRarities),
            posting_starts: sections.starts(Section::PostingStarts)?,
            posting_documents: sections.u16s(Section::PostingDocuments)?,
            posting_weights: sections.bytes(Section::PostingWeights),
            items: sections.u32s(Section::DocumentItems)?,
            priors: sections.bytes(Section::DocumentPriors),
            ages: sections.bytes(Section::DocumentAges),
            by_item: sections.u16s(Section::DocumentsByItem)?,
            phrase_starts: sections.starts(Section::PhraseStarts)?,
            phrases: sections.u16s(Section::Phrases)?,
            word_terms: sections.u16s(Section::WordTerms)?,
        })
    }

    /// How many terms there are.
    pub(crate) fn count(&self) -> usize {
        self.rarities.len()
    }

    /// How many documents there are.
    pub(crate) fn documents(&self) -> usize {
        self.priors.len()
    }

    /// The text of `term`.
    pub(crate) fn text(&self, term: u16) -> &'static str {
        self.text.str(self.starts.span(usize::from(term)))
    }

    fn bytes(&self, term: u16) -> &'static [u8] {
        self.text.bytes(self.starts.span(usize::from(term)))
    }

    /// The length of the text of `term`.
    pub(crate) fn text_bytes(&self, term: u16) -> usize {
        let (start, end) = self.starts.span(usize::from(term));
        end - start
    }

    /// The number of the term `word`.
    pub(crate) fn term(&self, word: &str) -> Option<u16> {
        let range = self.bucket(word);
        let term = self.first_not_below(range, word);
        (usize::from(term) < self.count() && self.bytes(term) == word.as_bytes()).then_some(term)
    }

    /// The terms that begin with `prefix`, which is not empty.
    pub(crate) fn with_prefix(&self, prefix: &str) -> Range<u16> {
        // The prefix stands in its bucket if it is a term, and what begins with it from there on.
        let start = self.first_not_below(self.bucket(prefix), prefix);
        let begins = |term: u16| self.bytes(term).starts_with(prefix.as_bytes());
        // The end is found by steps that double, so that few terms cost little.
        let (mut low, mut step) = (start, 1);
        let end = loop {
            let next = low.saturating_add(step).min(self.count() as u16);
            if next == low || !begins(next - 1) {
                break next;
            }
            low = next;
            step = step.saturating_mul(2);
        };
        let mut end = end;
        while low < end {
            let middle = low + (end - low) / 2;
            if begins(middle) { low = middle + 1 } else { end = middle }
        }
        start..end
    }

    fn bucket(&self, word: &str) -> Range<u16> {
        let bucket = term_bucket(word.as_bytes());
        self.buckets.at(bucket)..self.buckets.at(bucket + 1)
    }

    /// The first term of `range` that is not below `word` in byte order; its end when all are.
    fn first_not_below(&self, range: Range<u16>, word: &str) -> u16 {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.bytes(middle) < word.as_bytes() { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// How rare `term` is, from 0 to 255.
    pub(crate) fn rarity(&self, term: u16) -> u8 {
        self.rarities[usize::from(term)]
    }

    /// What terms look like. That is collected at the first call.
    pub(crate) fn looks(&self) -> &'static Looks {
        static LOOKS: OnceLock<Looks> = OnceLock::new();
        LOOKS.get_or_init(|| {
            let mut looks = Looks {
                letters: Vec::with_capacity(self.count()),
                lengths: Vec::with_capacity(self.count()),
            };
            self.starts.for_each_span(|span| {
                // Nearly all are ASCII, and need not be read as UTF-8.
                let bytes = self.text.bytes(span);
                let (letters, length) = if bytes.is_ascii() {
                    (letters(bytes.iter().map(|byte| u32::from(*byte))), bytes.len())
                } else {
                    let text = self.text.str(span);
                    (letters(text.chars().map(u32::from)), text.chars().count())
                };
                looks.letters.push(letters);
                looks.lengths.push(length.try_into().unwrap_or(u8::MAX));
            });
            looks
        })
    }

    /// The documents that have `term`.
    pub(crate) fn postings(&self, term: u16) -> Postings {
        let (start, end) = self.posting_starts.span(usize::from(term));
        Postings {
            documents: self.posting_documents.range(start, end),
            weights: &self.posting_weights[start..end],
        }
    }

    /// How many postings the terms of `range` have together.
    pub(crate) fn postings_count(&self, range: &Range<u16>) -> usize {
        self.posting_starts.at(usize::from(range.end)) - self.posting_starts.at(usize::from(range.start))
    }

    /// The number of the item of `document`.
    pub(crate) fn item(&self, document: u16) -> u32 {
        self.items.at(usize::from(document))
    }

    /// The document of the item with this number.
    pub(crate) fn document(&self, item: u32) -> Option<u16> {
        let (mut low, mut high) = (0, self.by_item.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.item(self.by_item.at(middle)) < item { low = middle + 1 } else { high = middle }
        }
        let document = (low < self.by_item.len()).then(|| self.by_item.at(low))?;
        (self.item(document) == item).then_some(document)
    }

    /// How likely `document` is meant, from 0 to 255.
    pub(crate) fn prior(&self, document: u16) -> u8 {
        self.priors[usize::from(document)]
    }

    /// The age byte of the latest character of `document`.
    pub(crate) fn age(&self, document: u16) -> u8 {
        self.ages[usize::from(document)]
    }

    /// The phrases of `document`, the name first.
    pub(crate) fn phrases(&self, document: u16) -> impl Iterator<Item = PhraseTerms> {
        let name = char::from_u32(self.item(document)).and_then(|c| tables().name_id(c)).map(|id| {
            let words = tables().name_words(id);
            PhraseTerms {
                field: Field::Name,
                text: 0,
                terms: TermList::Name { words, terms: self.word_terms },
            }
        });
        let (start, end) = self.phrase_starts.span(usize::from(document));
        let mut rest = self.phrases.range(start, end);
        let mut text = 0;
        let listed = std::iter::from_fn(move || {
            let head = (rest.len() > 0).then(|| rest.at(0))?;
            let (field, step, terms) = phrase_head_parts(head);
            text += step;
            let terms_end = 1 + terms;
            let terms = TermList::Listed(rest.range(1, terms_end));
            rest = rest.range(terms_end, rest.len());
            Some(PhraseTerms { field: Field::ALL[usize::from(field)], text, terms })
        });
        name.into_iter().chain(listed)
    }
}

/// The bits of an entry of a name that are its word.
const WORD_MASK: u16 = (1 << WORD_BITS) - 1;

/// The index, as `cargo xtask data` wrote it.
const BYTES: &[u8] = include_bytes!("../../data/terms.bin");
