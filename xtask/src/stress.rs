//! The task `stress`: what takes too long, or measures memory, to stand among the tests.
//!
//! Ten thousand connections on threads and as many in processes; 16 MiB and a thousand connections through every
//! combination of transport, style and model; a thousand races of two starters over one Unix path.

use crate::command::{self, cargo, timed};

pub(crate) fn run() -> anyhow::Result<()> {
    for (name, arguments) in PARTS {
        timed(name, || {
            // The same selection as in `cargo test --workspace`, so that nothing is built twice.
            let selection = ["test", "--locked", "--quiet", "--workspace", "--test", "it", "--", "--ignored"];
            command::run(cargo(&[&selection[..], arguments].concat()))
        })?;
    }
    Ok(())
}

/// What is run, and how: memory is measured with nothing beside it.
const PARTS: &[(&str, &[&str])] = &[
    ("ten thousand connections", &["--test-threads=1", "stress::"]),
    ("long runs of every cell", &["cells::long::"]),
    ("a thousand races", &["unix_race::"]),
];
