//! What a datagram protocol acts with in its callbacks.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ostler_core::WaterMarksError;

use super::handle::DatagramHandle;
use super::outbox::Outbox;
use super::send_error::SendError;
use crate::conn::Peer;
use crate::datagram::{Incoming, Origin};
use crate::server::DrainSignal;
use crate::style::protocol::{TimerId, Timers, TimersFull};

/// The socket of a [`DatagramProtocol`](crate::DatagramProtocol), given to its callbacks. For other tasks there is
/// [`handle`](DatagramTransport::handle). Nothing here blocks or calls a callback.
pub struct DatagramTransport {
    outbox: Arc<Outbox>,
    pub(crate) timers: Timers,
    local: Peer,
    drain: DrainSignal,
    /// The datagram that is being delivered.
    current: Option<Current>,
}

struct Current {
    peer: Peer,
    source: Option<IpAddr>,
    /// The address it was sent to, when that is not `local`.
    asked: Option<Peer>,
    is_truncated: bool,
}

impl DatagramTransport {
    pub(crate) fn new(origin: &Arc<Origin>) -> DatagramTransport {
        DatagramTransport {
            outbox: Arc::new(Outbox::new(Arc::clone(origin))),
            timers: Timers::default(),
            local: origin.socket.local().clone(),
            drain: origin.drain.clone(),
            current: None,
        }
    }

    /// Sends `data` to `peer`: at once when nothing is unsent and the system has room; else it waits, for at most the
    /// service's `write_stall`, behind what was sent before. No bytes are a datagram too.
    ///
    /// In `datagram_received`, what goes to its peer leaves from the address that was asked.
    ///
    /// Above the high mark (64 KiB) of unsent bytes the protocol is told to pause; receiving goes on. What would make
    /// them more than the maximum (1 MiB) is dropped and counted.
    ///
    /// # Errors
    /// [`SendError`]: what is known at once. What shows later goes to
    /// [`error_received`](crate::DatagramProtocol::error_received).
    pub fn send_to(&mut self, data: &[u8], peer: &Peer) -> Result<(), SendError> {
        let current = self.current.as_ref().filter(|current| current.peer == *peer);
        self.outbox.send(data, peer, current.and_then(|current| current.source))
    }

    /// Sends `data` to `peer` from the IP address `local`, where the socket is bound to all.
    ///
    /// # Errors
    /// As [`send_to`](DatagramTransport::send_to).
    pub fn send_from(&mut self, data: &[u8], peer: &Peer, local: &Peer) -> Result<(), SendError> {
        self.outbox.send(data, peer, local.inet().map(|local| local.ip()))
    }

    /// Closes the endpoint: nothing more is received, what is unsent is sent, then `connection_lost` is called.
    pub fn close(&mut self) {
        self.outbox.close(false);
    }

    /// Closes the endpoint and drops what is unsent.
    pub fn abort(&mut self) {
        self.outbox.close(true);
    }

    /// Whether the endpoint was closed.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.outbox.is_closing()
    }

    /// In `datagram_received` the address that the datagram was sent to, else the one the socket is bound to.
    #[must_use]
    pub fn local(&self) -> &Peer {
        self.current.as_ref().and_then(|current| current.asked.as_ref()).unwrap_or(&self.local)
    }

    /// In `datagram_received`: whether the datagram was longer than the service's
    /// [`datagram_bytes_max`](crate::Service::datagram_bytes_max), and what followed is lost.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.current.as_ref().is_some_and(|current| current.is_truncated)
    }

    /// Sets the marks between which writing is paused, in bytes, as
    /// [`Transport::set_write_buffer_limits`](crate::Transport::set_write_buffer_limits) does.
    ///
    /// # Errors
    /// When `low` is above `high`, or `high` above the most that may be unsent. Nothing is changed then.
    pub fn set_write_buffer_limits(
        &mut self,
        high: impl Into<Option<usize>>,
        low: impl Into<Option<usize>>,
    ) -> Result<(), WaterMarksError> {
        self.outbox.set_marks(high.into(), low.into())
    }

    /// Sets how many bytes may be unsent before datagrams are dropped. The default is 1 MiB.
    ///
    /// # Errors
    /// When the high mark stands above it. Nothing is changed then.
    pub fn set_write_buffer_max(&mut self, bytes: usize) -> Result<(), WaterMarksError> {
        self.outbox.set_max(bytes)
    }

    /// How many bytes are unsent, what each datagram costs besides its bytes included; those in the system's own buffer do
    /// not count.
    #[must_use]
    pub fn write_buffer_len(&self) -> usize {
        self.outbox.unsent_len()
    }

    /// Whether more was unsent than the high mark, and is not yet down to the low one.
    #[must_use]
    pub fn is_writing_paused(&self) -> bool {
        self.outbox.is_above()
    }

    /// Calls [`timer_fired`](crate::DatagramProtocol::timer_fired) once, after `delay`, as long as the endpoint lasts.
    ///
    /// # Errors
    /// [`TimersFull`] when 1,024 timers are set already.
    pub fn call_later(&mut self, delay: Duration) -> Result<TimerId, TimersFull> {
        self.timers.call_later(delay)
    }

    /// Takes a timer back. `false` when it has fired or was taken back before.
    pub fn cancel_timer(&mut self, timer: TimerId) -> bool {
        self.timers.cancel(timer)
    }

    /// Whether the server has begun to shut down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.drain.is_draining()
    }

    /// The endpoint for other tasks and threads.
    #[must_use]
    pub fn handle(&self) -> DatagramHandle {
        DatagramHandle::new(Arc::clone(&self.outbox), self.local.clone())
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    pub(crate) fn begin_delivery(&mut self, origin: &Origin, incoming: &Incoming<'_>) {
        self.current = Some(Current {
            peer: incoming.peer.clone(),
            source: incoming.asked,
            asked: origin.socket.asked(incoming.asked),
            is_truncated: incoming.is_truncated(),
        });
    }

    pub(crate) fn end_delivery(&mut self) {
        self.current = None;
    }
}

impl fmt::Debug for DatagramTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatagramTransport")
            .field("local", self.local())
            .field("is_closing", &self.is_closing())
            .field("write_buffer_len", &self.write_buffer_len())
            .finish_non_exhaustive()
    }
}
