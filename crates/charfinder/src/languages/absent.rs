//! What stands in for the keywords of other languages where the feature `languages` is off: there is English, and no more.

mod shared;

use crate::{Field, Item, Language};

pub use shared::{Posting, reason};

/// The number of languages: English alone.
pub(crate) const COUNT: u8 = 1;

/// A word of another language; without the feature `languages` there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(std::convert::Infallible);

impl Word {
    /// The word itself.
    pub fn text(self) -> String {
        match self.0 {}
    }

    /// Its length in characters.
    pub fn chars(self) -> usize {
        match self.0 {}
    }

    /// What it is said of.
    pub fn postings(self) -> impl Iterator<Item = Posting> {
        std::iter::empty()
    }
}

/// No word.
pub fn word(_folded: &str) -> Option<Word> {
    None
}

/// Nothing.
pub fn lookup(_folded: &str) -> impl Iterator<Item = Posting> {
    std::iter::empty()
}

/// No words.
pub fn words_with_prefix(_folded: &str) -> impl Iterator<Item = Word> {
    std::iter::empty()
}

/// No words.
pub fn words_with_inside(_folded: &str) -> impl Iterator<Item = Word> {
    std::iter::empty()
}

/// No words.
pub fn words_near(_folded: &str) -> impl Iterator<Item = Word> {
    std::iter::empty()
}

/// Nothing to keep.
#[derive(Debug)]
#[non_exhaustive]
pub struct Held;

/// Nothing to keep.
pub fn hold() -> Held {
    Held
}

/// What `item` is called in English.
pub fn short_name(item: Item, _language: Language) -> Option<String> {
    shared::english(item, Field::ShortName).next()
}

/// The words that `item` is found by in English, beside its short name.
pub fn keywords(item: Item, _language: Language) -> Vec<String> {
    shared::english(item, Field::Keyword).collect()
}
