//! The addresses of code points, sequences and ranges: what a path denotes, and the one form each has.
//!
//! `/U+265A`, `/U+1F468+200D+1F469`, `/U+2654..U+265F` are canonical. Everything else that denotes one of them (`/♚`,
//! `/265a`, `/black-chess-king`, `/1f1eb-1f1f7`) is sent on to it.

use std::fmt::{self, Display, Formatter};

use crate::{Certainty, CodePoint, Denoted, Item, NotationKind, item_named, notations};

/// What has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::http) enum Address {
    CodePoint(CodePoint),
    /// At least two code points.
    Sequence(Vec<CodePoint>),
    /// At least two code points, ascending.
    Range(CodePoint, CodePoint),
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::CodePoint(code_point) => write!(f, "/{code_point}"),
            Self::Sequence(code_points) => {
                f.write_str("/U")?;
                code_points.iter().try_for_each(|code_point| write!(f, "+{:04X}", code_point.value()))
            }
            Self::Range(first, last) => write!(f, "/{first}..{last}"),
        }
    }
}

impl From<Item> for Address {
    fn from(item: Item) -> Self {
        Self::of_code_points(item.code_points().collect()).expect("an item has at least one code point")
    }
}

impl From<CodePoint> for Address {
    fn from(code_point: CodePoint) -> Self {
        Self::CodePoint(code_point)
    }
}

impl Address {
    /// What `segment`, the decoded path without its first slash, denotes.
    pub(in crate::http) fn read(segment: &str) -> Option<Self> {
        if segment.len() > SEGMENT_BYTES_MAX {
            return None;
        }
        Self::of_notation(segment)
            .or_else(|| Self::of_literal(segment))
            .or_else(|| Self::of_name(segment))
            .or_else(|| Self::of_file_name(segment))
            .or_else(|| Self::of_search(segment))
    }

    /// What code points, with or without `U+` in front, or characters denote; no names.
    pub(in crate::http) fn of_code(segment: &str) -> Option<Self> {
        if segment.len() > SEGMENT_BYTES_MAX {
            return None;
        }
        let without_prefix =
            || Self::of_notation(&format!("U+{segment}")).filter(|_| segment.len() >= DIGITS_MIN);
        Self::of_notation(segment).or_else(without_prefix).or_else(|| Self::of_literal(segment))
    }

    /// The address of these code points together; `None` of none and of too many.
    pub(super) fn of_code_points(code_points: Vec<CodePoint>) -> Option<Self> {
        match code_points.as_slice() {
            [] => None,
            [one] => Some(Self::CodePoint(*one)),
            _ if code_points.len() > CODE_POINTS_MAX => None,
            _ => Some(Self::Sequence(code_points)),
        }
    }

    /// `U+265A`, `u+265a`, `265A`, `U+1F468+200D`, `U+2654..U+265F`, `U+2654-265F`.
    fn of_notation(segment: &str) -> Option<Self> {
        let rest = segment.strip_prefix(['U', 'u']).and_then(|rest| rest.strip_prefix(['+', ' ']));
        let Some(rest) = rest else {
            return hex(segment).filter(|_| segment.len() >= DIGITS_MIN).map(Self::CodePoint);
        };
        let range = rest.split_once("..").or_else(|| rest.split_once('-'));
        if let Some((first, last)) = range {
            let last = last.strip_prefix("U+").or_else(|| last.strip_prefix("u+")).unwrap_or(last);
            let (first, last) = (hex(first)?, hex(last)?);
            return match first.cmp(&last) {
                std::cmp::Ordering::Less => Some(Self::Range(first, last)),
                std::cmp::Ordering::Equal => Some(Self::CodePoint(first)),
                std::cmp::Ordering::Greater => Some(Self::Range(last, first)),
            };
        }
        let parts = rest.split(['+', ' ', '_']).map(|part| part.trim_start_matches(['U', 'u']));
        Self::of_code_points(parts.filter(|part| !part.is_empty()).map(hex).collect::<Option<_>>()?)
    }

    /// A character, or characters none of which could be part of a name.
    fn of_literal(segment: &str) -> Option<Self> {
        let mut chars = segment.chars();
        let is_one = chars.next().is_some() && chars.next().is_none();
        if !is_one && segment.is_ascii() {
            return None;
        }
        if segment.chars().nth(CODE_POINTS_MAX).is_some() {
            return None;
        }
        Self::of_code_points(segment.chars().map(CodePoint::from).collect())
    }

    /// `black-chess-king`, `nbsp`: a name or a formal alias.
    fn of_name(name: &str) -> Option<Self> {
        item_named(name).map(Self::from)
    }

    /// `1f1eb-1f1f7`, `1f468_200d_1f469`: numbers as the pictures of emoji are called. What is no sequence with a name is a range, if it
    /// has two ends.
    fn of_file_name(segment: &str) -> Option<Self> {
        let parts = || segment.split(['-', '_']);
        if parts().any(|part| part.len() < DIGITS_MIN) {
            return None;
        }
        let code_points: Vec<CodePoint> = parts().map(hex).collect::<Option<_>>()?;
        let text: Option<String> = code_points.iter().map(|code_point| code_point.to_char()).collect();
        let is_named = text.as_deref().and_then(Item::of).is_some();
        match code_points.as_slice() {
            [first, last] if !is_named && first < last => Some(Self::Range(*first, *last)),
            _ => Self::of_code_points(code_points),
        }
    }

    /// `1F1EB+1F1F7`, `1F1EB 1F1F7`, `2654..265F`, `&#9818;`: what the search takes for numbers of code points.
    fn of_search(segment: &str) -> Option<Self> {
        let is_number = |kind| {
            use NotationKind::{BareHexadecimal, CodePoint, Escape, Hexadecimal, Html};
            matches!(kind, CodePoint | Hexadecimal | BareHexadecimal | Escape | Html)
        };
        let readings = notations(segment);
        let reading = readings.into_iter().find(|reading| is_number(reading.kind))?;
        if segment.len() < DIGITS_MIN || reading.certainty == Certainty::Possible || reading.part != segment {
            return None;
        }
        // A range without an end, which the search takes for a number at the end of a sentence.
        if segment.ends_with('.') {
            return None;
        }
        match reading.denoted {
            Denoted::CodePoints(code_points) => Self::of_code_points(code_points),
            Denoted::Range(range) => Some(Self::Range(*range.start(), *range.end())),
            _ => None,
        }
    }
}

/// How an address writes `name`: small letters and digits, one hyphen for everything between them.
pub(super) fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

fn hex(digits: &str) -> Option<CodePoint> {
    let is_hex =
        (1..=DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = if is_hex { u32::from_str_radix(digits, 16).ok()? } else { return None };
    CodePoint::new(value)
}

/// The longest path that is looked at.
const SEGMENT_BYTES_MAX: usize = 512;
/// The longest sequence with a page.
pub(in crate::http) const CODE_POINTS_MAX: usize = 32;
/// A number with fewer digits is not taken for a code point by itself.
const DIGITS_MIN: usize = 4;
const DIGITS_MAX: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_one_address() {
        let check = |segment: &str, expected: Option<&str>| {
            let address = Address::read(segment).map(|address| address.to_string());
            assert_eq!(address.as_deref(), expected, "{segment}");
        };
        for same in
            ["U+265A", "u+265a", "265A", "265a", "♚", "black-chess-king", "BLACK-CHESS-KING", "U 265A"]
        {
            check(same, Some("/U+265A"));
        }
        check("a", Some("/U+0061"));
        check("\u{0}", Some("/U+0000"));
        check("U+D800", Some("/U+D800"));
        check("U+10FFFF", Some("/U+10FFFF"));
        check("U+110000", None);
        check("U+1F468+200D+1F469", Some("/U+1F468+200D+1F469"));
        check("U+1F468 U+200D U+1F469", Some("/U+1F468+200D+1F469"));
        check("👨\u{200d}👩", Some("/U+1F468+200D+1F469"));
        check("U+2654..U+265F", Some("/U+2654..U+265F"));
        check("U+265F-2654", Some("/U+2654..U+265F"));
        check("U+2654..2654", Some("/U+2654"));
        check("latin-small-letter-a", Some("/U+0061"));
        check("cjk-unified-ideograph-4e00", Some("/U+4E00"));
        check("hangul-syllable-sun", Some("/U+C21C"));
        check("white-chess-knight-queen", Some("/U+1FA4E"));
        check("black-chess", None);
        check("line-feed", Some("/U+000A"));
        check("zwj", Some("/U+200D"));
        for same in [
            "1F1EB+1F1F7",
            "1f1eb 1f1f7",
            "1f1eb-1f1f7",
            "1F1EB_1F1F7",
            "1F1EB,1F1F7",
            r"\u{1F1EB}\u{1F1F7}",
            "🇫🇷",
        ] {
            check(same, Some("/U+1F1EB+1F1F7"));
        }
        check("1f468-200d-1f469-200d-1f467", Some("/U+1F468+200D+1F469+200D+1F467"));
        check("1F468+200D+1F469", Some("/U+1F468+200D+1F469"));
        for same in ["2654..265F", "2654-265F", "U+2654-U+265F", "U+2654..U+265F"] {
            check(same, Some("/U+2654..U+265F"));
        }
        for same in ["&#9818;", "0x265A", "&#x265a;"] {
            check(same, Some("/U+265A"));
        }
        for words in ["dead-beef-x", "face-bad", "cafe face", "12-34", "1F1EB-110000", "1F1EB+", "-1F1EB"] {
            check(words, None);
        }
        for nothing in ["", "nothing", "U+", "U+..", "U+265A..", "..", "12"] {
            check(nothing, None);
        }
        check(&"a".repeat(1000), None);
        check(&"é".repeat(33), None);
        check(&format!("U{}", "+41".repeat(33)), None);
    }

    #[test]
    fn an_address_reads_as_itself() {
        for value in [0, 0x41, 0x265A, 0xD800, 0xFFFF, 0x1F468, 0x10_FFFF] {
            let address = Address::from(CodePoint::new(value).unwrap());
            assert_eq!(Address::read(&address.to_string()[1..]), Some(address));
        }
    }

    #[test]
    fn a_slug_has_words_and_hyphens_only() {
        assert_eq!(slug("CJK Unified Ideographs Extension A"), "cjk-unified-ideographs-extension-a");
        assert_eq!(slug("Latin-1 Supplement"), "latin-1-supplement");
        assert_eq!(slug("N’Ko"), "n-ko");
    }
}
