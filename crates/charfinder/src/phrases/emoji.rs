//! The emoji, in the order in which keyboards show them.

use super::layout::{EMOJI_BASE, EMOJI_NAME, EMOJI_SUBGROUP, EMOJI_TEXT};
use super::table::{first_from, table};
use crate::item::Item;

/// An emoji that is recommended for general interchange (RGI): a character or a sequence.
///
/// Emoji are ordered as the standard lists them.
///
/// ```
/// use charfinder::{Emoji, Item};
///
/// let wave = Emoji::of(Item::Char('👋')).expect("it is an emoji");
/// assert_eq!((wave.name(), wave.group(), wave.subgroup()), ("waving hand", "People & Body", "hand-fingers-open"));
/// assert_eq!(wave.variants().map(Emoji::text).collect::<String>(), "👋🏻👋🏼👋🏽👋🏾👋🏿");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(u16);

impl Emoji {
    /// All emoji, those with skin tones among them: see [`Emoji::is_variant`].
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..table().emoji_count()).map(Self)
    }

    /// The emoji that `item` is.
    pub fn of(item: Item) -> Option<Self> {
        let table = table();
        let number = item.to_u32();
        let by_item = |at: u16| table.emoji_by_item.at(usize::from(at));
        let item_of = |at: u16| table.emoji_items.at(usize::from(by_item(at)));
        let at = first_from(0, table.emoji_count(), |at| item_of(at) >= number);
        (at < table.emoji_count() && item_of(at) == number).then(|| Self(by_item(at)))
    }

    /// The character or the sequence that it is.
    pub fn item(self) -> Item {
        Item::from_u32(table().emoji_items.at(usize::from(self.0))).expect("the table was checked")
    }

    /// Its text, fully qualified: with U+FE0F where the characters alone may look like text.
    pub fn text(self) -> &'static str {
        table().text(self.entry(EMOJI_TEXT))
    }

    /// Its short name in CLDR, such as `smiling face with sunglasses`.
    pub fn name(self) -> &'static str {
        table().text(self.entry(EMOJI_NAME))
    }

    /// Its group, such as `Smileys & Emotion`.
    pub fn group(self) -> &'static str {
        table().text(self.subgroup_entry(0))
    }

    /// Its subgroup, such as `face-smiling`.
    pub fn subgroup(self) -> &'static str {
        table().text(self.subgroup_entry(1))
    }

    /// Whether it is another emoji with skin tones.
    pub fn is_variant(self) -> bool {
        self.base() != self
    }

    /// The emoji that this one is without its skin tones; itself, where it has none.
    pub fn base(self) -> Self {
        Self(self.entry(EMOJI_BASE))
    }

    /// The emoji that have this one as their base, which is none for a variant.
    pub fn variants(self) -> impl Iterator<Item = Self> {
        // They stand behind it, but not always next to it.
        (self.0 + 1..table().emoji_count()).map(Self).filter(move |emoji| emoji.base() == self)
    }

    fn entry(self, place: usize) -> u16 {
        table().emoji_entry(self.0, place)
    }

    fn subgroup_entry(self, place: usize) -> u16 {
        table().subgroups.at(2 * usize::from(self.entry(EMOJI_SUBGROUP)) + place)
    }
}
