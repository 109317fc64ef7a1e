//! The task `bench find`: what the finder costs beside what it aims at, written to `bench/FIND.md`, with the size of the program.

use std::fmt::Write;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use crate::bench::programs;
use crate::command::{self, cargo, timed};
use crate::root;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let mut sizes = String::new();
    timed("sizes", || {
        for (features, aim) in FEATURES {
            sizes.push_str(&size(features, aim)?);
        }
        Ok(())
    })?;
    timed("build", || {
        let mut build = cargo(BUILD);
        build.args(["-p", "bench", "--bin", "charfinder", "--bin", "bench"]);
        command::run(build)
    })?;
    let mut bench = Command::new(programs(PROFILE)?.join("bench"));
    bench.args(args).stdout(Stdio::piped());
    let mut report = String::new();
    timed("the finder", || {
        let output = bench.output().context("cannot start the benchmark")?;
        ensure!(output.status.success(), "the benchmark failed: {}", output.status);
        report = String::from_utf8(output.stdout).context("the report is text")?;
        Ok(())
    })?;
    writeln!(report, "\n## The program\n\n| features | aim | bytes |\n| --- | ---: | ---: |\n{sizes}")?;
    let report = format!("{}\n", report.trim_end());
    print!("{report}");
    let path = root().join(FILE);
    fs::write(&path, report).with_context(|| format!("cannot write {}", path.display()))
}

/// The row of a build with these features.
fn size(features: &str, aim: &str) -> anyhow::Result<String> {
    let mut build = cargo(BUILD);
    build.args(["--no-default-features", "--bin", "charfinder", "--features", features]);
    command::run(build)?;
    let path = programs(PROFILE)?.join("charfinder");
    let bytes = fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?.len();
    let features = if features.is_empty() { "none".to_owned() } else { format!("`{features}`") };
    Ok(format!("| {features} | {aim} | {:.2} MB |\n", bytes as f64 / 1e6))
}

/// The sets of features with the size that is aimed at; the default last, so that it is what stays.
const FEATURES: [(&str, &str); 4] =
    [("", "5 MB"), ("unihan", ""), ("languages", ""), ("languages unihan", "20 MB")];
const BUILD: &[&str] = &["build", "--locked", "--quiet", "--profile", PROFILE, "-p", "charfinder"];
/// The profile of Cargo, which its folder is named after.
const PROFILE: &str = "dist";
const FILE: &str = "bench/FIND.md";
