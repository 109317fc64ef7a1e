//! Encodings: code points as bytes and as the texts that programs and people write for them.
//!
//! The way back is [`notations`](crate::notations()). The names of encodings are stable: formats of the command line, members of JSON and
//! the copy buttons of the page use them.

mod kind;
mod legacy;
#[cfg(test)]
mod tests;
mod write;

use std::str::FromStr;

use thiserror::Error;

pub use kind::Encoding;
pub use legacy::{CODE_PAGE_BYTES_MAX, CodePage, code_pages};

use crate::{CodePoint, Field, Item, OneLine};

/// `code_points` in every encoding that can hold them, in reading order.
///
/// ```
/// use charfinder::{CodePoint, Encoding, encodings};
///
/// let king = [CodePoint::from('♚')];
/// let css = encodings(&king).find(|(encoding, _)| *encoding == Encoding::Css);
/// assert_eq!(css.map(|(_, text)| text), Some(r"\265A".to_owned()));
/// assert_eq!(Encoding::Utf8.encode(&king).as_deref(), Some("E2 99 9A"));
/// ```
pub fn encodings(code_points: &[CodePoint]) -> impl Iterator<Item = (Encoding, String)> {
    Encoding::ALL.into_iter().filter_map(|encoding| Some((encoding, encoding.encode(code_points)?)))
}

impl Encoding {
    /// `code_points` in this encoding; `None` when it cannot hold them, or has no name for them.
    ///
    /// Surrogates are in the encodings that can hold one: UTF-16 and the escapes of languages whose texts are UTF-16 or
    /// sequences of code points.
    pub fn encode(self, code_points: &[CodePoint]) -> Option<String> {
        if code_points.is_empty() || code_points.len() > ENCODED_CODE_POINTS_MAX {
            return None;
        }
        match self {
            Self::HtmlEntity => named(code_points, Field::Entity).map(|name| format!("&{name};")),
            Self::Html => {
                Self::HtmlEntity.encode(code_points).or_else(|| Self::HtmlHexadecimal.encode(code_points))
            }
            Self::Latex => named(code_points, Field::Latex).map(str::to_owned),
            Self::Keysym => named(code_points, Field::Keysym).map(str::to_owned),
            Self::Digraph => named(code_points, Field::Digraph).map(str::to_owned),
            Self::Shortcode => named(code_points, Field::Shortcode).map(|name| format!(":{name}:")),
            _ => write::encoded(self, code_points),
        }
    }

    /// `item` in this encoding.
    pub fn encode_item(self, item: Item) -> Option<String> {
        let code_points: Vec<CodePoint> = item.chars().map(CodePoint::from).collect();
        self.encode(&code_points)
    }
}

/// The first name that another system has for the code points together.
fn named(code_points: &[CodePoint], field: Field) -> Option<&'static str> {
    let text: String = code_points.iter().map(|it| it.to_char()).collect::<Option<_>>()?;
    // An entity can be two characters that are no sequence with a name: `&NotEqualTilde;`. Those are not looked up.
    let phrase = crate::phrases(Item::of(&text)?).find(|phrase| phrase.field == field)?;
    Some(phrase.text)
}

/// The name is that of no encoding.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no encoding is named `{}`", OneLine::new(.name))]
#[non_exhaustive]
pub struct ParseEncodingError {
    name: String,
}

impl FromStr for Encoding {
    type Err = ParseEncodingError;

    /// Reads a name in any case.
    fn from_str(text: &str) -> Result<Self, ParseEncodingError> {
        let is_it = |encoding: &Self| encoding.as_str().eq_ignore_ascii_case(text);
        Self::ALL
            .into_iter()
            .find(is_it)
            .ok_or_else(|| ParseEncodingError { name: text.chars().take(NAME_CHARS_MAX).collect() })
    }
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The most code points that are encoded at once: more than any sequence or grapheme cluster of a person has.
pub const ENCODED_CODE_POINTS_MAX: usize = 1024;

/// How much of an unknown name is told in the error.
const NAME_CHARS_MAX: usize = 40;
