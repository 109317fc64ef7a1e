//! The task `conformance`: joins the rows of the conformance list with the tests that prove them and with the differences
//! that the manual tells, and says which row has neither.
//!
//! A test proves the rows whose IDs its name begins with: `w15_w16_paused_once_…` those of W15 and W16.

mod list;
mod suites;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, bail};

use self::list::{Row, differing_ids, named_ids, parse_rows};
use self::suites::{Outcome, Suite};
use crate::{counted, root};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let runs = match args {
        [] => true,
        [arg] if arg == NAMES_ONLY => false,
        [arg, ..] => bail!("takes at most {NAMES_ONLY}, but `{arg}` was given"),
    };
    let rows = parse_rows(&read(ROWS)?).context(ROWS)?;
    let differing = differing_ids(&read(DIFFERENCES)?);
    let suites = suites::build()?;
    let mut tests = BTreeMap::new();
    for suite in &suites {
        tests.extend(outcomes(suite, runs)?);
    }
    let report = Report::new(&rows, &tests, &differing)?;
    print!("{}", report.table);
    println!("{}", report.summary());
    if !report.bare.is_empty() {
        bail!(
            "{} {} neither a test whose name begins with it nor a row in {DIFFERENCES}",
            report.bare.join(", "),
            if report.bare.len() == 1 { "has" } else { "have" },
        );
    }
    if report.failed > 0 {
        bail!("{} failed", counted(report.failed, "test", "tests"));
    }
    Ok(())
}

fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"))
}

/// The tests of a suite that prove rows, with what became of them.
fn outcomes(suite: &Suite, runs: bool) -> anyhow::Result<Vec<(String, Outcome)>> {
    let mut listed = suite.list()?;
    listed.retain(|name, _outcome| !named_ids(name).is_empty());
    if runs && !listed.is_empty() {
        println!("running the tests of {}", suite.name);
        let mut seen = suite.run()?;
        for (name, outcome) in &mut listed {
            // One that was to run and said nothing has died with its suite.
            let unseen = if *outcome == Outcome::Ignored { Outcome::Ignored } else { Outcome::Failed };
            *outcome = seen.remove(name).unwrap_or(unseen);
        }
    }
    Ok(listed.into_iter().collect())
}

/// What is to be printed, and what of it is wrong.
struct Report<'a> {
    table: String,
    rows: usize,
    by_tests: usize,
    by_differences: usize,
    tests: usize,
    failed: usize,
    bare: Vec<&'a str>,
}

impl<'a> Report<'a> {
    fn new(
        rows: &'a [Row],
        tests: &BTreeMap<String, Outcome>,
        differing: &[String],
    ) -> anyhow::Result<Report<'a>> {
        let is_row = |id: &String| rows.iter().any(|row| row.id == *id);
        if let Some((test, id)) =
            tests.keys().find_map(|test| Some((test, named_ids(test).into_iter().find(|id| !is_row(id))?)))
        {
            bail!("{test} names the row {id}, which {ROWS} does not list");
        }
        if let Some(id) = differing.iter().find(|id| !is_row(id)) {
            bail!("{DIFFERENCES} names the row {id}, which {ROWS} does not list");
        }
        let failed = tests.values().filter(|outcome| **outcome == Outcome::Failed).count();
        let (by_tests, by_differences) = (0, 0);
        let table = String::new();
        let tested = tests.len();
        let mut report = Report {
            table,
            rows: rows.len(),
            by_tests,
            by_differences,
            tests: tested,
            failed,
            bare: Vec::new(),
        };
        for row in rows {
            let proofs: Vec<_> = tests.iter().filter(|(name, _)| named_ids(name).contains(&row.id)).collect();
            report.add(row, &proofs, differing.contains(&row.id));
        }
        Ok(report)
    }

    fn add(&mut self, row: &'a Row, proofs: &[(&String, &Outcome)], differs: bool) {
        let mut line = |what: &str, result: &str| {
            self.table.push_str(&format!("{:<4} {what}  {result}\n", row.id));
        };
        for (name, outcome) in proofs {
            line(name, outcome.word());
        }
        if differs {
            line(DIFFERENCES, "told");
        }
        // One that is ignored proves nothing in this run.
        let is_proved = proofs.iter().any(|(_, outcome)| **outcome != Outcome::Ignored);
        if !is_proved && !differs {
            line(&row.claim, "NOT COVERED");
            self.bare.push(&row.id);
        }
        self.by_tests += usize::from(is_proved);
        self.by_differences += usize::from(differs);
    }

    fn summary(&self) -> String {
        let Report { rows, by_tests, by_differences, tests, failed, bare, .. } = self;
        format!(
            "{rows} rows: {by_tests} with tests, {by_differences} told as differences, {} with neither; {tests} tests, {failed} failed",
            bare.len()
        )
    }
}

/// Looks at the names of the tests alone, for who has just run them.
pub(crate) const NAMES_ONLY: &str = "--names";

const ROWS: &str = "conformance/rows.txt";
const DIFFERENCES: &str = "crates/ostler/manual/where_ostler_differs.md";

#[cfg(test)]
mod tests {
    use super::*;

    fn report<'a>(
        rows: &'a [Row],
        tests: &[(&str, Outcome)],
        differing: &[&str],
    ) -> anyhow::Result<Report<'a>> {
        let tests = tests.iter().map(|(name, outcome)| ((*name).to_owned(), *outcome)).collect();
        let differing: Vec<String> = differing.iter().map(|id| (*id).to_owned()).collect();
        Report::new(rows, &tests, &differing)
    }

    fn rows() -> Vec<Row> {
        parse_rows("L1  one\nL2  two\n").unwrap()
    }

    #[test]
    fn each_row_needs_a_test_or_a_difference() {
        let rows = rows();
        let found = report(&rows, &[("a::l1_x", Outcome::Ok)], &["L2"]).unwrap();
        assert_eq!((found.by_tests, found.by_differences, found.bare.len()), (1, 1, 0));
        assert_eq!(found.table.lines().next().unwrap(), "L1   a::l1_x  ok");
        let found = report(&rows, &[("a::l1_l2_x", Outcome::Failed)], &[]).unwrap();
        assert_eq!((found.by_tests, found.failed, found.bare.len()), (2, 1, 0));
        let found = report(&rows, &[("a::l1_x", Outcome::Ok), ("a::l2_x", Outcome::Ignored)], &[]).unwrap();
        assert_eq!(found.bare, ["L2"]);
        assert!(found.table.ends_with("L2   two  NOT COVERED\n"), "{}", found.table);
    }

    #[test]
    fn a_row_that_is_not_listed_is_an_error() {
        let rows = rows();
        assert!(report(&rows, &[("a::l3_x", Outcome::Ok)], &[]).is_err());
        assert!(report(&rows, &[], &["L3"]).is_err());
    }
}
