//! Words that are one slip of the finger away: a letter too many, too few, another one, or two the wrong way round.
//!
//! All words that a slip can lead to are tried. The [filter](super::filter) knows of nearly all that they are no words.

use super::code::PAGE_BITS;
use super::filter::{WordSum, may_have};
use super::{Lexicon, Term};
use crate::fold::is_spaceless;

impl Lexicon {
    /// The words one slip away from `word`, in their order; `word` itself is not among them. A letter that `word` lacks or has wrong is
    /// one of the alphabet of the letter that stands there.
    ///
    /// None for words of fewer than [`NEAR_CHARS_MIN`] or more than [`NEAR_CHARS_MAX`] letters, nor in scripts without spaces, where
    /// most words are one letter away from each other. At most [`NEAR_TERMS_MAX`] are given.
    pub(crate) fn near(&self, word: &str) -> Vec<Term> {
        let letters: Vec<char> = word.chars().take(NEAR_CHARS_MAX + 1).collect();
        if !(NEAR_CHARS_MIN..=NEAR_CHARS_MAX).contains(&letters.len()) || word.starts_with(is_spaceless) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut text = String::new();
        let ends = ends(&letters);
        let mut start = WordSum::EMPTY;
        for at in 0..=letters.len() {
            let mut attempt = |inserted: &[char], rest: usize| {
                let middle = WordSum::of(inserted.iter().copied());
                if may_have(self.filter, start.then(middle).then(ends[rest])) {
                    text.clear();
                    text.extend(letters[..at].iter().chain(inserted).chain(&letters[rest..]));
                    found.extend(self.find(&text));
                }
            };
            let here = letters.get(at).copied();
            if here.is_some() {
                attempt(&[], at + 1);
            }
            if let [first, second, ..] = letters[at..]
                && first != second
            {
                attempt(&[second, first], at + 2);
            }
            for other in self.alphabet(letters[at.min(letters.len() - 1)]) {
                if here.is_some_and(|here| here != other) {
                    attempt(&[other], at + 1);
                }
                attempt(&[other], at);
            }
            start = here.map_or(start, |here| start.then(WordSum::letter(here)));
        }
        found.sort_unstable_by_key(|term| term.number);
        found.dedup_by_key(|term| term.number);
        found.truncate(NEAR_TERMS_MAX);
        found
    }

    /// The letters of words that stand in the page of `model`.
    fn alphabet(&self, model: char) -> impl Iterator<Item = char> {
        let page = u32::from(model) >> PAGE_BITS;
        let first = self.letters.partition_point(|letter| letter >> PAGE_BITS < page);
        let from_page = self.letters.range(first, self.letters.len());
        from_page.iter().take_while(move |letter| letter >> PAGE_BITS == page).filter_map(char::from_u32)
    }
}

/// What stands from each place of a word on.
fn ends(letters: &[char]) -> Vec<WordSum> {
    let mut ends = vec![WordSum::EMPTY; letters.len() + 1];
    for (at, letter) in letters.iter().enumerate().rev() {
        ends[at] = WordSum::letter(*letter).then(ends[at + 1]);
    }
    ends
}

/// Shorter words are one slip away from too many.
pub(crate) const NEAR_CHARS_MIN: usize = 3;

/// Longer words are not looked for.
pub(crate) const NEAR_CHARS_MAX: usize = 40;

/// The most words that [`Lexicon::near`] gives.
pub(crate) const NEAR_TERMS_MAX: usize = 64;
