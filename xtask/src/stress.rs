//! The task `stress`: ten thousand connections under each model that makes something for each of them. It takes seconds, but
//! measures memory, so it runs alone and not among the tests.

use crate::command::{self, cargo};

pub(crate) fn run() -> anyhow::Result<()> {
    // The same selection as in `cargo test --workspace`, so that nothing is built twice.
    let selection = ["test", "--locked", "--quiet", "--workspace", "--test", "it"];
    command::run(cargo(&[&selection[..], &["--", "--ignored", "--test-threads=1", "stress::"]].concat()))
}
