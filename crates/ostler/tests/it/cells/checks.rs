//! The promises. Each check has a server of its own, so that what one leaves behind is not another's.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use ostler::{AtLimit, Limits, Server, ServerHandle, ShutdownReport, Timeouts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::client::Client;
use super::holdings::Holdings;
use super::subject::{Style, Subject, Transport};

/// One promise.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) run: fn(&Subject, bool),
    pub(super) applies: fn(&Subject) -> bool,
    pub(super) is_long: bool,
}

impl Check {
    pub(super) fn is_for(&self, subject: &Subject, is_long: bool) -> bool {
        (self.applies)(subject) && self.is_long == is_long
    }
}

macro_rules! checks {
    ($($name:ident $applies:expr, long $is_long:literal;)*) => {
        &[$(Check { name: stringify!($name), run: $name, applies: $applies, is_long: $is_long }),*]
    };
}
pub(super) use checks;

pub(super) const CHECKS: &[Check] = checks![
    echoes_come_back_whole is_connection, long false;
    a_client_that_half_closes_gets_its_answer is_raw, long false;
    a_server_that_half_closes_hears_the_client_out is_raw, long false;
    two_are_served_at_once_or_in_turn always, long false;
    ends_are_known always, long false;
    a_reset_in_mid_write_is_that_connections_end always, long false;
    a_failing_handler_fails_alone is_raw, long false;
    a_panicking_handler_fails_alone always, long false;
    an_idle_client_is_ended always, long false;
    the_limit_is_kept always, long false;
    a_drain_lets_idle_go_and_busy_finish always, long false;
    a_kill_ends_one always, long false;
    a_handler_that_ignores_its_deadline_is_stopped can_ignore, long false;
    nothing_is_left_behind always, long false;
    a_stuck_handler_does_not_hold_up_the_shutdown always, long false;
    big_echoes_come_back_whole always, long true;
    a_thousand_leave_nothing_behind always, long true;
];

fn is_connection(subject: &Subject) -> bool {
    !subject.transport.is_datagram()
}

/// An inherited socket is there once: one exchange shows that it serves, and the rest is as for its kind.
fn always(subject: &Subject) -> bool {
    is_connection(subject) && !subject.transport.is_inherited()
}

/// HTTP has no half-close, and no way for its handlers to fail.
fn is_raw(subject: &Subject) -> bool {
    always(subject) && subject.style != Style::Http
}

/// Its handler can go on after its end, and there is something that stops it then: a thread is not stopped by anything.
fn can_ignore(subject: &Subject) -> bool {
    let is_told = matches!(subject.style, Style::Stream | Style::Blocking);
    always(subject) && is_told && (!subject.style.is_blocking() || subject.can_be_stopped())
}

/// A server, the ends of its connections as they happen, and a loop for its clients.
pub(super) struct Bench {
    pub(super) server: ServerHandle,
    ends: mpsc::Receiver<&'static str>,
    clients: Runtime,
    style: Style,
}

impl Bench {
    pub(super) fn new(subject: &Subject) -> Bench {
        Bench::with(subject, Limits::default(), Timeouts::default())
    }

    pub(super) fn with(subject: &Subject, limits: Limits, timeouts: Timeouts) -> Bench {
        Bench::start(subject.server().limits(limits).timeouts(timeouts), subject.style)
    }

    pub(super) fn start(server: Server, style: Style) -> Bench {
        let (told, ends) = mpsc::channel();
        let server = server.on_end(move |_info, end| {
            let _check_over = told.send(end.label());
        });
        // Started outside of any runtime, because that is where children can be forked.
        let server = server.start().unwrap();
        println!("listening on {}", server.addresses()[0]);
        let clients = Builder::new_current_thread().enable_all().build().unwrap();
        Bench { server, ends, clients, style }
    }

    pub(super) fn next_end(&self) -> &'static str {
        self.ends.recv_timeout(HANG).expect("a connection ends")
    }

    async fn client(&self) -> Client {
        Client::connect(&self.server.addresses()[0], self.style).await
    }

    pub(super) fn block_on<T>(&self, exchange: impl Future<Output = T>) -> T {
        self.clients.block_on(async { timeout(HANG, exchange).await.expect("the check hangs") })
    }

    /// A new client is served as if nothing had happened.
    fn check_serves(&self) {
        self.block_on(async {
            let mut client = self.client().await;
            client.expect_echo(b"still there").await;
            client.stream.shutdown().await.unwrap();
            client.rest().await;
        });
        let end = self.next_end();
        assert!(["completed", "peer_closed"].contains(&end), "{end}");
    }

    pub(super) fn shut_down(self) -> ShutdownReport {
        self.server.drain(HANG);
        let report = self.server.wait_blocking();
        assert!(report.adds_up(), "{report}");
        report
    }
}

fn echoes_come_back_whole(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        for length in [1, 0, 64 * 1024] {
            client.expect_echo(&pattern(length)).await;
        }
    });
    assert_eq!(bench.shut_down().abandoned, 0);
}

fn big_echoes_come_back_whole(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async { bench.client().await.expect_echo(&pattern(16 * 1024 * 1024)).await });
    assert_eq!(bench.shut_down().abandoned, 0);
}

pub(super) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

fn a_client_that_half_closes_gets_its_answer(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("echo", b"early").await;
        client.stream.shutdown().await.unwrap();
        assert_eq!(client.rest().await, b"earlyend");
    });
    assert_eq!(bench.next_end(), "peer_closed");
    bench.shut_down();
}

fn a_server_that_half_closes_hears_the_client_out(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("bye", b"").await;
        assert_eq!(client.rest().await, b"bye\n");
        // The server's end has come, ours not: what is sent now is read, not answered by a reset.
        client.stream.write_all(b"one more\n").await.unwrap();
        client.stream.write_all(b"and one\n").await.unwrap();
        client.stream.shutdown().await.unwrap();
    });
    assert_eq!(bench.next_end(), "peer_closed");
    bench.shut_down();
}

fn two_are_served_at_once_or_in_turn(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut first = bench.client().await;
        first.expect_echo(b"first").await;
        let mut second = bench.client().await;
        if subject.is_serial() {
            second.say("echo", b"second").await;
            // The first goes on being served while the second waits.
            first.expect_echo(b"still the first").await;
            assert_eq!(bench.server.connections().len(), 1);
            drop(first);
            assert_eq!(second.answer(6).await, b"second");
        } else {
            second.expect_echo(b"second").await;
            first.expect_echo(b"first again").await;
            assert_eq!(bench.server.connections().len(), 2);
        }
    });
    bench.shut_down();
}

fn ends_are_known(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.expect_echo(b"hello").await;
        let [connection] = &bench.server.connections()[..] else { panic!("one connection") };
        let bound = bench.server.addresses()[0].to_string();
        let (_, place) = bound.split_once(':').unwrap();
        let place = place.trim_start_matches('/');
        let peer = connection.peer.to_string();
        match subject.transport {
            Transport::Tcp => {
                assert_eq!(connection.local.as_ref().unwrap().to_string(), place);
                assert!(peer.starts_with("127.0.0.1:") && peer != place, "{peer}");
            }
            Transport::Unix => {
                assert_eq!(connection.local.as_ref().unwrap().to_string(), bound);
                let own =
                    format!("unix:uid={},pid={}", rustix::process::getuid().as_raw(), std::process::id());
                assert_eq!(peer, own);
            }
            _ => assert_eq!(peer, bound),
        }
        assert!(connection.bytes_read >= 5, "{connection:?}");
        client.say("whoami", b"").await;
        let handlers_view = match subject.style {
            Style::Http => format!("{peer}\n"),
            _ => {
                let local = connection.local.as_ref().map_or("none".into(), ToString::to_string);
                format!("{peer} {local}\n")
            }
        };
        let answer = client.answer(handlers_view.len()).await;
        assert_eq!(String::from_utf8_lossy(&answer), handlers_view);
    });
    bench.shut_down();
}

fn a_reset_in_mid_write_is_that_connections_end(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("flood", b"").await;
        // What is left unread makes the close a reset.
        client.stream.read_u8().await.unwrap();
    });
    assert_eq!(bench.next_end(), "reset");
    bench.check_serves();
    bench.shut_down();
}

fn a_failing_handler_fails_alone(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("fail", b"").await;
        assert_eq!(client.rest().await, b"");
    });
    assert_eq!(bench.next_end(), "error");
    bench.check_serves();
    bench.shut_down();
}

fn a_panicking_handler_fails_alone(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("panic", b"").await;
        assert_eq!(client.rest().await, b"");
    });
    assert_eq!(bench.next_end(), "panicked");
    bench.check_serves();
    bench.shut_down();
}

fn an_idle_client_is_ended(subject: &Subject, _is_long: bool) {
    let short = Duration::from_millis(150);
    let timeouts = Timeouts::default().with_idle(short).with_http_header(short);
    let bench = Bench::with(subject, Limits::default(), timeouts);
    let begun = bench.block_on(async {
        let mut client = bench.client().await;
        client.expect_echo(b"then nothing").await;
        let begun = Instant::now();
        assert_eq!(client.rest().await, b"");
        begun
    });
    assert!(begun.elapsed() >= short - Duration::from_millis(50), "{:?}", begun.elapsed());
    let end = bench.next_end();
    assert!(["idle", "header_timeout"].contains(&end), "{end}");
    bench.shut_down();
}

fn a_handler_that_ignores_its_deadline_is_stopped(subject: &Subject, _is_long: bool) {
    let timeouts = Timeouts::default().with_idle(Duration::from_millis(100));
    let bench = Bench::with(subject, Limits::default(), timeouts);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("deaf", b"").await;
        assert_eq!(client.rest().await, b"");
    });
    assert_eq!(bench.next_end(), "idle");
    bench.check_serves();
    bench.shut_down();
}

fn the_limit_is_kept(subject: &Subject, _is_long: bool) {
    let limits = Limits::default().with_connections(1).with_at_limit(AtLimit::Refuse);
    let bench = Bench::with(subject, limits, Timeouts::default());
    bench.block_on(async {
        let mut first = bench.client().await;
        first.expect_echo(b"in").await;
        let mut second = bench.client().await;
        if subject.is_serial() {
            // Whoever comes while one is served waits for the turn: there is nothing to refuse.
            drop(first);
            second.expect_echo(b"in turn").await;
            return;
        }
        assert_eq!(second.rest().await, b"");
        assert_eq!(bench.server.stats().refused("total_limit"), 1);
        first.expect_echo(b"still in").await;
    });
    bench.next_end();
    bench.shut_down();
}

fn a_drain_lets_idle_go_and_busy_finish(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut idle = bench.client().await;
        idle.expect_echo(b"one").await;
        bench.server.drain(HANG);
        assert!(idle.rest().await.len() <= b"end".len());
    });
    let report = bench.shut_down();
    assert_eq!((report.open, report.drained), (1, 1), "{report}");

    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut busy = bench.client().await;
        busy.expect_echo(b"one").await;
        let (head, rest) = match subject.style {
            Style::Http => ("POST /echo HTTP/1.1\r\nHost: cell\r\nContent-Length: 4\r\n\r\nab", "cd"),
            _ => ("echo 4\nab", "cd"),
        };
        let before = bench.bytes_read();
        busy.stream.write_all(head.as_bytes()).await.unwrap();
        while bench.bytes_read() < before + head.len() as u64 {
            tokio::task::yield_now().await;
        }
        bench.server.drain(HANG);
        busy.stream.write_all(rest.as_bytes()).await.unwrap();
        assert!(busy.rest().await.windows(4).any(|window| window == b"abcd"));
    });
    let report = bench.shut_down();
    assert_eq!((report.open, report.drained), (1, 1), "{report}");
}

impl Bench {
    /// What the one connection has read.
    fn bytes_read(&self) -> u64 {
        self.server.connections()[0].bytes_read
    }
}

fn a_kill_ends_one(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.expect_echo(b"hello").await;
        let id = bench.server.connections()[0].id;
        assert!(bench.server.kill(id));
        assert_eq!(client.rest().await, b"");
    });
    assert_eq!(bench.next_end(), "killed");
    bench.check_serves();
    bench.shut_down();
}

fn nothing_is_left_behind(subject: &Subject, _is_long: bool) {
    leave_nothing_behind(subject, 50);
}

fn a_thousand_leave_nothing_behind(subject: &Subject, _is_long: bool) {
    leave_nothing_behind(subject, 1000);
}

fn leave_nothing_behind(subject: &Subject, count: usize) {
    // The first event loop of a process opens what it keeps for all that follow.
    Bench::new(subject).shut_down();
    let before = Holdings::now();
    let bench = Bench::new(subject);
    let visit = || {
        bench.block_on(async { bench.client().await.expect_echo(b"hello").await });
        bench.next_end();
    };
    // What is made at first use is there after a few.
    (0..5).for_each(|_visit| visit());
    let settled = Holdings::now();
    (0..count).for_each(|_visit| visit());
    settled.wait_regained("after the clients have left");
    assert!(bench.server.connections().is_empty());
    assert_eq!(bench.server.stats().ended_total(), 5 + count as u64);
    let report = bench.shut_down();
    assert_eq!(report.open, 0);
    before.wait_regained("after the shutdown");
}

fn a_stuck_handler_does_not_hold_up_the_shutdown(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let mut client = bench.client().await;
        client.say("stuck", b"").await;
        client.wait_word(b"stuck\n").await;
        let drain = Duration::from_millis(100);
        let begun = Instant::now();
        bench.server.drain(drain);
        client.rest().await;
        let _either_way = begun;
    });
    let begun = Instant::now();
    let report = bench.server.wait_blocking();
    assert!(report.adds_up(), "{report}");
    // Its deadline and a second; the rest is for a busy machine.
    assert!(begun.elapsed() < Duration::from_millis(1400), "{:?}", begun.elapsed());
    let is_lost = subject.style.is_blocking() && !subject.can_be_stopped();
    let expected = if is_lost { (1, 0, 1) } else { (1, 1, 0) };
    assert_eq!((report.open, report.aborted, report.abandoned), expected, "{report}");
}

/// Longer than any check takes, even on a busy machine.
pub(super) const HANG: Duration = Duration::from_secs(60);
