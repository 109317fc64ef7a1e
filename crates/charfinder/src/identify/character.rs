//! The characters of a text, one by one.

use std::fmt::{self, Debug, Formatter};

use super::cluster::{Clusters, Content, Position};
use crate::{Category, CodePoint, Item, Utf8Fault, cell_width, general_category, skeleton};

/// The characters of `text`, in order. Each byte that is no UTF-8 is one of them.
///
/// ```
/// use charfinder::identify::{Unit, characters};
///
/// let all: Vec<_> = characters(b"\xC3\xA9\xFF").collect();
/// assert_eq!(all[0].unit, Unit::Char('é'));
/// assert_eq!(all[1].position.byte, 2);
/// assert_eq!(all[1].name(), "<invalid byte FF>");
/// ```
pub fn characters(text: &[u8]) -> Characters<'_> {
    Characters {
        clusters: Clusters::new(text),
        content: Content::Valid(""),
        next: Clusters::new(text).position(),
    }
}

/// The iterator that [`characters`] makes.
#[derive(Clone, Debug)]
pub struct Characters<'a> {
    clusters: Clusters<'a>,
    /// What is left of the cluster.
    content: Content<'a>,
    next: Position,
}

impl Iterator for Characters<'_> {
    type Item = Character;

    fn next(&mut self) -> Option<Character> {
        let mut starts_cluster = false;
        loop {
            let position = self.next;
            match self.content {
                Content::Valid(text) => {
                    let mut chars = text.chars();
                    if let Some(c) = chars.next() {
                        self.content = Content::Valid(chars.as_str());
                        self.next = position.after_char(c);
                        return Some(Character { unit: Unit::Char(c), position, starts_cluster });
                    }
                }
                Content::Invalid(bytes) => {
                    if let [byte, rest @ ..] = bytes {
                        let fault = Utf8Fault::of(bytes);
                        self.content = Content::Invalid(rest);
                        self.next = position.after_byte();
                        return Some(Character { unit: Unit::Byte(*byte, fault), position, starts_cluster });
                    }
                }
            }
            let cluster = self.clusters.next()?;
            self.content = cluster.content;
            self.next = cluster.start;
            starts_cluster = true;
        }
    }
}

/// A character of a text, or a byte that is none.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Character {
    /// What stands there.
    pub unit: Unit,
    /// Where it stands.
    pub position: Position,
    /// Whether it is the first of its grapheme cluster: of what a person takes for one character.
    pub starts_cluster: bool,
}

/// What stands at a place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a byte belongs to a character or to none")]
pub enum Unit {
    /// A character.
    Char(char),
    /// A byte that is no UTF-8, and what is wrong with it.
    Byte(u8, Utf8Fault),
}

impl Character {
    /// The character; `None` for a byte that is none.
    pub fn char(&self) -> Option<char> {
        match self.unit {
            Unit::Char(c) => Some(c),
            Unit::Byte(..) => None,
        }
    }

    /// Its code point; `None` for a byte that is no character.
    pub fn code_point(&self) -> Option<CodePoint> {
        self.char().map(CodePoint::from)
    }

    /// Its name, or the label of what has none: `<control-000A>`, `<invalid byte FF>`.
    pub fn name(&self) -> String {
        match self.unit {
            Unit::Char(c) => Item::Char(c).name(),
            Unit::Byte(byte, _) => format!("<invalid byte {byte:02X}>"),
        }
    }

    /// Its general category.
    pub fn category(&self) -> Option<Category> {
        self.char().map(general_category)
    }

    /// The cells that it takes in a terminal, standing alone; `None` for controls and for bytes that are no character.
    pub fn cells(&self) -> Option<usize> {
        self.char().and_then(cell_width)
    }

    /// The ASCII that it can be taken for; `None` for ASCII itself.
    pub fn looks_like(&self) -> Option<String> {
        self.char().filter(|c| !c.is_ascii()).and_then(ascii_likeness)
    }
}

impl Debug for Character {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{}", self.unit, self.position.byte)
    }
}

/// The ASCII that `c` can be taken for.
pub(super) fn ascii_likeness(c: char) -> Option<String> {
    let bones = skeleton(c.encode_utf8(&mut [0; 4]));
    (!bones.is_empty() && bones.is_ascii()).then_some(bones)
}
