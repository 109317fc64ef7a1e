//! The conformance suite: every legal combination of transport, style and model keeps the same promises.
//!
//! Each cell runs in a process of its own, this binary with a role: forking children needs a process without threads, and
//! what is left behind can be counted there. The process prints its address and a line for each promise kept.

mod checks;
mod client;
mod conversation;
mod datagram_checks;
mod datagrams;
mod holdings;
mod protocol;
mod subject;

use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};

use self::checks::{CHECKS, Check};
use self::datagram_checks::DATAGRAM_CHECKS;
pub(crate) use self::holdings::children_of;
use self::subject::{INHERITED, INHERITED_NAME, Subject, Transport};
use crate::role;

/// A test for each cell, and one that prints how many there are.
pub(crate) fn trials() -> Vec<Trial> {
    let subjects = Subject::all();
    let count = subjects.len();
    let mut trials: Vec<Trial> = subjects
        .into_iter()
        .map(|subject| Trial::test(format!("cells::{subject}"), move || run_apart(&subject, false)))
        .collect();
    let long = Subject::all().into_iter().filter(|subject| checks_of(subject, true).next().is_some());
    trials.extend(long.map(|subject| {
        // 16 MiB and a thousand connections each: `cargo xtask ci` runs them.
        Trial::test(format!("cells::long::{subject}"), move || run_apart(&subject, true))
            .with_ignored_flag(true)
    }));
    trials.push(Trial::test("cells::count", move || {
        println!("{count} legal cells");
        Ok(())
    }));
    trials
}

/// The promises of a cell.
fn checks_of(subject: &Subject, is_long: bool) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().chain(DATAGRAM_CHECKS).filter(move |check| check.is_for(subject, is_long))
}

/// Runs a cell in a process of its own and looks at what it prints.
fn run_apart(subject: &Subject, is_long: bool) -> Result<(), Failed> {
    // The shell moves an inherited socket from where the system has put it to where it is wanted.
    let (stdin, preparation) = match subject.transport {
        Transport::Inherited { by_name, is_datagram } => {
            let name = format!("export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES={INHERITED_NAME}; ");
            let name = if by_name { &name } else { "" };
            let moved = format!("{name}exec {INHERITED}<&0 </dev/null; exec \"$0\"");
            (inherited_socket(is_datagram)?.into(), moved)
        }
        _ => (Stdio::null(), "exec \"$0\"".to_owned()),
    };
    let length = if is_long { "long" } else { "short" };
    let mut command = Command::new("sh");
    command.args(["-c", &preparation]).arg(std::env::current_exe()?).stdin(stdin);
    command.env(role::VARIABLE, format!("cell {length} {subject}")).env("RUST_BACKTRACE", "0");
    let output = command.output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{}\n{printed}{complaints}", output.status).into());
    }
    let address = printed.lines().find_map(|line| line.strip_prefix("listening on "));
    let is_there = address.is_some_and(|address| address.starts_with(subject.transport.scheme()));
    let expected = checks_of(subject, is_long).count();
    let kept = printed.lines().filter(|line| line.starts_with("kept ")).count();
    if !is_there || kept != expected || expected == 0 {
        return Err(format!("{kept} of {expected} promises kept\n{printed}{complaints}").into());
    }
    Ok(())
}

fn inherited_socket(is_datagram: bool) -> std::io::Result<OwnedFd> {
    Ok(if is_datagram {
        std::net::UdpSocket::bind("127.0.0.1:0")?.into()
    } else {
        std::net::TcpListener::bind("127.0.0.1:0")?.into()
    })
}

/// The role: one cell, named like its test.
pub(crate) fn serve(words: &str) {
    let (length, name) = words.split_once(' ').expect("a length and a cell");
    let is_long = length == "long";
    let subject = Subject::all().into_iter().find(|subject| subject.to_string() == name);
    let subject = subject.expect("a cell that there is");
    for check in checks_of(&subject, is_long) {
        (check.run)(&subject, is_long);
        println!("kept {}", check.name);
    }
}
