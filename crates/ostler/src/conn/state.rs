//! What one open connection is, for everybody who looks at it: its halves, its task, the registry and the drain.
//!
//! **Invariants.** The fields drop in their order: the socket closes, and a child's slot is free, before [`Record`] gives the
//! permit back. How the connection ended is decided once: the first forced end stands, else the handler's result does.

use std::io::{self, IoSlice};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use atomic_waker::AtomicWaker;
use ostler_core::{ConnectionEnd, Timeouts};
use tokio::time::Instant;

use super::end::end_error;
use super::extensions::Extensions;
use super::io::Io;
use super::meters::{ChildSlot, Meter, Meters};
use super::peer::Peer;
use crate::server::{ConnectionActivity, ConnectionInfo, Record};

/// The shared state of one connection. Its last owner's drop ends it.
#[derive(Debug)]
pub(crate) struct ConnState {
    pub(crate) io: Io,
    meters: Meters,
    pub(crate) record: Record,
    pub(crate) peer: Peer,
    pub(crate) local: OnceLock<Peer>,
    pub(crate) opened: Instant,
    pub(crate) timeouts: Timeouts,
    pub(crate) extensions: Extensions,
    /// Woken by forced ends and by the drop of the last half; waited on by the connection's task.
    pub(crate) task_waker: AtomicWaker,
    /// Woken when the drain begins; waited on by a pending read.
    pub(crate) read_waker: AtomicWaker,
    /// Whether no half is left: the connection may be closed.
    released: AtomicBool,
    /// Whether the closing step was done already, by the handler's own call.
    closed: AtomicBool,
    forced: OnceLock<ConnectionEnd>,
    outcome: Mutex<Option<ConnectionEnd>>,
    /// HTTP: requests whose answer is not yet complete, and one more; 0 for a connection that is no HTTP.
    requests: AtomicU32,
}

impl ConnState {
    pub(crate) fn new(io: Io, record: Record, peer: Peer, timeouts: Timeouts) -> ConnState {
        ConnState {
            io,
            meters: Meters::own(),
            record,
            peer,
            local: OnceLock::new(),
            opened: Instant::now(),
            timeouts,
            extensions: Extensions::default(),
            task_waker: AtomicWaker::new(),
            read_waker: AtomicWaker::new(),
            released: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            forced: OnceLock::new(),
            outcome: Mutex::new(None),
            requests: AtomicU32::new(0),
        }
    }

    /// Makes it a connection that a child process serves: the same slot in the child and in the server.
    pub(crate) fn in_child(mut self, slot: ChildSlot) -> ConnState {
        self.meters = Meters::Child(slot);
        self
    }

    /// Our own end of the connection, asked of the system once. `None` when the system does not tell any more.
    pub(crate) fn local(&self) -> Option<Peer> {
        if let Some(local) = self.local.get() {
            return Some(local.clone());
        }
        let local = crate::listen::local_of(self.io.as_fd()?)?;
        Some(self.local.get_or_init(|| local).clone())
    }

    /// Ends the connection by force: pending and later I/O fails with `end`, and its task drops the handler when it
    /// has not returned within `END_GRACE`. Returns whether this was the first forced end.
    pub(crate) fn force_end(&self, end: ConnectionEnd) -> bool {
        if self.is_released() && self.has_outcome() {
            // The conversation is over and stays what it was; only its closing step is cut short.
            self.io.shutdown_both();
            return false;
        }
        let reset = matches!(end, ConnectionEnd::WriteStall { .. } | ConnectionEnd::WriteOverflow { .. });
        if self.forced.set(end.clone()).is_err() {
            return false;
        }
        if let Some(slot) = self.meters.child() {
            slot.set_forced(&end);
        }
        if reset {
            // The peer does not take what is already in the kernel's buffer; waiting for it would only keep the memory.
            self.io.reset_on_close();
        }
        self.io.shutdown_both();
        self.task_waker.wake();
        true
    }

    pub(crate) fn forced_end(&self) -> Option<&ConnectionEnd> {
        if let (None, Some(slot)) = (self.forced.get(), self.meters.child()) {
            // The other process may have ended it.
            let end = slot.forced()?;
            return Some(self.forced.get_or_init(|| end));
        }
        self.forced.get()
    }

    /// Fails when the connection was ended by force.
    pub(crate) fn check_open(&self) -> io::Result<()> {
        self.forced_end().map_or(Ok(()), |end| Err(end_error(end)))
    }

    /// Called once, by the drop of the last half.
    pub(crate) fn release(&self) {
        self.released.store(true, Ordering::Release);
        self.task_waker.wake();
    }

    pub(crate) fn is_released(&self) -> bool {
        self.released.load(Ordering::Acquire)
    }

    /// The closing step is done.
    pub(crate) fn set_closed(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(crate) fn note_read(&self, count: usize) {
        if count == 0 {
            self.meters.set(Meter::PeerClosed, true);
        }
        self.meters.word(Meter::BytesRead).fetch_add(count as u64, Ordering::Relaxed);
        self.set_busy();
    }

    /// Remembers a reset, for handlers that swallow the error or wrap it.
    pub(crate) fn note_error(&self, error: &io::Error) {
        // A write to a peer that is gone: a reset was there, or on a Unix socket never comes.
        if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) {
            self.meters.set(Meter::PeerReset, true);
        }
    }

    pub(crate) fn note_write(&self, count: usize) {
        self.meters.word(Meter::BytesWritten).fetch_add(count as u64, Ordering::Relaxed);
        let now = self.micros_now();
        self.meters.word(Meter::LastWrite).store(now, Ordering::Relaxed);
        if self.meters.word(Meter::IdleSince).load(Ordering::Relaxed) != 0 {
            self.meters.word(Meter::IdleSince).store(now, Ordering::Relaxed);
        }
    }

    /// Writes what fits now, `WouldBlock` when nothing does. Only for who knows that no other write waits.
    pub(crate) fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.check_open()?;
        let tried = match slices {
            [bytes] => self.io.try_write(bytes),
            slices => self.io.try_write_vectored(slices),
        };
        match &tried {
            Ok(sent) => self.note_write(*sent),
            Err(error) => {
                // A forced end shuts the socket down, which fails the write.
                self.check_open()?;
                self.note_error(error);
            }
        }
        tried
    }

    pub(crate) fn last_write(&self) -> Option<Instant> {
        self.instant_of(Meter::LastWrite)
    }

    /// A read waits for the peer with nothing under way.
    pub(crate) fn set_idle(&self) {
        self.meters.set(Meter::IsWaiting, true);
        self.start_idle_clock();
    }

    /// A byte moved, or a request began.
    pub(crate) fn set_busy(&self) {
        self.meters.set(Meter::IsWaiting, false);
        let since = if self.has_idle_mark() { self.micros_now() } else { 0 };
        self.meters.word(Meter::IdleSince).store(since, Ordering::Relaxed);
    }

    /// The read that waited was given up. Should the next one come before a byte moves, it has waited since the first.
    pub(crate) fn end_wait(&self) {
        self.meters.set(Meter::IsWaiting, false);
    }

    /// A write waits for the peer: nothing is idle before its bytes are gone.
    pub(crate) fn set_write_blocked(&self) {
        self.meters.set(Meter::IsWriteBlocked, true);
    }

    pub(crate) fn end_write_blocked(&self) {
        self.meters.set(Meter::IsWriteBlocked, false);
        // A read that did not end at the drain because of the write ends now.
        self.read_waker.wake();
    }

    /// Whether a waiting read may end because the server drains.
    pub(crate) fn may_leave(&self) -> bool {
        self.record.is_draining() && !self.meters.is_set(Meter::IsWriteBlocked)
    }

    pub(crate) fn idle_since(&self) -> Option<Instant> {
        let is_idle = self.meters.is_set(Meter::IsWaiting) || self.has_idle_mark();
        if !is_idle || self.meters.is_set(Meter::IsWriteBlocked) {
            return None;
        }
        self.instant_of(Meter::IdleSince)
    }

    pub(crate) fn begin_idle_mark(&self) {
        self.meters.word(Meter::IdleMarks).fetch_add(1, Ordering::AcqRel);
        self.start_idle_clock();
    }

    pub(crate) fn end_idle_mark(&self) {
        let is_last = self.meters.word(Meter::IdleMarks).fetch_sub(1, Ordering::AcqRel) == 1;
        if is_last && !self.meters.is_set(Meter::IsWaiting) {
            self.set_busy();
        }
    }

    pub(crate) fn has_idle_mark(&self) -> bool {
        self.meters.word(Meter::IdleMarks).load(Ordering::Acquire) > 0
    }

    fn start_idle_clock(&self) {
        if self.meters.word(Meter::IdleSince).load(Ordering::Relaxed) == 0 {
            self.meters.word(Meter::IdleSince).store(self.micros_now(), Ordering::Relaxed);
        }
    }

    /// Makes the connection one of HTTP: it is idle between requests.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only HTTP has requests"))]
    pub(crate) fn begin_http(&self) {
        self.requests.store(1, Ordering::Release);
    }

    /// HTTP is over. A connection that is still open was upgraded, and nobody can tell when it is idle.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only HTTP has requests"))]
    pub(crate) fn end_http(&self) {
        // Like a request without an answer: those under way may still take themselves off.
        self.requests.fetch_add(1, Ordering::AcqRel);
        self.set_busy();
    }

    /// A request is under way until what this returns is dropped.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only HTTP has requests"))]
    pub(crate) fn begin_request(self: &Arc<Self>) -> RequestMark {
        self.requests.fetch_add(1, Ordering::AcqRel);
        self.set_busy();
        RequestMark(Arc::clone(self))
    }

    /// An HTTP connection without a request under way. What of the next one's head has come does not count: its end is
    /// not certain.
    pub(crate) fn is_between_requests(&self) -> bool {
        self.requests.load(Ordering::Acquire) == 1
    }

    pub(crate) fn peer_closed(&self) -> bool {
        self.meters.is_set(Meter::PeerClosed)
    }

    /// Whether the closing step can be left out, for one call less: the peer has closed, so nothing can be unread, and the
    /// descriptor's close says the rest. Not in a child process: the server has the socket too, and closes it later. Or
    /// the handler has done it already.
    pub(crate) fn is_closed_by_drop(&self) -> bool {
        self.is_closed() || self.peer_closed() && self.meters.child().is_none()
    }

    pub(crate) fn peer_reset(&self) -> bool {
        self.meters.is_set(Meter::PeerReset)
    }

    /// The connection as it is now, for those who list it.
    pub(crate) fn info(&self, local: Option<Peer>) -> ConnectionInfo {
        let activity = if self.is_released() {
            ConnectionActivity::Closing
        } else if self.idle_since().is_some() {
            ConnectionActivity::Idle
        } else {
            ConnectionActivity::Busy
        };
        ConnectionInfo {
            id: self.record.id(),
            peer: self.peer.clone(),
            local,
            age: self.opened.elapsed(),
            activity,
            bytes_read: self.meters.word(Meter::BytesRead).load(Ordering::Relaxed),
            bytes_written: self.meters.word(Meter::BytesWritten).load(Ordering::Relaxed),
        }
    }

    /// Notes what the handler returned; a forced end outranks it.
    pub(crate) fn set_outcome(&self, outcome: ConnectionEnd) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }

    fn has_outcome(&self) -> bool {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// How the connection ended, for the record.
    pub(crate) fn end(&self) -> ConnectionEnd {
        if let Some(forced) = self.forced_end() {
            return forced.clone();
        }
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        // No outcome: the runtime was shut down around the handler.
        outcome.clone().unwrap_or(ConnectionEnd::Abandoned)
    }

    fn micros_now(&self) -> u64 {
        self.opened.elapsed().as_micros() as u64 + 1
    }

    fn instant_of(&self, meter: Meter) -> Option<Instant> {
        let micros = self.meters.word(meter).load(Ordering::Relaxed).checked_sub(1)?;
        Some(self.opened + Duration::from_micros(micros))
    }
}

/// An HTTP request under way. From [`ConnState::begin_request`].
pub(crate) struct RequestMark(Arc<ConnState>);

impl Drop for RequestMark {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Drop for ConnState {
    fn drop(&mut self) {
        let info = self.info(self.local.get().cloned());
        self.record.set_ended(info, self.end());
    }
}
