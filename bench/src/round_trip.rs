//! Round trips with `charfinder serve` over TCP and HTTP, and the memory it holds before and after them.
//!
//! Each round has a fresh server, so that no round measures what an earlier one left behind.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use xtask::process::ServerProcess;

use crate::conversation::{HttpSearch, Session};
use crate::endpoint::Endpoint;
use crate::load::{Load, LoadResult};
use crate::stats::{Samples, Shown};
use crate::{Volume, machine};

/// The measures of a running `charfinder serve`.
#[derive(Debug)]
pub(crate) struct RoundTrips {
    program: PathBuf,
    rows: Vec<Row>,
    fresh: Memory,
    used: Memory,
    failure: Option<anyhow::Error>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    clients: u32,
    latency: Samples,
    per_second: Samples,
    server_cpu: Samples,
}

#[derive(Debug, Default)]
struct Memory {
    resident: Samples,
    anonymous: Samples,
}

impl RoundTrips {
    pub(crate) fn new(program: PathBuf) -> Self {
        let row = |name, clients| {
            let samples = Samples::default;
            Row { name, clients, latency: samples(), per_second: samples(), server_cpu: samples() }
        };
        let rows = vec![row(TCP, 1), row(TCP, CLIENTS), row(HTTP, 1), row(HTTP, CLIENTS)];
        Self { program, rows, fresh: Memory::default(), used: Memory::default(), failure: None }
    }

    /// One round. A failure is kept for the report, and ends this part of it.
    pub(crate) fn measure(&mut self, volume: Volume) {
        if self.failure.is_none() {
            self.failure = self.try_measure(volume).err();
        }
    }

    fn try_measure(&mut self, volume: Volume) -> anyhow::Result<()> {
        let mut server = spawn(&self.program)?;
        let (mut tcp, mut http) = (None, None);
        let (tcp, http) = server.wait_line(START_TIME_MAX, |line| {
            tcp = tcp.or_else(|| tcp_address(line));
            http = http.or_else(|| http_address(line));
            tcp.zip(http)
        })?;
        self.fresh.read(server.id());
        for row in &mut self.rows {
            let endpoint = Endpoint::Tcp(if row.name == TCP { tcp } else { http });
            let load = Load {
                pid: server.id(),
                endpoint: &endpoint,
                clients: row.clients,
                requests: volume.requests_per_load,
            };
            let result = if row.name == TCP { load.run::<Session>() } else { load.run::<HttpSearch>() };
            row.push(&result.with_context(|| format!("{} with {} clients", row.name, row.clients))?);
        }
        self.used.read(server.id());
        server.stop()
    }
}

/// Starts `program serve` on free ports of the loopback address.
pub(crate) fn spawn(program: &Path) -> anyhow::Result<ServerProcess> {
    let mut command = Command::new(program);
    command.args(["serve", "--tcp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--quiet"]);
    ServerProcess::spawn(command)
}

/// The address in `Serving on ('127.0.0.1', 2323).` or after `tcp://`.
pub(crate) fn tcp_address(line: &str) -> Option<SocketAddr> {
    if let Some((_, tuple)) = line.split_once("('") {
        let (host, port) = tuple.split(')').next()?.split_once("', ")?;
        return Some(SocketAddr::new(host.parse().ok()?, port.split(',').next()?.trim().parse().ok()?));
    }
    address_after(line, "tcp://")
}

pub(crate) fn http_address(line: &str) -> Option<SocketAddr> {
    address_after(line, "http://")
}

fn address_after(line: &str, scheme: &str) -> Option<SocketAddr> {
    let rest = line.split_once(scheme)?.1;
    let end = rest.find(|c: char| !(c.is_ascii_hexdigit() || ".:[]".contains(c))).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ':']).parse().ok()
}

impl Row {
    fn push(&mut self, result: &LoadResult) {
        self.latency.extend(&result.latency);
        self.per_second.push(result.per_second);
        if let Some(cpu) = result.server_cpu {
            self.server_cpu.push(cpu);
        }
    }
}

impl Memory {
    fn read(&mut self, pid: u32) {
        if let Some((resident, anonymous)) = machine::resident_bytes(pid).zip(machine::anonymous_bytes(pid)) {
            self.resident.push(resident);
            self.anonymous.push(anonymous);
        }
    }
}

impl fmt::Display for RoundTrips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "## Memory of the server\n\n| when | resident | of it its own | aim |\n| --- | ---: | ---: | ---: |"
        )?;
        for (when, memory) in [("after the start", &self.fresh), ("after the loads below", &self.used)] {
            let shown = |samples: &Samples| Shown::Bytes(samples.median());
            writeln!(f, "| {when} | {} | {} | 20 MB |", shown(&memory.resident), shown(&memory.anonymous))?;
        }
        writeln!(f, "\n## Round trips: one search, the answer read whole\n")?;
        writeln!(f, "| protocol | clients | requests | median | 99 % | requests/s | server CPU each |")?;
        write!(f, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for row in &self.rows {
            let latency = |q| Shown::Microseconds(row.latency.quantile(q));
            write!(
                f,
                "\n| {} | {} | {} | {} | {} |",
                row.name,
                row.clients,
                row.latency.len(),
                latency(0.5),
                latency(0.99)
            )?;
            let cpu = Shown::Microseconds(row.server_cpu.median());
            write!(f, " {} | {cpu} |", Shown::PerSecond(row.per_second.median()))?;
        }
        match &self.failure {
            Some(error) => write!(f, "\n\n**Not measured to the end**: {error:#}"),
            None => Ok(()),
        }
    }
}

const TCP: &str = "TCP session";
const HTTP: &str = "HTTP, kept alive";
const CLIENTS: u32 = 50;
pub(crate) const START_TIME_MAX: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_what_the_server_prints() {
        let check = |line: &str, tcp: Option<&str>, http: Option<&str>| {
            assert_eq!(tcp_address(line), tcp.map(|address| address.parse().unwrap()), "{line}");
            assert_eq!(http_address(line), http.map(|address| address.parse().unwrap()), "{line}");
        };
        check("Serving on ('127.0.0.1', 2323). Hit CTRL-C to stop.", Some("127.0.0.1:2323"), None);
        check("Serving on ('::1', 2323, 0, 0). Hit CTRL-C to stop.", Some("[::1]:2323"), None);
        check("Serving on http://127.0.0.1:8888/. Hit CTRL-C to stop.", None, Some("127.0.0.1:8888"));
        check("Serving on http://[::1]:8888.", None, Some("[::1]:8888"));
        check("listening on tcp://127.0.0.1:1", Some("127.0.0.1:1"), None);
        check("Serving on ('", None, None);
        check("Serving on ('x', y)", None, None);
        check("tcp://", None, None);
    }
}
