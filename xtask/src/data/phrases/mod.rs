//! The texts that belong to characters and sequences beside their names, read from the unpacked sources.
//!
//! [`Phrases`] holds them in memory, for the encoder of `data/phrases.bin` ([`encode`]) and for the index of the ranked search.
//! Each source has a file that says how it is read; here they are put in order, and what would repeat the name is left out.

mod blocks;
mod cldr;
mod emoji;
mod encode;
mod entities;
mod everyday;
mod items;
mod keys;
mod latex;
#[path = "../../../../crates/charfinder/src/phrases/layout.rs"]
pub(super) mod layout;
mod names_list;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::ensure;

use super::container;
use super::fetch::Fetched;
use super::field::Field;
use super::unicode::Unicode;
use blocks::Block;
use emoji::Emoji;
use items::Sequence;
use names_list::{Heading, NamesList};

pub(super) use encode::encode;
pub(super) use items::SEQUENCES;

/// Everything that is known about items beside their names and properties.
pub(super) struct Phrases {
    /// `(item, field, text)`, ascending by item and field, then in the order of the sources, nothing twice. Formal aliases are not
    /// among them: [`Unicode`] has those.
    pub(super) texts: Vec<(u32, Field, String)>,
    /// By index: the item of a sequence is its index and [`items::SEQUENCES`].
    pub(super) sequences: Vec<Sequence>,
    /// The emoji in the order of the standard.
    pub(super) emoji: Vec<Emoji>,
    /// The headings of the names list, ascending.
    pub(super) headings: Vec<Heading>,
    /// `(from, to)`, ascending by the first, then in the order of the names list.
    pub(super) cross_references: Vec<(u32, u32)>,
    /// The blocks, ascending.
    pub(super) blocks: Vec<Block>,
    /// What the named character references of HTML stand for.
    pub(super) entities: BTreeMap<String, String>,
}

impl Phrases {
    /// Reads the sources.
    pub(super) fn read(sources: &Fetched, unicode: &Unicode) -> anyhow::Result<Self> {
        let extract = emoji::extract(sources)?;
        let annotations = cldr::Annotations::read(sources)?;
        let emoji = emoji::read(sources, &extract, &annotations, unicode)?;
        let sequences = items::sequences(sources, &emoji, unicode)?;
        let items = items::Items::numbers(&sequences);
        let names_list = NamesList::read(sources)?;
        let entities = entities::Entities::read(sources)?;

        let mut texts = Texts::new(unicode, &sequences);
        for (c, field, text) in names_list.texts {
            texts.add(c, field, text);
        }
        for (item, annotation) in annotations.by_item(&items)? {
            texts.add(item, Field::ShortName, annotation.short_name);
            for keyword in annotation.keywords {
                texts.add(item, Field::Keyword, keyword);
            }
        }
        let technical = [
            entities.names(&items),
            keys::keysyms(sources)?,
            keys::digraphs(sources)?,
            latex::commands(sources, &items, unicode)?,
            emoji::shortcodes(sources, &emoji, &items)?,
            everyday::names(&items)?,
        ];
        for (item, field, text) in technical.into_iter().flatten() {
            texts.add(item, field, text);
        }
        let texts = texts.finish();
        let phrases = Self {
            texts,
            sequences,
            emoji,
            headings: names_list.headings,
            cross_references: names_list.cross_references,
            blocks: blocks::read(sources, &extract)?,
            entities: entities.values,
        };
        phrases.check(unicode)?;
        Ok(phrases)
    }

    /// What the encoder and the readers rely on.
    fn check(&self, unicode: &Unicode) -> anyhow::Result<()> {
        for (item, field, text) in &self.texts {
            let is_known = match item.checked_sub(SEQUENCES) {
                None => unicode.ages[*item as usize] != 0,
                Some(index) => (index as usize) < self.sequences.len(),
            };
            ensure!(is_known, "`{text}` ({field:?}) belongs to {item:X}, which is nothing");
            ensure!(
                !text.is_empty() && text.trim() == text && !text.contains(char::is_control),
                "{text:?} is not clean"
            );
        }
        let is_ascending = |a: &Heading, b: &Heading| a.last < b.first;
        ensure!(
            self.headings.windows(2).all(|pair| is_ascending(&pair[0], &pair[1])),
            "the headings are in disorder"
        );
        Ok(())
    }
}

/// The texts under construction: repetitions are left out as they come.
struct Texts<'a> {
    unicode: &'a Unicode,
    sequences: &'a [Sequence],
    texts: BTreeMap<(u32, Field), Vec<String>>,
    /// The number of formal aliases and what they say, for the items that have any.
    aliases: BTreeMap<u32, Vec<&'a str>>,
}

impl<'a> Texts<'a> {
    fn new(unicode: &'a Unicode, sequences: &'a [Sequence]) -> Self {
        let mut aliases: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for (c, _, text) in &unicode.aliases {
            aliases.entry(*c).or_default().push(text);
        }
        Self { unicode, sequences, texts: BTreeMap::new(), aliases }
    }

    /// Adds a text, unless the item has it already in this field, or, for words of natural language, in its name, its formal aliases
    /// or its short name.
    fn add(&mut self, item: u32, field: Field, text: String) {
        let is_technical =
            matches!(field, Field::Entity | Field::Keysym | Field::Digraph | Field::Latex | Field::Shortcode);
        if !is_technical && self.repeats(item, field, &text) {
            return;
        }
        match self.texts.entry((item, field)) {
            Entry::Vacant(entry) => {
                entry.insert(vec![text]);
            }
            Entry::Occupied(mut entry) if !entry.get().contains(&text) => entry.get_mut().push(text),
            Entry::Occupied(_) => {}
        }
    }

    fn repeats(&self, item: u32, field: Field, text: &str) -> bool {
        let name = match item.checked_sub(SEQUENCES) {
            None => self.unicode.explicit.get(&item).map(String::as_str),
            Some(index) => Some(self.sequences[index as usize].name.as_str()),
        };
        let aliases = self.aliases.get(&item).into_iter().flatten().copied();
        let short_names = match field {
            Field::Keyword => self.texts.get(&(item, Field::ShortName)).map_or(&[][..], Vec::as_slice),
            _ => &[],
        };
        name.into_iter()
            .chain(aliases)
            .chain(short_names.iter().map(String::as_str))
            .any(|known| known.eq_ignore_ascii_case(text))
    }

    fn finish(self) -> Vec<(u32, Field, String)> {
        let flat =
            |((item, field), texts): (_, Vec<String>)| texts.into_iter().map(move |text| (item, field, text));
        self.texts.into_iter().flat_map(flat).collect()
    }
}
