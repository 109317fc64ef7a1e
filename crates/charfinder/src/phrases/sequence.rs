//! Sequences: emoji of several code points, and the named sequences of the standard.

/// A sequence of characters that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(u16);

impl Sequence {
    /// The sequence at `index` of the table.
    pub fn at(index: u16) -> Option<Self> {
        (index < Self::count()).then_some(Self(index))
    }

    /// How many there are.
    pub fn count() -> u16 {
        0
    }

    /// The sequence that `text` spells.
    pub fn of(_text: &str) -> Option<Self> {
        None
    }

    /// Its place in the table.
    pub fn index(self) -> u16 {
        self.0
    }

    /// Its characters.
    pub fn text(self) -> &'static str {
        ""
    }

    /// Its name, in capitals for named sequences, as CLDR writes it for emoji.
    pub fn name(self) -> &'static str {
        ""
    }
}
