//! The formal aliases of a character.

use crate::field::Field;
use crate::tables::{layout, tables};

/// The formal aliases of `c`: corrections of its name, names of controls, abbreviations. They are not searched.
///
/// ```
/// let texts: Vec<&str> = charfinder::aliases('\u{A0}').map(|alias| alias.text).collect();
/// assert_eq!(texts, ["NBSP"]);
/// ```
pub fn aliases(c: char) -> Aliases {
    let c = u32::from(c);
    let table = tables().aliases;
    Aliases {
        next: table.partition_point(|item| item >> 8 < c),
        end: table.partition_point(|item| item >> 8 <= c),
    }
}

/// A formal alias of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alias {
    /// Why there is an alias.
    pub kind: AliasKind,
    /// In capitals, like a name.
    pub text: &'static str,
}

/// Why a character has an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AliasKind {
    /// The name is wrong, and this is right.
    Correction,
    /// The name of a control character, which has no other.
    Control,
    /// Another name in wide use.
    Alternate,
    /// A name that was never approved.
    Figment,
    /// A common abbreviation.
    Abbreviation,
}

impl AliasKind {
    /// In the order of [`layout::ALIAS_KINDS`].
    const ALL: [Self; layout::ALIAS_KINDS.len()] =
        [Self::Correction, Self::Control, Self::Alternate, Self::Figment, Self::Abbreviation];

    /// The standard's word for it, in lower case.
    pub fn as_str(self) -> &'static str {
        layout::ALIAS_KINDS[self as usize]
    }

    /// The field that aliases of this kind are.
    pub fn field(self) -> Field {
        match self {
            Self::Correction => Field::Correction,
            Self::Control => Field::Control,
            Self::Alternate => Field::Alternate,
            Self::Figment => Field::Figment,
            Self::Abbreviation => Field::Abbreviation,
        }
    }
}

/// The aliases of a character, made by [`aliases`]: corrections first, abbreviations last.
#[derive(Clone, Debug)]
pub struct Aliases {
    next: usize,
    end: usize,
}

impl Iterator for Aliases {
    type Item = Alias;

    fn next(&mut self) -> Option<Alias> {
        if self.next == self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        let kind = AliasKind::ALL[(tables().aliases.at(index) & 0xFF) as usize];
        Some(Alias { kind, text: tables().alias_text(index) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl ExactSizeIterator for Aliases {}
