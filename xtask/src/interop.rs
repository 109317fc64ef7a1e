//! The task `interop`: Python clients with our servers and our clients with Python servers, on the original modules.
//!
//! What a client prints with our server must be what it prints with the reference program of the same name, and so the
//! other way round. The references stand in `conformance/seeds`; whether they still do what the transcripts say is checked
//! here too, because only this task needs Python.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use xtask::process::{ServerProcess, run_client};

use crate::command;
use crate::examples::{build, example, start, unix_address};
use crate::root;

/// A server that echoes, with what it puts in front.
struct Echo {
    program: &'static str,
    prefix: &'static str,
}

const ECHOES: &[Echo] = &[
    Echo { program: "got_echo", prefix: "GOT:" },
    Echo { program: "simple_echo_protocol", prefix: "echo:" },
    Echo { program: "stream_echo", prefix: "" },
];

/// The ways in which `talk.py` can talk.
const KINDS: &[&str] = &["sockets", "streams", "protocol"];

/// A client and the server that it was made for; both exist here and as a reference.
struct Pair {
    client: &'static str,
    arguments: &'static [&'static str],
    server: &'static str,
    /// What our server is started with, each in turn.
    options: &'static [&'static [&'static str]],
}

const PAIRS: &[Pair] = &[
    Pair { client: "stream_client", arguments: &[], server: "stream_echo", options: &[&[]] },
    Pair {
        client: "client",
        arguments: &["Привет,", "straße"],
        server: "upper",
        options: &[
            &["--model", "serial"],
            &["--model", "threads"],
            &["--model", "processes"],
            &["--model", "tasks"],
            &["--model", "per-core"],
        ],
    },
];

pub(crate) fn run() -> anyhow::Result<()> {
    let version = python_version()?;
    build()?;
    for echo in ECHOES {
        check_echo(echo).with_context(|| format!("Python clients of `{}`", echo.program))?;
        println!("{}: Python clients see no difference", echo.program);
    }
    for pair in PAIRS {
        check_pair(pair).with_context(|| format!("`{}` with `{}`", pair.client, pair.server))?;
        println!("{} and {}: ours and Python's see no difference", pair.client, pair.server);
    }
    if version == TRANSCRIPTS_VERSION {
        let mut record = reference("record");
        record.arg("--check");
        command::run(record)
    } else {
        println!("transcripts: not compared, they are of Python {TRANSCRIPTS_VERSION} and this is {version}");
        Ok(())
    }
}

/// The version of `python3`, as `3.11`.
fn python_version() -> anyhow::Result<String> {
    let mut python = Command::new(PYTHON);
    python.args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    let version = run_client(python, TIME_MAX).context("this task needs `python3`, version 3.9 or newer")?;
    Ok(version.trim().to_owned())
}

/// The reference program `name`.
fn reference(name: &str) -> Command {
    let mut command = Command::new(PYTHON);
    command.arg(root().join(REFERENCES_FOLDER).join(format!("{name}.py"))).env("PYTHONUTF8", "1");
    command
}

fn check_echo(echo: &Echo) -> anyhow::Result<()> {
    for kind in KINDS {
        // A server for each client: one of them ends with its client.
        let (_python, address) = start(reference(echo.program), TCP, &[])?;
        let expected = talk(kind, &address, echo.prefix)?;
        ensure!(expected.lines().count() == TALK_LINES, "`talk.py {kind}` printed {expected:?}");
        for address in [TCP.to_owned(), unix_address(echo.program)] {
            let (server, address) = start(example(echo.program)?, &address, &[])?;
            let found = talk(kind, &address, echo.prefix)?;
            same(&found, &expected).with_context(|| format!("{kind} at {address}"))?;
            server.stop()?;
        }
    }
    Ok(())
}

/// What `talk.py` prints with the server at `address`.
fn talk(kind: &str, address: &str, prefix: &str) -> anyhow::Result<String> {
    let mut talk = reference("talk");
    talk.args([kind, address, prefix]);
    run_client(talk, TIME_MAX)
}

fn check_pair(pair: &Pair) -> anyhow::Result<()> {
    let (_python, address) = start(reference(pair.server), TCP, &[])?;
    let expected = visit(reference(pair.client), &address, pair)?;
    let found = visit(example(pair.client)?, &address, pair)?;
    same(&found, &expected).context("our client with Python's server")?;
    for options in pair.options {
        let (server, address): (ServerProcess, _) = start(example(pair.server)?, TCP, options)?;
        for (whose, client) in [("Python's", reference(pair.client)), ("our", example(pair.client)?)] {
            let found = visit(client, &address, pair)?;
            same(&found, &expected)
                .with_context(|| format!("{whose} client with our server, {options:?}"))?;
        }
        server.stop()?;
    }
    Ok(())
}

/// What the client prints.
fn visit(mut client: Command, address: &str, pair: &Pair) -> anyhow::Result<String> {
    client.arg(address).args(pair.arguments);
    run_client(client, TIME_MAX)
}

fn same(found: &str, expected: &str) -> anyhow::Result<()> {
    if found != expected {
        bail!("printed {found:?}, not {expected:?}");
    }
    Ok(())
}

const PYTHON: &str = "python3";
const TRANSCRIPTS_VERSION: &str = "3.11";
const REFERENCES_FOLDER: &str = "conformance/seeds";
const TCP: &str = "tcp://127.0.0.1:0";
const TIME_MAX: Duration = Duration::from_secs(20);
/// The word that came back, and the sum of the rest.
const TALK_LINES: usize = 2;
