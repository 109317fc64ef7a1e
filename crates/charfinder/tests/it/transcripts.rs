//! The TCP session against the recorded transcripts of the reference program, byte for byte, on the wire and on the console.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use charfinder::Finder;
use charfinder::console::Console;
use charfinder::tcp::{self, TcpState};
use ostler::{Address, Server};
use serde_json::Value;

#[test]
fn sessions_equal_the_recorded_ones() {
    let file = include_str!("../../../../conformance/charfinder/transcripts.json");
    let file: Value = serde_json::from_str(file).unwrap();
    let finder = Finder::new(file["unicode"].as_str().unwrap().parse().unwrap());
    let sessions = file["sessions"].as_array().unwrap();
    for session in sessions {
        play(finder, session);
    }
    assert!(sessions.len() >= 40, "only {} sessions are recorded", sessions.len());
}

fn play(finder: Finder, session: &Value) {
    let name = session["name"].as_str().unwrap();
    let output = Output::default();
    let (console, writer) = Console::new(output.clone()).unwrap();
    let service = tcp::service(TcpState::new(finder, Some(1000), console));
    let server = Server::new().serve("tcp://127.0.0.1:0", service).start().unwrap();
    let Address::Tcp(inet) = &server.addresses()[0] else { panic!("not TCP") };

    let mut client = TcpStream::connect(("127.0.0.1", inet.port)).unwrap();
    client.set_read_timeout(Some(HANG)).unwrap();
    let peer = client.local_addr().unwrap();
    let sent: Vec<Vec<u8>> = session["sent"].as_array().unwrap().iter().map(pieces).collect();
    let end = session["end"].as_str().unwrap();
    let mut sender = client.try_clone().unwrap();
    let half_closes = end == "half_close";
    let sending = std::thread::spawn(move || {
        for chunk in sent {
            // A server that has closed does not take what comes after it.
            let _closed = sender.write_all(&chunk);
        }
        if half_closes {
            let _closed = sender.shutdown(Shutdown::Write);
        }
    });
    let expected = pieces(&session["received"]);
    let mut received = vec![0; expected.len()];
    client.read_exact(&mut received).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(String::from_utf8_lossy(&received), String::from_utf8_lossy(&expected), "{name}");
    match end {
        "leaves" => {}
        "half_close" | "server_closes" => {
            assert_eq!(client.read(&mut [0]).unwrap(), 0, "{name}: more than was recorded");
        }
        other => panic!("{name}: no end {other}"),
    }
    sending.join().unwrap();
    drop(client);

    server.drain(HANG);
    let report = server.wait_blocking();
    assert_eq!(report.aborted + report.abandoned, 0, "{name}");
    writer.finish();
    let (ip, port) = (peer.ip(), peer.port());
    let lines: Vec<String> = session["console"].as_array().unwrap().iter().map(console_line).collect();
    let expected: String =
        lines.iter().map(|line| line.replace("{peer}", &format!("('{ip}', {port})")) + "\n").collect();
    assert_eq!(output.text(), expected, "{name}");
}

/// A text, or a list of texts, `{"hex": …}` and `{"text": …, "times": …}`, as bytes.
fn pieces(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(parts) => parts.iter().flat_map(pieces).collect(),
        Value::Object(part) => match (part.get("hex"), part.get("text")) {
            (Some(hex), None) => from_hex(hex.as_str().unwrap()),
            (None, Some(text)) => {
                text.as_str().unwrap().repeat(part["times"].as_u64().unwrap() as usize).into_bytes()
            }
            _ => panic!("no piece: {part:?}"),
        },
        other => panic!("no piece: {other}"),
    }
}

fn console_line(value: &Value) -> String {
    String::from_utf8(pieces(value)).unwrap()
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// What a console has printed.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Output {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Longer than any session takes, even on a busy machine.
const HANG: Duration = Duration::from_secs(30);
