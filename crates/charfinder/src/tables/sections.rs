//! The sections of a file of tables, known to lie within it: the first step of each check.
//!
//! [`Sections`] serves every file, [`Layout`] says which one it is. What the sections mean is left to those who ask.

use super::container::{ALIGNMENT, HEADER_BYTES, Layout, SECTION_ENTRY_BYTES};
use super::{Starts, Text, U16s, U32s};
use crate::version::UnicodeVersion;

/// Why bytes are not tables this program can read; `S` is the section enum of the file's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableError<S: Layout> {
    /// Not a file of these tables at all.
    #[error("the header is not that of a table file")]
    Magic,
    /// Another layout.
    #[error("the layout is {found}, and {} is read", S::FORMAT)]
    Format { found: u16 },
    /// Other data.
    #[error("the data is of Unicode {major}.{minor}, and not of {}", UnicodeVersion::LATEST)]
    Version { major: u8, minor: u8 },
    /// The file ends too early, or a section lies outside of it.
    #[error("the file is cut short or its sections are misplaced")]
    Short,
    /// A section contradicts itself or another.
    #[error("the section {section:?} is not well-formed")]
    Section { section: S },
}

/// The sections of a file.
pub(crate) struct Sections<S: Layout> {
    /// By [`Layout::number`].
    sections: Vec<&'static [u8]>,
    layout: std::marker::PhantomData<S>,
}

impl<S: Layout> Sections<S> {
    /// Reads the header of `bytes` and finds the sections.
    pub(crate) fn check(bytes: &'static [u8]) -> Result<Self, TableError<S>> {
        if !bytes.starts_with(&S::MAGIC) {
            return Err(TableError::Magic);
        }
        let header: &[u8; HEADER_BYTES] = bytes.first_chunk().ok_or(TableError::Short)?;
        let [.., format0, format1, major, minor, count0, count1, count2, count3] = *header;
        let found = u16::from_le_bytes([format0, format1]);
        let count = u32::from_le_bytes([count0, count1, count2, count3]);
        if found != S::FORMAT || count as usize != S::SECTIONS {
            return Err(TableError::Format { found });
        }
        if (major, minor) != (UnicodeVersion::LATEST.major(), UnicodeVersion::LATEST.minor()) {
            return Err(TableError::Version { major, minor });
        }
        let entries =
            bytes[HEADER_BYTES..].get(..S::SECTIONS * SECTION_ENTRY_BYTES).ok_or(TableError::Short)?;
        let section = |entry: &[u8; SECTION_ENTRY_BYTES]| {
            let [o0, o1, o2, o3, l0, l1, l2, l3] = *entry;
            let offset = u32::from_le_bytes([o0, o1, o2, o3]) as usize;
            let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
            let tail = bytes.get(offset..).filter(|_| offset.is_multiple_of(ALIGNMENT));
            tail.and_then(|tail| tail.get(..length)).ok_or(TableError::Short)
        };
        let sections = entries.as_chunks().0.iter().map(section).collect::<Result<_, _>>()?;
        Ok(Self { sections, layout: std::marker::PhantomData })
    }

    /// The bytes of `section`.
    pub(crate) fn bytes(&self, section: S) -> &'static [u8] {
        self.sections[section.number()]
    }

    /// The texts of `section`.
    pub(crate) fn texts(&self, section: S) -> Text {
        Text::new(self.bytes(section))
    }

    /// The text of `section`, all of it looked at.
    pub(crate) fn text(&self, section: S) -> Result<&'static str, TableError<S>> {
        std::str::from_utf8(self.bytes(section)).map_err(|_| TableError::Section { section })
    }

    /// The starts of `section`.
    pub(crate) fn starts(&self, section: S) -> Result<Starts, TableError<S>> {
        Starts::new(self.bytes(section)).ok_or(TableError::Section { section })
    }

    /// The numbers of `section`.
    pub(crate) fn u16s(&self, section: S) -> Result<U16s, TableError<S>> {
        U16s::new(self.bytes(section)).ok_or(TableError::Section { section })
    }

    /// The numbers of `section`.
    pub(crate) fn u32s(&self, section: S) -> Result<U32s, TableError<S>> {
        U32s::new(self.bytes(section)).ok_or(TableError::Section { section })
    }
}

/// That `starts`, the list in `section`, ascends from 0 to `end`, and agrees with itself from block to block.
#[cfg(test)]
pub(crate) fn check_starts<S: Layout>(starts: Starts, end: usize, section: S) -> Result<(), TableError<S>> {
    let last = starts.len() - 1;
    let follows = (0..last).all(|index| starts.span(index).1 == starts.at(index + 1));
    ensure(starts.at(0) == 0 && starts.at(last) == end && follows, section)
}

/// That what is said of `section` holds.
pub(crate) fn ensure<S: Layout>(holds: bool, section: S) -> Result<(), TableError<S>> {
    if holds { Ok(()) } else { Err(TableError::Section { section }) }
}
