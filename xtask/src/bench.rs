//! The task `bench`: builds what is measured, measures it, and gates nothing.
//!
//! The measuring itself is the package `bench`. Everything is built in one call of Cargo, so that the programs compared
//! share their dependencies to the bit.

use std::path::Path;

use anyhow::bail;

use crate::command::{self, cargo, timed};
use crate::root;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let is_quick = match args {
        [] => false,
        [flag] if flag == "--quick" => true,
        _ => bail!("takes `--quick` or nothing, but got `{}`", args.join(" ")),
    };
    timed("build", || command::run(cargo(BUILD)))?;
    timed("servers and start-up", || {
        let flags: &[&str] = if is_quick { &["--quick"] } else { &[] };
        command::run(cargo(
            &[&["run", "--locked", "--quiet", "--release", "-p", "bench", "--bin", "bench", "--"], flags]
                .concat(),
        ))
    })?;
    if root().join(LIBRARY_BENCH).is_file() {
        timed("library", || command::run(cargo(&["bench", "--locked", "--quiet", "-p", "charfinder"])))?;
    } else {
        println!("library: not measured, there is no {}", Path::new(LIBRARY_BENCH).display());
    }
    Ok(())
}

const BUILD: &[&str] = &[
    "build",
    "--locked",
    "--quiet",
    "--release",
    "-p",
    "charfinder",
    "-p",
    "ostler",
    "-p",
    "bench",
    "--bins",
    "--example",
    "line_echo",
];
const LIBRARY_BENCH: &str = "crates/charfinder/benches/find.rs";
