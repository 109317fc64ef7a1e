//! The test programs that hold proofs: built as `cargo test --workspace` builds them, listed and run one by one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::command::{self, cargo};

/// A test program.
#[derive(Debug)]
pub(super) struct Suite {
    /// The crate, and the test target where there are several.
    pub(super) name: String,
    program: PathBuf,
    /// Where Cargo would run it.
    folder: PathBuf,
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is there, and was not run.
    Listed,
    Ok,
    Failed,
    Ignored,
}

impl Outcome {
    pub(super) fn word(self) -> &'static str {
        match self {
            Outcome::Listed => "listed",
            Outcome::Ok => "ok",
            Outcome::Failed => "FAILED",
            Outcome::Ignored => "ignored",
        }
    }
}

/// Builds what may hold proofs. The same selection as in `cargo test --workspace`, so that nothing is built twice.
pub(super) fn build() -> anyhow::Result<Vec<Suite>> {
    let mut build =
        cargo(&["test", "--locked", "--quiet", "--workspace", "--no-run", "--message-format=json"]);
    let output = build.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(output.status.success(), "{} failed: {}", command::shown(&build), output.status);
    let messages = std::str::from_utf8(&output.stdout).context("what cargo tells is not text")?;
    let suites: Vec<Suite> = messages.lines().filter_map(suite_of).collect();
    for (package, target) in SUITES {
        let name = format!("{package} {target}");
        ensure!(suites.iter().any(|suite| suite.name == name), "there are no tests {name}");
    }
    Ok(suites)
}

/// The suite that a message of cargo tells of, if it is one that we want.
fn suite_of(message: &str) -> Option<Suite> {
    let message: Value = serde_json::from_str(message).ok()?;
    let program = message["executable"].as_str()?;
    let is_test = message["profile"]["test"].as_bool()?;
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
    let kind = message["target"]["kind"][0].as_str()?;
    let target = if kind == "lib" { "lib" } else { message["target"]["name"].as_str()? };
    let package = folder.file_name()?.to_str()?;
    let is_wanted = is_test && SUITES.contains(&(package, target));
    is_wanted.then(|| Suite {
        name: format!("{package} {target}"),
        program: program.into(),
        folder: folder.to_owned(),
    })
}

impl Suite {
    /// The tests there are, by name.
    pub(super) fn list(&self) -> anyhow::Result<BTreeMap<String, Outcome>> {
        let names = |args: &[&str]| -> anyhow::Result<Vec<String>> { Ok(listed_names(&self.output(args)?)) };
        let mut tests: BTreeMap<String, Outcome> =
            names(&["--list"])?.into_iter().map(|name| (name, Outcome::Listed)).collect();
        for name in names(&["--list", "--ignored"])? {
            tests.insert(name, Outcome::Ignored);
        }
        Ok(tests)
    }

    /// Runs all that are not ignored. A suite that fails says so by its tests.
    pub(super) fn run(&self) -> anyhow::Result<BTreeMap<String, Outcome>> {
        // Its cells prove no row and take most of its time; unit tests have none.
        let text = self.output(&["--skip", "cells::"])?;
        if let Some(place) = text.find("\nfailures:\n") {
            println!("{}", &text[place..]);
        }
        Ok(text.lines().filter_map(result_of).collect())
    }

    fn output(&self, args: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        command.args(args).current_dir(&self.folder).stderr(Stdio::inherit());
        let output = command.output().with_context(|| format!("cannot start the tests of {}", self.name))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn listed_names(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

/// A line such as `test framing::tests::frames_end ... ok`.
fn result_of(line: &str) -> Option<(String, Outcome)> {
    let (name, result) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    let name = name.trim_end().trim_end_matches(" - should panic");
    let outcome = match result.split(',').next()?.trim() {
        "ok" => Outcome::Ok,
        "FAILED" | "failed" => Outcome::Failed,
        "ignored" => Outcome::Ignored,
        _ => return None,
    };
    Some((name.to_owned(), outcome))
}

/// The crates and targets whose tests may prove rows.
const SUITES: &[(&str, &str)] = &[("ostler-core", "lib"), ("ostler", "lib"), ("ostler", "it")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_both_harnesses() {
        let check = |line: &str, expected: Option<(&str, Outcome)>| {
            assert_eq!(result_of(line), expected.map(|(name, outcome)| (name.to_owned(), outcome)), "{line}");
        };
        check("test a::b ... ok", Some(("a::b", Outcome::Ok)));
        check("test a::b             ... ok", Some(("a::b", Outcome::Ok)));
        check("test a - should panic ... ok", Some(("a", Outcome::Ok)));
        check("test a::b ... FAILED", Some(("a::b", Outcome::Failed)));
        check("test a::b ... ignored", Some(("a::b", Outcome::Ignored)));
        check("test a::b ... ignored, takes long", Some(("a::b", Outcome::Ignored)));
        check("test result: ok. 3 passed; 0 failed", None);
        check("running 3 tests", None);
    }

    #[test]
    fn names_are_read_from_a_list() {
        let text = "a::b: test\nc: test\nd: benchmark\n\n2 tests, 1 benchmark\n";
        assert_eq!(listed_names(text), ["a::b", "c"]);
    }

    #[test]
    fn the_programs_with_proofs_are_found_among_cargos_messages() {
        let message = |package: &str, kind: &str, name: &str, test: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/x/{package}/Cargo.toml","target":{{"kind":["{kind}"],"name":"{name}"}},"profile":{{"test":{test}}},"executable":"/t/{name}"}}"#
            )
        };
        let found = |message: &str| suite_of(message).map(|suite| suite.name);
        assert_eq!(found(&message("ostler", "lib", "ostler", true)).as_deref(), Some("ostler lib"));
        assert_eq!(found(&message("ostler", "test", "it", true)).as_deref(), Some("ostler it"));
        assert_eq!(found(&message("charfinder", "test", "it", true)), None);
        assert_eq!(found(&message("ostler", "example", "client", false)), None);
        assert_eq!(found("not json"), None);
    }
}
