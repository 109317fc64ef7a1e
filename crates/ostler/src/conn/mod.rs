//! A connection as its handler sees it, and what it is made of.

mod blocking_conn;
mod chunk;
mod closing;
mod end;
mod extensions;
mod io;
mod lease;
mod line;
mod memory;
mod meters;
mod peer;
mod raw_socket;
mod read_half;
mod socket;
mod state;
mod thread_wait;
mod timer;
mod write_half;

use std::io as std_io;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub use self::blocking_conn::BlockingConn;
pub(crate) use self::chunk::ReadBuffer;
pub(crate) use self::closing::{begin_close, discard, discard_blocking};
pub(crate) use self::end::{end_error, end_of, end_of_datagram, end_of_result};
pub use self::extensions::Extensions;
pub(crate) use self::io::{Direction, IOV_MAX, Io};
use self::lease::Lease;
pub use self::line::{Line, ReadError};
pub(crate) use self::memory::MemoryStream;
pub(crate) use self::meters::ChildSlot;
pub use self::peer::Peer;
pub use self::read_half::ReadHalf;
pub(crate) use self::socket::Socket;
pub(crate) use self::state::ConnState;
#[cfg(feature = "http")]
pub(crate) use self::state::RequestMark;
pub(crate) use self::thread_wait::{block, block_until};
pub use self::write_half::WriteHalf;
use crate::server::{ConnectionId, DrainSignal};

/// An open connection: what a [`stream`](crate::stream) handler gets.
///
/// It is `AsyncRead + AsyncWrite`, and has bounded reads of its own. Every read and write is held to the server's
/// [`Timeouts`](crate::Timeouts): when one passes, the call fails with the [`ConnectionEnd`](crate::ConnectionEnd)
/// inside, and a handler that has not returned a second later is dropped. Dropping the `Conn` (the last half of it)
/// closes the connection: what was written still reaches the peer.
///
/// ```
/// use ostler::{Conn, stream};
///
/// let echo = stream(|mut conn: Conn| async move {
///     while let Some(line) = conn.read_line().await? {
///         conn.write_all(&line).await?;
///     }
///     Ok(())
/// });
/// # let _ = echo;
/// ```
#[derive(Debug)]
pub struct Conn {
    read: ReadHalf,
    write: WriteHalf,
}

impl Conn {
    pub(crate) fn new(state: Arc<ConnState>) -> Conn {
        let lease = Arc::new(Lease(state));
        Conn { read: ReadHalf::new(Arc::clone(&lease)), write: WriteHalf::new(lease) }
    }

    pub(crate) fn state(&self) -> &Arc<ConnState> {
        self.read.state()
    }

    #[cfg(feature = "http")]
    pub(crate) fn read_half_mut(&mut self) -> &mut ReadHalf {
        &mut self.read
    }

    /// The number of this connection, unique in its server.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.state().record.id()
    }

    /// Who is at the other end.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.state().peer
    }

    /// The address the peer connected to. `None` only when the connection is already gone.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        self.state().local()
    }

    /// Typed values attached to this connection.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.state().extensions
    }

    /// Whether the server has begun to shut down: finish what is under way and return.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.state().record.is_draining()
    }

    /// A future that ends when the server begins to shut down. It borrows nothing, so it fits into a `select!`.
    ///
    /// # Cancel safety
    /// Safe: a signal once given stays given.
    pub fn draining(&self) -> impl Future<Output = ()> + Send + 'static {
        let signal = self.drain_signal();
        async move { signal.wait_draining().await }
    }

    /// The same as a value to keep and to ask.
    #[must_use]
    pub fn drain_signal(&self) -> DrainSignal {
        self.state().record.drain_signal()
    }

    /// Marks the connection as having nothing under way, as long as the mark lives.
    ///
    /// While it does, a `read` that waits gives the end of the stream when the server drains, and the connection may be
    /// evicted at the limit. `read_line` and `read_until` need no mark: waiting for a new line is idle by itself.
    pub fn idle(&self) -> IdleMark {
        IdleMark::new(self.state())
    }

    /// Sets how long a line or frame may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.read.set_line_limit(limit_bytes);
    }

    /// The next line with its end, `\n`; without one where the stream ended in mid-line. `None` at the end of the stream,
    /// and when the server drains while the connection waits for a new line.
    ///
    /// # Errors
    /// [`ReadError::TooLong`] once for each line above the limit, whose rest the next call skips; [`ReadError::Ended`]
    /// when a deadline passed or the connection was killed; [`ReadError::Io`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a line stays for the next call.
    pub async fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read.read_line().await
    }

    /// The bytes up to and including the next `delimiter`. See [`ReadHalf::read_until`].
    ///
    /// # Errors
    /// As [`read_line`](Conn::read_line), and [`ReadError::EmptyDelimiter`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read.read_until(delimiter).await
    }

    /// The bytes up to and including whichever of `delimiters` ends first. See [`ReadHalf::read_until_any`].
    ///
    /// # Errors
    /// As [`read_until`](Conn::read_until).
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        self.read.read_until_any(delimiters).await
    }

    /// Whether the stream is at its end: the peer's end was read, and everything before it. See [`ReadHalf::at_eof`].
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.read.at_eof()
    }

    /// Fills `buffer` wholly. See [`ReadHalf::read_exact`].
    ///
    /// # Errors
    /// [`ReadError::Truncated`] when the stream ends first; else as [`read_line`](Conn::read_line).
    ///
    /// # Cancel safety
    /// Not safe: what had come is lost with `buffer`.
    pub async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.read.read_exact(buffer).await
    }

    /// Writes all of `bytes`, waiting while the peer does not take them. See [`WriteHalf::write_all`].
    ///
    /// # Errors
    /// As [`WriteHalf::write_all`]: `TimedOut` when the peer took nothing for the write stall limit, `ConnectionReset`
    /// when it is gone.
    ///
    /// # Cancel safety
    /// Not safe: how much was written is not known.
    pub async fn write_all(&mut self, bytes: &[u8]) -> std_io::Result<()> {
        self.write.write_all(bytes).await
    }

    /// Tells the peer that nothing more comes (FIN); reading goes on. A second call changes nothing, and a write after it
    /// is an error.
    pub fn write_eof(&mut self) {
        self.write.write_eof();
    }

    /// The two halves, to be used at once from different tasks. The connection closes when both are dropped.
    #[must_use]
    pub fn into_split(self) -> (ReadHalf, WriteHalf) {
        (self.read, self.write)
    }
}

impl AsyncRead for Conn {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<std_io::Result<()>> {
        Pin::new(&mut self.read).poll_read(cx, target)
    }
}

impl AsyncWrite for Conn {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std_io::Result<usize>> {
        Pin::new(&mut self.write).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[std_io::IoSlice<'_>],
    ) -> Poll<std_io::Result<usize>> {
        Pin::new(&mut self.write).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.write.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std_io::Result<()>> {
        Pin::new(&mut self.write).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std_io::Result<()>> {
        Pin::new(&mut self.write).poll_shutdown(cx)
    }
}

/// While it lives, its connection has nothing under way. From [`Conn::idle`].
#[derive(Debug)]
#[must_use = "the connection is idle only as long as the mark lives"]
pub struct IdleMark {
    /// Weak, because only the halves keep a connection open.
    state: Weak<ConnState>,
}

impl IdleMark {
    pub(crate) fn new(state: &Arc<ConnState>) -> IdleMark {
        state.begin_idle_mark();
        IdleMark { state: Arc::downgrade(state) }
    }
}

impl Drop for IdleMark {
    fn drop(&mut self) {
        if let Some(state) = self.state.upgrade() {
            state.end_idle_mark();
        }
    }
}
