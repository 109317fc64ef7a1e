//! The examples that stand for the seeds' programs against the transcripts of the Python originals, on wire and console.
//!
//! A test for each session, which runs the example as a process of its own. `OSTLER_SEEDS_COMMAND_got_echo='python3
//! conformance/seeds/got_echo.py'` puts another program in the place of an example; a relative path counts from the root
//! of the repository. The format of the transcripts is described in `conformance/README.md`.

#![allow(clippy::unwrap_used, reason = "this is a test; clippy sees one only under the standard harness")]

mod peer;
mod program;
#[path = "../../examples/shared/python.rs"]
mod python;
mod session;
mod transcript;

use libtest_mimic::{Arguments, Trial};

use crate::program::Launch;
use crate::transcript::{Kind, Recorded};

/// Why a session did not go as recorded.
pub(crate) type Wrong = Box<dyn std::error::Error + Send + Sync>;

fn main() {
    let recorded = transcript::read();
    let mut trials = Vec::new();
    for Recorded { program, name, kind, steps } in recorded {
        let command = std::env::var(format!("{COMMAND_VARIABLE}_{program}")).ok();
        for (part, kind) in variants(kind, command.is_none()) {
            let launch = Launch::new(&program, command.as_deref());
            let steps = steps.clone();
            let name = format!("{program}::{part}{}", name_of_test(&name));
            trials.push(Trial::test(name, move || session::play(&launch, &kind, &steps).map_err(Into::into)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// A session of a server with models is one session for each of them. An example has models that the originals have not:
/// they serve as threads do.
fn variants(kind: Kind, is_example: bool) -> Vec<(String, Kind)> {
    let Kind::Server { models } = kind else { return vec![(String::new(), kind)] };
    if models.is_empty() {
        return vec![(String::new(), Kind::Server { models })];
    }
    let ours = if is_example && models.iter().any(|model| model == "threads") { OUR_MODELS } else { &[] };
    let all = models.into_iter().chain(ours.iter().copied().map(String::from));
    all.map(|model| (format!("{model}::"), Kind::Server { models: vec![model] })).collect()
}

/// `a line of 70,000 bytes` as `a_line_of_70_000_bytes`.
fn name_of_test(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

const COMMAND_VARIABLE: &str = "OSTLER_SEEDS_COMMAND";
const OUR_MODELS: &[&str] = &["tasks", "per-core"];
