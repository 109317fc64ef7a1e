//! Where things of a list start that stand one after the other: a view of what [`layout`](super::starts_layout) describes.

use super::starts_layout::{BLOCK, HEADER_BYTES};

/// Ascending numbers: the start of each thing, and the end of the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Starts {
    count: usize,
    /// The bytes of a length.
    width: usize,
    blocks: &'static [u8],
}

impl Starts {
    /// `None` when `bytes` are not such a list, or there is nothing in it.
    pub(super) fn new(bytes: &'static [u8]) -> Option<Self> {
        let (&[width, _, _, _, c0, c1, c2, c3], blocks) = bytes.split_first_chunk::<HEADER_BYTES>()?;
        let starts =
            Self { count: u32::from_le_bytes([c0, c1, c2, c3]) as usize, width: usize::from(width), blocks };
        let is_whole = blocks.len() == starts.count.div_ceil(BLOCK) * starts.block_bytes();
        (matches!(width, 1 | 2) && starts.count > 0 && is_whole).then_some(starts)
    }

    /// How many numbers there are: one more than things.
    pub(crate) fn len(self) -> usize {
        self.count
    }

    /// The start of the thing at `index`, or the end of the last.
    ///
    /// # Panics
    /// When there is no such thing.
    pub(crate) fn at(self, index: usize) -> usize {
        assert!(index < self.count, "a start that is not there");
        self.span_in_block(index).0
    }

    /// Where the thing at `index` starts and ends.
    ///
    /// # Panics
    /// When there is no such thing.
    pub(crate) fn span(self, index: usize) -> (usize, usize) {
        assert!(index + 1 < self.count, "a thing that is not there");
        let (start, length) = self.span_in_block(index);
        (start, start + length)
    }

    /// All numbers.
    #[cfg(test)]
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..self.count).map(move |index| self.at(index))
    }

    fn block_bytes(self) -> usize {
        size_of::<u32>() + BLOCK * self.width
    }

    /// The start and the length of the thing at `index`.
    fn span_in_block(self, index: usize) -> (usize, usize) {
        let from = index / BLOCK * self.block_bytes();
        let (first, lengths) = self.blocks[from..from + self.block_bytes()].split_at(size_of::<u32>());
        let first: usize = first.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte));
        let within = index % BLOCK;
        if self.width == 1 {
            let before: usize = lengths[..within].iter().map(|length| usize::from(*length)).sum();
            (first + before, usize::from(lengths[within]))
        } else {
            let (lengths, _) = lengths.as_chunks::<2>();
            let length = |length: &[u8; 2]| usize::from(u16::from_le_bytes(*length));
            let before: usize = lengths[..within].iter().map(length).sum();
            (first + before, length(&lengths[within]))
        }
    }
}
