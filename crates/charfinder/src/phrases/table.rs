//! The table: its sections, typed, and the look-ups that several readers share.

use std::ops::Range;
use std::sync::LazyLock;

use super::layout::{EMOJI_ENTRY_U16S, Section, TECHNICAL_FIRST};
use crate::field::Field;
use crate::item::Item;
use crate::tables::sections::{self, Sections};
use crate::tables::{Starts, Text, U16s, U32s};

/// Why bytes are not phrases this program can read.
pub(super) type TableError = sections::TableError<Section>;

/// The table.
pub(super) fn table() -> &'static PhraseTable {
    static TABLE: LazyLock<PhraseTable> =
        LazyLock::new(|| PhraseTable::open(BYTES).expect("the embedded phrases were made for this program"));
    &TABLE
}

/// The sections of the file. Their meaning is in [`layout`](super::layout).
#[derive(Debug)]
pub(super) struct PhraseTable {
    pub(super) text: Text,
    pub(super) text_starts: Starts,
    pub(super) regions: U16s,
    pub(super) items: U32s,
    pub(super) phrase_starts: Starts,
    pub(super) phrases: U16s,
    pub(super) referrers: U32s,
    pub(super) reference_starts: Starts,
    pub(super) references: U32s,
    pub(super) heading_runs: U32s,
    pub(super) headings: U16s,
    pub(super) block_ranges: U32s,
    pub(super) block_names: U16s,
    pub(super) sequences: U16s,
    pub(super) emoji_items: U32s,
    pub(super) emoji: U16s,
    pub(super) emoji_by_item: U16s,
    pub(super) subgroups: U16s,
    pub(super) entity_values: U16s,
    pub(super) carrier_starts: U16s,
    pub(super) carriers: U32s,
}

impl PhraseTable {
    /// The table in `bytes`. Only its outline is looked at; what is in it is a matter of `PhraseTable::check`.
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, TableError> {
        let sections = Sections::check(bytes)?;
        Ok(Self {
            text: sections.texts(Section::Text),
            text_starts: sections.starts(Section::TextStarts)?,
            regions: sections.u16s(Section::Regions)?,
            items: sections.u32s(Section::Items)?,
            phrase_starts: sections.starts(Section::PhraseStarts)?,
            phrases: sections.u16s(Section::Phrases)?,
            referrers: sections.u32s(Section::Referrers)?,
            reference_starts: sections.starts(Section::ReferenceStarts)?,
            references: sections.u32s(Section::References)?,
            heading_runs: sections.u32s(Section::HeadingRuns)?,
            headings: sections.u16s(Section::Headings)?,
            block_ranges: sections.u32s(Section::BlockRanges)?,
            block_names: sections.u16s(Section::BlockNames)?,
            sequences: sections.u16s(Section::Sequences)?,
            emoji_items: sections.u32s(Section::EmojiItems)?,
            emoji: sections.u16s(Section::Emoji)?,
            emoji_by_item: sections.u16s(Section::EmojiByItem)?,
            subgroups: sections.u16s(Section::Subgroups)?,
            entity_values: sections.u16s(Section::EntityValues)?,
            carrier_starts: sections.u16s(Section::CarrierStarts)?,
            carriers: sections.u32s(Section::Carriers)?,
        })
    }

    /// The text with this number.
    pub(super) fn text(&self, number: u16) -> &'static str {
        self.text.str(self.text_starts.span(usize::from(number)))
    }

    /// How many texts there are.
    #[cfg(test)]
    pub(super) fn texts(&self) -> usize {
        self.text_starts.len() - 1
    }

    /// The numbers of the texts of `field`.
    pub(super) fn region(&self, field: Field) -> Range<u16> {
        self.regions.at(field as usize)..self.regions.at(field as usize + 1)
    }

    /// The field of the text with this number, which is no plain text.
    pub(super) fn field(&self, number: u16) -> Field {
        // The last region that starts at the number or before it; there are fewer texts than numbers.
        Field::ALL[self.regions.below(number + 1) - 1]
    }

    /// The number of `text` among the texts of `field`.
    pub(super) fn number(&self, field: Field, text: &str) -> Option<u16> {
        let Range { start, end } = self.region(field);
        let found = first_from(start, end, |number| self.text(number) >= text);
        (found < end && self.text(found) == text).then_some(found)
    }

    /// The numbers of the texts of an item.
    pub(super) fn phrases(&self, item: u32) -> U16s {
        let Range { start, end } = span_of(self.items, self.phrase_starts, item);
        self.phrases.range(start, end)
    }

    /// The items that have the text with this number, which is of a technical field.
    pub(super) fn carriers(&self, number: u16) -> impl Iterator<Item = Item> + use<> {
        let index = usize::from(number - self.regions.at(TECHNICAL_FIRST));
        let (start, end) = (self.carrier_starts.at(index), self.carrier_starts.at(index + 1));
        self.carriers.range(usize::from(start), usize::from(end)).iter().filter_map(Item::from_u32)
    }

    /// How many sequences there are.
    pub(super) fn sequence_count(&self) -> u16 {
        (self.sequences.len() / 2) as u16
    }

    /// How many emoji there are.
    pub(super) fn emoji_count(&self) -> u16 {
        self.emoji_items.len() as u16
    }

    /// What stands at `place` of the entry of an emoji.
    pub(super) fn emoji_entry(&self, emoji: u16, place: usize) -> u16 {
        self.emoji.at(usize::from(emoji) * EMOJI_ENTRY_U16S + place)
    }
}

/// Where in a list the entries of `key` stand, when `starts` says it for each of the ascending `keys`.
pub(super) fn span_of(keys: U32s, starts: Starts, key: u32) -> Range<usize> {
    let at = keys.partition_point(|known| known < key);
    if at == keys.len() || keys.at(at) != key {
        return 0..0;
    }
    let (start, end) = starts.span(at);
    start..end
}

/// Which of the runs contains `c`; they are pairs of a first and a last code point, ascending.
pub(super) fn run_of(runs: U32s, c: u32) -> Option<usize> {
    // One of a pair alone is at `c` or before: the run is open. Both: it is closed, unless it ends at `c` itself.
    let ends = runs.partition_point(|end| end <= c);
    let is_within = !ends.is_multiple_of(2) || ends > 0 && runs.at(ends - 1) == c;
    is_within.then(|| (ends - 1) / 2)
}

/// The first number from `start` up to `end` that is `far_enough`, where all behind such a one are too; `end` when there is none.
pub(super) fn first_from(start: u16, end: u16, far_enough: impl Fn(u16) -> bool) -> u16 {
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if far_enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The table, as `cargo xtask data` wrote it.
pub(super) const BYTES: &[u8] = include_bytes!("../../data/phrases.bin");
