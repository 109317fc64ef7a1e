//! charfinder's answers: the example `rank` is built and asked all queries in one run.
//!
//! This package does not depend on charfinder, whose every change would build it anew.

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use xtask::process::run_to_end;

use super::set::{self, Query};
use crate::command::{self, cargo};
use crate::examples::example;
use crate::root;

/// Builds what [`ask`] asks.
pub(super) fn build() -> anyhow::Result<()> {
    command::run(cargo(&["build", "--locked", "--quiet", "-p", "charfinder", "--example", EXAMPLE]))
}

/// The results of each of `queries` by `finder`, best first.
pub(super) fn ask(finder: Finder, queries: &[&Query]) -> anyhow::Result<Vec<Vec<String>>> {
    let folder = root().join("target/relevance");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("queries.tsv");
    let mut file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    for query in queries {
        writeln!(file, "{}\t{}", query.language, query.text)?;
    }
    drop(file);

    let mut command = example(EXAMPLE)?;
    command.stdin(Stdio::from(File::open(&path)?));
    if finder == Finder::Book {
        command.arg("--book");
    }
    let (status, text) = run_to_end(command, ANSWER_TIME_MAX)?;
    ensure!(status.success(), "the example `{EXAMPLE}` ended with {status}");
    let answers = text.lines().map(items).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(answers.len() == queries.len(), "{} answers to {} queries", answers.len(), queries.len());
    Ok(answers)
}

fn items(line: &str) -> anyhow::Result<Vec<String>> {
    line.split(' ').filter(|text| !text.is_empty()).map(set::item).collect()
}

/// Which of charfinder's two searches answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finder {
    /// The ranked one.
    Ranked,
    /// The one of the first edition: whole words of names, in the order of code points.
    Book,
}

const EXAMPLE: &str = "rank";
/// How long all queries together may take; in a debug build it is seconds.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_answers_is_read() {
        assert_eq!(items("U+2192 U+1F1EB+U+1F1F7").unwrap(), ["→", "🇫🇷"]);
        assert_eq!(items("").unwrap(), Vec::<String>::new());
        assert!(items("arrow").is_err());
    }
}
