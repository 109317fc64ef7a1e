//! Words that are one slip of the finger away: a letter too many, too few, another one, or two the wrong way round.
//!
//! A slip at the front of a word is looked for by trying each letter that words go on with there, which takes one search per
//! letter. As soon as few words start like the rest of it, those are compared one by one, which finds all slips behind that place.

use super::code::{PAGE_BITS, decode, encode};
use super::cursor::Cursor;
use super::{BLOCK_TERMS, Lexicon, Term};
use crate::fold::is_spaceless;

impl Lexicon {
    /// The words one slip away from `word`, in their order; `word` itself is not among them.
    ///
    /// None for words of fewer than [`NEAR_CHARS_MIN`] or more than [`NEAR_CHARS_MAX`] letters, nor in scripts without spaces, where
    /// most words are one letter away from each other. At most [`NEAR_TERMS_MAX`] are given.
    pub(crate) fn near(&self, word: &str) -> Vec<Term> {
        let chars: Vec<char> = word.chars().take(NEAR_CHARS_MAX + 1).collect();
        if !(NEAR_CHARS_MIN..=NEAR_CHARS_MAX).contains(&chars.len()) || word.starts_with(is_spaceless) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for at in 0..=chars.len() {
            let prefix: String = chars[..at].iter().collect();
            let code = encode(&prefix);
            let last = after(&code).map_or(u32::MAX, |after| self.below(&after));
            if last.saturating_sub(self.below(&code)) <= SCAN_TERMS_MAX {
                self.compare_all(word, &prefix, &mut found);
                break;
            }
            self.try_slips(&chars, at, prefix, &mut found);
        }
        found.sort_unstable_by_key(|term| term.number);
        found.dedup_by_key(|term| term.number);
        found.truncate(NEAR_TERMS_MAX);
        found
    }

    /// Adds the words that start with `prefix` and are one slip away from `word`.
    fn compare_all(&self, word: &str, prefix: &str, found: &mut Vec<Term>) {
        let prefix = encode(prefix);
        let mut cursor = Cursor::before_block(self, self.block_with(&prefix).unwrap_or(0));
        let mut step = cursor.advance_to(&prefix);
        let mut text = String::new();
        while step.is_some() && cursor.code().starts_with(&prefix) {
            text.clear();
            text.extend(decode(cursor.code()));
            if is_one_slip(&text, word) {
                found.push(Term::at(&cursor));
            }
            step = cursor.advance();
        }
    }

    /// Adds the words that are one slip at place `at` away from `chars`, which start with `prefix`.
    fn try_slips(&self, chars: &[char], at: usize, prefix: String, found: &mut Vec<Term>) {
        let rest = |from: usize| chars.get(from..).unwrap_or_default();
        let mut text = prefix;
        let start = text.len();
        let mut add = |lexicon: &Self, inserted: &[char], rest: &[char]| {
            text.truncate(start);
            text.extend(inserted.iter().chain(rest));
            found.extend(lexicon.find(&text));
        };
        if at < chars.len() {
            add(self, &[], rest(at + 1));
        }
        if let [first, second, ..] = *rest(at)
            && first != second
        {
            add(self, &[second, first], rest(at + 2));
        }
        let prefix: String = chars[..at].iter().collect();
        let Some(&model) = chars.get(at).or(chars.last()) else { return };
        for other in self.letters_after(&prefix, model) {
            if chars.get(at) != Some(&other) {
                add(self, &[other], rest(at + 1));
            }
            add(self, &[other], rest(at));
        }
    }

    /// The letters that words go on with behind `prefix`, out of the page that `model` is in.
    fn letters_after(&self, prefix: &str, model: char) -> Vec<char> {
        let first = u32::from(model) >> PAGE_BITS << PAGE_BITS;
        let last = first | ((1 << PAGE_BITS) - 1);
        let mut letters = Vec::new();
        let mut text = prefix.to_owned();
        // Controls are in no word, and their codes do not stand in the order of their numbers.
        let mut from = first.max(u32::from(' '));
        while let Some(c) = (from..=last).find_map(char::from_u32) {
            text.truncate(prefix.len());
            text.push(c);
            let number = self.below(&encode(&text));
            let next = self.cursor_on(number).and_then(|cursor| {
                let mut letters = decode(cursor.code());
                prefix.chars().all(|c| letters.next() == Some(c)).then_some(())?;
                letters.next()
            });
            match next.filter(|next| (from..=last).contains(&u32::from(*next))) {
                Some(next) => {
                    letters.push(next);
                    from = u32::from(next) + 1;
                }
                None => break,
            }
        }
        letters
    }
}

/// The first code that stands behind all that start with `prefix`; `None` when none does.
fn after(prefix: &[u8]) -> Option<Vec<u8>> {
    let keep = prefix.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut code = prefix[..=keep].to_vec();
    code[keep] += 1;
    Some(code)
}

/// Whether `a` becomes `b` by one letter put in, taken out or changed, or by two neighbours changing places.
fn is_one_slip(a: &str, b: &str) -> bool {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum();
    let (mut rest_a, mut rest_b) = (a[same..].chars(), b[same..].chars());
    let (first_a, first_b) = (rest_a.next(), rest_b.next());
    let (Some(first_a), Some(first_b)) = (first_a, first_b) else {
        // One is the other with something behind.
        return (first_a.is_some() && rest_a.as_str().is_empty())
            || (first_b.is_some() && rest_b.as_str().is_empty());
    };
    let (tail_a, tail_b) = (rest_a.as_str(), rest_b.as_str());
    let is_swapped = || {
        let (second_a, second_b) = (rest_a.clone().next(), rest_b.clone().next());
        second_a == Some(first_b)
            && second_b == Some(first_a)
            && tail_a[first_b.len_utf8()..] == tail_b[first_a.len_utf8()..]
    };
    tail_a == tail_b || tail_a == &b[same..] || tail_b == &a[same..] || is_swapped()
}

/// Shorter words are one slip away from too many.
pub(crate) const NEAR_CHARS_MIN: usize = 3;

/// Longer words are not looked for.
pub(crate) const NEAR_CHARS_MAX: usize = 40;

/// The most words that [`Lexicon::near`] gives.
pub(crate) const NEAR_TERMS_MAX: usize = 64;

/// As many words are compared one by one; it takes about as long as trying the letters of one place.
const SCAN_TERMS_MAX: u32 = 64 * BLOCK_TERMS;

#[cfg(test)]
mod tests {
    use super::is_one_slip;

    #[test]
    fn one_slip_is_one_slip() {
        for (a, b, expected) in [
            ("chess", "ches", true),
            ("chess", "hess", true),
            ("chess", "cness", true),
            ("chess", "chses", true),
            ("chess", "chessy", true),
            ("chess", "chess", false),
            ("chess", "che", false),
            ("chess", "hcses", false),
            ("солнце", "сонлце", true),
            ("солнце", "сольнце", true),
            ("aé", "éa", true),
            ("", "", false),
            ("", "a", true),
            ("ab", "", false),
        ] {
            assert_eq!(is_one_slip(a, b), expected, "{a} {b}");
            assert_eq!(is_one_slip(b, a), expected, "{b} {a}");
        }
    }
}
