//! The writer of a file of tables: its sections under construction. [`container`](super::container) says what the bytes mean.

use anyhow::ensure;

use super::container::{ALIGNMENT, HEADER_BYTES, Layout, SECTION_ENTRY_BYTES};
use super::unicode::VERSION;

/// The sections under construction; `S` is the section enum of the file's layout.
pub(super) struct File<S> {
    /// By [`Layout::number`].
    sections: Vec<Vec<u8>>,
    layout: std::marker::PhantomData<S>,
}

impl<S: Layout> File<S> {
    /// Sections without any bytes.
    pub(super) fn new() -> Self {
        Self { sections: vec![Vec::new(); S::SECTIONS], layout: std::marker::PhantomData }
    }

    pub(super) fn bytes(&mut self, section: S, bytes: &[u8]) {
        self.sections[section.number()].extend_from_slice(bytes);
    }

    pub(super) fn u16(&mut self, section: S, value: u16) {
        self.bytes(section, &value.to_le_bytes());
    }

    pub(super) fn u32(&mut self, section: S, value: u32) {
        self.bytes(section, &value.to_le_bytes());
    }

    /// The whole file.
    pub(super) fn finish(self) -> anyhow::Result<Vec<u8>> {
        let mut out = S::MAGIC.to_vec();
        out.extend_from_slice(&S::FORMAT.to_le_bytes());
        out.extend_from_slice(&[VERSION.0, VERSION.1]);
        out.extend_from_slice(&u32::try_from(S::SECTIONS)?.to_le_bytes());
        ensure!(out.len() == HEADER_BYTES, "the header has {HEADER_BYTES} bytes");
        let mut offset = HEADER_BYTES + S::SECTIONS * SECTION_ENTRY_BYTES;
        for section in &self.sections {
            out.extend_from_slice(&u32::try_from(offset)?.to_le_bytes());
            out.extend_from_slice(&u32::try_from(section.len())?.to_le_bytes());
            offset += section.len().next_multiple_of(ALIGNMENT);
        }
        for section in &self.sections {
            out.extend_from_slice(section);
            out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
        }
        Ok(out)
    }
}
