//! What carries the bytes of a connection: a socket or memory. One enum instead of a trait object, because the
//! set is closed and both directions are used through `&self`.

use std::io::{self, IoSlice};
use std::task::{Context, Poll};

use tokio::io::ReadBuf;

use super::memory::MemoryStream;
use super::socket::{IOV_MAX, Socket};

#[derive(Debug)]
pub(crate) enum Io {
    Socket(Socket),
    Memory(MemoryStream),
    /// The job of a datagram: the socket is that of all datagrams, and nothing is read or written here.
    Datagram,
}

impl Io {
    pub(crate) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => socket.poll_read(cx, buffer),
            Io::Datagram => no_stream(),
            Io::Memory(stream) => stream.poll_read(cx, buffer.remaining(), |bytes| buffer.put_slice(bytes)),
        }
    }

    /// Reads into the spare capacity of `chunk`, which must not be zero.
    pub(crate) fn poll_read_chunk(
        &self,
        cx: &mut Context<'_>,
        chunk: &mut Vec<u8>,
    ) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => socket.poll_read_chunk(cx, chunk),
            Io::Datagram => no_stream(),
            Io::Memory(stream) => {
                let room = chunk.capacity() - chunk.len();
                stream.poll_read(cx, room, |bytes| chunk.extend_from_slice(bytes))
            }
        }
    }

    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => socket.poll_write(cx, bytes),
            Io::Datagram => no_stream(),
            Io::Memory(stream) => stream.poll_write(cx, bytes),
        }
    }

    pub(crate) fn poll_write_vectored(
        &self,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => socket.poll_write_vectored(cx, slices),
            Io::Datagram => no_stream(),
            Io::Memory(stream) => {
                let first = slices.iter().find(|slice| !slice.is_empty());
                first.map_or(Poll::Ready(Ok(0)), |slice| stream.poll_write(cx, slice))
            }
        }
    }

    /// Waits until a read may give something: bytes, the end, or an error.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Io::Socket(socket) => socket.poll_readable(cx),
            Io::Memory(stream) => stream.poll_readable(cx).map(Ok),
            Io::Datagram => Poll::Ready(Err(io::ErrorKind::Unsupported.into())),
        }
    }

    /// Writes what fits now; `WouldBlock` when nothing does, and nobody is woken later.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Io::Socket(socket) => socket.try_write(bytes),
            Io::Memory(stream) => stream.try_write(bytes),
            Io::Datagram => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// As [`try_write`](Io::try_write); of more than [`IOV_MAX`] slices it writes the first ones.
    pub(crate) fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Io::Socket(socket) => socket.try_write_vectored(slices),
            Io::Datagram => Err(io::ErrorKind::Unsupported.into()),
            Io::Memory(stream) => {
                let mut written = 0;
                for slice in slices.iter().take(IOV_MAX).filter(|slice| !slice.is_empty()) {
                    match stream.try_write(slice) {
                        Ok(count) if count == slice.len() => written += count,
                        Ok(count) => return Ok(written + count),
                        Err(error) => return if written > 0 { Ok(written) } else { Err(error) },
                    }
                }
                Ok(written)
            }
        }
    }

    pub(crate) fn shutdown_write(&self) {
        match self {
            Io::Socket(socket) => socket.shutdown_write(),
            Io::Datagram => {}
            Io::Memory(stream) => stream.shutdown_write(),
        }
    }

    pub(crate) fn shutdown_both(&self) {
        match self {
            Io::Socket(socket) => socket.shutdown_both(),
            Io::Datagram => {}
            Io::Memory(stream) => stream.shutdown_both(),
        }
    }

    /// The coming close is a reset: what is unsent is thrown away.
    pub(crate) fn reset_on_close(&self) {
        match self {
            Io::Socket(socket) => socket.reset_on_close(),
            Io::Datagram => {}
            Io::Memory(stream) => stream.reset(),
        }
    }
}

fn no_stream() -> Poll<io::Result<usize>> {
    Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
}
