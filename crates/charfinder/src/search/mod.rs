//! The ranked search: the characters one means, best first, each with the reason why it was found.

mod answer;
mod parts;
mod rank;
mod typo;
mod words;

pub use answer::{Answer, Found, Group, Why};

use crate::fold::fold_words;
use crate::notation::{Certainty, Notated, notations};
use crate::property::is_assigned;
use crate::terms::terms;
use crate::{Finder, Item, Language, UnicodeVersion};
use parts::Parts;
use rank::Hit;
use words::Word;

/// Finds what one means, whatever one types: words of names in any order, aliases, keywords in one's own language, code points in
/// any notation, characters themselves, filters and sets.
///
/// ```
/// use charfinder::{Page, Searcher};
///
/// let answer = Searcher::default().search("chess black", Page::first(10));
/// assert!(answer.total >= 12);
/// assert_eq!(answer.found.len(), 10);
/// ```
#[derive(Clone, Debug)]
pub struct Searcher {
    version: UnicodeVersion,
    languages: Vec<Language>,
}

impl Default for Searcher {
    fn default() -> Self {
        Self::new(UnicodeVersion::LATEST, &[])
    }
}

impl Searcher {
    /// Searches the characters that `version` has, with keywords in `languages`, the first being the user's own, and in English.
    pub fn new(version: UnicodeVersion, languages: &[Language]) -> Self {
        Self { version, languages: languages.to_vec() }
    }

    /// The version of Unicode that is searched.
    pub fn version(&self) -> UnicodeVersion {
        self.version
    }

    /// The languages beside English.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// What `query` means, best first; of that the part that `page` asks for.
    ///
    /// It never fails: a query that is not understood finds nothing, and [`Answer::notices`] say why.
    pub fn search(&self, query: &str, page: Page) -> Answer {
        let query = query[..floor_char_boundary(query, QUERY_BYTES_MAX)].trim();
        let mut parts = Parts::default();
        let notated = notations(query);
        parts.notices.extend(
            notated.iter().filter(|it| it.is_certain()).filter_map(|it| it.error()).map(ToString::to_string),
        );
        let (before, behind): (Vec<_>, Vec<_>) =
            notated.iter().partition(|it| it.certainty < Certainty::Possible);
        parts.add_given(self.denoted(&before));
        if !notated.iter().any(|it| it.is_certain()) {
            self.add_words(&mut parts, query);
        }
        parts.add_given(self.denoted(&behind));
        parts.page(page)
    }

    /// The results that notations denote.
    fn denoted(&self, notated: &[&Notated<'_>]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for it in notated {
            for item in it.items() {
                if !found.iter().any(|known| known.item == item) && self.knows(item) {
                    let why = Why { field: None, text: it.kind.as_str().to_owned(), language: None };
                    found.push(Found { item, group: Group::Literal, why });
                }
            }
        }
        found
    }

    fn knows(&self, item: Item) -> bool {
        self.version == UnicodeVersion::LATEST || item.chars().all(|c| is_assigned(c, self.version))
    }

    /// What the words of `query` find; where they find nothing, what is near.
    fn add_words(&self, parts: &mut Parts, query: &str) {
        let mut folded = fold_words(query);
        folded.truncate(rank::WORDS_MAX);
        let words = words::look_up(&folded);
        if words.is_empty() {
            return;
        }
        parts.add_ranked(Group::Match, self.hits(&words), &words);
        parts.add_composed(Finder::new(self.version).find_composed(query));
        if parts.len() == 0 {
            self.add_corrected(parts, &words);
        }
        if parts.len() == 0 {
            self.add_partial(parts, &words);
        }
    }

    fn hits(&self, words: &[Word]) -> Vec<Hit> {
        let known = self.version.age_byte();
        rank::hits(words, |document| self.version == UnicodeVersion::LATEST || terms().age(document) <= known)
    }

    /// Results for the words that look like those of the query.
    fn add_corrected(&self, parts: &mut Parts, words: &[Word]) {
        let corrected: Vec<Word> = words.iter().map(corrected).collect();
        if corrected.iter().any(|word| !word.alternatives.is_empty()) {
            parts.add_ranked(Group::DidYouMean, self.hits(&corrected), &corrected);
        }
    }

    /// Results that have the words of the query but one.
    fn add_partial(&self, parts: &mut Parts, words: &[Word]) {
        for left_out in 0..words.len() {
            let mut fewer = words.to_vec();
            fewer.remove(left_out);
            if fewer.iter().any(|word| !word.is_optional) {
                parts.add_ranked(Group::Partial, self.hits(&fewer), &fewer);
            }
        }
    }
}

/// What `word` may have been meant to be: itself, where it is a term, and the terms near it.
fn corrected(word: &Word) -> Word {
    let near = typo::near(&word.text).into_iter().map(|(term, slips)| (term, SLIP_COST * slips));
    let mut corrected = Word::standing_for(&word.text, near);
    corrected.alternatives.extend(word.alternatives.iter().cloned());
    corrected.is_optional = word.is_optional;
    corrected
}

/// The end of the longest beginning of `text` that has at most `bytes`.
fn floor_char_boundary(text: &str, bytes: usize) -> usize {
    (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// What a slip costs.
const SLIP_COST: u16 = 120;
/// More of a query is not read.
const QUERY_BYTES_MAX: usize = 1000;

/// Which part of an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a part of a list is a start and a length")]
pub struct Page {
    /// How many results are passed over.
    pub offset: usize,
    /// The most results in the answer.
    pub limit: usize,
}

impl Page {
    /// The first `limit` results.
    pub fn first(limit: usize) -> Self {
        Self { offset: 0, limit }
    }
}
