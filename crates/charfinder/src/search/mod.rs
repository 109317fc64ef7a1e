//! The ranked search: the characters one means, best first, each with the reason why it was found.

mod answer;

pub use answer::{Answer, Found, Group, Why};

use crate::{Field, Finder, Item, Language, UnicodeVersion};

/// Finds what one means, whatever one types: words of names in any order, aliases, keywords in one's own language, code points in
/// any notation, characters themselves, filters and sets.
///
/// ```
/// use charfinder::{Page, Searcher};
///
/// let answer = Searcher::default().search("chess black", Page::first(10));
/// assert!(answer.total >= 12);
/// assert_eq!(answer.found.len(), 10);
/// ```
#[derive(Clone, Debug)]
pub struct Searcher {
    version: UnicodeVersion,
    languages: Vec<Language>,
}

impl Default for Searcher {
    fn default() -> Self {
        Self::new(UnicodeVersion::LATEST, &[])
    }
}

impl Searcher {
    /// Searches the characters that `version` has, with keywords in `languages`, the first being the user's own, and in English.
    pub fn new(version: UnicodeVersion, languages: &[Language]) -> Self {
        Self { version, languages: languages.to_vec() }
    }

    /// The version of Unicode that is searched.
    pub fn version(&self) -> UnicodeVersion {
        self.version
    }

    /// The languages beside English.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// What `query` means, best first; of that the part that `page` asks for.
    ///
    /// It never fails: a query that is not understood finds nothing, and [`Answer::notices`] say why.
    pub fn search(&self, query: &str, page: Page) -> Answer {
        let matches = Finder::new(self.version).find(query);
        let total = matches.total();
        let found = matches.skip(page.offset).take(page.limit).map(|c| Found {
            item: Item::Char(c),
            group: Group::Match,
            why: Why { field: Some(Field::Name), text: Item::Char(c).name(), language: None },
        });
        Answer { total, found: found.collect(), notices: Vec::new() }
    }
}

/// Which part of an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a part of a list is a start and a length")]
pub struct Page {
    /// How many results are passed over.
    pub offset: usize,
    /// The most results in the answer.
    pub limit: usize,
}

impl Page {
    /// The first `limit` results.
    pub fn first(limit: usize) -> Self {
        Self { offset: 0, limit }
    }
}
