//! The promises that datagrams are given.

use std::time::{Duration, Instant};

use ostler::{AtLimit, DatagramClient, Limits, Server, Timeouts, connect_datagram};

use super::checks::{Bench, Check, HANG, checks, pattern};
use super::holdings::Holdings;
use super::subject::{Style, Subject, Transport};

pub(super) const DATAGRAM_CHECKS: &[Check] = checks![
    datagrams_are_answered_whole is_datagram, long false;
    a_datagram_that_is_too_long_is_cut_and_says_so is_own, long false;
    ends_of_a_datagram_are_known is_own, long false;
    a_failing_or_panicking_handler_harms_no_other is_own, long false;
    two_datagrams_are_served_at_once_or_in_turn has_jobs, long false;
    the_limit_of_datagrams_is_kept has_jobs, long false;
    a_drain_waits_for_the_answer has_jobs, long false;
    a_kill_ends_one_datagram has_jobs, long false;
    nothing_is_left_behind is_own, long false;
    a_stuck_datagram_does_not_hold_up_the_shutdown has_jobs, long false;
    a_thousand_datagrams_leave_nothing_behind is_own, long true;
];

fn is_datagram(subject: &Subject) -> bool {
    subject.transport.is_datagram()
}

/// An inherited socket is there once: one exchange shows that it serves, and the rest is as for its kind.
fn is_own(subject: &Subject) -> bool {
    is_datagram(subject) && !subject.transport.is_inherited()
}

/// A protocol handles each datagram in one call that does not wait: there is none that could go on.
fn has_jobs(subject: &Subject) -> bool {
    is_own(subject) && subject.style != Style::DatagramProtocol
}

impl Bench {
    async fn datagram_client(&self) -> DatagramClient {
        connect_datagram(&self.server.addresses()[0]).await.unwrap()
    }
}

async fn ask(client: &DatagramClient, question: &[u8]) -> Vec<u8> {
    client.send(question).await.unwrap();
    receive(client).await
}

async fn receive(client: &DatagramClient) -> Vec<u8> {
    let mut answer = vec![0; 70_000];
    let length = client.recv(&mut answer).await.unwrap();
    answer.truncate(length);
    answer
}

fn datagrams_are_answered_whole(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    // The most that fits into an IPv4 datagram, and into our buffers.
    let most = if subject.transport == Transport::UnixDatagram { 65_535 } else { 65_507 };
    bench.block_on(async {
        let client = bench.datagram_client().await;
        for length in [1, 0, 1024, most] {
            let question = pattern(length);
            assert!(ask(&client, &question).await == question, "another answer to {length} bytes");
        }
    });
    if subject.style != Style::DatagramProtocol {
        for _datagram in 0..4 {
            assert_eq!(bench.next_end(), "completed");
        }
    }
    assert_eq!(bench.shut_down().abandoned, 0);
}

fn a_datagram_that_is_too_long_is_cut_and_says_so(subject: &Subject, _is_long: bool) {
    let service = subject.service().datagram_bytes_max(1000);
    let bench = Bench::start(Server::new().serve(subject.address(), service), subject.style);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, &pattern(1000)).await, pattern(1000));
        for length in [1001, 60_000] {
            let expected = match subject.style {
                Style::DatagramProtocol => "cut 1000".to_owned(),
                _ => format!("cut (1000, Some({length}))"),
            };
            assert_eq!(ask(&client, &pattern(length)).await, expected.as_bytes());
        }
    });
    bench.shut_down();
}

fn ends_of_a_datagram_are_known(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        let answer = String::from_utf8(ask(&client, b"whoami").await).unwrap();
        let (peer, local) = answer.split_once(' ').unwrap();
        let bound = bench.server.addresses()[0].to_string();
        match subject.transport {
            Transport::Udp => {
                assert_eq!(format!("udp://{local}"), bound);
                assert_eq!(peer, client.local().unwrap().to_string());
            }
            _ => {
                assert_eq!(local, bound.replace("unixgram:", "unix:"));
                assert_eq!(peer, client.local().unwrap().to_string());
            }
        }
    });
    bench.shut_down();
}

fn a_failing_or_panicking_handler_harms_no_other(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        for (question, end) in [(b"fail".as_slice(), "error"), (b"panic", "panicked")] {
            client.send(question).await.unwrap();
            if has_jobs(subject) {
                assert_eq!(bench.next_end(), end);
            }
            assert_eq!(ask(&client, b"still there").await, b"still there");
            if has_jobs(subject) {
                assert_eq!(bench.next_end(), "completed");
            }
        }
    });
    bench.shut_down();
}

fn two_datagrams_are_served_at_once_or_in_turn(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, b"linger").await, b"lingering");
        client.send(b"second").await.unwrap();
        if subject.is_serial() {
            // The first is served to its end before the second is looked at, and that one is left when the server drains.
            assert_eq!(bench.server.stats().accepted, 1);
            bench.server.drain(HANG);
            assert_eq!(receive(&client).await, b"drained");
        } else {
            assert_eq!(receive(&client).await, b"second");
            assert_eq!(bench.server.stats().accepted, 2);
        }
    });
    bench.shut_down();
}

fn the_limit_of_datagrams_is_kept(subject: &Subject, _is_long: bool) {
    if subject.is_serial() {
        // Whoever comes while one is served waits for the turn: there is nothing to refuse.
        return;
    }
    let limits = Limits::default().with_connections(1).with_at_limit(AtLimit::Refuse);
    let bench = Bench::with(subject, limits, Timeouts::default());
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, b"linger").await, b"lingering");
        client.send(b"one too many").await.unwrap();
        while bench.server.stats().refused("total_limit") == 0 {
            tokio::task::yield_now().await;
        }
        bench.server.drain(HANG);
        assert_eq!(receive(&client).await, b"drained");
    });
    assert_eq!(bench.shut_down().drained, 1);
}

fn a_drain_waits_for_the_answer(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, b"linger").await, b"lingering");
        bench.server.drain(HANG);
        assert_eq!(receive(&client).await, b"drained");
    });
    let report = bench.shut_down();
    // Under `Serial` a handler that blocks runs inside of the loop that receives.
    assert_eq!((report.open, report.drained), (1, 1), "{report}");
}

fn a_kill_ends_one_datagram(subject: &Subject, _is_long: bool) {
    if subject.style.is_blocking() && !subject.can_be_stopped() {
        // A thread that does no I/O hears of nothing.
        return;
    }
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, b"stuck").await, b"stuck");
        // The answer is out before the job that waits on is entered.
        while bench.server.connections().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(bench.server.kill(bench.server.connections()[0].id));
        assert_eq!(bench.next_end(), "killed");
        assert_eq!(ask(&client, b"still there").await, b"still there");
    });
    bench.shut_down();
}

fn nothing_is_left_behind(subject: &Subject, _is_long: bool) {
    leave_nothing_behind(subject, 50);
}

fn a_thousand_datagrams_leave_nothing_behind(subject: &Subject, _is_long: bool) {
    leave_nothing_behind(subject, 1000);
}

fn leave_nothing_behind(subject: &Subject, count: usize) {
    // The first event loop of a process opens what it keeps for all that follow.
    Bench::new(subject).shut_down();
    let before = Holdings::now();
    let bench = Bench::new(subject);
    let settled = bench.block_on(async {
        let client = bench.datagram_client().await;
        let visit = async || {
            assert_eq!(ask(&client, b"hello").await, b"hello");
            if has_jobs(subject) {
                bench.next_end();
            }
        };
        // What is made at first use is there after a few.
        for _datagram in 0..5 {
            visit().await;
        }
        let settled = Holdings::now();
        for _datagram in 0..count {
            visit().await;
        }
        settled
    });
    settled.wait_regained("after the datagrams");
    if has_jobs(subject) {
        assert!(bench.server.connections().is_empty());
        assert_eq!(bench.server.stats().ended_total(), 5 + count as u64);
    }
    assert_eq!(bench.shut_down().abandoned, 0);
    before.wait_regained("after the shutdown");
}

fn a_stuck_datagram_does_not_hold_up_the_shutdown(subject: &Subject, _is_long: bool) {
    let bench = Bench::new(subject);
    bench.block_on(async {
        let client = bench.datagram_client().await;
        assert_eq!(ask(&client, b"stuck").await, b"stuck");
    });
    let begun = Instant::now();
    bench.server.drain(Duration::from_millis(100));
    let report = bench.server.wait_blocking();
    assert!(report.adds_up(), "{report}");
    // Its deadline and a second; the rest is for a busy machine.
    assert!(begun.elapsed() < Duration::from_millis(1400), "{:?}", begun.elapsed());
    let is_lost = subject.style.is_blocking() && !subject.can_be_stopped();
    let expected = if is_lost { (1, 0, 1) } else { (1, 1, 0) };
    assert_eq!((report.open, report.aborted, report.abandoned), expected, "{report}");
}
