//! The task `bench`: builds what is measured, measures it, and gates nothing.
//!
//! The measuring itself is the package `bench`: charfinder and the framework's line echo, or with `cells` what each cell of
//! the framework costs beside a server by hand. Everything is built in one call of Cargo, so that the programs compared
//! share their dependencies to the bit.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::command::{self, cargo, timed};
use crate::{bench_find, root};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let wants_cells = match args {
        [] => false,
        [flag] if flag == "--quick" => false,
        [first, ..] if first == "find" => return bench_find::run(args),
        [first, ..] if first == "cells" => true,
        _ => {
            bail!("takes `cells [WORD]` or `find`, `--quick`, both or nothing, but got `{}`", args.join(" "))
        }
    };
    timed("build", || command::run(cargo(BUILD)))?;
    timed(if wants_cells { "cells" } else { "servers and start-up" }, || {
        // Started by itself: `cargo run` would choose the features of one package, and build everything once more.
        let mut bench = Command::new(programs("release")?.join("bench"));
        bench.args(args);
        command::run(bench)
    })?;
    if wants_cells {
        return Ok(());
    }
    if root().join(LIBRARY_BENCH).is_file() {
        timed("library", || {
            command::run(cargo(&["bench", "--locked", "--quiet", "-p", "charfinder", "--bench", "find"]))
        })?;
    } else {
        println!("library: not measured, there is no {}", LIBRARY_BENCH);
    }
    Ok(())
}

/// The folder of the build of a profile: this very program stands in that of the debug build beside it.
pub(crate) fn programs(profile: &str) -> anyhow::Result<PathBuf> {
    let program = env::current_exe()?;
    let target =
        program.parent().and_then(Path::parent).context("this program stands in no folder of Cargo's")?;
    Ok(target.join(profile))
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
