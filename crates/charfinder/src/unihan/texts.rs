//! The texts of ideographs: in blocks that are unpacked when one of theirs is asked for, and kept while they are in use.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use super::layout::BLOCK_BYTES_MAX;
use crate::tables::U32s;

/// The blocks.
#[derive(Debug)]
pub(super) struct Texts {
    /// For each block and the end of the last: the number of its first ideograph, and where it starts.
    blocks: U32s,
    packed: &'static [u8],
    /// Those used last, the latest at the end.
    recent: Mutex<Vec<(usize, Arc<str>)>>,
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
        fits.then(|| Self { blocks, packed, recent: Mutex::default() })
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
        Some(self.block(block)?.split('\n').nth(number - first)?.to_owned())
    }

    fn block(&self, block: usize) -> Option<Arc<str>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().position(|(known, _)| *known == block);
        let text = match known {
            Some(at) => recent.remove(at).1,
            None => self.unpack(block)?.into(),
        };
        if recent.len() >= RECENT_MAX {
            recent.remove(0);
        }
        recent.push((block, Arc::clone(&text)));
        Some(text)
    }

    fn unpack(&self, block: usize) -> Option<String> {
        if 2 * block + 3 >= self.blocks.len() {
            return None;
        }
        let packed = self.blocks.at(2 * block + 1) as usize..self.blocks.at(2 * block + 3) as usize;
        let mut text = String::with_capacity(BLOCK_BYTES_MAX);
        let reader = brotli::Decompressor::new(self.packed.get(packed)?, BUFFER_BYTES);
        reader.take(BLOCK_BYTES_MAX as u64).read_to_string(&mut text).ok()?;
        Some(text)
    }
}

/// How many blocks are kept unpacked: those of a few pages of results.
const RECENT_MAX: usize = 64;

/// The input buffer of the unpacker.
const BUFFER_BYTES: usize = 1 << 12;
