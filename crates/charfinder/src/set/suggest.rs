//! "Did you mean": the known name that looks most like an unknown one.

use crate::property::loose;

/// The one of `known` that is nearest to `name`, if it is near: a third of its letters may differ, and three at most.
pub(super) fn nearest(name: &str, known: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let wanted: Vec<char> = loose(name).chars().take(CHARS_MAX).collect();
    let allowed = (wanted.len() / 3).min(DISTANCE_MAX);
    let distances = known.into_iter().map(|name| {
        let letters: Vec<char> = loose(name).chars().collect();
        let may_be_near = letters.len().abs_diff(wanted.len()) <= allowed;
        (if may_be_near { distance(&wanted, &letters) } else { usize::MAX }, name)
    });
    // The first of the nearest, so that the order of `known` decides.
    let (distance, name) = distances.reduce(|best, next| if next.0 < best.0 { next } else { best })?;
    (distance <= allowed).then_some(name)
}

/// How many letters are to be inserted, dropped, replaced or exchanged with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for (i, x) in a.iter().enumerate() {
        let [before, last, row] = &mut rows;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

/// How much of a name is looked at; no name of a property or value is longer.
const CHARS_MAX: usize = 60;

/// How many letters may be wrong.
const DISTANCE_MAX: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested() {
        let known = ["Greek", "Alphabetic", "White_Space", "Lu"];
        for (name, expected) in [
            ("Greke", Some("Greek")),
            ("Alfabetic", Some("Alphabetic")),
            ("alpabtic", Some("Alphabetic")),
            ("whitespce", Some("White_Space")),
            ("Klingon", None),
            ("Lx", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }
}
