//! What the names list of the standard says beside aliases and notes: cross references and headings.

use super::table::{run_of, span_of, table};
use crate::CodePoint;

/// The code points that the names list refers to at `code_point`: what looks like it or is used with it, in the order of the list, which is of
/// Unicode 16.0.
///
/// ```
/// use charfinder::{CodePoint, cross_references};
///
/// let like_minus: Vec<CodePoint> = cross_references(CodePoint::from('\u{2212}')).collect();
/// assert_eq!(like_minus, ['-', '➖'].map(CodePoint::from));
/// ```
pub fn cross_references(code_point: CodePoint) -> impl Iterator<Item = CodePoint> {
    let span = span_of(table().referrers, table().reference_starts, code_point.value());
    table().references.range(span.start, span.end).iter().filter_map(CodePoint::new)
}

/// The heading of the names list under which `code_point` stands, such as `Chess symbols`; `None` for what the list, which is of Unicode
/// 16.0, does not list: ideographs, Hangul syllables, newer characters.
pub fn heading(code_point: CodePoint) -> Option<&'static str> {
    let run = run_of(table().heading_runs, code_point.value())?;
    Some(table().text(table().headings.at(run)))
}
