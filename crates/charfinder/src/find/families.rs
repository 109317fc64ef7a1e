//! Families: characters whose names are made by a rule, so that no list of them exists.
//!
//! The words of a family's prefix are common to all of its members. What a query has beyond them must be the tail
//! of one member; a query has at most one such word, or it matches nobody. A set of families is a bit mask.

use std::ops::RangeInclusive;

use super::query::Query;
use crate::name::{Hex, syllable_with};
use crate::tables::{FamilyMask, Tables, Tail, tables};
use crate::version::UnicodeVersion;

/// The runs of code points, ascending, of families whose names have all words of `query`.
pub(super) fn matching(query: &Query, version: UnicodeVersion) -> Vec<RangeInclusive<u32>> {
    let tables = tables();
    let newest = version.age_byte();
    let mut found = Vec::new();
    let mut beyond = query.words.iter().filter(|word| tables.families_with(**word) == 0);
    match (beyond.next(), beyond.next(), query.tail.as_deref()) {
        (None, _, None) => {
            let whole = families_with_all(&query.words, None);
            let runs =
                tables.family_runs.iter().filter(|run| whole >> run.family & 1 == 1 && run.age <= newest);
            found.extend(runs.map(|run| run.code_points()));
            // A word of one family's prefix may be the tail of another family's member.
            for word in &query.words {
                let others = families_with_all(&query.words, Some(*word));
                found.extend(members_with(tables.word(*word), others & !whole, newest));
            }
            found.sort_unstable_by_key(|run| *run.start());
        }
        (None, _, Some(tail)) => {
            found.extend(members_with(tail, families_with_all(&query.words, None), newest));
        }
        (Some(word), None, None) => {
            let others = families_with_all(&query.words, Some(*word));
            found.extend(members_with(tables.word(*word), others, newest));
        }
        (Some(_), _, _) => {}
    }
    found
}

/// The families whose prefixes have all of `words` but `except`.
fn families_with_all(words: &[u16], except: Option<u16>) -> FamilyMask {
    let tables: &Tables = tables();
    let others = words.iter().filter(|word| Some(**word) != except);
    others.fold(FamilyMask::MAX, |mask, word| mask & tables.families_with(*word))
}

/// The characters, no more than one by each rule, of `families` that have `word` as the tail of their names.
fn members_with(word: &str, families: FamilyMask, newest: u8) -> impl Iterator<Item = RangeInclusive<u32>> {
    let tables = tables();
    let is_member = move |c: u32, tail: Tail| {
        tables.family_run(c).is_some_and(|run| {
            let is_of_rule = tables.families[usize::from(run.family)].tail == tail;
            is_of_rule && families >> run.family & 1 == 1 && run.age <= newest
        })
    };
    let by_code_point = code_point(word).filter(move |c| is_member(*c, Tail::CodePoint { indexed: true }));
    let by_syllable = syllable_with(word).map(u32::from).filter(move |c| is_member(*c, Tail::Syllable));
    by_code_point.into_iter().chain(by_syllable).map(|c| c..=c)
}

/// The code point that names write as `word`: there is one spelling, without a sign or zeros in front.
fn code_point(word: &str) -> Option<u32> {
    let c = char::from_u32(u32::from_str_radix(word, 16).ok()?)?;
    (Hex::new(c).as_str() == word).then_some(u32::from(c))
}
