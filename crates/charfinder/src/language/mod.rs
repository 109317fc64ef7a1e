//! The languages that keywords are known in.

pub(crate) mod list;

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use thiserror::Error;

use crate::{OneLine, languages};
use list::{ALIASES, ENTRIES, Entry};

/// A language of CLDR's keywords. English is always there, the others come with the feature `languages`.
///
/// ```
/// use charfinder::Language;
///
/// # fn main() -> Result<(), charfinder::ParseLanguageError> {
/// assert_eq!("en-US".parse::<Language>()?, Language::ENGLISH);
/// # #[cfg(feature = "languages")]
/// # {
/// let traditional: Language = "zh_TW".parse()?;
/// assert_eq!((traditional.tag(), traditional.own_name()), ("zh-Hant", "繁體中文"));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u8);

impl Language {
    /// English.
    pub const ENGLISH: Self = Self(0);

    /// All languages there are, English first, then by tag.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..languages::COUNT).map(Self)
    }

    /// The tag of BCP 47, such as `fr` or `zh-Hant`.
    pub fn tag(self) -> &'static str {
        self.entry().tag
    }

    /// Its name in English, such as `French`.
    pub fn english_name(self) -> &'static str {
        self.entry().english_name
    }

    /// Its name in itself, such as `français`.
    pub fn own_name(self) -> &'static str {
        self.entry().own_name
    }

    /// The language that says what this one leaves unsaid, as French does for Canadian French.
    ///
    /// Keywords and short names are given without the parent's, so who searches in a language searches in its parent as well.
    pub fn parent(self) -> Option<Self> {
        Self::with_tag(self.entry().parent)
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self.entry().is_right_to_left
    }

    /// Its place in [`Language::all`].
    #[cfg_attr(not(feature = "languages"), allow(dead_code, reason = "only tables number them"))]
    pub(crate) fn index(self) -> u8 {
        self.0
    }

    /// The language at `index` of [`Language::all`].
    #[cfg_attr(not(feature = "languages"), allow(dead_code, reason = "only tables number them"))]
    pub(crate) fn at(index: u8) -> Option<Self> {
        (index < languages::COUNT).then_some(Self(index))
    }

    fn entry(self) -> &'static Entry {
        &ENTRIES[usize::from(self.0)]
    }

    fn with_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }
}

impl Display for Language {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// The tag names no language that there are keywords in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "there are no keywords in the language `{}`; there are in {}, by tags such as `fr`, `ru` or `zh-Hant`",
    OneLine::new(.tag), ENTRIES.len()
)]
#[non_exhaustive]
pub struct ParseLanguageError {
    tag: String,
}

impl FromStr for Language {
    type Err = ParseLanguageError;

    /// Reads a tag in any case, with `-` or `_`, and with more behind it than is known: `fr-BE` is `fr`, and so is `fr_BE.UTF-8`.
    /// Regions are given the language that serves them best: `pt-AO` is `pt-PT`, `zh-TW` is `zh-Hant`.
    fn from_str(text: &str) -> Result<Self, ParseLanguageError> {
        let unknown = || ParseLanguageError { tag: text.chars().take(TAG_CHARS_MAX).collect() };
        // What follows the locale of the environment: `de_DE.UTF-8@euro`.
        let tag = text.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        if tag.len() > TAG_BYTES_MAX {
            return Err(unknown());
        }
        let mut tag = tag.as_str();
        loop {
            if let Some(found) = Self::with_tag(tag).or_else(|| Self::with_tag(alias(tag)?)) {
                return Ok(found);
            }
            (tag, _) = tag.rsplit_once('-').ok_or_else(unknown)?;
        }
    }
}

/// The tag that stands in for `tag`.
fn alias(tag: &str) -> Option<&'static str> {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => tag
            .split_at_checked(start.len())
            .is_some_and(|(head, region)| head.eq_ignore_ascii_case(start) && is_region(region)),
        None => tag.eq_ignore_ascii_case(pattern),
    };
    ALIASES.iter().find(|(pattern, _)| matches(pattern)).map(|(_, tag)| *tag)
}

/// Whether `text` is a country's two letters or a region's three digits.
fn is_region(text: &str) -> bool {
    match text.len() {
        2 => text.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => text.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// How much of an unknown tag is told in the error.
const TAG_CHARS_MAX: usize = 35;

/// Longer texts are no tags: BCP 47 asks for 35 bytes, private parts add to that.
const TAG_BYTES_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_ascend_and_parents_are_languages() {
        assert_eq!(ENTRIES[0].tag, "en");
        assert!(ENTRIES[1..].is_sorted_by(|a, b| a.tag < b.tag));
        for entry in &ENTRIES {
            assert!(entry.parent.is_empty() || ENTRIES.iter().any(|other| other.tag == entry.parent));
        }
        for (_, tag) in ALIASES {
            assert!(ENTRIES.iter().any(|entry| entry.tag == *tag), "{tag}");
        }
    }

    #[test]
    fn english_is_always_there() {
        for tag in ["en", "EN", "en-US", "en_US.UTF-8", "en-Latn-US-x-private"] {
            assert_eq!(tag.parse(), Ok(Language::ENGLISH), "{tag}");
        }
        for tag in ["", "-", "tlh", "x-klingon", &"a-".repeat(1000), "en\0", "é"] {
            assert!(tag.parse::<Language>().is_err(), "{tag}");
        }
        assert_eq!(Language::ENGLISH.parent(), None);
    }

    #[cfg(feature = "languages")]
    #[test]
    fn a_tag_means_the_language_that_serves_it_best() {
        for (tag, expected) in [
            ("fr", "fr"),
            ("FR_be.UTF-8@euro", "fr"),
            ("fr-ca", "fr-CA"),
            ("en-GB", "en-001"),
            ("en-029", "en-001"),
            ("es-MX", "es-419"),
            ("es-419", "es-419"),
            ("es-ES", "es"),
            ("pt-BR", "pt"),
            ("pt_AO", "pt-PT"),
            ("zh", "zh"),
            ("zh-CN", "zh"),
            ("zh-Hans-SG", "zh"),
            ("zh_TW", "zh-Hant"),
            ("zh-Hant-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant-HK"),
            ("nb-NO", "no"),
            ("sr-Latn-RS", "sr-Latn"),
            ("sr-Cyrl-RS", "sr"),
            ("iw", "he"),
        ] {
            assert_eq!(tag.parse().map(Language::tag), Ok(expected), "{tag}");
        }
        let canadian: Language = "fr-CA".parse().unwrap();
        assert_eq!(canadian.parent().map(Language::english_name), Some("French"));
        assert!("ar".parse::<Language>().unwrap().is_right_to_left());
    }
}
