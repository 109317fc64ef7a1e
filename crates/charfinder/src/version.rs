//! The versions of Unicode that characters were added in.

use std::fmt;
use std::str::FromStr;

use crate::tables::layout;

/// A version of the Unicode Standard that added characters: `1.1` … `18.0`.
///
/// Versions that added none (4.0.1, say) are not listed, because "as of" them means the same as their predecessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnicodeVersion {
    major: u8,
    minor: u8,
}

impl UnicodeVersion {
    /// The version of the tables: the newest there is.
    pub const LATEST: Self = Self { major: 18, minor: 0 };

    /// All versions, ascending.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        ALL.iter().map(|&(major, minor)| Self { major, minor })
    }

    /// The number before the dot.
    pub const fn major(self) -> u8 {
        self.major
    }

    /// The number after the dot.
    pub const fn minor(self) -> u8 {
        self.minor
    }

    /// The version as the tables write it.
    pub(crate) fn age_byte(self) -> u8 {
        layout::age_byte(self.major, self.minor).expect("every listed version fits in an age byte")
    }

    /// The version that the tables write as `byte`; `None` for 0, which is "not assigned".
    pub(crate) fn from_age_byte(byte: u8) -> Option<Self> {
        Self::all().find(|version| version.age_byte() == byte)
    }
}

impl Default for UnicodeVersion {
    /// [`UnicodeVersion::LATEST`].
    fn default() -> Self {
        Self::LATEST
    }
}

impl fmt::Display for UnicodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for UnicodeVersion {
    type Err = ParseVersionError;

    /// Reads `6.3`, `6.3.0` or, for a version that ends in `.0`, just the number before the dot: `14`.
    ///
    /// # Errors
    /// When `text` is anything else, or a version that is not in [`UnicodeVersion::all`].
    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        Self::all().find(|version| version.is_written(text)).ok_or_else(|| ParseVersionError::new(text))
    }
}

impl UnicodeVersion {
    fn is_written(self, text: &str) -> bool {
        let mut parts = text.split('.');
        number(parts.next()) == Some(self.major)
            && parts.next().map_or(Some(0), |minor| number(Some(minor))) == Some(self.minor)
            && parts.next().is_none_or(|update| update == "0")
            && parts.next().is_none()
    }
}

/// A number as versions write it: digits without a leading zero.
fn number(part: Option<&str>) -> Option<u8> {
    let part = part?;
    let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    if plain { part.parse().ok() } else { None }
}

/// A text that names no version of Unicode. It says which text, and which versions there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseVersionError {
    input: String,
}

impl ParseVersionError {
    fn new(input: &str) -> Self {
        let mut shown: String = input.chars().take(ECHOED_CHARS_MAX).collect();
        if shown.len() < input.len() {
            shown.push('…');
        }
        Self { input: shown }
    }

    /// The text, cut after 40 characters.
    pub fn input(&self) -> &str {
        &self.input
    }
}

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a version of Unicode; allowed are ", self.input)?;
        for (nth, version) in UnicodeVersion::all().enumerate() {
            write!(f, "{}{version}", if nth == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseVersionError {}

/// The versions that occur as ages in the tables; a test compares.
const ALL: [(u8, u8); 29] = [
    (1, 1),
    (2, 0),
    (2, 1),
    (3, 0),
    (3, 1),
    (3, 2),
    (4, 0),
    (4, 1),
    (5, 0),
    (5, 1),
    (5, 2),
    (6, 0),
    (6, 1),
    (6, 2),
    (6, 3),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 0),
    (12, 0),
    (12, 1),
    (13, 0),
    (14, 0),
    (15, 0),
    (15, 1),
    (16, 0),
    (17, 0),
    (18, 0),
];

/// How much of a wrong text an error repeats.
const ECHOED_CHARS_MAX: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(u8, u8)>) {
        let parsed = text.parse::<UnicodeVersion>().ok().map(|version| (version.major(), version.minor()));
        assert_eq!(parsed, expected, "{text:?}");
    }

    #[test]
    fn versions_are_read_in_their_usual_spellings() {
        check("6.3", Some((6, 3)));
        check("6.3.0", Some((6, 3)));
        check("14.0", Some((14, 0)));
        check("14", Some((14, 0)));
        check("18", Some((18, 0)));
        check("1.1", Some((1, 1)));
        check("15.1.0", Some((15, 1)));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            " ",
            ".",
            "1",
            "6",
            "6.",
            "6.4",
            "6.3.1",
            "6.3.0.0",
            "06.3",
            "6.03",
            "+6.3",
            " 6.3",
            "6,3",
            "19",
            "18.1",
            "latest",
            "-1",
            "6.3.",
            "٦.٣",
            "274.0",
            "99999999999999999999.0",
            "0.0",
        ] {
            // `6` is the version 6.0.
            if text != "6" {
                check(text, None);
            }
        }
        check("6", Some((6, 0)));
    }

    #[test]
    fn display_reads_back() {
        for version in UnicodeVersion::all() {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
    }

    #[test]
    fn the_error_names_the_input_and_what_is_allowed() {
        let error = "6.9\u{1b}".parse::<UnicodeVersion>().unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with(r#""6.9\u{1b}" is not a version of Unicode; allowed are 1.1, 2.0, "#),
            "{text}"
        );
        assert!(text.ends_with(", 17.0, 18.0"), "{text}");
        let long = "9".repeat(100_000).parse::<UnicodeVersion>().unwrap_err();
        assert_eq!(long.input().chars().count(), ECHOED_CHARS_MAX + 1);
    }

    #[test]
    fn versions_and_age_bytes_order_alike() {
        let bytes: Vec<u8> = UnicodeVersion::all().map(UnicodeVersion::age_byte).collect();
        assert!(bytes.is_sorted_by(|a, b| a < b));
        assert!(UnicodeVersion::all().is_sorted_by(|a, b| a < b));
        for version in UnicodeVersion::all() {
            assert_eq!(UnicodeVersion::from_age_byte(version.age_byte()), Some(version));
        }
        assert_eq!(UnicodeVersion::from_age_byte(0), None);
        assert_eq!(UnicodeVersion::all().last(), Some(UnicodeVersion::LATEST));
    }
}
