//! A connection's entry in the books: it closes the account when its connection is gone.

use std::os::fd::BorrowedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ostler_core::{ConnectionEnd, ServiceIndex};
use tracing::{debug, error};

use super::bell::Bell;
use super::gate::Permit;
use super::life::DrainSignal;
use super::registry::{ConnectionId, ConnectionInfo};
use super::shared::Shared;
use crate::conn::ConnState;

/// Id, permit and end of one connection. Dropped after its socket has closed.
#[derive(Debug)]
pub(crate) struct Record {
    id: ConnectionId,
    service: ServiceIndex,
    shared: Arc<Shared>,
    span: tracing::Span,
    is_registered: AtomicBool,
    ended: Option<(ConnectionInfo, ConnectionEnd)>,
    permit: Option<Permit>,
    /// Whether the shutdown goes on without waiting for it.
    is_detached: bool,
}

impl Record {
    pub(crate) fn new(
        id: ConnectionId,
        service: ServiceIndex,
        shared: Arc<Shared>,
        span: tracing::Span,
        permit: Option<Permit>,
    ) -> Record {
        let is_registered = AtomicBool::new(false);
        Record { id, service, shared, span, is_registered, ended: None, permit, is_detached: false }
    }

    /// Makes the shutdown go on without waiting for the connection. To be called before it is registered.
    pub(crate) fn detach(mut self) -> Record {
        self.is_detached = true;
        self
    }

    pub(crate) fn is_detached(&self) -> bool {
        self.is_detached
    }

    pub(crate) fn id(&self) -> ConnectionId {
        self.id
    }

    pub(crate) fn service(&self) -> ServiceIndex {
        self.service
    }

    pub(crate) fn span(&self) -> &tracing::Span {
        &self.span
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.shared.life.is_draining()
    }

    pub(crate) fn drain_signal(&self) -> DrainSignal {
        DrainSignal::new(Arc::clone(&self.shared.life))
    }

    /// Becomes readable when the drain begins; there where threads or processes wait by themselves.
    pub(crate) fn bell(&self) -> Option<BorrowedFd<'_>> {
        self.shared.life.bell().map(Bell::as_fd)
    }

    /// Enters the connection into the registry; `false` when the drain has begun.
    pub(crate) fn register(state: &Arc<ConnState>) -> bool {
        let record = &state.record;
        let is_registered = record.shared.life.registry.register(state);
        record.is_registered.store(is_registered, Ordering::Relaxed);
        is_registered
    }

    /// As [`register`](Record::register), for a datagram that was counted by `begin_inline`.
    pub(crate) fn register_inline(state: &Arc<ConnState>) {
        state.record.is_registered.store(true, Ordering::Relaxed);
        state.record.shared.life.registry.register_inline(state);
    }

    /// What to enter when the connection is gone.
    pub(crate) fn set_ended(&mut self, info: ConnectionInfo, end: ConnectionEnd) {
        self.ended = Some((info, end));
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let Some((info, end)) = self.ended.take() else { return };
        if !self.is_registered.load(Ordering::Relaxed) {
            return;
        }
        self.shared.life.registry.remove(self, &end);
        let _settles_when_all_is_told = Settle(&self.shared);
        self.shared.counters.note_end(&end);
        // The socket is closed by now: the next client may come in.
        self.permit = None;
        let _in_span = self.span.enter();
        tell_end(&self.shared, &info, &end);
    }
}

/// Says how a connection has ended: to the log, and to the hook.
pub(super) fn tell_end(shared: &Shared, info: &ConnectionInfo, end: &ConnectionEnd) {
    debug!(
        end = end.label(),
        age_ms = info.age.as_millis() as u64,
        bytes_read = info.bytes_read,
        bytes_written = info.bytes_written,
        "connection ended"
    );
    if let ConnectionEnd::Error(failure) = end {
        // The handler's own words: it decides what stands in its errors.
        debug!(error = %failure, "the handler failed");
    }
    if let Some(on_end) = &shared.hooks.on_end
        && catch_unwind(AssertUnwindSafe(|| on_end(info, end))).is_err()
    {
        error!("the end hook panicked");
    }
}

/// Dropped when the end of a connection was told, so that whoever waits for the server to stop has seen every end.
struct Settle<'a>(&'a Shared);

impl Drop for Settle<'_> {
    fn drop(&mut self) {
        if self.0.life.registry.settle() {
            self.0.life.handle_last_connection_closed();
        }
    }
}
