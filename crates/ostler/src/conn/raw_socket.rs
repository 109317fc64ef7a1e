//! A stream socket that belongs to no event loop: the thread that uses it waits for it by `poll(2)`.
//!
//! It answers `Pending` like the sockets of an event loop, so that everything above is shared with them; the thread
//! then calls [`RawSocket::wait`] instead of going back to a loop. The socket is non-blocking, so a deadline, the drain
//! and a forced end from another thread all reach a thread that waits.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use tokio::time::Instant;

use super::io::Direction;

#[derive(Debug)]
pub(crate) struct RawSocket {
    fd: OwnedFd,
    /// Whether a call may find something; without it the next one waits first. As tokio's readiness: after a short read
    /// the next would find nothing, and asking costs a system call.
    is_readable: AtomicBool,
    is_writable: AtomicBool,
}

impl RawSocket {
    /// Takes a connected, non-blocking socket.
    pub(crate) fn new(fd: OwnedFd) -> RawSocket {
        RawSocket { fd, is_readable: AtomicBool::new(true), is_writable: AtomicBool::new(true) }
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// One call of `transfer`, which moves at most `wanted` bytes; pending while the socket is not ready.
    pub(crate) fn poll_transfer(
        &self,
        direction: Direction,
        wanted: usize,
        mut transfer: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let ready = self.readiness(direction);
        while ready.load(Ordering::Relaxed) {
            match transfer(self.as_fd()) {
                Ok(count) => {
                    if 0 < count && count < wanted {
                        ready.store(false, Ordering::Relaxed);
                    }
                    return Poll::Ready(Ok(count));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    ready.store(false, Ordering::Relaxed);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Pending
    }

    /// Whether a read may give something.
    pub(crate) fn poll_readable(&self) -> Poll<io::Result<()>> {
        if self.is_readable.load(Ordering::Relaxed) { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    /// Blocks until the socket is ready, `until` has come, `bell` rings or a signal comes.
    pub(crate) fn wait(&self, direction: Direction, until: Option<Instant>, bell: Option<BorrowedFd<'_>>) {
        let timeout = until.map(|until| timespec(until.saturating_duration_since(Instant::now())));
        let flags = if direction == Direction::Read { PollFlags::IN } else { PollFlags::OUT };
        let (others, count) = bell.map_or((self.as_fd(), 1), |bell| (bell, 2));
        let mut fds = [PollFd::new(&self.fd, flags), PollFd::from_borrowed_fd(others, PollFlags::IN)];
        let polled = rustix::event::poll(&mut fds[..count], timeout.as_ref());
        // An error other than a signal says that the socket is broken: the next call on it tells how.
        let is_ready = match polled {
            Ok(_number) => !fds[0].revents().is_empty(),
            Err(error) => error != rustix::io::Errno::INTR,
        };
        if is_ready {
            self.readiness(direction).store(true, Ordering::Relaxed);
        }
    }

    fn readiness(&self, direction: Direction) -> &AtomicBool {
        match direction {
            Direction::Read => &self.is_readable,
            Direction::Write => &self.is_writable,
        }
    }
}

/// Rounded up to the clock of `poll`, so that a wait never ends just before its time and spins.
fn timespec(duration: Duration) -> Timespec {
    Timespec::try_from(duration).unwrap_or(Timespec { tv_sec: i64::MAX, tv_nsec: 0 })
}
