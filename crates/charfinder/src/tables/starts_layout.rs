//! How lists of starts lie in a file: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both. Things of different lengths stand one after the other, and such a list says where each of them starts and
//! where the last one ends, in a third of the bytes that a `u32` for each would take: the width of a length in bytes (`u8`: 1
//! or 2), three zeros, the number of starts (`u32`, one more than things); then for each [`BLOCK`] things where the first of them starts
//! (`u32`) and the length of each, zeros behind the last.

/// The things of a block.
pub(crate) const BLOCK: usize = 16;

/// What stands before the blocks.
pub(crate) const HEADER_BYTES: usize = 8;
