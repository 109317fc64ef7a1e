//! Deadlines against a clock that is moved by hand; offsets are milliseconds after the accept.

use proptest::prelude::*;

use super::*;
use crate::test_clock::{after, base};

/// What a deadline answered, in milliseconds after the accept.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Unlimited,
    Wait(u128),
    Expired(&'static str),
}
use Answer::{Expired, Unlimited, Wait};

fn answer(start: Instant, expiry: Expiry) -> Answer {
    match expiry {
        Expiry::Unlimited => Unlimited,
        Expiry::Wait(at) => Wait(at.duration_since(start).as_millis()),
        Expiry::Expired(end) => Expired(end.label()),
    }
}

struct Reader {
    start: Instant,
    deadline: ReadDeadline,
}

impl Reader {
    fn new(first_byte: Option<u64>, idle: Option<u64>) -> Self {
        let start = base();
        let timeouts = Timeouts::none()
            .with_first_byte(first_byte.map(Duration::from_millis))
            .with_idle(idle.map(Duration::from_millis));
        Self { start, deadline: ReadDeadline::new(start, &timeouts) }
    }

    /// With the first byte read.
    fn idle(limit: u64) -> Self {
        let mut reader = Self::new(None, Some(limit));
        reader.deadline.handle_bytes();
        reader
    }

    #[track_caller]
    fn check(&mut self, now: u64, last_write: Option<u64>, expected: Answer) {
        let last_write = last_write.map(|milliseconds| after(self.start, milliseconds));
        let expiry = self.deadline.handle_pending(after(self.start, now), last_write);
        assert_eq!(answer(self.start, expiry), expected, "at {now} ms");
    }
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let seconds = |timeout: Option<Duration>| timeout.map(|timeout| timeout.as_secs());
    let timeouts = Timeouts::default();
    assert_eq!(seconds(timeouts.first_byte), Some(30));
    assert_eq!(seconds(timeouts.idle), Some(600));
    assert_eq!(seconds(timeouts.write_stall), Some(30));
    assert_eq!(seconds(timeouts.http_header), Some(30));
    let none = Timeouts::default()
        .with_first_byte(None)
        .with_idle(None)
        .with_write_stall(None)
        .with_http_header(None);
    assert_eq!(none, Timeouts::none());
}

#[test]
fn without_limits_a_read_waits_for_ever() {
    let mut reader = Reader::new(None, None);
    reader.check(0, None, Unlimited);
    reader.check(10_000_000, Some(5), Unlimited);
}

#[test]
fn a_limit_beyond_the_end_of_time_is_none() {
    let start = base();
    let timeouts = Timeouts::none()
        .with_first_byte(Duration::MAX)
        .with_idle(Duration::MAX)
        .with_write_stall(Duration::MAX);
    let mut read = ReadDeadline::new(start, &timeouts);
    assert_eq!(answer(start, read.handle_pending(start, Some(start))), Unlimited);
    assert_eq!(answer(start, WriteDeadline::new(&timeouts).handle_blocked(start)), Unlimited);
}

#[test]
fn the_first_byte_counts_from_the_accept() {
    let mut reader = Reader::new(Some(1000), None);
    reader.check(0, None, Wait(1000));
    reader.check(400, Some(300), Wait(1000));
    reader.check(999, None, Wait(1000));
    reader.check(1000, None, Expired("first_byte_timeout"));
}

#[test]
fn a_timer_that_fires_late_still_expires() {
    let mut reader = Reader::new(Some(1000), None);
    reader.check(0, None, Wait(1000));
    reader.check(2000, None, Expired("first_byte_timeout"));
}

#[test]
fn the_first_byte_is_met_by_the_first_byte() {
    let mut reader = Reader::new(Some(1000), Some(5000));
    reader.check(0, None, Wait(1000));
    reader.deadline.handle_bytes();
    reader.check(1500, None, Wait(6500));
    reader.check(6500, None, Expired("idle"));
}

#[test]
fn a_handler_that_reads_late_gives_the_peer_the_whole_limit() {
    for late in [1000, 1500, 2000, 2001, 60_000] {
        let mut reader = Reader::new(Some(1000), None);
        reader.check(late, None, Wait(u128::from(late) + 1000));
        reader.check(late + 1000, None, Expired("first_byte_timeout"));
    }
}

#[test]
fn a_read_nobody_polled_begins_anew() {
    let mut reader = Reader::new(Some(1000), None);
    reader.check(0, None, Wait(1000));
    reader.check(2001, None, Wait(3001));
    reader.check(3001, None, Expired("first_byte_timeout"));

    let mut reader = Reader::idle(1000);
    reader.check(0, None, Wait(1000));
    reader.check(2001, None, Wait(3001));
    reader.check(3001, None, Expired("idle"));
}

#[test]
fn a_limit_shorter_than_the_delays_of_a_machine_still_expires() {
    for limit in [0, 1] {
        let mut reader = Reader::new(Some(limit), None);
        reader.check(50, None, Wait(50 + u128::from(limit)));
        reader.check(50 + limit + 99, None, Expired("first_byte_timeout"));
        let mut reader = Reader::idle(limit);
        reader.check(0, None, if limit == 0 { Expired("idle") } else { Wait(1) });
        reader.check(limit + 99, None, Expired("idle"));
    }
}

#[test]
fn time_after_a_read_was_given_up_does_not_count() {
    let mut reader = Reader::idle(1000);
    reader.check(0, None, Wait(1000));
    reader.deadline.handle_given_up(after(reader.start, 400));
    reader.check(1900, None, Wait(2500));
    reader.check(2500, None, Expired("idle"));

    // A loop over `select!` gives up all the time, and the peer gets no more than its limit all the same.
    let mut reader = Reader::idle(1000);
    for now in (0..1000).step_by(100) {
        reader.check(now, None, Wait(1000));
        reader.deadline.handle_given_up(after(reader.start, now + 100));
    }
    reader.check(1000, None, Expired("idle"));
}

#[test]
fn idle_counts_from_the_first_poll_of_a_read() {
    let mut reader = Reader::idle(1000);
    reader.check(5000, None, Wait(6000));
    reader.check(5500, None, Wait(6000));
    reader.check(5999, None, Wait(6000));
    reader.deadline.handle_bytes();
    reader.check(6100, None, Wait(7100));
    reader.check(7100, None, Expired("idle"));
}

#[test]
fn a_read_that_ended_without_bytes_is_not_pending() {
    let mut reader = Reader::idle(1000);
    reader.check(0, None, Wait(1000));
    reader.deadline.handle_ready();
    reader.check(900, None, Wait(1900));
}

#[test]
fn a_write_puts_the_idle_deadline_off() {
    let mut reader = Reader::idle(1000);
    reader.check(0, None, Wait(1000));
    reader.check(1000, Some(800), Wait(1800));
    reader.check(1700, Some(1700), Wait(2700));
    reader.check(2700, Some(1700), Expired("idle"));
    // A write before the read was polled does not shorten anything.
    let mut reader = Reader::idle(1000);
    reader.check(5000, Some(100), Wait(6000));
}

#[test]
fn the_earlier_of_first_byte_and_idle_ends_the_connection() {
    let mut reader = Reader::new(Some(1000), Some(300));
    reader.check(100, None, Wait(400));
    reader.check(400, None, Expired("idle"));

    let mut reader = Reader::new(Some(1000), Some(1000));
    reader.check(0, None, Wait(1000));
    reader.check(1000, None, Expired("first_byte_timeout"));

    let mut reader = Reader::new(None, Some(1000));
    reader.check(0, None, Wait(1000));
    reader.check(1000, None, Expired("idle"));
}

#[test]
fn a_held_first_byte_is_not_put_off_by_a_trickle() {
    let mut reader = Reader::new(Some(1000), None);
    reader.deadline.hold_first_byte();
    for now in [0, 300, 600, 900] {
        reader.check(now, None, Wait(1000));
        reader.deadline.handle_bytes();
    }
    reader.check(1000, None, Expired("first_byte_timeout"));
    // Neither a fresh read nor a long silence helps a peer that has begun.
    reader.deadline.handle_bytes();
    reader.check(1900, None, Expired("first_byte_timeout"));
    reader.check(9000, None, Expired("first_byte_timeout"));
}

#[test]
fn a_released_first_byte_is_met_only_by_bytes() {
    let mut reader = Reader::new(Some(1000), Some(5000));
    reader.deadline.hold_first_byte();
    reader.check(0, None, Wait(1000));
    reader.deadline.release_first_byte();
    reader.check(10, None, Wait(1000));

    reader.deadline.hold_first_byte();
    reader.deadline.handle_bytes();
    reader.check(20, None, Wait(1000));
    reader.deadline.release_first_byte();
    reader.check(30, None, Wait(5020));

    reader.deadline.hold_first_byte();
    reader.check(40, None, Wait(5020));
}

#[test]
fn a_stalled_write_expires_unless_it_makes_progress() {
    let start = base();
    let timeouts = Timeouts::none().with_write_stall(Duration::from_millis(1000));
    let mut write = WriteDeadline::new(&timeouts);
    let check = |write: &mut WriteDeadline, now: u64, expected: Answer| {
        assert_eq!(answer(start, write.handle_blocked(after(start, now))), expected, "at {now} ms");
    };
    check(&mut write, 5000, Wait(6000));
    check(&mut write, 5900, Wait(6000));
    write.handle_progress();
    check(&mut write, 5950, Wait(6950));
    check(&mut write, 6950, Expired("write_stall"));
    check(&mut write, 7950, Expired("write_stall"));
    // Nobody polled the write for more than the limit after its deadline.
    check(&mut write, 7951, Wait(8951));

    let mut unlimited = WriteDeadline::new(&Timeouts::none());
    check(&mut unlimited, 99_000, Unlimited);
}

proptest! {
    /// A reader that wakes whenever it was told to is cut exactly at the limit after the last byte either way.
    #[test]
    fn a_reader_that_sleeps_as_told_is_cut_at_the_limit(
        limit in 1..1000u64,
        gaps in prop::collection::vec((any::<bool>(), 0..1500u64), 0..20),
    ) {
        let mut reader = Reader::idle(limit);
        let mut now = 0;
        let mut last_write = None;
        for (is_write, gap) in gaps {
            let since = now;
            let expiry = reader.deadline.handle_pending(
                after(reader.start, now),
                last_write.map(|milliseconds| after(reader.start, milliseconds)),
            );
            prop_assert_eq!(answer(reader.start, expiry), Wait(u128::from(since + limit)));
            if gap >= limit {
                reader.check(since + limit, last_write, Expired("idle"));
                return Ok(());
            }
            now += gap;
            if is_write {
                last_write = Some(now);
            } else {
                reader.deadline.handle_bytes();
            }
        }
    }
}
