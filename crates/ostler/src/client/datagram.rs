//! Clients that exchange datagrams with one server. The socket is connected, so the system drops what others send to it, and
//! tells of a server that is not there.

use std::fmt;
use std::io::{self, IoSliceMut};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use ostler_core::{Address, InetAddress};
use rustix::net::{RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendFlags};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::timeout_at;

use super::{ConnectAttempt, ConnectError, ConnectOptions, tcp, unix};
use crate::conn::Peer;
use crate::listen::{local_of, remote_of};
use crate::sys;

/// Exchanges datagrams with one server. From [`connect_datagram`](crate::connect_datagram).
///
/// All of it works through `&self`: one task may send while another receives. A server that is not there shows as
/// `ConnectionRefused` of a later call, once for each datagram that did not arrive; the client lives on. (A Unix server that
/// comes back has a new socket, so it needs a new client.)
///
/// ```
/// use ostler::{Address, connect_datagram};
///
/// # let rt = tokio::runtime::Runtime::new()?;
/// # rt.block_on(async {
/// let server = tokio::net::UdpSocket::bind("127.0.0.1:0").await?;
/// let address: Address = format!("udp://{}", server.local_addr()?).parse()?;
/// let client = connect_datagram(&address).await?;
/// client.send(b"time?").await?;
/// let mut question = [0; 16];
/// let (len, peer) = server.recv_from(&mut question).await?;
/// server.send_to(&question[..len], peer).await?;
/// let mut answer = [0; 16];
/// assert_eq!(client.recv(&mut answer).await?, 5);
/// # Ok::<(), ostler::BoxError>(())
/// # })?;
/// # Ok::<(), ostler::BoxError>(())
/// ```
pub struct DatagramClient {
    fd: AsyncFd<OwnedFd>,
    peer: Peer,
}

impl DatagramClient {
    /// Who the datagrams go to.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Where the answers come to.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        local_of(self.fd.as_fd())
    }

    /// Sends `bytes` as one datagram; it may be empty.
    ///
    /// # Errors
    /// The system's: a datagram that is too long for the transport, or `ConnectionRefused` for an earlier one.
    ///
    /// # Cancel safety
    /// Safe: it was sent whole or not at all.
    pub async fn send(&self, bytes: &[u8]) -> io::Result<()> {
        self.fd.async_io(Interest::WRITABLE, |fd| send(fd.as_fd(), bytes)).await
    }

    /// Receives one datagram into `buffer` and returns its length.
    ///
    /// # Errors
    /// `InvalidData` for a datagram longer than `buffer`, which holds its beginning then, and the rest is lost;
    /// `ConnectionRefused` for one sent earlier; other errors of the system.
    ///
    /// # Cancel safety
    /// Safe: no datagram is lost.
    pub async fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        // A refusal alone does not make the socket readable.
        let interest = Interest::READABLE | Interest::ERROR;
        self.fd.async_io(interest, |fd| recv(fd.as_fd(), buffer)).await
    }
}

/// Exchanges datagrams with one server, for code that blocks. From
/// [`connect_datagram_blocking`](crate::connect_datagram_blocking); see [`DatagramClient`].
///
/// # Blocking
/// Every call, for as long as [`set_timeout`](BlockingDatagramClient::set_timeout) says; there is no limit at first.
pub struct BlockingDatagramClient {
    fd: OwnedFd,
    peer: Peer,
}

impl BlockingDatagramClient {
    /// Who the datagrams go to.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Where the answers come to.
    #[must_use]
    pub fn local(&self) -> Option<Peer> {
        local_of(self.fd.as_fd())
    }

    /// Limits how long a call waits; one that waits longer fails with `TimedOut`. At least a millisecond. Default: no limit.
    ///
    /// # Errors
    /// The system's.
    pub fn set_timeout(&self, limit: impl Into<Option<Duration>>) -> io::Result<()> {
        // Zero would be no limit to the system.
        let limit = limit.into().map(|limit| limit.max(Duration::from_millis(1)));
        let socket = SockRef::from(&self.fd);
        socket.set_read_timeout(limit)?;
        socket.set_write_timeout(limit)
    }

    /// Sends `bytes` as one datagram; it may be empty.
    ///
    /// # Errors
    /// As [`DatagramClient::send`], and `TimedOut`.
    ///
    /// # Blocking
    /// While the system's buffer is full.
    pub fn send(&self, bytes: &[u8]) -> io::Result<()> {
        retry(|| send(self.fd.as_fd(), bytes))
    }

    /// Receives one datagram into `buffer` and returns its length.
    ///
    /// # Errors
    /// As [`DatagramClient::recv`], and `TimedOut`.
    ///
    /// # Blocking
    /// Until a datagram comes.
    pub fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        retry(|| recv(self.fd.as_fd(), buffer))
    }
}

fn send(fd: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<()> {
    Ok(rustix::net::send(fd, bytes, SendFlags::NOSIGNAL).map(drop)?)
}

fn recv(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<usize> {
    let room = buffer.len();
    let mut control = RecvAncillaryBuffer::default();
    let received =
        rustix::net::recvmsg(fd, &mut [IoSliceMut::new(buffer)], &mut control, RecvFlags::empty())?;
    if received.flags.contains(ReturnFlags::TRUNC) {
        let message = format!("the datagram is longer than the {room} bytes there are for it");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(received.bytes)
}

/// A call that waits in the system: signals are no answer, and its time limit is called what it is.
fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            other => return other,
        }
    }
}

/// Makes the client on the current event loop.
pub(super) async fn open(
    address: &Address,
    options: &ConnectOptions,
) -> Result<DatagramClient, ConnectError> {
    let (fd, peer) = match address {
        Address::Udp(inet) => {
            let resolved = match options.deadline() {
                None => tcp::resolve(inet).await,
                Some(deadline) => match timeout_at(deadline, tcp::resolve(inet)).await {
                    Ok(resolved) => resolved,
                    Err(_elapsed) => return Err(options.timed_out(address, Vec::new())),
                },
            };
            connect_any(address, tcp::found(address, resolved)?)?
        }
        other => open_local(other)?,
    };
    let failed = |error| ConnectError::failed(address, error);
    Ok(DatagramClient { fd: sys::register(fd).map_err(failed)?, peer })
}

/// Makes the client for the calling thread.
pub(super) fn open_blocking(address: &Address) -> Result<BlockingDatagramClient, ConnectError> {
    let (fd, peer) = match address {
        Address::Udp(inet) => connect_any(address, tcp::found(address, tcp::resolve_blocking(inet))?)?,
        other => open_local(other)?,
    };
    rustix::io::ioctl_fionbio(&fd, false).map_err(|error| ConnectError::failed(address, error.into()))?;
    Ok(BlockingDatagramClient { fd, peer })
}

fn open_local(address: &Address) -> Result<(OwnedFd, Peer), ConnectError> {
    let Address::UnixDatagram(unix) = address else {
        let allowed = "udp:// and unixgram:";
        return Err(ConnectError::Unsupported { address: Box::new(address.clone()), allowed });
    };
    let fd = unix::connect_datagram(&unix.name).map_err(|error| ConnectError::failed(address, error))?;
    let peer = remote_of(fd.as_fd());
    Ok((fd, peer))
}

/// A socket connected to the first of `resolved` that there is a way to. Connecting sends nothing, so it cannot tell whether
/// somebody is there.
fn connect_any(address: &Address, resolved: Vec<SocketAddr>) -> Result<(OwnedFd, Peer), ConnectError> {
    let mut attempts = Vec::new();
    for target in resolved {
        match connect_udp(target) {
            Ok(fd) => return Ok((fd, Peer::Inet(target))),
            Err(error) => attempts.push(ConnectAttempt { target: udp_address(target), error }),
        }
    }
    Err(ConnectError::Failed { address: Box::new(address.clone()), attempts })
}

fn connect_udp(target: SocketAddr) -> io::Result<OwnedFd> {
    let socket = Socket::new(Domain::for_address(target), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    let any: SocketAddr = match target {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    socket.bind(&any.into())?;
    socket.connect(&target.into())?;
    Ok(socket.into())
}

fn udp_address(target: SocketAddr) -> Address {
    match Address::from(target) {
        Address::Tcp(InetAddress { host, port, .. }) => Address::Udp(InetAddress::new(host, port)),
        other => other,
    }
}

impl fmt::Debug for DatagramClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatagramClient").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl fmt::Debug for BlockingDatagramClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingDatagramClient").field("peer", &self.peer).finish_non_exhaustive()
    }
}
