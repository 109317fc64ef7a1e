//! The writing half: where every byte to send passes, and so where the deadline and counters of writing are kept.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ostler_core::WriteDeadline;
use tokio::io::AsyncWrite;
use tokio::time::Instant;

use super::end::{end_error, eof_written_error, peer_gone_error};
use super::lease::Lease;
use super::state::ConnState;
use super::timer::Timer;

/// The writing half of a [`Conn`](crate::Conn), from [`Conn::into_split`](crate::Conn::into_split).
///
/// Writes go to the system at once and nothing is kept back, so there is nothing to flush. Dropping it alone sends
/// nothing; [`write_eof`](WriteHalf::write_eof) tells the peer that no more comes.
#[derive(Debug)]
pub struct WriteHalf {
    lease: Arc<Lease>,
    deadline: WriteDeadline,
    timer: Timer,
    /// The last write has to wait for the peer.
    is_blocked: bool,
    /// The end was sent: nothing can follow it.
    has_ended: bool,
}

impl WriteHalf {
    pub(crate) fn new(lease: Arc<Lease>) -> WriteHalf {
        let deadline = WriteDeadline::new(&lease.0.timeouts);
        WriteHalf { lease, deadline, timer: Timer::default(), is_blocked: false, has_ended: false }
    }

    pub(crate) fn state(&self) -> &Arc<ConnState> {
        &self.lease.0
    }

    /// Writes all of `bytes`, waiting while the peer does not take them.
    ///
    /// # Errors
    /// `TimedOut` with a [`ConnectionEnd`](crate::ConnectionEnd) inside when the peer took nothing for the write stall
    /// limit; `ConnectionAborted` when the connection was ended by the server; `ConnectionReset` when the peer is gone;
    /// `BrokenPipe` after [`write_eof`](WriteHalf::write_eof); the system's error.
    ///
    /// # Cancel safety
    /// Not safe: how much was written is not known.
    pub async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let write = PendingWrite(self);
        let mut rest = bytes;
        while !rest.is_empty() {
            let sent = std::future::poll_fn(|cx| Pin::new(&mut *write.0).poll_write(cx, rest)).await?;
            if sent == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            rest = &rest[sent..];
        }
        Ok(())
    }

    /// Tells the peer that nothing more comes (FIN); reading goes on. A second call changes nothing, and a write after it
    /// is an error. asyncio's `write_eof`.
    pub fn write_eof(&mut self) {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.lease.0.io.shutdown_write();
        }
    }

    /// From now on a thread writes, which waits by itself.
    pub(super) fn set_blocking(&mut self) {
        self.timer = Timer::Thread(None);
    }

    /// Until when a thread that could write nothing may sleep.
    pub(super) fn wait_until(&self) -> Option<Instant> {
        self.timer.until()
    }

    /// Fails when the connection was ended by force, and when the end of the stream was written.
    fn check_writable(&self) -> io::Result<()> {
        self.lease.0.check_open()?;
        if self.has_ended { Err(eof_written_error()) } else { Ok(()) }
    }

    fn poll_settle(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match polled {
            Poll::Ready(Ok(sent)) => {
                self.unblock();
                self.lease.0.note_write(sent);
                Poll::Ready(Ok(sent))
            }
            Poll::Ready(Err(error)) => {
                self.unblock();
                let state = &self.lease.0;
                state.check_open()?;
                state.note_error(&error);
                Poll::Ready(Err(peer_gone_error(error)))
            }
            Poll::Pending => {
                let state = &self.lease.0;
                if !std::mem::replace(&mut self.is_blocked, true) {
                    state.set_write_blocked();
                }
                let deadline = &mut self.deadline;
                let end = ready!(self.timer.poll(cx, |now| deadline.handle_blocked(now.into_std())));
                state.force_end(end.clone());
                Poll::Ready(Err(end_error(&end)))
            }
        }
    }

    /// No write waits any more.
    fn unblock(&mut self) {
        self.deadline.handle_progress();
        if std::mem::take(&mut self.is_blocked) {
            self.lease.0.end_write_blocked();
        }
    }
}

impl Drop for WriteHalf {
    fn drop(&mut self) {
        self.unblock();
    }
}

/// Ends the wait of a write that is over or given up.
struct PendingWrite<'a>(&'a mut WriteHalf);

impl Drop for PendingWrite<'_> {
    fn drop(&mut self) {
        self.0.unblock();
    }
}

impl AsyncWrite for WriteHalf {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check_writable()?;
        let polled = self.lease.0.io.poll_write(cx, bytes);
        self.poll_settle(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check_writable()?;
        let polled = self.lease.0.io.poll_write_vectored(cx, slices);
        self.poll_settle(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write_eof();
        Poll::Ready(Ok(()))
    }
}
