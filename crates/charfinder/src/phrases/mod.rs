//! The texts that belong to characters and sequences beside their names: aliases, notes, keywords, names in other systems.
//!
//! `data/phrases.bin` is embedded, and read in place: [`layout`] says what its bytes mean, [`table`](mod@table) gives them types, and a test
//! checks them all. The readers here take `O(log n)` steps and allocate nothing. Formal aliases are in `data/unicode.bin`
//! and are put in front.

mod block;
#[cfg(test)]
mod check;
mod emoji;
mod layout;
mod names_list;
mod sequence;
mod table;
mod technical;
#[cfg(test)]
mod tests;

pub(crate) use block::{block_at, block_count, block_index};
pub use emoji::Emoji;
pub use names_list::{cross_references, heading};
pub use sequence::Sequence;
pub use technical::{entity, items_with};

use table::table;

use crate::tables::container;
use crate::{CodePoint, Field, Item};

/// A text that belongs to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phrase {
    /// What the text is to the item.
    pub field: Field,
    /// The text, as its source writes it.
    pub text: &'static str,
}

/// The English and technical texts of `item`: its formal aliases, then the rest by field, in each in the order of the source, and last the
/// heading of the names list. Its own name is not among them, and a text that only repeats it is left out.
///
/// Of several names in one system the first is the one to write: the entity of HTML 4 before newer ones, `\ne` before `\neq`.
///
/// ```
/// use charfinder::{Field, Item, phrases};
///
/// let first = |field| phrases(Item::Char('→')).find(|phrase| phrase.field == field).map(|phrase| phrase.text);
/// assert_eq!(first(Field::ListAlias), Some("z notation total function"));
/// assert_eq!(first(Field::ShortName), Some("right-pointing arrow"));
/// assert_eq!(first(Field::Entity), Some("rarr"));
/// assert_eq!(first(Field::Digraph), Some("->"));
/// assert_eq!(first(Field::Latex), Some("\\rightarrow"));
/// assert_eq!(first(Field::Heading), Some("Simple arrows"));
/// ```
pub fn phrases(item: Item) -> impl Iterator<Item = Phrase> {
    let c = match item {
        Item::Char(c) => Some(c),
        Item::Sequence(_) | Item::Surrogate(_) => None,
    };
    let aliases = c.into_iter().flat_map(crate::aliases);
    let heading = c.and_then(|c| heading(CodePoint::from(c)));
    let texts = table().phrases(item.to_u32()).iter();
    aliases
        .map(|alias| Phrase { field: alias.kind.field(), text: alias.text })
        .chain(texts.map(|number| Phrase { field: table().field(number), text: table().text(number) }))
        .chain(heading.map(|text| Phrase { field: Field::Heading, text }))
}
