//! The texts of ideographs: in blocks that are unpacked when one of theirs is asked for, and kept while they are in use.

use std::io::Read;
use std::sync::Arc;

use super::layout::BLOCK_BYTES_MAX;
use crate::tables::U32s;
use crate::tables::recent::Recent;

/// The blocks.
#[derive(Debug)]
pub(super) struct Texts {
    /// For each block and the end of the last: the number of its first ideograph, and where it starts.
    blocks: U32s,
    packed: &'static [u8],
    recent: Recent<usize, str>,
}

impl Texts {
    /// `None` when the sections do not fit each other.
    pub(super) fn new(blocks: U32s, packed: &'static [u8]) -> Option<Self> {
        let count = blocks.len() / 2;
        let column = |column: usize| (0..count).map(move |block| blocks.at(2 * block + column));
        let fits = blocks.len().is_multiple_of(2)
            && count > 0
            && (0..2).all(|at| blocks.at(at) == 0 && column(at).is_sorted())
            && column(1).next_back() == u32::try_from(packed.len()).ok();
        fits.then(|| Self { blocks, packed, recent: Recent::new(RECENT_MAX) })
    }

    /// The line of the ideograph with this number.
    pub(super) fn line(&self, number: usize) -> Option<String> {
        let (mut low, mut high) = (0, self.blocks.len() / 2);
        while low < high {
            let middle = low.midpoint(high);
            if self.blocks.at(2 * middle) as usize <= number { low = middle + 1 } else { high = middle }
        }
        let block = low.checked_sub(1)?;
        let first = self.blocks.at(2 * block) as usize;
        let text = self.recent.get(block, || self.unpack(block))?;
        Some(text.split('\n').nth(number - first)?.to_owned())
    }

    fn unpack(&self, block: usize) -> Option<Arc<str>> {
        if 2 * block + 3 >= self.blocks.len() {
            return None;
        }
        let packed = self.blocks.at(2 * block + 1) as usize..self.blocks.at(2 * block + 3) as usize;
        let mut text = String::with_capacity(BLOCK_BYTES_MAX);
        let reader = brotli::Decompressor::new(self.packed.get(packed)?, BUFFER_BYTES);
        reader.take(BLOCK_BYTES_MAX as u64).read_to_string(&mut text).ok()?;
        Some(text.into())
    }
}

/// How many blocks are kept unpacked: those of a few pages of results.
const RECENT_MAX: usize = 64;

/// The input buffer of the unpacker.
const BUFFER_BYTES: usize = 1 << 12;
