//! Listed names: the intersection of the posting lists of a query's words.

use super::query::Query;
use crate::tables::{Tables, U16s, tables};
use crate::version::UnicodeVersion;

/// Explicit names, ascending.
#[derive(Clone, Debug)]
pub(super) enum Ids {
    /// A list of the tables, as it stands there.
    Listed(U16s),
    /// What was left of one.
    Kept(Vec<u16>),
}

impl Default for Ids {
    fn default() -> Self {
        Self::Kept(Vec::new())
    }
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Listed(ids) => ids.len(),
            Self::Kept(ids) => ids.len(),
        }
    }

    pub(super) fn at(&self, index: usize) -> Option<u16> {
        match self {
            Self::Listed(ids) => (index < ids.len()).then(|| ids.at(index)),
            Self::Kept(ids) => ids.get(index).copied(),
        }
    }

    /// How many are below `bound`.
    pub(super) fn below(&self, bound: u16) -> usize {
        match self {
            Self::Listed(ids) => ids.below(bound),
            Self::Kept(ids) => ids.partition_point(|id| *id < bound),
        }
    }
}

/// The explicit names, of characters that `version` has, with all words of `query`.
pub(super) fn matching(query: &Query, version: UnicodeVersion) -> Ids {
    let tables = tables();
    if query.tail.is_some() {
        return Ids::default();
    }
    let mut words: Vec<(U16s, u16)> = query.words.iter().map(|&word| (tables.postings(word), word)).collect();
    words.sort_unstable_by_key(|(postings, _)| postings.len());
    let Some((&(shortest, _), others)) = words.split_first() else { return Ids::default() };
    if others.is_empty() && version == UnicodeVersion::LATEST {
        return Ids::Listed(shortest);
    }
    let mut ids: Vec<u16> = shortest.iter().collect();
    for &(postings, word) in others {
        keep(&mut ids, postings, word, tables);
    }
    if version != UnicodeVersion::LATEST {
        let newest = version.age_byte();
        ids.retain(|&id| tables.name_age(id) <= newest);
    }
    Ids::Kept(ids)
}

/// Keeps the `ids` that are in `postings`, the list of `word`.
fn keep(ids: &mut Vec<u16>, postings: U16s, word: u16, tables: &Tables) {
    if let Some(bitmap) = tables.bitmap(word) {
        ids.retain(|&id| bitmap[usize::from(id / 8)] >> (id % 8) & 1 == 1);
        return;
    }
    let mut at = 0;
    ids.retain(|&id| {
        at += postings.range(at, postings.len()).gallop(id);
        at < postings.len() && postings.at(at) == id
    });
}
