//! The file that every set of tables is kept in: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both. All numbers are little-endian. A file is a header of [`HEADER_BYTES`], one
//! `(offset: u32, bytes: u32)` pair for each section, then the sections, each starting at a multiple of
//! [`ALIGNMENT`]. What the sections hold is said by the enum of each layout, which implements [`Layout`].

use std::fmt::Debug;

/// The sections of a file, as an enum that lists them in the order they stand in.
pub(crate) trait Layout: Copy + Debug + Eq {
    /// The first bytes of the file.
    const MAGIC: [u8; 8];
    /// The version of the layout: a change of meaning is a new one.
    const FORMAT: u16;
    /// The number of sections.
    const SECTIONS: usize;

    /// The place of this section among them.
    fn number(self) -> usize;
}

/// [`Layout::MAGIC`], [`Layout::FORMAT`] (`u16`), the Unicode version (major `u8`, minor `u8`), the number of sections
/// (`u32`).
pub(crate) const HEADER_BYTES: usize = 16;

/// Each section's `(offset, bytes)` pair.
pub(crate) const SECTION_ENTRY_BYTES: usize = 8;

/// Sections start at multiples of this, padded with zeros.
pub(crate) const ALIGNMENT: usize = 4;
