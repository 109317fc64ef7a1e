//! Which words a lexicon cannot have: a Bloom filter over them, so that the hundreds of words one slip away from another cost a look at
//! a few bits each, and only those that may be there are looked up.
//!
//! This file is compiled into `cargo xtask data` as well. The number of a word is a sum over its letters, so that the number of a word made of the
//! parts of another is had from theirs without reading them again.

/// The number of the letters of a word, or of a part of it, and what a letter that follows them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordSum {
    sum: u64,
    next: u64,
}

impl WordSum {
    /// That of no letters.
    pub(crate) const EMPTY: Self = Self { sum: 0, next: 1 };

    /// That of `letters`.
    pub(crate) fn of(letters: impl IntoIterator<Item = char>) -> Self {
        letters.into_iter().fold(Self::EMPTY, |word, letter| word.then(Self::letter(letter)))
    }

    /// That of one letter.
    pub(crate) fn letter(letter: char) -> Self {
        Self { sum: u64::from(u32::from(letter)) + 1, next: BASE }
    }

    /// That of these letters and of those of `tail` behind them.
    pub(crate) fn then(self, tail: Self) -> Self {
        Self {
            sum: self.sum.wrapping_add(self.next.wrapping_mul(tail.sum)),
            next: self.next.wrapping_mul(tail.next),
        }
    }

    /// The bits that a word has in a filter of as many bytes.
    pub(crate) fn bits(self, filter_bytes: usize) -> impl Iterator<Item = u64> {
        let mixed = (self.sum ^ self.sum >> 32).wrapping_mul(BASE);
        let (start, step) = (mixed >> 32, (mixed & u64::from(u32::MAX)) | 1);
        let count = filter_bytes as u64 * 8;
        (0..BITS_OF_WORD).map(move |nth| {
            let place = (start + nth * step) & u64::from(u32::MAX);
            (place * count) >> 32
        })
    }
}

/// A filter for words that have these numbers.
#[allow(dead_code, reason = "for the writer of the tables")]
pub(crate) fn filter(words: &[WordSum]) -> Vec<u8> {
    let mut filter = vec![0_u8; (words.len() * BITS_FOR_WORD).div_ceil(8)];
    for word in words {
        for bit in word.bits(filter.len()) {
            filter[(bit / 8) as usize] |= 1 << (bit % 8);
        }
    }
    filter
}

/// Whether a word with this number may be among those that `filter` was made for; a twentieth of the others may seem to be.
#[allow(dead_code, reason = "for the reader of the tables")]
pub(crate) fn may_have(filter: &[u8], word: WordSum) -> bool {
    !filter.is_empty() && word.bits(filter.len()).all(|bit| filter[(bit / 8) as usize] >> (bit % 8) & 1 == 1)
}

/// How many bits of a filter a word sets.
const BITS_OF_WORD: u64 = 4;

/// How many bits a filter has for each of its words.
const BITS_FOR_WORD: usize = 6;

/// An odd number without a pattern in its bits.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_sum_of_its_parts() {
        let whole = WordSum::of("солнце".chars());
        for at in 0..=6 {
            let (start, end) = ("солнце".chars().take(at), "солнце".chars().skip(at));
            assert_eq!(WordSum::of(start).then(WordSum::of(end)), whole);
        }
        assert_ne!(WordSum::of("ab".chars()), WordSum::of("ba".chars()));
        assert_ne!(WordSum::of("a\0".chars()), WordSum::of("a".chars()));
    }

    #[test]
    fn a_filter_has_its_words_and_few_others() {
        let words = |numbers: std::ops::Range<u32>| {
            numbers.map(|number| WordSum::of(number.to_string().chars())).collect::<Vec<_>>()
        };
        let filter = filter(&words(0..10_000));
        assert!(words(0..10_000).iter().all(|word| may_have(&filter, *word)));
        let wrong = words(10_000..20_000).iter().filter(|word| may_have(&filter, **word)).count();
        assert!(wrong < 800, "{wrong} of 10,000");
        assert!(!may_have(&[], WordSum::EMPTY));
    }
}
