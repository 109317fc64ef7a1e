//! Words that are written nearly like a word of the query.

use crate::terms::{layout::letters, terms};

/// The terms that become `word` by one slip (a letter too much, missing, wrong, or two exchanged), or by two in a long word; each with its slips.
pub(super) fn near(word: &str) -> Vec<(u16, u16)> {
    let Some(pattern) = Pattern::of(word) else { return Vec::new() };
    let mut near =
        if pattern.length < LONG_MIN { within::<1>(&pattern, word) } else { within::<2>(&pattern, word) };
    near.sort_by_key(|(slips, term)| (*slips, std::cmp::Reverse(terms().postings(*term).len())));
    near.truncate(NEAR_MAX);
    near.into_iter().map(|(slips, term)| (term, slips)).collect()
}

/// The terms that become `word`, whose pattern is given, by at most as many slips; each behind its slips.
fn within<const SLIPS_MAX: usize>(pattern: &Pattern, word: &str) -> Vec<(u16, u16)> {
    let wanted = letters(word.chars().map(u32::from));
    // Of a slip comes one letter more at most, and one fewer.
    let may_be_near = |letters: u32| {
        has_at_most::<SLIPS_MAX>(letters & !wanted) & has_at_most::<SLIPS_MAX>(wanted & !letters)
    };
    let terms = terms();
    let looks = terms.looks();
    let mut near = Vec::new();
    for (first, block) in (0..).step_by(LETTERS_BLOCK).zip(looks.letters.chunks(LETTERS_BLOCK)) {
        // All of a block at once, without a branch between them, because nearly none is near.
        if !block.iter().fold(false, |any, letters| any | may_be_near(*letters)) {
            continue;
        }
        for (term, letters) in (first..).zip(block) {
            let length = usize::from(looks.lengths[usize::from(term)]);
            if may_be_near(*letters) && length.abs_diff(pattern.length) <= SLIPS_MAX {
                let slips = pattern.slips(terms.text(term));
                near.extend((slips <= SLIPS_MAX).then_some((slips as u16, term)));
            }
        }
    }
    near
}

/// Whether `bits` has at most `MAX` ones: it has none when the lowest is taken away as often.
fn has_at_most<const MAX: usize>(mut bits: u32) -> bool {
    for _ in 0..MAX {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}

/// A word that others are compared with, prepared for that: where in it each letter stands, as bits.
struct Pattern {
    length: usize,
    ascii: [u32; 128],
    others: Vec<(char, u32)>,
}

impl Pattern {
    /// `None` when `word` is too short or too long.
    fn of(word: &str) -> Option<Self> {
        let length = word.chars().take(LENGTH_MAX + 1).count();
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
            return None;
        }
        let mut pattern = Self { length, ascii: [0; 128], others: Vec::new() };
        for (at, letter) in word.chars().enumerate() {
            match pattern.ascii.get_mut(letter as usize) {
                Some(places) => *places |= 1 << at,
                None => pattern.others.push((letter, 1 << at)),
            }
        }
        Some(pattern)
    }

    fn places(&self, letter: char) -> u32 {
        let others = || self.others.iter().filter(|(other, _)| *other == letter);
        self.ascii
            .get(letter as usize)
            .copied()
            .unwrap_or_else(|| others().fold(0, |places, (_, place)| places | place))
    }

    /// The slips between the word and `candidate`: Damerau's distance in the restricted form.
    ///
    /// The columns of its table are kept as bits, one for each row: whether the number there is one more or one less than that above it. See
    /// H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003).
    fn slips(&self, candidate: &str) -> usize {
        let last = 1 << (self.length - 1);
        let (mut more, mut less) = (u32::MAX, 0_u32);
        let (mut same, mut places_before) = (0_u32, 0_u32);
        let mut slips = self.length;
        for letter in candidate.chars() {
            let places = self.places(letter);
            let exchanged = ((!same & places) << 1) & places_before;
            same = ((places & more).wrapping_add(more) ^ more) | places | less | exchanged;
            let more_across = less | !(same | more);
            let less_across = same & more;
            slips += usize::from(more_across & last != 0);
            slips -= usize::from(less_across & last != 0);
            let more_across = more_across << 1 | 1;
            more = less_across << 1 | !(same | more_across);
            less = more_across & same;
            places_before = places;
        }
        slips
    }
}

/// Shorter words are near too many others.
const LENGTH_MIN: usize = 3;
/// No term that is looked for is longer: a bit for each letter.
const LENGTH_MAX: usize = u32::BITS as usize;
/// From this length on two slips are allowed.
const LONG_MIN: usize = 7;
/// The most terms that a word is taken for.
const NEAR_MAX: usize = 8;
/// The terms whose letters are looked at at once.
const LETTERS_BLOCK: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_damerau_does() {
        let check = |a: &str, b: &str, expected: usize| {
            assert_eq!(Pattern::of(a).unwrap().slips(b), expected, "{a} {b}");
        };
        check("arrow", "arrow", 0);
        check("arow", "arrow", 1);
        check("arorw", "arrow", 1);
        check("heiroglyph", "hieroglyph", 1);
        check("sunn", "sun", 1);
        check("snowmen", "snowman", 1);
        check("cats", "dogs", 3);
        check("cab", "abdc", 3);
        check("abc", "", 3);
        check("été", "tée", 2);
        check(&"a".repeat(32), &"a".repeat(34), 2);
    }

    #[test]
    fn bits_count_as_the_table_does() {
        // Every word of three to six letters out of two, with every one of at most four.
        let words = |lengths: std::ops::RangeInclusive<u32>| {
            lengths.flat_map(|length| (0..1_u32 << length).map(move |bits| (length, bits))).map(
                |(length, bits)| {
                    (0..length).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' }).collect::<String>()
                },
            )
        };
        for word in words(3..=6) {
            let pattern = Pattern::of(&word).unwrap();
            for other in words(0..=4) {
                assert_eq!(
                    pattern.slips(&other),
                    by_table(word.as_bytes(), other.as_bytes()),
                    "{word} {other}"
                );
            }
        }
    }

    /// The distance as its definition has it.
    fn by_table(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for (row, column) in (0..=a.len()).flat_map(|row| (0..=b.len()).map(move |column| (row, column))) {
            table[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let changed = table[row - 1][column - 1] + usize::from(a[row - 1] != b[column - 1]);
                let least = changed.min(table[row - 1][column] + 1).min(table[row][column - 1] + 1);
                let is_exchanged =
                    row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1];
                if is_exchanged { least.min(table[row - 2][column - 2] + 1) } else { least }
            };
        }
        table[a.len()][b.len()]
    }
}
