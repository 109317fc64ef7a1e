//! The encoder: [`Phrases`] in, the bytes of `data/phrases.bin` out. [`layout`](super::layout) says what they mean.
//!
//! Everything is built from ordered collections, so the same data gives the same bytes.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};

use super::super::field::Field;
use super::super::file::File;
use super::Phrases;
use super::items::{Items, SEQUENCES};
use super::layout::{
    EMOJI_BASE, EMOJI_ENTRY_U16S, EMOJI_NAME, EMOJI_SUBGROUP, EMOJI_TEXT, Section, TECHNICAL_FIRST,
    TECHNICAL_LAST,
};

/// Encodes the phrases.
pub(in super::super) fn encode(phrases: &Phrases) -> anyhow::Result<Vec<u8>> {
    let mut file = File::new();
    let texts = Texts::collect(phrases);
    texts.encode(&mut file)?;
    encode_phrases(&mut file, phrases, &texts)?;
    encode_references(&mut file, phrases)?;
    for heading in &phrases.headings {
        file.u32(Section::HeadingRuns, heading.first);
        file.u32(Section::HeadingRuns, heading.last);
        file.u16(Section::Headings, texts.number(Region::Field(Field::Heading), &heading.text)?);
    }
    for block in &phrases.blocks {
        file.u32(Section::BlockRanges, block.first);
        file.u32(Section::BlockRanges, block.last);
        file.u16(Section::BlockNames, texts.number(Region::Plain, &block.name)?);
    }
    for sequence in &phrases.sequences {
        file.u16(Section::Sequences, texts.number(Region::Plain, &sequence.text)?);
        file.u16(Section::Sequences, texts.number(Region::Field(Field::Name), &sequence.name)?);
    }
    encode_emoji(&mut file, phrases, &texts)?;
    for value in phrases.entities.values() {
        file.u16(Section::EntityValues, texts.number(Region::Plain, value)?);
    }
    encode_carriers(&mut file, phrases, &texts)?;
    for starts in [Section::TextStarts, Section::PhraseStarts, Section::ReferenceStarts] {
        file.pack_starts(starts)?;
    }
    file.finish()
}

/// Where a text stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Region {
    Field(Field),
    Plain,
}

/// All texts, numbered in the order of the file.
struct Texts<'a> {
    numbers: BTreeMap<(Region, &'a str), u16>,
}

impl<'a> Texts<'a> {
    fn collect(phrases: &'a Phrases) -> Self {
        let mut texts = BTreeMap::new();
        let mut add = |region, text: &'a str| {
            texts.insert((region, text), 0);
        };
        for (_, field, text) in &phrases.texts {
            add(Region::Field(*field), text);
        }
        for heading in &phrases.headings {
            add(Region::Field(Field::Heading), &heading.text);
        }
        for block in &phrases.blocks {
            add(Region::Plain, &block.name);
        }
        for sequence in &phrases.sequences {
            add(Region::Plain, &sequence.text);
            add(Region::Field(Field::Name), &sequence.name);
        }
        for emoji in &phrases.emoji {
            add(Region::Plain, &emoji.text);
            add(Region::Field(Field::Name), &emoji.name);
            add(Region::Plain, &emoji.group);
            add(Region::Plain, &emoji.subgroup);
        }
        for (name, value) in &phrases.entities {
            add(Region::Field(Field::Entity), name);
            add(Region::Plain, value);
        }
        Self { numbers: texts.into_keys().zip(0..).collect() }
    }

    fn number(&self, region: Region, text: &str) -> anyhow::Result<u16> {
        self.numbers.get(&(region, text)).copied().with_context(|| format!("`{text}` has no number"))
    }

    fn encode(&self, file: &mut File<Section>) -> anyhow::Result<()> {
        // One less than would fit: the readers count up to the number of texts.
        ensure!(self.numbers.len() <= usize::from(u16::MAX), "{} texts are too many", self.numbers.len());
        let mut start = 0_u32;
        for (_, text) in self.numbers.keys() {
            file.u32(Section::TextStarts, start);
            file.bytes(Section::Text, text.as_bytes());
            start += u32::try_from(text.len())?;
        }
        file.u32(Section::TextStarts, start);
        for region in Field::ALL.map(Region::Field).into_iter().chain([Region::Plain]) {
            let first = self
                .numbers
                .range((region, "")..)
                .next()
                .map_or(self.numbers.len(), |(_, n)| usize::from(*n));
            file.u16(Section::Regions, u16::try_from(first)?);
        }
        file.u16(Section::Regions, u16::try_from(self.numbers.len())?);
        Ok(())
    }
}

fn encode_phrases(file: &mut File<Section>, phrases: &Phrases, texts: &Texts<'_>) -> anyhow::Result<()> {
    let mut previous = None;
    for (start, (item, field, text)) in (0_u32..).zip(&phrases.texts) {
        if previous.replace(*item) != Some(*item) {
            file.u32(Section::Items, *item);
            file.u32(Section::PhraseStarts, start);
        }
        file.u16(Section::Phrases, texts.number(Region::Field(*field), text)?);
    }
    file.u32(Section::PhraseStarts, u32::try_from(phrases.texts.len())?);
    Ok(())
}

fn encode_references(file: &mut File<Section>, phrases: &Phrases) -> anyhow::Result<()> {
    let mut previous = None;
    for (start, (from, to)) in (0_u32..).zip(&phrases.cross_references) {
        if previous.replace(*from) != Some(*from) {
            file.u32(Section::Referrers, *from);
            file.u32(Section::ReferenceStarts, start);
        }
        file.u32(Section::References, *to);
    }
    file.u32(Section::ReferenceStarts, u32::try_from(phrases.cross_references.len())?);
    Ok(())
}

fn encode_emoji(file: &mut File<Section>, phrases: &Phrases, texts: &Texts<'_>) -> anyhow::Result<()> {
    let numbers = Items::numbers(&phrases.sequences);
    let mut by_item = BTreeMap::new();
    let mut subgroups: Vec<(&str, &str)> = Vec::new();
    for (index, emoji) in (0_u16..).zip(&phrases.emoji) {
        let item = numbers.number(&emoji.text).with_context(|| format!("{} is no item", emoji.text))?;
        ensure!(by_item.insert(item, index).is_none(), "{} stands twice among the emoji", emoji.text);
        let place = (emoji.group.as_str(), emoji.subgroup.as_str());
        if subgroups.last() != Some(&place) {
            ensure!(!subgroups.contains(&place), "the subgroup {place:?} is in pieces");
            subgroups.push(place);
        }
        let mut entry = [0; EMOJI_ENTRY_U16S];
        entry[EMOJI_TEXT] = texts.number(Region::Plain, &emoji.text)?;
        entry[EMOJI_NAME] = texts.number(Region::Field(Field::Name), &emoji.name)?;
        entry[EMOJI_BASE] = u16::try_from(emoji.base)?;
        entry[EMOJI_SUBGROUP] = u16::try_from(subgroups.len() - 1)?;
        file.u32(Section::EmojiItems, item);
        for value in entry {
            file.u16(Section::Emoji, value);
        }
    }
    for index in by_item.into_values() {
        file.u16(Section::EmojiByItem, index);
    }
    for (group, subgroup) in subgroups {
        file.u16(Section::Subgroups, texts.number(Region::Plain, group)?);
        file.u16(Section::Subgroups, texts.number(Region::Plain, subgroup)?);
    }
    ensure!(
        u32::try_from(phrases.sequences.len())? + SEQUENCES <= SEQUENCES + u32::from(u16::MAX),
        "too many sequences"
    );
    Ok(())
}

fn encode_carriers(file: &mut File<Section>, phrases: &Phrases, texts: &Texts<'_>) -> anyhow::Result<()> {
    let fields = &Field::ALL[TECHNICAL_FIRST..=TECHNICAL_LAST];
    let technical = texts
        .numbers
        .keys()
        .filter(|(region, _)| fields.iter().any(|field| *region == Region::Field(*field)));
    let mut carriers: BTreeMap<(Region, &str), Vec<u32>> = technical.map(|key| (*key, Vec::new())).collect();
    for (item, field, text) in &phrases.texts {
        if let Some(items) = carriers.get_mut(&(Region::Field(*field), text.as_str())) {
            items.push(*item);
        }
    }
    let mut start = 0_u16;
    for items in carriers.into_values() {
        file.u16(Section::CarrierStarts, start);
        start = start.checked_add(u16::try_from(items.len())?).context("too many carriers")?;
        for item in items {
            file.u32(Section::Carriers, item);
        }
    }
    file.u16(Section::CarrierStarts, start);
    Ok(())
}
