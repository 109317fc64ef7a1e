//! Which documents have the words of a query, and how well.
//!
//! A document's score is the worth of its best phrase ([`weight`](crate::terms::weight)) and a part of its prior. For one word the worth
//! stands in the postings; for several the documents that have the rarest of them are looked at phrase by phrase.

use std::cell::RefCell;

use super::foreign::Foreign;
use super::words::Word;
use crate::Field;
use crate::tables::U16s;
use crate::terms::weight::{base, left_over, phrase_worth};
use crate::terms::{PhraseTerms, TermList, Terms, terms};

/// A document and its score, so that the better of two is the greater number: of equal scores the lower place is the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit(u64);

impl Hit {
    /// Among equal scores a document has its own place: no two have the same.
    pub(super) fn new(score: u16, document: u16) -> Self {
        Self::at_place(score, document, document)
    }

    pub(super) fn at_place(score: u16, place: u16, document: u16) -> Self {
        Self(u64::from(score) << 32 | u64::from(!place) << 16 | u64::from(document))
    }

    pub(super) fn score(self) -> u16 {
        (self.0 >> 32) as u16
    }

    pub(super) fn place(self) -> u16 {
        !((self.0 >> 16) as u16)
    }

    pub(super) fn document(self) -> u16 {
        self.0 as u16
    }
}

/// The documents that `admits` and that have all words of `words` that are not optional or are among `others`, in no order.
pub(super) fn hits(words: &[Word], others: &[Foreign], admits: impl Fn(u16) -> bool) -> Vec<Hit> {
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.begin(terms().documents());
        for other in others {
            scratch.note(other.document, other.worth);
        }
        match words {
            [] => {}
            [word] => collect_one(scratch, word),
            _ => collect_several(scratch, words),
        }
        scratch.finish(admits)
    })
}

/// What of `document` matches `words` best; `joined` is their [`joined`] term.
pub(super) fn best_phrase(document: u16, words: &[Word], joined: Option<u16>) -> Option<Best> {
    let phrase = evaluate(terms(), document, words);
    let joined = joined.and_then(|term| {
        let has = terms().phrases(document).filter(|phrase| phrase.terms.iter().any(|known| known == term));
        has.map(|phrase| Best { worth: base(phrase.field), field: phrase.field, text: phrase.text })
            .max_by_key(|best| best.worth)
    });
    phrase.into_iter().chain(joined).max_by_key(|best| best.worth)
}

/// What `phrase` is worth for `words`; `None` when a word that is not optional is not in it.
pub(super) fn worth_of(phrase: &PhraseTerms, words: &[Word]) -> Option<u16> {
    let words = &words[..words.len().min(WORDS_MAX)];
    let required = required(words);
    let looked_at = look_at(terms(), phrase.terms, words)?;
    (looked_at.found & required == required).then(|| looked_at.worth_of_whole(phrase.field, words))
}

/// The best phrase of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    pub(super) worth: u16,
    pub(super) field: Field,
    /// Which text of the document it is.
    pub(super) text: u8,
}

/// Every document that has the word, by the weights of the postings.
fn collect_one(scratch: &mut Scratch, word: &Word) {
    for alternative in &word.alternatives {
        for term in alternative.terms.clone() {
            let cost = alternative.cost(term);
            for (document, worth) in terms().postings(term).iter() {
                scratch.note(document, worth.saturating_sub(cost));
            }
        }
    }
}

fn collect_several(scratch: &mut Scratch, words: &[Word]) {
    let terms = terms();
    let mut required: Vec<&Word> = words.iter().filter(|word| !word.is_optional).collect();
    required.sort_by_key(|word| word.postings_count());
    if let Some((rarest, others)) = required.split_first() {
        let mut candidates = Vec::new();
        for alternative in &rarest.alternatives {
            for term in alternative.terms.clone() {
                candidates.extend(terms.postings(term).documents.iter());
            }
        }
        if rarest.alternatives.len() > 1 || rarest.alternatives.iter().any(|found| found.terms.len() > 1) {
            candidates.sort_unstable();
            candidates.dedup();
        }
        for word in others {
            keep_those_with(terms, &mut candidates, word, &mut scratch.marks);
        }
        for document in candidates {
            if let Some(best) = evaluate(terms, document, words) {
                scratch.note(document, best.worth);
            }
        }
    }
    if let Some(term) = joined(words) {
        for (document, worth) in terms.postings(term).iter().filter(|(_, worth)| *worth >= JOINED_WORTH_MIN) {
            scratch.note(document, worth - JOINED_COST);
        }
    }
}

/// Whether a phrase of `field` is a name that the standard gives.
fn is_name(field: Field) -> bool {
    matches!(field, Field::Name | Field::Correction | Field::Control | Field::Alternate)
}

/// The words as one, as names for machines write them: `right arrow` is `rightarrow` to LaTeX.
pub(super) fn joined(words: &[Word]) -> Option<u16> {
    if words.len() < 2 {
        return None;
    }
    let whole: String = words.iter().map(|word| word.text.as_str()).collect();
    terms().term(&whole)
}

/// Keeps the `candidates`, which are ascending, that have `word`; where that is dear to know, all.
fn keep_those_with(terms: &Terms, candidates: &mut Vec<u16>, word: &Word, marks: &mut Marks) {
    let all = word.alternatives.iter().flat_map(|alternative| alternative.terms.clone());
    let lists = all.map(|term| terms.postings(term).documents);
    if word.alternatives.iter().any(|alternative| alternative.terms.len() > TERMS_LOOKED_UP_MAX) {
        if word.postings_count() <= POSTINGS_MARKED_MAX + candidates.len() * POSTINGS_MARKED_FOR_ONE {
            marks.set(terms.documents(), lists.flat_map(U16s::iter));
            candidates.retain(|document| marks.has(*document));
        }
        return;
    }
    let mut lists: Vec<U16s> = lists.collect();
    candidates.retain(|document| {
        lists.iter_mut().any(|list| {
            *list = list.range(list.gallop(*document), list.len());
            list.len() > 0 && list.at(0) == *document
        })
    });
}

/// The best phrase of `document` for `words`; `None` when a word that is not optional is in none.
fn evaluate(terms: &Terms, document: u16, words: &[Word]) -> Option<Best> {
    let words = &words[..words.len().min(WORDS_MAX)];
    let required = required(words);
    let mut worths = [0_u16; WORDS_MAX];
    let mut found = 0_u32;
    let mut whole: Option<Best> = None;
    let mut part: Option<Best> = None;
    for phrase in terms.phrases(document) {
        let Some(looked_at) = look_at(terms, phrase.terms, words) else { continue };
        found |= looked_at.found;
        let best = |worth| Best { worth, field: phrase.field, text: phrase.text };
        if looked_at.found & required == required {
            keep_better(&mut whole, best(looked_at.worth_of_whole(phrase.field, words)));
            continue;
        }
        keep_better(&mut part, best(looked_at.worth(phrase.field)));
        let scattered = phrase_worth(phrase.field, SCATTERED_COST).saturating_sub(looked_at.costs);
        for (_, worth) in worths.iter_mut().enumerate().filter(|(at, _)| looked_at.found & 1 << at != 0) {
            *worth = scattered.max(*worth);
        }
    }
    if whole.is_some() || found & required != required {
        return whole;
    }
    let of_required = worths.iter().enumerate().filter(|(at, _)| required & 1 << at != 0);
    let sum: u32 = of_required.map(|(_, worth)| u32::from(*worth)).sum();
    let mean = (sum / required.count_ones().max(1)) as u16;
    part.map(|best| Best { worth: mean.saturating_sub(SCATTERED_COST), ..best })
}

/// A bit for each word that a result must have.
fn required(words: &[Word]) -> u32 {
    words.iter().enumerate().fold(0, |bits, (at, word)| bits | u32::from(!word.is_optional) << at)
}

fn keep_better(best: &mut Option<Best>, other: Best) {
    if best.is_none_or(|best| best.worth < other.worth) {
        *best = Some(other);
    }
}

/// What a phrase has of the words.
struct LookedAt {
    /// A bit for each word that it has.
    found: u32,
    /// What it costs that the words stand for its terms, and in its order.
    costs: u16,
    /// What its other terms are worth.
    left_over: u16,
}

impl LookedAt {
    /// Whether it is the words, all of them, as they stand, and nothing more.
    fn is_all_of(&self, words: &[Word]) -> bool {
        words.len() > 1
            && self.found.count_ones() as usize == words.len()
            && self.costs == 0
            && self.left_over == 0
    }

    /// What a phrase is worth that has all of `words` but optional ones.
    fn worth_of_whole(&self, field: Field, words: &[Word]) -> u16 {
        let missing = words.len() as u16 - self.found.count_ones() as u16;
        let more = if self.is_all_of(words) && is_name(field) { WHOLE_NAME_WORTH } else { 0 };
        (self.worth(field) + more).saturating_sub(missing * OPTIONAL_COST)
    }

    fn worth(&self, field: Field) -> u16 {
        phrase_worth(field, self.left_over).saturating_sub(self.costs)
    }
}

fn look_at(terms: &Terms, phrase: TermList, words: &[Word]) -> Option<LookedAt> {
    let mut looked_at = LookedAt { found: 0, costs: 0, left_over: 0 };
    // For each word the term it stands for so far: a later one can be nearer to it.
    let mut standing = [(0_u16, 0_u16); WORDS_MAX];
    let mut last = 0;
    for term in phrase.iter() {
        let mut best: Option<(u16, usize)> = None;
        for (at, word) in words.iter().enumerate() {
            if let Some(cost) = word.cost(term)
                && (looked_at.found & 1 << at == 0 || cost < standing[at].0)
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, at));
            }
        }
        let Some((cost, at)) = best else {
            looked_at.left_over += left_over(terms.rarity(term));
            continue;
        };
        if looked_at.found & 1 << at != 0 {
            looked_at.costs -= standing[at].0;
            looked_at.left_over += left_over(terms.rarity(standing[at].1));
        } else if at < last {
            looked_at.costs += ORDER_COST;
        }
        looked_at.found |= 1 << at;
        looked_at.costs += cost;
        standing[at] = (cost, term);
        last = at;
    }
    (looked_at.found != 0).then_some(looked_at)
}

/// What is found so far, by document. Kept between searches, because clearing what was touched is cheaper than making it anew.
#[derive(Default)]
struct Scratch {
    worths: Vec<u16>,
    touched: Vec<u16>,
    marks: Marks,
}

/// A bit for each document.
#[derive(Default)]
struct Marks {
    words: Vec<u64>,
}

impl Marks {
    /// Marks `marked`, and none else, of as many `documents`.
    fn set(&mut self, documents: usize, marked: impl Iterator<Item = u16>) {
        self.words.clear();
        self.words.resize(documents.div_ceil(u64::BITS as usize), 0);
        for document in marked {
            self.words[usize::from(document / MARKS_OF_WORD)] |= 1 << (document % MARKS_OF_WORD);
        }
    }

    fn has(&self, document: u16) -> bool {
        self.words[usize::from(document / MARKS_OF_WORD)] >> (document % MARKS_OF_WORD) & 1 == 1
    }
}

impl Scratch {
    fn begin(&mut self, documents: usize) {
        self.worths.resize(documents, 0);
        // Nothing is left of a search that was cut off by a panic.
        for document in self.touched.drain(..) {
            self.worths[usize::from(document)] = 0;
        }
    }

    fn note(&mut self, document: u16, worth: u16) {
        let known = &mut self.worths[usize::from(document)];
        if *known == 0 {
            self.touched.push(document);
        }
        *known = worth.max(*known).max(1);
    }

    fn finish(&mut self, admits: impl Fn(u16) -> bool) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(self.touched.len());
        for document in self.touched.drain(..) {
            let worth = std::mem::take(&mut self.worths[usize::from(document)]);
            if admits(document) {
                hits.push(Hit::new(worth + prior(document), document));
            }
        }
        hits
    }
}

/// What the prior of a document adds to its score.
pub(super) fn prior(document: u16) -> u16 {
    u16::from(terms().prior(document)) * PRIOR_PERCENT / 100
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// More words than this narrow nothing.
pub(super) const WORDS_MAX: usize = 16;
/// How many terms of a word are looked up for a document, before it is looked at itself.
const TERMS_LOOKED_UP_MAX: usize = 4;
/// Of a word with more terms the documents are marked, when that takes less than to look at those there are.
const POSTINGS_MARKED_MAX: usize = 1000;
/// As many postings are marked in the time that one document takes to look at.
const POSTINGS_MARKED_FOR_ONE: usize = 50;
const MARKS_OF_WORD: u16 = u64::BITS as u16;
/// The query is a name of the standard, word for word. A single word is sooner what something is called: who types `sun` means the sun,
/// and not the sign of astronomers that has this name.
const WHOLE_NAME_WORTH: u16 = 48;
/// The words of the query stand in another order.
const ORDER_COST: u16 = 6;
/// An optional word is missing.
const OPTIONAL_COST: u16 = 10;
/// The words are scattered over several phrases.
const SCATTERED_COST: u16 = 90;
/// The words stand as one.
const JOINED_COST: u16 = 12;
/// Words as one are found where they are a whole name, or nearly so.
const JOINED_WORTH_MIN: u16 = 700;
/// How much of the prior counts.
const PRIOR_PERCENT: u16 = 60;
