//! Runs commands one after the other: each is named, timed, and stops the task when it fails.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// A `cargo` command in the root of the repository, run by the same cargo that runs this.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(crate::root());
    command
}

/// Runs `step` under its `name` and prints what it took.
pub(crate) fn timed(name: &str, step: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    println!("==> {name}");
    let start = Instant::now();
    step().with_context(|| format!("step `{name}`"))?;
    println!("==> {name}: ok, {}", seconds(start.elapsed()));
    Ok(())
}

/// Runs `command` to its end, its output going to ours.
pub(crate) fn run(mut command: Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(&command)))?;
    if !status.success() {
        bail!("{} failed: {status}", shown(&command));
    }
    Ok(())
}

/// The command as one would type it, its surroundings left out.
pub(crate) fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let words = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    format!("`{}`", std::iter::once(program).chain(words).collect::<Vec<_>>().join(" "))
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
