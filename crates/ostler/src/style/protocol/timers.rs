//! The timers of one connection: however many are set, the event loop knows one, the earliest.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// A timer of a protocol. From [`Transport::call_later`](crate::Transport::call_later).
///
/// Timers of one connection order by when they fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId {
    at: Instant,
    number: u64,
}

/// A connection has so many timers set that it cannot set another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection has {TIMERS_MAX} timers set already")]
#[non_exhaustive]
pub struct TimersFull;

#[derive(Debug, Default)]
pub(crate) struct Timers {
    set: BTreeSet<TimerId>,
    next_number: u64,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Timers {
    pub(crate) fn call_later(&mut self, delay: Duration) -> Result<TimerId, TimersFull> {
        if self.set.len() >= TIMERS_MAX {
            return Err(TimersFull);
        }
        let now = Instant::now();
        let at = now.checked_add(delay.min(DELAY_MAX)).unwrap_or(now);
        let timer = TimerId { at, number: self.next_number };
        self.next_number += 1;
        self.set.insert(timer);
        Ok(timer)
    }

    pub(crate) fn cancel(&mut self, timer: TimerId) -> bool {
        self.set.remove(&timer)
    }

    /// What a timer set from now on is told apart by, see [`take_due`](Timers::take_due).
    pub(crate) fn mark(&self) -> u64 {
        self.next_number
    }

    /// The next timer that is due at `now`. One that was set after `mark` waits for the next turn, so that timers which
    /// set timers let others run.
    pub(crate) fn take_due(&mut self, now: Instant, mark: u64) -> Option<TimerId> {
        let is_due = |timer: &&TimerId| timer.at <= now && timer.number < mark;
        let due = self.set.iter().take_while(|timer| timer.at <= now).find(is_due).copied()?;
        self.set.remove(&due);
        Some(due)
    }

    /// Waits until a timer is due.
    pub(crate) fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(earliest) = self.set.first() else {
            self.sleep = None;
            return Poll::Pending;
        };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(earliest.at)));
        if sleep.deadline() != earliest.at {
            sleep.as_mut().reset(earliest.at);
        }
        sleep.as_mut().poll(cx)
    }
}

/// How many timers a connection may have set at once.
const TIMERS_MAX: usize = 1024;

/// Some thirty years: what tokio's timers take for "never".
const DELAY_MAX: Duration = Duration::from_secs(86_400 * 365 * 30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_timers_come_in_order_and_new_ones_wait_for_the_next_turn() {
        let mut timers = Timers::default();
        let late = timers.call_later(Duration::from_secs(2)).unwrap();
        let early = timers.call_later(Duration::from_secs(1)).unwrap();
        let cancelled = timers.call_later(Duration::from_secs(1)).unwrap();
        let never = timers.call_later(Duration::MAX).unwrap();
        let mark = timers.mark();
        let new = timers.call_later(Duration::ZERO).unwrap();
        assert!(timers.cancel(cancelled));
        assert!(!timers.cancel(cancelled));
        assert_eq!(timers.take_due(early.at - Duration::from_millis(1), mark), None);
        assert_eq!(timers.take_due(late.at, mark), Some(early));
        assert_eq!(timers.take_due(late.at, mark), Some(late));
        assert_eq!(timers.take_due(late.at, mark), None);
        assert_eq!(timers.take_due(late.at, timers.mark()), Some(new));
        assert_eq!(timers.set.first(), Some(&never));
    }

    #[test]
    fn the_number_of_timers_is_bounded() {
        let mut timers = Timers::default();
        let first = timers.call_later(Duration::from_secs(1)).unwrap();
        for _ in 1..TIMERS_MAX {
            timers.call_later(Duration::from_secs(1)).unwrap();
        }
        assert_eq!(timers.call_later(Duration::ZERO), Err(TimersFull));
        assert!(timers.cancel(first));
        timers.call_later(Duration::ZERO).unwrap();
    }
}
