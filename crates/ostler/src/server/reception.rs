//! What an acceptor and a receiver have in common: who may come in, how that is entered into the books, and what is done when
//! the system is out of something.

use std::sync::Arc;

use ostler_core::{
    AcceptPause, AtLimit, AtPeerLimit, ConnectionEnd, ListenerIndex, PauseStep, Refusal, RetryBudget,
    ServiceIndex, Timeouts,
};
use tokio::time::Instant;
use tracing::{Span, debug};

use super::gate::{Entry, Permit};
use super::record::Record;
use super::registry::ConnectionId;
use super::shared::Shared;
use crate::conn::{ChildSlot, ConnState, Io, Peer};
use crate::model::Runner;
use crate::sys::SharedWords;

/// Everything that the clients of one listener or datagram socket have in common, but for how they are served.
pub(crate) struct Reception {
    pub(super) shared: Arc<Shared>,
    pub(super) listener: ListenerIndex,
    pub(super) service: ServiceIndex,
    pub(super) timeouts: Timeouts,
    pub(super) at_limit: AtLimit,
    pub(super) at_peer_limit: AtPeerLimit,
    pub(super) runner: Runner,
    /// Whether the shutdown goes on without waiting for them.
    pub(super) is_detached: bool,
    /// What is shared with the children that serve them, where there are such.
    pub(super) slab: Option<Arc<SharedWords>>,
    pub(super) span: Span,
}

/// Whether a loop goes on.
pub(super) enum Next {
    GoOn,
    Stop,
}

impl Reception {
    /// Waits for room, in turn with the other listeners. Cancel safe.
    pub(super) async fn enter(&self) -> Entry {
        let evict_idle = || self.shared.evict_idle(self.listener, self.service);
        self.shared.gate.enter(self.listener, self.service, evict_idle).await
    }

    /// Counts a client that is turned away. Returns what it is told.
    pub(super) fn note_refused(&self, peer: &Peer, refusal: Refusal) -> Option<&[u8]> {
        self.shared.gate.lock().note_refused(refusal);
        debug!(parent: &self.span, %peer, reason = refusal.label(), "refused");
        match (refusal, &self.at_limit, &self.at_peer_limit) {
            (Refusal::TotalLimit { .. } | Refusal::ServiceLimit { .. }, AtLimit::Reply(reply), _)
            | (Refusal::PeerLimit { .. }, _, AtPeerLimit::Reply(reply)) => Some(reply),
            _ => None,
        }
    }

    /// The client was let in, but the system has nothing to spare to serve it with. The next one finds the server as it was.
    pub(super) fn note_unserved(&self, state: &ConnState) {
        self.shared.gate.lock().note_refused(Refusal::NoThread);
        state.set_outcome(ConnectionEnd::Refused(Refusal::NoThread));
    }

    /// One client that is about to be served, in the slot of a child if it has one.
    pub(super) fn state(
        &self,
        io: Io,
        id: ConnectionId,
        peer: Peer,
        span: Span,
        permit: Permit,
        slot: Option<ChildSlot>,
    ) -> ConnState {
        let record = Record::new(id, self.service, Arc::clone(&self.shared), span, Some(permit));
        let record = if self.is_detached { record.detach() } else { record };
        let state = ConnState::new(io, record, peer, self.timeouts.clone());
        match slot {
            Some(slot) => state.in_child(slot),
            None => state,
        }
    }

    /// The system is out of something. Returns how long to leave it alone, and whether to say so.
    pub(super) fn pause(&self, troubles: &mut Troubles) -> PauseStep {
        self.shared.counters.note_accept_pause();
        troubles.pause.handle_error(Instant::now().into_std())
    }
}

/// What the errors of one listener or socket have led to so far.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    pub(super) retries: RetryBudget,
    pause: AcceptPause,
}

impl Troubles {
    /// A client was taken in.
    pub(super) fn handle_success(&mut self) {
        self.retries.handle_success();
        self.pause.handle_success();
    }
}
