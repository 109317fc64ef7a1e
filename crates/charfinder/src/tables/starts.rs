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
        let is_whole = blocks.len() == starts.count.div_ceil(BLOCK).saturating_mul(starts.block_bytes());
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

    /// Calls `each` with where each thing starts and ends, in turn; cheaper than to ask for each.
    pub(crate) fn for_each_span(self, mut each: impl FnMut((usize, usize))) {
        let mut start = 0;
        let mut left = self.count - 1;
        for block in self.blocks.chunks_exact(self.block_bytes()) {
            let lengths = block[size_of::<u32>()..].chunks_exact(self.width);
            for length in lengths.take(left) {
                let end = start + little_endian(length);
                each((start, end));
                start = end;
            }
            left = left.saturating_sub(BLOCK);
        }
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
        let first = little_endian(first);
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

fn little_endian(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of things with these lengths, whose lengths are `width` bytes wide.
    fn packed(lengths: &[u16], width: u8) -> Vec<u8> {
        let mut bytes = vec![width, 0, 0, 0];
        bytes.extend((lengths.len() as u32 + 1).to_le_bytes());
        let mut start = 0_u32;
        let mut all = lengths.to_vec();
        all.resize((lengths.len() + 1).next_multiple_of(BLOCK), 0);
        for block in all.chunks(BLOCK) {
            bytes.extend(start.to_le_bytes());
            for length in block {
                bytes.extend(&length.to_le_bytes()[..usize::from(width)]);
                start += u32::from(*length);
            }
        }
        bytes
    }

    #[test]
    fn things_start_where_those_before_them_end() {
        for width in [1, 2] {
            for count in [0, 1, 15, 16, 17, 100] {
                let lengths: Vec<u16> = (0..count).map(|nth| nth * 37 % 256 * u16::from(width)).collect();
                let starts = Starts::new(packed(&lengths, width).leak()).unwrap();
                assert_eq!(starts.len(), lengths.len() + 1);
                let mut spans = Vec::new();
                starts.for_each_span(|span| spans.push(span));
                assert!(spans.into_iter().eq((0..lengths.len()).map(|index| starts.span(index))));
                let mut end = 0;
                for (index, length) in lengths.iter().enumerate() {
                    assert_eq!(starts.span(index), (end, end + usize::from(*length)), "{index} of {count}");
                    end += usize::from(*length);
                }
                assert_eq!(starts.at(lengths.len()), end);
            }
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let list = packed(&[1, 2, 3], 1);
        let damages: [fn(&mut Vec<u8>); 7] = [
            |bytes| bytes.truncate(4),
            |bytes| bytes.truncate(bytes.len() - 1),
            |bytes| bytes[0] = 0,
            |bytes| bytes[0] = 2,
            |bytes| bytes[0] = 3,
            |bytes| bytes[4..8].fill(0),
            |bytes| bytes[4..8].fill(0xFF),
        ];
        for damage in damages {
            let mut bytes = list.clone();
            damage(&mut bytes);
            assert!(Starts::new(bytes.leak()).is_none());
        }
    }
}
