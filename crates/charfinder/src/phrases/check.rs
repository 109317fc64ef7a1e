//! The check of all of the table: every offset, text and item in it is one that the readers can follow without a further look.
//!
//! That texts and sequences are sorted is left to other tests: if they were not, look-ups would miss, and nothing would panic.

use super::layout::{
    EMOJI_BASE, EMOJI_ENTRY_U16S, EMOJI_NAME, EMOJI_SUBGROUP, EMOJI_TEXT, Section, TECHNICAL_FIRST,
    TECHNICAL_LAST,
};
use super::table::{PhraseTable, TableError};
use crate::field::Field;
use crate::item::Item;
use crate::tables::U32s;
use crate::tables::sections::{check_starts, ensure};

impl PhraseTable {
    /// That every offset, text and item in `bytes` is one that the readers can follow.
    pub(super) fn check(bytes: &'static [u8]) -> Result<(), TableError> {
        let table = Self::open(bytes)?;
        table.check_texts()?;
        table.check_items()?;
        table.check_code_points()?;
        table.check_emoji()?;
        table.check_technical()
    }

    fn check_texts(&self) -> Result<(), TableError> {
        ensure(self.text.whole().is_some(), Section::Text)?;
        check_starts(self.text_starts, self.text.len(), Section::TextStarts)?;
        // Numbers are `u16`, and one more than the last is one too.
        ensure(
            self.texts() <= usize::from(u16::MAX)
                && self
                    .text
                    .whole()
                    .is_some_and(|text| self.text_starts.iter().all(|start| text.is_char_boundary(start))),
            Section::TextStarts,
        )?;
        ensure(
            self.regions.len() == Field::ALL.len() + 2
                && self.regions.iter().is_sorted()
                && self.regions.at(0) == 0
                && usize::from(self.regions.at(Field::ALL.len() + 1)) == self.texts(),
            Section::Regions,
        )
    }

    fn check_items(&self) -> Result<(), TableError> {
        ensure(self.sequences.len().is_multiple_of(2), Section::Sequences)?;
        ensure(
            self.sequences.len() / 2 < usize::from(u16::MAX)
                && self.sequences.iter().all(|number| self.is_text(number)),
            Section::Sequences,
        )?;
        ensure(self.items.iter().is_sorted(), Section::Items)?;
        check_starts(self.phrase_starts, self.phrases.len(), Section::PhraseStarts)?;
        ensure(self.phrase_starts.len() == self.items.len() + 1, Section::PhraseStarts)?;
        let plain = self.regions.at(Field::ALL.len());
        ensure(self.phrases.iter().all(|number| number < plain), Section::Phrases)
    }

    fn check_code_points(&self) -> Result<(), TableError> {
        let are_code_points = |points: U32s| points.iter().all(|c| c < Item::SEQUENCES);
        ensure(self.referrers.iter().is_sorted(), Section::Referrers)?;
        check_starts(self.reference_starts, self.references.len(), Section::ReferenceStarts)?;
        ensure(self.reference_starts.len() == self.referrers.len() + 1, Section::ReferenceStarts)?;
        ensure(are_code_points(self.references), Section::References)?;
        ensure(
            self.heading_runs.len() == 2 * self.headings.len()
                && self.heading_runs.iter().is_sorted()
                && are_code_points(self.heading_runs),
            Section::HeadingRuns,
        )?;
        ensure(self.headings.iter().all(|number| self.is_text(number)), Section::Headings)?;
        ensure(
            self.block_ranges.len() == 2 * self.block_names.len()
                && self.block_ranges.iter().is_sorted()
                && are_code_points(self.block_ranges),
            Section::BlockRanges,
        )?;
        ensure(self.block_names.iter().all(|number| self.is_text(number)), Section::BlockNames)
    }

    fn check_emoji(&self) -> Result<(), TableError> {
        let count = self.emoji_items.len();
        ensure(
            count < usize::from(u16::MAX) && self.emoji_items.iter().all(|item| self.is_item(item)),
            Section::EmojiItems,
        )?;
        ensure(self.emoji.len() == count * EMOJI_ENTRY_U16S, Section::Emoji)?;
        let is_well_formed = |emoji: u16| {
            self.is_text(self.emoji_entry(emoji, EMOJI_TEXT))
                && self.is_text(self.emoji_entry(emoji, EMOJI_NAME))
                && usize::from(self.emoji_entry(emoji, EMOJI_BASE)) < count
                && usize::from(self.emoji_entry(emoji, EMOJI_SUBGROUP)) < self.subgroups.len() / 2
        };
        ensure((0..self.emoji_count()).all(is_well_formed), Section::Emoji)?;
        ensure(
            self.emoji_by_item.len() == count && self.emoji_by_item.iter().all(|at| usize::from(at) < count),
            Section::EmojiByItem,
        )?;
        ensure(
            self.subgroups.len().is_multiple_of(2)
                && self.subgroups.iter().all(|number| self.is_text(number)),
            Section::Subgroups,
        )
    }

    fn check_technical(&self) -> Result<(), TableError> {
        ensure(
            self.entity_values.len() == self.region(Field::Entity).len()
                && self.entity_values.iter().all(|number| self.is_text(number)),
            Section::EntityValues,
        )?;
        let technical = self.regions.at(TECHNICAL_LAST + 1) - self.regions.at(TECHNICAL_FIRST);
        let starts = self.carrier_starts;
        ensure(
            starts.len() == usize::from(technical) + 1
                && starts.iter().is_sorted()
                && starts.at(0) == 0
                && usize::from(starts.at(usize::from(technical))) == self.carriers.len(),
            Section::CarrierStarts,
        )?;
        ensure(self.carriers.iter().all(|item| self.is_item(item)), Section::Carriers)
    }

    fn is_text(&self, number: u16) -> bool {
        usize::from(number) < self.texts()
    }

    /// [`Item::from_u32`] asks the table for this, which is not there yet.
    fn is_item(&self, number: u32) -> bool {
        match number.checked_sub(Item::SEQUENCES) {
            None => char::from_u32(number).is_some(),
            Some(index) => (index as usize) < self.sequences.len() / 2,
        }
    }
}
