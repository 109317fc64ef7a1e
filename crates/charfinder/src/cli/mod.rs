//! The command line: what is asked (`arguments`), then one file for each command.

mod arguments;
mod find;
mod serve;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use self::arguments::{Arguments, Command};

/// Runs the command of this process. Exit codes: 0 done or found, 1 nothing found or failed, 2 misuse.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        None => find::run(&arguments.find),
        Some(Command::Find(find)) => find::run(&find),
        Some(Command::Serve(serve)) => serve::run(&serve).map(|()| ExitCode::SUCCESS),
        Some(Command::Completions { shell }) => completions(shell),
    };
    match done {
        Ok(code) => code,
        // Whoever reads has had enough, as `head` does: no error.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to tell it to when this fails too.
            let _nobody_reads = writeln!(io::stderr(), "charfinder: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "charfinder", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
