//! Families: characters whose names are made by a rule, so that no list of them exists.
//!
//! The words of a family's prefix are common to all of its members. What a query has beyond them must be the tail
//! of one member; a query has at most one such word, or it matches nobody.

use std::ops::RangeInclusive;

use super::query::Query;
use crate::name::{Hex, syllable_with};
use crate::tables::{Family, FamilyRun, Tail, tables};
use crate::version::UnicodeVersion;

/// The runs of code points, ascending, of families whose names have all words of `query`.
pub(super) fn matching(query: &Query, version: UnicodeVersion) -> Vec<RangeInclusive<u32>> {
    let tables = tables();
    let newest = version.age_byte();
    let mut found = Vec::new();
    for (number, family) in (0_u8..).zip(&tables.families) {
        let is_known = |run: &FamilyRun| run.family == number && run.age <= newest;
        match beyond_prefix(query, family) {
            Beyond::Nothing => {
                let runs = tables.family_runs.iter().filter(|run| is_known(run));
                found.extend(runs.map(|run| run.code_points()));
            }
            Beyond::Word(word) => {
                if let Some(c) = member_with(family, word).map(u32::from)
                    && tables.family_run(c).as_ref().is_some_and(is_known)
                {
                    found.push(c..=c);
                }
            }
            Beyond::Words => {}
        }
    }
    found.sort_unstable_by_key(|run| *run.start());
    found
}

/// What a query has beyond the words of a family's prefix.
enum Beyond<'a> {
    Nothing,
    Word(&'a str),
    Words,
}

fn beyond_prefix<'a>(query: &'a Query, family: &Family) -> Beyond<'a> {
    let mut beyond = query.words.iter().filter(|word| !family.words.iter().any(|own| own == **word));
    match (beyond.next(), beyond.next(), query.tail.as_deref()) {
        (None, _, None) => Beyond::Nothing,
        (None, _, Some(word)) => Beyond::Word(word),
        (Some(word), None, None) => Beyond::Word(tables().word(*word)),
        (Some(_), _, _) => Beyond::Words,
    }
}

/// The character that has `word` as the tail of its name, if names of `family` have such tails. It need not be a
/// member.
fn member_with(family: &Family, word: &str) -> Option<char> {
    match family.tail {
        Tail::Syllable => syllable_with(word),
        Tail::CodePoint { indexed: false } => None,
        Tail::CodePoint { indexed: true } => {
            let c = char::from_u32(u32::from_str_radix(word, 16).ok()?)?;
            // One spelling of a number is a word of the name: no sign, no zeros in front.
            (Hex::new(c).as_str() == word).then_some(c)
        }
    }
}
