//! Whether a character is fit for identifiers (UTS #39).

use super::table::{IDENTIFIER_TYPES, property_table};
use crate::CodePoint;

/// Why `c` is or is not fit for identifiers: `Recommended`, `Inclusion`, `Obsolete`, … (Identifier_Type).
pub fn identifier_type(c: CodePoint) -> &'static str {
    IDENTIFIER_TYPES[usize::from(property_table().identifier_types.run_value(c.value()))]
}

/// Whether `c` may stand in identifiers by the general security profile (Identifier_Status is `Allowed`).
pub fn is_allowed_in_identifiers(c: CodePoint) -> bool {
    ALLOWED.contains(&identifier_type(c))
}

/// The types of characters that are allowed.
pub(super) const ALLOWED: [&str; 2] = ["Inclusion", "Recommended"];
