//! `charfinder pick`: the interactive picker.
//!
//! [`state`](self::state) is what it knows, [`view`](self::view) how that looks, [`screen`](self::screen) the terminal it has for the
//! time being. This file connects them.

mod input;
mod screen;
mod state;
mod view;

use std::io::{self, BufRead, IsTerminal, Read};
use std::process::ExitCode;

use anyhow::Context;
use charfinder::{Item, Searcher};
use crossterm::event;

use self::input::QUERY_BYTES_MAX;
use self::screen::Screen;
use self::state::{State, Step};
use self::view::Palette;
use super::arguments::{Color, Pick};
use super::out::{Out, tell};
use super::row::{Row, Subject};
use super::terminal::Terminal;
use super::{clipboard, find, locale};

pub(super) fn run(pick: &Pick) -> anyhow::Result<ExitCode> {
    let searcher = Searcher::new(pick.search.unicode, &locale::languages(&pick.search.lang));
    let mut state = State::new(searcher, &first_query(&pick.words)?);
    if pick.words.is_empty() && !io::stdin().is_terminal() {
        state.message = Some("`charfinder pick -` begins with the first line of standard input".to_owned());
    }
    let is_coloured = pick.color == Color::Always
        || pick.color == Color::Auto && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let Some(chosen) = choose(state, Palette::new(is_coloured), pick)? else {
        return Ok(ExitCode::FAILURE);
    };
    let text = text(&chosen, pick);
    if pick.copy {
        clipboard::copy(&text)?;
        tell(format_args!("copied {}", find::quoted(&text)));
    } else {
        let mut out = Out::default();
        out.bytes.extend_from_slice(text.as_bytes());
        out.bytes.push(b'\n');
        out.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the picker begins with: the words, or for `-` the first line of standard input, as far as a query may be long.
///
/// Without the `-` nothing is read: a script that reads its own input in a loop would lose it, and a pipe that stays open hold the
/// picker for ever.
fn first_query(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut line = Vec::new();
    let mut input = io::stdin().lock().take(QUERY_BYTES_MAX as u64);
    input.read_until(b'\n', &mut line).context("cannot read standard input")?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// Lets the user choose; `None` when they leave. The terminal is given back before this returns.
fn choose(mut state: State, palette: Palette, pick: &Pick) -> anyhow::Result<Option<Vec<Item>>> {
    let mut screen = Screen::open()?;
    loop {
        screen.canvas.draw(|frame| view::draw(frame, &mut state, palette))?;
        match state.handle_event(&event::read()?) {
            Step::Stay => {}
            Step::Copy => {
                let text = text(&state.chosen(), pick);
                state.message = Some(match clipboard::copy(&text) {
                    Ok(()) => format!("copied {}", find::quoted(&text)),
                    Err(error) => error.to_string(),
                });
            }
            Step::Take => return Ok(Some(state.chosen())),
            Step::Leave => return Ok(None),
        }
    }
}

/// The characters one after the other, or a line for each where a template was given.
fn text(chosen: &[Item], pick: &Pick) -> String {
    match &pick.format {
        None => chosen.iter().map(Item::to_string).collect(),
        Some(template) => {
            let rows: Vec<Row> = chosen.iter().map(|item| Row::from(Subject::from(*item))).collect();
            let widths = template.widths(&rows, Terminal::NONE);
            let lines = rows.iter().map(|row| {
                let mut line = Vec::new();
                template.write(&mut line, row, &widths, Terminal::NONE);
                String::from_utf8(line).expect("only texts were written")
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}
