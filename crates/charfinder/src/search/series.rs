//! Series: characters whose names have the words of the query in the same places and differ in few others, such as ① to ⑨ for `circled digit`.
//!
//! Which of them has the rarer word, or is in one source more than its neighbour, says nothing of what is meant, so they come in the order
//! of the standard, all in the place of the best.

use std::cmp::Reverse;
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
    let capital = terms().term("capital");
    let member = |at: usize| Some(Member { at, ..Member::of(hits[at], words, capital)? });
    let mut members: Vec<Member> = (0..count).filter_map(member).collect();
    members.sort_unstable_by_key(|member| (member.pattern, Reverse(member.prior), member.item));
    let mut rest = members.as_mut_slice();
    while let Some(first) = rest.first() {
        let (pattern, prior) = (first.pattern, first.prior);
        let is_one = |member: &&Member| member.pattern == pattern && prior - member.prior <= PRIOR_SPAN_MAX;
        let count = rest.iter().take_while(is_one).count();
        let (series, others) = rest.split_at_mut(count);
        rest = others;
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
    /// `None` when `hit` was found by something much better than its name, or by all of that. `capital` is the term of this word.
    fn of(hit: Hit, words: &[Word], capital: Option<u16>) -> Option<Self> {
        let document = hit.document();
        let name = terms().phrases(document).next().filter(|phrase| phrase.field == Field::Name)?;
        let worth = rank::worth_of(&name, words)?;
        let by_name = worth + rank::prior(document);
        let is_by_name =
            (by_name.saturating_sub(WEIGHT_STEP)..=by_name + MORE_WORTH_MAX).contains(&hit.score());
        let pattern = is_by_name.then(|| pattern(&name, words)).flatten()?;
        let is_capital = capital.is_some_and(|capital| name.terms.iter().any(|term| term == capital));
        Some(Self {
            pattern,
            prior: terms().prior(document),
            item: terms().item(document),
            is_capital,
            at: 0,
        })
    }
}

/// A number for what `name` has in common with others of its series: the places of `words`, and all other terms but the last few. `None` when
/// it has no others.
fn pattern(name: &PhraseTerms, words: &[Word]) -> Option<u64> {
    let is_word = |term: u16| words.iter().any(|word| word.cost(term).is_some());
    let others = name.terms.iter().filter(|term| !is_word(*term)).count();
    let mut kept = others.saturating_sub(DIFFERENT_MAX);
    let mut mixer = Mixer::default();
    for term in name.terms.iter() {
        let mut is_kept = is_word(term);
        if !is_kept && kept > 0 {
            kept -= 1;
            is_kept = true;
        }
        is_kept.then_some(term).hash(&mut mixer);
    }
    (others > 0).then(|| mixer.finish())
}

/// In how many words names of a series differ: `SMALL A` and `CAPITAL B`.
const DIFFERENT_MAX: usize = 2;
/// How many of the best hits are looked at: more than anybody reads.
const HITS_MAX: usize = 128;
/// A series of so many letters is an alphabet, in which the capitals come first as everywhere in the standard.
const ALPHABET_MIN: usize = 16;
/// The priors in a series differ by no more: what is much used keeps its place before what is not.
const PRIOR_SPAN_MAX: u8 = 8;
/// How much more than its name the keyword of a member can be worth, by which it was found.
const MORE_WORTH_MAX: u16 = 24;
