//! The binary layout of `data/phrases.bin`: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both, so it holds plain constants only. The file itself is a
//! [`container`](super::container) of the sections that are listed here. An *item* is a code point, or the index of a
//! sequence added to 110000; a *text* is known by its number, and texts are sorted by region, then by bytes. The regions are
//! the fields, by number, and behind them the plain texts, which belong to no field.

use super::container::Layout;

/// The sections, in the order they stand in the file. Lists of starts are what `tables::starts_layout` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// The texts, one after the other, none twice in a region.
    Text,
    /// Starts, for each text: where it starts in `Text`.
    TextStarts,
    /// `u16` for each region and one more: its first text.
    Regions,
    /// `u32`: the items that have phrases, ascending.
    Items,
    /// Starts, for each of `Items`: where its phrases start, in entries of `Phrases`.
    PhraseStarts,
    /// `u16`: for each of `Items` its texts, by field, then in the order of the source.
    Phrases,
    /// `u32`: the code points that refer to others, ascending.
    Referrers,
    /// Starts, for each of `Referrers`: where its references start, in entries of `References`.
    ReferenceStarts,
    /// `u32`: for each of `Referrers` the code points it refers to, in the order of the source.
    References,
    /// Two `u32` for each run of code points below one heading, ascending: the first, the last.
    HeadingRuns,
    /// `u16` for each of `HeadingRuns`: the text.
    Headings,
    /// Two `u32` for each block, ascending: its first and its last code point.
    BlockRanges,
    /// `u16` for each block: its name.
    BlockNames,
    /// Two `u16` for each sequence: its text and its name; ascending by the text without U+FE0F.
    Sequences,
    /// `u32` for each emoji, in the order of the standard: its item.
    EmojiItems,
    /// [`EMOJI_ENTRY_U16S`] `u16`s for each emoji: its fully qualified text, its short name, its base (see [`EMOJI_BASE`]), its
    /// subgroup.
    Emoji,
    /// `u16`: the emoji, ascending by item.
    EmojiByItem,
    /// Two `u16` for each subgroup of emoji, in the order of the standard: the name of its group, its name.
    Subgroups,
    /// `u16` for each text of the region of entities: the text that the entity stands for.
    EntityValues,
    /// `u16` for each text of the regions [`TECHNICAL_FIRST`] to [`TECHNICAL_LAST`] and one more: where its items start, in entries of
    /// `Carriers`.
    CarrierStarts,
    /// `u32`: for each of those texts the items that have it, ascending.
    Carriers,
}

/// The number of the first field whose texts stand for a character in some system, so that items are looked up by them: the entity.
pub(crate) const TECHNICAL_FIRST: usize = 10;
/// The number of the last of these fields: the shortcode.
pub(crate) const TECHNICAL_LAST: usize = 14;

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARPHRA";
    const FORMAT: u16 = 2;
    const SECTIONS: usize = Self::Carriers as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// The size of an entry of [`Section::Emoji`], in `u16`s.
pub(crate) const EMOJI_ENTRY_U16S: usize = 4;

/// The places in an entry of [`Section::Emoji`].
pub(crate) const EMOJI_TEXT: usize = 0;
/// See [`EMOJI_TEXT`].
pub(crate) const EMOJI_NAME: usize = 1;
/// The emoji that this one is with another skin tone; itself, where it is none.
pub(crate) const EMOJI_BASE: usize = 2;
/// The index of its subgroup.
pub(crate) const EMOJI_SUBGROUP: usize = 3;

/// The character that asks for the look of an emoji. Sequences are told apart without it.
pub(crate) const EMOJI_STYLE: char = '\u{FE0F}';
