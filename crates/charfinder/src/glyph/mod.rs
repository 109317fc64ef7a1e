//! Glyphs: how code points and texts may be shown to a person, on a page and on a terminal.
//!
//! What has no glyph is shown as a label, what combines stands on a dotted circle, and nothing that is shown turns the line
//! around, moves a cursor or piles up over other lines. Escaping for HTML is left to the page.

mod line;
#[cfg(test)]
mod tests;

pub use line::{MARKS_SHOWN_MAX, OneLine};

use crate::{AliasKind, CodePoint, CodePointKind, aliases, general_category};

/// How a code point, standing alone, can be shown.
///
/// ```
/// use charfinder::{CodePoint, Glyph};
///
/// assert_eq!(Glyph::of('♚'.into()), Glyph::Alone);
/// assert_eq!(Glyph::of('\u{301}'.into()), Glyph::Combining);
/// assert_eq!(Glyph::of('\u{200D}'.into()), Glyph::Hidden);
/// assert_eq!(Glyph::label('\u{200D}'.into()), "ZWJ");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Glyph {
    /// As itself.
    Alone,
    /// As itself, with room for a whole phrase: the ligatures of Arabic.
    Wide,
    /// On [`Glyph::DOTTED_CIRCLE`].
    Combining,
    /// Not at all, only its [`Glyph::label`]: a space, a control, a format character, a filler, a variation selector, a code
    /// point that is no character.
    Hidden,
}

impl Glyph {
    /// What marks are shown on.
    pub const DOTTED_CIRCLE: char = '◌';

    /// How `code_point` can be shown.
    pub fn of(code_point: CodePoint) -> Self {
        let Some(c) = code_point.to_char() else { return Self::Hidden };
        match c {
            ' ' => Self::Hidden,
            '!'..='~' => Self::Alone,
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
            | '\u{e0100}'..='\u{e01ef}' => Self::Hidden,
            '\u{fdfa}'..='\u{fdfd}' => Self::Wide,
            // A font may have a glyph for private use.
            _ if code_point.kind() == CodePointKind::PrivateUse => Self::Alone,
            _ if is_visible_format(c) => Self::Alone,
            _ => match general_category(c) {
                category if category.is_invisible() => Self::Hidden,
                category if category.is_mark() => Self::Combining,
                _ => Self::Alone,
            },
        }
    }

    /// What stands for a code point that cannot be seen: the standard's abbreviation, such as `NBSP`, or its number, `2003`.
    pub fn label(code_point: CodePoint) -> String {
        let mut aliases = code_point.to_char().into_iter().flat_map(aliases);
        match aliases.find(|alias| alias.kind == AliasKind::Abbreviation) {
            Some(alias) => alias.text.to_owned(),
            None => format!("{:04X}", code_point.value()),
        }
    }

    /// The picture of a control character: `␊` for U+000A; `None` for all others, those of C1 included.
    pub fn control_picture(c: char) -> Option<char> {
        match c {
            '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
            '\x7f' => Some('␡'),
            _ => None,
        }
    }

    /// `code_points`, one or a sequence, as a terminal may show them in a place of their own: themselves, on a dotted circle, as the
    /// picture of a control, or as a label.
    pub fn picture(code_points: &[CodePoint]) -> String {
        let [one] = code_points else {
            let text: String = code_points.iter().filter_map(|code_point| code_point.to_char()).collect();
            return OneLine::new(&text).to_string();
        };
        match (Self::of(*one), one.to_char()) {
            (Self::Alone | Self::Wide, Some(c)) => c.to_string(),
            (Self::Combining, Some(c)) => format!("{}{c}", Self::DOTTED_CIRCLE),
            (_, c) => match c.and_then(Self::control_picture) {
                Some(picture) => picture.to_string(),
                None => Self::label(*one),
            },
        }
    }
}

/// Whether `c` is a format character that has a glyph, as the signs above numbers in Arabic and the joiners of hieroglyphs.
fn is_visible_format(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}')
}

/// Whether `c` changes the direction of the text around it: the marks, embeddings, overrides and isolates of UAX #9.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
