//! What only a process of its own shows: signals, descriptor limits, exit.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::harness::*;
use crate::role;

tests![
    e9_sigterm_drains_idle_and_busy_and_a_second_one_aborts_the_stuck,
    e9_sigint_drains_too,
    sigterm_at_the_connection_limit_drains,
    sigterm_with_a_spinning_handler_reports_it_abandoned,
    l10_l11_without_descriptors_served_clients_go_on_and_accept_pauses,
    l2_l6_a_bind_that_fails_leaves_no_descriptor,
    a_start_that_fails_leaves_nothing_running,
    under_sixty_four_descriptors_two_hundred_clients_are_served,
    inherited_datagram_sockets_serve,
    l17_inherited_listeners_serve,
    s3_a_child_may_stop_the_server,
];

/// The server under test; killed when dropped.
pub(crate) struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) address: String,
    /// Those of further services.
    more: Vec<String>,
}

impl Process {
    /// Starts this binary again as `role`, with at most `descriptors` if that is given.
    pub(crate) fn start(role: &str, descriptors: Option<u32>) -> Process {
        let preparation = descriptors.map_or("true".to_owned(), |limit| format!("ulimit -n {limit}"));
        Process::start_after(&preparation, role, Stdio::inherit())
    }

    /// Starts this binary again as `role`, from a shell that runs `preparation` first.
    fn start_after(preparation: &str, role: &str, stdin: Stdio) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{preparation}; exec \"$0\"")]).arg(std::env::current_exe().unwrap());
        let command = command.env(role::VARIABLE, role).stdin(stdin).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let mut addresses = line.split_whitespace().map(|word| word.split_once("://").unwrap().1.to_owned());
        let address = addresses.next().unwrap();
        Process { child, stdout, address, more: addresses.collect() }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(&self.address)
    }

    pub(crate) fn talk(&self, line: &str, expected: &str) -> TcpStream {
        let mut stream = self.connect();
        talk(&mut stream, line, expected);
        stream
    }

    /// As [`connect`](Process::connect), to the service of that number; the first is 0.
    pub(crate) fn connect_to(&self, service: usize) -> TcpStream {
        connect(&self.more[service - 1])
    }

    pub(crate) fn talk_to(&self, service: usize, line: &str, expected: &str) -> TcpStream {
        let mut stream = self.connect_to(service);
        talk(&mut stream, line, expected);
        stream
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.pid(), signal).unwrap();
    }

    /// The next line that it prints.
    pub(crate) fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// How much processor time it has used, in hundredths of a second: fields 14 and 15 of proc_pid_stat(5).
    fn processor_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The second field, the name, is in parentheses and may contain blanks.
        let fields = stat.rsplit_once(") ").unwrap().1.split(' ');
        fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    }

    /// The report it printed; it must exit with 0.
    pub(crate) fn report(mut self) -> String {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success());
        rest.trim().to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(HANG)).unwrap();
    stream
}

pub(crate) fn talk(stream: &mut TcpStream, line: &str, expected: &str) {
    stream.write_all(line.as_bytes()).unwrap();
    let mut answer = vec![0; expected.len()];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), expected);
}

/// How often the server has called `accept`, as it says itself.
fn accept_calls(stream: &mut TcpStream) -> u64 {
    stream.write_all(b"accept_calls\n").unwrap();
    let mut answer = [0; 9];
    stream.read_exact(&mut answer).unwrap();
    std::str::from_utf8(&answer).unwrap().trim().parse().unwrap()
}

pub(crate) fn at_end(stream: &mut TcpStream) -> bool {
    matches!(stream.read(&mut [0]), Ok(0) | Err(_))
}

fn e9_sigterm_drains_idle_and_busy_and_a_second_one_aborts_the_stuck() {
    let process = Process::start("talk", None);
    let mut idle = process.talk("hello\n", "hello\n");
    let mut busy = process.talk("hello\n", "hello\n");
    busy.write_all(b"half ").unwrap();
    // The half line has arrived when a later exchange with the same server has.
    let mut stuck = process.talk("hang\n", "ready\n");
    process.signal(Signal::TERM);
    assert!(at_end(&mut idle));
    talk(&mut busy, "line\n", "half line\n");
    assert!(at_end(&mut busy));
    process.signal(Signal::TERM);
    assert!(at_end(&mut stuck));
    assert_eq!(process.report(), "3 open: 2 drained, 1 aborted, 0 abandoned");
}

fn e9_sigint_drains_too() {
    let process = Process::start("talk workers=2", None);
    let mut idle = process.talk("hello\n", "hello\n");
    process.signal(Signal::INT);
    assert!(at_end(&mut idle));
    drop(idle);
    assert_eq!(process.report(), "1 open: 1 drained, 0 aborted, 0 abandoned");
}

fn sigterm_at_the_connection_limit_drains() {
    let process = Process::start("talk connections=2", None);
    let mut one = process.talk("hello\n", "hello\n");
    let mut two = process.talk("hello\n", "hello\n");
    let mut waiting = process.connect();
    waiting.write_all(b"never\n").unwrap();
    process.signal(Signal::TERM);
    assert!(at_end(&mut one) && at_end(&mut two) && at_end(&mut waiting));
    drop((one, two, waiting));
    assert_eq!(process.report(), "2 open: 2 drained, 0 aborted, 0 abandoned");
}

fn sigterm_with_a_spinning_handler_reports_it_abandoned() {
    for role in ["talk drain_ms=100", "talk drain_ms=100 workers=1"] {
        let process = Process::start(role, None);
        let _spinning = process.talk("spin\n", "ready\n");
        process.signal(Signal::TERM);
        assert_eq!(process.report(), "1 open: 0 drained, 0 aborted, 1 abandoned", "{role}");
    }
}

fn l10_l11_without_descriptors_served_clients_go_on_and_accept_pauses() {
    // Room for far more connections than there are descriptors: the limit does not help, the pause must.
    let process = Process::start("talk connections=1000 handle=1", Some(32));
    let mut served = Vec::new();
    let mut waiting = Vec::new();
    for _ in 0..40 {
        let mut stream = process.connect();
        stream.write_all(b"hello\n").unwrap();
        stream.set_read_timeout(Some(SHORT)).unwrap();
        let mut answer = [0; 6];
        match stream.read_exact(&mut answer) {
            Ok(()) => served.push(stream),
            Err(_) => waiting.push(stream),
        }
        if waiting.len() == 3 {
            break;
        }
    }
    assert!(served.len() >= 10, "{} served", served.len());
    assert_eq!(waiting.len(), 3);
    // In a paused second there are at most a dozen accept calls, and those who are in are served all the while.
    let (first, _) = served.split_first_mut().unwrap();
    first.set_read_timeout(Some(HANG)).unwrap();
    let (begun, calls, ticks) = (Instant::now(), accept_calls(first), process.processor_ticks());
    while begun.elapsed() < Duration::from_secs(1) {
        talk(first, "still here\n", "still here\n");
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let calls = accept_calls(first) - calls;
    assert!((1..=12).contains(&calls), "{calls} accept calls in a paused second");
    // A hundredth of a second each; log lines are counted where they are decided on, in the core.
    let ticks = process.processor_ticks() - ticks;
    assert!(ticks <= 5, "{ticks} % of a processor in a paused second");
    // One that closes lets one in, at once: the pause has grown to a second by now, and the answer beats it.
    for mut stream in waiting {
        drop(served.pop());
        stream.set_read_timeout(Some(HANG)).unwrap();
        let mut answer = [0; 6];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"hello\n");
        served.push(stream);
    }
}

fn l2_l6_a_bind_that_fails_leaves_no_descriptor() {
    let process = Process::start("cramped", Some(64));
    assert_eq!(process.report(), "200 times in use, then bound");
}

fn a_start_that_fails_leaves_nothing_running() {
    let process = Process::start("starved", Some(64));
    assert_eq!(process.report(), "cannot start a runtime; bound again: true");
}

fn under_sixty_four_descriptors_two_hundred_clients_are_served() {
    let process = Process::start("talk", Some(64));
    let mut clients: Vec<TcpStream> = (0..200).map(|_| process.connect()).collect();
    for (number, client) in clients.iter_mut().enumerate() {
        client.write_all(format!("client {number}\n").as_bytes()).unwrap();
    }
    for (number, mut client) in clients.into_iter().enumerate() {
        let expected = format!("client {number}\n");
        let mut answer = vec![0; expected.len()];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), expected);
    }
    process.signal(Signal::TERM);
    let report = process.report();
    assert!(report.ends_with("0 aborted, 0 abandoned"), "{report}");
}

fn inherited_datagram_sockets_serve() {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for (preparation, role) in [
        ("exec 3<&0 </dev/null", "datagrams address=fd:3"),
        (
            "exec 3<&0 </dev/null; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=time",
            "datagrams address=systemd:time",
        ),
    ] {
        let stdin = OwnedFd::from(socket.try_clone().unwrap());
        let process = Process::start_after(preparation, role, stdin.into());
        assert_eq!(process.address, socket.local_addr().unwrap().to_string());
        let client = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(&process.address).unwrap();
        client.set_read_timeout(Some(HANG)).unwrap();
        client.send(b"hello").unwrap();
        let mut answer = [0; 10];
        let count = client.recv(&mut answer).unwrap();
        assert_eq!(&answer[..count], b"hello");
        process.signal(Signal::TERM);
        assert!(process.report().ends_with("0 aborted, 0 abandoned"));
    }
}

fn l17_inherited_listeners_serve() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    // The shell moves it to where it is wanted.
    for (preparation, role) in [
        ("exec 3<&0 </dev/null", "talk address=fd:3"),
        (
            "exec 4<&0 3</dev/null </dev/null; export LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=other:chat",
            "talk address=systemd:chat",
        ),
    ] {
        let stdin = OwnedFd::from(listener.try_clone().unwrap());
        let process = Process::start_after(preparation, role, stdin.into());
        assert_eq!(process.address, listener.local_addr().unwrap().to_string());
        let client = process.talk("hello\n", "hello\n");
        drop(client);
        process.signal(Signal::TERM);
        assert!(process.report().ends_with("0 aborted, 0 abandoned"));
    }
}

/// Longer than anything takes, even on a busy machine.
const HANG: Duration = Duration::from_secs(30);

fn s3_a_child_may_stop_the_server() {
    let process = Process::start("talk processes=4", None);
    let mut idle = process.talk("hello\n", "hello\n");
    let mut asking = process.talk("hello\n", "hello\n");
    asking.write_all(b"drain\n").unwrap();
    // Both wait for a new line when the drain begins.
    assert!(at_end(&mut idle) && at_end(&mut asking));
    assert_eq!(process.report(), "2 open: 2 drained, 0 aborted, 0 abandoned");

    let process = Process::start("talk processes=4", None);
    let mut stuck = process.talk("hang\n", "ready\n");
    let mut asking = process.talk("hello\n", "hello\n");
    asking.write_all(b"abort\n").unwrap();
    assert!(at_end(&mut stuck) && at_end(&mut asking));
    let report = process.report();
    assert!(report.starts_with("2 open: ") && report.ends_with(" 0 abandoned"), "{report}");
}
