//! What a protocol's connection shares between its own task and handles anywhere: what was written and the system has
//! not taken yet, and how far it is on its way to the end.
//!
//! A write tries the socket at once when nothing is unsent, under the lock, so writes of different tasks never mix; what
//! the system does not take is sent by the task. **Invariants.** No user code runs under the lock. A handle keeps no
//! connection open: it reaches it through a `Weak`.

use std::io::IoSlice;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::Context;

use atomic_waker::AtomicWaker;
use ostler_core::{ConnectionEnd, WaterMarksError};
use tokio::sync::Notify;

use super::sending::{Phase, Sending, Standing};
use super::write_error::WriteError;
use crate::conn::{ConnState, IOV_MAX, Peer, WriteHalf};
use crate::server::ConnectionId;

#[derive(Debug)]
pub(super) struct Link {
    pub(super) id: ConnectionId,
    pub(super) peer: Peer,
    pub(super) local: OnceLock<Peer>,
    conn: Weak<ConnState>,
    /// Woken when the connection's task has something to do here.
    pub(super) task: AtomicWaker,
    /// Told when writing may go on, or never will.
    eased: Notify,
    inner: Mutex<Sending>,
}

/// What a flush found.
#[derive(Debug)]
pub(super) enum Flushed {
    /// The connection goes on, whether all is sent or not.
    Open(Standing),
    /// The protocol is done with it.
    Over,
    /// Sending failed.
    Failed(ConnectionEnd),
}

impl Link {
    pub(super) fn new(state: &Arc<ConnState>) -> Link {
        Link {
            id: state.record.id(),
            peer: state.peer.clone(),
            local: OnceLock::new(),
            conn: Arc::downgrade(state),
            task: AtomicWaker::new(),
            eased: Notify::new(),
            inner: Mutex::new(Sending::default()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sending> {
        // Nothing panics while the lock is held, so a poisoned one is still consistent.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends `slices` or keeps what the system does not take.
    pub(super) fn write(&self, slices: &[IoSlice<'_>]) -> Result<(), WriteError> {
        // Upgraded before the lock is taken and so dropped after it: the last owner's drop calls the end hook.
        let state = self.conn.upgrade();
        let mut inner = self.lock();
        inner.check_writable()?;
        let state = state.as_ref().ok_or(WriteError::Lost(ConnectionEnd::Abandoned))?;
        let had_unsent = !inner.unsent.is_empty();
        let was_above = inner.marks.is_above();
        let mut written = Ok(());
        // Most writes are one batch.
        for batch in slices.chunks(IOV_MAX) {
            written = inner.write_batch(state, batch);
            if written.is_err() {
                break;
            }
        }
        let limit_bytes = inner.marks.max();
        let needs_task = written.is_err()
            || (!had_unsent && !inner.unsent.is_empty())
            || (!was_above && inner.marks.is_above());
        drop(inner);
        if let Err(WriteError::Overflow { .. }) = &written {
            state.force_end(ConnectionEnd::WriteOverflow { limit_bytes });
        }
        if written.is_err() {
            self.eased.notify_waiters();
        }
        if needs_task {
            self.task.wake();
        }
        written
    }

    /// Sends what is unsent, as far as the system takes it now; else the task is woken when it does. Then does what was
    /// to be done once all is sent. `has_ended` is whether the peer's end was read.
    pub(super) fn flush(&self, cx: &mut Context<'_>, writer: &mut WriteHalf, has_ended: bool) -> Flushed {
        let mut inner = self.lock();
        let was_above = inner.marks.is_above();
        inner.send_unsent(cx, writer);
        let is_all_sent = inner.unsent.is_empty();
        if let Phase::HalfClosed { is_fin_sent } = &mut inner.phase
            && is_all_sent
            && !std::mem::replace(is_fin_sent, true)
        {
            writer.write_eof();
        }
        let flushed = match &inner.phase {
            Phase::HalfClosed { is_fin_sent: true } if has_ended => Flushed::Over,
            Phase::Open | Phase::HalfClosed { .. } => Flushed::Open(inner.standing()),
            Phase::Closing if !is_all_sent => Flushed::Open(inner.standing()),
            Phase::Closing | Phase::Aborted => Flushed::Over,
            Phase::Gone(end) => Flushed::Failed(end.clone()),
        };
        let is_eased = was_above && !inner.marks.is_above();
        drop(inner);
        if is_eased {
            self.eased.notify_waiters();
        }
        flushed
    }

    pub(super) fn write_eof(&self) {
        let state = self.conn.upgrade();
        let mut inner = self.lock();
        let (Phase::Open, Some(state)) = (&inner.phase, &state) else { return };
        let is_all_sent = inner.unsent.is_empty();
        if is_all_sent {
            state.io.shutdown_write();
        }
        inner.phase = Phase::HalfClosed { is_fin_sent: is_all_sent };
        drop(inner);
        self.task.wake();
    }

    pub(super) fn close(&self) {
        let mut inner = self.lock();
        if matches!(inner.phase, Phase::Open | Phase::HalfClosed { .. }) {
            inner.phase = Phase::Closing;
            drop(inner);
            self.task.wake();
        }
    }

    pub(super) fn abort(&self) {
        self.leave(Phase::Aborted);
    }

    /// The connection is over, in this way; whoever waits or writes later is told.
    pub(super) fn set_gone(&self, end: ConnectionEnd) {
        self.leave(Phase::Gone(end));
    }

    fn leave(&self, phase: Phase) {
        let mut inner = self.lock();
        if matches!(inner.phase, Phase::Gone(_)) {
            return;
        }
        inner.end(phase);
        drop(inner);
        self.eased.notify_waiters();
        self.task.wake();
    }

    /// Waits while writing is paused. Cancel safe.
    pub(super) async fn wait_eased(&self) -> Result<(), WriteError> {
        loop {
            // Made before the look, so that a notice in between is not missed.
            let eased = self.eased.notified();
            match &*self.lock() {
                Sending { phase: Phase::Gone(end), .. } => return Err(WriteError::Lost(end.clone())),
                Sending { phase: Phase::Aborted, .. } => return Err(WriteError::Closed),
                inner if !inner.marks.is_above() => return Ok(()),
                _ => {}
            }
            eased.await;
        }
    }

    pub(super) fn set_marks(&self, high: Option<usize>, low: Option<usize>) -> Result<(), WaterMarksError> {
        let mut inner = self.lock();
        let len = inner.unsent.len();
        inner.marks.set(high, low, len)?;
        let is_above = inner.marks.is_above();
        drop(inner);
        if !is_above {
            self.eased.notify_waiters();
        }
        Ok(())
    }

    pub(super) fn set_max(&self, bytes: usize) -> Result<(), WaterMarksError> {
        self.lock().marks.set_max(bytes)
    }

    pub(super) fn is_above(&self) -> bool {
        self.lock().marks.is_above()
    }

    pub(super) fn unsent_len(&self) -> usize {
        self.lock().unsent.len()
    }

    pub(super) fn standing(&self) -> Standing {
        self.lock().standing()
    }

    pub(super) fn pause_reading(&self) {
        self.lock().is_reading_paused = true;
    }

    pub(super) fn resume_reading(&self) {
        let was_paused = std::mem::replace(&mut self.lock().is_reading_paused, false);
        if was_paused {
            self.task.wake();
        }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.lock().is_closing()
    }

    /// Whether nothing may happen any more but the end.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.lock().phase, Phase::Aborted | Phase::Gone(_))
    }

    /// How sending failed, if it did.
    pub(super) fn failure(&self) -> Option<ConnectionEnd> {
        match &self.lock().phase {
            Phase::Gone(end) => Some(end.clone()),
            _ => None,
        }
    }
}
