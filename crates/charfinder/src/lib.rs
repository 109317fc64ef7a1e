//! Find Unicode characters by the words of their names.
//!
//! The tables of Unicode 18.0 are part of the program: nothing is read, built or fetched at run time, and every
//! answer can be given as of any older version of Unicode.
//!
//! ```
//! use charfinder::{Finder, UnicodeVersion, char_name};
//!
//! # fn main() -> Result<(), charfinder::ParseVersionError> {
//! let kings: Vec<char> = Finder::default().find("chess king neutral").collect();
//! assert_eq!(kings[0], '\u{1FA00}');
//! assert_eq!(char_name('♚').expect("it has a name").to_string(), "BLACK CHESS KING");
//!
//! let then: UnicodeVersion = "6.3".parse()?;
//! assert_eq!(Finder::new(then).find("chess black").total(), 6);
//! assert_eq!(Finder::default().find("chess black").total(), 35);
//! # Ok(())
//! # }
//! ```
//!
//! [`Finder`] searches; [`char_name`], [`age`], [`general_category`] and [`aliases`] describe a character; [`book`]
//! writes what the first edition of the program wrote, byte for byte.
#![forbid(unsafe_code)]

pub mod book;
mod code_point;
pub mod console;
pub mod describe;
mod encoding;
mod field;
mod find;
mod fold;
mod glyph;
pub mod http;
pub mod identify;
mod item;
pub mod json;
mod language;
#[cfg(feature = "languages")]
pub mod languages;
#[cfg(not(feature = "languages"))]
#[path = "languages/absent.rs"]
pub mod languages;
#[cfg(any(feature = "languages", feature = "unihan"))]
#[cfg_attr(not(feature = "languages"), allow(dead_code, reason = "languages alone use all of it"))]
mod lexicon;
mod name;
mod notation;
mod phrases;
mod property;
mod search;
pub mod set;
mod tables;
pub mod tcp;
mod terms;
#[cfg(feature = "unihan")]
pub mod unihan;
#[cfg(not(feature = "unihan"))]
#[path = "unihan/absent.rs"]
pub mod unihan;
mod version;

pub use code_point::{CodePoint, CodePointKind, ParseCodePointError};
pub use encoding::{
    CODE_PAGE_BYTES_MAX, CodePage, ENCODED_CODE_POINTS_MAX, Encoding, ParseEncodingError, code_pages,
    encodings,
};
pub use field::Field;
pub use find::{Finder, Matches};
pub use glyph::{Glyph, MARKS_SHOWN_MAX, OneLine, is_bidi_control};
pub use item::Item;
pub use language::{Language, ParseLanguageError};
pub use languages::{keywords, short_name};
pub use name::{CharName, char_name};
pub use notation::{
    CODE_POINTS_MAX, Certainty, Denoted, NOTATION_BYTES_MAX, Notated, NotationError, NotationKind, Utf8Fault,
    item_named, notations,
};
pub use phrases::{Emoji, Phrase, Sequence, cross_references, entity, heading, items_with, phrases};
pub use property::{
    Alias, AliasKind, Aliases, BinaryProperty, Block, CaseMapping, Category, Decomposition,
    EnumeratedProperty, NormalForm, NumericValue, PropertyValue, Script, age, aliases, cell_width,
    combining_class, confusables, decomposition, general_category, identifier_type,
    is_allowed_in_identifiers, is_known_in, mirroring_glyph, numeric_value, skeleton,
};
pub use search::{Answer, Found, Group, Page, Searcher, Why};
pub use set::CodePointSet;
pub use tables::{Words, words};
pub use version::{ParseVersionError, UnicodeVersion};
