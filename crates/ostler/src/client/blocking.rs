//! The client's end of a connection, for code that blocks: on every transport, without a runtime.

use std::fmt;
use std::io::{self, IoSlice, Read, Write};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::incoming::Incoming;
use super::open::Link;
use crate::conn::{Direction, Io, Line, Peer, ReadError, block};

/// The client's end of a connection made by [`connect_blocking`](crate::connect_blocking).
///
/// It is `Read + Write`, and has bounded reads of lines. Writes go to the system at once, so there is nothing to flush.
/// Dropping it closes the connection.
///
/// # Blocking
/// Every read and write, for as long as the limits allow that [`set_read_timeout`](BlockingStream::set_read_timeout) and
/// [`set_write_timeout`](BlockingStream::set_write_timeout) set; there are none at first.
pub struct BlockingStream {
    link: Link,
    incoming: Incoming,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl BlockingStream {
    pub(super) fn new(link: Link) -> BlockingStream {
        BlockingStream { link, incoming: Incoming::new(), read_timeout: None, write_timeout: None }
    }

    /// Who is at the other end. Of a Unix server also the user and the process, where the system tells.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.link.peer
    }

    /// Our own end of the connection. `None` only when the connection is already gone.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        self.link.local()
    }

    /// Limits each call that reads, of whole lines too; one that takes longer fails with `TimedOut` and loses nothing.
    /// Default: no limit.
    pub fn set_read_timeout(&mut self, limit: impl Into<Option<Duration>>) {
        self.read_timeout = limit.into();
    }

    /// Limits how long a write waits for the server to take a byte; one that waits longer fails with `TimedOut`. Default: no
    /// limit.
    pub fn set_write_timeout(&mut self, limit: impl Into<Option<Duration>>) {
        self.write_timeout = limit.into();
    }

    /// Sets how long a line or frame may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.incoming.set_line_limit(limit_bytes);
    }

    /// The next line with its end, `\n`; without one where the stream ended in mid-line. `None` at the end of the stream.
    ///
    /// # Errors
    /// [`ReadError::TooLong`] once for each line above the limit, whose rest the next call skips; [`ReadError::Io`], which is
    /// `TimedOut` after the read timeout: what has come of the line stays for the next call.
    ///
    /// # Blocking
    /// Until a line has come, at most for the read timeout.
    pub fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read_until(b"\n")
    }

    /// The bytes up to and including the next `delimiter`.
    ///
    /// # Errors
    /// As [`read_line`](BlockingStream::read_line), and [`ReadError::EmptyDelimiter`].
    ///
    /// # Blocking
    /// As [`read_line`](BlockingStream::read_line).
    pub fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read_until_any(&[delimiter])
    }

    /// Whether the stream is at its end: the server's end was read, and everything before it.
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.incoming.at_eof()
    }

    /// The bytes up to and including whichever of `delimiters` ends first.
    ///
    /// # Errors
    /// As [`read_until`](BlockingStream::read_until).
    ///
    /// # Blocking
    /// As [`read_line`](BlockingStream::read_line).
    pub fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        let BlockingStream { link, incoming, read_timeout, .. } = self;
        wait(&link.io, Direction::Read, *read_timeout, |cx| incoming.poll_frame(cx, &link.io, delimiters))
    }

    /// Tells the server that nothing more comes (FIN); reading goes on.
    pub fn write_eof(&mut self) {
        self.link.io.shutdown_write();
    }
}

/// Polls until there is an answer, for at most `limit`.
fn wait<T, E: From<io::Error>>(
    io: &Io,
    direction: Direction,
    limit: Option<Duration>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<Result<T, E>>,
) -> Result<T, E> {
    // A limit that no clock can hold is none.
    let until = limit.and_then(|limit| Instant::now().checked_add(limit));
    block(
        io,
        direction,
        || None,
        |cx| match poll(cx) {
            Poll::Pending if until.is_some_and(|until| until <= Instant::now()) => {
                (Poll::Ready(Err(io::Error::from(io::ErrorKind::TimedOut).into())), until)
            }
            polled => (polled, until),
        },
    )
}

impl Read for BlockingStream {
    /// Reads what is there, at least one byte; 0 is the end of the stream.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let BlockingStream { link, incoming, read_timeout, .. } = self;
        let mut target = ReadBuf::new(buffer);
        wait(&link.io, Direction::Read, *read_timeout, |cx| incoming.poll_read(cx, &link.io, &mut target))?;
        Ok(target.filled().len())
    }
}

impl Write for BlockingStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let io = &self.link.io;
        wait(io, Direction::Write, self.write_timeout, |cx| io.poll_write(cx, bytes))
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let io = &self.link.io;
        wait(io, Direction::Write, self.write_timeout, |cx| io.poll_write_vectored(cx, slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for BlockingStream {
    /// The peer alone: a debug print must not carry a payload into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingStream").field("peer", self.peer()).finish_non_exhaustive()
    }
}
