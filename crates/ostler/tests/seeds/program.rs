//! A program under test: its process, its console, and the address that it reports on standard error.
//!
//! It runs in a process group of its own, so that its children end with it. Both outputs are read all the while, so it
//! never waits for us.

use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::Wrong;

/// How a program is started, before its address and arguments.
pub(crate) struct Launch {
    words: Vec<OsString>,
    /// Set for an example, which Cargo may not have built.
    example: Option<PathBuf>,
}

impl Launch {
    /// The words of `command`, or the example of that name.
    pub(crate) fn new(name: &str, command: Option<&str>) -> Launch {
        match command {
            Some(command) => {
                let words = command.split_whitespace().map(OsString::from).collect();
                Launch { words, example: None }
            }
            None => {
                // Test binaries stand in `deps`, beside `examples`.
                let test = env::current_exe().unwrap();
                let example = test.parent().and_then(Path::parent).unwrap().join("examples").join(name);
                Launch { words: vec![example.clone().into()], example: Some(example) }
            }
        }
    }

    fn command(&self) -> Result<Command, Wrong> {
        if let Some(example) = self.example.as_ref().filter(|example| !example.is_file()) {
            let missing = example.display();
            return Err(format!("{missing} is missing: run `cargo build -p ostler --examples`").into());
        }
        let (program, words) = self.words.split_first().ok_or("the command is empty")?;
        let mut command = Command::new(program);
        command.args(words).current_dir(root());
        Ok(command)
    }
}

/// A program that was started; killed with its children when dropped.
pub(crate) struct Program {
    child: Child,
    console: mpsc::UnboundedReceiver<Vec<u8>>,
    port: Option<oneshot::Receiver<u16>>,
    errors: JoinHandle<String>,
}

impl Program {
    /// Starts it with its address first.
    pub(crate) fn start(launch: &Launch, address: &str, arguments: Vec<Vec<u8>>) -> Result<Program, Wrong> {
        let mut command = launch.command()?;
        command.arg(address).args(arguments.into_iter().map(OsString::from_vec));
        command.env("PYTHONUTF8", "1").process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let words = &launch.words;
        let mut child = command.spawn().map_err(|error| format!("cannot start {words:?}: {error}"))?;
        let (line_sender, console) = mpsc::unbounded_channel();
        let (port_sender, port) = oneshot::channel();
        tokio::spawn(forward_lines(child.stdout.take().unwrap(), line_sender));
        let errors = tokio::spawn(watch_errors(child.stderr.take().unwrap(), port_sender));
        Ok(Program { child, console, port: Some(port), errors })
    }

    /// The port that it reports to listen at.
    pub(crate) async fn wait_port(&mut self) -> Result<u16, Wrong> {
        let port = self.port.take().expect("asked once");
        port.await.map_err(|_closed| "it ended without an address".into())
    }

    /// The next line of the console, without its newline.
    pub(crate) async fn wait_line(&mut self) -> Result<Vec<u8>, Wrong> {
        let mut line = self.console.recv().await.ok_or("the console has ended")?;
        match line.pop() {
            Some(b'\n') => Ok(line),
            _ => Err(format!("the console ended with {:?}", line.escape_ascii().to_string()).into()),
        }
    }

    /// The status with which it ends by itself.
    pub(crate) async fn wait_status(&mut self) -> Result<i32, Wrong> {
        let status = self.child.wait().await?;
        status.code().ok_or_else(|| status.to_string().into())
    }

    /// Ends it with all its children, unless it has ended; what it printed that nobody has read, and its errors.
    pub(crate) async fn stop(mut self) -> Result<(Vec<u8>, String), Wrong> {
        self.kill();
        let mut rest = Vec::new();
        while let Some(line) = self.console.recv().await {
            rest.extend(line);
        }
        self.child.wait().await?;
        Ok((rest, (&mut self.errors).await?))
    }

    fn kill(&self) {
        // The number is there as long as the process is not reaped, so it is nobody else's.
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
            let _ended_already = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn forward_lines(output: impl AsyncRead + Unpin, lines: mpsc::UnboundedSender<Vec<u8>>) {
    let mut output = BufReader::new(output.take(CONSOLE_BYTES_MAX));
    loop {
        let mut line = Vec::new();
        match output.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {
                let _test_over = lines.send(line);
            }
        }
    }
}

/// Reads to the end, reports the port of the first address, and gives the text.
async fn watch_errors(output: impl AsyncRead + Unpin, port: oneshot::Sender<u16>) -> String {
    let mut output = BufReader::new(output);
    let mut port = Some(port);
    let mut text = String::new();
    loop {
        let mut line = Vec::new();
        match (&mut output).take(ERROR_LINE_BYTES_MAX).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return text,
            Ok(_) => {
                let line = String::from_utf8_lossy(&line);
                if let Some(number) = listening_port(&line)
                    && let Some(port) = port.take()
                {
                    let _test_over = port.send(number);
                }
                if text.len() < ERRORS_BYTES_MAX {
                    text.push_str(&line);
                }
            }
        }
    }
}

/// 40123 for `listening on tcp://127.0.0.1:40123`.
fn listening_port(line: &str) -> Option<u16> {
    let address = line.split_once("listening on tcp://")?.1;
    let port = address.rsplit_once(':')?.1;
    port.trim_end().parse().ok()
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the package stands in `crates`")
}

const CONSOLE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const ERROR_LINE_BYTES_MAX: u64 = 64 * 1024;
const ERRORS_BYTES_MAX: usize = 64 * 1024;
