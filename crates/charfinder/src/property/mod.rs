//! What there is to know of a character beside its name: age, general category, aliases.

mod age;
mod alias;
mod category;
#[cfg(test)]
mod tests;

pub use age::age;
pub(crate) use age::is_assigned;
pub use alias::{Alias, AliasKind, Aliases, aliases};
pub use category::{Category, general_category};
