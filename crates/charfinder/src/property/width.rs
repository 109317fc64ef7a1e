//! How a character is laid out: its cells in a terminal, its mirror image.

use icu_properties::CodePointMapData;
use icu_properties::props::BidiMirroringGlyph;
use unicode_width::UnicodeWidthChar;

use crate::CodePoint;

/// The cells that `c`, standing alone, takes in a terminal: 0, 1 or 2; `None` for control characters, which move the cursor or do
/// worse.
///
/// ```
/// assert_eq!(charfinder::cell_width('一'), Some(2));
/// assert_eq!(charfinder::cell_width('\u{301}'), Some(0));
/// assert_eq!(charfinder::cell_width('\n'), None);
/// ```
pub fn cell_width(c: char) -> Option<usize> {
    UnicodeWidthChar::width(c)
}

/// The character that stands for `c` where text runs from right to left: `)` for `(`. Some mirrored characters have none,
/// and their picture is to be turned round.
pub fn mirroring_glyph(c: CodePoint) -> Option<char> {
    CodePointMapData::<BidiMirroringGlyph>::new().get32(c.value()).mirroring_glyph
}
