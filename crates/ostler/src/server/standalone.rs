//! A connection that belongs to no server: a client's, conversed on as a server's connections are.

use std::sync::{Arc, LazyLock, Weak};

use ostler_core::{ConnectionEnd, ServiceIndex, Timeouts};
use tokio::sync::oneshot;

use super::connection_task;
use super::record::Record;
use super::registry::ConnectionId;
use super::shared::{PanicPolicy, Shared};
use crate::conn::{Conn, ConnState, Io, Peer};
use crate::style::Job;

/// A conversation under way on the current runtime.
#[derive(Debug)]
pub(crate) struct Standalone {
    id: ConnectionId,
    /// Weak, because only the conversation keeps the connection open.
    state: Weak<ConnState>,
    ended: oneshot::Receiver<ConnectionEnd>,
}

impl Standalone {
    /// Begins a conversation, which goes on when the value that is returned is dropped.
    pub(crate) fn start(
        io: Io,
        peer: Peer,
        timeouts: Timeouts,
        make: impl FnOnce(Conn) -> Job + Send + 'static,
    ) -> Standalone {
        let shared = Arc::clone(&CLIENTS);
        let id = shared.life.registry.next_id();
        let span = tracing::debug_span!("client", id = id.as_u64(), %peer);
        let record = Record::new(id, ServiceIndex(0), shared, span, None);
        let state = Arc::new(ConnState::new(io, record, peer, timeouts));
        let weak = Arc::downgrade(&state);
        let (told, ended) = oneshot::channel();
        // Whoever started it waits for its end, or for nothing.
        drop(tokio::spawn(async move {
            connection_task::serve_with(Arc::clone(&state), make).await;
            let end = state.end();
            // The socket is closed before the end is told.
            drop(state);
            let _nobody_waits = told.send(end);
        }));
        Standalone { id, state: weak, ended }
    }

    pub(crate) fn id(&self) -> ConnectionId {
        self.id
    }

    /// Ends the conversation by force. Returns whether it was under way.
    pub(crate) fn kill(&self) -> bool {
        self.state.upgrade().is_some_and(|state| state.force_end(ConnectionEnd::Killed))
    }

    /// Waits for its end. Cancel safe.
    pub(crate) async fn wait(&mut self) -> ConnectionEnd {
        // Without a word: its runtime was shut down around it.
        (&mut self.ended).await.unwrap_or(ConnectionEnd::Abandoned)
    }
}

/// What the clients of this process share: nothing is admitted, listed or drained for them.
static CLIENTS: LazyLock<Arc<Shared>> =
    LazyLock::new(|| Arc::new(Shared::without_server(Arc::default(), PanicPolicy::EndConnection)));
