//! What an error of `accept` means: the one table of the framework, and the pace at which errors are answered.
//!
//! [`triage_accept_error`] names the verdict, [`RetryBudget`] keeps *retry now* from becoming a spin, and
//! [`AcceptPause`] says how long to wait and whether to write a log line. Connections being served are no business
//! of this module and are never touched by an accept error. EWOULDBLOCK is no error and is not handed in.

use std::time::{Duration, Instant};

/// What to do after `accept` failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the acceptor must handle every verdict")]
pub enum AcceptVerdict {
    /// That one client is lost, by its own fault or the network's; the next may be fine.
    RetryNow,
    /// The system lacks something: wait as [`AcceptPause`] says, or until one of our connections closes.
    Pause,
    /// The listener is no listener; it will never accept again.
    Stop,
}

/// The verdict on an `accept` that failed with `errno` (`None`: the error carries no number).
///
/// An errno that is not in the table is answered with [`Pause`](AcceptVerdict::Pause): never a spin, never a dead
/// server.
pub fn triage_accept_error(errno: Option<i32>) -> AcceptVerdict {
    let Some(errno) = errno else { return AcceptVerdict::Pause };
    if RETRY_NOW.contains(&errno) || RETRY_NOW_OF_SYSTEM.contains(&errno) {
        AcceptVerdict::RetryNow
    } else if STOP.contains(&errno) {
        AcceptVerdict::Stop
    } else {
        // EMFILE, ENFILE, ENOBUFS and ENOMEM are what this is for.
        AcceptVerdict::Pause
    }
}

/// Turns *retry now* into *pause* when it comes again and again.
///
/// An errno that speaks of one client in general can be a lasting state of the machine (EPERM by a firewall rule,
/// ENETDOWN), and then an immediate retry would never end.
#[derive(Clone, Debug, Default)]
pub struct RetryBudget {
    retries: u32,
}

impl RetryBudget {
    /// A budget of [`ACCEPT_RETRIES_MAX`] retries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The verdict on `errno`, with [`Pause`](AcceptVerdict::Pause) for a retry beyond the budget.
    pub fn handle_error(&mut self, errno: Option<i32>) -> AcceptVerdict {
        self.handle_verdict(triage_accept_error(errno))
    }

    /// As [`handle_error`](Self::handle_error), for a verdict of another table.
    pub fn handle_verdict(&mut self, verdict: AcceptVerdict) -> AcceptVerdict {
        match verdict {
            AcceptVerdict::RetryNow if self.retries >= ACCEPT_RETRIES_MAX => AcceptVerdict::Pause,
            AcceptVerdict::RetryNow => {
                self.retries += 1;
                AcceptVerdict::RetryNow
            }
            verdict @ (AcceptVerdict::Pause | AcceptVerdict::Stop) => verdict,
        }
    }

    /// A client was accepted, or `accept` would block, which ends the row of errors as well.
    pub fn handle_success(&mut self) {
        self.retries = 0;
    }
}

/// How long to pause, and when to say so.
///
/// Pauses double from [`ACCEPT_PAUSE_FIRST`] to [`ACCEPT_PAUSE_MAX`] and begin anew after a success. Log lines keep
/// their distance of [`ACCEPT_LOG_INTERVAL`] even across successes, because descriptors that run out and come back
/// in turn would otherwise fill the log.
#[derive(Clone, Debug)]
pub struct AcceptPause {
    next_wait: Duration,
    logged: Option<Instant>,
    suppressed: u64,
}

impl AcceptPause {
    /// Nothing failed yet.
    pub fn new() -> Self {
        Self { next_wait: ACCEPT_PAUSE_FIRST, logged: None, suppressed: 0 }
    }

    /// `accept` failed at `now` with the verdict *pause*.
    pub fn handle_error(&mut self, now: Instant) -> PauseStep {
        let wait = self.next_wait;
        self.next_wait = (wait * 2).min(ACCEPT_PAUSE_MAX);
        let log = self.logged.is_none_or(|at| now.saturating_duration_since(at) >= ACCEPT_LOG_INTERVAL);
        if log {
            self.logged = Some(now);
            PauseStep { wait, log, suppressed: std::mem::take(&mut self.suppressed) }
        } else {
            self.suppressed = self.suppressed.saturating_add(1);
            PauseStep { wait, log, suppressed: self.suppressed }
        }
    }

    /// A client was accepted: the next pause is the shortest again.
    pub fn handle_success(&mut self) {
        self.next_wait = ACCEPT_PAUSE_FIRST;
    }
}

impl Default for AcceptPause {
    fn default() -> Self {
        Self::new()
    }
}

/// The answer of [`AcceptPause::handle_error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PauseStep {
    /// How long to wait before the next `accept`; a connection that closes ends the wait at once.
    pub wait: Duration,
    /// Whether this error is worth a log line.
    pub log: bool,
    /// Errors that got no line since the last one; this one is among them when `log` is false.
    pub suppressed: u64,
}

/// How many *retry now* errors may follow each other without a success: 64.
pub const ACCEPT_RETRIES_MAX: u32 = 64;
/// The first pause: 5 ms.
pub const ACCEPT_PAUSE_FIRST: Duration = Duration::from_millis(5);
/// The longest pause: 1 s.
pub const ACCEPT_PAUSE_MAX: Duration = Duration::from_secs(1);
/// The least distance of two log lines about accept errors of one listener: 10 s.
pub const ACCEPT_LOG_INTERVAL: Duration = Duration::from_secs(10);

/// Errors of one client or its network path. EINTR is a signal and nobody's fault.
const RETRY_NOW: &[i32] = &[
    libc::EINTR,
    libc::ECONNABORTED,
    libc::ECONNRESET,
    libc::ECONNREFUSED,
    libc::ETIMEDOUT,
    libc::EPROTO,
    libc::EPERM,
    libc::ENETDOWN,
    libc::ENETUNREACH,
    libc::ENETRESET,
    libc::EHOSTDOWN,
    libc::EHOSTUNREACH,
];

/// Linux hands pending network errors of the new socket to `accept`; accept(2), "Error handling", lists them.
#[cfg(any(target_os = "linux", target_os = "android"))]
const RETRY_NOW_OF_SYSTEM: &[i32] =
    &[libc::ENOPROTOOPT, libc::EOPNOTSUPP, libc::ENONET, libc::EPROTONOSUPPORT, libc::ESOCKTNOSUPPORT];
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const RETRY_NOW_OF_SYSTEM: &[i32] = &[];

/// The descriptor is closed (EBADF), does not listen (EINVAL) or is no socket (ENOTSOCK).
const STOP: &[i32] = &[libc::EBADF, libc::EINVAL, libc::ENOTSOCK];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_clock::{after, base};

    #[test]
    fn l9_l13_every_errno_of_the_table_has_its_verdict() {
        let check = |verdict: AcceptVerdict, errnos: &[i32]| {
            for &errno in errnos {
                assert_eq!(triage_accept_error(Some(errno)), verdict, "errno {errno}");
            }
        };
        check(
            AcceptVerdict::RetryNow,
            &[
                libc::EINTR,
                libc::ECONNABORTED,
                libc::ECONNRESET,
                libc::ECONNREFUSED,
                libc::ETIMEDOUT,
                libc::EPROTO,
                libc::EPERM,
                libc::ENETDOWN,
                libc::ENETUNREACH,
                libc::ENETRESET,
                libc::EHOSTDOWN,
                libc::EHOSTUNREACH,
            ],
        );
        check(AcceptVerdict::Pause, &[libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM]);
        check(AcceptVerdict::Stop, &[libc::EBADF, libc::EINVAL, libc::ENOTSOCK]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_reports_network_errors_of_the_new_socket() {
        for errno in
            [libc::ENOPROTOOPT, libc::EOPNOTSUPP, libc::ENONET, libc::EPROTONOSUPPORT, libc::ESOCKTNOSUPPORT]
        {
            assert_eq!(triage_accept_error(Some(errno)), AcceptVerdict::RetryNow, "errno {errno}");
        }
    }

    #[test]
    fn l13_the_unknown_pauses() {
        for errno in [None, Some(0), Some(-1), Some(i32::MAX), Some(libc::EACCES), Some(libc::EFAULT)] {
            assert_eq!(triage_accept_error(errno), AcceptVerdict::Pause, "{errno:?}");
        }
    }

    #[test]
    fn no_errno_stands_in_two_rows() {
        for errno in RETRY_NOW.iter().chain(RETRY_NOW_OF_SYSTEM) {
            assert!(!STOP.contains(errno), "errno {errno}");
        }
    }

    #[test]
    fn endless_retries_become_a_pause() {
        let mut budget = RetryBudget::new();
        for _ in 0..ACCEPT_RETRIES_MAX {
            assert_eq!(budget.handle_error(Some(libc::EPERM)), AcceptVerdict::RetryNow);
        }
        assert_eq!(budget.handle_error(Some(libc::EPERM)), AcceptVerdict::Pause);
        assert_eq!(budget.handle_error(Some(libc::ECONNABORTED)), AcceptVerdict::Pause);
        assert_eq!(budget.handle_error(Some(libc::EBADF)), AcceptVerdict::Stop);
        budget.handle_success();
        assert_eq!(budget.handle_error(Some(libc::EPERM)), AcceptVerdict::RetryNow);
    }

    #[test]
    fn pauses_double_to_a_second_and_begin_anew_after_a_success() {
        let now = base();
        let mut pause = AcceptPause::new();
        let waits: Vec<_> = (0..10).map(|_| pause.handle_error(now).wait.as_millis()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000]);
        pause.handle_success();
        assert_eq!(pause.handle_error(now).wait, ACCEPT_PAUSE_FIRST);
    }

    #[test]
    fn l11_at_most_a_dozen_accepts_fall_into_the_first_second_of_a_pause() {
        let mut pause = AcceptPause::new();
        let start = base();
        let mut now = start;
        let mut accepts = 0;
        while now < after(start, 1000) {
            accepts += 1;
            now += pause.handle_error(now).wait;
        }
        assert!(accepts <= 12, "{accepts}");
    }

    #[test]
    fn l11_one_line_each_ten_seconds_tells_how_many_were_passed_over() {
        let start = base();
        let mut pause = AcceptPause::new();
        let mut check = |milliseconds: u64, log: bool, suppressed: u64| {
            let step = pause.handle_error(after(start, milliseconds));
            assert_eq!((step.log, step.suppressed), (log, suppressed), "at {milliseconds} ms");
            pause.handle_success();
        };
        check(0, true, 0);
        check(5, false, 1);
        check(9_999, false, 2);
        check(10_000, true, 2);
        check(10_001, false, 1);
        check(30_000, true, 1);
    }
}
