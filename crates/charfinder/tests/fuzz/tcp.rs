//! The TCP session: whatever lines come, the answer is made of whole lines, bounded, and the session ends when the client leaves.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use charfinder::Finder;
use charfinder::console::Console;
use charfinder::tcp::{TcpState, service};
use ostler::{Address, Server};

use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "tcp",
    cases: 250,
    time_max: Duration::from_secs(5),
    time_max_each_thousand: Duration::from_millis(300),
    clock: Clock::Wall,
};

#[test]
fn sessions_are_answered_within_limits() {
    let state = TcpState::new(Finder::default(), Some(RESULTS_MAX), Console::quiet());
    let server = Server::new().serve("tcp://127.0.0.1:0", service(state)).start().unwrap();
    let Address::Tcp(inet) = &server.addresses()[0] else { panic!("not TCP") };
    let port = inet.port;
    TARGET.fuzz(|text, random| {
        let start =
            random.choose(&["", ".ranked on\r\n", ".ranked on\r\n.lang fr\r\n.limit 1000\r\n", ".show "]);
        let session = [start.as_bytes(), text, b"\r\n"].concat();
        let answer = converse(port, &session);
        assert!(answer.starts_with("?> "), "{answer:?}");
        let lines = 1 + session.iter().filter(|byte| **byte == b'\n').count();
        assert!(answer.len() <= lines * LINE_ANSWER_BYTES_MAX, "{} bytes to {lines} lines", answer.len());
        for (at, c) in answer.char_indices().filter(|(_, c)| c.is_control() && *c != '\t') {
            let is_line_end = matches!(answer.as_bytes()[at..], [b'\r', b'\n', ..])
                || c == '\n' && answer[..at].ends_with('\r');
            assert!(is_line_end, "{c:?} in the answer at {at}");
        }
    });
    server.drain(HANG);
    let report = server.wait_blocking();
    assert_eq!(report.aborted + report.abandoned, 0);
}

/// All that the server says to a client that sends `session` and leaves.
fn converse(port: u16, session: &[u8]) -> String {
    let mut client = TcpStream::connect(("127.0.0.1", port)).unwrap();
    client.set_read_timeout(Some(HANG)).unwrap();
    let mut sender = client.try_clone().unwrap();
    let mut answer = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A server that has closed does not take what comes after it.
            let _closed = sender.write_all(session);
            let _closed = sender.shutdown(Shutdown::Write);
        });
        client.read_to_end(&mut answer).unwrap();
    });
    String::from_utf8(answer).expect("answers are UTF-8")
}

const RESULTS_MAX: usize = 1000;
/// A thousand results of 250 bytes, and the query told back, each byte of it as an escape of four.
const LINE_ANSWER_BYTES_MAX: usize = RESULTS_MAX * 250 + (256 << 10);
/// Longer than any session takes, even on a busy machine.
const HANG: Duration = Duration::from_secs(30);
