//! What each cell of the framework costs beside the plainest server of its kind that one writes by hand: the server's CPU
//! time, its threads and children included, for a message and for a connection.
//!
//! A pair is measured back to back and within one round, so that a slow moment of the machine hits both; which of the two
//! comes first changes from round to round, and what is compared is the ratio within a round.

mod list;
mod memory;
mod pair;

use std::fmt;
use std::path::Path;

use self::memory::Memory;
use self::pair::Pair;

/// How much is measured of each pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CellVolume {
    pub(crate) rounds: usize,
    /// In one load, of all clients together.
    messages: u32,
    connections: u32,
    /// Where each is a process: they cost ten times as much.
    forked_connections: u32,
}

impl CellVolume {
    pub(crate) const FULL: Self =
        Self { rounds: 7, messages: 40_000, connections: 8_000, forked_connections: 2_000 };
    pub(crate) const QUICK: Self =
        Self { rounds: 2, messages: 4_000, connections: 500, forked_connections: 200 };
}

/// What is asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Crowd,
    Single,
    Pipelined,
    Connection,
}

impl Measure {
    const ALL: [Self; 4] = [Self::Crowd, Self::Single, Self::Pipelined, Self::Connection];

    fn title(self) -> String {
        match self {
            Self::Crowd => format!("A message of 64 B, {CLIENTS} clients, each waiting for its answer"),
            Self::Single => "A message of 64 B, one client".to_owned(),
            Self::Pipelined => "A message of 4 KiB, 16 of them sent at once, one client".to_owned(),
            Self::Connection => {
                "A connection: connect, one echo of 64 B, close; one after the other".to_owned()
            }
        }
    }
}

/// All pairs.
#[derive(Debug)]
pub(crate) struct Cells {
    pairs: Vec<Pair>,
    memory: Vec<Memory>,
}

impl Cells {
    /// Those with `only` in the name of either server; `programs` is the folder that Cargo builds into.
    pub(crate) fn new(programs: &Path, only: &str) -> Self {
        let mut cells = Self { pairs: list::pairs(programs), memory: list::memory(programs) };
        cells.pairs.retain(|pair| pair.is_named(only));
        cells.memory.retain(|memory| memory.to_string().contains(only));
        cells
    }

    pub(crate) fn measure(&mut self, volume: CellVolume, round: usize) {
        self.pairs.iter_mut().for_each(|pair| pair.measure(volume, round));
        self.memory.iter_mut().for_each(|memory| memory.measure(volume));
    }
}

impl fmt::Display for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CPU time of the server, median of the rounds; the ratio is the median of those within a round."
        )?;
        for measure in Measure::ALL {
            let heads = "| by hand | | ostler | | ratio | lowest to highest |\n| --- | ---: | --- | ---: | ---: | ---: |";
            write_table(f, &measure.title(), heads, self.pairs.iter().filter_map(|pair| pair.row(measure)))?;
        }
        let title = "In memory: both ends, there is nothing by hand to compare with";
        let heads = "| ostler | message of 64 B | connection |\n| --- | ---: | ---: |";
        write_table(f, title, heads, self.memory.iter().map(Memory::to_string))?;
        let failures = self.pairs.iter().filter_map(Pair::failure);
        for failure in failures.chain(self.memory.iter().filter_map(Memory::failure)) {
            write!(f, "\n\n**Not measured to the end**: {failure}")?;
        }
        Ok(())
    }
}

/// Nothing, without rows.
fn write_table(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    heads: &str,
    rows: impl Iterator<Item = String>,
) -> fmt::Result {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    write!(f, "\n\n## {title}\n\n{heads}")?;
    rows.try_for_each(|row| write!(f, "\n{row}"))
}

const CLIENTS: u32 = 50;
