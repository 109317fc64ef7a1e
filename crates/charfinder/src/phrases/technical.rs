//! From a name in another system back to what it stands for: entities, key symbols, digraphs, LaTeX, shortcodes.

use super::layout::{TECHNICAL_FIRST, TECHNICAL_LAST};
use super::table::table;
use crate::field::Field;
use crate::item::Item;

/// The text that the named character reference `name` of HTML stands for, which is one character or two. Case matters; `&` and `;` are not
/// part of the name.
///
/// ```
/// assert_eq!(charfinder::entity("nbsp"), Some("\u{A0}"));
/// assert_eq!(charfinder::entity("NotEqualTilde"), Some("\u{2242}\u{338}"));
/// assert_eq!(charfinder::entity("NBSP"), None);
/// ```
pub fn entity(name: &str) -> Option<&'static str> {
    let number = table().number(Field::Entity, name)?;
    let index = number - table().region(Field::Entity).start;
    Some(table().text(table().entity_values.at(usize::from(index))))
}

/// The items that have exactly `text` in `field`, ascending. It answers for names in other systems: entities, key symbols, digraphs, LaTeX
/// commands and shortcodes; for all other fields there is nothing, since a search is what finds words.
///
/// ```
/// use charfinder::{Field, Item, items_with};
///
/// assert!(items_with(Field::Digraph, "->").eq([Item::Char('→')]));
/// assert!(items_with(Field::Shortcode, "tada").eq([Item::Char('🎉')]));
/// assert_eq!(items_with(Field::Name, "RIGHTWARDS ARROW").count(), 0);
/// ```
pub fn items_with(field: Field, text: &str) -> impl Iterator<Item = Item> {
    let is_technical = (TECHNICAL_FIRST..=TECHNICAL_LAST).contains(&(field as usize));
    let number = if is_technical { table().number(field, text) } else { None };
    number.into_iter().flat_map(|number| table().carriers(number))
}
