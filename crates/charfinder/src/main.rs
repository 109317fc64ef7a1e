//! The command `charfinder`: find characters in the shell, or serve the finder over TCP and HTTP.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
