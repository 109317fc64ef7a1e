//! What Unihan says of ideographs: definitions, readings, radicals and strokes; and which ideographs mean a word, or are read so.
//!
//! `layout` says how `data/unihan.bin` lies. Its outline is checked at first use; the readers take what they find behind that with
//! care. Words are taken folded, as `fold` gives them.

mod layout;
mod pinyin;
mod romaji;
mod shapes;
mod shared;
#[cfg(test)]
mod tests;
mod texts;

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::lexicon::{Lexicon, Term, varint};
use crate::tables::sections::{Sections, TableError};
use crate::tables::{U32s, container};
use layout::{POSTING_BITS, Section, WORDS_BITS};
use shapes::Shapes;
use texts::Texts;

pub use shared::{Posting, Radical, RadicalStrokes, Reading, ReadingKind, Unihan};

/// What Unihan says of `c`; `None` when it is no ideograph.
///
/// ```
/// # #[cfg(feature = "unihan")]
/// # {
/// let good = charfinder::unihan::of('好').expect("it is an ideograph");
/// assert_eq!(good.definition.as_deref(), Some("good, excellent, fine; well"));
/// assert_eq!(good.readings[0].text, "hǎo");
/// assert_eq!((good.radicals[0].radical.ideograph, good.radicals[0].residual, good.strokes), ('女', 3, 6));
/// # }
/// ```
pub fn of(c: char) -> Option<Unihan> {
    let number = tables().shapes.number(c)?;
    let (radicals, strokes) = tables().shapes.of(number);
    let mut unihan = Unihan { definition: None, readings: Vec::new(), radicals, strokes };
    let line = tables().texts.line(number).unwrap_or_default();
    let mut fields = line.split('\t');
    unihan.definition = fields.next().filter(|text| !text.is_empty()).map(str::to_owned);
    for (kind, readings) in ReadingKind::ALL.into_iter().zip(fields) {
        let readings = readings.split(' ').filter(|text| !text.is_empty());
        unihan.readings.extend(readings.map(|text| Reading { kind, text: text.to_owned() }));
    }
    Some(unihan)
}

/// The ideographs that mean the word `folded`, or are read so: pinyin and jyutping with or without the number of the tone, kana,
/// Japanese in Latin letters, hangul, Vietnamese. Definitions are in English.
///
/// They come in code point order, but those for Japanese in Latin letters stand at the end. See [`tone_number`] for pinyin with marks.
///
/// ```
/// # #[cfg(feature = "unihan")]
/// assert!(charfinder::unihan::lookup("hao3").any(|posting| posting.ideograph == '好'));
/// ```
pub fn lookup(folded: &str) -> impl Iterator<Item = Posting> {
    let find = |word: &str| tables().lexicon.find(word).into_iter().flat_map(postings);
    let kana = romaji::to_hiragana(folded);
    find(folded).chain(kana.into_iter().flat_map(move |kana| find(&kana)))
}

/// The syllable `text` of pinyin with a number for its tone mark, as [`lookup`] knows it: `hao3` for `hǎo`. `None` when it is not a syllable
/// with a tone mark, which folding takes away.
pub fn tone_number(text: &str) -> Option<String> {
    if text.len() > SYLLABLE_BYTES_MAX { None } else { pinyin::numbered(text) }
}

/// The ideographs under the radical with this number, in any of its forms, that have as many strokes beside it; in code point order.
///
/// ```
/// # #[cfg(feature = "unihan")]
/// assert!(charfinder::unihan::by_radical(38, 3..=3).any(|c| c == '好'));
/// ```
pub fn by_radical(radical: u8, residual: RangeInclusive<i8>) -> impl Iterator<Item = char> {
    tables().shapes.by_radical(radical, residual)
}

/// The ideographs with as many strokes in all, in code point order.
pub fn by_strokes(strokes: RangeInclusive<u8>) -> impl Iterator<Item = char> {
    tables().shapes.by_strokes(strokes)
}

/// The radicals in all their forms, by number and form.
pub fn radicals() -> impl ExactSizeIterator<Item = Radical> {
    tables().shapes.radicals().iter().copied()
}

/// What is posted under `term`. Where the bytes make no sense, there is nothing more.
fn postings(term: Term) -> impl Iterator<Item = Posting> {
    let mut rest = term.postings;
    let mut number = 0;
    std::iter::from_fn(move || {
        let posting = varint(&mut rest)?;
        number += posting >> POSTING_BITS;
        let low = posting & ((1 << POSTING_BITS) - 1);
        let reading = match low >> WORDS_BITS {
            0 => None,
            kind => Some(*ReadingKind::ALL.get(kind - 1)?),
        };
        let words = (low & ((1 << WORDS_BITS) - 1)) as u8 + 1;
        Some(Posting { ideograph: tables().shapes.ideograph(number)?, reading, words })
    })
}

/// The sections of the file, typed.
#[derive(Debug)]
struct Tables {
    shapes: Shapes,
    texts: Texts,
    lexicon: Lexicon,
}

impl Tables {
    fn check(bytes: &'static [u8]) -> Result<Self, TableError<Section>> {
        let sections = Sections::check(bytes)?;
        let shapes = Shapes::check(&sections)?;
        let texts = Texts::new(sections.u32s(Section::TextBlocks)?, sections.bytes(Section::Texts));
        let lexicon = Lexicon {
            terms: sections.bytes(Section::Terms),
            blocks: sections.u32s(Section::TermBlocks)?,
            postings: sections.bytes(Section::Postings),
            inner: U32s::default(),
            letters: U32s::default(),
            filter: &[],
        };
        Ok(Self {
            shapes,
            texts: texts.ok_or(TableError::Section { section: Section::TextBlocks })?,
            lexicon: lexicon.checked().ok_or(TableError::Section { section: Section::TermBlocks })?,
        })
    }
}

fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> =
        LazyLock::new(|| Tables::check(BYTES).expect("the embedded tables were made for this program"));
    &TABLES
}

/// The table, as `cargo xtask data` wrote it.
const BYTES: &[u8] = include_bytes!("../../data/unihan.bin");

/// No syllable is longer, marks included.
const SYLLABLE_BYTES_MAX: usize = 24;
