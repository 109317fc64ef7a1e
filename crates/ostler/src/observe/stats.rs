//! The counters of a server and their snapshot.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use ostler_core::{ConnectionEnd, Refusal};

/// What a server has counted since it started, from [`ServerHandle::stats`](crate::ServerHandle::stats) or
/// [`Stopper::stats`](crate::Stopper::stats).
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Connections that are open now.
    pub open: u64,
    /// The most connections that may be open at once.
    pub connections_max: u64,
    /// Connections that were accepted, and datagrams that were received, and given to a handler.
    pub accepted: u64,
    /// How often `accept` was called, in vain or not.
    pub accept_calls: u64,
    /// How often accepting or receiving paused, because the system was out of descriptors or memory.
    pub accept_pauses: u64,
    /// Datagrams that were received, whether they were then handled or refused.
    pub datagrams_received: u64,
    /// Those of them that were longer than their service takes, and were cut.
    pub datagrams_truncated: u64,
    /// Datagrams that protocols sent and nobody had room for: too much was unsent, or for too long.
    pub datagrams_dropped: u64,
    /// Errors that the system reported when it was asked for datagrams: what ICMP said of a peer, above all.
    pub receive_errors: u64,
    ended: Vec<u64>,
    refused: Vec<u64>,
}

impl Stats {
    /// How many connections ended in that way. `label` is a [`ConnectionEnd::label`]; 0 for any other text.
    #[must_use]
    pub fn ended(&self, label: &str) -> u64 {
        let index = ConnectionEnd::LABELS.iter().position(|known| *known == label);
        index.and_then(|index| self.ended.get(index)).copied().unwrap_or(0)
    }

    /// How many connections have ended, in whatever way.
    #[must_use]
    pub fn ended_total(&self) -> u64 {
        self.ended.iter().sum()
    }

    /// How many clients were refused for that reason. `label` is a [`Refusal::label`]; 0 for any other text.
    #[must_use]
    pub fn refused(&self, label: &str) -> u64 {
        let index = Refusal::LABELS.iter().position(|known| *known == label);
        index.and_then(|index| self.refused.get(index)).copied().unwrap_or(0)
    }
}

impl fmt::Debug for Stats {
    /// Of the ends and refusals only those that there were, by their labels.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written out, so that a counter that is added has to be thought of here.
        let Stats {
            open,
            connections_max,
            accepted,
            accept_calls,
            accept_pauses,
            datagrams_received,
            datagrams_truncated,
            datagrams_dropped,
            receive_errors,
            ended,
            refused,
        } = self;
        f.debug_struct("Stats")
            .field("open", open)
            .field("connections_max", connections_max)
            .field("accepted", accepted)
            .field("accept_calls", accept_calls)
            .field("accept_pauses", accept_pauses)
            .field("datagrams_received", datagrams_received)
            .field("datagrams_truncated", datagrams_truncated)
            .field("datagrams_dropped", datagrams_dropped)
            .field("receive_errors", receive_errors)
            .field("ended", &ByLabel(ConnectionEnd::LABELS, ended))
            .field("refused", &ByLabel(Refusal::LABELS, refused))
            .finish()
    }
}

/// Counts beside their labels; zeros are left out.
struct ByLabel<'a>(&'a [&'a str], &'a [u64]);

impl fmt::Debug for ByLabel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().zip(self.1).filter(|(_, count)| **count > 0)).finish()
    }
}

#[derive(Debug)]
pub(crate) struct Counters {
    accepted: AtomicU64,
    accept_calls: AtomicU64,
    accept_pauses: AtomicU64,
    datagrams_received: AtomicU64,
    datagrams_truncated: AtomicU64,
    datagrams_dropped: AtomicU64,
    receive_errors: AtomicU64,
    ended: Vec<AtomicU64>,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters {
            accepted: AtomicU64::new(0),
            accept_calls: AtomicU64::new(0),
            accept_pauses: AtomicU64::new(0),
            datagrams_received: AtomicU64::new(0),
            datagrams_truncated: AtomicU64::new(0),
            datagrams_dropped: AtomicU64::new(0),
            receive_errors: AtomicU64::new(0),
            ended: ConnectionEnd::LABELS.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

impl Counters {
    pub(crate) fn note_accepted(&self) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    pub(crate) fn note_accept_call(&self) {
        self.accept_calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_accept_pause(&self) {
        self.accept_pauses.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_datagram(&self, is_truncated: bool) {
        self.datagrams_received.fetch_add(1, Ordering::Relaxed);
        if is_truncated {
            self.datagrams_truncated.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn note_dropped(&self, count: u64) {
        self.datagrams_dropped.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn note_receive_error(&self) {
        self.receive_errors.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_end(&self, end: &ConnectionEnd) {
        self.ended[end.label_index()].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn snapshot(&self, open: u64, connections_max: u64, refused: Vec<u64>) -> Stats {
        Stats {
            open,
            connections_max,
            accepted: self.accepted.load(Ordering::Relaxed),
            accept_calls: self.accept_calls.load(Ordering::Relaxed),
            accept_pauses: self.accept_pauses.load(Ordering::Relaxed),
            datagrams_received: self.datagrams_received.load(Ordering::Relaxed),
            datagrams_truncated: self.datagrams_truncated.load(Ordering::Relaxed),
            datagrams_dropped: self.datagrams_dropped.load(Ordering::Relaxed),
            receive_errors: self.receive_errors.load(Ordering::Relaxed),
            ended: self.ended.iter().map(|count| count.load(Ordering::Relaxed)).collect(),
            refused,
        }
    }
}
