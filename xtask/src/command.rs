//! Runs commands one after the other: each is named, timed, and stops the task when it fails.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use xtask::process::wait_exit;

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

/// As [`run`], and ends the command with all that it has started when it takes longer than `limit`.
pub(crate) fn run_within(mut command: Command, limit: Duration) -> anyhow::Result<()> {
    let mut child =
        command.process_group(0).spawn().with_context(|| format!("cannot start {}", shown(&command)))?;
    let pid = Pid::from_child(&child);
    let (sender, ended) = sync_channel(1);
    let watch = thread::spawn(move || {
        wait_exit(pid);
        // Nobody listens any more when the time was over.
        let _ = sender.send(());
    });
    let is_over = ended.recv_timeout(limit).is_err();
    if is_over {
        // The child is not reaped yet, so the number is still its group's.
        let _ended_just_now = kill_process_group(pid, Signal::KILL);
    }
    let _it_only_waits = watch.join();
    let status = child.wait()?;
    if is_over {
        bail!("{} still ran after {limit:?}", shown(&command));
    }
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
