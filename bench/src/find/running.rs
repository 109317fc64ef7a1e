//! The program as it runs: the command from start to end, the JSON API on the loopback address, and the memory of a server that was asked much.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::{FindVolume, Table};
use crate::conversation::HttpSearch;
use crate::endpoint::{Endpoint, Link};
use crate::load::Load;
use crate::machine;
use crate::round_trip::{self, START_TIME_MAX};
use crate::stats::{Samples, Shown};

pub(super) fn measure(table: &mut Table, program: &Path, volume: FindVolume) -> anyhow::Result<()> {
    for args in COMMANDS {
        let samples =
            (0..volume.commands).map(|_| time_command(program, args)).collect::<Result<Samples, _>>()?;
        table.row(
            format!("`charfinder {}`, {} runs", args.join(" "), volume.commands),
            "3 ms",
            figures(&samples),
            "",
        );
    }
    let nothing = Path::new("/bin/true");
    let samples = (0..volume.commands).map(|_| time_command(nothing, &[])).collect::<Result<Samples, _>>()?;
    table.row("`/bin/true`, as often", "", figures(&samples), "");

    let mut server = round_trip::spawn(program)?;
    let address = server.wait_line(START_TIME_MAX, round_trip::http_address)?;
    let endpoint = Endpoint::Tcp(address);
    let load = Load { pid: server.id(), endpoint: &endpoint, clients: 1, requests: volume.requests };
    let latency = load.run::<HttpSearch>()?.latency;
    table.row(
        format!("JSON, `chess black`, {} requests on one connection", latency.len()),
        "50 µs",
        figures(&latency),
        "",
    );
    let latency = plain_round_trips(&endpoint, volume.requests)?;
    table.row("the bytes of that by a plain thread, as often", "", figures(&latency), "");
    let latency = ask_much(&endpoint, volume.requests / 2)?;
    table.row(format!("JSON, {} different requests", latency.len()), "50 µs", figures(&latency), "");
    let bytes = |bytes: Option<f64>| Shown::Bytes(bytes);
    let none = || Shown::Bytes(None);
    table.row(
        "resident, the server after all that",
        "25 MB",
        [
            none(),
            bytes(machine::resident_bytes(server.id())),
            none(),
            bytes(machine::resident_peak_bytes(server.id())),
        ],
        "at its most",
    );
    table.row(
        "of it its own",
        "",
        [none(), bytes(machine::anonymous_bytes(server.id())), none(), none()],
        "",
    );
    server.stop()
}

fn figures(samples: &Samples) -> [Shown; 4] {
    [0.0, 0.5, 0.99, 1.0].map(|q| Shown::Microseconds(samples.quantile(q)))
}

/// Microseconds from the start of the command to the end of its output, which goes through a pipe.
fn time_command(program: &Path, args: &[&str]) -> anyhow::Result<f64> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let began = Instant::now();
    let output = command.output().with_context(|| format!("cannot run {}", program.display()))?;
    let time = began.elapsed();
    // 1 says that nothing was found but what looks like it.
    ensure!(
        matches!(output.status.code(), Some(0 | 1)),
        "{} {} ended with {}",
        program.display(),
        args.join(" "),
        output.status
    );
    Ok(time.as_secs_f64() * 1e6)
}

/// Round trips of the same bytes with a thread of this program that reads and writes and knows nothing else: what the machine takes for them.
fn plain_round_trips(endpoint: &Endpoint, requests: u32) -> anyhow::Result<Samples> {
    let mut answer = Vec::new();
    let mut link = endpoint.connect(ANSWER_TIME_MAX)?;
    link.write_all(PLAIN_REQUEST)?;
    read_answer(&mut link, &mut answer)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let endpoint = Endpoint::Tcp(listener.local_addr()?);
    thread::scope(|scope| {
        let server = scope.spawn(|| -> anyhow::Result<()> {
            let (mut stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            let mut request = [0; PLAIN_REQUEST.len()];
            for _ in 0..requests {
                stream.read_exact(&mut request)?;
                stream.write_all(&answer)?;
            }
            Ok(())
        });
        let mut link = endpoint.connect(ANSWER_TIME_MAX)?;
        let mut samples = Samples::default();
        let mut received = Vec::new();
        for _ in 0..requests {
            let sent = Instant::now();
            link.write_all(PLAIN_REQUEST)?;
            read_answer(&mut link, &mut received)?;
            samples.push_time(sent.elapsed());
        }
        server.join().expect("the thread reports its errors")?;
        Ok(samples)
    })
}

/// Sends requests of all kinds one after the other on one connection.
fn ask_much(endpoint: &Endpoint, requests: u32) -> anyhow::Result<Samples> {
    let mut link = endpoint.connect(ANSWER_TIME_MAX)?;
    let mut samples = Samples::default();
    let began = Instant::now();
    let mut received = Vec::new();
    for number in 0..requests {
        if began.elapsed() > LOAD_TIME_MAX {
            break;
        }
        let word = WORDS[number as usize % WORDS.len()];
        let other = WORDS[(number as usize / WORDS.len()) % WORDS.len()];
        let language = LANGUAGES[number as usize % LANGUAGES.len()];
        let code_point = 0x21 + number * 37 % 0x1_F000;
        let path = match number % 5 {
            0 => format!("search?q={word}&limit=20"),
            1 => format!("search?q={word}+{other}&limit=20"),
            2 => format!("search?q={word}&lang={language}&limit=20"),
            3 => format!("char/{code_point:04X}?lang={language}"),
            // Half of a word; what is percent-encoded stays whole.
            _ if word.contains('%') => format!("search?q={word}"),
            _ => format!("search?q={}&limit=20", &word[..word.len().div_ceil(2)]),
        };
        let sent = Instant::now();
        write!(link, "GET /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        read_answer(&mut link, &mut received)?;
        samples.push_time(sent.elapsed());
    }
    Ok(samples)
}

/// Reads an answer to its end, whatever it says.
fn read_answer(link: &mut Link, received: &mut Vec<u8>) -> anyhow::Result<()> {
    received.clear();
    let mut buffer = [0; 16 * 1024];
    let mut whole = usize::MAX;
    while received.len() < whole {
        let count = link.read(&mut buffer)?;
        ensure!(count > 0 && received.len() < ANSWER_BYTES_MAX, "an answer breaks off or does not end");
        received.extend_from_slice(&buffer[..count]);
        if whole == usize::MAX
            && let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&received[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            whole = end + 4 + length.context("no length")?;
        }
    }
    Ok(())
}

const PLAIN_REQUEST: &[u8] = b"GET /api/v1/search?q=chess+black&limit=5 HTTP/1.1\r\nHost: localhost\r\n\r\n";
const COMMANDS: &[&[&str]] = &[
    &["find", "chess", "black"],
    &["find", "sun", "--limit", "20"],
    &["find", "солнце", "--limit", "20"],
    &["find", "sonw", "--limit", "20"],
    &["find", "--order", "codepoint", "chess", "black"],
    &["show", "U+265A"],
    &["set", "[\\p{L}&\\p{Greek}-[α-ω]]"],
];
const WORDS: &[&str] = &[
    "sun",
    "arrow",
    "heart",
    "letter",
    "chess",
    "black",
    "white",
    "circle",
    "left",
    "cat",
    "face",
    "euro",
    "accent",
    "digit",
    "cyrillic",
    "latin",
    "hiragana",
    "music",
    "flag",
    "hand",
    "moon",
    "star",
    "triangle",
    "square",
    "%D1%81%D0%BE%D0%BB%D0%BD%D1%86%D0%B5",
    "soleil",
    "%E5%A4%AA%E9%98%B3",
    "snwoman",
    "nbsp",
    "zwj",
    "dragon",
    "turtle",
    "265A",
    "U%2B1F600",
    "%5B%5Cp%7BSm%7D%5D",
];
const LANGUAGES: &[&str] = &["en", "ru", "fr", "de", "zh", "ja", "ar", "hi", "es", "it", "pt", "ko"];
const LOAD_TIME_MAX: Duration = Duration::from_secs(30);
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
