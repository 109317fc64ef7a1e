//! A table for people: columns as wide as what stands in them, cut to fit the screen.
//!
//! Widths are counted in cells of the terminal. Where a terminal may disagree about the width of a character, the text after it is
//! put into its column by an escape sequence, so that a column stays straight whatever the terminal makes of the character.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::paint::{Paint, Style};
use super::terminal::Terminal;

/// What stands in one column of one row; it has nothing that a terminal would obey.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    text: String,
    style: Style,
    /// The parts of the text that are shown as strong, in order.
    strong: Vec<std::ops::Range<usize>>,
}

impl Cell {
    pub(super) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { text: text.into(), style, strong: Vec::new() }
    }

    /// With these parts of the text strong: ranges of bytes in order, at borders of characters.
    pub(super) fn with_strong(mut self, strong: Vec<std::ops::Range<usize>>) -> Self {
        self.strong = strong;
        self
    }
}

/// How a column takes part in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Never cut.
    Fixed,
    /// Never cut, and its texts stand at its right edge.
    Number,
    /// Cut when the line is too long; the last such column is cut first.
    Flexible,
}

/// Rows that are written once the widths of their columns are known.
pub(super) struct Table {
    columns: Vec<Column>,
    terminal: Terminal,
    widths: Vec<usize>,
    rows: Vec<Line>,
}

enum Line {
    Cells(Vec<Cell>),
    Heading(Style, String),
}

impl Table {
    pub(super) fn new(columns: &[Column], terminal: Terminal) -> Self {
        let widths = vec![0; columns.len()];
        Self { columns: columns.to_vec(), terminal, widths, rows: Vec::new() }
    }

    /// A line of its own between rows.
    pub(super) fn heading(&mut self, style: Style, text: impl Into<String>) {
        self.rows.push(Line::Heading(style, text.into()));
    }

    /// A row, with a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        for (width, cell) in self.widths.iter_mut().zip(&cells) {
            *width = (*width).max(cell.text.width());
        }
        self.rows.push(Line::Cells(cells));
    }

    /// Whether there are so many rows that they should be written before more are added.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= ROWS_MAX
    }

    /// Appends the rows to `out` and forgets them. Columns never get narrower from one part of a table to the next.
    pub(super) fn write(&mut self, out: &mut Vec<u8>) {
        let widths = fit(&self.columns, &self.widths, self.terminal.columns);
        for line in self.rows.drain(..) {
            match line {
                Line::Heading(style, text) => {
                    self.terminal.paint.write(out, style, &cut(&text, self.terminal.columns));
                }
                Line::Cells(cells) => write_cells(out, &self.columns, &widths, &cells, self.terminal),
            }
            out.push(b'\n');
        }
    }
}

fn write_cells(out: &mut Vec<u8>, columns: &[Column], widths: &[usize], cells: &[Cell], terminal: Terminal) {
    let last = cells.iter().zip(widths).rposition(|(cell, width)| !cell.text.is_empty() && *width > 0);
    let mut start = 0;
    for (at, ((column, width), cell)) in columns.iter().zip(widths).zip(cells).enumerate() {
        if *width == 0 {
            continue;
        }
        let text = cut(&cell.text, *width);
        let blanks = width - text.width().min(*width);
        if *column == Column::Number {
            pad(out, blanks);
        }
        write_marked(out, cell, &text, terminal.paint);
        if Some(at) == last {
            return;
        }
        if *column != Column::Number {
            pad(out, blanks);
        }
        start += width + GAP;
        if terminal.has_escapes && !text.is_ascii() {
            out.extend_from_slice(format!("\x1b[{}G", start + 1).as_bytes());
        } else {
            pad(out, GAP);
        }
    }
}

/// Writes the text of `cell`, perhaps cut to `text`, with its strong parts.
fn write_marked(out: &mut Vec<u8>, cell: &Cell, text: &str, paint: Paint) {
    let mut at = 0;
    for part in &cell.strong {
        // A cut text ends in `…` where that of the cell goes on.
        if cell.text.get(..part.end) != text.get(..part.end) {
            break;
        }
        paint.write(out, cell.style, &text[at..part.start]);
        paint.write(out, Style::Strong, &text[part.clone()]);
        at = part.end;
    }
    paint.write(out, cell.style, &text[at..]);
}

/// The widths with which a line fits into `available` cells. Flexible columns are cut, the last one first; what would be too
/// narrow to read is left out instead, from the right. Where there is little room, the last of several flexible columns is left
/// out before another one is cut.
fn fit(columns: &[Column], natural: &[usize], available: usize) -> Vec<usize> {
    let mut kept = natural.to_vec();
    loop {
        let flexible: Vec<usize> =
            (0..kept.len()).filter(|at| columns[*at] == Column::Flexible && kept[*at] > 0).rev().collect();
        let last = flexible.first().copied();
        // A column to the right of the only flexible one, which is left out before that gets too narrow.
        let behind = last.and_then(|last| (last + 1..kept.len()).rev().find(|at| kept[*at] > 0));
        let cut_at_most = if available < NARROW { 1 } else { flexible.len() };
        let minimum = if flexible.len() == 1 && behind.is_none() { 1 } else { FLEXIBLE_MIN };
        let mut widths = kept.clone();
        for at in flexible.iter().copied().take(cut_at_most) {
            let excess = line_width(&widths).saturating_sub(available);
            widths[at] = widths[at].saturating_sub(excess).max(minimum.min(widths[at]));
        }
        if line_width(&widths) <= available {
            return widths;
        }
        let last_but_first = || kept.iter().skip(1).rposition(|width| *width > 0).map(|at| at + 1);
        let left_out = if flexible.len() == 1 { behind.or(last) } else { last };
        match left_out.filter(|at| *at > 0).or_else(last_but_first) {
            Some(at) => kept[at] = 0,
            None => {
                kept[0] = kept[0].min(available);
                return kept;
            }
        }
    }
}

fn line_width(widths: &[usize]) -> usize {
    let shown = widths.iter().filter(|width| **width > 0);
    shown.clone().sum::<usize>() + GAP * shown.count().saturating_sub(1)
}

/// `text`, or as much of it as fits into `cells` with an ellipsis.
pub(super) fn cut(text: &str, cells: usize) -> std::borrow::Cow<'_, str> {
    if text.width() <= cells {
        return text.into();
    }
    let Some(room) = cells.checked_sub(1) else { return "".into() };
    let mut width = 0;
    let end = text
        .grapheme_indices(true)
        .find(|(_, cluster)| {
            width += cluster.width();
            width > room
        })
        .map_or(text.len(), |(at, _)| at);
    format!("{}…", text[..end].trim_end()).into()
}

pub(super) fn pad(out: &mut Vec<u8>, blanks: usize) {
    out.resize(out.len() + blanks, b' ');
}

/// The cells between two columns.
const GAP: usize = 2;
/// A terminal with fewer columns has little room.
pub(super) const NARROW: usize = 60;
/// What a flexible column keeps as long as another can be cut.
const FLEXIBLE_MIN: usize = 12;
/// How many rows are laid out together.
const ROWS_MAX: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[Column], available: usize, rows: &[&[&str]]) -> String {
        let terminal = Terminal {
            is_terminal: true,
            columns: available,
            rows: 24,
            has_escapes: false,
            paint: Paint::new(false),
        };
        let mut table = Table::new(columns, terminal);
        for row in rows {
            table.row(row.iter().map(|text| Cell::new(Style::Plain, *text)).collect());
        }
        let mut out = Vec::new();
        table.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    const COLUMNS: &[Column] = &[Column::Fixed, Column::Number, Column::Flexible, Column::Flexible];

    #[test]
    fn columns_are_as_wide_as_their_widest_text() {
        let rows: &[&[&str]] = &[&["♚", "9", "KING", "chess"], &["漢", "10", "HAN CHARACTER", ""]];
        assert_eq!(table(COLUMNS, 80, rows), "♚    9  KING           chess\n漢  10  HAN CHARACTER\n");
    }

    #[test]
    fn long_lines_are_cut_at_the_end_first() {
        let rows: &[&[&str]] =
            &[&["a", "1", "a name that is very long indeed, isn't it", "a reason that is long too"]];
        let check = |columns, expected: &str| assert_eq!(table(COLUMNS, columns, rows), expected);
        check(75, "a  1  a name that is very long indeed, isn't it  a reason that is long too\n");
        check(64, "a  1  a name that is very long indeed, isn't it  a reason that…\n");
        check(60, "a  1  a name that is very long indeed, isn't…   a reason th…\n");
    }

    #[test]
    fn where_there_is_little_room_the_name_comes_first() {
        let rows: &[&[&str]] = &[&["a", "1", "a name that is long", "a reason that is long"]];
        let check = |columns, expected: &str| assert_eq!(table(COLUMNS, columns, rows), expected);
        check(48, "a  1  a name that is long  a reason that is long\n");
        check(41, "a  1  a name that is long  a reason that…\n");
        check(38, "a  1  a name that is long\n");
        check(27, "a  1  a name that is long\n");
        check(20, "a  1  a name that i…\n");
        check(8, "a  1  a…\n");
        check(6, "a  1\n");
        check(4, "a  1\n");
        check(2, "a\n");
        check(0, "\n");
    }

    #[test]
    fn numbers_behind_a_name_make_room_for_it() {
        let columns = &[Column::Fixed, Column::Flexible, Column::Number, Column::Number];
        let rows: &[&[&str]] = &[&["U+2190", "Supplemental Arrows", "112", "256"]];
        let check = |cells, expected: &str| assert_eq!(table(columns, cells, rows), expected);
        check(40, "U+2190  Supplemental Arrows  112  256\n");
        check(30, "U+2190  Supplementa…  112  256\n");
        check(29, "U+2190  Supplemental Ar…  112\n");
        check(25, "U+2190  Supplementa…  112\n");
        check(20, "U+2190  Supplementa…\n");
        check(12, "U+2190  Sup…\n");
    }

    #[test]
    fn a_cut_never_splits_a_cluster_or_a_wide_character() {
        assert_eq!(cut("漢字漢字", 8), "漢字漢字");
        assert_eq!(cut("漢字漢字", 7), "漢字漢…");
        assert_eq!(cut("漢字漢字", 6), "漢字…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(cut("abc", 1), "…");
    }

    #[test]
    fn strong_parts_are_coloured_as_far_as_they_are_shown() {
        let cell = Cell::new(Style::Plain, "BLACK CHESS KING").with_strong(vec![0..5, 12..16]);
        let painted = |text: &str| {
            let mut out = Vec::new();
            write_marked(&mut out, &cell, text, Paint::new(true));
            String::from_utf8(out).unwrap()
        };
        assert_eq!(painted("BLACK CHESS KING"), "\x1b[1mBLACK\x1b[0m CHESS \x1b[1mKING\x1b[0m");
        assert_eq!(painted("BLACK CHESS K…"), "\x1b[1mBLACK\x1b[0m CHESS K…");
        assert_eq!(painted("BL…"), "BL…");
    }
}
