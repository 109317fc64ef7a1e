//! What a search finds: a character, a sequence of characters that has a name of its own, or a surrogate.

use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

use crate::phrases::Sequence;
use crate::{AliasKind, BinaryProperty, CodePoint, CodePointKind, aliases};

/// A character, or a sequence that the standard or CLDR names: an emoji of several code points, a named sequence.
///
/// A surrogate is found where it is asked for by its number: it is no character, but there are things to tell of it.
///
/// Displayed, it is its text; a surrogate has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Item {
    /// One character.
    Char(char),
    /// A sequence.
    Sequence(Sequence),
    /// A code point that no text has. All others are [`Item::Char`]; [`Item::from`] tells them apart.
    Surrogate(CodePoint),
}

impl From<CodePoint> for Item {
    fn from(code_point: CodePoint) -> Self {
        code_point.to_char().map_or(Self::Surrogate(code_point), Self::Char)
    }
}

impl Item {
    /// The first number that is no character's: that of the first sequence.
    pub const SEQUENCES: u32 = 0x11_0000;

    /// The number that tables know it by.
    pub fn to_u32(self) -> u32 {
        match self {
            Self::Char(c) => u32::from(c),
            Self::Sequence(sequence) => Self::SEQUENCES + u32::from(sequence.index()),
            Self::Surrogate(code_point) => code_point.value(),
        }
    }

    /// The item with this number in the tables; `None` for numbers of no sequence.
    pub fn from_u32(number: u32) -> Option<Self> {
        match number.checked_sub(Self::SEQUENCES) {
            None => CodePoint::new(number).map(Self::from),
            Some(index) => Sequence::at(u16::try_from(index).ok()?).map(Self::Sequence),
        }
    }

    /// The item that `text` is: its only character, or the sequence it spells.
    ///
    /// A selector behind an emoji, U+FE0E or U+FE0F, tells how it should look and not what it is: `☺️` is the character `☺`.
    pub fn of(text: &str) -> Option<Self> {
        let mut chars = text.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some(c), None, None) => Some(Self::Char(c)),
            (Some(c), Some('\u{FE0E}' | '\u{FE0F}'), None) if EMOJI.contains(c.into()) => Some(Self::Char(c)),
            _ => Sequence::of(text).map(Self::Sequence),
        }
    }

    /// Its characters; none of a surrogate.
    pub fn chars(self) -> impl Iterator<Item = char> {
        let (c, text) = match self {
            Self::Char(c) => (Some(c), ""),
            Self::Sequence(sequence) => (None, sequence.text()),
            Self::Surrogate(_) => (None, ""),
        };
        c.into_iter().chain(text.chars())
    }

    /// Its code points: at least one.
    pub fn code_points(self) -> impl Iterator<Item = CodePoint> {
        let surrogate = match self {
            Self::Surrogate(code_point) => Some(code_point),
            Self::Char(_) | Self::Sequence(_) => None,
        };
        surrogate.into_iter().chain(self.chars().map(CodePoint::from))
    }

    /// Its name: that of the character or of the sequence, or the label of a character without a name.
    pub fn name(self) -> String {
        match self {
            Self::Char(c) => crate::char_name(c)
                .map_or_else(|| CodePoint::from(c).label().unwrap_or_default(), |name| name.to_string()),
            Self::Sequence(sequence) => sequence.name().to_owned(),
            Self::Surrogate(code_point) => code_point.label().unwrap_or_default(),
        }
    }

    /// Its name, as lists for people show it: of a control, which has none, its label and what it is called.
    ///
    /// ```
    /// use charfinder::Item;
    ///
    /// assert_eq!(Item::Char('\n').known_as(), "<control-000A> LINE FEED");
    /// assert_eq!(Item::Char('♚').known_as(), Item::Char('♚').name());
    /// ```
    pub fn known_as(self) -> String {
        let name = self.name();
        let Self::Char(c) = self else { return name };
        // Some controls have names that never were approved, and no others.
        let is_name = |kind| matches!(kind, AliasKind::Control | AliasKind::Figment);
        match (CodePoint::from(c).kind(), aliases(c).find(|alias| is_name(alias.kind))) {
            (CodePointKind::Control, Some(alias)) => format!("{name} {}", alias.text),
            _ => name,
        }
    }
}

impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

/// The characters that look like text or like an emoji, as a selector says.
static EMOJI: LazyLock<BinaryProperty> =
    LazyLock::new(|| BinaryProperty::named("Emoji").expect("the standard has it"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_an_item() {
        let check = |text: &str, expected: Option<Item>| assert_eq!(Item::of(text), expected, "{text:?}");
        check("♚", Some(Item::Char('♚')));
        check("☺", Some(Item::Char('☺')));
        check("☺\u{FE0F}", Some(Item::Char('☺')));
        check("☺\u{FE0E}", Some(Item::Char('☺')));
        check("a\u{FE0F}", None);
        check("☺\u{FE0F}\u{FE0F}", None);
        check("", None);
        assert!(matches!(Item::of("1\u{FE0F}\u{20E3}"), Some(Item::Sequence(_))));
    }

    #[test]
    fn items_are_told_apart_by_number() {
        for value in [0, 0x265A, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0x10_FFFF] {
            let code_point = CodePoint::new(value).unwrap();
            let item = Item::from(code_point);
            assert_eq!((Item::from_u32(value), item.to_u32()), (Some(item), value));
            assert!(item.code_points().eq([code_point]));
            assert_eq!(matches!(item, Item::Surrogate(_)), item.chars().next().is_none());
        }
        let surrogate = Item::from_u32(0xD800).unwrap();
        assert_eq!((surrogate.to_string(), surrogate.name()), (String::new(), "<surrogate-D800>".into()));
        assert_eq!(Item::from_u32(u32::MAX), None);
    }
}
