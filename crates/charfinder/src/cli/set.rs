//! `charfinder set`: the characters of a set, their ranges, or how many they are.

use std::io::Write;
use std::process::ExitCode;

use charfinder::{CodePointSet, OneLine};

use super::arguments::{Layout, Set};
use super::find::{code, limit};
use super::json::{member, write_string};
use super::listing::{Listing, Value};
use super::out::{Out, tell};
use super::paint::Style;
use super::printer::Printer;
use super::row::{Row, Subject};
use super::table::Column;
use super::terminal::Terminal;
use super::{MISUSE, clipboard};

pub(super) fn run(set: &Set) -> anyhow::Result<ExitCode> {
    let expression = set.expression.join(" ");
    let characters = match CodePointSet::parse(&expression) {
        Ok(characters) => characters.as_of(set.unicode),
        Err(error) => {
            tell_wrong(&expression, &error);
            return Ok(ExitCode::from(MISUSE));
        }
    };
    let terminal = Terminal::of_stdout(set.output.color);
    let layout = set.output.layout(terminal.is_terminal);
    if set.count {
        print_count(&characters, &layout)?;
    } else if set.ranges {
        ranges(&characters).print(&layout, terminal)?;
    } else {
        print_characters(set, &expression, &characters, layout, terminal)?;
    }
    if set.copy {
        let text: String = characters.chars().take(COPIED_CHARS_MAX + 1).collect();
        anyhow::ensure!(
            text.chars().count() <= COPIED_CHARS_MAX,
            "no more than {COPIED_CHARS_MAX} characters are copied; the set has {}",
            characters.len()
        );
        clipboard::copy(&text)?;
        tell(format_args!("copied {} characters", text.chars().count()));
    }
    Ok(code(!characters.is_empty()))
}

/// Tells what is wrong, under the expression with a sign at the place.
fn tell_wrong(expression: &str, error: &charfinder::set::SetError) {
    if expression.chars().count() > SHOWN_CHARS_MAX {
        tell(error);
        return;
    }
    let before: String = expression.chars().take(error.at()).collect();
    let indent = unicode_width::UnicodeWidthStr::width(OneLine::new(&before).to_string().as_str());
    tell(format_args!("{error}\n  {}\n  {:indent$}^", OneLine::new(expression), ""));
}

fn print_count(characters: &CodePointSet, layout: &Layout) -> anyhow::Result<()> {
    let mut out = Out::default();
    match layout {
        Layout::Json => writeln!(out.bytes, "{{\"total\":{}}}", characters.len())?,
        _ => writeln!(out.bytes, "{}", characters.len())?,
    }
    Ok(out.flush()?)
}

fn ranges(characters: &CodePointSet) -> Listing {
    let name = |code_point| Value::Text(Subject::from(code_point).name());
    let rows = characters.ranges().map(|range| {
        let (first, last) = (*range.start(), *range.end());
        vec![
            Value::Text(first.to_string()),
            Value::Text(last.to_string()),
            Value::Number(u64::from(last.value() - first.value()) + 1),
            name(first),
            name(last),
        ]
    });
    Listing {
        columns: &[
            ("first", Column::Fixed, Style::Key),
            ("last", Column::Fixed, Style::Key),
            ("count", Column::Number, Style::Plain),
            ("first_name", Column::Flexible, Style::Plain),
            ("last_name", Column::Flexible, Style::Plain),
        ],
        rows: rows.collect(),
    }
}

fn print_characters(
    set: &Set,
    expression: &str,
    characters: &CodePointSet,
    layout: Layout,
    terminal: Terminal,
) -> anyhow::Result<()> {
    let limit = limit(&set.output, &layout, terminal);
    let total = characters.len() as usize;
    let is_told = set.output.limit.is_none() || matches!(layout, Layout::Table);
    let mut printer = Printer::new(layout, terminal);
    printer.begin(|out| {
        member(out, b'{', "expression", expression);
        out.extend_from_slice(b",\"unicode\":");
        write_string(out, &set.unicode.to_string());
        out.extend_from_slice(format!(",\"total\":{total}").as_bytes());
    });
    for code_point in characters.iter().take(limit) {
        printer.row(Row::from(Subject::from(code_point)))?;
    }
    printer.finish(if is_told { total.saturating_sub(limit) } else { 0 })?;
    Ok(())
}

/// An expression up to this length is shown with what is wrong in it.
const SHOWN_CHARS_MAX: usize = 70;
/// How many characters are copied at once.
const COPIED_CHARS_MAX: usize = 100_000;
