//! The cells on the transport in memory: server and client are one process, which measures itself.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::CellVolume;
use crate::stats::{Samples, Shown};

/// One cell and what it cost in each round, in microseconds of the CPU time of both ends.
#[derive(Debug)]
pub(super) struct Memory {
    program: PathBuf,
    cell: [&'static str; 2],
    message: Samples,
    connection: Samples,
    failure: Option<anyhow::Error>,
}

impl Memory {
    pub(super) fn new(program: PathBuf, style: &'static str, model: &'static str) -> Self {
        let samples = Samples::default;
        Self { program, cell: [style, model], message: samples(), connection: samples(), failure: None }
    }

    /// One round. A failure is kept for the report, and ends the row.
    pub(super) fn measure(&mut self, volume: CellVolume) {
        if self.failure.is_none() {
            self.failure = self.try_measure(volume).err();
        }
    }

    fn try_measure(&mut self, volume: CellVolume) -> anyhow::Result<()> {
        let counts = [volume.messages.to_string(), volume.connections.to_string()];
        let output = Command::new(&self.program).args(self.cell).arg("mem:echo").args(counts).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{}: {}", self, String::from_utf8_lossy(&output.stderr).trim());
        let value = |name: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
            found.with_context(|| format!("{self}: {name} is missing"))
        };
        let (message, connection) = (value("message")?, value("connection")?);
        self.message.push(message);
        self.connection.push(connection);
        Ok(())
    }

    pub(super) fn failure(&self) -> Option<String> {
        self.failure.as_ref().map(|error| format!("{error:#}"))
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [style, model] = self.cell;
        let shown = |samples: &Samples| Shown::Microseconds(samples.median());
        write!(f, "| {style} × {model} | {} | {} |", shown(&self.message), shown(&self.connection))
    }
}
