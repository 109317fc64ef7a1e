//! `charfinder serve` as a process: ports, limits, signals, and clients who misbehave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

struct Serving {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Serving {
        let mut child = Command::new(env!("CARGO_BIN_EXE_charfinder"))
            .arg("serve")
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Serving { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }

    /// The port in the next line, between `before` and `after`.
    fn port(&mut self, before: &str, after: &str) -> u16 {
        let line = self.line();
        let port = line.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("no port in {line:?}"))
    }

    fn tcp_port(&mut self) -> u16 {
        self.port("Serving on ('127.0.0.1', ", "). Hit CTRL-C to stop.\n")
    }

    fn http_port(&mut self) -> u16 {
        self.port("Serving on http://127.0.0.1:", "/ Hit CTRL-C to stop.\n")
    }

    /// Sends SIGTERM; the rest of what it prints, once it has exited with 0.
    fn stop(mut self) -> String {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success());
        rest
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

fn expect(stream: &mut TcpStream, expected: &str) {
    let mut answer = vec![0; expected.len()];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), expected);
}

fn get(port: u16, target: &str) -> String {
    let mut stream = connect(port);
    let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn both_services_answer_and_print_what_the_book_prints() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
    let (tcp, http) = (serving.tcp_port(), serving.http_port());
    let mut client = connect(tcp);
    client.write_all(b"registered\r\n").unwrap();
    expect(&mut client, "?> U+00AE \t®\tREGISTERED SIGN\r\n1 match for 'registered'\r\n?> ");
    let peer = client.local_addr().unwrap();
    assert_eq!(serving.line(), format!("Received from ('127.0.0.1', {}): 'registered'\n", peer.port()));
    assert_eq!(serving.line(), "Sent 1 results\n");
    drop(client);
    assert_eq!(serving.line(), "Close the client socket\n");
    let answer = get(http, "/search?q=registered");
    assert!(answer.ends_with("[{\"char\":\"®\",\"name\":\"REGISTERED SIGN\"}]"), "{answer}");
    assert_eq!(serving.line(), "Query: 'registered'\n");
    assert_eq!(serving.line(), "Sending 1 results\n");
    assert_eq!(serving.stop(), "Server shutting down.\n");
}

#[test]
fn the_ranked_search_bears_a_line_that_is_no_utf_8() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--quiet"]);
    let port = serving.tcp_port();
    let mut ranked = connect(port);
    ranked.write_all(b".ranked on\nfoo\xff\ncaf\xe9\n.quit\n").unwrap();
    let told = "Not understood: the line is not UTF-8\r\n?> ";
    expect(&mut ranked, &format!("?> Ranked search: best first\r\n?> {told}{told}"));
    // The book's search ends there, as the original does; so does Ctrl-C in both.
    for bytes in [&b"caf\xe9\nsun\n"[..], b".ranked on\n\xff\xf4\xff\xfd\x06\nsun\n"] {
        let mut client = connect(port);
        client.write_all(bytes).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("?> ") && !answer.contains("U+2600"), "{answer}");
    }
}

#[test]
fn quiet_prints_nothing_but_chosen_ports() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--quiet"]);
    let mut client = connect(serving.tcp_port());
    client.write_all(b"sun\n").unwrap();
    expect(&mut client, "?> U+2600 \t");
    drop(client);
    assert_eq!(serving.stop(), "");
}

#[test]
fn a_capped_answer_says_how_many_more_there_are() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--max-results", "2", "--unicode", "6.3"]);
    let mut client = connect(serving.tcp_port());
    client.write_all(b"chess black\n").unwrap();
    let expected = "?> U+265A \t♚\tBLACK CHESS KING\r\nU+265B \t♛\tBLACK CHESS QUEEN\r\n… 4 more\r\n6 matches for 'chess black'\r\n?> ";
    expect(&mut client, expected);
    assert!(serving.line().starts_with("Received from"));
    assert_eq!(serving.line(), "Sent 2 results\n");
}

#[test]
fn the_cap_can_be_lifted() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--max-results", "all", "--unicode", "6.3"]);
    let mut client = connect(serving.tcp_port());
    client.write_all(b"cjk\n").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("75821 matches for 'cjk'\r\n?> "), "{}", &answer[answer.len() - 60..]);
    assert_eq!(answer.lines().count(), 75_823);
}

#[test]
fn a_client_that_never_reads_a_big_answer_holds_nobody() {
    let mut serving = Serving::start(&["--tcp", "127.0.0.1:0", "--max-results", "all"]);
    let port = serving.tcp_port();
    let mut rude = connect(port);
    rude.write_all("cjk\n".repeat(10).as_bytes()).unwrap();
    for _ in 0..10 {
        let mut polite = connect(port);
        polite.write_all(b"registered\n").unwrap();
        expect(&mut polite, "?> U+00AE \t®\tREGISTERED SIGN\r\n");
    }
}

#[test]
fn only_what_is_asked_for_is_served() {
    let mut serving = Serving::start(&["--http", "127.0.0.1:0"]);
    let port = serving.http_port();
    assert!(get(port, "/healthz").ends_with("ok\n") || get(port, "/healthz").ends_with("ok"));
    assert_eq!(serving.stop(), "Server shutting down.\n");
}

#[test]
fn a_body_that_is_far_too_long_is_refused_in_words() {
    let mut serving = Serving::start(&["--http", "127.0.0.1:0"]);
    let mut client = connect(serving.http_port());
    let head = "POST /api/v1/identify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 27000000\r\n\r\n";
    client.write_all(head.as_bytes()).unwrap();
    // More than the route takes, and little of what was announced.
    client.write_all(&vec![b'a'; (256 << 10) + 1]).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    for part in
        ["content-type: application/problem+json", "x-content-type-options: nosniff", "at most 65536 bytes"]
    {
        assert!(answer.contains(part), "{part} is missing in\n{answer}");
    }
    serving.stop();
}

#[test]
fn a_unix_socket_serves_too() {
    let path = std::env::temp_dir().join(format!("charfinder-it-{}.sock", std::process::id()));
    let mut serving = Serving::start(&["--tcp", &format!("unix:{}?mode=600", path.display())]);
    assert_eq!(serving.line(), format!("Serving on unix:{}?mode=600. Hit CTRL-C to stop.\n", path.display()));
    let mut client = std::os::unix::net::UnixStream::connect(&path).unwrap();
    client.write_all(b"registered\n").unwrap();
    let mut prompt = [0; 3];
    client.read_exact(&mut prompt).unwrap();
    assert_eq!(&prompt, b"?> ");
    drop(client);
    serving.stop();
    assert!(!path.exists());
}
