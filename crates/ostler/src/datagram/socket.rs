//! A datagram socket, usable through `&self` by everybody who answers on it: tasks, threads and forked children.
//!
//! Sending is one system call that never waits. What does not fit into the system's buffer is waited for by an event loop
//! where the caller is on one, and by `poll(2)` everywhere else.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use ostler_core::ConnectionEnd;
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::net::SendFlags;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::batch::Batch;
use super::udp::Udp;
use super::unix;
use crate::conn::{Peer, end_error};
use crate::sys;

pub(crate) struct DatagramSocket {
    fd: Fd,
    kind: Kind,
    local: Peer,
    /// Whom the socket is connected to; it receives from nobody else.
    connected: Option<Peer>,
    /// Whether a call that did not fill its slots has emptied the socket's queue. An error in the queue ends a call too,
    /// and only a connected socket, or one with options of somebody else, has errors in its queue.
    short_means_empty: bool,
}

enum Fd {
    Plain(OwnedFd),
    /// Watched for what can be received alone: a socket of datagrams becomes writable whenever a peer takes one, and the loop
    /// would be woken for nothing once more for each answer.
    OnLoop(AsyncFd<OwnedFd>),
}

enum Kind {
    Udp(Udp),
    Unix,
}

impl DatagramSocket {
    /// Takes a bound socket. `is_own` says that nobody else has set its options.
    pub(crate) fn new(fd: OwnedFd, is_own: bool) -> io::Result<DatagramSocket> {
        rustix::io::ioctl_fionbio(&fd, true)?;
        let local = crate::listen::local_of(fd.as_fd())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the socket has no address"))?;
        let kind = match &local {
            Peer::Inet(address) => Kind::Udp(Udp::new(&fd, *address)?),
            _ => {
                unix::ask_for_credentials(fd.as_fd())?;
                Kind::Unix
            }
        };
        let connected = crate::listen::peer_of_connected(fd.as_fd());
        let short_means_empty = is_own && connected.is_none();
        Ok(DatagramSocket { fd: Fd::Plain(fd), kind, local, connected, short_means_empty })
    }

    /// Another descriptor of the same socket, on no event loop.
    pub(crate) fn try_clone(&self) -> io::Result<DatagramSocket> {
        DatagramSocket::new(self.owned_fd().try_clone()?, false)
    }

    /// Puts the socket on the current event loop.
    pub(crate) fn into_loop(mut self) -> io::Result<DatagramSocket> {
        if let Fd::Plain(fd) = self.fd {
            self.fd = Fd::OnLoop(sys::register_for(fd, Interest::READABLE | Interest::ERROR)?);
        }
        Ok(self)
    }

    fn owned_fd(&self) -> &OwnedFd {
        match &self.fd {
            Fd::Plain(fd) => fd,
            Fd::OnLoop(fd) => fd.get_ref(),
        }
    }

    /// The address the socket is bound to.
    pub(crate) fn local(&self) -> &Peer {
        &self.local
    }

    /// Whether what one peer does not take says nothing about the others.
    pub(crate) fn blocks_by_peer(&self) -> bool {
        matches!(self.kind, Kind::Unix)
    }

    /// The address that a datagram was sent to, when it is another than [`local`](DatagramSocket::local).
    pub(crate) fn asked(&self, asked: Option<IpAddr>) -> Option<Peer> {
        let Kind::Udp(udp) = &self.kind else { return None };
        let asked = Peer::Inet(udp.asked(asked?));
        (asked != self.local).then_some(asked)
    }

    /// Buffers for datagrams of this socket, of which at most `bytes_max` bytes each are wanted.
    pub(crate) fn new_batch(&self, bytes_max: usize) -> Batch {
        match self.kind {
            Kind::Udp(_) => Batch::udp(bytes_max),
            Kind::Unix => Batch::unix(bytes_max),
        }
    }

    /// Waits for datagrams and receives them. Cancel safe: nothing is received before the wait is over.
    pub(crate) async fn receive(&self, batch: &mut Batch) -> io::Result<()> {
        let Fd::OnLoop(fd) = &self.fd else {
            unreachable!("only a socket on an event loop is awaited");
        };
        loop {
            // Linux tells of an error alone, without calling the socket readable.
            let mut readiness = fd.ready(Interest::READABLE | Interest::ERROR).await?;
            match self.try_receive(batch) {
                // Forgetting the readiness saves the call that would find nothing. It was taken before the call, so what
                // comes in between sets it again.
                Ok(is_full) if !is_full && self.short_means_empty => {
                    readiness.clear_ready();
                    return Ok(());
                }
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => readiness.clear_ready(),
                Err(error) => return Err(error),
            }
        }
    }

    /// Receives what is there; `WouldBlock` if nothing is. Returns whether there may be more.
    pub(crate) fn try_receive(&self, batch: &mut Batch) -> io::Result<bool> {
        let fd = self.owned_fd();
        match &self.kind {
            Kind::Udp(udp) => batch.fill_udp(|slots, metas| udp.receive(fd, slots, metas)),
            Kind::Unix => {
                batch.fill_unix(|slot| unix::receive(fd.as_fd(), slot))?;
                Ok(true)
            }
        }
    }

    /// Sends one datagram at once; `WouldBlock` when the system has no room. `source` is the address of ours that it is
    /// to leave from.
    pub(crate) fn try_send(&self, bytes: &[u8], to: &Peer, source: Option<IpAddr>) -> io::Result<()> {
        if let Some(connected) = &self.connected {
            return self.try_send_connected(bytes, to, connected);
        }
        match (&self.kind, to) {
            (Kind::Udp(udp), Peer::Inet(to)) => udp.send(self.owned_fd(), bytes, *to, source),
            (Kind::Unix, Peer::Unix { path: Some(path), .. }) => unix::send(self.as_fd(), bytes, path),
            (Kind::Unix, Peer::Unix { path: None, .. }) => Err(io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                "the peer's socket is bound to no name, so nothing can be sent to it",
            )),
            (Kind::Udp(_) | Kind::Unix, _) => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the peer is not of the socket's address family",
            )),
        }
    }

    fn try_send_connected(&self, bytes: &[u8], to: &Peer, connected: &Peer) -> io::Result<()> {
        let is_same = match (to, connected) {
            (Peer::Unix { path, .. }, Peer::Unix { path: connected, .. }) => path == connected,
            (to, connected) => to == connected,
        };
        if !is_same {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the socket is connected to another peer than this one",
            ));
        }
        loop {
            match rustix::net::send(self, bytes, SendFlags::NOSIGNAL) {
                Ok(_sent_whole) => return Ok(()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// As [`try_send`](DatagramSocket::try_send), and waits for room for at most `patience`.
    pub(crate) async fn send(
        &self,
        bytes: &[u8],
        to: &Peer,
        source: Option<IpAddr>,
        patience: Option<Duration>,
    ) -> io::Result<()> {
        let is_on_loop = matches!(self.fd, Fd::OnLoop(_)) && tokio::runtime::Handle::try_current().is_ok();
        if !is_on_loop {
            return self.send_blocking(bytes, to, source, patience);
        }
        let sent = self.when_writable(|| self.try_send(bytes, to, source));
        match patience {
            None => sent.await,
            Some(limit) => tokio::time::timeout(limit, sent).await.unwrap_or_else(|_| Err(stalled(limit))),
        }
    }

    /// Calls `attempt` until it gives something else than `WouldBlock`, each time when there may be room. Must be called on
    /// an event loop. Cancel safe.
    pub(crate) async fn when_writable<T>(&self, mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        match attempt() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            done => return done,
        }
        if let Kind::Udp(_) = self.kind {
            let writable = sys::register_for(self.owned_fd().try_clone()?, Interest::WRITABLE)?;
            loop {
                let mut readiness = writable.writable().await?;
                match attempt() {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => readiness.clear_ready(),
                    done => return done,
                }
            }
        }
        // It is the peer's queue that is full, and nobody tells when that has room again. That our own buffer has is no
        // help: each failed attempt makes the system say so.
        let mut pauses = Pauses::default();
        loop {
            tokio::time::sleep(pauses.next()).await;
            match attempt() {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
        }
    }

    /// As [`send`](DatagramSocket::send), in a thread that waits by itself.
    pub(crate) fn send_blocking(
        &self,
        bytes: &[u8],
        to: &Peer,
        source: Option<IpAddr>,
        patience: Option<Duration>,
    ) -> io::Result<()> {
        let began = Instant::now();
        let mut pauses = Pauses::default();
        loop {
            match self.try_send(bytes, to, source) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                sent => return sent,
            }
            let left = patience.map(|patience| patience.saturating_sub(began.elapsed()));
            if let (Some(Duration::ZERO), Some(limit)) = (left, patience) {
                return Err(stalled(limit));
            }
            self.wait_writable(left, &mut pauses);
        }
    }

    /// Blocks until there may be room, `left` is over or a signal comes.
    fn wait_writable(&self, left: Option<Duration>, pauses: &mut Pauses) {
        let timespec = |duration| Timespec::try_from(duration).ok();
        // An error is met again by the next attempt to send.
        let _next_attempt_tells = match self.kind {
            Kind::Udp(_) => {
                let mut fds = [PollFd::new(self.owned_fd(), PollFlags::OUT)];
                rustix::event::poll(&mut fds, left.and_then(timespec).as_ref())
            }
            // `poll` calls the socket writable while the peer's queue is full.
            Kind::Unix => {
                let pause = left.unwrap_or(Duration::MAX).min(pauses.next());
                rustix::event::poll(&mut [], timespec(pause).as_ref())
            }
        };
    }
}

impl AsFd for DatagramSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.owned_fd().as_fd()
    }
}

impl fmt::Debug for DatagramSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatagramSocket").field("local", &self.local).finish_non_exhaustive()
    }
}

/// How long to wait before a peer's queue is tried again.
#[derive(Default)]
struct Pauses {
    last: Option<Duration>,
}

impl Pauses {
    fn next(&mut self) -> Duration {
        let next = self.last.map_or(RETRY_FIRST, |last| (last * 2).min(RETRY_MAX));
        self.last = Some(next);
        next
    }
}

fn stalled(limit: Duration) -> io::Error {
    end_error(&ConnectionEnd::WriteStall { limit })
}

const RETRY_FIRST: Duration = Duration::from_millis(1);
const RETRY_MAX: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixDatagram;

    use super::*;

    #[test]
    fn a_full_queue_of_a_unix_peer_is_tried_again_with_pauses() {
        let directory = std::env::temp_dir();
        let name = |which: &str| directory.join(format!("ostler-full-{}-{which}.sock", std::process::id()));
        let (own, peer) = (name("own"), name("peer"));
        let socket = UnixDatagram::bind(&own).unwrap();
        let _full = UnixDatagram::bind(&peer).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let socket = DatagramSocket::new(socket.into(), true).unwrap().into_loop().unwrap();
            let to = Peer::Unix { path: Some(peer.clone()), uid: None, pid: None };
            while socket.try_send(b"x", &to, None).is_ok() {}
            let mut attempts = 0;
            let attempt = || {
                attempts += 1;
                socket.try_send(b"x", &to, None)
            };
            let sent = tokio::time::timeout(2 * RETRY_MAX, socket.when_writable(attempt)).await;
            assert!(sent.is_err(), "{sent:?}");
            // 1, 2, 4, 8, 16, 32 and 50 ms apart.
            assert!(attempts <= 8, "{attempts} attempts");
        });
        std::fs::remove_file(own).unwrap();
        std::fs::remove_file(peer).unwrap();
    }
}
