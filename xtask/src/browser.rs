//! The task `browser`: charfinder in a real browser, as `crates/charfinder/tests/browser` says.
//!
//! The tests are Node's own, the browser is the system's Chromium; where one is missing and we may, Debian's packages are installed.
//! The server is a debug build on a port of its own, started for the tests and stopped after them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use xtask::process::{ServerProcess, run_client};

use crate::command::{self, cargo};
use crate::root;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let chromium = prepare()?;
    let (server, site) = serve()?;
    let mut node = node(&site, &chromium);
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    if args.is_empty() {
        node.args(test_files()?);
    } else {
        node.args(args);
    }
    command::run_within(node, TESTS_TIME_MAX)?;
    server.stop()
}

/// Installs what the tests need and builds what they test; where the browser is.
pub(crate) fn prepare() -> anyhow::Result<PathBuf> {
    let chromium = chromium()?;
    ensure_node()?;
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder());
    command::run_within(install, INSTALL_TIME_MAX)?;
    command::run(cargo(&["build", "--locked", "--quiet", "-p", "charfinder"]))?;
    Ok(chromium)
}

/// Starts charfinder on a free port; the server, and its address without a slash at the end.
pub(crate) fn serve() -> anyhow::Result<(ServerProcess, String)> {
    let mut charfinder = program()?;
    charfinder.args(["serve", "--quiet", "--http", "127.0.0.1:0"]);
    let mut server = ServerProcess::spawn(charfinder)?;
    let site = server.wait_line(START_TIME_MAX, |line| {
        let (_, rest) = line.split_once("Serving on ")?;
        rest.split_once("/ ").map(|(site, _)| site.to_owned())
    })?;
    Ok((server, site))
}

/// The charfinder that [`prepare`] built.
pub(crate) fn program() -> anyhow::Result<Command> {
    // This very program stands in the folder that Cargo builds into.
    Ok(Command::new(env::current_exe()?.with_file_name("charfinder")))
}

/// Node in the folder of the tests, told where the site and the browser are.
pub(crate) fn node(site: &str, chromium: &Path) -> Command {
    let mut node = Command::new("node");
    node.current_dir(folder()).env("CHARFINDER_SITE", site).env("CHROMIUM", chromium);
    node
}

/// Installs Debian's `packages` where we may, else says that they are missing.
pub(crate) fn install(packages: &[&str]) -> anyhow::Result<()> {
    let names = packages.join(" ");
    if !rustix::process::geteuid().is_root() || find("apt-get").is_none() {
        bail!("needed here: {names} (Debian's names; they are installed for root where there is apt-get)");
    }
    println!("installing {names}");
    let mut update = Command::new("apt-get");
    update.args(["update", "--quiet", "--quiet"]);
    command::run_within(update, INSTALL_TIME_MAX)?;
    let mut install = Command::new("apt-get");
    install.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    command::run_within(install, INSTALL_TIME_MAX)
}

/// A program of the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn chromium() -> anyhow::Result<PathBuf> {
    let found = || BROWSERS.iter().find_map(|name| find(name));
    if let Some(chromium) = found() {
        return Ok(chromium);
    }
    install(&["chromium"])?;
    found().context("Debian's package chromium has no program of that name")
}

fn ensure_node() -> anyhow::Result<()> {
    if find("node").is_none() || find("npm").is_none() {
        install(&["nodejs", "npm"])?;
    }
    let mut version = Command::new("node");
    version.arg("--version");
    let version = run_client(version, START_TIME_MAX)?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    ensure!(major.is_some_and(|major: u32| major >= NODE_MIN), "node {version} is older than {NODE_MIN}");
    Ok(())
}

fn folder() -> PathBuf {
    root().join(FOLDER)
}

/// The tests, by name.
fn test_files() -> anyhow::Result<Vec<String>> {
    let entries = folder().read_dir().with_context(|| format!("cannot read {FOLDER}"))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect::<anyhow::Result<_>>()?;
    names.retain(|name| name.ends_with(".test.js"));
    names.sort();
    ensure!(!names.is_empty(), "{FOLDER} has no tests");
    Ok(names)
}

const FOLDER: &str = "crates/charfinder/tests/browser";
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// The driver of the browser needs this version of Node.
const NODE_MIN: u32 = 20;
const START_TIME_MAX: Duration = Duration::from_secs(20);
/// How long one installation may take on a slow line.
const INSTALL_TIME_MAX: Duration = Duration::from_secs(600);
/// How long all tests may take together, on a busy machine.
const TESTS_TIME_MAX: Duration = Duration::from_secs(900);
