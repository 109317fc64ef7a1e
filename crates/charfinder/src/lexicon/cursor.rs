//! Reading the terms of a lexicon one after the other.

use super::Lexicon;
use super::layout::{BLOCK_TERMS, NIBBLE_MAX};

/// A place in a lexicon: on a term, or before the first one of a block.
///
/// The bytes are read with care: where they make no sense, the lexicon is at its end.
pub(super) struct Cursor<'a> {
    lexicon: &'a Lexicon,
    /// The number of the next term, and where it and its postings start.
    next: u32,
    term_at: usize,
    postings_at: usize,
    /// The current term.
    code: Vec<u8>,
    postings: &'static [u8],
}

impl<'a> Cursor<'a> {
    /// Before the first term of `block`.
    pub(super) fn before_block(lexicon: &'a Lexicon, block: usize) -> Self {
        let (term_at, postings_at) = lexicon.block_starts(block);
        let next = u32::try_from(block).unwrap_or(u32::MAX).saturating_mul(BLOCK_TERMS);
        Self {
            lexicon,
            next,
            term_at,
            postings_at,
            code: Vec::with_capacity(CODE_BYTES_USUAL),
            postings: &[],
        }
    }

    /// Goes to the next term; `None` at the end.
    pub(super) fn advance(&mut self) -> Option<()> {
        if self.term_at >= self.lexicon.terms.len() {
            return None;
        }
        let mut bytes = self.lexicon.terms.get(self.term_at..)?;
        let before = bytes.len();
        let (shared, own) = term_head(&mut bytes)?;
        let (own, mut rest) = bytes.split_at_checked(own)?;
        if shared > self.code.len() || shared > 0 && self.next.is_multiple_of(BLOCK_TERMS) {
            return None;
        }
        self.code.truncate(shared);
        self.code.extend_from_slice(own);
        let length = varint(&mut rest)?;
        self.postings = self.lexicon.postings.get(self.postings_at..)?.get(..length)?;
        self.postings_at += length;
        self.term_at += before - rest.len();
        self.next += 1;
        Some(())
    }

    /// Goes on to the first term that is `code` or stands behind it; `None` when there is none.
    pub(super) fn advance_to(&mut self, code: &[u8]) -> Option<()> {
        loop {
            self.advance()?;
            if self.code.as_slice() >= code {
                return Some(());
            }
        }
    }

    /// The number of the current term.
    pub(super) fn number(&self) -> u32 {
        self.next.saturating_sub(1)
    }

    /// The current term, in code.
    pub(super) fn code(&self) -> &[u8] {
        &self.code
    }

    /// The postings of the current term.
    pub(super) fn postings(&self) -> &'static [u8] {
        self.postings
    }
}

/// The lengths at the start of a term: of what it shares with the one before, and of its own. `bytes` moves on behind them.
pub(super) fn term_head(bytes: &mut &[u8]) -> Option<(usize, usize)> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    let mut half = |nibble: u8| {
        let nibble = usize::from(nibble);
        if nibble == NIBBLE_MAX { varint(bytes).map(|more| nibble + more) } else { Some(nibble) }
    };
    Some((half(first >> 4)?, half(first & 0x0F)?))
}

/// The LEB128 number at the start of `bytes`, which moves on behind it; `None` for one above 28 bits.
pub(crate) fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().enumerate().take(VARINT_BYTES_MAX) {
        value |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(value);
        }
    }
    None
}

/// Enough for every number in the tables.
const VARINT_BYTES_MAX: usize = 4;

/// Room for most terms.
const CODE_BYTES_USUAL: usize = 64;
