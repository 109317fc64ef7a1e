//! Who gets in: the total of the server, a limit for each service and for each peer, and whose turn it is.
//!
//! [`Admission`] shows the order of calls. Invariant: room granted and not given back counts as taken, so no limit is
//! ever passed, whoever races; and no listener waits while there is room for it. The table of peers holds only
//! peers with open connections, so it is bounded by the total.

use std::collections::{HashMap, VecDeque};

use crate::{AtLimit, PeerKey, Refusal};

#[cfg(test)]
mod tests;

/// The number [`Admission::add_service`] gave to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceIndex(pub u32);

/// The number [`Admission::add_listener`] gave to a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListenerIndex(pub u32);

/// The answer of [`Admission::request_room`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Room {
    /// There is room and it is reserved: accept one client, then [`Admission::try_take_peer`], or
    /// [`Admission::give_back`].
    Granted,
    /// The listener stands in the queue; [`Admission::release`] or [`Admission::give_back`] will name it.
    Wait,
    /// Accept one client, turn it away and [`Admission::note_refused`]. Nothing is reserved.
    Refuse(Refusal),
    /// As [`Wait`](Self::Wait), and now end the connection that was idle the longest: of the listener's service
    /// when [`Admission::shortage`] names the service's limit, otherwise of the server.
    EvictIdle,
}

/// The state machine of admission.
///
/// A listener asks for room before it accepts, the connection takes its peer after the accept, and gives all of it
/// back at its end:
///
/// ```text
/// request_room ──► Granted ──► (accept) ──► try_take_peer ──► connection ──► release
///      │              ▲ └───── nobody there, error, refused ─────► give_back     │
///      └──► Wait ─────┴──────────────── freed room, in turn ◄─────────┴──────────┘
/// ```
///
/// # Panics
/// Methods panic on a [`ServiceIndex`] or [`ListenerIndex`] of another `Admission`.
#[derive(Debug)]
pub struct Admission {
    total: u32,
    at_limit: AtLimit,
    per_peer: Option<u32>,
    /// Rooms taken: open connections and reserved rooms. At most `total`.
    taken: u32,
    /// Rooms granted to a listener and neither turned into a connection nor given back. Part of `taken`.
    reserved: u32,
    services: Vec<Service>,
    listeners: Vec<Listener>,
    /// Each listener at most once.
    waiting: VecDeque<ListenerIndex>,
    /// Connections of each peer, never 0; empty without a limit per peer.
    peers: HashMap<PeerKey, u32>,
    refused: [u64; Refusal::COUNT],
}

#[derive(Debug)]
struct Service {
    limit: Option<u32>,
    taken: u32,
}

#[derive(Debug)]
struct Listener {
    service: ServiceIndex,
    reserved: u32,
    is_waiting: bool,
}

impl Admission {
    /// Room for `total` connections, of which each peer may hold `per_peer` (`None`: all of them).
    pub fn new(total: u32, at_limit: AtLimit, per_peer: Option<u32>) -> Self {
        Self {
            total,
            at_limit,
            per_peer,
            taken: 0,
            reserved: 0,
            services: Vec::new(),
            listeners: Vec::new(),
            waiting: VecDeque::new(),
            peers: HashMap::new(),
            refused: [0; Refusal::COUNT],
        }
    }

    /// Makes a service known that may hold `limit` connections of the total (`None`: all of them).
    pub fn add_service(&mut self, limit: Option<u32>) -> ServiceIndex {
        let index = ServiceIndex(index_of(self.services.len()));
        self.services.push(Service { limit, taken: 0 });
        index
    }

    /// Makes a listener of `service` known.
    pub fn add_listener(&mut self, service: ServiceIndex) -> ListenerIndex {
        assert!(self.services.len() > service.0 as usize, "{service:?} is of another admission");
        let index = ListenerIndex(index_of(self.listeners.len()));
        self.listeners.push(Listener { service, reserved: 0, is_waiting: false });
        index
    }

    /// Asks for room for one client of `listener`.
    ///
    /// Ask when a client is there (the listener is readable), not before: reserved room is lost to the others.
    /// A listener that asks while it waits keeps its turn and is told [`Room::Wait`], so that one waiting client
    /// evicts one connection only.
    #[must_use = "granted room must be used or given back"]
    pub fn request_room(&mut self, listener: ListenerIndex) -> Room {
        let Some(refusal) = self.shortage(listener) else {
            debug_assert!(
                !self.listeners[at(listener.0)].is_waiting,
                "{listener:?} waits while there is room"
            );
            self.reserve(listener);
            return Room::Granted;
        };
        match self.at_limit {
            AtLimit::Refuse | AtLimit::Reply(_) => Room::Refuse(refusal),
            AtLimit::Queue | AtLimit::EvictIdle if self.listeners[at(listener.0)].is_waiting => Room::Wait,
            AtLimit::Queue => {
                self.enqueue(listener);
                Room::Wait
            }
            AtLimit::EvictIdle => {
                self.enqueue(listener);
                Room::EvictIdle
            }
        }
    }

    /// The limit that leaves no room for a client of `listener`; `None`: there is room.
    ///
    /// When both limits are reached it is the service's, because room in the total would not help.
    pub fn shortage(&self, listener: ListenerIndex) -> Option<Refusal> {
        let service = &self.services[at(self.listeners[at(listener.0)].service.0)];
        match service.limit {
            Some(limit) if service.taken >= limit => Some(Refusal::ServiceLimit { limit }),
            _ if self.taken >= self.total => Some(Refusal::TotalLimit { limit: self.total }),
            _ => None,
        }
    }

    /// Whether `listener` stands in the queue. One that was told to wait and does not was granted room.
    pub fn is_waiting(&self, listener: ListenerIndex) -> bool {
        self.listeners[at(listener.0)].is_waiting
    }

    /// `listener` wants no client any more. Returns whether it stood in the queue.
    ///
    /// Room that was already granted to it stays granted: that is for [`give_back`](Self::give_back).
    pub fn cancel_wait(&mut self, listener: ListenerIndex) -> bool {
        let was_waiting = std::mem::take(&mut self.listeners[at(listener.0)].is_waiting);
        if was_waiting {
            self.waiting.retain(|waiting| *waiting != listener);
        }
        was_waiting
    }

    /// Turns room granted to `listener` into an open connection of `peer`. To be called for each accepted client
    /// that is let in, with or without a limit per peer.
    ///
    /// # Errors
    /// [`Refusal::PeerLimit`] when the peer holds its maximum. The room stays granted: turn the client away, and
    /// use the room for the next one or [`give_back`](Self::give_back) it. The refusal is not counted here.
    pub fn try_take_peer(&mut self, listener: ListenerIndex, peer: PeerKey) -> Result<(), Refusal> {
        if let (Some(limit), false) = (self.per_peer, peer == PeerKey::Anonymous) {
            if self.peers.get(&peer).copied().unwrap_or(0) >= limit {
                return Err(Refusal::PeerLimit { limit });
            }
            *self.peers.entry(peer).or_insert(0) += 1;
        }
        self.unreserve(listener);
        Ok(())
    }

    /// Room granted to `listener` was not used. Returns the listener, if any, that has it now: wake that one, its
    /// room is reserved as by [`Room::Granted`].
    #[must_use = "the listener that has the room now must be woken"]
    pub fn give_back(&mut self, listener: ListenerIndex) -> Option<ListenerIndex> {
        self.unreserve(listener);
        let service = self.listeners[at(listener.0)].service;
        self.vacate(service)
    }

    /// A connection of `service` with `peer` is gone; call it after its socket was closed. Returns the listener, if
    /// any, that has the room now: wake that one, its room is reserved as by [`Room::Granted`].
    #[must_use = "the listener that has the room now must be woken"]
    pub fn release(&mut self, service: ServiceIndex, peer: PeerKey) -> Option<ListenerIndex> {
        debug_assert!(self.taken > self.reserved, "more connections were released than taken");
        if let Some(count) = self.peers.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                self.peers.remove(&peer);
            }
        }
        self.vacate(service)
    }

    /// Counts a client that was turned away. Nothing else counts refusals, because [`Room::Refuse`] is an intent:
    /// the client may be gone before it is accepted.
    pub fn note_refused(&mut self, refusal: Refusal) {
        self.refused[refusal.label_index()] += 1;
    }

    /// How many clients were turned away, in the order of [`Refusal::LABELS`].
    pub fn refused(&self) -> [u64; Refusal::COUNT] {
        self.refused
    }

    /// How many connections are open; reserved room is not among them.
    pub fn open(&self) -> u32 {
        self.taken - self.reserved
    }

    /// How many connections of `service` are open, reserved room included.
    pub fn taken_by_service(&self, service: ServiceIndex) -> u32 {
        self.services[at(service.0)].taken
    }

    /// How much room is reserved for clients about to be accepted.
    pub fn reserved(&self) -> u32 {
        self.reserved
    }

    /// How many listeners wait for room.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The maximum of the whole server, in connections.
    pub fn total_limit(&self) -> u32 {
        self.total
    }

    fn enqueue(&mut self, listener: ListenerIndex) {
        self.listeners[at(listener.0)].is_waiting = true;
        self.waiting.push_back(listener);
    }

    fn reserve(&mut self, listener: ListenerIndex) {
        let state = &mut self.listeners[at(listener.0)];
        state.reserved += 1;
        self.services[at(state.service.0)].taken += 1;
        self.reserved += 1;
        self.taken += 1;
    }

    fn unreserve(&mut self, listener: ListenerIndex) {
        let state = &mut self.listeners[at(listener.0)];
        debug_assert!(state.reserved > 0, "{listener:?} has no room granted");
        // Saturating, so that a caller's bookkeeping error costs room in a release build, not the server.
        state.reserved = state.reserved.saturating_sub(1);
        self.reserved = self.reserved.saturating_sub(1);
    }

    /// Frees one room of `service` and grants it to the first waiting listener that can use it.
    ///
    /// One room freed makes at most one grant possible: had there been room for a second, it would not wait.
    fn vacate(&mut self, service: ServiceIndex) -> Option<ListenerIndex> {
        let state = &mut self.services[at(service.0)];
        state.taken = state.taken.saturating_sub(1);
        self.taken = self.taken.saturating_sub(1);
        let place = self.waiting.iter().position(|listener| self.shortage(*listener).is_none())?;
        let listener = self.waiting.remove(place).expect("the place was found in this queue");
        self.listeners[at(listener.0)].is_waiting = false;
        self.reserve(listener);
        Some(listener)
    }
}

fn index_of(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than 2^32 services and listeners are configured")
}

fn at(index: u32) -> usize {
    index as usize
}
