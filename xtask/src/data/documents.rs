//! The documents of the ranked search: every item with its texts, in the order in which `charfinder::phrases` gives them.

use std::collections::BTreeMap;

use anyhow::Context;

use super::field::Field;
use super::phrases::{Phrases, SEQUENCES};
use super::terms::Document;
use super::unicode::Unicode;

/// All items that have a name of their own or another text, ascending.
pub(super) fn documents(unicode: &Unicode, phrases: &Phrases) -> anyhow::Result<Vec<Document>> {
    let mut texts: BTreeMap<u32, Texts> = BTreeMap::new();
    for (c, name) in &unicode.explicit {
        texts.entry(*c).or_default().name = Some(name.clone());
    }
    for (index, sequence) in (0..).zip(&phrases.sequences) {
        texts.entry(SEQUENCES + index).or_default().name = Some(sequence.name.clone());
    }
    for (c, kind, text) in &unicode.aliases {
        // The kinds of formal aliases are the fields behind the name.
        let field = Field::ALL[1 + usize::from(*kind)];
        texts.entry(*c).or_default().others.push((field, text.clone()));
    }
    for (item, field, text) in &phrases.texts {
        texts.entry(*item).or_default().others.push((*field, text.clone()));
    }
    for heading in &phrases.headings {
        for (_, texts) in texts.range_mut(heading.first..=heading.last) {
            texts.others.push((Field::Heading, heading.text.clone()));
        }
    }
    texts.into_iter().map(|(item, texts)| texts.document(item, unicode, phrases)).collect()
}

/// The texts of an item under construction.
#[derive(Default)]
struct Texts {
    name: Option<String>,
    others: Vec<(Field, String)>,
}

impl Texts {
    fn document(self, item: u32, unicode: &Unicode, phrases: &Phrases) -> anyhow::Result<Document> {
        let age = |c: u32| unicode.ages[c as usize];
        let age = match item.checked_sub(SEQUENCES) {
            None => age(item),
            Some(index) => {
                let sequence = &phrases.sequences[index as usize];
                sequence.text.chars().map(|c| age(u32::from(c))).max().unwrap_or_default()
            }
        };
        let name = self.name.into_iter().map(|name| (0, Field::Name, name));
        let mut texts: Vec<(u8, Field, String)> = name.collect();
        for (number, (field, text)) in (1_usize..).zip(self.others) {
            let number = u8::try_from(number).with_context(|| format!("{item:X} has too many texts"))?;
            texts.push((number, field, text));
        }
        Ok(Document { item, age, texts })
    }
}
