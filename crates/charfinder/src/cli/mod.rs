//! The command line: what is asked (`arguments`), how answers are written (`printer` and what it uses), then one file for
//! each command.

mod arguments;
mod clipboard;
mod completions;
mod details;
mod emoji;
mod find;
mod identify;
mod json;
mod list;
mod listing;
mod locale;
mod out;
mod paint;
mod pick;
mod printer;
mod row;
mod serve;
mod set;
mod show;
mod table;
mod template;
mod terminal;
mod wrap;

use std::io::{self, Write};
use std::process::ExitCode;

use charfinder::OneLine;
use clap::Parser;

use self::arguments::{Arguments, Command};

/// Runs the command of this process. Exit codes: 0 done or found, 1 nothing found or failed, 2 misuse.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    let done = match arguments.command {
        None => find::run(&arguments.find),
        Some(Command::Find(find)) => find::run(&find),
        Some(Command::Show(show)) => show::run(&show),
        Some(Command::Identify(identify)) => identify::run(&identify),
        Some(Command::Emoji(options)) => emoji::run(&options),
        Some(Command::Set(set)) => set::run(&set),
        Some(Command::List(list)) => list::run(&list),
        Some(Command::Pick(pick)) => pick::run(&pick),
        Some(Command::Serve(serve)) => serve::run(&serve).map(|()| ExitCode::SUCCESS),
        Some(Command::Completions(arguments)) => completions::completions(&arguments),
        Some(Command::Man) => completions::man(),
    };
    match done {
        Ok(code) => code,
        // Whoever reads has had enough, as `head` does: no error.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::tell(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Says what clap has to say: help, or what is wrong with an argument, which is repeated so that the terminal stays as it is.
fn refuse(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let is_harmless = |line: &str| OneLine::new(line).to_string() == line;
    // Only `\n` ends a line here: a `\r` before it came from an argument.
    let lines = || text.trim_end_matches('\n').split('\n');
    if !error.use_stderr() {
        return print(error);
    }
    if lines().all(is_harmless) {
        error.exit();
    }
    for line in lines() {
        out::tell_line(OneLine::new(line));
    }
    ExitCode::from(MISUSE)
}

/// Prints the help or the version that was asked for.
fn print(help: &clap::Error) -> ExitCode {
    let printed = out::ensure_stdout().and_then(|()| help.print()).and_then(|()| io::stdout().flush());
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            out::tell(error);
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// The exit code for what was asked in a wrong way; it is clap's.
const MISUSE: u8 = 2;
