//! The search: which characters have all the words of a query in their names.
//!
//! A query is read into words ([`query`]); listed names that have them all are found by intersecting posting lists
//! ([`postings`]), and characters of families by comparing with the few words of each family ([`families`]). Both
//! end up in [`Matches`], which hands them out in code point order. Nothing here depends on the size of an answer
//! but the walk through it.

mod families;
mod matches;
mod postings;
pub(crate) mod query;
#[cfg(test)]
mod tests;

pub use matches::Matches;

use crate::version::UnicodeVersion;
use query::Query;

/// Finds characters by the words of their names, as of one version of Unicode.
///
/// A query matches the characters whose names contain each of its words: whole words, in any order, in any case. A
/// word is a run of letters, digits and underscores; everything else separates, in queries and in names, so that
/// `KNIGHT-QUEEN` is two words. A query without words, or with a word that no name contains, matches nothing. The
/// ideographs of CJK are found by the words before the hyphen alone: `cjk unified ideograph`, but not `4e01`.
///
/// A finder is a version and nothing else: making, copying and dropping one is free.
///
/// ```
/// let finder = charfinder::Finder::default();
/// let matches = finder.find("Cat face");
/// assert_eq!(matches.total(), 10);
/// assert!(matches.map(|c| c.to_string()).collect::<String>().starts_with("🐱😸"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finder {
    version: UnicodeVersion,
}

impl Finder {
    /// A finder that knows the characters that `version` has, and no later ones.
    ///
    /// Names are stable, so what it finds is what was found then. It follows the standard: Python 3.11, whose data
    /// is 14.0 as well, gives no names to the ideographs of Tangut, and finds fewer.
    pub fn new(version: UnicodeVersion) -> Self {
        Self { version }
    }

    /// The version this finder was made with.
    pub fn version(&self) -> UnicodeVersion {
        self.version
    }

    /// The characters that match `query`.
    pub fn find(&self, query: &str) -> Matches {
        let Some(query) = Query::read(query, self.version) else { return Matches::default() };
        Matches::new(postings::matching(&query, self.version), families::matching(&query, self.version))
    }

    /// The characters with composed names that match `query`: ideographs, Hangul syllables and the like.
    pub(crate) fn find_composed(&self, query: &str) -> Matches {
        let Some(query) = Query::read(query, self.version) else { return Matches::default() };
        Matches::new(postings::Ids::default(), families::matching(&query, self.version))
    }

    /// As [`Finder::find_composed`], where the last of several words is the beginning of what the names end in: the number of an ideograph,
    /// a syllable. What that finds is not among it.
    pub(crate) fn find_composed_beginning(&self, query: &str) -> Matches {
        let Some(last) = query::runs(query, self.version).last() else { return Matches::default() };
        let others = &query[..last.as_ptr().addr() - query.as_ptr().addr()];
        let Some(others) = Query::read(others, self.version) else { return Matches::default() };
        let mut beginning = String::new();
        query::upper_case(last, self.version, &mut beginning);
        Matches::new(postings::Ids::default(), families::beginning(&others, &beginning, self.version))
    }
}
