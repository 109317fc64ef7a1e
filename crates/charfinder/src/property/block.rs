//! Blocks: the named ranges that the code space is divided into.

use std::fmt::{self, Display, Formatter};

use icu_properties::props::{Block as Icu, NamedEnumeratedProperty};
use icu_properties::{CodePointMapData, PropertyParser};

use super::category::assigned_within;
use super::{is_loosely, loose};
use crate::CodePoint;
use crate::phrases::{block_at, block_count, block_index};

/// A block: a range of code points with a name, such as `Chess Symbols`.
///
/// Displayed, it is its name.
///
/// ```
/// use charfinder::Block;
///
/// let block = Block::of('♚'.into()).expect("it is in a block");
/// assert_eq!(block.name(), "Miscellaneous Symbols");
/// assert_eq!(Block::named("misc symbols"), Some(block));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block(u16);

impl Block {
    /// All blocks, by code point.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..block_count()).map(Self)
    }

    /// The block that `c` is in; `None` where there is none yet.
    pub fn of(c: CodePoint) -> Option<Self> {
        block_index(c.value()).map(Self)
    }

    /// The block with this name, matched loosely (UAX #44, LM3); its alias in the standard will do.
    pub fn named(text: &str) -> Option<Self> {
        let key = loose(text);
        let listed = || Self::all().find(|block| is_loosely(block.name(), &key));
        // The aliases of the standard: `ASCII`, `Latin_1`, `Greek`.
        let alias = || {
            let value =
                PropertyParser::<Icu>::new().get_loose(&key).filter(|value| *value != Icu::default())?;
            let first = CodePointMapData::<Icu>::new().iter_ranges_for_value(value).next()?;
            Self::of(CodePoint::new(*first.start())?)
        };
        // What people write: `misc symbols`, `math operators`.
        let short = || {
            let key = ABBREVIATIONS.iter().fold(key.clone(), |key, (from, to)| key.replace(from, to));
            Self::all().find(|block| is_loosely(block.name(), &key))
        };
        listed().or_else(alias).or_else(short)
    }

    /// Its name in the standard: `Latin Extended-A`.
    pub fn name(self) -> &'static str {
        block_at(self.0).2
    }

    /// Its short alias in the standard, such as `ASCII`; where there is none, the name with underscores.
    pub fn short_name(self) -> &'static str {
        CodePointMapData::<Icu>::new().get32(self.first().value()).short_name()
    }

    /// Its first code point.
    pub fn first(self) -> CodePoint {
        CodePoint::new(block_at(self.0).0).expect("blocks are in the code space")
    }

    /// Its last code point.
    pub fn last(self) -> CodePoint {
        CodePoint::new(block_at(self.0).1).expect("blocks are in the code space")
    }

    /// How many of its code points are assigned: graphic, format and control characters, private use, surrogates.
    pub fn assigned(self) -> u32 {
        assigned_within(self.first().value(), self.last().value())
    }
}

impl Display for Block {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

const ABBREVIATIONS: [(&str, &str); 3] =
    [("misc", "miscellaneous"), ("math", "mathematical"), ("supp", "supplement")];
