//! Sorted words with what is posted under each, packed tightly and read in place: exact, by prefix, from within, with a typo.
//!
//! [`layout`] says how it lies in a file. The words are folded ([`crate::fold`]) and of all languages at once. Only the
//! outline of a lexicon is checked when it is opened, because looking at each word would take longer than most searches; the readers
//! take any bytes without a panic, and a test reads all words.

mod code;
mod cursor;
pub(crate) mod filter;
pub(crate) mod layout;
mod near;

use crate::tables::U32s;
use code::{decode, encode};
pub(crate) use cursor::varint;
use cursor::{Cursor, term_head};
use layout::{BLOCK_TERMS, INNER_OFFSET_BITS};

/// The words of one file: its sections, which [`layout`] describes.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) terms: &'static [u8],
    pub(crate) blocks: U32s,
    pub(crate) postings: &'static [u8],
    pub(crate) inner: U32s,
    pub(crate) letters: U32s,
    pub(crate) filter: &'static [u8],
}

/// A word of a lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// Its place in byte order.
    pub(crate) number: u32,
    /// What is posted under it.
    pub(crate) postings: &'static [u8],
    /// Its length in characters.
    pub(crate) chars: usize,
}

impl Lexicon {
    /// The lexicon, where its sections fit each other.
    pub(crate) fn checked(self) -> Option<Self> {
        let blocks = self.blocks;
        let count = blocks.len() / 2;
        let spans = |column: usize, end: usize| {
            blocks.at(column) == 0 && blocks.at(2 * (count - 1) + column) as usize == end
        };
        let fits = blocks.len().is_multiple_of(2)
            && count > 0
            && spans(0, self.terms.len())
            && spans(1, self.postings.len());
        fits.then_some(self)
    }

    /// The word `text`.
    pub(crate) fn find(&self, text: &str) -> Option<Term> {
        let code = encode(text);
        let mut cursor = Cursor::before_block(self, self.block_with(&code)?);
        cursor.advance_to(&code)?;
        (cursor.code() == code).then(|| Term::at(&cursor))
    }

    /// The words that start with `prefix`, itself among them, in their order.
    pub(crate) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = Term> {
        let prefix = encode(prefix);
        let mut cursor = Cursor::before_block(self, self.block_with(&prefix).unwrap_or(0));
        let mut step = cursor.advance_to(&prefix);
        std::iter::from_fn(move || {
            step?;
            let term = cursor.code().starts_with(&prefix).then(|| Term::at(&cursor))?;
            step = cursor.advance();
            Some(term)
        })
    }

    /// The words of scripts without spaces that have `part` in them, but not at their start, ordered by what follows there. A word that
    /// has it twice comes twice.
    pub(crate) fn with_inside<'a>(&'a self, part: &'a str) -> impl Iterator<Item = Term> + 'a {
        let first = self.inner.partition_point(|start| {
            self.at_inner(start)
                .is_some_and(|(cursor, offset)| decode(cursor.code()).skip(offset).lt(part.chars()))
        });
        (first..self.inner.len()).map_while(move |at| {
            let (cursor, offset) = self.at_inner(self.inner.at(at))?;
            let mut tail = decode(cursor.code()).skip(offset);
            part.chars().all(|c| tail.next() == Some(c)).then(|| Term::at(&cursor))
        })
    }

    /// The word with this number.
    pub(crate) fn text(&self, number: u32) -> Option<String> {
        Some(decode(self.cursor_on(number)?.code()).collect())
    }

    /// The term of an entry of `inner`, and where in it the part starts.
    fn at_inner(&self, start: u32) -> Option<(Cursor<'_>, usize)> {
        let offset = start & ((1 << INNER_OFFSET_BITS) - 1);
        Some((self.cursor_on(start >> INNER_OFFSET_BITS)?, offset as usize))
    }

    fn cursor_on(&self, number: u32) -> Option<Cursor<'_>> {
        let block = (number / BLOCK_TERMS) as usize;
        if block >= self.block_count() {
            return None;
        }
        let mut cursor = Cursor::before_block(self, block);
        for _ in 0..=number % BLOCK_TERMS {
            cursor.advance()?;
        }
        Some(cursor)
    }

    fn block_count(&self) -> usize {
        self.blocks.len() / 2 - 1
    }

    /// Where the first term of `block` and its postings start.
    fn block_starts(&self, block: usize) -> (usize, usize) {
        (self.blocks.at(2 * block) as usize, self.blocks.at(2 * block + 1) as usize)
    }

    /// The block that `code` would stand in; `None` when that is before the first.
    fn block_with(&self, code: &[u8]) -> Option<usize> {
        let head = |block: usize| {
            let mut bytes = self.terms.get(self.block_starts(block).0..)?;
            let (_, own) = term_head(&mut bytes)?;
            bytes.get(..own)
        };
        let (mut low, mut high) = (0, self.block_count());
        while low < high {
            let middle = low.midpoint(high);
            if head(middle).is_some_and(|head| head <= code) { low = middle + 1 } else { high = middle }
        }
        low.checked_sub(1)
    }
}

impl Term {
    fn at(cursor: &Cursor<'_>) -> Self {
        Self { number: cursor.number(), postings: cursor.postings(), chars: decode(cursor.code()).count() }
    }
}
