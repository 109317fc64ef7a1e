//! Texts on one line of a terminal.

use std::fmt::{self, Display, Formatter, Write};

use super::{Glyph, is_bidi_control};
use crate::general_category;

/// A text as one line of a terminal may show it.
///
/// Controls, direction controls, line ends and whatever else is not seen are written as escapes: `\u{202e}`. Joiners, variation
/// selectors and the tags of flags stay, for emoji and words need them and they turn nothing around. Of a run of marks the
/// first [`MARKS_SHOWN_MAX`] are shown, and `…` for the others.
///
/// ```
/// use charfinder::OneLine;
///
/// assert_eq!(OneLine::new("a\u{1b}[31m\u{202e}b\n").to_string(), r"a\u{1b}[31m\u{202e}b\u{a}");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneLine<'a> {
    text: &'a str,
}

impl<'a> OneLine<'a> {
    /// `text`, whatever it holds.
    pub fn new(text: &'a str) -> Self {
        Self { text }
    }
}

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut marks = 0_usize;
        for c in self.text.chars() {
            if matches!(c, ' '..='~') {
                marks = 0;
                f.write_char(c)?;
                continue;
            }
            marks = if general_category(c).is_mark() { marks + 1 } else { 0 };
            match marks {
                0..=MARKS_SHOWN_MAX if is_harmless(c) => f.write_char(c)?,
                0..=MARKS_SHOWN_MAX => write!(f, "{}", c.escape_unicode())?,
                _ if marks == MARKS_SHOWN_MAX + 1 => f.write_char('…')?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a terminal may get `c` as it is.
fn is_harmless(c: char) -> bool {
    match c {
        // Joiners, the tags that flags are spelled with, the space as wide as an ideograph.
        '\u{200c}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}' | '\u{3000}' => true,
        _ if is_bidi_control(c) => false,
        _ if general_category(c).is_mark() => true,
        _ => Glyph::of(c.into()) != Glyph::Hidden,
    }
}

/// How many marks are shown on one character; what people write has fewer.
pub const MARKS_SHOWN_MAX: usize = 8;
