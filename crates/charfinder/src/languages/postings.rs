//! Reading what is posted under a word. Where the bytes make no sense, there is nothing more.

use super::documents::Documents;
use super::layout::{IS_KEYWORD, IS_LAST, POSTING_BITS};
use super::shared::Posting;
use crate::lexicon::varint;
use crate::{Field, Language};

/// The postings in `bytes` of the items that there are.
pub(super) fn read(bytes: &'static [u8], documents: &Documents) -> impl Iterator<Item = Posting> {
    let mut rest = bytes;
    // The language and the document of the posting before, while its group goes on.
    let mut group: Option<(Language, usize)> = None;
    let mut next = move || {
        let (language, before, number) = match group {
            Some((language, document)) => (language, document, varint(&mut rest)?),
            None => {
                let (&[language, low, high], after) = rest.split_first_chunk()?;
                rest = after;
                (Language::at(language)?, 0, usize::from(u16::from_le_bytes([low, high])))
            }
        };
        let document = before + (number >> POSTING_BITS);
        let bits = number as u32 & ((1 << POSTING_BITS) - 1);
        group = (bits & IS_LAST == 0).then_some((language, document));
        let field = if bits & IS_KEYWORD == 0 { Field::ShortName } else { Field::Keyword };
        Some((document, language, field, (bits & WORDS_MASK) as u8 + 1))
    };
    std::iter::from_fn(move || {
        loop {
            let (document, language, field, words) = next()?;
            if let Some(item) = documents.item(document) {
                return Some(Posting { item, language, field, words });
            }
        }
    })
}

/// The bits of a posting that are the number of words.
const WORDS_MASK: u32 = IS_KEYWORD - 1;
