//! Measures what users notice of charfinder and what the framework costs beside code written by hand. Gates nothing.
//!
//! Everything is measured in rounds, and each round measures everything once: a machine that grows slower for a while
//! then does so for all alike. Figures that compare two programs are ratios within a round. Loads are bounded in count
//! and time and stay on the loopback address. `cargo xtask bench` builds the programs and calls this.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

mod cells;
mod command_line;
mod conversation;
mod cpu_time;
mod echo;
mod endpoint;
mod find;
mod load;
mod machine;
mod round_trip;
mod stats;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cells::{CellVolume, Cells};
use crate::command_line::CommandLine;
use crate::echo::Echo;
use crate::find::FindVolume;
use crate::round_trip::RoundTrips;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Volume {
    rounds: usize,
    one_shots_per_round: usize,
    starts_per_round: usize,
    /// Of all clients together, in one load.
    requests_per_load: u32,
    connections_per_load: u32,
}

const FULL: Volume = Volume {
    rounds: 5,
    one_shots_per_round: 60,
    starts_per_round: 10,
    requests_per_load: 10_000,
    connections_per_load: 1_000,
};
const QUICK: Volume = Volume {
    rounds: 2,
    one_shots_per_round: 10,
    starts_per_round: 2,
    requests_per_load: 500,
    connections_per_load: 50,
};

fn main() -> anyhow::Result<()> {
    let mut args: Vec<String> = env::args().skip(1).collect();
    let is_quick = args.last().is_some_and(|last| last == "--quick");
    args.truncate(args.len() - usize::from(is_quick));
    // Cargo builds the programs that are measured into the folder of this one.
    let programs =
        env::current_exe()?.parent().map(PathBuf::from).context("this program stands in no folder")?;
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => measure_charfinder(&programs, is_quick),
        ["find"] => {
            let volume = if is_quick { FindVolume::QUICK } else { FindVolume::FULL };
            println!("{}", find::measure(&programs, volume));
        }
        ["cells"] => measure_cells(&programs, "", is_quick),
        ["cells", only] => measure_cells(&programs, only, is_quick),
        _ => {
            bail!("takes `cells [WORD]` or `find`, `--quick`, both or nothing, but got `{}`", args.join(" "))
        }
    }
    Ok(())
}

fn measure_cells(programs: &Path, only: &str, is_quick: bool) {
    let volume = if is_quick { CellVolume::QUICK } else { CellVolume::FULL };
    let mut cells = Cells::new(programs, only);
    for round in 0..volume.rounds {
        cells.measure(volume, round);
    }
    println!("# The cells beside servers by hand\n\n{} {} rounds.\n", machine::describe(), volume.rounds);
    println!("{cells}");
}

fn measure_charfinder(programs: &Path, is_quick: bool) {
    let volume = if is_quick { QUICK } else { FULL };
    let mut command_line = CommandLine::new(programs.join("charfinder"));
    let mut round_trips = RoundTrips::new(programs.join("charfinder"));
    let mut echo = Echo::new(programs);
    for round in 0..volume.rounds {
        command_line.measure(volume);
        round_trips.measure(volume);
        echo.measure(volume, round);
    }
    println!("# Benchmarks\n\n{}\n", machine::describe());
    println!("{command_line}\n\n{round_trips}\n\n{echo}");
}
