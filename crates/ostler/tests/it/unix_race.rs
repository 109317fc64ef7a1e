//! Two processes that start over one Unix path, again and again: always exactly one server, never a stolen path. The
//! starters are this binary in the role [`ROLE`]; they live for many rounds, and some are killed in the middle of one.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ostler::{BindError, Conn, Server, ServerHandle, stream};

use crate::harness::*;
use crate::role;

tests![l21_two_starters_over_one_path_make_one_server];

/// As the quick form, a thousand times; runs with `--ignored`.
pub(crate) const LONG_TESTS: Tests =
    &[("l21_two_starters_over_one_path_make_one_server_each_of_1000_times", || race(1000))];

/// The role of a starter.
pub(crate) const ROLE: &str = "starter";

fn l21_two_starters_over_one_path_make_one_server() {
    race(25);
}

fn race(rounds: u32) {
    let path = fresh_socket_path();
    let mut starters = [Starter::spawn(&path), Starter::spawn(&path)];
    let (mut killed, mut handed_over) = (0, 0);
    for round in 0..rounds {
        // Stale every time: left by the server that was killed in the round before, or by this one that nobody heard of.
        if !path.exists() {
            drop(UnixListener::bind(&path).unwrap());
        }
        let winner = start_both(&mut starters, round);
        let [first, second] = &mut starters;
        let (winner, loser) = if winner == 0 { (first, second) } else { (second, first) };
        assert_eq!(server_at(&path), winner.child.id(), "round {round}");
        loser.tell("start 0");
        assert_eq!(loser.said(), "in use", "round {round}");
        assert_eq!(server_at(&path), winner.child.id(), "round {round}");
        if round % 2 == 1 {
            *winner = Starter::spawn_after(winner, &path);
            killed += 1;
            assert!(path.exists(), "round {round}: what was killed left its socket");
            continue;
        }
        // One begins just as the other ends: it may come too early, but what it gets is its own.
        winner.tell("stop");
        loser.tell("start 0");
        assert_eq!(winner.said(), "stopped", "round {round}");
        match loser.said().as_str() {
            "serving" => {
                assert_eq!(server_at(&path), loser.child.id(), "round {round}");
                loser.tell("stop");
                assert_eq!(loser.said(), "stopped", "round {round}");
                handed_over += 1;
            }
            "in use" => {}
            other => panic!("round {round}: {other}"),
        }
        assert!(!path.exists(), "round {round}: nobody serves");
    }
    println!("{rounds} rounds: {killed} servers killed, {handed_over} paths handed over");
    drop(starters);
    let _killed_last = std::fs::remove_file(&path);
    let _killed_last = std::fs::remove_file(path.with_extension("sock.lock"));
}

/// Lets both start at one moment; returns which of them serves. The other one must have been told that it does.
fn start_both(starters: &mut [Starter; 2], round: u32) -> usize {
    let moment = SystemTime::now() + Duration::from_micros(200);
    let moment = moment.duration_since(UNIX_EPOCH).unwrap().as_nanos();
    for starter in &mut *starters {
        starter.tell(&format!("start {moment}"));
    }
    let said = [starters[0].said(), starters[1].said()];
    match [said[0].as_str(), said[1].as_str()] {
        ["serving", "in use"] => 0,
        ["in use", "serving"] => 1,
        _ => panic!("round {round}: {said:?}"),
    }
}

/// The process that serves at `path`, as it says itself.
fn server_at(path: &Path) -> u32 {
    let mut stream = UnixStream::connect(path).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.parse().unwrap()
}

/// A process that starts and stops a server when it is told; killed when dropped.
struct Starter {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Starter {
    fn spawn(path: &Path) -> Starter {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(role::VARIABLE, format!("{ROLE} {}", path.display()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Starter { child, stdin, stdout }
    }

    /// A new one, when `earlier` has been killed.
    fn spawn_after(earlier: &mut Starter, path: &Path) -> Starter {
        earlier.kill();
        Starter::spawn(path)
    }

    fn kill(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }

    fn said(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Starter {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The starter itself: obeys `start MOMENT` (nanoseconds since 1970) and `stop` until its standard input ends.
pub(crate) fn obey(path: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut serving: Option<ServerHandle> = None;
    for line in std::io::stdin().lines() {
        let answer = match line.unwrap().split_once(' ') {
            Some((_start, moment)) => {
                let moment = Duration::from_nanos(moment.parse().expect("a moment in nanoseconds"));
                // Spinning: to be woken would take longer than the two are to be apart.
                while SystemTime::now() < UNIX_EPOCH + moment {}
                let _inside = runtime.enter();
                match start(PathBuf::from(path)) {
                    Ok(handle) => {
                        serving = Some(handle);
                        "serving".to_owned()
                    }
                    Err(BindError::InUse { .. }) => "in use".to_owned(),
                    Err(error) => format!("{error:?}"),
                }
            }
            None => {
                let handle = serving.take().expect("it was started");
                runtime.block_on(handle.shutdown());
                "stopped".to_owned()
            }
        };
        println!("{answer}");
    }
}

/// A server that tells its process id.
fn start(path: PathBuf) -> Result<ServerHandle, BindError> {
    let tell = stream(|mut conn: Conn| async move {
        conn.write_all(std::process::id().to_string().as_bytes()).await?;
        Ok(())
    });
    Server::new().serve(format!("unix:{}", path.display()), tell).start()
}
