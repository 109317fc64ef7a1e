//! How the words of a lexicon are written: a byte for a letter in nearly all scripts, where UTF-8 takes two or three.
//!
//! This file is compiled into `cargo xtask data` as well. A word is read from left to right with a current *page* of 128 code points:
//!
//! * `00`, then three bytes: a character beyond the first 65,536, the highest byte first;
//! * `01` to `1E`: the page becomes that of [`PAGES`];
//! * `1F`, then two bytes: any other character, the higher byte first;
//! * `20` to `7F`: ASCII;
//! * `80` to `FF`: a character of the page.
//!
//! The code of a word's start is the start of its code, so prefixes can be looked up.

#![allow(dead_code, reason = "the writer and the reader of the tables use one part each")]

/// The pages that have a number, by the upper bits of their code points: all alphabets of the languages.
const PAGES: [u16; 30] = [
    0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B,
    0x1C, 0x1D, 0x20, 0x21, 0x24, 0x25, 0x26, 0x27, 0x2F, 0x60, 0x61, 0x156, 0x157,
];

/// The page at the start of a word: Cyrillic.
const FIRST_PAGE: u32 = 0x08;

/// A character by its 24 bits follows.
const ASTRAL: u8 = 0;

/// A character by its 16 bits follows.
const BASIC: u8 = 0x1F;

/// The code points of a page are told apart by these bits.
pub(crate) const PAGE_BITS: u32 = 7;

/// The code of `word`.
pub(crate) fn encode(word: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(word.len());
    let mut page = FIRST_PAGE;
    for c in word.chars() {
        let number = u32::from(c);
        let [_, high, middle, low] = number.to_be_bytes();
        let of_page = low | 0x80;
        if (0x20..0x80).contains(&number) {
            bytes.push(low);
        } else if number >> PAGE_BITS == page {
            bytes.push(of_page);
        } else if let Some(at) = PAGES.iter().position(|known| u32::from(*known) == number >> PAGE_BITS) {
            page = number >> PAGE_BITS;
            bytes.extend([at as u8 + 1, of_page]);
        } else if high == 0 {
            bytes.extend([BASIC, middle, low]);
        } else {
            bytes.extend([ASTRAL, high, middle, low]);
        }
    }
    bytes
}

/// The characters of the word with this code, as far as it is one.
pub(crate) fn decode(code: &[u8]) -> impl Iterator<Item = char> {
    let mut rest = code.iter();
    let mut page = FIRST_PAGE;
    std::iter::from_fn(move || {
        loop {
            let mut next = || rest.next().map(|byte| u32::from(*byte));
            let number = match next()? {
                0x00 => next()? << 16 | next()? << 8 | next()?,
                0x1F => next()? << 8 | next()?,
                number @ 0x01..=0x1E => {
                    page = u32::from(PAGES[number as usize - 1]);
                    continue;
                }
                number @ 0x20..=0x7F => number,
                number => page << PAGE_BITS | number & 0x7F,
            };
            return char::from_u32(number);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_was_written() {
        for word in
            ["", "sun", "солнце", "мсолаjй", "सूरज", "太阳", "𠀀x", "はーと", "ꭰꮟ", "\u{1}\u{7f}\u{80}é"]
        {
            assert!(decode(&encode(word)).eq(word.chars()), "{word}");
        }
        for c in ('\0'..=char::MAX).step_by(7) {
            assert!(decode(&encode(&format!("{c}ж{c}"))).eq([c, 'ж', c]));
        }
    }

    #[test]
    fn letters_of_alphabets_take_a_byte() {
        assert_eq!(encode("sun3"), *b"sun3");
        assert_eq!(encode("солнце").len(), 6);
        assert_eq!(encode("सूरज").len(), 5);
        assert_eq!(encode("태양").len(), 6);
    }

    #[test]
    fn the_code_of_a_start_is_the_start_of_the_code() {
        for word in ["ωсωс", "a太b", "はーハ", "𠀀я"] {
            for (at, _) in word.char_indices() {
                assert!(encode(word).starts_with(&encode(&word[..at])));
            }
        }
    }

    #[test]
    fn damaged_codes_end_early() {
        for code in [&[0x1F, 0xD8, 0x00][..], &[0x00, 0xFF], &[0x00, 0xFF, 0, 0], &[0x05], &[0x1F]] {
            assert_eq!(decode(code).count(), 0, "{code:?}");
        }
    }
}
