//! Characters by their names, as expressions write them: `\N{BLACK CHESS KING}`, `\p{name=NBSP}`.

use crate::property::with_alias;
use crate::{CodePoint, Finder, char_name};

/// The code point with this name, formal alias or label, whatever the case; hyphens and spaces are told apart.
pub(super) fn code_point_named(name: &str) -> Option<CodePoint> {
    let name = name.trim().to_ascii_uppercase();
    if name.len() > NAME_BYTES_MAX || !name.is_ascii() {
        return None;
    }
    by_name(&name).or_else(|| with_alias(&name)).map(CodePoint::from).or_else(|| by_label(&name))
}

fn by_name(name: &str) -> Option<char> {
    Finder::default()
        .find(name)
        .take(CANDIDATES_MAX)
        .find(|c| char_name(*c).is_some_and(|own| own == *name))
        .or_else(|| {
            // Tails of CJK names are no words, so such a name finds nothing, but its tail is the answer.
            let digits = name.rsplit_once('-')?.1;
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            char_name(c).filter(|own| *own == *name).map(|_| c)
        })
}

fn by_label(name: &str) -> Option<CodePoint> {
    let inner = name.strip_prefix('<')?.strip_suffix('>')?;
    let value = u32::from_str_radix(inner.rsplit_once('-')?.1, 16).ok()?;
    CodePoint::new(value).filter(|c| c.label().is_some_and(|label| label.eq_ignore_ascii_case(name)))
}

/// Longer than any name.
const NAME_BYTES_MAX: usize = 120;

/// How many characters that have all the words of a name are compared with it; far more than any name needs.
const CANDIDATES_MAX: usize = 5_000;
