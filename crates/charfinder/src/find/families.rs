//! Families: characters whose names are made by a rule, so that no list of them exists.
//!
//! The words of a family's prefix are common to all of its members. What a query has beyond them must be the tail
//! of one member; a query has at most one such word, or it matches nobody. A set of families is a bit mask.

use std::ops::RangeInclusive;

use super::query::Query;
use crate::name::{Hex, syllable_with, syllables_beginning};
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

/// The runs of code points, ascending, of families whose prefixes have all words of `query`, and of those the members that have a tail that begins
/// with `beginning`, or all, where a word of the prefix does; without what [`matching`] finds.
pub(super) fn beginning(query: &Query, beginning: &str, version: UnicodeVersion) -> Vec<RangeInclusive<u32>> {
    let tables = tables();
    let families = if query.tail.is_some() { 0 } else { families_with_all(&query.words, None) };
    if families == 0 {
        return Vec::new();
    }
    let (by_code_point, by_syllable) = (code_points_beginning(beginning), syllables_beginning(beginning));
    let all = vec![0..=u32::from(char::MAX)];
    let mut found = Vec::new();
    let newest = version.age_byte();
    for run in tables.family_runs.iter().filter(|run| families >> run.family & 1 == 1 && run.age <= newest) {
        let family = &tables.families[usize::from(run.family)];
        let tails = match family.tail {
            _ if family.prefix.split([' ', '-']).any(|word| is_longer(word, beginning)) => &all,
            Tail::CodePoint { .. } => &by_code_point,
            Tail::Syllable => &by_syllable,
        };
        let (first, last) = run.code_points().into_inner();
        found.extend(tails.iter().filter_map(|tail| {
            let run = first.max(*tail.start())..=last.min(*tail.end());
            (!run.is_empty()).then_some(run)
        }));
    }
    for whole in members_with(beginning, families, newest) {
        found = found.into_iter().flat_map(|run| without(run, *whole.start())).collect();
    }
    found.sort_unstable_by_key(|run| *run.start());
    found
}

fn is_longer(word: &str, beginning: &str) -> bool {
    word.len() > beginning.len() && word.starts_with(beginning)
}

/// What is left of `run` without `c`.
fn without(run: RangeInclusive<u32>, c: u32) -> impl Iterator<Item = RangeInclusive<u32>> {
    let (first, last) = run.into_inner();
    let parts = [first..=last.min(c.saturating_sub(1)), first.max(c + 1)..=last];
    parts.into_iter().filter(|part| !part.is_empty())
}

/// The code points that names write with `digits` at the beginning, and with others behind or none.
fn code_points_beginning(digits: &str) -> Vec<RangeInclusive<u32>> {
    let is_written = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let Some(number) =
        u32::from_str_radix(digits, 16).ok().filter(|_| is_written && !digits.starts_with('0'))
    else {
        return Vec::new();
    };
    let lengths = HEX_DIGITS_MIN.max(digits.len())..=HEX_DIGITS_MAX;
    lengths
        .map(|length| {
            let more = 4 * (length - digits.len());
            number << more..=((number + 1) << more) - 1
        })
        .filter(|run| *run.start() <= u32::from(char::MAX))
        .collect()
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

/// Names write code points with no more digits.
const HEX_DIGITS_MAX: usize = 6;

/// Names write code points with no fewer digits, and none of a family has leading zeros.
const HEX_DIGITS_MIN: usize = 4;
