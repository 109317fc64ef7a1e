//! The task `fuzz`: texts that nobody would type, through everything of charfinder that reads what people type, for as long as
//! one likes.
//!
//! The suite `fuzz` of charfinder does the work, and says what it does; `cargo test` runs it for seconds, from a fixed seed. Here each
//! target goes on from a seed of its own, which is printed, and with which a failure is replayed: `SEED=… CASE=… cargo test …`.

use anyhow::{Context, bail};

use crate::command::{self, cargo};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let seconds: u32 = match args {
        [] => SECONDS_DEFAULT,
        [seconds] => seconds.parse().with_context(|| format!("`{seconds}` is no number of seconds"))?,
        _ => bail!("takes a number of seconds, but `{}` was given", args.join(" ")),
    };
    // The same selection as in `cargo test --workspace`, so that nothing is built twice.
    let mut fuzz =
        cargo(&["test", "--locked", "--quiet", "--workspace", "--test", "fuzz", "--", "--nocapture"]);
    fuzz.env("FUZZ_SECONDS", seconds.to_string());
    command::run(fuzz)
}

/// How long each target is fuzzed; they run side by side, as many as there are processors.
const SECONDS_DEFAULT: u32 = 60;
