//! The binary layout of `data/languages.bin`: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both. A *document* is a text that CLDR annotates, without variation selectors: a character or an emoji of
//! several; those with skin tones are apart, because what is said of them follows from what is said of the rest.

#![allow(dead_code, reason = "the writer and the reader of the tables use one part each")]

use super::container::Layout;

/// The sections, in the order they stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// The documents in byte order, one a line. A document's number is its line.
    Documents,
    /// The documents with skin tones, one a line.
    TonedDocuments,
    /// Three `u32` for each language: where its text starts in `Texts`, that text's bytes there and after it is unpacked.
    TextStarts,
    /// The texts of the languages, each packed by Brotli. Unpacked, it is a line for each document with its short name and its keywords, as
    /// many as there are, parted by tabs; then a line for each document with skin tones: its short name, when that is not what
    /// [`toned_name`] gives. Lines at the end that are empty are left out. Before them all is a line with the two arguments of [`toned_name`].
    Texts,
    /// A lexicon of the words of all languages (`lexicon::layout`). What is posted under a word is a group for each language, ascending by
    /// number: the number of the language, and its postings by document. The first posting of a group is a `u16`, the others are
    /// LEB128 numbers: `document << POSTING_BITS | IS_LAST | IS_KEYWORD | words - 1`, the document counted from the one before it.
    Terms,
    /// See `Terms`.
    TermBlocks,
    /// See `Terms`.
    Postings,
    /// See `Terms`.
    Inner,
    /// See `Terms`.
    Letters,
    /// See `Terms`.
    Filter,
}

impl Layout for Section {
    const MAGIC: [u8; 8] = *b"CHARLANG";
    const FORMAT: u16 = 2;
    const SECTIONS: usize = Self::Filter as usize + 1;

    fn number(self) -> usize {
        self as usize
    }
}

/// The low bits of a posting that are no document.
pub(crate) const POSTING_BITS: u32 = 4;

/// The posting is the last of its group.
pub(crate) const IS_LAST: u32 = 1 << 3;

/// The shortest text of the document that has the word is a keyword, and not its short name.
pub(crate) const IS_KEYWORD: u32 = 1 << 2;

/// The most words of that text that are told; more are told as these.
pub(crate) const WORDS_MAX: u32 = 4;

/// The name of the document with skin tones whose tones are called `tones`, and which without them is called `base`: `hand: dark`. Where the
/// base is composed itself, as in `hands: left, right`, the tones join its list.
pub(crate) fn toned_name(base: &str, tones: &[&str], colon: &str, comma: &str) -> String {
    let joint = if base.contains(colon) { comma } else { colon };
    format!("{base}{joint}{}", tones.join(comma))
}

/// Whether `c` is a skin tone, an emoji that changes the one before it.
pub(crate) fn is_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}
