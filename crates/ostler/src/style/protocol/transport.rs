//! What a protocol acts with in its callbacks.

use std::fmt;
use std::io::IoSlice;
use std::sync::Arc;
use std::time::Duration;

use ostler_core::WaterMarksError;

use super::Protocol;
use super::handle::TransportHandle;
use super::link::Link;
use super::timers::{TimerId, Timers, TimersFull};
use super::write_error::WriteError;
use crate::conn::{ConnState, Extensions, IdleMark, Peer};
use crate::server::ConnectionId;

/// The connection of a [`Protocol`], given to its callbacks. For other tasks there is [`handle`](Transport::handle).
///
/// Nothing here blocks, and nothing calls a callback before the present one has returned.
///
/// ```
/// use std::time::Duration;
/// use ostler::{Protocol, Result, TimerId, Transport};
///
/// /// Greets, and closes after a minute whatever the peer does.
/// struct Clock;
///
/// impl Protocol for Clock {
///     fn connection_made(&mut self, transport: &mut Transport) -> Result {
///         transport.write(b"you have a minute\n")?;
///         transport.call_later(Duration::from_secs(60))?;
///         Ok(())
///     }
///
///     fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
///         Ok(transport.write(data)?)
///     }
///
///     fn timer_fired(&mut self, transport: &mut Transport, _timer: TimerId) -> Result {
///         transport.close();
///         Ok(())
///     }
/// }
/// # let _service = ostler::protocol(|| Clock);
/// ```
pub struct Transport {
    pub(super) link: Arc<Link>,
    pub(super) timers: Timers,
    state: Arc<ConnState>,
    /// The peer's end was read.
    has_ended: bool,
    idle: Option<IdleMark>,
    next_protocol: Option<Box<dyn Protocol>>,
}

impl Transport {
    pub(super) fn new(state: Arc<ConnState>) -> Transport {
        Transport {
            link: Arc::new(Link::new(&state)),
            timers: Timers::default(),
            state,
            has_ended: false,
            idle: None,
            next_protocol: None,
        }
    }

    /// Writes `bytes`: at once as far as the system takes them, when nothing is unsent; the rest is buffered and sent by
    /// and by. Nothing is kept back to be joined with later writes. No bytes are no error and do nothing.
    ///
    /// Above the high mark (64 KiB) of unsent bytes the protocol is told to pause and reading stops until they are down
    /// to the low one. Above the maximum (1 MiB, whatever the size of one write; see
    /// [`set_write_buffer_max`](Transport::set_write_buffer_max)) the connection ends, so write more than that in pieces
    /// as long as [`is_writing_paused`](Transport::is_writing_paused) says no, and go on in
    /// [`resume_writing`](Protocol::resume_writing).
    ///
    /// # Errors
    /// [`WriteError::Closed`], [`WriteError::EofWritten`] after those calls; [`WriteError::Overflow`];
    /// [`WriteError::Lost`] when the peer has reset the connection. A callback may return any of them.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.link.write(&[IoSlice::new(bytes)])
    }

    /// Writes all of `slices`, in order, as one [`write`](Transport::write) without copying them together first.
    ///
    /// # Errors
    /// As `write`.
    pub fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> Result<(), WriteError> {
        self.link.write(slices)
    }

    /// Tells the peer that nothing more comes (FIN), after what is unsent; reading goes on. A second call changes
    /// nothing.
    pub fn write_eof(&mut self) {
        self.link.write_eof();
    }

    /// Closes the connection: no more is read, what is unsent is sent (a peer that takes nothing of it meets the write
    /// stall limit), then `connection_lost` is called and the peer sees the end.
    ///
    /// What the peer has sent and nobody read is thrown away for at most a second and 64 KiB, so that the answer is not
    /// destroyed by a reset.
    pub fn close(&mut self) {
        self.link.close();
    }

    /// Closes the connection and drops what is unsent: the peer sees the end after what was sent before.
    pub fn abort(&mut self) {
        self.link.abort();
    }

    /// Reads no more until [`resume_reading`](Transport::resume_reading). While it is paused, neither the peer's end nor
    /// a reset is noticed, and no read deadline runs. Twice is as once.
    pub fn pause_reading(&mut self) {
        self.link.pause_reading();
    }

    /// Reads again. Does nothing where reading was not paused, or is over.
    pub fn resume_reading(&mut self) {
        self.link.resume_reading();
    }

    /// Whether data may come: not paused by [`pause_reading`](Transport::pause_reading), not closing, and not after the
    /// peer's end. The pause above the high mark does not count.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        !self.has_ended && self.link.standing().is_reading
    }

    /// Sets the marks between which writing is paused, in bytes: from above `high` down to `low`. `None` derives one from
    /// the other (`low` is a quarter of `high`), and both from the default, 64 KiB. With `high` 0 any unsent byte
    /// pauses.
    ///
    /// # Errors
    /// When `low` is above `high`, or `high` above the most that may be unsent. Nothing is changed then.
    pub fn set_write_buffer_limits(
        &mut self,
        high: impl Into<Option<usize>>,
        low: impl Into<Option<usize>>,
    ) -> Result<(), WaterMarksError> {
        self.link.set_marks(high.into(), low.into())
    }

    /// Sets how many bytes may be unsent before the connection ends with
    /// [`WriteOverflow`](crate::ConnectionEnd::WriteOverflow). The default is 1 MiB.
    ///
    /// # Errors
    /// When the high mark stands above it. Nothing is changed then.
    pub fn set_write_buffer_max(&mut self, bytes: usize) -> Result<(), WaterMarksError> {
        self.link.set_max(bytes)
    }

    /// How many bytes are unsent; those in the system's own buffer do not count.
    #[must_use]
    pub fn write_buffer_len(&self) -> usize {
        self.link.unsent_len()
    }

    /// Whether more was unsent than the high mark, and is not yet down to the low one.
    #[must_use]
    pub fn is_writing_paused(&self) -> bool {
        self.link.is_above()
    }

    /// Whether the connection was closed or aborted, or is gone.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.link.is_closing()
    }

    /// Calls [`timer_fired`](Protocol::timer_fired) once, after `delay`; as long as the connection lasts, so also while
    /// it is closing.
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

    /// Lets `protocol` have the next event and all that follow. Its `connection_made` is not called, nor the old one's
    /// `connection_lost`; the old one is dropped when the present callback has returned. What was set here stays,
    /// timers and pauses included.
    pub fn set_protocol(&mut self, protocol: impl Protocol) {
        self.next_protocol = Some(Box::new(protocol));
    }

    /// Marks the connection as having nothing under way, or as busy again; it begins as busy.
    ///
    /// As long as it is marked and nothing is unsent, the server's drain ends it, and it may be evicted at the limit.
    pub fn set_idle(&mut self, is_idle: bool) {
        if !is_idle {
            self.idle = None;
        } else if self.idle.is_none() {
            self.idle = Some(IdleMark::new(&self.state));
        }
    }

    /// Whether the server has begun to shut down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.state.record.is_draining()
    }

    /// Who is at the other end.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.state.peer
    }

    /// The address the peer connected to. `None` only when the connection is already gone.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        self.state.local()
    }

    /// The number of this connection, unique in its server.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.state.record.id()
    }

    /// Typed values attached to this connection.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.state.extensions
    }

    /// The connection for other tasks and threads.
    #[must_use]
    pub fn handle(&self) -> TransportHandle {
        if let Some(local) = self.state.local() {
            self.link.local.get_or_init(|| local);
        }
        TransportHandle::new(Arc::clone(&self.link))
    }

    pub(super) fn state(&self) -> &Arc<ConnState> {
        &self.state
    }

    pub(super) fn set_ended(&mut self) {
        self.has_ended = true;
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    pub(super) fn take_next_protocol(&mut self) -> Option<Box<dyn Protocol>> {
        self.next_protocol.take()
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("id", &self.id())
            .field("peer", self.peer())
            .field("is_closing", &self.is_closing())
            .field("is_reading", &self.is_reading())
            .field("write_buffer_len", &self.write_buffer_len())
            .finish_non_exhaustive()
    }
}
