//! A datagram as its handler sees it, and the socket it came from and is answered on.
//!
//! The job of a datagram is to handle it: it is counted, listed and ended like a connection. The socket belongs to all
//! datagrams of its address, so ending one job never touches it.

mod batch;
mod packed;
mod reply;
mod socket;
mod udp;
mod unix;

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

pub(crate) use self::batch::{Batch, Incoming};
pub use self::reply::Reply;
pub(crate) use self::socket::DatagramSocket;
use crate::conn::{ConnState, Peer};
use crate::server::{ConnectionId, DrainSignal};

/// A datagram: what was received, from whom, at which address, and the means to answer it.
///
/// It is cheap to clone and can be kept. Its job is over when its handler has returned; a clone kept for longer can still
/// answer, but no drain waits for that, and the socket stays open with it.
///
/// ```
/// use ostler::{Datagram, Server, datagram};
///
/// let shout = datagram(|d: Datagram| async move {
///     let answer = d.bytes().to_ascii_uppercase();
///     d.reply(&answer).await
/// });
/// Server::new().serve("udp://127.0.0.1:0", shout).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
#[derive(Clone)]
pub struct Datagram {
    inner: Arc<Inner>,
}

struct Inner {
    origin: Arc<Origin>,
    id: ConnectionId,
    bytes: Box<[u8]>,
    original_len: Option<usize>,
    peer: Peer,
    /// The address it was sent to, when that is not the one the socket is bound to.
    asked: Option<Peer>,
    bytes_sent: AtomicU64,
    /// Its entry in the registry, once it has one.
    state: OnceLock<Weak<ConnState>>,
}

/// What all datagrams of a socket have in common.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) socket: DatagramSocket,
    pub(crate) drain: DrainSignal,
    /// How long an answer may wait for room.
    pub(crate) write_stall: Option<Duration>,
}

impl Datagram {
    pub(crate) fn new(origin: &Arc<Origin>, id: ConnectionId, incoming: Incoming<'_>) -> Datagram {
        let Incoming { bytes, original_len, peer, asked } = incoming;
        let inner = Inner {
            asked: origin.socket.asked(asked),
            origin: Arc::clone(origin),
            id,
            bytes: bytes.into(),
            original_len,
            peer,
            bytes_sent: AtomicU64::new(0),
            state: OnceLock::new(),
        };
        Datagram { inner: Arc::new(inner) }
    }

    /// What was received; a datagram may have no bytes at all.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// Who has sent it. A Unix peer has a path only if its socket is bound to one, and its credentials (Linux).
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.inner.peer
    }

    /// The address it was sent to: answers leave from there. For a datagram to a multicast group or a broadcast address
    /// it is that address, and answers leave from one that the system chooses.
    #[must_use]
    pub fn local(&self) -> &Peer {
        self.inner.asked.as_ref().unwrap_or(self.inner.origin.socket.local())
    }

    /// Whether it was longer than the service's [`datagram_bytes_max`](crate::Service::datagram_bytes_max): what followed
    /// is lost.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.inner.original_len != Some(self.inner.bytes.len())
    }

    /// How many bytes it had before it was cut; `None` when the system does not tell (Unix sockets outside of Linux).
    #[must_use]
    pub fn original_len(&self) -> Option<usize> {
        self.inner.original_len
    }

    /// Its number, which no connection and no other datagram of the server has.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.inner.id
    }

    /// Whether the server has begun to shut down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.inner.origin.drain.is_draining()
    }

    /// Tells whether, and when, the server begins to shut down.
    #[must_use]
    pub fn drain_signal(&self) -> DrainSignal {
        self.inner.origin.drain.clone()
    }

    /// Sends `bytes` to the peer, at once: what is returned is a future that tells how that went, and that waits only while
    /// the system has no room, for at most the service's `write_stall` (30 s). May be called as often as wanted.
    ///
    /// # Errors
    /// As an [`io::Error`]: what the system says, like `EMSGSIZE` for too many bytes; `AddrNotAvailable` when the peer's
    /// Unix socket has no name; `TimedOut` when there was no room; and the end of the job, once it was ended by force.
    ///
    /// # Cancel safety
    /// See [`Reply`].
    pub fn reply(&self, bytes: impl AsRef<[u8]>) -> Reply {
        Reply::new(self, bytes.as_ref())
    }

    /// Sends `bytes` to the peer without ever waiting.
    ///
    /// # Errors
    /// As [`reply`](Datagram::reply), and `WouldBlock` when the system has no room.
    pub fn try_reply(&self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let bytes = bytes.as_ref();
        self.check_open()?;
        self.inner.origin.socket.try_send(bytes, &self.inner.peer, self.source())?;
        self.note_sent(bytes.len());
        Ok(())
    }

    /// Sends `bytes` to the peer from a thread that may wait: for blocking handlers that answer more than once.
    ///
    /// # Errors
    /// As [`reply`](Datagram::reply).
    ///
    /// # Blocking
    /// While the system has no room, for at most the service's `write_stall`.
    pub fn reply_blocking(&self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let bytes = bytes.as_ref();
        self.check_open()?;
        let origin = &self.inner.origin;
        origin.socket.send_blocking(bytes, &self.inner.peer, self.source(), origin.write_stall)?;
        self.note_sent(bytes.len());
        Ok(())
    }

    async fn reply_when_room(&self, bytes: &[u8]) -> io::Result<()> {
        let origin = &self.inner.origin;
        let send = origin.socket.send(bytes, &self.inner.peer, self.source(), origin.write_stall);
        let mut send = std::pin::pin!(send);
        // A forced end wakes the job, which comes to see it here.
        std::future::poll_fn(|cx| {
            if let Err(ended) = self.check_open() {
                return std::task::Poll::Ready(Err(ended));
            }
            send.as_mut().poll(cx)
        })
        .await?;
        self.note_sent(bytes.len());
        Ok(())
    }

    fn source(&self) -> Option<IpAddr> {
        Some(self.inner.asked.as_ref()?.inet()?.ip())
    }

    /// Enters the datagram's own job into `state`, which is its entry in the registry.
    pub(crate) fn attach(&self, state: &Arc<ConnState>) {
        if !self.inner.bytes.is_empty() {
            state.note_read(self.inner.bytes.len());
        }
        self.attach_unread(state);
        let sent = self.bytes_sent();
        if sent > 0 {
            state.note_write(usize::try_from(sent).unwrap_or(usize::MAX));
        }
    }

    /// As [`attach`](Datagram::attach), where what was received is counted already.
    pub(crate) fn attach_unread(&self, state: &Arc<ConnState>) {
        let _first_entry = self.inner.state.set(Arc::downgrade(state));
    }

    pub(crate) fn bytes_sent(&self) -> u64 {
        self.inner.bytes_sent.load(Ordering::Relaxed)
    }

    fn state(&self) -> Option<Arc<ConnState>> {
        self.inner.state.get()?.upgrade()
    }

    fn check_open(&self) -> io::Result<()> {
        self.state().map_or(Ok(()), |state| state.check_open())
    }

    fn note_sent(&self, count: usize) {
        self.inner.bytes_sent.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(state) = self.state() {
            state.note_write(count);
        }
    }
}

impl fmt::Debug for Datagram {
    /// Without what was received: that belongs into no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Datagram")
            .field("id", &self.inner.id)
            .field("peer", &self.inner.peer)
            .field("local", self.local())
            .field("len", &self.inner.bytes.len())
            .field("is_truncated", &self.is_truncated())
            .finish_non_exhaustive()
    }
}
