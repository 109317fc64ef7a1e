//! `charfinder find`: ranked results, or the lines of the book's command.

use std::io::Write;
use std::process::ExitCode;

use charfinder::{Finder, Group, Item, OneLine, Page, Searcher, book, json};

use super::arguments::{Find, Layout, Order, OutputOptions};
use super::clipboard;
use super::json::{member, write_string};
use super::locale;
use super::out::{Out, tell};
use super::printer::Printer;
use super::row::{Row, Subject};
use super::terminal::Terminal;

pub(super) fn run(find: &Find) -> anyhow::Result<ExitCode> {
    let query = find.words.join(" ");
    match find.order {
        Order::Rank => ranked(find, &query),
        Order::Codepoint => by_code_point(find, &query),
    }
}

fn ranked(find: &Find, query: &str) -> anyhow::Result<ExitCode> {
    let terminal = Terminal::of_stdout(find.output.color);
    let layout = find.output.layout(terminal.is_terminal);
    let searcher = Searcher::new(find.search.unicode, &locale::languages(&find.search.lang));
    let limit = limit(&find.output, &layout, terminal);
    let answer = searcher.search(query, Page::first(limit));
    if !matches!(layout, Layout::Json) {
        for notice in &answer.notices {
            tell(OneLine::new(notice));
        }
        match answer.found.first().map(|found| found.group) {
            None => tell(format_args!("nothing found for {}", quoted(query))),
            Some(Group::DidYouMean) if !matches!(layout, Layout::Table) => {
                tell(format_args!("nothing found for {}; it may have meant what is listed", quoted(query)));
            }
            Some(_) => {}
        }
    }
    // Whoever gave a limit to a program knows that there may be more.
    let is_told = find.output.limit.is_none() || matches!(layout, Layout::Table);
    let more = if is_told { answer.total - answer.found.len() } else { 0 };
    let is_match = answer.found.first().is_some_and(|found| found.group != Group::DidYouMean);
    let mut printer = Printer::for_query(layout, terminal, query, find.why);
    printer.begin(|out| {
        member(out, b'{', "query", query);
        member(out, b',', "unicode", &searcher.version().to_string());
        out.extend_from_slice(format!(",\"total\":{}", answer.total).as_bytes());
        out.extend_from_slice(b",\"notices\":[");
        for (nth, notice) in answer.notices.iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            write_string(out, notice);
        }
        out.push(b']');
    });
    let first = answer.found.first().cloned().filter(|_| find.copy && is_match);
    for found in answer.found {
        printer.row(Row::from(found))?;
    }
    printer.finish(more)?;
    if let Some(first) = first {
        copy_row(&Row::from(first), &find.output)?;
    }
    Ok(code(is_match))
}

/// The book's mode: what the first edition finds, in its order and its lines.
fn by_code_point(find: &Find, query: &str) -> anyhow::Result<ExitCode> {
    let matches = Finder::new(find.search.unicode).find(query);
    let total = matches.total();
    let limit = match find.output.limit {
        None | Some(0) => usize::MAX,
        Some(limit) => limit,
    };
    let matches = matches.take(limit);
    let first = matches.clone().next().filter(|_| find.copy);
    if find.output.json {
        let mut out = Out::default();
        json::write_search(&mut out.bytes, query, find.search.unicode, total, matches);
        out.bytes.push(b'\n');
        out.flush()?;
    } else if find.output.has_layout() {
        let terminal = Terminal::of_stdout(find.output.color);
        let mut printer = Printer::new(find.output.layout(terminal.is_terminal), terminal);
        printer.begin(|_| {});
        for c in matches {
            printer.row(Row::from(Subject::Item(Item::Char(c))))?;
        }
        printer.finish(0)?;
    } else {
        let mut out = Out::default();
        for found in matches {
            book::write_line(&mut out.bytes, found);
            out.bytes.push(b'\n');
            out.flush_full()?;
        }
        writeln!(out.bytes, "({})", book::status(query, total, find.search.unicode))?;
        out.flush()?;
    }
    if let Some(c) = first {
        copy_row(&Row::from(Subject::Item(Item::Char(c))), &find.output)?;
    }
    Ok(code(total > 0))
}

/// Copies what `row` is about, or its line where a template was given.
pub(super) fn copy_row(row: &Row, output: &OutputOptions) -> anyhow::Result<()> {
    let text = match &output.format {
        Some(template) => template.line(row),
        None => row.subject.text(),
    };
    clipboard::copy(&text)?;
    tell(format_args!("copied {} {}", quoted(&text), row.subject.notation()));
    Ok(())
}

/// How many results are printed: as many as were asked for, or as many as the reader can take.
pub(super) fn limit(output: &OutputOptions, layout: &Layout, terminal: Terminal) -> usize {
    match output.limit {
        Some(0) => usize::MAX,
        Some(limit) => limit,
        None if matches!(layout, Layout::Table) && terminal.is_terminal => {
            terminal.rows.saturating_sub(ROWS_KEPT).clamp(SCREEN_RESULTS_MIN, SCREEN_RESULTS_MAX)
        }
        None => RESULTS_MAX_DEFAULT,
    }
}

/// 0 when something was found, 1 when nothing was.
pub(super) fn code(is_found: bool) -> ExitCode {
    if is_found { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A text of whoever asks, in an answer to them.
pub(super) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(QUOTED_CHARS_MAX).collect();
    let ellipsis = if shown.len() < text.len() { "…" } else { "" };
    format!("‘{}{ellipsis}’", OneLine::new(&shown))
}

/// How many results a program gets that did not say how many it wants.
const RESULTS_MAX_DEFAULT: usize = 1000;
/// How many results a person gets: what fits on the screen with the command, the next prompt and the line that says how many
/// more there are, but not more than one reads.
const SCREEN_RESULTS_MIN: usize = 5;
const SCREEN_RESULTS_MAX: usize = 20;
const ROWS_KEPT: usize = 4;
/// How much of a query is repeated.
const QUOTED_CHARS_MAX: usize = 100;
