//! How long to wait for a peer: the deadlines of reads and writes.
//!
//! The framework calls [`ReadDeadline`] and [`WriteDeadline`] inside each I/O call that has to wait, so limits hold
//! for handlers that never look at a clock. A deadline is only looked at when its I/O is polled; nothing here
//! knows whether a handler still polls, so time during which nobody did must not count against the peer (see
//! [`ReadDeadline::handle_pending`]).

use std::time::{Duration, Instant};

use crate::ConnectionEnd;

mod timeouts;

#[cfg(test)]
mod tests;

pub use timeouts::Timeouts;

/// Whether and until when to wait.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a caller must handle every answer")]
pub enum Expiry {
    /// Wait without a timer.
    Unlimited,
    /// Wait until then, and ask again.
    Wait(Instant),
    /// Time is up: end the connection so.
    Expired(ConnectionEnd),
}

/// The deadline of one connection's reads: first byte, then idle.
///
/// Both limits hold on their own while no byte was read, and the earlier one ends the connection.
#[derive(Clone, Debug)]
pub struct ReadDeadline {
    /// `None` once the first byte was read, or without the limit.
    first_byte: Option<FirstByte>,
    idle: Option<Duration>,
    /// When the read that is pending now was first polled.
    pending_since: Option<Instant>,
    /// When that read was given up, until the next one.
    given_up_at: Option<Instant>,
}

#[derive(Clone, Debug)]
struct FirstByte {
    limit: Duration,
    since: Instant,
    is_held: bool,
    /// Bytes came while the deadline was held.
    has_bytes: bool,
}

impl ReadDeadline {
    /// The deadline of a connection that was accepted at `opened`.
    pub fn new(opened: Instant, timeouts: &Timeouts) -> Self {
        let first_byte = timeouts.first_byte.map(|limit| FirstByte {
            limit,
            since: opened,
            is_held: false,
            has_bytes: false,
        });
        Self { first_byte, idle: timeouts.idle, pending_since: None, given_up_at: None }
    }

    /// A read was polled at `now` and has to wait; `last_write` is when bytes were last written, if ever.
    ///
    /// * First byte: its limit counts from the accept, while no byte was ever read.
    /// * Idle: its limit counts from the later of `last_write` and the first poll of this read.
    ///
    /// A read that is polled again and again, as in a `select!` loop, is one pending read; where the caller knows that it
    /// was given up in between, [`handle_given_up`](Self::handle_given_up) says so. Otherwise a poll later than the
    /// deadline by more than the whole limit proves that nobody was reading meanwhile (a timer would have woken
    /// the reader), so the limit starts anew at that poll; it does too when the very first poll comes after the
    /// first-byte deadline, because a handler that was busy is not the peer's fault.
    pub fn handle_pending(&mut self, now: Instant, last_write: Option<Instant>) -> Expiry {
        if let (Some(given_up_at), Some(since)) = (self.given_up_at.take(), &mut self.pending_since) {
            // It was given up after it began, so the sum is at most `now`.
            *since += now.saturating_duration_since(given_up_at);
        }
        let is_first_poll = self.pending_since.is_none();
        let pending_since = self.pending_since.get_or_insert(now);

        let first_byte = match &mut self.first_byte {
            None => Expiry::Unlimited,
            Some(first) => {
                let limit = first.limit;
                let end = ConnectionEnd::FirstByteTimeout { limit };
                // Bytes that trickle in under a hold must not move the deadline, so it is strict from then on.
                match judge(first.since, limit, now) {
                    Verdict::Late | Verdict::Stale if first.has_bytes => Expiry::Expired(end),
                    Verdict::Late if is_first_poll => restart(&mut first.since, limit, now),
                    Verdict::Late => Expiry::Expired(end),
                    Verdict::Stale => restart(&mut first.since, limit, now),
                    Verdict::Open(expiry) => expiry,
                }
            }
        };

        let idle = match self.idle {
            None => Expiry::Unlimited,
            Some(limit) => {
                let since = last_write.map_or(*pending_since, |write| write.max(*pending_since));
                match judge(since, limit, now) {
                    Verdict::Late => Expiry::Expired(ConnectionEnd::Idle { limit }),
                    Verdict::Stale => restart(pending_since, limit, now),
                    Verdict::Open(expiry) => expiry,
                }
            }
        };
        first_byte.or_earlier(idle)
    }

    /// Bytes arrived: the first byte is met (unless held), and no read is pending.
    pub fn handle_bytes(&mut self) {
        self.handle_ready();
        match &mut self.first_byte {
            Some(first) if first.is_held => first.has_bytes = true,
            _ => self.first_byte = None,
        }
    }

    /// The read ended without bytes (end of stream, an error), so no read is pending.
    pub fn handle_ready(&mut self) {
        self.pending_since = None;
        self.given_up_at = None;
    }

    /// Whether a read is pending; one that was given up still is.
    pub fn is_pending(&self) -> bool {
        self.pending_since.is_some()
    }

    /// The pending read was given up at `now`, as by `select!`. Up to the next poll nobody waits for the peer, so that time
    /// does not count for the idle limit; what was waited before does.
    pub fn handle_given_up(&mut self, now: Instant) {
        if self.is_pending() {
            self.given_up_at.get_or_insert(now);
        }
    }

    /// Keeps the first-byte deadline running although bytes arrive, until
    /// [`release_first_byte`](Self::release_first_byte): for a protocol that is detected by its first bytes.
    ///
    /// No effect when the first byte was already met.
    pub fn hold_first_byte(&mut self) {
        if let Some(first) = &mut self.first_byte {
            first.is_held = true;
        }
    }

    /// Ends [`hold_first_byte`](Self::hold_first_byte): the first byte is met if bytes came meanwhile.
    pub fn release_first_byte(&mut self) {
        match &mut self.first_byte {
            Some(first) if first.has_bytes => self.first_byte = None,
            Some(first) => first.is_held = false,
            None => {}
        }
    }
}

/// The deadline of one connection's writes: a peer that takes no byte of a pending write.
#[derive(Clone, Debug)]
pub struct WriteDeadline {
    limit: Option<Duration>,
    /// When the write that is blocked now was first polled without progress.
    blocked_since: Option<Instant>,
}

impl WriteDeadline {
    /// The deadline of a connection that wrote nothing yet.
    pub fn new(timeouts: &Timeouts) -> Self {
        Self { limit: timeouts.write_stall, blocked_since: None }
    }

    /// A write was polled at `now` and has to wait. The limit counts from the first such poll without progress; as
    /// with reads it starts anew when nobody polled for more than the limit after the deadline.
    pub fn handle_blocked(&mut self, now: Instant) -> Expiry {
        let Some(limit) = self.limit else { return Expiry::Unlimited };
        let since = self.blocked_since.get_or_insert(now);
        match judge(*since, limit, now) {
            Verdict::Late => Expiry::Expired(ConnectionEnd::WriteStall { limit }),
            Verdict::Stale => restart(since, limit, now),
            Verdict::Open(expiry) => expiry,
        }
    }

    /// At least one byte was written, or the write ended otherwise.
    pub fn handle_progress(&mut self) {
        self.blocked_since = None;
    }
}

impl Expiry {
    /// The one that ends the wait first; `self` when both have expired.
    fn or_earlier(self, other: Self) -> Self {
        match (self, other) {
            (Self::Expired(end), _) | (_, Self::Expired(end)) => Self::Expired(end),
            (Self::Wait(left), Self::Wait(right)) => Self::Wait(left.min(right)),
            (Self::Wait(at), Self::Unlimited) | (Self::Unlimited, Self::Wait(at)) => Self::Wait(at),
            (Self::Unlimited, Self::Unlimited) => Self::Unlimited,
        }
    }
}

/// Where `now` stands against a limit.
enum Verdict {
    Open(Expiry),
    /// At or after the deadline, by at most the limit or [`LATE_MAX_LEAST`].
    Late,
    /// After the deadline by more than that: nobody was waiting.
    Stale,
}

fn judge(since: Instant, limit: Duration, now: Instant) -> Verdict {
    // A limit that reaches past the end of time is none.
    let Some(deadline) = since.checked_add(limit) else { return Verdict::Open(Expiry::Unlimited) };
    if now < deadline {
        Verdict::Open(Expiry::Wait(deadline))
    } else if now.duration_since(deadline) <= limit.max(LATE_MAX_LEAST) {
        Verdict::Late
    } else {
        Verdict::Stale
    }
}

fn restart(since: &mut Instant, limit: Duration, now: Instant) -> Expiry {
    *since = now;
    now.checked_add(limit).map_or(Expiry::Unlimited, Expiry::Wait)
}

/// How late a poll may come, at least, and still be that of a reader whose timer fired: 100 ms. A limit that is shorter
/// than a busy machine's delays would otherwise begin anew each time and never end anything.
const LATE_MAX_LEAST: Duration = Duration::from_millis(100);
/// How long a handler's future lives on after its connection was ended by force: 1 s.
pub const END_GRACE: Duration = Duration::from_secs(1);
/// How much of what a peer still sends is read and dropped while closing, so that it gets the answer and not a reset:
/// 64 KiB.
pub const CLOSE_DISCARD_BYTES_MAX: usize = 64 * 1024;
/// How long closing waits for the peer's end: 1 s.
pub const CLOSE_LINGER: Duration = Duration::from_secs(1);
