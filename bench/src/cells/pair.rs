//! Two servers that do the same, and what each of them cost in each round.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, process};

use anyhow::Context;
use xtask::process::ServerProcess;

use super::{CLIENTS, CellVolume, Measure, list};
use crate::conversation::{EchoedLine, PipelinedBlocks};
use crate::endpoint::Endpoint;
use crate::load::{Load, LoadResult};
use crate::round_trip::START_TIME_MAX;
use crate::stats::{Samples, Shown};

/// What the loads must know of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Plain,
    /// It serves one connection at a time, so there is no crowd to measure.
    OneByOne,
    /// It forks for each connection.
    Forked,
    /// It has no connections, and no streams to be pipelined on.
    Datagrams,
}

impl Nature {
    fn has(self, measure: Measure) -> bool {
        match self {
            Self::Plain | Self::Forked => true,
            Self::OneByOne => measure != Measure::Crowd,
            Self::Datagrams => matches!(measure, Measure::Crowd | Measure::Single),
        }
    }
}

/// A server by hand and ours.
#[derive(Debug)]
pub(super) struct Pair {
    names: [String; 2],
    subjects: [Subject; 2],
    nature: Nature,
    rounds: Vec<[Costs; 2]>,
    failure: Option<anyhow::Error>,
}

/// One round of one server: microseconds of CPU time for each of [`Measure::ALL`] that it was asked for.
type Costs = [Option<f64>; Measure::ALL.len()];

impl Pair {
    pub(super) fn new(names: [String; 2], subjects: [Subject; 2], nature: Nature) -> Self {
        Self { names, subjects, nature, rounds: Vec::new(), failure: None }
    }

    pub(super) fn is_named(&self, part: &str) -> bool {
        self.names.iter().any(|name| name.contains(part))
    }

    /// One round. A failure is kept for the report, and ends the pair.
    pub(super) fn measure(&mut self, volume: CellVolume, round: usize) {
        if self.failure.is_some() {
            return;
        }
        let first = round % 2;
        let mut costs = [Costs::default(); 2];
        for which in [first, 1 - first] {
            match self.subjects[which].measure(volume, self.nature) {
                Ok(of_subject) => costs[which] = of_subject,
                Err(error) => {
                    self.failure = Some(error.context(self.names[which].clone()));
                    return;
                }
            }
        }
        self.rounds.push(costs);
    }

    /// Its row in the table of `measure`, unless it is not asked for that.
    pub(super) fn row(&self, measure: Measure) -> Option<String> {
        let part = Measure::ALL.iter().position(|one| *one == measure)?;
        let rounds: Vec<[f64; 2]> =
            self.rounds.iter().filter_map(|[hand, ours]| Some([hand[part]?, ours[part]?])).collect();
        if rounds.is_empty() {
            return None;
        }
        let cost = |which: usize| {
            Shown::Microseconds(rounds.iter().map(|round| round[which]).collect::<Samples>().median())
        };
        let ratios: Samples = rounds.iter().map(|[hand, ours]| ours / hand).collect();
        let ratio = |q| Shown::Ratio(ratios.quantile(q));
        let [hand, ours] = &self.names;
        let [median, lowest, highest] = [ratio(0.5), ratio(0.0), ratio(1.0)];
        Some(format!("| {hand} | {} | {ours} | {} | {median} | {lowest} to {highest} |", cost(0), cost(1)))
    }

    pub(super) fn failure(&self) -> Option<String> {
        self.failure.as_ref().map(|error| format!("{error:#}"))
    }
}

/// A server to be started.
#[derive(Debug)]
pub(super) struct Subject {
    program: PathBuf,
    args: Vec<&'static str>,
    address: String,
}

impl Subject {
    pub(super) fn new(program: PathBuf, args: Vec<&'static str>, address: &str) -> Self {
        Self { program, args, address: address.to_owned() }
    }

    /// Starts the server afresh, so that no round measures what an earlier one left behind.
    fn measure(&self, volume: CellVolume, nature: Nature) -> anyhow::Result<Costs> {
        let path = SocketPath::new();
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        if self.address == list::UNIX {
            command.arg(format!("unix:{}", path.0.display()));
        } else {
            command.arg(&self.address);
        }
        let mut server = ServerProcess::spawn(command)?;
        let endpoint = server.wait_line(START_TIME_MAX, Endpoint::listening)?;
        let load = |clients, requests| Load { pid: server.id(), endpoint: &endpoint, clients, requests };
        let mut costs = Costs::default();
        for (cost, measure) in costs.iter_mut().zip(Measure::ALL) {
            let result = match measure {
                _ if !nature.has(measure) => continue,
                Measure::Crowd => load(CLIENTS, volume.messages).run::<EchoedLine>()?,
                Measure::Single => load(1, volume.messages / 2).run::<EchoedLine>()?,
                Measure::Pipelined => {
                    load(1, volume.messages / PipelinedBlocks::AT_ONCE).run::<PipelinedBlocks>()?
                }
                Measure::Connection => self.connections(volume, nature, load)?,
            };
            *cost = Some(result.server_cpu.context("the kernel does not tell the CPU time of a process")?);
        }
        Ok(costs)
    }

    fn connections<'a>(
        &self,
        volume: CellVolume,
        nature: Nature,
        load: impl Fn(u32, u32) -> Load<'a>,
    ) -> anyhow::Result<LoadResult> {
        let count = if nature == Nature::Forked { volume.forked_connections } else { volume.connections };
        load(1, count).run_connections::<EchoedLine>()
    }
}

/// A path for a Unix socket, free at first and at the end.
struct SocketPath(PathBuf);

impl SocketPath {
    fn new() -> Self {
        let path = Self(env::temp_dir().join(format!("ostler-bench-{}.sock", process::id())));
        path.remove();
        path
    }

    fn remove(&self) {
        // Usually there is none; should it stay, the server says so when it binds.
        let _absent = fs::remove_file(&self.0);
    }
}

impl Drop for SocketPath {
    fn drop(&mut self) {
        self.remove();
    }
}
