//! How an item is shown on a page: as itself where it has a glyph, else as a boxed label.
//!
//! [`Glyph`] decides which; every glyph is isolated here, so that a right-to-left one turns nothing around it.

use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

use crate::http::html::Escaped;
use crate::{BinaryProperty, CodePoint, Emoji, Glyph, Item};

/// A code point or an item as HTML.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    CodePoint(CodePoint),
    Item(Item),
}

impl Display for Shown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Item(Item::Char(c)) => write_code_point(f, c.into()),
            Self::Item(Item::Surrogate(code_point)) => write_code_point(f, code_point),
            Self::CodePoint(code_point) => write_code_point(f, code_point),
            Self::Item(item) if Emoji::of(item).is_some() => {
                write!(f, "<bdi class=\"emoji\">{}</bdi>", Escaped(item))
            }
            Self::Item(item) => write!(f, "<bdi>{}</bdi>", Escaped(item)),
        }
    }
}

fn write_code_point(f: &mut Formatter<'_>, code_point: CodePoint) -> fmt::Result {
    match (Glyph::of(code_point), code_point.to_char()) {
        (Glyph::Alone, Some(c)) if is_emoji(c) => write!(f, "<bdi class=\"emoji\">{}</bdi>", Escaped(c)),
        (Glyph::Alone, Some(c)) => write!(f, "<bdi>{}</bdi>", Escaped(c)),
        (Glyph::Wide, Some(c)) => write!(f, "<bdi class=\"wide\">{}</bdi>", Escaped(c)),
        (Glyph::Combining, Some(c)) => write!(f, "<bdi>{}{}</bdi>", Glyph::DOTTED_CIRCLE, Escaped(c)),
        _ => write!(f, "<span class=\"label\">{}</span>", Escaped(Glyph::label(code_point))),
    }
}

/// Whether a character is in colour unless somebody asks otherwise. Fonts for symbols, which stand first in the style sheet, have it
/// without colours too.
pub(super) fn is_emoji(c: char) -> bool {
    static PRESENTATION: LazyLock<Option<BinaryProperty>> =
        LazyLock::new(|| BinaryProperty::named("Emoji_Presentation"));
    PRESENTATION.is_some_and(|property| property.contains(c.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_a_label() {
        let check = |value: u32, expected: &str| {
            let shown = Shown::CodePoint(CodePoint::new(value).unwrap()).to_string();
            assert_eq!(shown, expected, "{value:X}");
        };
        check(0x265A, "<bdi>♚</bdi>");
        check(0x1F600, "<bdi class=\"emoji\">😀</bdi>");
        check(0x2600, "<bdi>☀</bdi>");
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
