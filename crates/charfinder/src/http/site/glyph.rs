//! How an item is shown: as itself where it has a glyph, else as a boxed label.
//!
//! A character that combines stands on a dotted circle; every glyph is isolated, so that a right-to-left one turns nothing
//! around it.

use std::fmt::{self, Display, Formatter};

use crate::http::html::Escaped;
use crate::{AliasKind, CodePoint, CodePointKind, Item, aliases, general_category};

/// What a combining mark is shown on.
const DOTTED_CIRCLE: char = '◌';

/// A code point or an item as HTML.
#[derive(Clone, Copy, Debug)]
pub(super) enum Glyph {
    CodePoint(CodePoint),
    Item(Item),
}

impl Display for Glyph {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Item(Item::Char(c)) => write_code_point(f, c.into()),
            Self::CodePoint(code_point) => write_code_point(f, code_point),
            Self::Item(item) => write!(f, "<bdi>{}</bdi>", Escaped(item)),
        }
    }
}

fn write_code_point(f: &mut Formatter<'_>, code_point: CodePoint) -> fmt::Result {
    let Some(c) = code_point.to_char() else { return write_label(f, code_point) };
    match Look::of(c, code_point.kind()) {
        Look::Alone => write!(f, "<bdi>{}</bdi>", Escaped(c)),
        Look::Wide => write!(f, "<bdi class=\"wide\">{}</bdi>", Escaped(c)),
        Look::Combining => write!(f, "<bdi>{DOTTED_CIRCLE}{}</bdi>", Escaped(c)),
        Look::None => write_label(f, code_point),
    }
}

fn write_label(f: &mut Formatter<'_>, code_point: CodePoint) -> fmt::Result {
    write!(f, "<span class=\"label\">{}</span>", Escaped(label(code_point)))
}

/// The standard's abbreviation of a character that cannot be seen, or its number.
fn label(code_point: CodePoint) -> String {
    let abbreviation = code_point
        .to_char()
        .into_iter()
        .flat_map(aliases)
        .find(|alias| alias.kind == AliasKind::Abbreviation)
        .map(|alias| alias.text.to_owned());
    abbreviation.unwrap_or_else(|| format!("{:04X}", code_point.value()))
}

/// How a character can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Alone,
    /// As wide as a whole phrase.
    Wide,
    Combining,
    /// Nothing to be seen: a space, a control, a format character, a filler, a variation selector.
    None,
}

impl Look {
    fn of(c: char, kind: CodePointKind) -> Self {
        match c {
            '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{16fe4}'
            | '\u{e0100}'..='\u{e01ef}' => Self::None,
            '\u{fdfa}'..='\u{fdfd}' => Self::Wide,
            // A font may have a glyph for private use.
            _ if kind == CodePointKind::PrivateUse => Self::Alone,
            _ => match general_category(c) {
                category if category.is_invisible() => Self::None,
                category if category.is_mark() => Self::Combining,
                _ => Self::Alone,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_a_label() {
        let check = |value: u32, expected: &str| {
            let shown = Glyph::CodePoint(CodePoint::new(value).unwrap()).to_string();
            assert_eq!(shown, expected, "{value:X}");
        };
        check(0x265A, "<bdi>♚</bdi>");
        check(0x3C, "<bdi>&lt;</bdi>");
        check(0x301, "<bdi>◌\u{301}</bdi>");
        check(0xFDFD, "<bdi class=\"wide\">\u{fdfd}</bdi>");
        check(0xE000, "<bdi>\u{e000}</bdi>");
        for (value, label) in [
            (0x0A, "LF"),
            (0x200D, "ZWJ"),
            (0xA0, "NBSP"),
            (0x202E, "RLO"),
            (0xFE0F, "VS16"),
            (0x2003, "2003"),
            (0xD800, "D800"),
            (0xFFFF, "FFFF"),
            (0x378, "0378"),
        ] {
            check(value, &format!("<span class=\"label\">{label}</span>"));
        }
    }
}
