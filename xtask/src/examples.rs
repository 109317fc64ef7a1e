//! The task `examples`: starts each example of `ostler`, talks to it as a client and stops it as an operator.
//!
//! An example that serves takes its address as first argument, prints `listening on ADDRESS` and ends with success on
//! SIGTERM. One that connects takes the address of a server, here another example, and ends by itself. Each file in the
//! folder needs a row in [`SERVERS`] or [`CLIENTS`], so that none can rot unseen.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail, ensure};
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{Shutdown, shutdown};
use xtask::process::{ServerProcess, run_client};

use crate::command::{self, cargo};
use crate::root;

/// An example that serves, and what its clients see.
struct Server {
    name: &'static str,
    address: At,
    /// What follows the address; it is started once with each.
    arguments: &'static [&'static [&'static str]],
    /// Each is a connection of its own.
    exchanges: &'static [Exchange],
}

/// An example that connects, and what it prints.
struct Client {
    name: &'static str,
    /// The example it talks to.
    server: &'static str,
    /// What follows the address.
    arguments: &'static [&'static str],
    prints: &'static str,
}

struct Exchange {
    send: &'static [u8],
    expect: Answer,
}

/// Where an example is told to listen.
enum At {
    /// A TCP port of the system's choice.
    AnyPort,
    /// A UDP port of the system's choice; each exchange is one datagram each way.
    AnyUdpPort,
    /// A Unix socket among the temporary files.
    UnixSocket,
}

impl At {
    fn address(&self) -> String {
        match self {
            At::AnyPort => ANY_PORT.to_owned(),
            At::AnyUdpPort => ANY_UDP_PORT.to_owned(),
            At::UnixSocket => unix_address("example"),
        }
    }
}

/// What the server must answer until it closes the connection.
enum Answer {
    /// These bytes, after the client has closed its sending side.
    Bytes(&'static [u8]),
    /// Bytes that have these in them, one after the other, under the same conditions.
    Parts(&'static [&'static [u8]]),
    /// An HTTP answer; which headers come with it is the server's business.
    Http { status: &'static str, body: &'static [u8] },
    /// A text of this form, where `0` stands for any digit.
    Form(&'static str),
}

const SERVERS: &[Server] = &[
    Server {
        name: "line_echo",
        address: At::AnyPort,
        arguments: &[&[]],
        exchanges: &[
            Exchange { send: b"one\ntwo\r\n\n", expect: Answer::Bytes(b"one\ntwo\r\n\n") },
            Exchange { send: b"", expect: Answer::Bytes(b"") },
        ],
    },
    Server {
        name: "got_echo",
        address: At::AnyPort,
        arguments: &[&[]],
        exchanges: &[
            Exchange { send: b"Hello\n", expect: Answer::Bytes(b"GOT:Hello\n") },
            Exchange { send: b"", expect: Answer::Bytes(b"") },
        ],
    },
    Server {
        name: "upper",
        address: At::AnyPort,
        arguments: &[
            &["--model", "serial"],
            &["--model", "threads"],
            &["--model", "processes"],
            &["--model", "tasks"],
            &["--model", "per-core"],
        ],
        exchanges: &[
            Exchange { send: " straße\r\n".as_bytes(), expect: Answer::Bytes(b"STRASSE") },
            Exchange { send: b"\xff", expect: Answer::Bytes(b"") },
            Exchange { send: b"", expect: Answer::Bytes(b"") },
        ],
    },
    Server {
        // It ends with its first client.
        name: "simple_echo_protocol",
        address: At::AnyPort,
        arguments: &[&[]],
        exchanges: &[Exchange { send: b"Hello\n", expect: Answer::Bytes(b"echo:Hello\n") }],
    },
    Server {
        name: "stream_echo",
        address: At::AnyPort,
        arguments: &[&[]],
        exchanges: &[
            Exchange { send: b"one\ntwo\xff", expect: Answer::Bytes(b"one\ntwo\xff") },
            Exchange { send: b"", expect: Answer::Bytes(b"") },
        ],
    },
    Server {
        name: "unix_admin",
        address: At::UnixSocket,
        arguments: &[&[ANY_PORT]],
        exchanges: &[
            Exchange {
                send: b"nonsense\nkill 77\nkill x\n",
                expect: Answer::Bytes(b"no such command: try help\nno connection 77\nno connection x\n"),
            },
            Exchange {
                send: b"whoami\nconnections\n",
                expect: Answer::Parts(&[b"user ", b"process ", b"\n2\tunix:", b"Busy"]),
            },
            Exchange { send: b"kill 3\nhelp\n", expect: Answer::Bytes(b"") },
        ],
    },
    Server {
        name: "chat",
        address: At::AnyPort,
        arguments: &[&[]],
        exchanges: &[
            Exchange {
                send: b"nobody hears this\n",
                expect: Answer::Bytes(b"welcome, guest 1: 0 others are here\n"),
            },
            // The first guest has left the room before its client saw the end.
            Exchange { send: b"", expect: Answer::Bytes(b"welcome, guest 2: 0 others are here\n") },
            Exchange {
                send: &[b'x'; 1_001],
                expect: Answer::Bytes(b"welcome, guest 3: 0 others are here\n"),
            },
        ],
    },
    Server {
        name: "http_hello",
        address: At::AnyPort,
        arguments: &[&[]],
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
    Server {
        name: "time_udp",
        address: At::AnyUdpPort,
        arguments: &[&[]],
        exchanges: &[
            Exchange { send: b"what time is it?", expect: Answer::Form("0000-00-00T00:00:00Z") },
            Exchange { send: b"", expect: Answer::Form("0000-00-00T00:00:00Z") },
        ],
    },
];

const CLIENTS: &[Client] = &[
    Client {
        name: "stream_client",
        server: "stream_echo",
        arguments: &[],
        prints: "Lines received\nb'First line.\\n'\nb'Second line.\\n'\nb'Third line.\\n'\nb'Last line.\\n'\n",
    },
    Client {
        name: "client",
        server: "upper",
        arguments: &["hello", "world"],
        prints: "Отправлено: hello world\nПолучено: HELLO WORLD\n",
    },
];

pub(crate) fn run() -> anyhow::Result<()> {
    let servers = SERVERS.iter().map(|server| server.name);
    let names: BTreeSet<String> =
        servers.chain(CLIENTS.iter().map(|client| client.name)).map(str::to_owned).collect();
    let files = example_files(&root().join(EXAMPLES_FOLDER))?;
    if let Some(name) = files.difference(&names).next() {
        bail!("{EXAMPLES_FOLDER}/{name}.rs has no row in xtask/src/examples.rs");
    }
    if let Some(name) = names.difference(&files).next() {
        bail!("{EXAMPLES_FOLDER}/{name}.rs does not exist, but has a row in xtask/src/examples.rs");
    }
    build()?;
    for server in SERVERS {
        check_server(server).with_context(|| format!("example `{}`", server.name))?;
        println!("{}: answers as it should", server.name);
    }
    for client in CLIENTS {
        check_client(client).with_context(|| format!("example `{}`", client.name))?;
        println!("{}: prints what it should", client.name);
    }
    Ok(())
}

/// Builds the examples: the same selection as in `cargo test --workspace`, so that nothing is built twice.
pub(crate) fn build() -> anyhow::Result<()> {
    command::run(cargo(&["build", "--locked", "--quiet", "--workspace", "--examples"]))
}

/// The command that starts the example `name`, which must have been built.
pub(crate) fn example(name: &str) -> anyhow::Result<Command> {
    // This very program stands in the folder that Cargo builds into.
    Ok(Command::new(env::current_exe()?.with_file_name("examples").join(name)))
}

/// Starts a server at `address`; where it listens, as it reports it.
pub(crate) fn start(
    mut command: Command,
    address: &str,
    arguments: &[&str],
) -> anyhow::Result<(ServerProcess, String)> {
    command.arg(address).args(arguments);
    let mut server = ServerProcess::spawn(command)?;
    let address = server.wait_line(START_TIME_MAX, listening_address).context("no line `listening on …`")?;
    Ok((server, address))
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

fn check_server(row: &Server) -> anyhow::Result<()> {
    for arguments in row.arguments {
        let (server, address) = start(example(row.name)?, &row.address.address(), arguments)?;
        for (index, exchange) in row.exchanges.iter().enumerate() {
            talk(&address, exchange).with_context(|| format!("exchange {} with {arguments:?}", index + 1))?;
        }
        server.stop()?;
    }
    Ok(())
}

fn check_client(row: &Client) -> anyhow::Result<()> {
    let (server, address) = start(example(row.server)?, ANY_PORT, &[])?;
    let mut command = example(row.name)?;
    command.arg(address).args(row.arguments);
    let printed = run_client(command, ANSWER_TIME_MAX)?;
    ensure!(printed == row.prints, "printed {printed:?}, not {:?}", row.prints);
    server.stop()
}

/// A Unix address that nobody else uses.
pub(crate) fn unix_address(name: &str) -> String {
    let file = format!("ostler-{name}-{}.sock", std::process::id());
    format!("unix:{}", env::temp_dir().join(file).display())
}

/// The address in a line such as `listening on tcp://127.0.0.1:40123`.
fn listening_address(line: &str) -> Option<String> {
    let address = line.split_once("listening on ")?.1;
    address.split_whitespace().next().map(str::to_owned)
}

fn talk(address: &str, exchange: &Exchange) -> anyhow::Result<()> {
    if let Some(address) = address.strip_prefix("udp://") {
        return ask(address, exchange);
    }
    let mut stream = connect(address)?;
    for direction in [Timeout::Recv, Timeout::Send] {
        set_socket_timeout(&stream, direction, Some(ANSWER_TIME_MAX))?;
    }
    stream.write_all(exchange.send)?;
    if !matches!(exchange.expect, Answer::Http { .. }) {
        shutdown(&stream, Shutdown::Write)?;
    }
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).context("the answer did not come to its end")?;
    compare(&answer, &exchange.expect)
}

/// Sends one datagram, and compares the one that answers it.
fn ask(address: &str, exchange: &Exchange) -> anyhow::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(ANSWER_TIME_MAX))?;
    socket.send(exchange.send)?;
    let mut answer = [0; DATAGRAM_BYTES_MAX];
    let length = socket.recv(&mut answer).context("no datagram came back")?;
    compare(&answer[..length], &exchange.expect)
}

/// A connection to a server, whatever kind of socket it is.
fn connect(address: &str) -> anyhow::Result<File> {
    let socket: OwnedFd = if let Some(address) = address.strip_prefix("tcp://") {
        TcpStream::connect_timeout(&address.parse()?, ANSWER_TIME_MAX)?.into()
    } else {
        let path = address.strip_prefix("unix:").context("neither a TCP nor a Unix address")?;
        UnixStream::connect(path.split('?').next().unwrap_or(path))?.into()
    };
    Ok(socket.into())
}

fn compare(answer: &[u8], expected: &Answer) -> anyhow::Result<()> {
    match expected {
        Answer::Bytes(bytes) => {
            ensure!(answer == *bytes, "answered {}, not {}", answer.escape_ascii(), bytes.escape_ascii());
        }
        Answer::Parts(parts) => {
            let mut rest = answer;
            for part in *parts {
                let at = rest.windows(part.len()).position(|window| window == *part).with_context(|| {
                    format!("answered {}, without {}", answer.escape_ascii(), part.escape_ascii())
                })?;
                rest = &rest[at + part.len()..];
            }
        }
        Answer::Http { status, body } => {
            let head = format!("HTTP/1.1 {status} ");
            let found_body =
                answer.windows(4).position(|window| window == b"\r\n\r\n").map(|end| &answer[end + 4..]);
            let is_same = answer.starts_with(head.as_bytes()) && found_body == Some(*body);
            ensure!(is_same, "answered {}, not {status} with {}", answer.escape_ascii(), body.escape_ascii());
        }
        Answer::Form(form) => {
            let found = answer.iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            ensure!(found.eq(form.bytes()), "answered {}, not like {form}", answer.escape_ascii());
        }
    }
    Ok(())
}

const EXAMPLES_FOLDER: &str = "crates/ostler/examples";
const ANY_PORT: &str = "tcp://127.0.0.1:0";
const ANY_UDP_PORT: &str = "udp://127.0.0.1:0";
const DATAGRAM_BYTES_MAX: usize = 65_535;
const START_TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_line_of_any_log() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(listening_address(line).as_deref(), expected, "{line}");
        };
        check("listening on tcp://127.0.0.1:40123", Some("tcp://127.0.0.1:40123"));
        check("2026 INFO server: listening on tcp://[::1]:7 now", Some("tcp://[::1]:7"));
        check("listening on unix:/run/x", Some("unix:/run/x"));
        check("listening on ", None);
        check("", None);
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
        check(b"a b c", Answer::Parts(&[b"a", b"c"]), true);
        check(b"a b c", Answer::Parts(&[b"c", b"a"]), false);
        check(b"", Answer::Http { status: "200", body: b"" }, false);
        check(b"12:34Z", Answer::Form("00:00Z"), true);
        check(b"12:3Z", Answer::Form("00:00Z"), false);
        check(b"12:34+", Answer::Form("00:00Z"), false);
    }
}
