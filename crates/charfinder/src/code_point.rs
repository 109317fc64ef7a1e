//! Code points: all 1,114,112 of them, those that are no characters included.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use thiserror::Error;

use crate::property::age;

/// A code point of the Unicode code space, surrogates and noncharacters included.
///
/// It is written `U+265A`: at least four hexadecimal digits.
///
/// ```
/// use charfinder::CodePoint;
///
/// # fn main() -> Result<(), charfinder::ParseCodePointError> {
/// let king: CodePoint = "U+265A".parse()?;
/// assert_eq!(king, CodePoint::from('♚'));
/// assert_eq!(CodePoint::new(0xD800).expect("it is in the code space").label().as_deref(), Some("<surrogate-D800>"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodePoint(u32);

impl CodePoint {
    /// The last code point.
    pub const MAX: Self = Self(0x10_FFFF);

    /// The code point with this number; `None` above 10FFFF.
    pub const fn new(value: u32) -> Option<Self> {
        if value <= Self::MAX.0 { Some(Self(value)) } else { None }
    }

    /// Its number.
    pub const fn value(self) -> u32 {
        self.0
    }

    /// The character; `None` for a surrogate.
    pub const fn to_char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// What kind of code point it is.
    pub fn kind(self) -> CodePointKind {
        match self.0 {
            0..=0x1F | 0x7F..=0x9F => CodePointKind::Control,
            0xD800..=0xDFFF => CodePointKind::Surrogate,
            0xFDD0..=0xFDEF => CodePointKind::Noncharacter,
            value if value & 0xFFFE == 0xFFFE => CodePointKind::Noncharacter,
            0xE000..=0xF8FF | 0xF_0000..=0x10_FFFD => CodePointKind::PrivateUse,
            _ if self.to_char().and_then(age).is_some() => CodePointKind::Character,
            _ => CodePointKind::Reserved,
        }
    }

    /// The label that stands where a code point has no name, such as `<control-000A>` (UAX #44, table 9); `None` for
    /// characters with a name.
    pub fn label(self) -> Option<String> {
        Some(format!("<{}-{:04X}>", self.kind().label()?, self.0))
    }
}

/// What a code point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard divides the code space once and for all")]
pub enum CodePointKind {
    /// An assigned character with a name.
    Character,
    /// A control character, which has aliases only.
    Control,
    /// Free for private agreements.
    PrivateUse,
    /// Half of a pair in UTF-16, and no character.
    Surrogate,
    /// Never to be a character.
    Noncharacter,
    /// Not assigned so far.
    Reserved,
}

impl CodePointKind {
    /// The word in the labels of UAX #44, which characters with a name do not have.
    fn label(self) -> Option<&'static str> {
        match self {
            Self::Character => None,
            Self::Control => Some("control"),
            Self::PrivateUse => Some("private-use"),
            Self::Surrogate => Some("surrogate"),
            Self::Noncharacter => Some("noncharacter"),
            Self::Reserved => Some("reserved"),
        }
    }
}

impl From<char> for CodePoint {
    fn from(c: char) -> Self {
        Self(u32::from(c))
    }
}

impl Display for CodePoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&format!("U+{:04X}", self.0))
    }
}

/// The text was not `U+` and four to six hexadecimal digits, at most 10FFFF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a code point is U+ and four to six hexadecimal digits, at most U+10FFFF")]
#[non_exhaustive]
pub struct ParseCodePointError;

impl FromStr for CodePoint {
    type Err = ParseCodePointError;

    /// Reads `U+265A`; the case of letters does not matter.
    fn from_str(text: &str) -> Result<Self, ParseCodePointError> {
        let digits =
            text.strip_prefix("U+").or_else(|| text.strip_prefix("u+")).ok_or(ParseCodePointError)?;
        let well_formed =
            (4..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = if well_formed { u32::from_str_radix(digits, 16).ok() } else { None };
        value.and_then(Self::new).ok_or(ParseCodePointError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_label() {
        for (value, expected) in [
            (0x0A, Some("<control-000A>")),
            (0x9F, Some("<control-009F>")),
            (0x265A, None),
            (0x378, Some("<reserved-0378>")),
            (0xD800, Some("<surrogate-D800>")),
            (0xE000, Some("<private-use-E000>")),
            (0xFDD0, Some("<noncharacter-FDD0>")),
            (0xFFFF, Some("<noncharacter-FFFF>")),
            (0x10_FFFD, Some("<private-use-10FFFD>")),
            (0x10_FFFF, Some("<noncharacter-10FFFF>")),
        ] {
            assert_eq!(CodePoint(value).label().as_deref(), expected, "{value:X}");
        }
    }

    #[test]
    fn a_code_point_has_one_way_to_be_written() {
        for (text, expected) in [
            ("U+265A", Some(0x265A)),
            ("u+265a", Some(0x265A)),
            ("U+10FFFF", Some(0x10_FFFF)),
            ("U+0000", Some(0)),
            ("U+110000", None),
            ("U+41", None),
            ("U++041", None),
            ("265A", None),
            ("U+0000041", None),
        ] {
            assert_eq!(text.parse::<CodePoint>().ok().map(CodePoint::value), expected, "{text}");
        }
        assert_eq!(CodePoint(0x41).to_string(), "U+0041");
    }
}
