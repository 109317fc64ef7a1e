//! The client's end of a connection, for async code.

use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::incoming::Incoming;
use super::open::Link;
use crate::conn::{Line, Peer, ReadError};
use crate::listen::local_of;

/// The client's end of a connection made by [`connect`](crate::connect).
///
/// It is `AsyncRead + AsyncWrite`, and has bounded reads of lines. There are no deadlines: wrap what must not wait for ever in a
/// `tokio::time::timeout`. Dropping it closes the connection.
pub struct ClientStream {
    read: ClientReadHalf,
    write: ClientWriteHalf,
}

impl ClientStream {
    pub(super) fn new(link: Link) -> ClientStream {
        let link = Arc::new(link);
        let write = ClientWriteHalf { link: Arc::clone(&link) };
        ClientStream { read: ClientReadHalf { link, incoming: Incoming::new() }, write }
    }

    /// Who is at the other end. Of a Unix server also the user and the process, where the system tells.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.read.link.peer
    }

    /// Our own end of the connection. `None` only when the connection is already gone.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        self.read.link.local()
    }

    /// Sets how long a line or frame may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.read.set_line_limit(limit_bytes);
    }

    /// The next line with its end, `\n`; without one where the stream ended in mid-line. `None` at the end of the stream.
    ///
    /// # Errors
    /// [`ReadError::TooLong`] once for each line above the limit, whose rest the next call skips; [`ReadError::Io`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a line stays for the next call.
    pub async fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read.read_line().await
    }

    /// The bytes up to and including the next `delimiter`.
    ///
    /// # Errors
    /// As [`read_line`](ClientStream::read_line), and [`ReadError::EmptyDelimiter`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read.read_until(delimiter).await
    }

    /// The bytes up to and including whichever of `delimiters` ends first.
    ///
    /// # Errors
    /// As [`read_until`](ClientStream::read_until).
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        self.read.read_until_any(delimiters).await
    }

    /// Whether the stream is at its end: the server's end was read, and everything before it.
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.read.at_eof()
    }

    /// Tells the server that nothing more comes (FIN); reading goes on.
    pub fn write_eof(&mut self) {
        self.write.write_eof();
    }

    /// The two halves, to be used at once from different tasks. The connection closes when both are dropped.
    #[must_use]
    pub fn into_split(self) -> (ClientReadHalf, ClientWriteHalf) {
        (self.read, self.write)
    }
}

/// The reading half of a [`ClientStream`], from [`ClientStream::into_split`].
pub struct ClientReadHalf {
    link: Arc<Link>,
    incoming: Incoming,
}

impl ClientReadHalf {
    /// Sets how long a line or frame may be, its end included. The default is 64 KiB.
    pub fn set_line_limit(&mut self, limit_bytes: usize) {
        self.incoming.set_line_limit(limit_bytes);
    }

    /// The next line. See [`ClientStream::read_line`].
    ///
    /// # Errors
    /// As [`ClientStream::read_line`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a line stays for the next call.
    pub async fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        self.read_until(b"\n").await
    }

    /// The bytes up to and including the next `delimiter`.
    ///
    /// # Errors
    /// As [`ClientStream::read_until`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until(&mut self, delimiter: &[u8]) -> Result<Option<Line>, ReadError> {
        self.read_until_any(&[delimiter]).await
    }

    /// The bytes up to and including whichever of `delimiters` ends first.
    ///
    /// # Errors
    /// As [`ClientStream::read_until`].
    ///
    /// # Cancel safety
    /// Safe: what has come of a frame stays for the next call.
    pub async fn read_until_any(&mut self, delimiters: &[&[u8]]) -> Result<Option<Line>, ReadError> {
        let ClientReadHalf { link, incoming } = self;
        std::future::poll_fn(|cx| incoming.poll_frame(cx, &link.io, delimiters)).await
    }

    /// Whether the stream is at its end. See [`ClientStream::at_eof`].
    #[must_use]
    pub fn at_eof(&self) -> bool {
        self.incoming.at_eof()
    }
}

/// The writing half of a [`ClientStream`], from [`ClientStream::into_split`]. Dropping it alone sends nothing:
/// [`write_eof`](ClientWriteHalf::write_eof) does.
pub struct ClientWriteHalf {
    link: Arc<Link>,
}

impl ClientWriteHalf {
    /// Tells the server that nothing more comes (FIN); reading goes on.
    pub fn write_eof(&mut self) {
        self.link.io.shutdown_write();
    }
}

impl Link {
    pub(super) fn local(&self) -> Option<Peer> {
        match self.io.as_fd() {
            Some(fd) => local_of(fd),
            // In memory both ends are known by the one name.
            None => Some(self.peer.clone()),
        }
    }
}

impl AsyncRead for ClientReadHalf {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let ClientReadHalf { link, incoming } = self.get_mut();
        incoming.poll_read(cx, &link.io, target)
    }
}

impl AsyncWrite for ClientWriteHalf {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.link.io.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.link.io.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.link.io.shutdown_write();
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.read).poll_read(cx, target)
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.write).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.write).poll_shutdown(cx)
    }
}

impl fmt::Debug for ClientStream {
    /// The peer alone: a debug print must not carry a payload into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientStream").field("peer", self.peer()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientReadHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientReadHalf").field("peer", &self.link.peer).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientWriteHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientWriteHalf").field("peer", &self.link.peer).finish_non_exhaustive()
    }
}
