//! `--format`: lines made to measure, `%{name}` standing for what there is to tell of a character.

mod field;
mod parse;

use charfinder::OneLine;
use unicode_width::UnicodeWidthStr;

use self::field::Source;
use super::row::Row;
use super::table::cut;
use super::terminal::Terminal;

/// A line with places for what there is to tell of a row. Parsed by [`str::parse`].
#[derive(Clone, Debug)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Place(Place),
}

/// Where the value of a field goes, and how it is laid out.
#[derive(Clone, Debug)]
struct Place {
    source: Source,
    align: Align,
    width: Width,
    fill: char,
    is_quoted: bool,
    /// Whether it is cut when the line is too long for the terminal.
    is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Align {
    Left,
    Middle,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    /// As wide as the value.
    Natural,
    /// As wide as the widest value of the answer.
    Widest,
    Cells(usize),
}

impl Template {
    /// Whether the layout of a row depends on all others.
    pub(super) fn needs_all_rows(&self) -> bool {
        self.places().any(|place| place.width == Width::Widest)
    }

    /// The cells that each place takes, so that all of `rows` fit.
    pub(super) fn widths(&self, rows: &[Row], terminal: Terminal) -> Vec<usize> {
        let width = |place: &Place| match place.width {
            Width::Natural => 0,
            Width::Cells(cells) => cells,
            Width::Widest => rows.iter().map(|row| place.value(row, terminal).width()).max().unwrap_or(0),
        };
        self.places().map(width).collect()
    }

    /// Appends the line of `row`, with places as wide as [`Template::widths`] has them.
    pub(super) fn write(&self, out: &mut Vec<u8>, row: &Row, widths: &[usize], terminal: Terminal) {
        let mut widths = widths.iter();
        let mut parts: Vec<(String, bool)> = Vec::with_capacity(self.pieces.len());
        for (at, piece) in self.pieces.iter().enumerate() {
            parts.push(match piece {
                Piece::Text(text) => (text.clone(), false),
                Piece::Place(place) => {
                    let width = *widths.next().expect("there is a width for each place");
                    let is_last = at + 1 == self.pieces.len();
                    let value = place.value(row, terminal);
                    // Blanks at the end of a line are in nobody's way but that of a program.
                    let is_loose = is_last && place.width == Width::Widest && place.align == Align::Left;
                    (if is_loose { value } else { place.padded(&value, width) }, place.is_cut)
                }
            });
        }
        let mut excess =
            parts.iter().map(|(part, _)| part.width()).sum::<usize>().saturating_sub(terminal.columns);
        for (part, is_cut) in &parts {
            let width = part.width();
            if *is_cut && excess > 0 {
                let room = width.saturating_sub(excess);
                out.extend_from_slice(cut(part, room).as_bytes());
                excess -= width - room;
            } else {
                out.extend_from_slice(part.as_bytes());
            }
        }
    }

    /// The line of `row` alone, as a program would get it.
    pub(super) fn line(&self, row: &Row) -> String {
        let mut out = Vec::new();
        let row = std::slice::from_ref(row);
        self.write(&mut out, &row[0], &self.widths(row, Terminal::NONE), Terminal::NONE);
        String::from_utf8(out).expect("only texts were written")
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Place(place) => Some(place),
            Piece::Text(_) => None,
        })
    }
}

impl Place {
    /// The value for `row`, safe to show where a terminal is looked at.
    fn value(&self, row: &Row, terminal: Terminal) -> String {
        let value = self.source.value(row);
        let value = if terminal.is_terminal { OneLine::new(&value).to_string() } else { value };
        if self.is_quoted { format!("'{value}'") } else { value }
    }

    fn padded(&self, value: &str, width: usize) -> String {
        let blanks = width.saturating_sub(value.width());
        let before = match self.align {
            Align::Left => 0,
            Align::Middle => blanks / 2,
            Align::Right => blanks,
        };
        let fill = |count| std::iter::repeat_n(self.fill, count).collect::<String>();
        format!("{}{value}{}", fill(before), fill(blanks - before))
    }
}

#[cfg(test)]
mod tests {
    use charfinder::{Group, Item};
    use clap::CommandFactory;

    use super::super::arguments::Arguments;
    use super::super::paint::Paint;
    use super::super::row::Subject;
    use super::*;

    fn lines(template: &str, chars: &str, is_terminal: bool) -> Vec<String> {
        let template: Template = template.parse().unwrap();
        let columns = if is_terminal { 20 } else { usize::MAX };
        let terminal =
            Terminal { is_terminal, columns, rows: 24, has_escapes: false, paint: Paint::new(false) };
        let row = |c| Row { group: Some(Group::Match), ..Row::from(Subject::Item(Item::Char(c))) };
        let rows: Vec<Row> = chars.chars().map(row).collect();
        let widths = template.widths(&rows, terminal);
        let line = |row| {
            let mut out = Vec::new();
            template.write(&mut out, row, &widths, terminal);
            String::from_utf8(out).unwrap()
        };
        rows.iter().map(line).collect()
    }

    #[track_caller]
    fn check(template: &str, c: char, expected: &str) {
        assert_eq!(lines(template, &c.to_string(), false), [expected], "{template}");
    }

    #[test]
    fn fields_stand_in_three_brackets() {
        check("%{char} %{cp} %{name}", '♚', "♚ U+265A BLACK CHESS KING");
        check("%(char) %(cpoint) %(name)", '♚', "♚ U+265A BLACK CHESS KING");
        check("%char %cp %name", '♚', "♚ U+265A BLACK CHESS KING");
        check("100%% %{hex}\\t\\\\\\n", '€', "100% 20ac\t\\\n");
        check("%{utf8}|%{utf16be}|%{utf16le}|%{dec}|%{oct}", '€', "e2 82 ac|20 ac|ac 20|8364|20254");
        check("0x%(hex): \"%(xml)\", // %(name)", 'h', "0x68: \"&#x68;\", // LATIN SMALL LETTER H");
    }

    #[test]
    fn values_are_aligned_by_cells() {
        check("[%{char l:3}]", '漢', "[漢 ]");
        check("[%(char q l:4)]", 'a', "['a' ]");
        check("[%{bin r:12 f:0}]", 'a', "[000001100001]");
        check("[%{char m:5}]", 'a', "[  a  ]");
        assert_eq!(
            lines("%name %{cp}", "☀♚", false),
            ["BLACK SUN WITH RAYS U+2600", "BLACK CHESS KING    U+265A"]
        );
        assert_eq!(
            lines("%cp %name", "☀♚", false),
            ["U+2600 BLACK SUN WITH RAYS", "U+265A BLACK CHESS KING"]
        );
        assert_eq!(lines("%{name t}|%{cp}", "☀", true), ["BLACK SUN WI…|U+2600"]);
    }

    #[test]
    fn help_lists_every_field() {
        let help = Arguments::command().render_long_help().to_string();
        let (_, help) = help.split_once("The fields:").unwrap();
        for field in field::FIELDS {
            let name = field.names[0];
            assert!(help.split([' ', ',', '\n']).any(|word| word == name), "{name} is missing in\n{help}");
        }
    }

    #[test]
    fn only_a_terminal_is_spared_controls() {
        assert_eq!(lines("%{char}", "\u{1b}", true), ["\\u{1b}"]);
        assert_eq!(lines("%{char}", "\u{1b}", false), ["\u{1b}"]);
        assert_eq!(lines("+%{dec}", "♚", false), ["♚ U+265A BLACK CHESS KING 9818"]);
    }
}
