//! The two halves of a connection: where every byte passes, and so where deadlines and counters are kept.
//!
//! Both hold one [`Lease`]; when the last is dropped, the connection's task closes it. A timer is made at the
//! first wait, and only moved earlier; when it fires too early for the deadline as it stands then, it is set anew. So
//! a message costs no timer operation at all.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ostler_core::{Expiry, Framer, Framing, ReadDeadline, WriteDeadline};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::chunk::ReadBuffer;
use super::line::{Line, ReadError};
use super::state::{ConnState, end_error};

/// Keeps a connection open; the last one dropped lets its task close it.
#[derive(Debug)]
pub(crate) struct Lease(pub(crate) Arc<ConnState>);

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// The reading half of a [`Conn`](crate::Conn), from [`Conn::into_split`](crate::Conn::into_split).
///
/// Dropping it alone sends nothing: the connection closes when both halves are gone.
#[derive(Debug)]
pub struct ReadHalf {
    lease: Arc<Lease>,
    buffer: ReadBuffer,
    framer: Framer,
    deadline: ReadDeadline,
    timer: Timer,
    /// The end of the stream was read; nothing comes any more.
    at_end: bool,
}

impl ReadHalf {
    pub(crate) fn new(lease: Arc<Lease>) -> ReadHalf {
        let state = &lease.0;
        let deadline = ReadDeadline::new(state.opened.into_std(), &state.timeouts);
        ReadHalf {
            lease,
            buffer: ReadBuffer::default(),
            framer: Framer::new(ostler_core::LINE_BYTES_MAX_DEFAULT),
            deadline,
            timer: Timer::default(),
            at_end: false,
        }
    }

    pub(crate) fn state(&self) -> &Arc<ConnState> {
        &self.lease.0
    }

    /// Sets how long a line may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.framer.set_limit_bytes(limit_bytes);
    }

    /// The next line with its end; `None` at the end of the stream, and when the server drains while the connection
    /// waits for a new line. See [`Conn::read_line`](crate::Conn::read_line).
    ///
    /// # Errors
    /// As [`read_until`](ReadHalf::read_until).
    ///
    /// # Cancel safety
    /// Safe: what has come of a line stays for the next call.
    pub async fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read_until(b"\n").await
    }

    /// The bytes up to and including the next `delimiter`, which must not be empty; `None` at the end of the stream,
    /// and when the server drains while the connection waits for a new frame.
    ///
    /// # Errors
    /// [`ReadError::TooLong`] once for each frame above the line limit, whose rest the next call skips;
    /// [`ReadError::Ended`] when a deadline passed or the connection was killed; [`ReadError::Io`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        let wait = FrameWait(self);
        std::future::poll_fn(|cx| wait.0.poll_frame(cx, delimiter)).await
    }

    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
        delimiter: &[u8],
    ) -> Poll<Result<Option<Line>, ReadError>> {
        loop {
            match self.framer.handle_buffer(self.buffer.unread(), delimiter, self.at_end) {
                Framing::Frame { len } | Framing::Rest { len } => {
                    return Poll::Ready(Ok(Some(Line::new(self.buffer.take(len)))));
                }
                Framing::End => return Poll::Ready(Ok(None)),
                Framing::TooLong { discard } => {
                    self.buffer.consume(discard);
                    return Poll::Ready(Err(ReadError::TooLong { limit_bytes: self.framer.limit_bytes() }));
                }
                Framing::Discard { len } => self.buffer.consume(len),
                Framing::NeedMore => match self.poll_fill(cx)? {
                    Poll::Ready(received) => self.at_end = received == 0,
                    Poll::Pending if self.buffer.is_empty() => {
                        let state = self.state();
                        state.set_idle();
                        return if state.may_leave() { Poll::Ready(Ok(None)) } else { Poll::Pending };
                    }
                    Poll::Pending => return Poll::Pending,
                },
            }
        }
    }

    /// Fills `buffer` wholly.
    ///
    /// # Errors
    /// [`ReadError::Truncated`] when the stream ends first; [`ReadError::Ended`] and [`ReadError::Io`] as in
    /// [`read_until`](ReadHalf::read_until).
    ///
    /// # Cancel safety
    /// Not safe: what had come is lost with `buffer`.
    pub async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        let wanted = buffer.len();
        let mut target = ReadBuf::new(buffer);
        while target.remaining() > 0 {
            let before = target.filled().len();
            std::future::poll_fn(|cx| Pin::new(&mut *self).poll_read(cx, &mut target)).await?;
            if target.filled().len() == before {
                return Err(ReadError::Truncated { received: before, wanted });
            }
        }
        Ok(())
    }

    /// Whether the stream begins with `prefix`, as soon as that is certain; nothing is consumed. `None` when it ends, or
    /// the server drains, before a single byte has come. The first-byte deadline runs until then.
    #[cfg(feature = "http")]
    pub(crate) fn poll_prefix(
        &mut self,
        cx: &mut Context<'_>,
        prefix: &[u8],
    ) -> Poll<io::Result<Option<bool>>> {
        self.deadline.hold_first_byte();
        loop {
            let unread = self.buffer.unread();
            let compared = unread.len().min(prefix.len());
            if unread[..compared] != prefix[..compared] || compared == prefix.len() {
                self.deadline.release_first_byte();
                return Poll::Ready(Ok(Some(compared == prefix.len() && unread.starts_with(prefix))));
            }
            if self.at_end {
                return Poll::Ready(Ok(if compared == 0 { None } else { Some(false) }));
            }
            match self.poll_fill(cx)? {
                Poll::Ready(received) => self.at_end = received == 0,
                Poll::Pending if self.buffer.is_empty() => {
                    let is_over = self.state().may_leave();
                    return if is_over { Poll::Ready(Ok(None)) } else { Poll::Pending };
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Reads once more into the buffer of this half.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.state().check_open()?;
        let polled = self.buffer.poll_fill(cx, &self.lease.0.io);
        self.poll_settle(cx, polled)
    }

    /// What a read attempt means for deadlines, counters and forced ends.
    fn poll_settle(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match polled {
            Poll::Ready(Ok(received)) => {
                if received == 0 {
                    // A forced end shuts the socket down, which reads as the end of the stream.
                    self.state().check_open()?;
                    self.deadline.handle_ready();
                } else {
                    self.deadline.handle_bytes();
                }
                self.state().note_read(received);
                Poll::Ready(Ok(received))
            }
            Poll::Ready(Err(error)) => {
                self.state().check_open()?;
                self.deadline.handle_ready();
                self.state().note_error(&error);
                Poll::Ready(Err(error))
            }
            Poll::Pending => {
                let state = Arc::clone(self.state());
                state.read_waker.register(cx.waker());
                let deadline = &mut self.deadline;
                let last_write = || state.last_write().map(Instant::into_std);
                let end =
                    ready!(self.timer.poll(cx, |now| deadline.handle_pending(now.into_std(), last_write())));
                state.force_end(end.clone());
                Poll::Ready(Err(end_error(&end)))
            }
        }
    }
}

impl AsyncRead for ReadHalf {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let half = &mut *self;
        let buffered = half.buffer.unread();
        if !buffered.is_empty() {
            let count = buffered.len().min(target.remaining());
            target.put_slice(&buffered[..count]);
            half.buffer.consume(count);
            half.framer.restart_search();
            return Poll::Ready(Ok(()));
        }
        if target.remaining() == 0 || half.at_end {
            return Poll::Ready(Ok(()));
        }
        half.state().check_open()?;
        let polled = half.lease.0.io.poll_read(cx, target);
        match half.poll_settle(cx, polled)? {
            Poll::Ready(received) => {
                half.at_end = received == 0;
                Poll::Ready(Ok(()))
            }
            Poll::Pending => {
                let state = half.state();
                if state.is_between_requests() {
                    state.set_idle();
                }
                let is_over = state.has_idle_mark() && state.may_leave();
                if is_over { Poll::Ready(Ok(())) } else { Poll::Pending }
            }
        }
    }
}

/// Makes the connection busy again when the wait for a frame is over or given up.
struct FrameWait<'a>(&'a mut ReadHalf);

impl Drop for FrameWait<'_> {
    fn drop(&mut self) {
        if self.0.deadline.is_pending() {
            self.0.deadline.handle_given_up(Instant::now().into_std());
        }
        self.0.state().end_wait();
    }
}

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
}

impl WriteHalf {
    pub(crate) fn new(lease: Arc<Lease>) -> WriteHalf {
        let deadline = WriteDeadline::new(&lease.0.timeouts);
        WriteHalf { lease, deadline, timer: Timer::default(), is_blocked: false }
    }

    /// Writes all of `bytes`, waiting while the peer does not take them.
    ///
    /// # Errors
    /// `TimedOut` with a [`ConnectionEnd`](crate::ConnectionEnd) inside when the peer took nothing for the write stall
    /// limit; `ConnectionAborted` when the connection was ended by the server; the system's error.
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

    /// Tells the peer that nothing more comes (FIN); reading goes on. asyncio's `write_eof`.
    pub fn write_eof(&mut self) {
        self.lease.0.io.shutdown_write();
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
                Poll::Ready(Err(error))
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
        self.lease.0.check_open()?;
        let polled = self.lease.0.io.poll_write(cx, bytes);
        self.poll_settle(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.lease.0.check_open()?;
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

/// A timer that is made when first needed and never set later than it stands.
#[derive(Debug, Default)]
struct Timer {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Timer {
    /// Waits until `ask` says that the deadline has passed, and gives how the connection ends by that.
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        mut ask: impl FnMut(Instant) -> Expiry,
    ) -> Poll<ostler_core::ConnectionEnd> {
        loop {
            let at = match ask(Instant::now()) {
                Expiry::Unlimited => return Poll::Pending,
                Expiry::Expired(end) => return Poll::Ready(end),
                Expiry::Wait(at) => Instant::from_std(at),
            };
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
            if sleep.is_elapsed() || at < sleep.deadline() {
                sleep.as_mut().reset(at);
            }
            ready!(sleep.as_mut().poll(cx));
        }
    }
}
