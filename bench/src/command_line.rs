//! What a user of the shell notices: how long a search takes, how soon the server answers, how large the program is.
//!
//! `/bin/true` is timed in turn with the search: what any program costs to start, the generator's share included.

use std::fmt;
use std::io::Read;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::round_trip::{self, START_TIME_MAX};
use crate::stats::{Samples, Shown};
use crate::{Volume, machine};

/// The measures of single runs of `charfinder`.
#[derive(Debug)]
pub(crate) struct CommandLine {
    program: PathBuf,
    one_shot: Samples,
    nothing: Samples,
    start: Samples,
    failure: Option<anyhow::Error>,
}

impl CommandLine {
    pub(crate) fn new(program: PathBuf) -> Self {
        let samples = Samples::default;
        Self { program, one_shot: samples(), nothing: samples(), start: samples(), failure: None }
    }

    /// One round. A failure is kept for the report, and ends this part of it.
    pub(crate) fn measure(&mut self, volume: Volume) {
        if self.failure.is_none() {
            self.failure = self.try_measure(volume).err();
        }
    }

    fn try_measure(&mut self, volume: Volume) -> anyhow::Result<()> {
        for _ in 0..volume.one_shots_per_round {
            self.one_shot.push_time(time_run(&self.program, &["find", "chess", "black"])?);
            self.nothing.push_time(time_run(Path::new("/bin/true"), &[])?);
        }
        for _ in 0..volume.starts_per_round {
            self.start.push_time(time_start(&self.program).context("start of the server")?);
        }
        Ok(())
    }
}

fn time_run(program: &Path, args: &[&str]) -> anyhow::Result<Duration> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {}", program.display()))?;
    let time = began.elapsed();
    ensure!(status.success(), "{} {} ended with {status}", program.display(), args.join(" "));
    Ok(time)
}

/// From the start of the process to the first byte of the prompt, by way of the line that names the port.
fn time_start(program: &Path) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let mut server = round_trip::spawn(program)?;
    let address = server.wait_line(START_TIME_MAX, round_trip::tcp_address)?;
    let mut stream = TcpStream::connect_timeout(&address, START_TIME_MAX)?;
    stream.set_read_timeout(Some(START_TIME_MAX))?;
    stream.read_exact(&mut [0])?;
    Ok(began.elapsed())
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "## Command\n\n| measure | best | median | 90 % | aim |\n| --- | ---: | ---: | ---: | ---: |"
        )?;
        let mut row = |name: &str, samples: &Samples, aim: &str| {
            let shown = |q| Shown::Microseconds(samples.quantile(q));
            writeln!(
                f,
                "| {name}, {} runs | {} | {} | {} | {aim} |",
                samples.len(),
                shown(0.0),
                shown(0.5),
                shown(0.9)
            )
        };
        row("`charfinder find chess black`", &self.one_shot, "2 ms")?;
        row("`/bin/true`, in turn with it", &self.nothing, "")?;
        row("start of the server to the first prompt", &self.start, "5 ms")?;
        write!(
            f,
            "| size of the program | | {} | | 10 MB |",
            Shown::Bytes(machine::file_bytes(&self.program))
        )?;
        match &self.failure {
            Some(error) => write!(f, "\n\n**Not measured to the end**: {error:#}"),
            None => Ok(()),
        }
    }
}
