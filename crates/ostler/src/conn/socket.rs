//! A stream socket (TCP or Unix) on tokio's event loop, usable through `&self` in both directions at once.
//!
//! It works on the descriptor itself instead of on `TcpStream` and `UnixStream`: one code path for both, no lock
//! and no reference count between the two halves of a connection, and `shutdown` from any thread.

use std::io::{self, IoSlice};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::task::{Context, Poll, ready};

use rustix::net::{SendAncillaryBuffer, SendFlags, Shutdown};
use tokio::io::ReadBuf;
use tokio::io::unix::AsyncFd;

use crate::sys;

#[derive(Debug)]
pub(crate) struct Socket {
    fd: AsyncFd<OwnedFd>,
}

impl Socket {
    /// Takes a connected, non-blocking socket; must be called inside the runtime that is to serve it.
    pub(crate) fn new(fd: OwnedFd) -> io::Result<Socket> {
        Ok(Socket { fd: sys::register(fd)? })
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.get_ref().as_fd()
    }

    /// Reads into `buffer`; 0 bytes is the end of the stream.
    pub(crate) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<usize>> {
        let wanted = buffer.remaining();
        self.poll_recv(cx, wanted, |fd| sys::recv_into(fd, buffer))
    }

    /// Reads into the spare capacity of `chunk`, which must not be zero.
    pub(crate) fn poll_read_chunk(
        &self,
        cx: &mut Context<'_>,
        chunk: &mut Vec<u8>,
    ) -> Poll<io::Result<usize>> {
        let wanted = chunk.capacity() - chunk.len();
        self.poll_recv(cx, wanted, |fd| Ok(rustix::io::read(fd, rustix::buffer::spare_capacity(chunk))?))
    }

    /// Waits until a read may give something.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.fd.poll_read_ready(cx).map_ok(drop)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        wanted: usize,
        mut recv: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let mut readiness = ready!(self.fd.poll_read_ready(cx))?;
            match recv(self.as_fd()) {
                Ok(received) => {
                    // A short read drained the socket, so the next one would find nothing: forgetting the readiness
                    // now saves that empty `recv` (2.9 syscalls a message against 2.0). The event was taken before
                    // the read, so what arrives in between sets it again.
                    if 0 < received && received < wanted {
                        readiness.clear_ready();
                    }
                    return Poll::Ready(Ok(received));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => readiness.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wanted = bytes.len();
        self.poll_send(cx, wanted, |fd| Ok(rustix::net::send(fd, bytes, SendFlags::NOSIGNAL)?))
    }

    pub(crate) fn poll_write_vectored(
        &self,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // IOV_MAX is 1,024 on Linux and macOS; more would be EMSGSIZE, and a short write is always allowed.
        let slices = &slices[..slices.len().min(IOV_MAX)];
        let wanted = slices.iter().map(|slice| slice.len()).sum();
        self.poll_send(cx, wanted, |fd| send_vectored(fd, slices))
    }

    /// Writes what fits now; `WouldBlock` when nothing does, and nobody is woken later.
    ///
    /// It asks the system and not the readiness the event loop knows of, which for a new socket comes only later.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        retry_interrupted(|| Ok(rustix::net::send(self.as_fd(), bytes, SendFlags::NOSIGNAL)?))
    }

    /// As [`try_write`](Socket::try_write), with at most `IOV_MAX` slices.
    pub(crate) fn try_write_vectored(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        retry_interrupted(|| send_vectored(self.as_fd(), &slices[..slices.len().min(IOV_MAX)]))
    }

    fn poll_send(
        &self,
        cx: &mut Context<'_>,
        wanted: usize,
        mut send: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let mut readiness = ready!(self.fd.poll_write_ready(cx))?;
            match send(self.as_fd()) {
                Ok(sent) => {
                    if 0 < sent && sent < wanted {
                        readiness.clear_ready();
                    }
                    return Poll::Ready(Ok(sent));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => readiness.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Sends FIN. A peer that is already gone makes it fail, which matters to nobody.
    pub(crate) fn shutdown_write(&self) {
        let _already_gone = rustix::net::shutdown(self.as_fd(), Shutdown::Write);
    }

    /// Ends both directions from any thread: every pending and later read sees the end, every write fails.
    pub(crate) fn shutdown_both(&self) {
        let _already_gone = rustix::net::shutdown(self.as_fd(), Shutdown::Both);
    }

    /// Makes the coming `close` throw away what is unsent and send RST (`SO_LINGER` of zero).
    pub(crate) fn reset_on_close(&self) {
        let _already_gone =
            rustix::net::sockopt::set_socket_linger(self.as_fd(), Some(std::time::Duration::ZERO));
    }
}

fn send_vectored(fd: BorrowedFd<'_>, slices: &[IoSlice<'_>]) -> io::Result<usize> {
    let mut control = SendAncillaryBuffer::default();
    Ok(rustix::net::sendmsg(fd, slices, &mut control, SendFlags::NOSIGNAL)?)
}

fn retry_interrupted(mut send: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match send() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            sent => return sent,
        }
    }
}

/// How many slices the system takes in one call; it takes the same on Linux and macOS.
pub(crate) const IOV_MAX: usize = 1024;
