//! What the words of a query find in languages other than English.

use std::cmp::Reverse;

use crate::fold::{fold_words, is_spaceless};
use crate::languages::{self, Posting};
use crate::terms::terms;
use crate::terms::weight::base;
use crate::{Field, Item, Language};

use super::everyday;
use super::found_in::{self, Best, FoundIn};
use super::rank::{self, WORDS_MAX};
use super::{Found, Group, Why};

/// A document that was found in a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foreign {
    pub(super) document: u16,
    pub(super) worth: u16,
    language: Language,
    field: Field,
    /// The name of our own list that it was found by.
    said: Option<&'static str>,
}

/// Whether `word`, which is folded, means something in some language.
pub(super) fn is_word(word: &str) -> bool {
    languages::word(word).is_some()
}

/// What all of `words`, which are folded, are said of in one and the same language; `own` are the user's languages, which count most.
/// Each document once, ascending.
pub(super) fn hits(words: &[String], own: &[Language]) -> Vec<Foreign> {
    let Some((_, others)) = words.split_last() else { return Vec::new() };
    let is_english = words.iter().all(|word| terms().term(word).is_some());
    let mut hits = annotated(words, others, is_english, own);
    add_everyday(&mut hits, words, is_english, own);
    hits
}

/// What the list of our own says of `words`, put among `hits`; words that are English are looked up in the user's languages alone.
fn add_everyday(hits: &mut Vec<Foreign>, words: &[String], is_english: bool, own: &[Language]) {
    let place = |language| own.iter().position(|own| is_of(language, *own));
    for said in everyday::said(words, |language| !is_english || place(language).is_some()) {
        let other = match place(said.language) {
            Some(0) => 0,
            Some(_) => SECOND_LANGUAGE_COST,
            None if own.is_empty() => UNKNOWN_LANGUAGE_COST,
            None => OTHER_LANGUAGE_COST,
        };
        let missing = said.letters_missing.min(LETTERS_MAX) as u16;
        // The beginning of a single word is that of many.
        let begun =
            if missing == 0 || words.len() > 1 { missing } else { PREFIX_COST + LETTER_COST * missing };
        let hit = Foreign {
            document: said.document,
            worth: base(Field::ShortName) + NAMED_WORTH - begun - other,
            language: said.language,
            field: Field::Everyday,
            said: Some(said.text),
        };
        match hits.binary_search_by_key(&hit.document, |known| known.document) {
            Ok(at) if hits[at].worth <= hit.worth => hits[at] = hit,
            Ok(_) => {}
            Err(at) => hits.insert(at, hit),
        }
    }
}

fn annotated(words: &[String], others: &[String], is_english: bool, own: &[Language]) -> Vec<Foreign> {
    // Most queries in English have a word that no other language has. The last is looked at last, because it may be a beginning.
    if others.iter().any(|word| !word.starts_with(is_spaceless) && languages::word(word).is_none()) {
        return Vec::new();
    }
    let cost_of_others = match is_english {
        true => ENGLISH_WORD_COST,
        false if own.is_empty() => UNKNOWN_LANGUAGE_COST,
        false => OTHER_LANGUAGE_COST,
    };
    all_said_of(words, own, cost_of_others, said_of)
}

/// What words near `words` are said of, where a word itself is said of nothing.
pub(super) fn near(words: &[String], own: &[Language]) -> Vec<Foreign> {
    all_said_of(words, own, SLIP_IN_OTHER_COST, |word, count, begins, _| {
        let found = said_of(word, count, begins, None);
        if found.is_empty() { near_to(word, count) } else { found }
    })
}

fn all_said_of(
    words: &[String],
    own: &[Language],
    cost_of_others: u16,
    said_of: impl Fn(&str, usize, bool, Option<&FoundIn>) -> FoundIn,
) -> Vec<Foreign> {
    let Some((last, others)) = words.split_last() else { return Vec::new() };
    if words.len() > WORDS_MAX || words.iter().all(|word| word.chars().nth(1).is_none() && word.is_ascii()) {
        return Vec::new();
    }
    let mut found = said_of(last, words.len(), true, None);
    for word in others {
        let has = said_of(word, words.len(), false, Some(&found));
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
    let mut hits = ranked(found, own, cost_of_others);
    refine(&mut hits, words, own);
    hits
}

/// The item that `character`, written without spaces around it, is the whole word for in one of the user's languages: 猫 is a cat as well as
/// an ideograph.
pub(super) fn called(character: char, own: &[Language]) -> Option<Found> {
    if !is_spaceless(character) {
        return None;
    }
    let words = fold_words(character.encode_utf8(&mut [0; 4]));
    let hits = hits(&words, own);
    let exact = hits.iter().filter(|hit| {
        hit.worth + SECOND_LANGUAGE_COST >= base(Field::Keyword)
            && own.iter().any(|own| is_of(hit.language, *own))
    });
    let best = exact.max_by_key(|hit| (hit.worth + rank::prior(hit.document), Reverse(hit.document)))?;
    let item = Item::from_u32(terms().item(best.document))?;
    Some(Found { item, group: Group::Match, why: best.why(&words, own) })
}

/// The words that a word of a script without spaces is made of: the longest known one at its start, and so on; what is unknown is left
/// out. `None` where it is not made of several.
pub(super) fn segments(word: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(SEGMENT_CHARS_MAX);
        let known = ends.filter(|end| languages::word(&rest[..*end]).is_some()).last();
        segments.extend(known.map(|end| rest[..end].to_owned()));
        rest = &rest[known.unwrap_or(first.len_utf8())..];
    }
    (word.starts_with(is_spaceless) && !segments.is_empty() && segments != [word]).then_some(segments)
}

fn near_to(word: &str, count: usize) -> FoundIn {
    let mut found = FoundIn::default();
    if word.chars().count() < NEAR_CHARS_MIN {
        return found;
    }
    for near in languages::words_near(word) {
        for posting in near.postings().take(POSTINGS_MAX) {
            note(&mut found, None, posting, count, NEAR_COST);
        }
    }
    found
}

/// Looks at the texts of the best hits in the user's languages: a posting tells of the shortest text only, but all words can stand in a
/// longer one, and what is named by a word is meant before what is only found by it.
fn refine(hits: &mut [Foreign], words: &[String], own: &[Language]) {
    let promise = |hit: &Foreign| hit.worth + rank::prior(hit.document);
    let mut best: Vec<usize> =
        (0..hits.len()).filter(|at| own.iter().any(|own| is_of(hits[*at].language, *own))).collect();
    best.sort_unstable_by_key(|at| Reverse((promise(&hits[*at]), Reverse(*at))));
    for at in best.into_iter().take(REFINED_MAX) {
        let hit = &mut hits[at];
        let Some(item) = Item::from_u32(terms().item(hit.document)) else { continue };
        let left_over = |text: &str| {
            let folded = fold_words(text);
            let has_all =
                words.iter().all(|word| folded.iter().any(|known| known.starts_with(word.as_str())));
            has_all.then(|| folded.len().saturating_sub(words.len()) as u16)
        };
        let name = languages::short_name(item, hit.language).and_then(|name| left_over(&name));
        if words.len() > 1 {
            let keywords = languages::keywords(item, hit.language);
            let keyword = keywords.iter().filter_map(|keyword| left_over(keyword)).min();
            let whole = name.map(|left_over| (worth(Field::ShortName, left_over), Field::ShortName));
            let whole =
                whole.max(keyword.map(|left_over| (worth(Field::Keyword, left_over), Field::Keyword)));
            match whole {
                Some((worth, field)) => (hit.worth, hit.field) = (worth.max(hit.worth), field),
                None => hit.worth = hit.worth.saturating_sub(SCATTERED_COST),
            }
        }
        if let Some(left_over) = name {
            hit.worth += NAMED_WORTH.saturating_sub(NAMED_WORD_COST * left_over);
        }
    }
}

/// What a text of `field` is worth that has as many words more than the query.
fn worth(field: Field, left_over: u16) -> u16 {
    let cost = if left_over == 0 { 0 } else { LEFT_OVER_COST + LEFT_OVER_WORD_COST * left_over };
    base(field).saturating_sub(cost)
}

/// What `word` is said of, as one of `count` words of a query; with `begins` also longer words, and words that have it inside. What is not
/// `among` those may be left out.
fn said_of(word: &str, count: usize, begins: bool, among: Option<&FoundIn>) -> FoundIn {
    let mut found = FoundIn::default();
    for posting in languages::lookup(word).take(POSTINGS_MAX) {
        note(&mut found, among, posting, count, 0);
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
                note(&mut found, among, posting, count, cost);
                left -= 1;
                if left == 0 {
                    return found;
                }
            }
        }
    }
    if word.starts_with(is_spaceless) && length > 1 {
        for around in languages::words_with_inside(word).take(WORDS_WITH_PREFIX_MAX) {
            for posting in around.postings() {
                note(&mut found, among, posting, count, INSIDE_COST);
            }
        }
    }
    found
}

fn note(found: &mut FoundIn, among: Option<&FoundIn>, posting: Posting, count: usize, cost: u16) {
    let key = (posting.item, posting.language);
    if among.is_some_and(|among| !among.contains_key(&key)) {
        return;
    }
    let left_over = usize::from(posting.words).saturating_sub(count) as u16;
    let worth = worth(posting.field, left_over).saturating_sub(cost);
    let best = found.entry(key).or_insert(Best { worth, field: posting.field });
    if best.worth < worth {
        *best = Best { worth, field: posting.field };
    }
}

/// The best of each document.
fn ranked(found: FoundIn, own: &[Language], cost_of_others: u16) -> Vec<Foreign> {
    let mut costs = [None; u8::MAX as usize + 1];
    let mut cost = |language: Language| {
        *costs[usize::from(language.index())].get_or_insert_with(|| {
            match own.iter().position(|own| is_of(language, *own)) {
                Some(0) => 0,
                Some(_) => SECOND_LANGUAGE_COST,
                None => cost_of_others,
            }
        })
    };
    let mut best_of: found_in::Found<Item, (u16, Reverse<Language>, Field)> = found_in::Found::default();
    for ((item, language), best) in found {
        let hit = (best.worth.saturating_sub(cost(language)), Reverse(language), best.field);
        let known = best_of.entry(item).or_insert(hit);
        if (known.0, known.1) < (hit.0, hit.1) {
            *known = hit;
        }
    }
    let hits = best_of.into_iter().filter_map(|(item, (worth, Reverse(language), field))| {
        Some(Foreign { document: terms().document(item.to_u32())?, worth, language, field, said: None })
    });
    let mut hits: Vec<Foreign> = hits.collect();
    hits.sort_unstable_by_key(|hit| hit.document);
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
        if let Some(text) = self.said {
            return Why { field: Some(self.field), text: text.to_owned(), language: Some(self.language) };
        }
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
const LEFT_OVER_COST: u16 = 90;
const LEFT_OVER_WORD_COST: u16 = 30;
/// The words are scattered over several texts.
const SCATTERED_COST: u16 = 30;
/// The short name has the words too; for each word more, less.
const NAMED_WORTH: u16 = 40;
const NAMED_WORD_COST: u16 = 8;
/// The most characters of a word of a script without spaces.
const SEGMENT_CHARS_MAX: usize = 12;
/// How many hits are looked at text by text.
const REFINED_MAX: usize = 32;
/// The language is the user's, but not the first.
const SECOND_LANGUAGE_COST: u16 = 10;
/// The user named no language.
const UNKNOWN_LANGUAGE_COST: u16 = 60;
/// The user named other languages.
const OTHER_LANGUAGE_COST: u16 = 160;
/// The words are English, so they are sooner that.
const ENGLISH_WORD_COST: u16 = 400;
/// It is a slip, and in a language that the user did not name.
const SLIP_IN_OTHER_COST: u16 = 400;
