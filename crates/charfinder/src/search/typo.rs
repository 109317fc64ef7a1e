//! Words that are written nearly like a word of the query.

use crate::terms::{layout::letters, terms};

/// The terms that become `word` by one slip (a letter too much, missing, wrong, or two exchanged), or by two in a long word; each with its slips.
pub(super) fn near(word: &str) -> Vec<(u16, u16)> {
    let length = word.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Vec::new();
    }
    let slips_max = if length >= LONG_MIN { 2 } else { 1 };
    let pattern: Vec<char> = word.chars().collect();
    let wanted = letters(word);
    let terms = terms();
    let mut near: Vec<(u16, u16)> = Vec::new();
    let mut candidate: Vec<char> = Vec::with_capacity(LENGTH_MAX);
    for (term, letters) in (0..).zip(terms.letters()) {
        if (letters ^ wanted).count_ones() as usize > 2 * slips_max
            || terms.text_bytes(term).abs_diff(word.len()) > slips_max * MORE_BYTES
        {
            continue;
        }
        candidate.clear();
        candidate.extend(terms.text(term).chars());
        if let Some(slips) = slips(&pattern, &candidate, slips_max) {
            near.push((slips as u16, term));
        }
    }
    near.sort_by_key(|(slips, term)| (*slips, std::cmp::Reverse(terms.postings(*term).len())));
    near.truncate(NEAR_MAX);
    near.into_iter().map(|(slips, term)| (term, slips)).collect()
}

/// The slips between two words (Damerau's, in the restricted form), if they are at most `max`.
fn slips(a: &[char], b: &[char], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max {
        return None;
    }
    let mut rows = [[0; LENGTH_MAX + LENGTH_SLACK]; 3];
    for (column, cell) in rows[0].iter_mut().enumerate().take(b.len() + 1) {
        *cell = column;
    }
    if b.len() + 1 > LENGTH_MAX + LENGTH_SLACK {
        return None;
    }
    for row in 1..=a.len() {
        let [before, last, this] = match row % 3 {
            1 => [2, 0, 1],
            2 => [0, 1, 2],
            _ => [1, 2, 0],
        };
        rows[this][0] = row;
        let mut least = row;
        for column in 1..=b.len() {
            let changed = rows[last][column - 1] + usize::from(a[row - 1] != b[column - 1]);
            let mut cell = changed.min(rows[last][column] + 1).min(rows[this][column - 1] + 1);
            if row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1] {
                cell = cell.min(rows[before][column - 2] + 1);
            }
            rows[this][column] = cell;
            least = least.min(cell);
        }
        if least > max {
            return None;
        }
    }
    let slips = rows[a.len() % 3][b.len()];
    (slips <= max).then_some(slips)
}

/// Shorter words are near too many others.
const LENGTH_MIN: usize = 3;
/// No term that is looked for is longer.
const LENGTH_MAX: usize = 32;
/// Two slips more, and the empty column.
const LENGTH_SLACK: usize = 3;
/// From this length on two slips are allowed.
const LONG_MIN: usize = 7;
/// The bytes that a slip can add.
const MORE_BYTES: usize = 3;
/// The most terms that a word is taken for.
const NEAR_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_damerau_does() {
        let check = |a: &str, b: &str, expected: Option<usize>| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(slips(&a, &b, 2), expected, "{a:?} {b:?}");
        };
        check("arrow", "arrow", Some(0));
        check("arow", "arrow", Some(1));
        check("arorw", "arrow", Some(1));
        check("heiroglyph", "hieroglyph", Some(1));
        check("sunn", "sun", Some(1));
        check("snowmen", "snowman", Some(1));
        check("cats", "dogs", None);
        check("ca", "abc", None);
        check("", "ab", Some(2));
    }
}
