//! A connection for code that blocks: the same reads and writes as a [`Conn`], waited for by the thread itself.
//!
//! Every call polls the halves of a `Conn` and, when they are pending, sleeps in the kernel until the socket is ready,
//! the deadline has come or somebody forces the end. So limits, counters and ends are those of async connections.

use std::io::{self, IoSlice, Read, Write};
use std::os::fd::BorrowedFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::io::Direction;
use super::line::{Line, ReadError};
use super::read_half::FrameWait;
use super::state::ConnState;
use super::thread_wait::block;
use super::{Conn, Extensions, IdleMark, Peer, WriteHalf};
use crate::server::{ConnectionId, DrainSignal};

/// An open connection: what a [`blocking`](crate::blocking) handler gets.
///
/// It is `Read + Write`, and has the bounded reads of a [`Conn`]. Every call is held to the server's
/// [`Timeouts`](crate::Timeouts): when one passes, the call fails with the [`ConnectionEnd`](crate::ConnectionEnd) inside, and
/// every later one too. Writes go to the system at once, so there is nothing to flush.
///
/// # Blocking
/// Every read and write, for as long as the timeouts allow.
///
/// ```
/// use ostler::{BlockingConn, blocking};
///
/// let echo = blocking(|conn: &mut BlockingConn| {
///     while let Some(line) = conn.read_line()? {
///         conn.write_all(&line)?;
///     }
///     Ok(())
/// });
/// # let _ = echo;
/// ```
#[derive(Debug)]
pub struct BlockingConn {
    conn: Conn,
}

impl BlockingConn {
    pub(crate) fn new(mut conn: Conn) -> BlockingConn {
        conn.read.set_blocking();
        conn.write.set_blocking();
        BlockingConn { conn }
    }

    /// The number of this connection, unique in its server.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.conn.id()
    }

    /// Who is at the other end.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        self.conn.peer()
    }

    /// The address the peer connected to. `None` only when the connection is already gone.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        self.conn.local()
    }

    /// Typed values attached to this connection.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        self.conn.extensions()
    }

    /// Whether the server has begun to shut down: finish what is under way and return.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.conn.is_draining()
    }

    /// The same as a value to keep and to ask.
    #[must_use]
    pub fn drain_signal(&self) -> DrainSignal {
        self.conn.drain_signal()
    }

    /// Marks the connection as having nothing under way, as long as the mark lives. See [`Conn::idle`].
    pub fn idle(&self) -> IdleMark {
        self.conn.idle()
    }

    /// Sets how long a line or frame may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.conn.set_line_limit(limit_bytes);
    }

    /// The next line with its end, `\n`; without one where the stream ended in mid-line. `None` at the end of the stream,
    /// and when the server drains while the connection waits for a new line.
    ///
    /// # Errors
    /// As [`Conn::read_line`]: a line above the limit, an end by the server, the system's error.
    ///
    /// # Blocking
    /// Until a line has come, at most as long as the timeouts allow.
    pub fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read_until(b"\n")
    }

    /// The bytes up to and including the next `delimiter`.
    ///
    /// # Errors
    /// As [`read_line`](BlockingConn::read_line), and [`ReadError::EmptyDelimiter`].
    ///
    /// # Blocking
    /// As [`read_line`](BlockingConn::read_line).
    pub fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read_until_any(&[delimiter])
    }

    /// The bytes up to and including whichever of `delimiters` ends first. See [`Conn::read_until_any`].
    ///
    /// # Errors
    /// As [`read_until`](BlockingConn::read_until).
    ///
    /// # Blocking
    /// As [`read_line`](BlockingConn::read_line).
    pub fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        let Conn { read, write } = &mut self.conn;
        let state = write.state();
        let wait = FrameWait(read);
        block(
            &state.io,
            Direction::Read,
            || bell_of(state),
            |cx| {
                let polled = wait.0.poll_frame(cx, delimiters);
                (polled, wait.0.wait_until())
            },
        )
    }

    /// Whether the stream is at its end: the peer's end was read, and everything before it. See [`Conn::at_eof`].
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.conn.at_eof()
    }

    /// Fills `buffer` wholly.
    ///
    /// # Errors
    /// [`ReadError::Truncated`] when the stream ends first; else as [`read_line`](BlockingConn::read_line).
    ///
    /// # Blocking
    /// Until it is full, at most as long as the timeouts allow.
    pub fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        let wanted = buffer.len();
        let mut received = 0;
        while received < wanted {
            match self.read(&mut buffer[received..])? {
                0 => return Err(ReadError::Truncated { received, wanted }),
                count => received += count,
            }
        }
        Ok(())
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// `TimedOut` with a [`ConnectionEnd`](crate::ConnectionEnd) inside when the peer took nothing for the write stall
    /// limit; `ConnectionAborted` when the connection was ended by the server; `ConnectionReset` when the peer is gone;
    /// `BrokenPipe` after [`write_eof`](BlockingConn::write_eof); the system's error.
    ///
    /// # Blocking
    /// While the peer does not take them, at most as long as the timeouts allow.
    pub fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    /// Tells the peer that nothing more comes (FIN); reading goes on.
    pub fn write_eof(&mut self) {
        self.conn.write_eof();
    }

    fn block_write(
        &mut self,
        mut write: impl FnMut(Pin<&mut WriteHalf>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> io::Result<usize> {
        let Conn { read, write: half } = &mut self.conn;
        block(
            &read.state().io,
            Direction::Write,
            || None,
            |cx| {
                let polled = write(Pin::new(&mut *half), cx);
                (polled, half.wait_until())
            },
        )
    }
}

impl Read for BlockingConn {
    /// Reads what is there, at least one byte; 0 is the end of the stream.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Conn { read: half, write } = &mut self.conn;
        let state = write.state();
        let mut target = ReadBuf::new(buffer);
        let bell = || if state.has_idle_mark() { bell_of(state) } else { None };
        block(&state.io, Direction::Read, bell, |cx| {
            let polled = Pin::new(&mut *half).poll_read(cx, &mut target);
            (polled, half.wait_until())
        })?;
        Ok(target.filled().len())
    }
}

impl Write for BlockingConn {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.block_write(|half, cx| half.poll_write(cx, bytes))
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.block_write(|half, cx| half.poll_write_vectored(cx, slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bell to listen for while a read waits: once rung it rings for ever, and who still waits then has something under way.
fn bell_of(state: &ConnState) -> Option<BorrowedFd<'_>> {
    if state.record.is_draining() { None } else { state.record.bell() }
}
