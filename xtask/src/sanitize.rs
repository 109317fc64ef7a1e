//! The task `sanitize`: the tests of `ostler`, which holds all `unsafe` of the workspace, under AddressSanitizer with its leak
//! detection.
//!
//! The suite runs itself again in other processes and forks children; all of them are watched, and a leak in a server under
//! test fails its test. Nothing is suppressed. The compiler is the stable one, told to accept an unstable flag, so the standard
//! library is not instrumented. That costs AddressSanitizer little: allocations are watched whoever makes them. What is not run:
//!
//! * ThreadSanitizer. Without an instrumented standard library it takes the fences of `Arc`, channels and thread joins for absent: a
//!   thousand false reports for two modules. It also starts a thread, and a process with threads cannot fork.
//! * Miri. It is a component of nightly toolchains alone, and knows neither `fork` nor shared mappings.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::command::{self, cargo, timed};

pub(crate) fn run() -> anyhow::Result<()> {
    let host = host()?;
    if !HOSTS.contains(&host.as_str()) {
        println!("sanitizers: not run, because {host} is none of {}", HOSTS.join(", "));
        return Ok(());
    }
    timed("build for AddressSanitizer", || command::run(tests(&host, &["--no-run"])))?;
    timed("AddressSanitizer, with leaks", || command::run_within(tests(&host, &[]), TESTS_TIME_MAX))?;
    println!(
        "sanitizers: AddressSanitizer and LeakSanitizer ran over ostler's unit tests and its suite `it`"
    );
    println!("sanitizers: not run are ThreadSanitizer and Miri, for the reasons in xtask/src/sanitize.rs");
    Ok(())
}

/// The tests, in a target folder of their own: other flags would rebuild everything there.
fn tests(host: &str, more: &[&str]) -> Command {
    let mut command = cargo(&["test", "--locked", "--quiet", "-p", "ostler", "--lib", "--test", "it"]);
    // With a target the flags are for that alone, and not for build scripts and macros.
    command.args(["--target", host, "--target-dir", "target/sanitize"]).args(more);
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    // Some tests want a panic; with symbols, each would take seconds to print.
    command.env("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1").env("RUST_BACKTRACE", "0");
    command
}

/// The target that this machine is.
fn host() -> anyhow::Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("cannot ask rustc for its host")?;
    let text = String::from_utf8(output.stdout)?;
    let Some(host) = text.lines().find_map(|line| line.strip_prefix("host: ")) else {
        bail!("rustc names no host: {text:?}");
    };
    Ok(host.to_owned())
}

/// Where Rust has AddressSanitizer and the model of processes is there.
const HOSTS: &[&str] = &["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

/// They take a little more than a minute on two cores.
const TESTS_TIME_MAX: Duration = Duration::from_secs(240);
