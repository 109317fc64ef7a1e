//! Room for connections: the lock and the wake-ups around `ostler_core::Admission`, which decides.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use ostler_core::{Admission, AtLimit, ListenerIndex, PeerKey, Refusal, Room, ServiceIndex};
use tokio::sync::Notify;

#[derive(Debug)]
pub(crate) struct Gate {
    admission: Mutex<Admission>,
    pub(super) has_peer_limit: bool,
    /// For each listener: told when room was granted to it while it waited.
    granted: OnceLock<Vec<Notify>>,
    /// Told each time a connection has closed and its descriptor is free.
    pub(crate) freed: Notify,
}

/// What an acceptor may do with the client that waits.
pub(crate) enum Entry {
    /// Accept it; the room is reserved.
    Room(Permit),
    /// Accept it and turn it away.
    Refuse(Refusal),
}

impl Gate {
    pub(crate) fn new(total: u32, at_limit: AtLimit, per_peer: Option<u32>) -> Gate {
        Gate {
            admission: Mutex::new(Admission::new(total, at_limit, per_peer)),
            has_peer_limit: per_peer.is_some(),
            granted: OnceLock::new(),
            freed: Notify::new(),
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Admission> {
        self.admission.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Called once, when all listeners are known.
    pub(crate) fn set_listeners(&self, count: usize) {
        let set = self.granted.set((0..count).map(|_| Notify::new()).collect());
        debug_assert!(set.is_ok(), "the listeners are set once");
    }

    /// Waits for room, in turn with the other listeners. Where the policy is to end an idle connection, `evict` is called
    /// for that, and again each `EVICT_RETRY` while nobody was idle.
    ///
    /// Cancel safe: a granted room that was not taken goes to the next.
    pub(crate) async fn enter(
        self: &Arc<Self>,
        listener: ListenerIndex,
        service: ServiceIndex,
        evict: impl Fn(),
    ) -> Entry {
        let room = self.lock().request_room(listener);
        let evicts = match room {
            Room::Granted => return Entry::Room(self.permit(listener, service)),
            Room::Refuse(refusal) => return Entry::Refuse(refusal),
            Room::EvictIdle => true,
            _wait => false,
        };
        let mut waiting = Waiting { gate: self, listener, is_granted: false };
        while self.lock().is_waiting(listener) {
            // What wakes may be left over from a wait that was cancelled just when it was granted.
            let woken = self.granted(listener).notified();
            if evicts {
                evict();
                let _nobody_was_idle = tokio::time::timeout(EVICT_RETRY, woken).await;
            } else {
                woken.await;
            }
        }
        waiting.is_granted = true;
        Entry::Room(self.permit(listener, service))
    }

    fn permit(self: &Arc<Self>, listener: ListenerIndex, service: ServiceIndex) -> Permit {
        Permit { gate: Arc::clone(self), listener, service, peer: None, holds_descriptor: true }
    }

    fn granted(&self, listener: ListenerIndex) -> &Notify {
        let all = self.granted.get().expect("the listeners are set before any of them accepts");
        &all[listener.0 as usize]
    }

    fn grant(&self, next: Option<ListenerIndex>) {
        if let Some(listener) = next {
            self.granted(listener).notify_one();
        }
    }
}

/// A listener in the queue for room; takes itself out when it is dropped before its turn.
struct Waiting<'a> {
    gate: &'a Gate,
    listener: ListenerIndex,
    is_granted: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.is_granted {
            return;
        }
        let mut admission = self.gate.lock();
        if !admission.cancel_wait(self.listener) {
            // It was granted in the meantime.
            let next = admission.give_back(self.listener);
            drop(admission);
            self.gate.grant(next);
        }
    }
}

/// Reserved room; given back when dropped, which must happen after its socket has closed.
#[derive(Debug)]
pub(crate) struct Permit {
    gate: Arc<Gate>,
    listener: ListenerIndex,
    service: ServiceIndex,
    peer: Option<PeerKey>,
    holds_descriptor: bool,
}

impl Permit {
    /// What the room is for has no descriptor of its own.
    pub(crate) fn without_descriptor(mut self) -> Permit {
        self.holds_descriptor = false;
        self
    }

    /// Counts the room to a peer.
    pub(crate) fn take_peer(&mut self, peer: PeerKey) -> Result<(), Refusal> {
        self.gate.lock().try_take_peer(self.listener, peer)?;
        self.peer = Some(peer);
        Ok(())
    }

    pub(crate) fn has_peer(&self) -> bool {
        self.peer.is_some()
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let next = {
            let mut admission = self.gate.lock();
            match self.peer {
                Some(peer) => admission.release(self.service, peer),
                None => admission.give_back(self.listener),
            }
        };
        self.gate.grant(next);
        if self.peer.is_some() && self.holds_descriptor {
            // Only a closed connection frees a descriptor. Room that was never used must not end a pause, or the pause
            // after a failed accept would end itself.
            self.gate.freed.notify_waiters();
        }
    }
}

/// How often a listener that waits for an idle connection to evict looks again.
const EVICT_RETRY: std::time::Duration = std::time::Duration::from_secs(1);
