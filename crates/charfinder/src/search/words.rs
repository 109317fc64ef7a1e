//! The words of a query, and the terms of the index that each of them stands for.

use std::ops::Range;

use crate::terms::weight::GENERIC_WORDS;
use crate::terms::{Terms, terms};

/// A word of a query.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Folded, as it was typed.
    pub(super) text: String,
    /// What it stands for, the word itself first.
    pub(super) alternatives: Vec<Alternative>,
    /// Whether a result may lack it: `sign`, `emoji` and the like, which people add to say that they mean a character.
    pub(super) is_optional: bool,
}

/// Terms that a word can stand for.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub(super) terms: Range<u16>,
    /// What it costs that the term is not the word.
    cost: u16,
    /// The length of the prefix that the terms begin with; 0 when they are not found by their beginning.
    prefix_bytes: usize,
}

impl Alternative {
    fn of(term: u16, cost: u16) -> Self {
        Self { terms: term..term + 1, cost, prefix_bytes: 0 }
    }

    /// What it costs that the word stands for `term`, one of its terms.
    pub(super) fn cost(&self, term: u16) -> u16 {
        if self.prefix_bytes == 0 {
            return self.cost;
        }
        let more = terms().text_bytes(term).saturating_sub(self.prefix_bytes).min(MORE_LETTERS_MAX);
        self.cost + MORE_LETTER_COST * more as u16
    }
}

impl Word {
    /// What it costs that the word stands for `term`; `None` when it does not.
    pub(super) fn cost(&self, term: u16) -> Option<u16> {
        // The word itself stands first, and costs least.
        let standing = self.alternatives.iter().find(|alternative| alternative.terms.contains(&term))?;
        Some(standing.cost(term))
    }

    /// How many postings its terms have together.
    pub(super) fn postings_count(&self) -> usize {
        self.alternatives.iter().map(|alternative| terms().postings_count(&alternative.terms)).sum()
    }

    /// Lets the word stand for `term` as well, at no cost.
    pub(super) fn stand_also_for(&mut self, term: u16) {
        self.alternatives.push(Alternative::of(term, 0));
    }

    /// A word that stands for exactly these terms, each with its cost.
    pub(super) fn standing_for(text: &str, alternatives: impl IntoIterator<Item = (u16, u16)>) -> Self {
        Self {
            text: text.to_owned(),
            alternatives: alternatives.into_iter().map(|(term, cost)| Alternative::of(term, cost)).collect(),
            is_optional: false,
        }
    }
}

/// Looks up `folded`, the words of a query in order; the last may be the beginning of a word.
pub(super) fn look_up(folded: &[String]) -> Vec<Word> {
    let terms = terms();
    let last = folded.len().saturating_sub(1);
    let mut words: Vec<Word> = Vec::new();
    for (at, text) in folded.iter().enumerate() {
        if words.iter().any(|word| word.text == *text) && at != last {
            continue;
        }
        let mut word = Word { text: text.clone(), alternatives: Vec::new(), is_optional: false };
        word.alternatives.extend(terms.term(text).map(|term| Alternative::of(term, 0)));
        word.alternatives.extend(related(terms, text));
        if at == last {
            word.alternatives.extend(beginning(terms, text, &word, folded.len() == 1));
            if folded.len() > 1 {
                word.alternatives.extend(beginning_synonyms(terms, text));
            }
        }
        word.is_optional = GENERIC_WORDS.contains(&text.as_str());
        words.push(word);
    }
    if words.iter().all(|word| word.is_optional) {
        words.iter_mut().for_each(|word| word.is_optional = false);
    }
    words
}

/// The words before the last, where that may be the beginning of a generic one; `None` where it is not, or where no other is required.
pub(super) fn before_unfinished(words: &[Word]) -> Option<&[Word]> {
    let (last, others) = words.split_last()?;
    let is_begun = !last.is_optional && GENERIC_WORDS.iter().any(|word| word.starts_with(&last.text));
    (is_begun && others.iter().any(|word| !word.is_optional)).then_some(others)
}

/// The terms that begin with `text`. One letter begins too many words to mean any, unless others stand before it.
fn beginning(terms: &Terms, text: &str, word: &Word, is_alone: bool) -> Option<Alternative> {
    let is_letter = text.chars().nth(1).is_none() && text.is_ascii();
    if is_letter && is_alone && !word.alternatives.is_empty() {
        return None;
    }
    let range = terms.with_prefix(text);
    let cost = if is_letter { LETTER_COST } else { PREFIX_COST };
    (!range.is_empty()).then_some(Alternative { terms: range, cost, prefix_bytes: text.len() })
}

/// The terms that words beginning with `text` mean. Numbers begin with each other by chance.
fn beginning_synonyms(terms: &Terms, text: &str) -> Vec<Alternative> {
    let is_begun =
        |word: &str| word.len() > text.len() && word.starts_with(text) && !text.starts_with(char::is_numeric);
    let cost = if text.len() == 1 { LETTER_COST } else { PREFIX_COST };
    let begun = SYNONYMS.iter().filter(|(word, _)| is_begun(word));
    let known = begun.flat_map(|(word, meanings)| {
        let more = (word.len() - text.len()).min(MORE_LETTERS_MAX);
        let cost = cost + SYNONYM_COST + MORE_LETTER_COST * more as u16;
        meanings.iter().filter_map(|meaning| terms.term(meaning)).map(move |term| Alternative::of(term, cost))
    });
    known.collect()
}

/// Terms that mean the same: synonyms, the singular of a plural, the word for a number.
fn related(terms: &Terms, text: &str) -> Vec<Alternative> {
    let mut related: Vec<Alternative> = Vec::new();
    for (word, meanings) in SYNONYMS {
        if *word == text {
            let known = meanings.iter().filter_map(|meaning| terms.term(meaning));
            related.extend(known.map(|term| Alternative::of(term, SYNONYM_COST)));
        }
    }
    for ending in ["s", "es"] {
        let stem = text.strip_suffix(ending).filter(|stem| stem.len() >= STEM_BYTES_MIN);
        let singular = stem.and_then(|stem| terms.term(stem));
        related.extend(singular.map(|term| Alternative::of(term, PLURAL_COST)));
    }
    related
}

/// Words that the names say otherwise.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("right", &["rightwards"]),
    ("left", &["leftwards"]),
    ("up", &["upwards"]),
    ("down", &["downwards"]),
    ("tick", &["check"]),
    ("umlaut", &["diaeresis"]),
    ("trema", &["diaeresis"]),
    ("quote", &["quotation"]),
    ("quotes", &["quotation"]),
    ("hacek", &["caron"]),
    ("colour", &["color"]),
    ("grey", &["gray"]),
    ("gray", &["grey"]),
    ("approx", &["almost"]),
    ("approximately", &["almost"]),
    ("slashed", &["stroke"]),
    ("strikethrough", &["stroke"]),
    ("upside", &["inverted", "turned"]),
    ("hollow", &["white"]),
    ("filled", &["black"]),
    ("solid", &["black"]),
    ("empty", &["white"]),
    ("outlined", &["white"]),
    ("curly", &["curved"]),
    ("breve", &["short"]),
    ("bracket", &["parenthesis"]),
    ("top", &["upper"]),
    ("bottom", &["lower"]),
    ("uppercase", &["capital"]),
    ("lowercase", &["small"]),
    ("power", &["superscript"]),
    ("index", &["subscript"]),
    ("circle", &["circled"]),
    ("letters", &["letter"]),
    ("0", &["zero"]),
    ("1", &["one"]),
    ("2", &["two"]),
    ("3", &["three"]),
    ("4", &["four"]),
    ("5", &["five"]),
    ("6", &["six"]),
    ("7", &["seven"]),
    ("8", &["eight"]),
    ("9", &["nine"]),
    ("10", &["ten"]),
    ("11", &["eleven"]),
    ("12", &["twelve"]),
];

const SYNONYM_COST: u16 = 8;
const PLURAL_COST: u16 = 25;
const PREFIX_COST: u16 = 90;
/// For a prefix of one letter.
const LETTER_COST: u16 = 300;
/// For each letter that a term has more than the prefix.
const MORE_LETTER_COST: u16 = 4;
const MORE_LETTERS_MAX: usize = 12;
/// What is left of a plural must be a word.
const STEM_BYTES_MIN: usize = 3;
