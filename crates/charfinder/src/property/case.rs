//! The case mappings of a character.

use icu_casemap::CaseMapper;
use icu_casemap::options::TitlecaseOptions;
use icu_locale_core::LanguageIdentifier;

/// One of the case mappings. They are those of no language in particular.
///
/// ```
/// use charfinder::CaseMapping;
///
/// assert_eq!(CaseMapping::Upper.simple('ß'), 'ß');
/// assert_eq!(CaseMapping::Upper.full('ß'), "SS");
/// assert_eq!(CaseMapping::Title.full('ǆ'), "ǅ");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these four")]
pub enum CaseMapping {
    /// To lower case.
    Lower,
    /// To upper case.
    Upper,
    /// To title case, which first letters of words have.
    Title,
    /// To what strings are compared by when case does not matter.
    Fold,
}

impl CaseMapping {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Lower, Self::Upper, Self::Title, Self::Fold];

    /// Its name: `lowercase`, `uppercase`, `titlecase`, `casefold`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lower => "lowercase",
            Self::Upper => "uppercase",
            Self::Title => "titlecase",
            Self::Fold => "casefold",
        }
    }

    /// The one character that `c` maps to, itself if none.
    pub fn simple(self, c: char) -> char {
        let mapper = CaseMapper::new();
        match self {
            Self::Lower => mapper.simple_lowercase(c),
            Self::Upper => mapper.simple_uppercase(c),
            Self::Title => mapper.simple_titlecase(c),
            Self::Fold => mapper.simple_fold(c),
        }
    }

    /// All that `c`, standing alone, maps to: up to three characters.
    pub fn full(self, c: char) -> String {
        let mapper = CaseMapper::new();
        let any = LanguageIdentifier::UNKNOWN;
        let mut buffer = [0; 4];
        let own = c.encode_utf8(&mut buffer);
        let mapped = match self {
            Self::Lower => mapper.lowercase_to_string(own, &any),
            Self::Upper => mapper.uppercase_to_string(own, &any),
            Self::Title => {
                mapper.titlecase_segment_with_only_case_data_to_string(own, &any, TitlecaseOptions::default())
            }
            Self::Fold => mapper.fold_string(own),
        };
        mapped.into_owned()
    }
}
