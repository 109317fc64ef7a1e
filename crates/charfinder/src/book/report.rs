//! The first edition's report of the most frequent words.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::name::char_name;
use crate::tables::{Tail, tables};
use crate::version::UnicodeVersion;

/// The `n` most frequent words of names as of `version`, with the number of characters that have them: most frequent
/// first, then in byte order. Words that are the tails of composed names count too.
///
/// This walks through all names, in some ten milliseconds.
pub fn word_report(version: UnicodeVersion, n: usize) -> Vec<(String, usize)> {
    let mut ranks: Vec<(Reverse<usize>, String)> =
        counts(version).into_iter().map(|(word, count)| (Reverse(count), word)).collect();
    ranks.sort_unstable();
    ranks.truncate(n);
    ranks.into_iter().map(|(Reverse(count), word)| (word, count)).collect()
}

fn counts(version: UnicodeVersion) -> HashMap<String, usize> {
    let tables = tables();
    let newest = version.age_byte();
    let mut counts = HashMap::new();
    for word in 0..tables.word_count() {
        let count = tables.postings(word).iter().filter(|id| tables.name_age(*id) <= newest).count();
        if count > 0 {
            counts.insert(tables.word(word).to_owned(), count);
        }
    }
    for run in tables.family_runs.iter().filter(|run| run.age <= newest) {
        let family = &tables.families[usize::from(run.family)];
        for word in family.words.iter() {
            *counts.entry(tables.word(word).to_owned()).or_default() += run.code_points().count();
        }
        if family.tail == (Tail::CodePoint { indexed: false }) {
            continue;
        }
        for name in run.code_points().filter_map(char::from_u32).filter_map(char_name) {
            let name = name.to_string();
            *counts.entry(name[family.prefix.len()..].to_owned()).or_default() += 1;
        }
    }
    counts
}
