//! What there is to know of a code point beside its name.
//!
//! ICU4X has nearly all of it, and what it has is asked there; [`table`] holds the rest. This module alone names the
//! crates, so they can be replaced here.

mod age;
mod alias;
mod binary;
mod block;
mod case;
mod category;
mod decomposition;
mod enumerated;
mod identifier;
mod loose;
mod number;
mod script;
mod skeleton;
mod table;
#[cfg(test)]
mod tests;
mod width;

pub use age::{age, is_known_in};
pub(crate) use age::{age_runs, is_assigned};
pub use alias::{Alias, AliasKind, Aliases, aliases};
pub use binary::BinaryProperty;
pub use block::Block;
pub use case::CaseMapping;
pub use category::{Category, general_category};
pub(crate) use category::{assigned_neighbours, category_runs};
pub use decomposition::{Decomposition, NormalForm, combining_class, decomposition};
pub use enumerated::{EnumeratedProperty, PropertyValue};
pub use identifier::{identifier_type, is_allowed_in_identifiers};
pub(crate) use loose::{is_loosely, loose};
pub(crate) use number::with_numeric_value;
pub use number::{NumericValue, numeric_value};
pub use script::Script;
pub(crate) use skeleton::all_confusable;
pub use skeleton::{confusables, skeleton};
pub use width::{cell_width, mirroring_glyph};
