//! The binary layout of `data/terms.bin`, the index of the ranked search: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both, so it holds plain data only. A *term* is a folded word of a phrase, and its number is its place
//! in byte order. A *document* is an item with phrases: documents are numbered from the one most people mean to the one that the fewest
//! mean, so that a lower number is the better answer where all else is equal.

#![allow(dead_code, reason = "the writer and the reader of the tables use one part each")]

use super::container::Layout;

/// The sections, in the order they stand in the file. Lists of starts are what `tables::starts_layout` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// The terms in byte order, one after the other.
    TermText,
    /// Starts, for each term: where it starts in `TermText`.
    TermStarts,
    /// `u16` for each bucket and one more: the first term of the bucket. See [`term_bucket`].
    TermBuckets,
    /// `u8` for each term: how rare it is, from 0 (in every document) to 255 (in one).
    TermRarities,
    /// Starts, for each term: where its postings start, in entries of `PostingDocuments`.
    PostingStarts,
    /// `u16`: for each term the documents that have it, ascending.
    PostingDocuments,
    /// `u8` for each posting: what the term alone is worth as a query for the document, in steps of [`WEIGHT_STEP`].
    PostingWeights,
    /// `u32` for each document: the number of its item.
    DocumentItems,
    /// `u8` for each document: how likely it is meant, descending.
    DocumentPriors,
    /// `u8` for each document: the age byte of its latest character.
    DocumentAges,
    /// `u16`: the documents by the numbers of their items.
    DocumentsByItem,
    /// Starts, for each document: where its phrases start, in entries of `Phrases`.
    PhraseStarts,
    /// `u16`: for each phrase a head ([`phrase_head`]) and its terms in order. The names that stand in `data/unicode.bin` are not repeated.
    Phrases,
    /// `u16` for each word of `data/unicode.bin`: the term that it is; [`NO_TERM`] where it is none.
    WordTerms,
}

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARTERM";
    const FORMAT: u16 = 2;
    const SECTIONS: usize = Self::WordTerms as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// The word is in no name that is listed.
pub(crate) const NO_TERM: u16 = u16::MAX;

/// Weights are stored in steps of this.
pub(crate) const WEIGHT_STEP: u16 = 4;

/// The most terms of a phrase that are kept.
pub(crate) const PHRASE_TERMS_MAX: usize = (1 << TERMS_BITS) - 1;

/// The head of a phrase: its field, how many texts of the document lie between it and the one before (0: it is another reading of the
/// same text), and the number of its terms. The first text, number 0, is the name.
pub(crate) const fn phrase_head(field: u8, step: u8, terms: u8) -> u16 {
    (field as u16) << (STEP_BITS + TERMS_BITS) | (step as u16) << TERMS_BITS | terms as u16
}

/// Field, step and number of terms of a [`phrase_head`].
pub(crate) const fn phrase_head_parts(head: u16) -> (u8, u8, usize) {
    (
        (head >> (STEP_BITS + TERMS_BITS)) as u8,
        (head >> TERMS_BITS) as u8 & STEP_MAX,
        head as usize & PHRASE_TERMS_MAX,
    )
}

/// The largest step of a [`phrase_head`].
pub(crate) const STEP_MAX: u8 = (1 << STEP_BITS) - 1;

const STEP_BITS: u32 = 6;
const TERMS_BITS: u32 = 5;

/// The term for a command of LaTeX as it stands, in which case and accents matter: `\'e` for `\'{e}`.
pub(crate) fn command_term(command: &str) -> String {
    command.chars().filter(|c| !matches!(c, '{' | '}' | ' ')).collect()
}

/// The bucket of `term`: by its first two bytes, where they are ASCII letters or digits, in byte order.
pub(crate) fn term_bucket(term: &[u8]) -> usize {
    let symbol = |at: usize| match term.get(at) {
        None => 0,
        Some(byte @ b'0'..=b'9') => 1 + usize::from(byte - b'0'),
        Some(byte @ b'a'..=b'z') => 12 + usize::from(byte - b'a'),
        Some(..b'0') => 0,
        Some(..b'a') => BETWEEN,
        Some(_) => REST,
    };
    let first = symbol(0);
    // Several bytes share these, so what comes second says nothing of the order.
    let is_shared = matches!(first, 0 | BETWEEN | REST);
    first * SYMBOLS + if is_shared { 0 } else { symbol(1) }
}

/// The number of buckets that [`term_bucket`] spreads terms over.
pub(crate) const TERM_BUCKETS: usize = SYMBOLS * SYMBOLS;

/// Nothing and what is below the digits, the ten digits, what is between them and the letters, 26 letters, everything else.
const SYMBOLS: usize = 39;
const BETWEEN: usize = 11;
const REST: usize = SYMBOLS - 1;

/// A bit for each different letter of a term, whose numbers are given: where one letter is another, at most two bits are.
pub(crate) fn letters(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.fold(0, |bits, number| bits | 1 << (number & 31))
}
