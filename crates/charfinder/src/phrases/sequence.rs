//! Sequences: emoji of several code points, and the named sequences of the standard.

use super::emoji::Emoji;
use super::layout::EMOJI_STYLE;
use super::table::{first_from, table};
use crate::item::Item;

/// A sequence of characters that has a name.
///
/// Sequences are ordered by their characters, U+FE0F left out.
///
/// ```
/// use charfinder::Sequence;
///
/// let france = Sequence::of("🇫🇷").expect("the flag is a sequence");
/// assert_eq!(france.name(), "flag: France");
/// assert!(france.is_emoji());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(u16);

impl Sequence {
    /// All sequences, in the order of the table.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..Self::count()).map(Self)
    }

    /// The sequence at `index` of the table.
    pub fn at(index: u16) -> Option<Self> {
        (index < Self::count()).then_some(Self(index))
    }

    /// How many there are.
    pub fn count() -> u16 {
        table().sequence_count()
    }

    /// The sequence that `text` spells, all of it. U+FE0F, which asks for the look of an emoji, may be left out or added behind any other
    /// character, as programs do.
    pub fn of(text: &str) -> Option<Self> {
        if text.len() > TEXT_BYTES_MAX || text.starts_with(EMOJI_STYLE) || text.contains("\u{FE0F}\u{FE0F}") {
            return None;
        }
        let index = first_from(0, Self::count(), |index| unstyled(Self(index).text()).ge(unstyled(text)));
        Self::at(index).filter(|found| unstyled(found.text()).eq(unstyled(text)))
    }

    /// Its place in the table, which changes with the version of Unicode.
    pub fn index(self) -> u16 {
        self.0
    }

    /// Its characters; an emoji is fully qualified: it has U+FE0F where it may have.
    pub fn text(self) -> &'static str {
        table().text(table().sequences.at(2 * usize::from(self.0)))
    }

    /// Its name: in capitals, as the standard writes it, or for an emoji without such a name its short name in CLDR.
    pub fn name(self) -> &'static str {
        table().text(table().sequences.at(2 * usize::from(self.0) + 1))
    }

    /// Whether it is an emoji.
    pub fn is_emoji(self) -> bool {
        self.emoji().is_some()
    }

    /// The emoji it is.
    pub fn emoji(self) -> Option<Emoji> {
        Emoji::of(Item::Sequence(self))
    }
}

/// The characters of `text` that tell it from other sequences.
fn unstyled(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| *c != EMOJI_STYLE)
}

/// No sequence is longer than this, U+FE0F behind each character included, so that longer texts need not be looked at.
const TEXT_BYTES_MAX: usize = 128;
