//! The task `agreement`: what charfinder tells of every code point is what other implementations of the standard tell.
//!
//! The example `dump_descriptions` prints the descriptions, `conformance/charfinder/agreement.py` compares them with `unicodedata2`, ICU
//! and the files of Unicode, and a test asks the HTTP service for each page and each answer. All code points take an optimized
//! build; the sample, for the CI, takes the debug build of the tests, whose own sample of pages `cargo test` has asked for.

use std::fs::{self, File};
use std::process::Command;

use anyhow::{Context, bail};

use crate::command::{self, cargo, timed};
use crate::root;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let (is_sample, writes) = match args {
        [] => (false, false),
        [arg] if arg == SAMPLE => (true, false),
        [arg] if arg == WRITE => (false, true),
        _ => bail!("takes {SAMPLE} or {WRITE}, but `{}` was given", args.join(" ")),
    };
    let folder = root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    timed("descriptions", || {
        let profile: &[&str] = if is_sample { &[] } else { &["--release"] };
        let options: &[&str] = if is_sample { &["--", SAMPLE] } else { &[] };
        let mut dump = cargo(&[&["run", "--locked", "--quiet"], profile, DUMP, options].concat());
        let path = folder.join(DUMP_FILE);
        dump.stdout(File::create(&path).with_context(|| format!("cannot create {}", path.display()))?);
        command::run(dump)
    })?;
    timed("comparison", || {
        let mut compare = Command::new("python3");
        compare.arg(SCRIPT).arg("--packages").arg(&folder).arg("--dump").arg(folder.join(DUMP_FILE));
        compare.args(is_sample.then_some(SAMPLE)).args(writes.then_some(WRITE)).current_dir(root());
        command::run(compare)
    })?;
    if !is_sample {
        timed("pages and answers", || command::run(cargo(WALK)))?;
    }
    Ok(())
}

/// Takes one code point in 61, and no files of Unicode, which need npm.
pub(crate) const SAMPLE: &str = "--sample";

/// Writes what the script says to `conformance/charfinder/agreement.md`.
const WRITE: &str = "--write";

/// Packages of Python and Unicode go here as well; the script fetches them once.
const FOLDER: &str = "target/agreement";
const DUMP_FILE: &str = "descriptions.txt";
const DUMP: &[&str] = &["-p", "charfinder", "--example", "dump_descriptions"];
const SCRIPT: &str = "conformance/charfinder/agreement.py";
const WALK: &[&str] = &[
    "test",
    "--locked",
    "--release",
    "-p",
    "charfinder",
    "--lib",
    "--",
    "--ignored",
    "every_page_and_every_answer_tells_what_its_description_says",
];
