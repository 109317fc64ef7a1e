//! Other finders, asked the same queries: each as somebody uses it in a shell, the query being one argument.
//!
//! Their results count in the order they are printed. A peer that fails, or takes longer than [`QUERY_TIME_MAX`], has not
//! found anything: that it is slow or falls over a query is its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use xtask::process::{run_client, run_to_end};

use super::score::RESULTS;
use super::set;
use crate::command::{self, cargo};
use crate::root;

/// A program that is compared with charfinder.
pub(super) struct Peer {
    /// What it is called in the report, with its version.
    pub(super) name: String,
    program: PathBuf,
    /// What it is given before the query.
    arguments: &'static [&'static str],
}

impl Peer {
    /// All peers, installed and ready.
    ///
    /// # Errors
    /// One is missing, or does not even find a star.
    pub(super) fn all() -> anyhow::Result<Vec<Self>> {
        let peers = vec![debian_unicode()?, chars()?];
        for peer in &peers {
            ensure!(!peer.ask("star").is_empty(), "{} does not answer", peer.name);
        }
        Ok(peers)
    }

    /// The results of `query`, best first.
    pub(super) fn ask(&self, query: &str) -> Vec<String> {
        let mut command = Command::new(&self.program);
        command.args(self.arguments).arg(query).env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::null()).stderr(Stdio::null());
        // The exit status says whether something was found, for those that have one.
        let printed = run_to_end(command, QUERY_TIME_MAX).map(|(_status, text)| text).unwrap_or_default();
        results(&printed)
    }
}

/// The code points that lines begin with.
fn results(printed: &str) -> Vec<String> {
    let code_point = |line: &str| {
        let word = line.split([' ', ',']).next().filter(|word| word.starts_with("U+"))?;
        // A surrogate is not a character, so it is no result that anybody could have meant.
        Some(set::item(word).unwrap_or_default())
    };
    printed.lines().filter_map(code_point).take(RESULTS).collect()
}

/// The command `unicode` of Debian's package of that name.
fn debian_unicode() -> anyhow::Result<Peer> {
    let version = |package: &str| {
        let mut query = Command::new("dpkg-query");
        query.args(["--show", "--showformat=${Version}", package]).stderr(Stdio::null());
        run_client(query, VERSION_TIME_MAX)
            .with_context(|| format!("Debian's package `{package}` is needed: apt-get install unicode"))
    };
    let name = format!("Debian `unicode` {} with Unicode {}", version("unicode")?, version("unicode-data")?);
    Ok(Peer { name, program: "unicode".into(), arguments: UNICODE_ARGUMENTS })
}

/// The command of the crate `chars`, installed below `target/` when it is not there yet.
fn chars() -> anyhow::Result<Peer> {
    let folder = root().join("target/peers");
    let program = folder.join("bin/chars");
    if !program.is_file() {
        let mut install =
            cargo(&["install", "chars", "--version", CHARS_VERSION, "--locked", "--debug", "--quiet"]);
        install.arg("--root").arg(&folder);
        command::run(install)?;
    }
    Ok(Peer { name: format!("`chars` {CHARS_VERSION}"), program, arguments: &[] })
}

/// One result on a line, as many as are looked at; the query is what follows `--`.
const UNICODE_ARGUMENTS: &[&str] = &["--max", "10", "--color", "off", "--format", "U+{ordc:04X}\\n", "--"];
const CHARS_VERSION: &str = "0.7.0";
/// How long a peer may take for one query; most take a tenth of a second.
const QUERY_TIME_MAX: Duration = Duration::from_secs(10);
const VERSION_TIME_MAX: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_the_code_points_that_lines_begin_with() {
        let chars = "U+0001F44D, &#128077; 0x0001F44D\nWidth: 2, prints as 👍\n\nU+2665, &#9829;\n";
        assert_eq!(results(chars), ["👍", "♥"]);
        assert_eq!(results("U+2192\nU+D800\n\u{FFFD}\nnothing\n"), ["→", ""]);
        assert_eq!(results(&"U+2192\n".repeat(RESULTS + 1)).len(), RESULTS);
    }
}
