//! What a search answers: results, each with its reason, and what there is to tell about the query.

use crate::{Field, Item, Language};

/// The answer to a query, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// How many results there are in all.
    pub total: usize,
    /// The results that were asked for, best first.
    pub found: Vec<Found>,
    /// What a person should know about how the query was read, each a sentence without its full stop: an unknown value of a
    /// filter, a set that is not well-formed.
    pub notices: Vec<String>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// What was found.
    pub item: Item,
    /// How sure it is that this was meant.
    pub group: Group,
    /// What in it matched.
    pub why: Why,
}

/// The groups of an answer, in the order they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// The query is this character, or a notation of it.
    Literal,
    /// It has all the words.
    Match,
    /// It has all words but some.
    Partial,
    /// It has words that look like those of the query: "did you mean".
    DidYouMean,
}

impl Group {
    /// The word for it in answers: `literal`, `match`, `partial`, `did-you-mean`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::Match => "match",
            Self::Partial => "partial",
            Self::DidYouMean => "did-you-mean",
        }
    }
}

/// Why something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Why {
    /// The part of the character that matched; `None` when the query denotes it: a character, a notation, a set.
    pub field: Option<Field>,
    /// The text that matched: the name, the keyword; for a notation the name of the notation.
    pub text: String,
    /// The language of the text, where it is not English or technical.
    pub language: Option<Language>,
}
