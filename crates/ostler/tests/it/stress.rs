//! Ten thousand connections under the models that make something for each: no zombie is left, no child of others is waited
//! for, and memory does not grow. Ignored unless asked for; `cargo xtask stress` runs these.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ostler::{Address, BlockingConn, BlockingStream, Model, Server, blocking, connect_blocking};

use crate::cells::children_of;
use crate::harness::Tests;
use crate::role;

pub(crate) const LONG_TESTS: Tests = &[
    ("h15_h16_ten_thousand_forked_connections_leave_nothing", || leave_nothing("processes")),
    ("h11_ten_thousand_connections_on_threads_leave_nothing", || leave_nothing("threads")),
];

/// What the variable of the role begins with.
pub(crate) const ROLE: &str = "stress ";

/// The role: serves until a line comes, beside a child that is none of the server's. Prints its address, then its report
/// and how that child ended.
pub(crate) fn serve(model: &str) {
    let mut foreign = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    let model = match model {
        "threads" => Model::threads(2 * CROWD),
        "processes" => Model::processes(2 * CROWD),
        other => panic!("no model {other}"),
    };
    let shout = |conn: &mut BlockingConn| {
        while let Some(line) = conn.read_line()? {
            conn.write_all(&line.to_ascii_uppercase())?;
        }
        Ok(())
    };
    let server = Server::new().serve("tcp://127.0.0.1:0", blocking(shout).model(model)).start().unwrap();
    println!("{}", server.addresses()[0]);
    println!("{}", foreign.id());
    std::io::stdin().read_line(&mut String::new()).unwrap();
    // The last child is gone before the server has heard of it.
    let give_up_at = Instant::now() + Duration::from_secs(30);
    while server.stats().ended_total() < server.stats().accepted && Instant::now() < give_up_at {
        thread::yield_now();
    }
    let stats = server.stats();
    println!(
        "{} ended as they should, {} otherwise",
        stats.ended("peer_closed"),
        stats.ended_total() - stats.ended("peer_closed")
    );
    server.drain(Duration::from_secs(30));
    println!("{}", server.wait_blocking());
    foreign.kill().unwrap();
    println!("foreign: {}", foreign.wait().unwrap());
}

/// What leaks does so each time; what the allocator scatters by chance does not.
fn leave_nothing(model: &str) {
    let growths: Vec<u64> = (0..ATTEMPTS_MAX).map_while(|_attempt| growth_kib(model)).collect();
    assert!(growths.len() < ATTEMPTS_MAX, "{model} grew by {growths:?} KiB");
}

/// By how much the server grew from the first thousand connections to the last; `None` when it is within the limit.
fn growth_kib(model: &str) -> Option<u64> {
    let subject = Subject::start(model);
    subject.visit(BASE);
    let before = subject.settled();
    subject.visit(TOTAL - BASE);
    let after = subject.settled();
    println!("{model}: {before} KiB after {BASE} connections, {after} KiB after {TOTAL}");
    let said = subject.stop();
    assert_eq!(said[0], format!("{TOTAL} ended as they should, 0 otherwise"));
    assert_eq!(said[1], "0 open: 0 drained, 0 aborted, 0 abandoned");
    assert_eq!(said[2], "foreign: signal: 9 (SIGKILL)");
    let growth = after.saturating_sub(before);
    (growth > GROWTH_KIB_MAX).then_some(growth)
}

/// The server in its process.
struct Subject {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    address: Address,
    foreign: u32,
}

impl Subject {
    fn start(model: &str) -> Subject {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(role::VARIABLE, format!("{ROLE}{model}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line.trim().to_owned()
        };
        let (address, foreign) = (line().parse().unwrap(), line().parse().unwrap());
        Subject { child, stdin, stdout, address, foreign }
    }

    /// A crowd that is there all at once, then some clients again and again, until so many have come. Later, more may meet
    /// than before by chance; the crowd has made by then what that takes.
    fn visit(&self, count: usize) {
        let crowd: Vec<BlockingStream> = (0..CROWD).map(|_client| self.visit_once()).collect();
        drop(crowd);
        let left = AtomicUsize::new(count - CROWD);
        let take_one =
            || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        thread::scope(|scope| {
            for _client in 0..CLIENTS {
                scope.spawn(|| {
                    while take_one() {
                        self.visit_once();
                    }
                });
            }
        });
    }

    /// A client that got its answer.
    fn visit_once(&self) -> BlockingStream {
        let mut client = connect_blocking(&self.address).unwrap();
        client.set_read_timeout(Duration::from_secs(30));
        client.write_all(b"hello\n").unwrap();
        assert_eq!(client.read_line().unwrap().as_deref(), Some(&b"HELLO\n"[..]));
        client
    }

    /// Waits until nobody is served any more, and returns the memory of server and nursery, in KiB.
    fn settled(&self) -> u64 {
        let give_up_at = Instant::now() + Duration::from_secs(30);
        loop {
            let own: Vec<u32> =
                children_of(self.child.id()).into_iter().filter(|child| *child != self.foreign).collect();
            // A zombie is a child too.
            let grandchildren: usize = own.iter().map(|nursery| children_of(*nursery).len()).sum();
            let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap().count();
            if grandchildren == 0 && threads < CROWD {
                return own.iter().chain([&self.child.id()]).map(|process| resident_kib(*process)).sum();
            }
            assert!(Instant::now() < give_up_at, "{grandchildren} children and {threads} threads are left");
            thread::yield_now();
        }
    }

    /// Stops it; returns what it says at the end.
    fn stop(mut self) -> Vec<String> {
        self.stdin.write_all(b"stop\n").unwrap();
        let said = (&mut self.stdout).lines().map(Result::unwrap).collect();
        assert!(self.child.wait().unwrap().success());
        said
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

/// What of a process is in memory, counted page by page; other counts of the system are late by some pages a thread.
fn resident_kib(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("Rss:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

const CROWD: usize = 8;
const CLIENTS: usize = 2;
const BASE: usize = 1000;
const TOTAL: usize = 10_000;
/// Thirty bytes lost for each connection would be above it.
const GROWTH_KIB_MAX: u64 = 256;
const ATTEMPTS_MAX: usize = 3;
