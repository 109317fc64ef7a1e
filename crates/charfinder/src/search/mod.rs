//! The ranked search: the characters one means, best first, each with the reason why it was found.

mod answer;
mod rank;
mod typo;
mod words;

pub use answer::{Answer, Found, Group, Why};

use std::collections::HashSet;

use crate::fold::fold_words;
use crate::terms::terms;
use crate::{Field, Finder, Item, Language, Matches, UnicodeVersion, phrases};
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
        let words = words::look_up(&folded(query));
        if words.is_empty() {
            return Answer::default();
        }
        let mut results = Results::default();
        results.add(Group::Match, self.hits(&words), &words);
        let families = Finder::new(self.version).find_composed(query);
        if results.len() + families.total() == 0 {
            self.add_corrected(&mut results, &words);
        }
        if results.len() + families.total() == 0 {
            self.add_partial(&mut results, &words);
        }
        results.page(families, page)
    }

    fn hits(&self, words: &[Word]) -> Vec<Hit> {
        let known = self.version.age_byte();
        rank::hits(words, |document| self.version == UnicodeVersion::LATEST || terms().age(document) <= known)
    }

    /// Results for the words that look like those of the query.
    fn add_corrected(&self, results: &mut Results, words: &[Word]) {
        let corrected: Vec<Word> = words.iter().map(corrected).collect();
        if corrected.iter().any(|word| !word.alternatives.is_empty()) {
            results.add(Group::DidYouMean, self.hits(&corrected), &corrected);
        }
    }

    /// Results that have the words of the query but one.
    fn add_partial(&self, results: &mut Results, words: &[Word]) {
        let words = &words[..words.len().min(rank::WORDS_MAX)];
        for left_out in 0..words.len() {
            let mut fewer = words.to_vec();
            fewer.remove(left_out);
            if fewer.iter().any(|word| !word.is_optional) {
                results.add(Group::Partial, self.hits(&fewer), &fewer);
            }
        }
    }
}

/// The words of a query, bounded.
fn folded(query: &str) -> Vec<String> {
    let end = query.floor_char_boundary(QUERY_BYTES_MAX);
    let mut folded = fold_words(&query[..end]);
    folded.truncate(rank::WORDS_MAX);
    folded
}

/// What `word` may have been meant to be: itself, where it is a term, and the terms near it.
fn corrected(word: &Word) -> Word {
    let near = typo::near(&word.text).into_iter().map(|(term, slips)| (term, SLIP_COST * slips));
    let mut corrected = Word::standing_for(&word.text, near);
    corrected.alternatives.extend(word.alternatives.iter().cloned());
    corrected.is_optional = word.is_optional;
    corrected
}

/// Results under construction: each group ranked, none twice.
#[derive(Default)]
struct Results {
    groups: Vec<(Group, Vec<Hit>, Vec<Word>)>,
}

impl Results {
    fn add(&mut self, group: Group, mut hits: Vec<Hit>, words: &[Word]) {
        if !self.groups.is_empty() {
            let known: HashSet<u16> = self.documents().collect();
            hits.retain(|hit| !known.contains(&hit.document()));
        }
        self.groups.push((group, hits, words.to_vec()));
    }

    fn len(&self) -> usize {
        self.groups.iter().map(|(_, hits, _)| hits.len()).sum()
    }

    /// The part that is asked for, followed by `composed`: characters whose names are composed, and which have no rank.
    fn page(self, composed: Matches, page: Page) -> Answer {
        let twice: HashSet<char> = self.documents().filter_map(|document| in_composed(&composed, document)).collect();
        let mut answer = Answer { total: self.len() + composed.total() - twice.len(), ..Answer::default() };
        let (mut offset, mut limit) = (page.offset, page.limit);
        for (group, mut hits, words) in self.groups {
            let count = hits.len();
            let wanted = best_first(&mut hits, offset, limit);
            answer.found.extend(wanted.iter().filter_map(|hit| found(group, *hit, &words)));
            limit -= wanted.len();
            offset = offset.saturating_sub(count);
        }
        for c in composed.filter(|c| !twice.contains(c)).skip(offset).take(limit) {
            let why = Why { field: Some(Field::Name), text: Item::Char(c).name(), language: None };
            answer.found.push(Found { item: Item::Char(c), group: Group::Match, why });
        }
        answer
    }

    fn documents(&self) -> impl Iterator<Item = u16> {
        self.groups.iter().flat_map(|(_, hits, _)| hits.iter().map(|hit| hit.document()))
    }
}

/// The character of `document`, if it is one of `composed` as well.
fn in_composed(composed: &Matches, document: u16) -> Option<char> {
    let item = terms().item(document);
    let before = char::from_u32(item.checked_sub(1)?)?;
    (composed.total() > 0 && composed.clone().after(before).next() == char::from_u32(item)).then_some(char::from_u32(item)?)
}

/// Of `hits` those from `offset` on, best first, at most `limit`.
fn best_first(hits: &mut [Hit], offset: usize, limit: usize) -> &[Hit] {
    let end = offset.saturating_add(limit).min(hits.len());
    if offset >= end {
        return &[];
    }
    if end < hits.len() {
        hits.select_nth_unstable_by(end - 1, |one, other| other.cmp(one));
    }
    hits[..end].sort_unstable_by(|one, other| other.cmp(one));
    &hits[offset..end]
}

/// The result that `hit` is.
fn found(group: Group, hit: Hit, words: &[Word]) -> Option<Found> {
    let item = Item::from_u32(terms().item(hit.document()))?;
    let best = rank::best_phrase(hit.document(), words);
    let (field, text) = best.map_or((Field::Name, 0), |best| (best.field, usize::from(best.text)));
    let text = match text.checked_sub(1) {
        None => item.name(),
        Some(nth) => phrases(item).nth(nth).map_or_else(|| item.name(), |phrase| phrase.text.to_owned()),
    };
    Some(Found { item, group, why: Why { field: Some(field), text, language: None } })
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
