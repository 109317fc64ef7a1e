//! The tables of the properties that ICU4X does not have: embedded, read in place.
//!
//! [`layout`] says what the bytes mean. A test checks that every offset in them is in bounds, which the readers
//! here rely on.

mod layout;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use self::layout::Section;
pub(super) use self::layout::{DECOMPOSITION_TAGS, IDENTIFIER_TYPES, INDIC_POSITIONS};
use crate::tables::container;
use crate::tables::sections::{Sections, TableError};
#[cfg(test)]
use crate::tables::sections::{check_starts, ensure};
use crate::tables::{Starts, Text, U16s, U32s};

/// The checked tables.
pub(super) fn property_table() -> &'static PropertyTable {
    static TABLE: LazyLock<PropertyTable> =
        LazyLock::new(|| PropertyTable::open(BYTES).expect("the embedded tables were made for this program"));
    &TABLE
}

/// The sections of the file, typed.
#[derive(Debug)]
pub(super) struct PropertyTable {
    /// `code point << 8 | tag`, ascending.
    pub(super) decompositions: U32s,
    mappings: Texts,
    /// `code point << 8 | value`, ascending.
    pub(super) numbers: U32s,
    values: Texts,
    /// The characters that have skeletons, ascending.
    skeletons: U32s,
    skeleton_texts: Texts,
    skeleton_order: U16s,
    /// The runs of Identifier_Type, for [`U32s::run_value`].
    pub(super) identifier_types: U32s,
    /// The runs of Indic_Positional_Category, for [`U32s::run_value`].
    pub(super) indic_positions: U32s,
}

impl PropertyTable {
    /// The tables in `bytes`. Only their outline is looked at: the file is part of the program, and a test checks all of it.
    fn open(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let sections = Sections::check(bytes)?;
        let texts = |starts, text| Texts::open(&sections, starts, text);
        Ok(Self {
            decompositions: sections.u32s(Section::Decompositions)?,
            mappings: texts(Section::DecompositionStarts, Section::DecompositionText)?,
            numbers: sections.u32s(Section::Numbers)?,
            values: texts(Section::NumberStarts, Section::NumberText)?,
            skeletons: sections.u32s(Section::Skeletons)?,
            skeleton_texts: texts(Section::SkeletonStarts, Section::SkeletonText)?,
            skeleton_order: sections.u16s(Section::SkeletonOrder)?,
            identifier_types: sections.u32s(Section::IdentifierTypes)?,
            indic_positions: sections.u32s(Section::IndicPositions)?,
        })
    }

    /// The same, with all that is in them.
    #[cfg(test)]
    fn check(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let table = Self::open(bytes)?;
        table.mappings.check(Section::DecompositionStarts)?;
        table.values.check(Section::NumberStarts)?;
        table.skeleton_texts.check(Section::SkeletonStarts)?;
        table.check_lists()?;
        table.check_runs()?;
        Ok(table)
    }

    #[cfg(test)]
    fn check_lists(&self) -> Result<(), TableError<Section>> {
        let keys_ascend = |list: U32s| list.iter().map(|item| item >> 8).is_sorted_by(|a, b| a < b);
        let values_are_below =
            |list: U32s, bound: usize| list.iter().all(|item| ((item & 0xFF) as usize) < bound);
        ensure(
            self.decompositions.len() == self.mappings.len()
                && keys_ascend(self.decompositions)
                && values_are_below(self.decompositions, DECOMPOSITION_TAGS.len()),
            Section::Decompositions,
        )?;
        ensure(
            keys_ascend(self.numbers) && values_are_below(self.numbers, self.values.len()),
            Section::Numbers,
        )?;
        let skeletons = self.skeletons.len();
        ensure(
            skeletons == self.skeleton_texts.len()
                && self.skeletons.iter().is_sorted_by(|a, b| a < b)
                && self.skeletons.iter().all(|c| char::from_u32(c).is_some()),
            Section::Skeletons,
        )?;
        ensure(
            self.skeleton_order.len() == skeletons
                && self.skeleton_order.iter().all(|index| usize::from(index) < skeletons),
            Section::SkeletonOrder,
        )
    }

    #[cfg(test)]
    fn check_runs(&self) -> Result<(), TableError<Section>> {
        for (runs, names, section) in [
            (self.identifier_types, IDENTIFIER_TYPES.len(), Section::IdentifierTypes),
            (self.indic_positions, INDIC_POSITIONS.len(), Section::IndicPositions),
        ] {
            ensure(
                runs.len() > 0
                    && runs.at(0) >> 8 == 0
                    && runs.iter().is_sorted()
                    && runs.iter().all(|run| ((run & 0xFF) as usize) < names),
                section,
            )?;
        }
        Ok(())
    }

    /// The tag and the mapping of the compatibility decomposition of `c`.
    pub(super) fn decomposition(&self, c: u32) -> Option<(usize, &'static str)> {
        let (index, tag) = find(self.decompositions, c)?;
        Some((tag, self.mappings.at(index)))
    }

    /// The numeric value of `c`.
    pub(super) fn number(&self, c: u32) -> Option<&'static str> {
        let (_, value) = find(self.numbers, c)?;
        Some(self.values.at(value))
    }

    /// How many different numeric values there are.
    pub(super) fn number_count(&self) -> usize {
        self.values.len()
    }

    /// The text of the value `index`, as [`PropertyTable::numbers`] count them.
    pub(super) fn number_text(&self, index: usize) -> &'static str {
        self.values.at(index)
    }

    /// The skeleton of `c`, if it is listed.
    pub(super) fn skeleton(&self, c: char) -> Option<&'static str> {
        let c = u32::from(c);
        let index = self.skeletons.partition_point(|item| item < c);
        let is_listed = index < self.skeletons.len() && self.skeletons.at(index) == c;
        is_listed.then(|| self.skeleton_texts.at(index))
    }

    /// The characters that are listed with `skeleton`, ascending.
    pub(super) fn with_skeleton(&self, skeleton: &str) -> impl Iterator<Item = char> {
        let order = self.skeleton_order;
        let text = |index: u16| self.skeleton_texts.at(usize::from(index));
        let (mut low, mut high) = (0, order.len());
        while low < high {
            let middle = low.midpoint(high);
            if text(order.at(middle)) < skeleton {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let listed = order.range(low, order.len()).iter().take_while(move |index| text(*index) == skeleton);
        listed.filter_map(|index| char::from_u32(self.skeletons.at(usize::from(index))))
    }

    /// The skeletons, each with a character that has it and is not it, by skeleton.
    pub(super) fn skeletons(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let at = |index: usize| (self.skeleton_texts.at(index), self.skeletons.at(index));
        self.skeleton_order.iter().map(move |index| at(usize::from(index)))
    }
}

/// A list of texts.
#[derive(Clone, Copy, Debug)]
struct Texts {
    starts: Starts,
    text: Text,
}

impl Texts {
    fn open(
        sections: &Sections<Section>,
        starts: Section,
        text: Section,
    ) -> Result<Self, TableError<Section>> {
        Ok(Self { starts: sections.starts(starts)?, text: sections.texts(text) })
    }

    /// That the texts, whose places are in the section `starts`, can be cut out.
    #[cfg(test)]
    fn check(self, starts: Section) -> Result<(), TableError<Section>> {
        check_starts(self.starts, self.text.len(), starts)?;
        let cuts = |text: &str| self.starts.iter().all(|start| text.is_char_boundary(start));
        ensure(self.text.whole().is_some_and(cuts), starts)
    }

    fn len(self) -> usize {
        self.starts.len() - 1
    }

    /// # Panics
    /// When `index` is not below [`Texts::len`].
    fn at(self, index: usize) -> &'static str {
        self.text.str(self.starts.span(index))
    }
}

/// The place and the low byte of the item of `c` in a list of `code point << 8 | value`.
fn find(list: U32s, c: u32) -> Option<(usize, usize)> {
    let index = list.partition_point(|item| item >> 8 < c);
    let item = if index < list.len() { list.at(index) } else { return None };
    (item >> 8 == c).then_some((index, (item & 0xFF) as usize))
}

/// The tables, as `cargo xtask data` wrote them.
const BYTES: &[u8] = include_bytes!("../../../data/properties.bin");
