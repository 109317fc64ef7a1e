//! The texts that belong to characters and sequences beside their names: aliases, notes, keywords, names in other systems.

mod sequence;

pub use sequence::Sequence;

use crate::{Field, Item};

/// A text that belongs to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phrase {
    /// What the text is to the item.
    pub field: Field,
    /// The text, as its source writes it.
    pub text: &'static str,
}

/// The English and technical texts of `item`, by field; its own name is not among them.
pub fn phrases(item: Item) -> impl Iterator<Item = Phrase> {
    let c = match item {
        Item::Char(c) => Some(c),
        Item::Sequence(_) => None,
    };
    c.into_iter().flat_map(crate::aliases).map(|alias| Phrase { field: alias.kind.field(), text: alias.text })
}
