//! Characters by their names, as expressions write them: `\N{BLACK CHESS KING}`, `\p{name=NBSP}`, `\N{<control-000A>}`.

use crate::{CodePoint, Item, item_named};

/// The code point with this name, formal alias or label, matched loosely (UAX #44, LM2).
pub(super) fn code_point_named(name: &str) -> Option<CodePoint> {
    match item_named(name.trim()) {
        Some(Item::Char(c)) => Some(c.into()),
        Some(Item::Surrogate(code_point)) => Some(code_point),
        Some(Item::Sequence(_)) => None,
        None => by_label(name.trim()),
    }
}

fn by_label(name: &str) -> Option<CodePoint> {
    let inner = name.strip_prefix('<')?.strip_suffix('>')?;
    let value = u32::from_str_radix(inner.rsplit_once('-')?.1, 16).ok()?;
    CodePoint::new(value).filter(|c| c.label().is_some_and(|label| label.eq_ignore_ascii_case(name)))
}
