//! The filters that choose ideographs by how they are written: `radical:85+3` and `strokes:9`.
//!
//! Unlike other sets theirs are not kept, because there are too many; each takes less than a millisecond to make.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::CodePointSet;
use super::filter::FilterError;
use crate::unihan::{self, by_radical, by_strokes, radicals};

/// The ideographs under a radical, which stands there by number or in any of its forms, and with as many strokes beside it.
pub(super) fn with_radical(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    let allowed = "write the number of a radical from 1 to 214, or the radical, and after `+` the strokes beside it if they count: \
                   radical:85, radical:85+3, radical:水+3..5";
    let unknown = || FilterError::unknown_value("radical", value, allowed_here(allowed));
    let (radical, residual) = match value.split_once('+').or_else(|| value.split_once('.')) {
        Some((radical, residual)) => (radical, counts(residual.trim()).ok_or_else(unknown)?),
        None => (value, None..=None),
    };
    let number = number_of(radical.trim()).ok_or_else(unknown)?;
    // The strokes beside a shortened radical can be fewer than none.
    let bound = |count: Option<u8>, none| count.map_or(none, |count| i8::try_from(count).unwrap_or(i8::MAX));
    let residual = bound(*residual.start(), i8::MIN)..=bound(*residual.end(), i8::MAX);
    Ok(of_chars(by_radical(number, residual)))
}

/// The ideographs with as many strokes.
pub(super) fn with_strokes(value: &str) -> Result<Arc<CodePointSet>, FilterError> {
    let allowed = "write how many, or a range: strokes:9, strokes:9..11, strokes:<=3, strokes:>30";
    let counts = counts(value.trim())
        .ok_or_else(|| FilterError::unknown_value("strokes", value, allowed_here(allowed)))?;
    let (first, last) = counts.into_inner();
    Ok(of_chars(by_strokes(first.unwrap_or(0)..=last.unwrap_or(u8::MAX))))
}

/// `allowed`, where the program knows ideographs at all.
fn allowed_here(allowed: &str) -> String {
    let is_there = radicals().next().is_some();
    if is_there { allowed } else { "this program was built without the feature `unihan`" }.to_owned()
}

/// The number of a radical, which `text` is, or else the character or an ideograph that is nothing else.
fn number_of(text: &str) -> Option<u8> {
    let is_it = |c: char| text.chars().eq([c]);
    let by_form = || radicals().find(|radical| is_it(radical.character) || is_it(radical.ideograph));
    // An apostrophe says which form is meant, in Unihan; here all are.
    let digits = text.trim_end_matches('\'');
    let by_shape = || {
        let ideograph = text.chars().next().filter(|c| is_it(*c)).and_then(unihan::of)?;
        ideograph.radicals.into_iter().find(|radical| radical.residual == 0).map(|it| it.radical)
    };
    let number = digits.parse().ok().or_else(|| by_form().or_else(by_shape).map(|radical| radical.number))?;
    radicals().any(|radical| radical.number == number).then_some(number)
}

/// The bounds that `text` sets: `9`, `9..11`, `9-11`, `<=9`, `>9`; one of them can be open.
fn counts(text: &str) -> Option<RangeInclusive<Option<u8>>> {
    let count = |text: &str| text.trim().parse::<u8>().ok();
    if let Some(rest) = text.strip_prefix("<=") {
        return Some(None..=Some(count(rest)?));
    }
    if let Some(rest) = text.strip_prefix(">=") {
        return Some(Some(count(rest)?)..=None);
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Some(None..=Some(count(rest)?.checked_sub(1)?));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some(Some(count(rest)?.checked_add(1)?)..=None);
    }
    let (first, last) = text.split_once("..").or_else(|| text.split_once('-')).unwrap_or((text, text));
    Some(Some(count(first)?)..=Some(count(last)?))
}

fn of_chars(chars: impl Iterator<Item = char>) -> Arc<CodePointSet> {
    Arc::new(CodePointSet::from_numbers(chars.map(|c| u32::from(c)..=u32::from(c))))
}

#[cfg(all(test, feature = "unihan"))]
mod tests {
    use crate::set::filter;

    #[test]
    fn ideographs_are_chosen_by_how_they_are_written() {
        for (name, value, yes, no) in [
            ("radical", "38", '好', '河'),
            ("radical", "38+3", '好', '姐'),
            ("radical", "85", '河', '好'),
            ("radical", "85.5", '河', '海'),
            ("radical", "85+5..7", '海', '水'),
            ("radical", "水+0", '水', '河'),
            ("radical", "氵+5", '河', '海'),
            ("radical", "⽔+5", '河', '海'),
            ("radical", "85+>=6", '海', '河'),
            ("radical", "38,85", '好', '火'),
            ("strokes", "6", '好', '河'),
            ("strokes", "1", '一', '二'),
            ("strokes", "8..10", '海', '好'),
            ("strokes", "<=2", '二', '三'),
            ("strokes", "<2", '一', '二'),
            ("strokes", ">30", '龘', '一'),
            ("strokes", ">= 30", '龘', '一'),
        ] {
            let set = filter(name, value).unwrap();
            assert!(set.contains(yes.into()), "{name}:{value} and {yes}");
            assert!(!set.contains(no.into()), "{name}:{value} and {no}");
        }
        assert!(filter("strokes", "200").unwrap().is_empty());
        assert!(filter("strokes", "9..8").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_radical_says_what_is() {
        for value in ["", "0", "215", "好", "85+", "85+x", "+3", "water", "85..87", "999999"] {
            let error = filter("radical", value).unwrap_err().to_string();
            assert!(error.contains("radical:85+3"), "{error}");
        }
        for value in ["", "x", "300", "9..", "-3", "<0", ">255"] {
            let error = filter("strokes", value).unwrap_err().to_string();
            assert!(error.contains("strokes:9..11"), "{error}");
        }
    }
}
