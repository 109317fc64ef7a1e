//! The writer of a file of tables: its sections under construction. [`container`](super::container) says what the bytes mean.

use anyhow::ensure;

use super::container::{ALIGNMENT, HEADER_BYTES, Layout, SECTION_ENTRY_BYTES};
use super::starts_layout::{BLOCK, HEADER_BYTES as HEADER_BYTES_OF_STARTS};
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

    /// Packs `section`, which has a `u32` for each start and one for the end of the last thing, as `starts_layout` says.
    pub(super) fn pack_starts(&mut self, section: S) -> anyhow::Result<()> {
        let starts: Vec<u32> = self.sections[section.number()]
            .as_chunks()
            .0
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
            .collect();
        ensure!(starts.is_sorted(), "{section:?}: starts ascend");
        let mut lengths: Vec<u32> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        lengths.resize(starts.len().next_multiple_of(BLOCK), 0);
        let is_wide = lengths.iter().any(|length| *length > u32::from(u8::MAX));
        let mut out = vec![if is_wide { 2 } else { 1 }, 0, 0, 0];
        out.extend_from_slice(&u32::try_from(starts.len())?.to_le_bytes());
        ensure!(out.len() == HEADER_BYTES_OF_STARTS, "the header has {HEADER_BYTES_OF_STARTS} bytes");
        for (first, lengths) in starts.iter().step_by(BLOCK).zip(lengths.chunks(BLOCK)) {
            out.extend_from_slice(&first.to_le_bytes());
            for length in lengths {
                match is_wide {
                    true => out.extend_from_slice(&u16::try_from(*length)?.to_le_bytes()),
                    false => out.push(u8::try_from(*length)?),
                }
            }
        }
        self.sections[section.number()] = out;
        Ok(())
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
