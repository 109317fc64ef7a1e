//! Texts that stand one after the other in a byte slice.

/// The bytes of texts. They are read as UTF-8 where a text is asked for: to look at all of them first would take longer than most commands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    bytes: &'static [u8],
}

impl Text {
    pub(super) fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    #[cfg(test)]
    pub(crate) fn len(self) -> usize {
        self.bytes.len()
    }

    /// The bytes from the one place to the other.
    ///
    /// # Panics
    /// When that is not a part.
    pub(crate) fn bytes(self, (start, end): (usize, usize)) -> &'static [u8] {
        &self.bytes[start..end]
    }

    /// The text from the one place to the other.
    ///
    /// # Panics
    /// When that is not a part.
    pub(crate) fn str(self, span: (usize, usize)) -> &'static str {
        std::str::from_utf8(self.bytes(span))
            .expect("the embedded texts are UTF-8, and are cut between characters")
    }

    /// All of it, if it is UTF-8.
    #[cfg(test)]
    pub(crate) fn whole(self) -> Option<&'static str> {
        std::str::from_utf8(self.bytes).ok()
    }
}
