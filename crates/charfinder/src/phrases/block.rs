//! The blocks of the code space.

use super::table::{run_of, table};
use crate::CodePoint;

/// A block: a range of code points that was set aside for one script or purpose. Every code point is in one block or in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The name as the standard writes it, such as `Latin-1 Supplement`.
    pub name: &'static str,
    /// Its first code point.
    pub first: CodePoint,
    /// Its last code point.
    pub last: CodePoint,
}

impl Block {
    /// The block with this number, which is below the number of blocks.
    fn at(index: usize) -> Self {
        let ranges = table().block_ranges;
        let point = |at| CodePoint::new(ranges.at(at)).expect("the table was checked");
        Self {
            name: table().text(table().block_names.at(index)),
            first: point(2 * index),
            last: point(2 * index + 1),
        }
    }
}

/// All blocks, in the order of their code points.
///
/// ```
/// let arrows = charfinder::blocks().find(|block| block.name == "Arrows");
/// assert_eq!(arrows.map(|block| (block.first.value(), block.last.value())), Some((0x2190, 0x21FF)));
/// ```
pub fn blocks() -> impl ExactSizeIterator<Item = Block> {
    (0..table().block_names.len()).map(Block::at)
}

/// The block that contains `code_point`; `None` where none is.
pub fn block_of(code_point: CodePoint) -> Option<Block> {
    run_of(table().block_ranges, code_point.value()).map(Block::at)
}
