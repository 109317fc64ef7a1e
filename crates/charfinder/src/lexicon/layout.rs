//! How a lexicon lies in its sections: what its writer (`cargo xtask data`) and its reader agree on.
//!
//! This file is compiled into both. A lexicon is these sections of a file:
//!
//! * **terms**: words in the code of `lexicon::code`, in byte order of that, each as a byte `shared << 4 | own`, the bytes it has of its `own`, and the number of bytes of its postings.
//!   `shared` is how many bytes it has in common with the term before it; in the first of each [`BLOCK_TERMS`] it is 0. A half that is
//!   [`NIBBLE_MAX`] goes on in a number behind the byte, `shared`'s first. Numbers are LEB128.
//! * **blocks**: for each block, and for the end of the last, two `u32`: where its first term starts, and where that term's postings start.
//! * **postings**: those of all terms, one after the other; what they mean is left to the owner of the file.
//! * **inner**: `term << INNER_OFFSET_BITS | offset`, as `u32`, for each place within a term of a script without spaces at which a word can
//!   start (see `fold::suffixes`), ordered by what stands from there on. The offset counts characters.
//! * **letters**: the characters of the words of scripts with spaces, ascending, as `u32`.
//! * **filter**: that of those words; see `lexicon::filter`.
//!
//! What a file does not need can be empty: inner, letters and filter.

/// The number of terms in a block; the last block may have fewer.
pub(crate) const BLOCK_TERMS: u32 = 16;

/// The half of the first byte of a term that says there is more to come.
pub(crate) const NIBBLE_MAX: usize = 15;

/// The bits of an inner start that are its offset.
pub(crate) const INNER_OFFSET_BITS: u32 = 8;
