//! What the words of a query find in languages other than English.

use std::collections::HashMap;

use crate::languages::{self, Posting};
use crate::terms::terms;
use crate::terms::weight::base;
use crate::{Field, Item, Language};

use super::Why;
use super::rank::WORDS_MAX;

/// A document that was found in a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foreign {
    pub(super) document: u16,
    pub(super) worth: u16,
    language: Language,
    field: Field,
}

/// What all of `words`, which are folded, are said of in one and the same language; `own` are the user's languages, which count most.
/// Each document once, ascending.
pub(super) fn hits(words: &[String], own: &[Language]) -> Vec<Foreign> {
    let Some((last, others)) = words.split_last() else { return Vec::new() };
    if words.len() > WORDS_MAX || words.iter().all(|word| word.chars().nth(1).is_none() && word.is_ascii()) {
        return Vec::new();
    }
    let mut found = said_of(last, words.len(), true);
    for word in others {
        let has = said_of(word, words.len(), false);
        found.retain(|key, best| match has.get(key) {
            Some(other) => {
                best.worth = (best.worth + other.worth) / 2;
                true
            }
            None => false,
        });
        if found.is_empty() {
            return Vec::new();
        }
    }
    ranked(found, own)
}

/// What words near `word` are said of.
pub(super) fn near(word: &str, own: &[Language]) -> Vec<Foreign> {
    if word.chars().count() < NEAR_CHARS_MIN {
        return Vec::new();
    }
    let mut found = HashMap::new();
    for near in languages::words_near(word) {
        for posting in near.postings().take(POSTINGS_MAX) {
            note(&mut found, posting, 1, NEAR_COST);
        }
    }
    ranked(found, own)
}

type FoundIn = HashMap<(Item, Language), Best>;

#[derive(Clone, Copy)]
struct Best {
    worth: u16,
    field: Field,
}

/// What `word` is said of, as one of `count` words of a query; with `begins` also longer words, and words that have it inside.
fn said_of(word: &str, count: usize, begins: bool) -> FoundIn {
    let mut found = FoundIn::new();
    for posting in languages::lookup(word).take(POSTINGS_MAX) {
        note(&mut found, posting, count, 0);
    }
    let length = word.chars().count();
    let enough = if word.is_ascii() { ASCII_PREFIX_MIN } else { PREFIX_MIN };
    if begins && length >= enough {
        let longer = languages::words_with_prefix(word)
            .filter(|longer| longer.chars() > length)
            .take(WORDS_WITH_PREFIX_MAX);
        let mut left = POSTINGS_MAX;
        for longer in longer {
            let cost = PREFIX_COST + LETTER_COST * (longer.chars() - length).min(LETTERS_MAX) as u16;
            for posting in longer.postings() {
                note(&mut found, posting, count, cost);
                left -= 1;
                if left == 0 {
                    return found;
                }
            }
        }
    }
    if word.starts_with(crate::fold::is_spaceless) && length > 1 {
        for around in languages::words_with_inside(word).take(WORDS_WITH_PREFIX_MAX) {
            for posting in around.postings() {
                note(&mut found, posting, count, INSIDE_COST);
            }
        }
    }
    found
}

fn note(found: &mut FoundIn, posting: Posting, count: usize, cost: u16) {
    let left_over = usize::from(posting.words).saturating_sub(count) as u16;
    let left_over = if left_over == 0 { 0 } else { LEFT_OVER_COST + LEFT_OVER_WORD_COST * left_over };
    let worth = base(posting.field).saturating_sub(left_over + cost);
    let best = found.entry((posting.item, posting.language)).or_insert(Best { worth, field: posting.field });
    if best.worth < worth {
        *best = Best { worth, field: posting.field };
    }
}

/// The best of each document.
fn ranked(found: FoundIn, own: &[Language]) -> Vec<Foreign> {
    let mut hits: Vec<Foreign> = Vec::with_capacity(found.len());
    for ((item, language), best) in found {
        let Some(document) = terms().document(item.to_u32()) else { continue };
        let cost = match own.iter().position(|own| is_of(language, *own)) {
            Some(0) => 0,
            Some(_) => SECOND_LANGUAGE_COST,
            None if own.is_empty() => UNKNOWN_LANGUAGE_COST,
            None => OTHER_LANGUAGE_COST,
        };
        hits.push(Foreign { document, worth: best.worth.saturating_sub(cost), language, field: best.field });
    }
    hits.sort_unstable_by_key(|hit| (hit.document, std::cmp::Reverse(hit.worth), hit.language));
    hits.dedup_by_key(|hit| hit.document);
    hits
}

/// Whether keywords of `language` are among those of `own`.
fn is_of(language: Language, own: Language) -> bool {
    std::iter::successors(Some(own), |language| language.parent()).any(|own| own == language)
}

impl Foreign {
    /// The text that was found, with its language. The texts of the user's languages are looked up, for others the query has to do, because
    /// unpacking the texts of a language takes a while.
    pub(super) fn why(&self, words: &[String], own: &[Language]) -> Why {
        let item = Item::from_u32(terms().item(self.document));
        let looked_up = item.filter(|_| own.iter().any(|own| is_of(self.language, *own))).and_then(|item| {
            let longest = words.iter().max_by_key(|word| word.len())?;
            languages::reason(item, self.language, longest)
        });
        let (field, text) = looked_up.unwrap_or_else(|| (self.field, words.join(" ")));
        Why { field: Some(field), text, language: Some(self.language) }
    }
}

/// The most postings of a word that are looked at.
const POSTINGS_MAX: usize = 4096;
/// The most words that begin with another that are looked at.
const WORDS_WITH_PREFIX_MAX: usize = 256;
/// The fewest letters that begin a word.
const PREFIX_MIN: usize = 2;
/// The same in ASCII, where there are more words.
const ASCII_PREFIX_MIN: usize = 3;
/// The fewest letters of a word that may have a slip in it.
const NEAR_CHARS_MIN: usize = 4;
const PREFIX_COST: u16 = 90;
const LETTER_COST: u16 = 4;
const LETTERS_MAX: usize = 12;
/// The word stands inside another.
const INSIDE_COST: u16 = 140;
/// The word has a slip.
const NEAR_COST: u16 = 120;
/// The text has more words than the query.
const LEFT_OVER_COST: u16 = 40;
const LEFT_OVER_WORD_COST: u16 = 20;
/// The language is the user's, but not the first.
const SECOND_LANGUAGE_COST: u16 = 10;
/// The user named no language.
const UNKNOWN_LANGUAGE_COST: u16 = 60;
/// The user named other languages.
const OTHER_LANGUAGE_COST: u16 = 160;
