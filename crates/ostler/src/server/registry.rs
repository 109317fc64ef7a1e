//! Every open connection, held weakly: the handler, not the list, keeps a connection open.
//!
//! **Invariant:** registering and the beginning of the drain exclude each other by one lock, so a connection is
//! either known to the drain or was never made. Datagrams that are handled at once are only counted, in an atomic that
//! also says whether the drain has begun; the drain takes the count and sets the mark in one step.

use std::collections::HashMap;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use ostler_core::{ConnectionEnd, ServiceIndex, ShutdownReport, ShutdownTally};

use super::record::Record;
use crate::conn::{ConnState, Peer};

/// The number of a connection, unique in its server and never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(u64);

impl ConnectionId {
    /// The number itself, from 1.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0
    }
}

impl From<u64> for ConnectionId {
    fn from(number: u64) -> ConnectionId {
        ConnectionId(number)
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ConnectionId {
    type Err = ParseIntError;

    /// The number as `Display` writes it: what an administrator types to kill a connection.
    fn from_str(text: &str) -> Result<ConnectionId, ParseIntError> {
        text.parse().map(ConnectionId)
    }
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionActivity {
    /// Its handler has something under way, or cannot be known to have nothing.
    Busy,
    /// It waits for its peer with nothing under way.
    Idle,
    /// Its handler has let go of it; the last bytes are on their way.
    Closing,
}

/// An open connection, from [`ServerHandle::connections`](crate::ServerHandle::connections), and a closed one in
/// the end hook. So are datagrams whose handler has not returned at once.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectionInfo {
    /// Its number.
    pub id: ConnectionId,
    /// Who is at the other end.
    pub peer: Peer,
    /// The address the peer connected to. In the end hook only when somebody has asked for it before.
    pub local: Option<Peer>,
    /// How long it has been open.
    pub age: Duration,
    /// What it is doing.
    pub activity: ConnectionActivity,
    /// Bytes received from the peer so far.
    pub bytes_read: u64,
    /// Bytes that the system took for the peer so far.
    pub bytes_written: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Registry {
    inner: Mutex<Inner>,
    next_id: AtomicU64,
    /// Datagrams whose handler runs inside of their receiver, and [`DRAINING`].
    inline: AtomicU64,
}

#[derive(Debug, Default)]
struct Inner {
    open: HashMap<ConnectionId, Weak<ConnState>>,
    /// How many of `open` the shutdown does not wait for.
    detached: usize,
    /// Connections that have left `open` and whose end is being told.
    leaving: usize,
    /// Set when the drain begins; nothing is registered any more.
    drain: Option<ShutdownTally>,
}

impl Inner {
    fn add(&mut self, state: &Arc<ConnState>) {
        self.open.insert(state.record.id(), Arc::downgrade(state));
        self.detached += usize::from(state.record.is_detached());
    }

    fn is_deserted(&self, inline: u64) -> bool {
        self.open.len() == self.detached && self.leaving == 0 && inline == 0
    }
}

impl Registry {
    pub(crate) fn next_id(&self) -> ConnectionId {
        ConnectionId(self.next_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an accepted connection; `false` when the drain has begun.
    pub(crate) fn register(&self, state: &Arc<ConnState>) -> bool {
        let mut inner = self.lock();
        if inner.drain.is_some() {
            return false;
        }
        inner.add(state);
        true
    }

    /// Removes a connection that has ended. To be followed by [`settle`](Registry::settle) when its end was told.
    pub(crate) fn remove(&self, record: &Record, end: &ConnectionEnd) {
        let mut inner = self.lock();
        inner.open.remove(&record.id());
        inner.detached -= usize::from(record.is_detached());
        inner.leaving += 1;
        if let Some(tally) = &mut inner.drain {
            tally.handle_end(end);
        }
    }

    /// The end of a removed connection was told. Returns whether it was the last one of a drain.
    pub(crate) fn settle(&self) -> bool {
        let mut inner = self.lock();
        inner.leaving -= 1;
        inner.drain.is_some() && inner.is_deserted(self.inline())
    }

    /// Whether nobody is connected that the shutdown waits for, and every end was told.
    pub(crate) fn is_deserted(&self) -> bool {
        self.lock().is_deserted(self.inline())
    }

    fn inline(&self) -> u64 {
        self.inline.load(Ordering::Acquire) & !DRAINING
    }

    /// Counts a datagram that is handled at once; `false` when the drain has begun. To be followed by
    /// [`end_inline`](Registry::end_inline) or [`register_inline`](Registry::register_inline).
    pub(crate) fn begin_inline(&self) -> bool {
        if self.inline.fetch_add(1, Ordering::AcqRel) & DRAINING == 0 {
            return true;
        }
        self.inline.fetch_sub(1, Ordering::AcqRel);
        false
    }

    /// The end of a counted datagram was told. Returns whether it was the last one of a drain.
    pub(crate) fn end_inline(&self, end: &ConnectionEnd) -> bool {
        let one_less = |inline: u64| (inline & DRAINING == 0).then(|| inline - 1);
        if self.inline.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_less).is_ok() {
            return false;
        }
        // Counted and taken off in one step: whoever sees that nobody is left sees how the last one ended.
        let mut inner = self.lock();
        self.inline.fetch_sub(1, Ordering::AcqRel);
        if let Some(tally) = &mut inner.drain {
            tally.handle_end(end);
        }
        inner.is_deserted(self.inline())
    }

    /// Adds a counted datagram that is not handled at once after all. The drain has counted it if it has begun.
    pub(crate) fn register_inline(&self, state: &Arc<ConnState>) {
        let mut inner = self.lock();
        inner.add(state);
        self.inline.fetch_sub(1, Ordering::AcqRel);
    }

    /// Takes no more connections from now on, and counts how those that are open end.
    pub(crate) fn begin_drain(&self) {
        let mut inner = self.lock();
        let inline = self.inline.fetch_or(DRAINING, Ordering::AcqRel) & !DRAINING;
        let open = inner.open.len() as u64 + inline;
        inner.drain.get_or_insert_with(|| ShutdownTally::new(u32::try_from(open).unwrap_or(u32::MAX)));
    }

    pub(crate) fn report(&self) -> ShutdownReport {
        let inner = self.lock();
        let open = u32::try_from(inner.open.len() as u64 + self.inline()).unwrap_or(u32::MAX);
        // The drain is not taken out: an acceptor that was held up must not register anybody even now.
        inner.drain.clone().unwrap_or_else(|| ShutdownTally::new(open)).finish(open)
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().open.len() + usize::try_from(self.inline()).unwrap_or(usize::MAX)
    }

    pub(crate) fn find(&self, id: ConnectionId) -> Option<Arc<ConnState>> {
        self.lock().open.get(&id)?.upgrade()
    }

    /// Every open connection. The strong references are to be dropped soon: they keep sockets from closing.
    pub(crate) fn all(&self) -> Vec<Arc<ConnState>> {
        // Collected under the lock, dropped outside of it: the last owner's drop takes the lock again.
        self.lock().open.values().filter_map(Weak::upgrade).collect()
    }

    /// What [`all`](Registry::all) are doing.
    pub(crate) fn infos(&self) -> Vec<ConnectionInfo> {
        self.all().iter().map(|state| state.info(state.local())).collect()
    }

    /// Ends a connection; whether it was open.
    pub(crate) fn kill(&self, id: ConnectionId) -> bool {
        self.find(id).is_some_and(|state| state.force_end(ConnectionEnd::Killed))
    }

    /// The connection that has been idle for the longest time, of one service or of all.
    pub(crate) fn longest_idle(&self, service: Option<ServiceIndex>) -> Option<Arc<ConnState>> {
        let candidates = self.all();
        let idle = candidates.iter().filter(|state| {
            service.is_none_or(|service| state.record.service() == service) && state.forced_end().is_none()
        });
        let (_, longest) =
            idle.filter_map(|state| Some((state.idle_since()?, state))).min_by_key(|(at, _)| *at)?;
        Some(Arc::clone(longest))
    }
}

/// Set in `inline` when the drain begins.
const DRAINING: u64 = 1 << 63;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_has_every_datagram_that_ends_while_the_drain_begins() {
        for _round in 0..20_000 {
            let registry = Registry::default();
            assert!(registry.begin_inline());
            std::thread::scope(|scope| {
                scope.spawn(|| registry.end_inline(&ConnectionEnd::Completed));
                registry.begin_drain();
                if registry.is_deserted() {
                    assert!(registry.report().adds_up(), "{}", registry.report());
                }
            });
        }
    }
}
