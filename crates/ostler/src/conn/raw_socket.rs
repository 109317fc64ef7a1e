//! A stream socket that belongs to no event loop: the thread that uses it waits for it by itself.
//!
//! It answers `Pending` like the sockets of an event loop, so that everything above is shared with them; the thread
//! then calls [`RawSocket::wait`] instead of going back to a loop. That sleeps in `poll(2)`, which ends at the deadline, at
//! the drain and at a forced end from another thread. As long as messages come soon, it lets the next `recv(2)` do the
//! waiting instead, for [`BRIEF`] at most: one system call for two, a tenth of what a message costs.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::net::RecvFlags;
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use tokio::time::Instant;

use super::io::Direction;

#[derive(Debug)]
pub(crate) struct RawSocket {
    fd: OwnedFd,
    /// Whether a call may find something; without it the next one waits first. As tokio's readiness: after a short read
    /// the next would find nothing, and asking costs a system call.
    is_readable: AtomicBool,
    is_writable: AtomicBool,
    /// How many waits for bytes in a row were over within [`BRIEF`]. A client is taken to be quick until it was not.
    brief_waits: AtomicU32,
    /// Whether the next read is to wait in the call itself.
    waits_in_call: AtomicBool,
    /// Whether a read without `MSG_DONTWAIT` waits, for [`BRIEF`]. All other calls never do, by that flag.
    is_patient: AtomicBool,
}

impl RawSocket {
    /// Takes a connected, non-blocking socket.
    pub(crate) fn new(fd: OwnedFd) -> RawSocket {
        RawSocket {
            fd,
            is_readable: AtomicBool::new(true),
            is_writable: AtomicBool::new(true),
            brief_waits: AtomicU32::new(BRIEF_WAITS_MIN),
            waits_in_call: AtomicBool::new(false),
            is_patient: AtomicBool::new(false),
        }
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// One call of `receive` with the flags it is given, for at most `wanted` bytes; pending while there is nothing.
    pub(crate) fn poll_receive(
        &self,
        wanted: usize,
        mut receive: impl FnMut(BorrowedFd<'_>, RecvFlags) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let waits_in_call = self.waits_in_call.load(Ordering::Relaxed);
        if waits_in_call {
            self.waits_in_call.store(false, Ordering::Relaxed);
            self.is_readable.store(true, Ordering::Relaxed);
        }
        let flags = if waits_in_call { RecvFlags::empty() } else { RecvFlags::DONTWAIT };
        let polled = transfer(&self.is_readable, wanted, || receive(self.as_fd(), flags));
        if waits_in_call && polled.is_pending() {
            self.brief_waits.store(0, Ordering::Relaxed);
        }
        polled
    }

    /// One call of `send`, for at most `wanted` bytes; pending while the socket takes none.
    pub(crate) fn poll_send(
        &self,
        wanted: usize,
        mut send: impl FnMut(BorrowedFd<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        transfer(&self.is_writable, wanted, || send(self.as_fd()))
    }

    /// Whether a read may give something.
    pub(crate) fn poll_readable(&self) -> Poll<io::Result<()>> {
        if self.is_readable.load(Ordering::Relaxed) { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    /// Blocks until the socket is ready, `until` has come, `bell` rings or a signal comes; or leaves it to the next read to
    /// wait, for which the bell may ring unheard for as long as [`BRIEF`].
    pub(crate) fn wait(&self, direction: Direction, until: Option<Instant>, bell: Option<BorrowedFd<'_>>) {
        let began = Instant::now();
        let left = until.map(|until| until.saturating_duration_since(began));
        if direction == Direction::Write {
            self.poll(&self.is_writable, PollFlags::OUT, left, None);
            return;
        }
        let brief_waits = self.brief_waits.load(Ordering::Relaxed);
        if brief_waits >= BRIEF_WAITS_MIN && left.is_none_or(|left| left > BRIEF) && self.is_patient() {
            self.waits_in_call.store(true, Ordering::Relaxed);
            return;
        }
        self.poll(&self.is_readable, PollFlags::IN, left, bell);
        let is_brief = self.is_readable.load(Ordering::Relaxed) && began.elapsed() < BRIEF;
        self.brief_waits.store(if is_brief { brief_waits + 1 } else { 0 }, Ordering::Relaxed);
    }

    fn poll(
        &self,
        ready: &AtomicBool,
        flags: PollFlags,
        left: Option<Duration>,
        bell: Option<BorrowedFd<'_>>,
    ) {
        let timeout = left.map(timespec);
        let (others, count) = bell.map_or((self.as_fd(), 1), |bell| (bell, 2));
        let mut fds = [PollFd::new(&self.fd, flags), PollFd::from_borrowed_fd(others, PollFlags::IN)];
        let polled = rustix::event::poll(&mut fds[..count], timeout.as_ref());
        // An error other than a signal says that the socket is broken: the next call on it tells how.
        let is_ready = match polled {
            Ok(_number) => !fds[0].revents().is_empty(),
            Err(error) => error != rustix::io::Errno::INTR,
        };
        if is_ready {
            ready.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a read may be left to wait by itself. Set up when it is first needed.
    fn is_patient(&self) -> bool {
        if self.is_patient.load(Ordering::Relaxed) {
            return true;
        }
        let is_set_up = set_socket_timeout(&self.fd, Timeout::Recv, Some(BRIEF))
            .and_then(|()| rustix::io::ioctl_fionbio(&self.fd, false))
            .is_ok();
        self.is_patient.store(is_set_up, Ordering::Relaxed);
        is_set_up
    }
}

/// Calls `transfer` while the socket is ready for it, until it says anything but that it was interrupted.
fn transfer(
    ready: &AtomicBool,
    wanted: usize,
    mut transfer: impl FnMut() -> io::Result<usize>,
) -> Poll<io::Result<usize>> {
    while ready.load(Ordering::Relaxed) {
        match transfer() {
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

/// Rounded up to the clock of `poll`, so that a wait never ends just before its time and spins.
fn timespec(duration: Duration) -> Timespec {
    Timespec::try_from(duration).unwrap_or(Timespec { tv_sec: i64::MAX, tv_nsec: 0 })
}

/// Within this time the next message comes soon. A drain may be heard so much later by a thread that waits in `recv(2)`;
/// a forced end wakes it at once.
const BRIEF: Duration = Duration::from_millis(10);
/// After one that was not brief, so many waits must be before the next is taken to be so too: a client that comes and goes
/// would have its thread woken twice for a message.
const BRIEF_WAITS_MIN: u32 = 3;

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    use super::*;

    fn pair() -> (RawSocket, UnixStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        (RawSocket::new(ours.into()), theirs)
    }

    fn poll_receive(socket: &RawSocket) -> Poll<io::Result<usize>> {
        let mut buffer = [0; 16];
        socket.poll_receive(buffer.len(), |fd, flags| Ok(rustix::net::recv(fd, &mut buffer, flags)?.0))
    }

    /// Has as many brief waits as it takes to be left to wait in the call.
    fn liven(socket: &RawSocket, peer: &mut UnixStream) {
        while !poll_receive(socket).is_pending() {}
        // A machine that is busy elsewhere may make one of them long.
        while socket.brief_waits.load(Ordering::Relaxed) < BRIEF_WAITS_MIN {
            peer.write_all(b"message").unwrap();
            socket.wait(Direction::Read, None, None);
            assert!(matches!(poll_receive(socket), Poll::Ready(Ok(7))));
            assert!(poll_receive(socket).is_pending());
        }
    }

    fn waits_in_call(socket: &RawSocket, until: Option<Instant>) -> bool {
        // Nothing is there and nothing comes: `poll` would sleep until the deadline.
        socket.wait(Direction::Read, until, None);
        socket.waits_in_call.load(Ordering::Relaxed)
    }

    #[test]
    fn a_new_client_is_taken_to_be_quick() {
        let (socket, _peer) = pair();
        assert!(poll_receive(&socket).is_pending());
        assert!(waits_in_call(&socket, None));
    }

    #[test]
    fn after_brief_waits_the_read_waits_by_itself() {
        let (socket, mut peer) = pair();
        assert!(waits_in_call(&socket, None) && poll_receive(&socket).is_pending());
        liven(&socket, &mut peer);
        assert!(waits_in_call(&socket, None));
        let sender = std::thread::spawn(move || peer.write_all(b"next").map(|()| peer));
        let mut polled = poll_receive(&socket);
        while polled.is_pending() {
            // The sender was held up for longer than a read waits.
            socket.wait(Direction::Read, None, None);
            polled = poll_receive(&socket);
        }
        assert!(matches!(polled, Poll::Ready(Ok(4))));
        drop(sender.join().unwrap());
    }

    #[test]
    fn a_wait_that_was_not_brief_is_gone_on_with_in_poll() {
        let (socket, mut peer) = pair();
        liven(&socket, &mut peer);
        assert!(waits_in_call(&socket, None));
        assert!(poll_receive(&socket).is_pending());
        assert!(!waits_in_call(&socket, Some(Instant::now())));
        // And back again, once messages come soon.
        liven(&socket, &mut peer);
        assert!(waits_in_call(&socket, None));
    }

    #[test]
    fn a_deadline_that_is_near_is_waited_for_in_poll() {
        let (socket, mut peer) = pair();
        liven(&socket, &mut peer);
        assert!(!waits_in_call(&socket, Some(Instant::now() + BRIEF / 2)));
    }

    #[test]
    fn a_forced_end_wakes_a_read_that_waits() {
        let (socket, mut peer) = pair();
        liven(&socket, &mut peer);
        assert!(waits_in_call(&socket, None));
        rustix::net::shutdown(&socket.fd, rustix::net::Shutdown::Both).unwrap();
        assert!(matches!(poll_receive(&socket), Poll::Ready(Ok(0))));
    }
}
