//! The task `examples`: starts each example of `ostler`, talks to it as a client and stops it as an operator.
//!
//! An example takes its address as first argument, prints `listening on ADDRESS` and ends with success on SIGTERM. With
//! datagrams each exchange is one datagram each way. Each file in the folder needs a row in [`EXAMPLES`], so that none can rot unseen.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail, ensure};
use xtask::process::ServerProcess;

use crate::command::{self, cargo};
use crate::root;

/// An example and what its clients see.
struct Example {
    name: &'static str,
    transport: Transport,
    /// Each is a connection of its own, or a datagram.
    exchanges: &'static [Exchange],
}

#[derive(Clone, Copy)]
enum Transport {
    Tcp,
    Udp,
}

impl Transport {
    fn scheme(self) -> &'static str {
        match self {
            Transport::Tcp => "tcp",
            Transport::Udp => "udp",
        }
    }
}

struct Exchange {
    send: &'static [u8],
    expect: Answer,
}

/// What the server must answer until it closes the connection.
enum Answer {
    /// These bytes, after the client has closed its sending side.
    Bytes(&'static [u8]),
    /// An HTTP answer; which headers come with it is the server's business.
    Http { status: &'static str, body: &'static [u8] },
    /// A text of this form, where `0` stands for any digit.
    Digits(&'static str),
}

const EXAMPLES: &[Example] = &[
    Example {
        name: "line_echo",
        transport: Transport::Tcp,
        exchanges: &[
            Exchange { send: b"one\ntwo\r\n\n", expect: Answer::Bytes(b"one\ntwo\r\n\n") },
            Exchange { send: b"", expect: Answer::Bytes(b"") },
        ],
    },
    Example {
        name: "http_hello",
        transport: Transport::Tcp,
        exchanges: &[
            Exchange {
                send: b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                expect: Answer::Http { status: "200", body: b"hello\n" },
            },
            Exchange {
                send: b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                expect: Answer::Http { status: "404", body: b"" },
            },
        ],
    },
    Example {
        name: "time_udp",
        transport: Transport::Udp,
        exchanges: &[
            Exchange { send: b"what time is it?", expect: Answer::Digits("0000-00-00T00:00:00Z") },
            Exchange { send: b"", expect: Answer::Digits("0000-00-00T00:00:00Z") },
        ],
    },
];

pub(crate) fn run() -> anyhow::Result<()> {
    let names: BTreeSet<String> = EXAMPLES.iter().map(|example| example.name.to_owned()).collect();
    let files = example_files(&root().join(EXAMPLES_FOLDER))?;
    if let Some(name) = files.difference(&names).next() {
        bail!("{EXAMPLES_FOLDER}/{name}.rs has no row in EXAMPLES of xtask/src/examples.rs");
    }
    if let Some(name) = names.difference(&files).next() {
        bail!(
            "{EXAMPLES_FOLDER}/{name}.rs does not exist, but has a row in EXAMPLES of xtask/src/examples.rs"
        );
    }
    // The same selection as in `cargo test --workspace`, so that nothing is built twice.
    command::run(cargo(&["build", "--locked", "--quiet", "--workspace", "--examples"]))?;
    for example in EXAMPLES {
        check(example).with_context(|| format!("example `{}`", example.name))?;
        println!("{}: answers as it should", example.name);
    }
    Ok(())
}

/// The names of the examples there are: `x.rs` and `x/main.rs`.
fn example_files(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {EXAMPLES_FOLDER}"))?;
    let mut names = BTreeSet::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("rs")) || path.join("main.rs").is_file() {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    Ok(names)
}

fn check(example: &Example) -> anyhow::Result<()> {
    // This very program stands in the folder that Cargo builds into.
    let program = env::current_exe()?.with_file_name("examples").join(example.name);
    let mut command = Command::new(program);
    let scheme = example.transport.scheme();
    command.arg(format!("{scheme}://127.0.0.1:0"));
    let mut server = ServerProcess::spawn(command)?;
    let address = server
        .wait_line(START_TIME_MAX, |line| listening_address(line, scheme))
        .with_context(|| format!("no line `listening on {scheme}://…`"))?;
    for (index, exchange) in example.exchanges.iter().enumerate() {
        let talked = match example.transport {
            Transport::Tcp => talk(address, exchange),
            Transport::Udp => ask(address, exchange),
        };
        talked.with_context(|| format!("exchange {}", index + 1))?;
    }
    server.stop()
}

/// The address in a line such as `listening on tcp://127.0.0.1:40123`.
fn listening_address(line: &str, scheme: &str) -> Option<SocketAddr> {
    let address = line.split_once("listening on ")?.1.strip_prefix(scheme)?.strip_prefix("://")?;
    address.split_whitespace().next()?.parse().ok()
}

fn talk(address: SocketAddr, exchange: &Exchange) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_TIME_MAX)?;
    stream.set_read_timeout(Some(ANSWER_TIME_MAX))?;
    stream.set_write_timeout(Some(ANSWER_TIME_MAX))?;
    stream.write_all(exchange.send)?;
    if let Answer::Bytes(_) = exchange.expect {
        stream.shutdown(Shutdown::Write)?;
    }
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).context("the answer did not come to its end")?;
    compare(&answer, &exchange.expect)
}

/// Sends one datagram and compares the one that answers it.
fn ask(address: SocketAddr, exchange: &Exchange) -> anyhow::Result<()> {
    let socket = UdpSocket::bind(("127.0.0.1", 0))?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(ANSWER_TIME_MAX))?;
    socket.send(exchange.send)?;
    let mut answer = [0; DATAGRAM_BYTES_MAX];
    let length = socket.recv(&mut answer).context("no datagram came back")?;
    compare(&answer[..length], &exchange.expect)
}

fn compare(answer: &[u8], expected: &Answer) -> anyhow::Result<()> {
    match expected {
        Answer::Bytes(bytes) => {
            ensure!(answer == *bytes, "answered {}, not {}", answer.escape_ascii(), bytes.escape_ascii());
        }
        Answer::Http { status, body } => {
            let head = format!("HTTP/1.1 {status} ");
            let found_body =
                answer.windows(4).position(|window| window == b"\r\n\r\n").map(|end| &answer[end + 4..]);
            let is_same = answer.starts_with(head.as_bytes()) && found_body == Some(*body);
            ensure!(is_same, "answered {}, not {status} with {}", answer.escape_ascii(), body.escape_ascii());
        }
        Answer::Digits(form) => {
            let found = answer.iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            ensure!(found.eq(form.bytes()), "answered {}, not like {form}", answer.escape_ascii());
        }
    }
    Ok(())
}

const EXAMPLES_FOLDER: &str = "crates/ostler/examples";
const START_TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;
const DATAGRAM_BYTES_MAX: usize = 65_535;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_line_of_any_log() {
        let check = |line: &str, expected: Option<&str>| {
            let expected = expected.map(|address| address.parse().unwrap());
            assert_eq!(listening_address(line, "tcp"), expected, "{line}");
        };
        check("listening on tcp://127.0.0.1:40123", Some("127.0.0.1:40123"));
        check("2026 INFO server: listening on tcp://[::1]:7 now", Some("[::1]:7"));
        check("listening on tcp://", None);
        check("listening on unix:/run/x", None);
        check("listening on udp://127.0.0.1:40123", None);
        check("", None);
        let udp = listening_address("listening on udp://127.0.0.1:9037", "udp");
        assert_eq!(udp, Some("127.0.0.1:9037".parse().unwrap()));
    }

    #[test]
    fn answers_are_compared_to_the_byte() {
        let check = |answer: &[u8], expected: Answer, is_same: bool| {
            assert_eq!(compare(answer, &expected).is_ok(), is_same, "{}", answer.escape_ascii());
        };
        check(b"one\n", Answer::Bytes(b"one\n"), true);
        check(b"one", Answer::Bytes(b"one\n"), false);
        check(b"one\nx", Answer::Bytes(b"one\n"), false);
        check(b"HTTP/1.1 200 OK\r\na: b\r\n\r\nhello", Answer::Http { status: "200", body: b"hello" }, true);
        check(b"HTTP/1.1 200 OK\r\n\r\nhello", Answer::Http { status: "200", body: b"hell" }, false);
        check(b"HTTP/1.1 404 Not Found\r\n\r\nhello", Answer::Http { status: "200", body: b"hello" }, false);
        check(b"HTTP/1.1 200 OK\r\n", Answer::Http { status: "200", body: b"" }, false);
        check(b"", Answer::Http { status: "200", body: b"" }, false);
        check(b"12:34Z", Answer::Digits("00:00Z"), true);
        check(b"12:3Z", Answer::Digits("00:00Z"), false);
        check(b"12:34+", Answer::Digits("00:00Z"), false);
    }
}
