//! Programs under test: a server, started as a process, watched through what it prints, stopped as an operator stops it;
//! and a client, which ends by itself.
//!
//! Nothing here waits without a deadline, and no process outlives its value or call: it is killed and reaped.
//! **Invariant**: the process is reaped only by [`ServerProcess`] itself, after its last signal, so that a signal can
//! never reach a stranger that was given the same number.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{io, thread};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

/// A running server and what it prints.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    lines: Receiver<String>,
    exited: Receiver<()>,
    threads: Vec<JoinHandle<()>>,
    recent: VecDeque<String>,
    is_reaped: bool,
}

impl ServerProcess {
    /// Starts `command` with nothing to read, and follows both of its outputs.
    ///
    /// # Errors
    /// The program cannot be started, or no thread can.
    pub fn spawn(mut command: Command) -> anyhow::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let (line_sender, lines) = sync_channel(UNREAD_LINES_MAX);
        let (exit_sender, exited) = sync_channel(1);
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        // From here on the child has an owner that ends it, whatever fails below.
        let mut process =
            Self { child, lines, exited, threads: Vec::new(), recent: VecDeque::new(), is_reaped: false };
        if let Some(output) = stdout {
            process.start_thread({
                let sender = line_sender.clone();
                move || forward_lines(output, &sender)
            })?;
        }
        if let Some(output) = stderr {
            process.start_thread(move || forward_lines(output, &line_sender))?;
        }
        let pid = process.pid();
        process.start_thread(move || {
            wait_exit(pid);
            // Nobody listens any more when the value is being dropped.
            let _ = exit_sender.send(());
        })?;
        Ok(process)
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first line printed from now on for which `pick` has an answer, within `limit`.
    ///
    /// # Errors
    /// The time is over, or the server ended; the message shows what it printed last.
    ///
    /// # Blocking
    /// At most for `limit`.
    pub fn wait_line<T>(
        &mut self,
        limit: Duration,
        mut pick: impl FnMut(&str) -> Option<T>,
    ) -> anyhow::Result<T> {
        let deadline = Instant::now() + limit;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let answer = pick(&line);
                    self.remember(line);
                    if let Some(answer) = answer {
                        return Ok(answer);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    bail!("not said within {limit:?}; last lines: {}", self.shown())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the server ended; last lines: {}", self.shown())
                }
            }
        }
    }

    /// Asks the server to stop by SIGTERM and waits for its end.
    ///
    /// # Errors
    /// It still runs after [`STOP_TIME_MAX`], and was killed; or it ended with a failure.
    ///
    /// # Blocking
    /// At most for [`STOP_TIME_MAX`].
    pub fn stop(mut self) -> anyhow::Result<()> {
        kill_process(self.pid(), Signal::TERM).context("cannot signal the server")?;
        if self.exited.recv_timeout(STOP_TIME_MAX).is_err() {
            bail!("the server still runs {STOP_TIME_MAX:?} after SIGTERM");
        }
        let status = self.reap()?;
        if !status.success() {
            bail!("the server ended with {status}; last lines: {}", self.shown());
        }
        Ok(())
    }

    fn start_thread(&mut self, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.threads.push(thread::Builder::new().spawn(body)?);
        Ok(())
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        self.is_reaped = true;
        let deadline = Instant::now() + OUTPUT_END_TIME_MAX;
        let has_ended = loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => self.remember(line),
                Err(end) => break end == RecvTimeoutError::Disconnected,
            }
        };
        // A process that the server left behind may hold its outputs open for ever; its reader is then left too.
        for thread in self.threads.drain(..).filter(|_| has_ended) {
            // The threads only forward; one that panicked has already said so on the terminal.
            let _ = thread.join();
        }
        Ok(status)
    }

    fn remember(&mut self, line: String) {
        if self.recent.len() == RECENT_LINES_MAX {
            self.recent.pop_front();
        }
        self.recent.push_back(line);
    }

    fn shown(&self) -> String {
        if self.recent.is_empty() {
            return "none".to_owned();
        }
        self.recent.iter().map(|line| format!("\n    {line}")).collect()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if !self.is_reaped {
            // Both fail only for a process that is gone.
            let _ = self.child.kill();
            let _ = self.reap();
        }
    }
}

/// Runs a program that ends by itself, with nothing to read; what it printed on standard output. Standard error is ours.
///
/// # Errors
/// As [`run_to_end`], and the program failed.
///
/// # Blocking
/// At most for `limit`.
pub fn run_client(mut command: Command, limit: Duration) -> anyhow::Result<String> {
    command.stdin(Stdio::null());
    let name = command.get_program().to_string_lossy().into_owned();
    let (status, text) = run_to_end(command, limit)?;
    if !status.success() {
        bail!("{name} ended with {status} after printing {text:?}");
    }
    Ok(text)
}

/// Runs a program that ends by itself, reading what `command` says; how it ended, and what it printed on standard output.
///
/// # Errors
/// The program cannot be started, printed more than 16 MiB or no text, or still runs after `limit`.
///
/// # Blocking
/// At most for `limit`.
pub fn run_to_end(mut command: Command, limit: Duration) -> anyhow::Result<(ExitStatus, String)> {
    command.stdout(Stdio::piped());
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let (sender, ended) = sync_channel(1);
    let pid = Pid::from_child(&child);
    let output = child.stdout.take().context("the output of the program was not taken")?;
    let reader = thread::Builder::new().spawn(move || {
        let mut text = String::new();
        let result = output.take(CLIENT_BYTES_MAX).read_to_string(&mut text).map(|_count| text);
        wait_exit(pid);
        // Nobody listens any more when the time was over.
        let _ = sender.send(result);
    });
    let text = reader.map(|_thread| ended.recv_timeout(limit));
    // For a program that has ended it does nothing; else the thread ends too.
    let _ = child.kill();
    let status = child.wait()?;
    let Ok(text) = text? else { bail!("{name} still ran after {limit:?}") };
    Ok((status, text.with_context(|| format!("cannot read what {name} prints"))?))
}

/// Reads `output` to its end. Lines that nobody asks for are dropped: a server must never block on what it prints.
fn forward_lines(output: impl Read, lines: &SyncSender<String>) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        match output.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                let _ = lines.try_send(text);
            }
        }
    }
}

/// Waits for the end of the child `pid` and leaves it to be reaped.
///
/// # Blocking
/// Until it has ended.
pub fn wait_exit(pid: Pid) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == rustix::io::Errno::INTR) {}
}

/// How long a server may take to end after SIGTERM.
pub const STOP_TIME_MAX: Duration = Duration::from_secs(10);
/// How long after its end what a server printed may take to be read.
const OUTPUT_END_TIME_MAX: Duration = Duration::from_millis(500);
const LINE_BYTES_MAX: u64 = 64 * 1024;
const CLIENT_BYTES_MAX: u64 = 16 * 1024 * 1024;
const RECENT_LINES_MAX: usize = 20;
const UNREAD_LINES_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> ServerProcess {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        ServerProcess::spawn(command).unwrap()
    }

    const LIMIT: Duration = Duration::from_secs(10);

    #[test]
    fn a_line_is_picked_from_either_output() {
        let mut server =
            shell("trap 'exit 0' TERM; echo one; echo two >&2; while :; do read -r x < /dev/zero; done");
        assert_eq!(server.wait_line(LIMIT, |line| (line == "one").then_some(1)).unwrap(), 1);
    }

    #[test]
    fn a_server_that_ends_well_at_sigterm_is_stopped() {
        let mut server = shell("trap 'exit 0' TERM; echo ready; while :; do :; done");
        server.wait_line(LIMIT, |line| (line == "ready").then_some(())).unwrap();
        server.stop().unwrap();
    }

    #[test]
    fn a_server_that_fails_is_reported_with_its_last_words() {
        let mut server = shell("trap 'echo so long; exit 3' TERM; echo ready; while :; do :; done");
        server.wait_line(LIMIT, |line| (line == "ready").then_some(())).unwrap();
        let message = server.stop().unwrap_err().to_string();
        assert!(message.contains("exit status: 3") && message.contains("so long"), "{message}");
    }

    #[test]
    fn waiting_for_a_line_ends_with_the_server() {
        let message = shell("echo bye").wait_line::<()>(LIMIT, |_| None).unwrap_err().to_string();
        assert!(message.contains("ended") && message.contains("bye"), "{message}");
    }

    #[test]
    fn a_dropped_server_is_gone() {
        let server = shell("exec tail -f /dev/null");
        let pid = server.pid();
        drop(server);
        assert!(rustix::process::test_kill_process(pid).is_err());
    }

    #[test]
    fn a_process_that_the_server_leaves_behind_holds_nobody_up() {
        let mut server = shell("tail -f /dev/null & echo $!; wait");
        let left_behind = server.wait_line(LIMIT, |line| line.parse().ok()).unwrap();
        drop(server);
        kill_process(Pid::from_raw(left_behind).unwrap(), Signal::KILL).unwrap();
    }

    fn run_shell(script: &str, limit: Duration) -> anyhow::Result<String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run_client(command, limit)
    }

    #[test]
    fn a_client_is_run_to_its_end_and_its_failure_reported() {
        assert_eq!(run_shell("echo one; echo two", LIMIT).unwrap(), "one\ntwo\n");
        let message = run_shell("echo one; exit 3", LIMIT).unwrap_err().to_string();
        assert!(message.contains("exit status: 3") && message.contains("one"), "{message}");
    }

    #[test]
    fn a_program_that_fails_has_still_said_something() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; exit 3"]);
        let (status, text) = run_to_end(command, LIMIT).unwrap();
        assert_eq!((status.code(), text.as_str()), (Some(3), "one\n"));
    }

    #[test]
    fn a_client_that_does_not_end_is_killed() {
        let message = run_shell("exec tail -f /dev/null", Duration::from_millis(50)).unwrap_err().to_string();
        assert!(message.contains("still ran"), "{message}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = ServerProcess::spawn(Command::new("no-such-program-here")).unwrap_err();
        assert!(error.to_string().contains("no-such-program-here"));
    }
}
