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
mod field;
mod find;
mod fold;
pub mod http;
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
mod phrases;
mod property;
mod search;
mod tables;
pub mod tcp;
#[cfg(feature = "unihan")]
pub mod unihan;
#[cfg(not(feature = "unihan"))]
#[path = "unihan/absent.rs"]
pub mod unihan;
mod version;

pub use code_point::{CodePoint, CodePointKind, ParseCodePointError};
pub use field::Field;
pub use find::{Finder, Matches};
pub use item::Item;
pub use language::{Language, ParseLanguageError};
pub use name::{CharName, char_name};
pub use phrases::{
    Block, Emoji, Phrase, Sequence, block_of, blocks, cross_references, entity, heading, items_with, phrases,
};
pub use property::{Alias, AliasKind, Aliases, Category, age, aliases, general_category};
pub use search::{Answer, Found, Group, Page, Searcher, Why};
pub use tables::{Words, words};
pub use version::{ParseVersionError, UnicodeVersion};
