//! What standard output is: a terminal of some size, with or without colours, or something that a program reads.

use std::env;
use std::io::{self, IsTerminal};

use super::arguments::Color;
use super::paint::Paint;

/// Standard output as far as the layout of an answer depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Whether a person looks at it.
    pub(super) is_terminal: bool,
    /// How many cells a line has; unlimited where nobody looks.
    pub(super) columns: usize,
    /// How many lines the screen has.
    pub(super) rows: usize,
    /// Whether it obeys escape sequences.
    pub(super) has_escapes: bool,
    /// How texts are coloured.
    pub(super) paint: Paint,
}

impl Terminal {
    /// None at all: nothing is cut, coloured or made safe to look at.
    pub(super) const NONE: Self = Self {
        is_terminal: false,
        columns: usize::MAX,
        rows: usize::MAX,
        has_escapes: false,
        paint: Paint::NONE,
    };

    /// Looks at standard output and the environment: `COLUMNS`, `LINES`, `TERM`, `NO_COLOR`.
    pub(super) fn of_stdout(color: Color) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let has_escapes = is_terminal && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let is_coloured = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => has_escapes && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let size = is_terminal.then(|| rustix::termios::tcgetwinsize(io::stdout()).ok()).flatten();
        let (default_columns, default_rows) =
            if is_terminal { (COLUMNS_DEFAULT, ROWS_DEFAULT) } else { (usize::MAX, usize::MAX) };
        let or_default = |cells: Option<u16>, default| match cells {
            None | Some(0) => default,
            Some(cells) => usize::from(cells),
        };
        Self {
            is_terminal,
            columns: number("COLUMNS")
                .unwrap_or_else(|| or_default(size.map(|size| size.ws_col), default_columns)),
            rows: number("LINES").unwrap_or_else(|| or_default(size.map(|size| size.ws_row), default_rows)),
            has_escapes,
            paint: Paint::new(is_coloured),
        }
    }
}

/// The number in a variable of the environment, if it is one above zero.
fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok().filter(|&number| number > 0)
}

/// What a terminal that does not tell its size is taken for.
const COLUMNS_DEFAULT: usize = 80;
const ROWS_DEFAULT: usize = 24;
