//! The reading half: where every received byte passes, and so where deadlines and counters of reading are kept.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ostler_core::{Framer, Framing, ReadDeadline};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::Instant;

use super::chunk::ReadBuffer;
use super::end::end_error;
use super::lease::Lease;
use super::line::{Line, ReadError};
use super::state::ConnState;
use super::timer::Timer;

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
    /// What the system said when the connection failed. It says so once, and calls it the end of the stream afterwards.
    failure: Option<io::Error>,
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
            failure: None,
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

    /// The bytes up to and including the next `delimiter`; `None` at the end of the stream, and when the server drains
    /// while the connection waits for a new frame.
    ///
    /// # Errors
    /// [`ReadError::TooLong`] once for each frame above the line limit, whose rest the next call skips;
    /// [`ReadError::Ended`] when a deadline passed or the connection was killed; [`ReadError::EmptyDelimiter`], with
    /// nothing read; [`ReadError::Io`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read_until_any(&[delimiter]).await
    }

    /// The bytes up to and including whichever of `delimiters` ends first; so the frame is as short as can be. Else as
    /// [`read_until`](ReadHalf::read_until).
    ///
    /// ```
    /// # use ostler::{Conn, stream};
    /// let words = stream(|conn: Conn| async move {
    ///     let (mut reader, mut writer) = conn.into_split();
    ///     while let Some(word) = reader.read_until_any(&[b" ", b"\r\n", b"\n"]).await? {
    ///         writer.write_all(&word.to_ascii_uppercase()).await?;
    ///     }
    ///     Ok(())
    /// });
    /// # let _ = words;
    /// ```
    ///
    /// # Errors
    /// As [`read_until`](ReadHalf::read_until); [`ReadError::EmptyDelimiter`] also when there is no delimiter at all.
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        let wait = FrameWait(self);
        std::future::poll_fn(|cx| wait.0.poll_frame(cx, delimiters)).await
    }

    /// Whether the stream is at its end: the peer's end was read, and everything before it. Every read gives nothing from
    /// then on. That a peer has ended is known only when a read has met it. asyncio's `at_eof`.
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.at_end && self.buffer.is_empty()
    }

    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
        delimiters: &[&[u8]],
    ) -> Poll<Result<Option<Line>, ReadError>> {
        ReadError::check_delimiters(delimiters)?;
        loop {
            match self.framer.handle_buffer_any(self.buffer.unread(), delimiters, self.at_end) {
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

    /// From now on a thread reads, which waits by itself: see [`BlockingConn`](crate::BlockingConn).
    pub(super) fn set_blocking(&mut self) {
        self.timer = Timer::Thread(None);
    }

    /// Until when a thread that found nothing to read may sleep.
    pub(super) fn wait_until(&self) -> Option<Instant> {
        self.timer.until()
    }

    /// Reads once, up to a chunk, when nothing is unread; 0 bytes is the end of the stream. What came is in
    /// [`received`](ReadHalf::received) until [`consume_received`](ReadHalf::consume_received).
    pub(crate) fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        debug_assert!(self.buffer.is_empty(), "what came before was consumed");
        let received = ready!(self.poll_fill(cx)?);
        self.at_end = received == 0;
        Poll::Ready(Ok(received))
    }

    pub(crate) fn received(&self) -> &[u8] {
        self.buffer.unread()
    }

    pub(crate) fn consume_received(&mut self) {
        self.buffer.consume(self.buffer.unread().len());
    }

    /// Waits, under the same deadlines as a read, until there is something to read.
    pub(crate) fn poll_readable(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state().check_open()?;
        match self.lease.0.io.poll_readable(cx) {
            Poll::Pending => self.poll_settle(cx, Poll::Pending).map_ok(drop),
            ready => ready,
        }
    }

    /// Nobody waits for the peer until the next read is polled.
    pub(crate) fn give_up(&mut self) {
        if self.deadline.is_pending() {
            self.deadline.handle_given_up(Instant::now().into_std());
        }
        self.state().end_wait();
    }

    /// Reads once more into the buffer of this half.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.check_readable()?;
        let polled = self.buffer.poll_fill(cx, &self.lease.0.io);
        self.poll_settle(cx, polled)
    }

    /// Fails when the connection was ended by force, and when it has failed before.
    fn check_readable(&self) -> io::Result<()> {
        self.state().check_open()?;
        self.failure.as_ref().map_or(Ok(()), |failure| Err(same_error(failure)))
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
                self.failure = Some(same_error(&error));
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
        half.check_readable()?;
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

/// The same error of the system once more.
fn same_error(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Makes the connection busy again when the wait for a frame is over or given up.
pub(super) struct FrameWait<'a>(pub(super) &'a mut ReadHalf);

impl Drop for FrameWait<'_> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}
