//! What other tasks and threads act with on a datagram endpoint.

use std::fmt;
use std::sync::Arc;

use super::outbox::Outbox;
use super::send_error::SendError;
use crate::conn::Peer;

/// A datagram endpoint, for other tasks and threads. From [`DatagramTransport::handle`](crate::DatagramTransport::handle).
///
/// It is cheap to clone and keeps no socket open. Nothing here blocks or calls a callback.
///
/// ```
/// use ostler::{DatagramHandle, Peer};
///
/// fn broadcast(endpoint: &DatagramHandle, members: &[Peer], news: &[u8]) {
///     for member in members {
///         // Who takes too little misses it; an error of one is no matter to the others.
///         let _missed = endpoint.send_to(news, member);
///     }
/// }
/// # let _ = broadcast;
/// ```
#[derive(Clone)]
pub struct DatagramHandle {
    outbox: Arc<Outbox>,
    local: Peer,
}

impl DatagramHandle {
    pub(super) fn new(outbox: Arc<Outbox>, local: Peer) -> DatagramHandle {
        DatagramHandle { outbox, local }
    }

    /// Sends `data` to `peer`, as [`DatagramTransport::send_to`](crate::DatagramTransport::send_to) does outside of
    /// `datagram_received`.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Blocking
    /// Never: what the system has no room for waits in the endpoint.
    pub fn send_to(&self, data: &[u8], peer: &Peer) -> Result<(), SendError> {
        self.outbox.send(data, peer, None)
    }

    /// Sends `data` to `peer` from the IP address `local`, where the socket is bound to all.
    ///
    /// # Errors
    /// As [`send_to`](DatagramHandle::send_to).
    ///
    /// # Blocking
    /// Never.
    pub fn send_from(&self, data: &[u8], peer: &Peer, local: &Peer) -> Result<(), SendError> {
        self.outbox.send(data, peer, local.inet().map(|local| local.ip()))
    }

    /// Closes the endpoint after what is unsent; nothing more is received.
    pub fn close(&self) {
        self.outbox.close(false);
    }

    /// Closes the endpoint and drops what is unsent.
    pub fn abort(&self) {
        self.outbox.close(true);
    }

    /// Whether the endpoint was closed, or is gone.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.outbox.is_closing()
    }

    /// Whether more was unsent than the high mark, and is not yet down to the low one.
    #[must_use]
    pub fn is_writing_paused(&self) -> bool {
        self.outbox.is_above()
    }

    /// How many bytes are unsent, what each datagram costs besides its bytes included.
    #[must_use]
    pub fn write_buffer_len(&self) -> usize {
        self.outbox.unsent_len()
    }

    /// The address the socket is bound to.
    #[must_use]
    pub fn local(&self) -> &Peer {
        &self.local
    }
}

impl fmt::Debug for DatagramHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatagramHandle")
            .field("local", &self.local)
            .field("is_closing", &self.is_closing())
            .finish_non_exhaustive()
    }
}
