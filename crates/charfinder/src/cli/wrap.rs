//! Long texts in several lines.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::table::pad;

/// Writes `text` in a line that has `column` cells already, `gap` behind them; it goes on in lines that begin at `start`.
pub(super) fn write_behind(
    out: &mut Vec<u8>,
    text: &str,
    column: usize,
    gap: usize,
    start: usize,
    columns: usize,
) {
    let (first, rest) = (columns.saturating_sub(column + gap), columns.saturating_sub(start));
    for (nth, line) in wrapped(text, first, rest).into_iter().enumerate() {
        if nth > 0 {
            out.push(b'\n');
            pad(out, start);
        } else if !line.is_empty() {
            pad(out, gap);
        }
        out.extend_from_slice(line.as_bytes());
    }
}

/// `text` in lines, the first of at most `first` cells, the others of at most `room`, broken at blanks where there are any.
///
/// The first line is empty where not even a word fits into it. A word is broken only if it is wider than a line, and a character never,
/// however narrow the line.
pub(super) fn wrapped(text: &str, first: usize, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    let mut cells = first;
    while rest.width() > cells {
        let fitting = fitting(rest, cells);
        let is_between = rest[fitting..].starts_with(' ');
        let broken = if is_between { Some(fitting) } else { rest[..fitting].rfind(' ').filter(|at| *at > 0) };
        let word = rest.split(' ').next().unwrap_or(rest);
        let end = match broken {
            Some(at) => at,
            // The word, or what of it fits into a line, stands in the next one.
            None if lines.is_empty() && (fitting == 0 || first < room && word.width() <= room) => 0,
            // A cluster that is wider than the line stands on a line of its own.
            None => fitting.max(rest.graphemes(true).next().map_or(rest.len(), str::len)),
        };
        lines.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(' ');
        cells = room;
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest);
    }
    lines
}

/// How many bytes of `text` fit into `cells`.
fn fitting(text: &str, cells: usize) -> usize {
    let mut width = 0;
    let mut clusters = text.grapheme_indices(true);
    clusters
        .find(|(_, cluster)| {
            width += cluster.width();
            width > cells
        })
        .map_or(text.len(), |(at, _)| at)
}

/// The blanks before what goes on below, where nothing else says.
pub(super) const INDENT_BELOW: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks() {
        let check = |text, cells, expected: &[&str]| assert_eq!(wrapped(text, cells, cells), expected);
        check("a bc def", 4, &["a bc", "def"]);
        check("a bc def", 5, &["a bc", "def"]);
        check("a bc def", 6, &["a bc", "def"]);
        check("a bc def", 8, &["a bc def"]);
        check("", 4, &[""]);
    }

    #[test]
    fn what_is_wider_than_a_line_is_broken() {
        assert_eq!(wrapped("abcdefgh", 3, 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("漢字", 1, 1), ["", "漢", "字"]);
        assert_eq!(wrapped("漢字", 3, 3), ["漢", "字"]);
    }

    #[test]
    fn the_first_line_has_its_own_room() {
        assert_eq!(wrapped("abc def gh", 4, 10), ["abc", "def gh"]);
        assert_eq!(wrapped("abcdef gh", 4, 10), ["", "abcdef gh"]);
        assert_eq!(wrapped("abc def", 0, 4), ["", "abc", "def"]);
        assert_eq!(wrapped("abcdefgh", 0, 3), ["", "abc", "def", "gh"]);
        assert_eq!(wrapped("abc", 3, 1), ["abc"]);
    }
}
