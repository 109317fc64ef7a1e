//! The languages that keywords are known in.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use thiserror::Error;

/// A language of CLDR's keywords. English is always there, the others come with the feature `languages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u8);

impl Language {
    /// English.
    pub const ENGLISH: Self = Self(0);

    /// All languages there are, English first, then by tag.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..TAGS.len() as u8).map(Self)
    }

    /// The tag of BCP 47, such as `fr` or `zh-Hant`.
    pub fn tag(self) -> &'static str {
        TAGS[usize::from(self.0)]
    }
}

const TAGS: &[&str] = &["en"];

impl Display for Language {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// The tag names no language that there are keywords in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there are no keywords in the language `{tag}`; `charfinder list languages` names those there are")]
#[non_exhaustive]
pub struct ParseLanguageError {
    tag: String,
}

impl FromStr for Language {
    type Err = ParseLanguageError;

    /// Reads a tag in any case, and with what follows the language where only the language is known: `fr-CA` is `fr`.
    fn from_str(text: &str) -> Result<Self, ParseLanguageError> {
        let mut tag = text;
        loop {
            if let Some(found) = Self::all().find(|language| language.tag().eq_ignore_ascii_case(tag)) {
                return Ok(found);
            }
            match tag.rsplit_once(['-', '_']) {
                Some((shorter, _)) => tag = shorter,
                None => return Err(ParseLanguageError { tag: text.chars().take(TAG_CHARS_MAX).collect() }),
            }
        }
    }
}

/// How much of an unknown tag is told in the error.
const TAG_CHARS_MAX: usize = 35;
