//! Holds the dependencies to `deny.toml`: licences, double versions and sources always, advisories where they can be had.
//!
//! The advisory database is a Git repository. Without a way to it that check is left out and said to be; a stale copy
//! would look like an all-clear.

use std::process::{Command, Stdio};

use anyhow::bail;

use crate::command::{self, cargo};

pub(crate) fn run() -> anyhow::Result<()> {
    if !is_installed() {
        bail!("cargo-deny is not installed: `cargo install --locked cargo-deny` (some minutes, once)");
    }
    command::run(cargo(&[
        "deny",
        "--locked",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))?;
    if !fetch_advisories() {
        println!("advisories: NOT checked, the advisory database cannot be fetched from here");
        return Ok(());
    }
    command::run(cargo(&["deny", "--locked", "check", "advisories"]))
}

fn is_installed() -> bool {
    is_success(cargo(&["deny", "--version"]))
}

fn fetch_advisories() -> bool {
    let mut fetch = cargo(&["deny", "fetch", "db"]);
    // A Git that asks for a password would wait for ever.
    fetch.env("GIT_TERMINAL_PROMPT", "0").env("CARGO_NET_GIT_FETCH_WITH_CLI", "true");
    is_success(fetch)
}

fn is_success(mut command: Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
