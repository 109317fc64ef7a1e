//! The lines for the operator, as the book's programs print them.
//!
//! They are written by a thread of their own behind a bounded queue, so that a terminal that is held, or a pipe nobody
//! reads, never holds up a session. When the queue is full lines are left out, and a line says how many.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use ostler::{Address, Host, Peer};

/// Where lines for the operator go; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Console {
    queue: Option<Arc<Queue>>,
}

#[derive(Debug)]
struct Queue {
    lines: SyncSender<Entry>,
    left_out: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Entry {
    Line(String),
    End,
}

/// Writes the lines; finished at the end, when everything is to be on the screen.
#[derive(Debug)]
pub struct ConsoleWriter {
    lines: SyncSender<Entry>,
    /// Closes when the thread is about to end.
    ended: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Console {
    /// Prints nothing.
    #[must_use]
    pub fn quiet() -> Console {
        Console::default()
    }

    /// Prints to `output`, by a thread of its own.
    ///
    /// # Errors
    /// When the system starts no more threads.
    pub fn new(output: impl Write + Send + 'static) -> io::Result<(Console, ConsoleWriter)> {
        let (lines, queued) = sync_channel(QUEUE_LINES_MAX);
        let left_out = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&left_out);
        let (ending, ended) = sync_channel(1);
        let thread = std::thread::Builder::new().name("console".into()).spawn(move || {
            let _closes_at_the_end: SyncSender<()> = ending;
            write_all(output, &queued, &count);
        })?;
        let writer = ConsoleWriter { lines: lines.clone(), ended, thread };
        Ok((Console { queue: Some(Arc::new(Queue { lines, left_out })) }, writer))
    }

    /// Prints the line that `line` makes; a quiet console does not make it.
    pub fn print(&self, line: impl FnOnce() -> String) {
        let Some(queue) = &self.queue else { return };
        if let Err(TrySendError::Full(_)) = queue.lines.try_send(Entry::Line(line())) {
            queue.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl ConsoleWriter {
    /// Waits until what was printed so far is written; what is printed later is not.
    ///
    /// # Blocking
    /// For as long as the output takes bytes; one that is held is given up after two seconds.
    pub fn finish(self) {
        if let Err(TrySendError::Full(end)) = self.lines.try_send(Entry::End) {
            let _nothing_arrives = self.ended.recv_timeout(HELD_PATIENCE);
            if self.lines.try_send(end).is_err() {
                return;
            }
        }
        if self.ended.recv_timeout(HELD_PATIENCE) == Err(RecvTimeoutError::Disconnected) {
            // The thread cannot panic: write errors end it.
            let _ended = self.thread.join();
        }
    }
}

fn write_all(mut output: impl Write, lines: &Receiver<Entry>, left_out: &AtomicU64) {
    while let Ok(Entry::Line(mut line)) = lines.recv() {
        line.push('\n');
        let skipped = left_out.swap(0, Ordering::Relaxed);
        if skipped > 0 {
            line.push_str(&format!("({skipped} lines left out: the output is too slow)\n"));
        }
        if output.write_all(line.as_bytes()).and_then(|()| output.flush()).is_err() {
            // Nobody reads any more; the service goes on.
            return;
        }
    }
}

/// A peer as Python prints its address: `('127.0.0.1', 62910)`, for IPv6 with flow label and scope.
pub(crate) fn python_address(peer: &Peer) -> String {
    match peer {
        Peer::Inet(std::net::SocketAddr::V4(address)) => format!("('{}', {})", address.ip(), address.port()),
        Peer::Inet(std::net::SocketAddr::V6(address)) => {
            let (ip, port) = (address.ip(), address.port());
            format!("('{ip}', {port}, {}, {})", address.flowinfo(), address.scope_id())
        }
        other => other.to_string(),
    }
}

/// Where a TCP service listens, as Python prints it; other transports as the address they are.
#[must_use]
pub fn python_listener(address: &Address) -> String {
    match address {
        Address::Tcp(inet) => match inet.host {
            Host::Ip(ip) => python_address(&Peer::Inet((ip, inet.port).into())),
            _ => address.to_string(),
        },
        other => other.to_string(),
    }
}

/// Lines that wait to be written; about as many as a screen scrolls by unread.
const QUEUE_LINES_MAX: usize = 4096;

const HELD_PATIENCE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    /// An output that is held until the test lets go.
    #[derive(Clone, Default)]
    struct Held(Arc<Mutex<Vec<u8>>>);

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_arrive_in_order() {
        let output = Held::default();
        let (console, writer) = Console::new(output.clone()).unwrap();
        for number in 0..100 {
            console.print(|| number.to_string());
        }
        writer.finish();
        let expected: String = (0..100).map(|number| format!("{number}\n")).collect();
        assert_eq!(*output.0.lock().unwrap(), expected.as_bytes());
    }

    #[test]
    fn a_held_output_holds_nobody_and_tells_what_is_missing() {
        let output = Held::default();
        let (console, writer) = Console::new(output.clone()).unwrap();
        {
            let _held = output.0.lock().unwrap();
            for number in 0..QUEUE_LINES_MAX + 100 {
                console.print(|| number.to_string());
            }
        }
        writer.finish();
        let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
        // One line may have been taken out of the queue before the output was held.
        assert!(text.contains("lines left out"), "nothing was left out");
        let lines = text.lines().filter(|line| !line.contains("left out")).count();
        assert!((QUEUE_LINES_MAX..=QUEUE_LINES_MAX + 1).contains(&lines), "{lines} lines");
    }

    #[test]
    fn a_quiet_console_makes_no_lines() {
        Console::quiet().print(|| unreachable!("made a line for nobody"));
    }

    #[test]
    fn addresses_are_printed_as_python_does() {
        let check = |address: &str, expected: &str| {
            assert_eq!(python_address(&Peer::Inet(address.parse().unwrap())), expected);
        };
        check("127.0.0.1:62910", "('127.0.0.1', 62910)");
        check("[::1]:80", "('::1', 80, 0, 0)");
        assert_eq!(python_listener(&"tcp://127.0.0.1:2323".parse().unwrap()), "('127.0.0.1', 2323)");
        assert_eq!(python_listener(&"unix:/run/x".parse().unwrap()), "unix:/run/x");
    }
}
