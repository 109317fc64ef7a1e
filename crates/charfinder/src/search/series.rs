//! Series: characters whose names have the words of the query in the same places and as many others, such as ① to ⑨ for `circled digit`.
//!
//! Which of them has the rarer word, or is in one source more than its neighbour, says nothing of what is meant, so they come in the order
//! of the standard, all in the place of the best.

use std::hash::{Hash, Hasher};

use super::found_in::Mixer;
use super::rank::{self, Hit};
use super::words::Word;
use crate::Field;
use crate::terms::layout::WEIGHT_STEP;
use crate::terms::{PhraseTerms, terms};

/// Gives the members of each series among the best of `hits`, which `words` found, one score and the order of their code points.
pub(super) fn level(hits: &mut [Hit], words: &[Word]) {
    if words.is_empty() || hits.len() < 2 {
        return;
    }
    let count = hits.len().min(HITS_MAX);
    if count < hits.len() {
        hits.select_nth_unstable_by(count - 1, |one, other| other.cmp(one));
    }
    let hits = &mut hits[..count];
    let mut members: Vec<Member> =
        (0..count).filter_map(|at| Some(Member { at, ..Member::of(hits[at], words)? })).collect();
    members.sort_unstable_by_key(|member| (member.pattern, member.prior, member.item));
    let is_one = |one: &Member, other: &Member| {
        one.pattern == other.pattern && other.prior - one.prior <= PRIOR_STEP_MAX
    };
    for series in members.chunk_by_mut(is_one) {
        series.sort_unstable_by_key(|member| member.item);
        if series.len() >= ALPHABET_MIN {
            level_one(hits, series);
            continue;
        }
        // Where few letters are left, the small one is meant before the capital.
        series.sort_by_key(|member| member.is_capital);
        series
            .chunk_by(|one, other| one.is_capital == other.is_capital)
            .for_each(|part| level_one(hits, part));
    }
}

/// Gives `series`, which is ascending, the score of its best and the places of all in their order.
fn level_one(hits: &mut [Hit], series: &[Member]) {
    let score = series.iter().map(|member| hits[member.at].score()).max().unwrap_or_default();
    let mut places: Vec<u16> = series.iter().map(|member| hits[member.at].place()).collect();
    places.sort_unstable();
    for (member, place) in series.iter().zip(places) {
        hits[member.at] = Hit::at_place(score, place, hits[member.at].document());
    }
}

/// A hit that may be of a series.
struct Member {
    /// What the names of the series have in common.
    pattern: u64,
    prior: u8,
    item: u32,
    is_capital: bool,
    /// Its place among the hits.
    at: usize,
}

impl Member {
    /// `None` when `hit` was found by something else than its name, or by all of it.
    fn of(hit: Hit, words: &[Word]) -> Option<Self> {
        let document = hit.document();
        let name = terms().phrases(document).next().filter(|phrase| phrase.field == Field::Name)?;
        let worth = rank::worth_of(&name, words)?;
        let is_by_name = (worth + rank::prior(document)).abs_diff(hit.score()) <= WEIGHT_STEP;
        let pattern = is_by_name.then(|| pattern(&name, words)).flatten()?;
        let capital = terms().term("capital");
        let is_capital = name.terms.iter().any(|term| Some(term) == capital);
        Some(Self {
            pattern,
            prior: terms().prior(document),
            item: terms().item(document),
            is_capital,
            at: 0,
        })
    }
}

/// A number for the places that `words` have in `name`; `None` when nothing else is in it.
fn pattern(name: &PhraseTerms, words: &[Word]) -> Option<u64> {
    let mut mixer = Mixer::default();
    let mut has_others = false;
    for term in name.terms.iter() {
        let is_word = words.iter().any(|word| word.cost(term).is_some());
        is_word.then_some(term).hash(&mut mixer);
        has_others |= !is_word;
    }
    has_others.then(|| mixer.finish())
}

/// How many of the best hits are looked at: more than anybody reads.
const HITS_MAX: usize = 128;
/// A series of so many letters is an alphabet, in which the capitals come first as everywhere in the standard.
const ALPHABET_MIN: usize = 16;
/// The priors of neighbours in a series differ by no more: what is much used keeps its place before what is not.
const PRIOR_STEP_MAX: u8 = 8;
