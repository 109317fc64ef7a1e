//! The conformance suite: every legal combination of transport, style and model keeps the same promises.
//!
//! Each cell runs in a process of its own, this binary with a role: forking children needs a process without threads, and
//! what is left behind can be counted there. The process prints its address and a line for each promise kept.

mod checks;
mod client;
mod conversation;
mod holdings;
mod protocol;
mod subject;

use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};

use self::checks::CHECKS;
pub(crate) use self::holdings::children_of;
use self::subject::Subject;
use crate::role;

/// A test for each cell, and one that prints how many there are.
pub(crate) fn trials() -> Vec<Trial> {
    let subjects = Subject::all();
    let count = subjects.len();
    let mut trials: Vec<Trial> = subjects
        .into_iter()
        .map(|subject| Trial::test(format!("cells::{subject}"), move || run_apart(&subject, false)))
        .collect();
    trials.extend(Subject::all().into_iter().map(|subject| {
        // 16 MiB and a thousand connections each: `cargo xtask ci` runs them.
        Trial::test(format!("cells::long::{subject}"), move || run_apart(&subject, true))
            .with_ignored_flag(true)
    }));
    trials.push(Trial::test("cells::count", move || {
        println!("{count} legal cells of connections");
        Ok(())
    }));
    trials
}

/// Runs a cell in a process of its own and looks at what it prints.
fn run_apart(subject: &Subject, is_long: bool) -> Result<(), Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    let length = if is_long { "long" } else { "short" };
    command.env(role::VARIABLE, format!("cell {length} {subject}")).stdin(Stdio::null());
    let output = command.env("RUST_BACKTRACE", "0").output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{}\n{printed}{complaints}", output.status).into());
    }
    let address = printed.lines().find_map(|line| line.strip_prefix("listening on "));
    let is_there = address.is_some_and(|address| address.starts_with(subject.transport.scheme()));
    let expected = CHECKS.iter().filter(|check| check.is_for(subject, is_long)).count();
    let kept = printed.lines().filter(|line| line.starts_with("kept ")).count();
    if !is_there || kept != expected {
        return Err(format!("{kept} of {expected} promises kept\n{printed}{complaints}").into());
    }
    Ok(())
}

/// The role: one cell, named like its test.
pub(crate) fn serve(words: &str) {
    let (length, name) = words.split_once(' ').expect("a length and a cell");
    let is_long = length == "long";
    let subject = Subject::all().into_iter().find(|subject| subject.to_string() == name);
    let subject = subject.expect("a cell that there is");
    for check in CHECKS.iter().filter(|check| check.is_for(&subject, is_long)) {
        (check.run)(&subject, is_long);
        println!("kept {}", check.name);
    }
}
