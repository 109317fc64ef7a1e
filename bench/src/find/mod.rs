//! What charfinder's finder costs, line by line beside what it aims at: searches in process, the command, the JSON API, memory.
//!
//! Each query of a set is timed in several rounds and stands in the report with its best one: a machine that is shared only ever adds. A set is then
//! reported by its median, its 99 % and its worst query, which is named.

mod library;
mod queries;
mod running;

use std::fmt::Write;
use std::path::Path;

use crate::machine;
use crate::stats::Shown;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FindVolume {
    /// How often each query of a set is timed.
    rounds: usize,
    /// Of large sets each query with a number that this divides is taken.
    every: usize,
    commands: usize,
    requests: u32,
}

impl FindVolume {
    pub(crate) const FULL: Self = Self { rounds: 7, every: 1, commands: 200, requests: 20_000 };
    pub(crate) const QUICK: Self = Self { rounds: 3, every: 10, commands: 20, requests: 500 };
}

/// Measures all of it and writes the table.
pub(crate) fn measure(programs: &Path, volume: FindVolume) -> String {
    let mut table = Table::default();
    library::measure(&mut table, volume);
    if let Err(error) = running::measure(&mut table, &programs.join("charfinder"), volume) {
        table.notes.push(format!("**Not measured to the end**: {error:#}"));
    }
    table.markdown()
}

/// The report under construction.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Row>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Row {
    what: String,
    aim: &'static str,
    best: Shown,
    median: Shown,
    high: Shown,
    worst: Shown,
    worst_is: String,
}

impl Table {
    fn row(
        &mut self,
        what: impl Into<String>,
        aim: &'static str,
        [best, median, high, worst]: [Shown; 4],
        worst_is: &str,
    ) {
        let worst_is = worst_is.replace('|', "\\|");
        self.rows.push(Row { what: what.into(), aim, best, median, high, worst, worst_is });
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "# The finder, beside its aims\n\n{}", machine::describe_best());
        out.push_str(
            "\n| what | aim | best | median | 99 % | worst | which |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
        );
        for Row { what, aim, best, median, high, worst, worst_is } in &self.rows {
            let _ = writeln!(out, "| {what} | {aim} | {best} | {median} | {high} | {worst} | {worst_is} |");
        }
        for note in &self.notes {
            let _ = writeln!(out, "\n{note}");
        }
        out
    }
}
