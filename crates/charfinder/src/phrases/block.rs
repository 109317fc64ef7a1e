//! The blocks of the code space as the table has them; [`crate::Block`] is what everybody sees.

use super::table::{run_of, table};

/// How many blocks there are.
pub(crate) fn block_count() -> u16 {
    u16::try_from(table().block_names.len()).expect("there are fewer texts, as the table was checked")
}

/// First code point, last code point and name of a block, by number.
///
/// # Panics
/// When `index` is not below [`block_count`].
pub(crate) fn block_at(index: u16) -> (u32, u32, &'static str) {
    let index = usize::from(index);
    let (ranges, names) = (table().block_ranges, table().block_names);
    (ranges.at(2 * index), ranges.at(2 * index + 1), table().text(names.at(index)))
}

/// The number of the block that contains `c`.
pub(crate) fn block_index(c: u32) -> Option<u16> {
    run_of(table().block_ranges, c).and_then(|index| u16::try_from(index).ok())
}
