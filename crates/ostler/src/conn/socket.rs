//! A stream socket (TCP or Unix) on tokio's event loop, usable through `&self` in both directions at once.
//!
//! It works on the descriptor itself instead of on `TcpStream` and `UnixStream`: one code path for both, no lock
//! and no reference count between the two halves of a connection, and `shutdown` from any thread.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::unix::AsyncFd;

use super::io::Direction;
use crate::sys;

#[derive(Debug)]
pub(crate) struct Socket {
    fd: AsyncFd<OwnedFd>,
    /// Whether nothing was read (written) yet. The first call asks the system at once: the event loop knows of a new socket
    /// only after its next turn, and usually the first bytes are there by then.
    is_unread: AtomicBool,
    is_unwritten: AtomicBool,
}

impl Socket {
    /// Takes a connected, non-blocking socket; must be called inside the runtime that is to serve it.
    pub(crate) fn new(fd: OwnedFd) -> io::Result<Socket> {
        Ok(Socket::from_registered(sys::register(fd)?))
    }

    /// As [`new`](Socket::new), for one that is on the event loop already.
    pub(crate) fn from_registered(fd: AsyncFd<OwnedFd>) -> Socket {
        Socket { fd, is_unread: AtomicBool::new(true), is_unwritten: AtomicBool::new(true) }
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.get_ref().as_fd()
    }

    /// Waits until a read may give something.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.fd.poll_read_ready(cx).map_ok(drop)
    }

    /// One call of `transfer`, which moves at most `wanted` bytes, as soon as the socket is ready.
    pub(crate) fn poll_transfer(
        &self,
        cx: &mut Context<'_>,
        direction: Direction,
        wanted: usize,
        mut transfer: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let is_first = match direction {
            Direction::Read => &self.is_unread,
            Direction::Write => &self.is_unwritten,
        };
        if is_first.load(Ordering::Relaxed) {
            is_first.store(false, Ordering::Relaxed);
            match transfer(self.as_fd()) {
                Err(error) if is_transient(&error) => {}
                transferred => return Poll::Ready(transferred),
            }
        }
        loop {
            let mut readiness = match direction {
                Direction::Read => ready!(self.fd.poll_read_ready(cx))?,
                Direction::Write => ready!(self.fd.poll_write_ready(cx))?,
            };
            match transfer(self.as_fd()) {
                Ok(count) => {
                    // A short read drained the socket, so the next one would find nothing: forgetting the readiness
                    // now saves that empty `recv` (2.9 syscalls a message against 2.0). The event was taken before
                    // the read, so what arrives in between sets it again. A short write filled it likewise.
                    if 0 < count && count < wanted {
                        readiness.clear_ready();
                    }
                    return Poll::Ready(Ok(count));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => readiness.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

/// Whether a later call may do better.
fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::task::Waker;

    use super::*;

    #[test]
    fn the_first_calls_wait_for_no_turn_of_the_event_loop() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // Entered and never driven: the event loop hears of nothing.
        let _entered = runtime.enter();
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let socket = Socket::new(ours.into()).unwrap();
        rustix::io::write(&theirs, b"hello").unwrap();
        let mut cx = Context::from_waker(Waker::noop());
        let mut buffer = [0; 16];
        let mut read = || {
            let wanted = buffer.len();
            socket
                .poll_transfer(&mut cx, Direction::Read, wanted, |fd| Ok(rustix::io::read(fd, &mut buffer)?))
        };
        assert!(matches!(read(), Poll::Ready(Ok(5))));
        assert!(read().is_pending());
        let mut cx = Context::from_waker(Waker::noop());
        let written =
            socket.poll_transfer(&mut cx, Direction::Write, 5, |fd| Ok(rustix::io::write(fd, b"hello")?));
        assert!(matches!(written, Poll::Ready(Ok(5))));
    }

    #[test]
    fn a_first_call_that_finds_nothing_waits() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        runtime.block_on(async {
            let socket = Socket::new(ours.into()).unwrap();
            let mut buffer = [0; 16];
            let mut poll_read = |cx: &mut Context<'_>| {
                let wanted = buffer.len();
                socket.poll_transfer(cx, Direction::Read, wanted, |fd| Ok(rustix::io::read(fd, &mut buffer)?))
            };
            assert!(poll_read(&mut Context::from_waker(Waker::noop())).is_pending());
            rustix::io::write(&theirs, b"hello").unwrap();
            assert_eq!(std::future::poll_fn(poll_read).await.unwrap(), 5);
        });
    }
}
