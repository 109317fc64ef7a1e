//! What carries the bytes of a connection: a socket or memory. One enum instead of a trait object, because the
//! set is closed and both directions are used through `&self`.

use std::io::{self, IoSlice};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::task::{Context, Poll};

use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags, Shutdown};
use tokio::io::ReadBuf;

use super::memory::MemoryStream;
use super::raw_socket::RawSocket;
use super::socket::Socket;
use crate::sys;

#[derive(Debug)]
pub(crate) enum Io {
    /// On an event loop.
    Socket(Socket),
    /// On none: a thread waits for it by itself.
    Raw(RawSocket),
    Memory(MemoryStream),
    /// The job of a datagram: the socket is that of all datagrams, and nothing is read or written here.
    Datagram,
}

/// Which of the two ways bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl Io {
    /// The socket, where there is one.
    pub(crate) fn as_fd(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Io::Socket(socket) => Some(socket.as_fd()),
            Io::Raw(socket) => Some(socket.as_fd()),
            Io::Memory(_) | Io::Datagram => None,
        }
    }

    /// Reads into `buffer`; 0 bytes is the end of the stream.
    pub(crate) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<usize>> {
        let wanted = buffer.remaining();
        match self {
            Io::Memory(stream) => stream.poll_read(cx, wanted, |bytes| buffer.put_slice(bytes)),
            _ => self.poll_receive(cx, wanted, |fd, flags| sys::recv_into(fd, buffer, flags)),
        }
    }

    /// Reads into the spare capacity of `chunk`, which must not be zero.
    pub(crate) fn poll_read_chunk(
        &self,
        cx: &mut Context<'_>,
        chunk: &mut Vec<u8>,
    ) -> Poll<io::Result<usize>> {
        let wanted = chunk.capacity() - chunk.len();
        match self {
            Io::Memory(stream) => stream.poll_read(cx, wanted, |bytes| chunk.extend_from_slice(bytes)),
            _ => self.poll_receive(cx, wanted, |fd, flags| {
                Ok(rustix::net::recv(fd, rustix::buffer::spare_capacity(chunk), flags)?.0)
            }),
        }
    }

    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Io::Memory(stream) => stream.poll_write(cx, bytes),
            _ => self.poll_send(cx, bytes.len(), |fd| Ok(rustix::net::send(fd, bytes, SEND_FLAGS)?)),
        }
    }

    pub(crate) fn poll_write_vectored(
        &self,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Io::Memory(stream) = self {
            let first = slices.iter().find(|slice| !slice.is_empty());
            return first.map_or(Poll::Ready(Ok(0)), |slice| stream.poll_write(cx, slice));
        }
        // More would be EMSGSIZE, and a short write is always allowed.
        let slices = &slices[..slices.len().min(IOV_MAX)];
        let wanted = slices.iter().map(|slice| slice.len()).sum();
        self.poll_send(cx, wanted, |fd| send_vectored(fd, slices))
    }

    fn poll_receive(
        &self,
        cx: &mut Context<'_>,
        wanted: usize,
        mut receive: impl FnMut(BorrowedFd<'_>, RecvFlags) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => {
                socket.poll_transfer(cx, Direction::Read, wanted, |fd| receive(fd, RecvFlags::DONTWAIT))
            }
            Io::Raw(socket) => socket.poll_receive(wanted, receive),
            Io::Memory(_) => unreachable!("memory has no descriptor"),
            Io::Datagram => Poll::Ready(Err(io::ErrorKind::Unsupported.into())),
        }
    }

    fn poll_send(
        &self,
        cx: &mut Context<'_>,
        wanted: usize,
        send: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        match self {
            Io::Socket(socket) => socket.poll_transfer(cx, Direction::Write, wanted, send),
            Io::Raw(socket) => socket.poll_send(wanted, send),
            Io::Memory(_) => unreachable!("memory has no descriptor"),
            Io::Datagram => Poll::Ready(Err(io::ErrorKind::Unsupported.into())),
        }
    }

    /// Sends FIN. A peer that is already gone makes it fail, which matters to nobody.
    pub(crate) fn shutdown_write(&self) {
        match self {
            Io::Memory(stream) => stream.shutdown_write(),
            _ => self.shutdown(Shutdown::Write),
        }
    }

    /// Ends both directions from any thread: every pending and later read sees the end, every write fails.
    pub(crate) fn shutdown_both(&self) {
        match self {
            Io::Memory(stream) => stream.shutdown_both(),
            _ => self.shutdown(Shutdown::Both),
        }
    }

    fn shutdown(&self, how: Shutdown) {
        let _already_gone = self.as_fd().map(|fd| rustix::net::shutdown(fd, how));
    }

    /// The coming close is a reset: what is unsent is thrown away (`SO_LINGER` of zero).
    pub(crate) fn reset_on_close(&self) {
        match self {
            Io::Memory(stream) => stream.reset(),
            _ => {
                let zero = Some(std::time::Duration::ZERO);
                let _already_gone = self.as_fd().map(|fd| rustix::net::sockopt::set_socket_linger(fd, zero));
            }
        }
    }

    /// Waits until a read may give something: bytes, the end, or an error.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Io::Socket(socket) => socket.poll_readable(cx),
            Io::Raw(socket) => socket.poll_readable(),
            Io::Memory(stream) => stream.poll_readable(cx).map(Ok),
            Io::Datagram => Poll::Ready(Err(io::ErrorKind::Unsupported.into())),
        }
    }

    /// Writes what fits now; `WouldBlock` when nothing does, and nobody is woken later.
    ///
    /// It asks the system and not the readiness that an event loop knows of, which for a new socket comes only later.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Io::Memory(stream) => stream.try_write(bytes),
            _ => self.try_send(|fd| Ok(rustix::net::send(fd, bytes, SEND_FLAGS)?)),
        }
    }

    /// As [`try_write`](Io::try_write); of more than [`IOV_MAX`] slices it writes the first ones.
    pub(crate) fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let slices = &slices[..slices.len().min(IOV_MAX)];
        let Io::Memory(stream) = self else { return self.try_send(|fd| send_vectored(fd, slices)) };
        let mut written = 0;
        for slice in slices.iter().filter(|slice| !slice.is_empty()) {
            match stream.try_write(slice) {
                Ok(count) if count == slice.len() => written += count,
                Ok(count) => return Ok(written + count),
                Err(error) => return if written > 0 { Ok(written) } else { Err(error) },
            }
        }
        Ok(written)
    }

    fn try_send(&self, send: impl Fn(BorrowedFd<'_>) -> io::Result<usize>) -> io::Result<usize> {
        let fd = self.as_fd().ok_or(io::ErrorKind::Unsupported)?;
        loop {
            match send(fd) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => return sent,
            }
        }
    }
}

impl From<OwnedFd> for Io {
    /// A connected, non-blocking socket that a thread waits for by itself.
    fn from(fd: OwnedFd) -> Io {
        Io::Raw(RawSocket::new(fd))
    }
}

fn send_vectored(fd: BorrowedFd<'_>, slices: &[IoSlice<'_>]) -> io::Result<usize> {
    let mut control = SendAncillaryBuffer::default();
    Ok(rustix::net::sendmsg(fd, slices, &mut control, SEND_FLAGS)?)
}

/// Whatever mode the socket is in: see [`RawSocket`].
const SEND_FLAGS: SendFlags = SendFlags::NOSIGNAL.union(SendFlags::DONTWAIT);

/// How many slices the system takes in one call; it takes the same on Linux and macOS.
pub(crate) const IOV_MAX: usize = 1024;
