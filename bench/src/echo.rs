//! What the framework costs: its line echo beside one written by hand on tokio, by CPU time of the server.
//! Each model of the framework has a peer on the same kind of event loop.
//!
//! The servers take turns within a round, and the first of them changes from round to round.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use xtask::process::ServerProcess;

use crate::Volume;
use crate::conversation::EchoedLine;
use crate::endpoint::Endpoint;
use crate::load::Load;
use crate::round_trip::START_TIME_MAX;
use crate::stats::{Samples, Shown};

/// The echo servers.
#[derive(Debug)]
pub(crate) struct Echo {
    peers: Vec<Peer>,
}

#[derive(Debug)]
struct Peer {
    name: &'static str,
    program: PathBuf,
    args: &'static [&'static str],
    /// The index of the server it is compared with.
    base: usize,
    rounds: Vec<Costs>,
    failure: Option<anyhow::Error>,
}

/// One round of one server, in microseconds of its CPU time.
#[derive(Clone, Copy, Debug)]
struct Costs {
    message: f64,
    connection: f64,
}

impl Echo {
    /// `programs` is the folder that Cargo builds into.
    pub(crate) fn new(programs: &Path) -> Self {
        let raw = programs.join("raw_tokio_echo");
        let ostler = programs.join("examples").join("line_echo");
        let peer = |name, program: &Path, args, base| Peer {
            name,
            program: program.to_owned(),
            args,
            base,
            rounds: Vec::new(),
            failure: None,
        };
        let peers = vec![
            peer("tokio by hand, work stealing", &raw, &[ADDRESS, "work-stealing"] as &[_], 0),
            peer("ostler, `Model::Tasks`", &ostler, &[ADDRESS], 0),
            peer("tokio by hand, one thread", &raw, &[ADDRESS, "one-thread"], 2),
            peer("ostler, `Model::PerCore`, one worker", &ostler, &[ADDRESS, "1"], 2),
        ];
        Self { peers }
    }

    /// One round. A failure is kept for the report, and ends the row of the server that failed.
    pub(crate) fn measure(&mut self, volume: Volume, round: usize) {
        let count = self.peers.len();
        for turn in 0..count {
            let peer = &mut self.peers[(round + turn) % count];
            if peer.failure.is_none() {
                match peer.measure(volume) {
                    Ok(costs) => peer.rounds.push(costs),
                    Err(error) => peer.failure = Some(error),
                }
            }
        }
    }
}

impl Peer {
    fn measure(&self, volume: Volume) -> anyhow::Result<Costs> {
        let mut command = Command::new(&self.program);
        command.args(self.args);
        let mut server = ServerProcess::spawn(command)?;
        let endpoint = server.wait_line(START_TIME_MAX, Endpoint::listening)?;
        let load = |clients, requests| Load { pid: server.id(), endpoint: &endpoint, clients, requests };
        let messages = load(CLIENTS, volume.requests_per_load).run::<EchoedLine>()?;
        let connections = load(1, volume.connections_per_load).run_connections::<EchoedLine>()?;
        let unknown = "the kernel does not tell the CPU time of a process";
        Ok(Costs {
            message: messages.server_cpu.context(unknown)?,
            connection: connections.server_cpu.context(unknown)?,
        })
    }

    fn cost(&self, part: fn(&Costs) -> f64) -> Shown {
        Shown::Microseconds(self.rounds.iter().map(part).collect::<Samples>().median())
    }

    /// The median of the ratios to `base`, each taken within a round.
    fn ratio(&self, base: &Self, part: fn(&Costs) -> f64) -> Shown {
        let ratios = self.rounds.iter().zip(&base.rounds).map(|(ours, base)| part(ours) / part(base));
        Shown::Ratio(ratios.collect::<Samples>().median())
    }
}

impl fmt::Display for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Line echo: the server's CPU time, and its ratio to the peer by hand\n")?;
        writeln!(f, "| server | 64 B message, {CLIENTS} clients | ratio | connection | ratio |")?;
        write!(f, "| --- | ---: | ---: | ---: | ---: |")?;
        for peer in &self.peers {
            let base = &self.peers[peer.base];
            let (message, connection) = (|costs: &Costs| costs.message, |costs: &Costs| costs.connection);
            write!(f, "\n| {} | {} | {} |", peer.name, peer.cost(message), peer.ratio(base, message))?;
            write!(f, " {} | {} |", peer.cost(connection), peer.ratio(base, connection))?;
        }
        for peer in &self.peers {
            if let Some(error) = &peer.failure {
                write!(f, "\n\n**{} not measured to the end**: {error:#}", peer.name)?;
            }
        }
        Ok(())
    }
}

const ADDRESS: &str = "tcp://127.0.0.1:0";
const CLIENTS: u32 = 50;
