//! The task `ci`: what must hold before a commit is pushed, besides the tests.
//!
//! Cheap steps come first. The debug build of the tests is reused where Cargo allows it: the examples are those that
//! `cargo test --workspace` has built, and no step but the last sets compiler flags, which rebuild every dependency.

use crate::command::{self, cargo, timed};
use crate::{
    agreement, browser, conformance, deny, examples, interop, relevance, run_tidy, sanitize, stress,
};

pub(crate) fn run() -> anyhow::Result<()> {
    timed("format", || command::run(cargo(&["fmt", "--all", "--check"])))?;
    timed("tidy", run_tidy)?;
    for (name, selection) in CLIPPY {
        timed(name, || {
            let head = ["clippy", "--locked", "--quiet"];
            command::run(cargo(&[&head, *selection, &["--", "-D", "warnings"]].concat()))
        })?;
    }
    timed("documentation", || {
        let mut doc =
            cargo(&["doc", "--locked", "--quiet", "--workspace", "--no-deps", "--document-private-items"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        command::run(doc)
    })?;
    timed("conformance", || conformance::run(&[conformance::NAMES_ONLY.to_owned()]))?;
    timed("relevance", || relevance::run(&["--check".to_owned()]))?;
    timed("agreement", || agreement::run(&[agreement::SAMPLE.to_owned()]))?;
    timed("examples", examples::run)?;
    timed("interop", interop::run)?;
    timed("browser", || browser::run(&[]))?;
    timed("stress", stress::run)?;
    timed("dependencies", deny::run)?;
    timed("sanitize", sanitize::run)
}

/// The workspace as developers build it, then what only some users get: a warning may stand behind a feature, and a crate
/// may lean on a feature that its neighbour asked for.
const CLIPPY: &[(&str, &[&str])] = &[
    ("clippy", &["--workspace", "--all-targets"]),
    ("clippy of ostler without features", &["-p", "ostler", "--no-default-features"]),
    ("clippy of ostler-core alone", &["-p", "ostler-core", "--all-targets"]),
];
