//! Views of little-endian numbers in a byte slice: nothing is copied, and nothing need be aligned.

/// A slice of `u16`s.
#[derive(Clone, Copy, Debug)]
pub(crate) struct U16s {
    items: &'static [[u8; 2]],
}

impl U16s {
    /// `None` when `bytes` ends within a number.
    pub(crate) fn new(bytes: &'static [u8]) -> Option<Self> {
        let (items, rest) = bytes.as_chunks();
        rest.is_empty().then_some(Self { items })
    }

    pub(crate) fn len(self) -> usize {
        self.items.len()
    }

    /// # Panics
    /// When `index` is not below [`U16s::len`].
    pub(crate) fn at(self, index: usize) -> u16 {
        u16::from_le_bytes(self.items[index])
    }

    /// The part from `start` up to `end`.
    ///
    /// # Panics
    /// When that is not a part.
    pub(crate) fn range(self, start: usize, end: usize) -> Self {
        Self { items: &self.items[start..end] }
    }

    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u16> + Clone {
        self.items.iter().map(|item| u16::from_le_bytes(*item))
    }

    /// As [`U16s::below`], by steps that double and then a binary search: of many bounds, each asked of what the one before left, all
    /// together cost little more than the bounds themselves.
    pub(crate) fn gallop(self, bound: u16) -> usize {
        let (mut low, mut high) = (0, 1);
        while high <= self.len() && self.at(high - 1) < bound {
            low = high;
            high *= 2;
        }
        low + self.range(low, high.min(self.len())).below(bound)
    }

    /// The number of leading items below `bound`; the items must be ascending.
    pub(crate) fn below(self, bound: u16) -> usize {
        self.items.partition_point(|item| u16::from_le_bytes(*item) < bound)
    }
}

/// A slice of `u32`s.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct U32s {
    items: &'static [[u8; 4]],
}

impl U32s {
    /// `None` when `bytes` ends within a number.
    pub(crate) fn new(bytes: &'static [u8]) -> Option<Self> {
        let (items, rest) = bytes.as_chunks();
        rest.is_empty().then_some(Self { items })
    }

    pub(crate) fn len(self) -> usize {
        self.items.len()
    }

    /// # Panics
    /// When `index` is not below [`U32s::len`].
    pub(crate) fn at(self, index: usize) -> u32 {
        u32::from_le_bytes(self.items[index])
    }

    /// The part from `start` up to `end`.
    ///
    /// # Panics
    /// When that is not a part.
    pub(crate) fn range(self, start: usize, end: usize) -> Self {
        Self { items: &self.items[start..end] }
    }

    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u32> + Clone {
        self.items.iter().map(|item| u32::from_le_bytes(*item))
    }

    /// The number of leading items that `pred` holds for; it must not hold again after it once did not.
    pub(crate) fn partition_point(self, mut pred: impl FnMut(u32) -> bool) -> usize {
        self.items.partition_point(|item| pred(u32::from_le_bytes(*item)))
    }

    /// The low byte of the last item whose upper three bytes are at most `key`: how runs of a property are kept.
    /// 0 when there is none.
    pub(crate) fn run_value(self, key: u32) -> u8 {
        match self.partition_point(|item| item >> 8 <= key) {
            0 => 0,
            after => (self.at(after - 1) & 0xFF) as u8,
        }
    }
}
