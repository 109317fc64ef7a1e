//! Grapheme clusters of a text, each with its place; bytes that are no UTF-8 stand between them.

use std::str::Utf8Chunks;

use unicode_segmentation::{Graphemes, UnicodeSegmentation};

/// A place in a text. Offsets count from 0; lines and columns, which are for people, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Position {
    /// The bytes before it.
    pub byte: usize,
    /// The characters before it; a byte that is no UTF-8 counts as one.
    pub char: usize,
    /// The grapheme clusters before it.
    pub cluster: usize,
    /// The line, ended by LF, CR, or both.
    pub line: usize,
    /// The column in characters.
    pub column: usize,
}

impl Position {
    const START: Self = Self { byte: 0, char: 0, cluster: 0, line: 1, column: 1 };

    /// The place behind `c`, in the same cluster.
    pub(super) fn after_char(mut self, c: char) -> Self {
        self.byte += c.len_utf8();
        self.char += 1;
        self.column += 1;
        self
    }

    /// The place behind a byte that is no UTF-8, in the same run of them.
    pub(super) fn after_byte(mut self) -> Self {
        self.byte += 1;
        self.char += 1;
        self.column += 1;
        self
    }
}

/// A grapheme cluster, or up to three bytes that are the broken rest of a character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cluster<'a> {
    pub(super) content: Content<'a>,
    pub(super) start: Position,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Valid(&'a str),
    Invalid(&'a [u8]),
}

/// The clusters of a text, in order.
#[derive(Clone, Debug)]
pub(super) struct Clusters<'a> {
    chunks: Utf8Chunks<'a>,
    graphemes: Graphemes<'a>,
    invalid: &'a [u8],
    next: Position,
}

impl<'a> Clusters<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            chunks: text.utf8_chunks(),
            graphemes: "".graphemes(true),
            invalid: &[],
            next: Position::START,
        }
    }

    /// The place behind the last cluster that was handed out.
    pub(super) fn position(&self) -> Position {
        self.next
    }
}

impl<'a> Iterator for Clusters<'a> {
    type Item = Cluster<'a>;

    fn next(&mut self) -> Option<Cluster<'a>> {
        loop {
            let start = self.next;
            if let Some(text) = self.graphemes.next() {
                self.next = text.chars().fold(start, Position::after_char);
                if matches!(text, "\n" | "\r" | "\r\n") {
                    self.next.line += 1;
                    self.next.column = 1;
                }
                self.next.cluster += 1;
                return Some(Cluster { content: Content::Valid(text), start });
            }
            if !self.invalid.is_empty() {
                let bytes = std::mem::take(&mut self.invalid);
                self.next = bytes.iter().fold(start, |place, _| place.after_byte());
                self.next.cluster += 1;
                return Some(Cluster { content: Content::Invalid(bytes), start });
            }
            let chunk = self.chunks.next()?;
            self.graphemes = chunk.valid().graphemes(true);
            self.invalid = chunk.invalid();
        }
    }
}
