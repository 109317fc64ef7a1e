//! The documents: what the annotations are of, and which items they are.

use std::sync::atomic::{AtomicU32, Ordering};

use super::layout::{is_tone, toned_name};
use super::texts::Text;
use crate::Item;

/// All documents, by number.
#[derive(Debug)]
pub(super) struct Documents {
    /// In byte order.
    plain: Vec<&'static str>,
    /// The number of the item of each that was asked for, plus [`KNOWN`]; to look for all of them takes longer than a search.
    items: Vec<AtomicU32>,
    /// Those with skin tones, in byte order.
    toned: Vec<&'static str>,
}

/// A document.
pub(super) enum Document {
    /// Its number.
    Plain(usize),
    /// With skin tones: its number among those, and its text.
    Toned(usize, &'static str),
}

impl Documents {
    pub(super) fn new(plain: &'static str, toned: &'static str) -> Self {
        let plain: Vec<&str> = plain.lines().collect();
        let items = plain.iter().map(|_| AtomicU32::new(UNKNOWN)).collect();
        Self { plain, items, toned: toned.lines().collect() }
    }

    /// The item of the document with this number, where this Unicode version has it.
    pub(super) fn item(&self, number: usize) -> Option<Item> {
        let known = self.items.get(number)?;
        // Whoever comes between finds the same.
        match known.load(Ordering::Relaxed) {
            UNKNOWN => {
                let item = Item::of(self.plain[number]);
                known.store(item.map_or(NONE, |item| item.to_u32() + KNOWN), Ordering::Relaxed);
                item
            }
            NONE => None,
            item => Item::from_u32(item - KNOWN),
        }
    }

    /// The document that `item` is.
    pub(super) fn find(&self, item: Item) -> Option<Document> {
        let text: String = item.chars().filter(|c| *c != VARIATION_SELECTOR_16).collect();
        let place = |list: &[&'static str]| list.binary_search(&text.as_str());
        place(&self.plain)
            .map(Document::Plain)
            .or_else(|_| place(&self.toned).map(|at| Document::Toned(at, self.toned[at])))
            .ok()
    }

    /// How many there are without skin tones.
    pub(super) fn plain(&self) -> usize {
        self.plain.len()
    }
}

impl Document {
    /// What `text`, in its language, calls it; `name_of` names its parts.
    pub(super) fn name(&self, text: &Text, name_of: &dyn Fn(Item) -> Option<String>) -> Option<String> {
        match *self {
            Self::Plain(number) => text.name(number).map(str::to_owned),
            Self::Toned(number, document) => {
                let own = text.toned_name(number).map(str::to_owned);
                own.or_else(|| {
                    let (base, tones) = parts(document);
                    let tones: Option<Vec<String>> = tones.map(|tone| name_of(Item::Char(tone))).collect();
                    let tones = tones?;
                    let tones: Vec<&str> = tones.iter().map(String::as_str).collect();
                    let (colon, comma) = text.joints();
                    Some(toned_name(&name_of(Item::of(&base)?)?, &tones, colon, comma))
                })
            }
        }
    }

    /// The keywords that `text`, in its language, has for it; `name_of` and `keywords_of` tell of its parts.
    pub(super) fn keywords(
        &self,
        text: &Text,
        name_of: &dyn Fn(Item) -> Option<String>,
        keywords_of: &dyn Fn(Item) -> Vec<String>,
    ) -> Vec<String> {
        match *self {
            Self::Plain(number) => text.keywords(number).map(str::to_owned).collect(),
            Self::Toned(_, document) => {
                let (base, tones) = parts(document);
                let mut keywords = Item::of(&base).map(keywords_of).unwrap_or_default();
                keywords.extend(tones.filter_map(|tone| name_of(Item::Char(tone))));
                keywords
            }
        }
    }
}

/// The emoji without its skin tones, and the tones.
fn parts(document: &str) -> (String, impl Iterator<Item = char>) {
    (document.chars().filter(|c| !is_tone(*c)).collect(), document.chars().filter(|c| is_tone(*c)))
}

/// It was not asked for yet.
const UNKNOWN: u32 = 0;
/// This Unicode version does not have it.
const NONE: u32 = 1;
/// What is added to the number of an item.
const KNOWN: u32 = 2;

/// Asks for the form in colours, and is left out in the names of documents.
const VARIATION_SELECTOR_16: char = '\u{FE0F}';
