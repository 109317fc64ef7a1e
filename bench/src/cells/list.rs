//! The pairs: each cell of `ostler_echo` with the kind of `raw_echo` that does the same by hand.

use std::path::Path;

use super::memory::Memory;
use super::pair::{Nature, Pair, Subject};

/// Kind by hand, style and model, address (`unix` stands for a path of its own), and what the loads must know.
const PAIRS: &[(&str, [&str; 2], &str, Nature)] = &[
    ("threads", ["blocking", "threads"], TCP, Nature::Plain),
    ("serial", ["blocking", "serial"], TCP, Nature::OneByOne),
    ("forks", ["blocking", "processes"], TCP, Nature::Forked),
    ("tokio", ["stream", "tasks"], TCP, Nature::Plain),
    ("tokio-one-thread", ["stream", "per-core"], TCP, Nature::Plain),
    ("tokio", ["protocol", "tasks"], TCP, Nature::Plain),
    ("tokio-one-thread", ["protocol", "per-core"], TCP, Nature::Plain),
    ("threads", ["blocking", "threads"], UNIX, Nature::Plain),
    ("tokio", ["stream", "tasks"], UNIX, Nature::Plain),
    ("datagrams", ["datagram", "tasks"], UDP, Nature::Datagrams),
    ("datagrams", ["datagram", "per-core"], UDP, Nature::Datagrams),
    ("datagrams", ["blocking_datagram", "serial"], UDP, Nature::Datagrams),
];

pub(super) fn pairs(programs: &Path) -> Vec<Pair> {
    let pair =
        |&(kind, [style, model], address, nature): &(&'static str, [&'static str; 2], &str, Nature)| {
            let transport = address.split(':').next().unwrap_or(address);
            let hand = Subject::new(programs.join("raw_echo"), vec![kind], address);
            let ours = Subject::new(programs.join("ostler_echo"), vec![style, model], address);
            Pair::new([format!("{kind}, {transport}"), format!("{style} × {model}")], [hand, ours], nature)
        };
    PAIRS.iter().map(pair).collect()
}

pub(super) fn memory(programs: &Path) -> Vec<Memory> {
    let memory = |[style, model]: [&'static str; 2]| Memory::new(programs.join("ostler_echo"), style, model);
    [["stream", "per-core"], ["stream", "tasks"], ["blocking", "threads"]].map(memory).into()
}

const TCP: &str = "tcp://127.0.0.1:0";
const UDP: &str = "udp://127.0.0.1:0";
pub(super) const UNIX: &str = "unix";
