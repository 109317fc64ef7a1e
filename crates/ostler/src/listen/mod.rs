//! Binding an address: one listener type for every transport that has connections, another for datagrams.
//!
//! A listener is bound without a runtime ([`BoundListener`]) and later moved onto the one that accepts
//! ([`Listener`]). Accept errors leave here as raw error numbers: the acceptor decides on them, by the one table.

mod adopted;
mod datagram;
mod inet;
mod inherited;
mod memory;
mod socket_file;
mod socket_path;
mod unix;

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use ostler_core::{Address, InetAddress};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::net::SocketAddrAny;
use tokio::io::unix::AsyncFd;

pub use self::adopted::AdoptedListener;
pub(crate) use self::datagram::{BoundDatagram, OnLoop, bind as bind_datagram, check as check_datagram};
pub(crate) use self::memory::connect as connect_memory;
use self::memory::{MemoryListener, MemoryName};
use self::socket_path::SocketPath;
pub(crate) use self::unix::path_of;
use crate::conn::{MemoryStream, Peer};
use crate::server::BindError;

/// A listening endpoint that is not on a runtime yet.
#[derive(Debug)]
pub(crate) struct BoundListener {
    /// Where it really listens: port 0 resolved, host names turned into addresses.
    address: Address,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Socket { path: Option<SocketPath>, fd: OwnedFd },
    Memory { listener: MemoryListener, name: MemoryName },
}

impl BoundListener {
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    fn socket(address: Address, fd: OwnedFd, path: Option<SocketPath>) -> BoundListener {
        BoundListener { address, source: Source::Socket { fd, path } }
    }

    /// Closes this process's copy after a fork and leaves the endpoint to the process it was forked from.
    pub(crate) fn disown(self) {
        match self.source {
            Source::Socket { fd, path } => {
                drop(fd);
                path.into_iter().for_each(SocketPath::disown);
            }
            Source::Memory { .. } => {}
        }
    }

    /// Moves the listener onto the current runtime.
    pub(crate) fn into_listener(self) -> io::Result<Listener> {
        Ok(match self.source {
            Source::Socket { fd, path } => Listener::Socket { fd: crate::sys::register(fd)?, _path: path },
            Source::Memory { listener, name } => Listener::Memory { listener, name },
        })
    }
}

/// Whether this build can listen at `address`; the error names what it can.
pub(crate) fn check(address: &Address) -> Result<(), BindError> {
    match address {
        Address::Unix(unix) => unix::check(address, unix),
        Address::Tcp(_) | Address::Memory(_) | Address::Fd(_) | Address::Systemd(_) => Ok(()),
        other => Err(BindError::Unsupported { address: other.clone() }),
    }
}

/// Binds every endpoint that `address` stands for: a host name or `*` may be several, which share one port.
pub(crate) fn bind(address: &Address) -> Result<Vec<BoundListener>, BindError> {
    match address {
        Address::Tcp(inet) => inet::bind(address, inet),
        Address::Unix(unix) => Ok(vec![unix::bind(address, unix)?]),
        Address::Memory(name) => Ok(vec![memory::bind(address, name)?]),
        Address::Fd(fd) => Ok(vec![inherited::bind_fd(address, *fd)?]),
        Address::Systemd(name) => inherited::bind_systemd(address, name, inherited::bind_fd),
        other => Err(BindError::Unsupported { address: other.clone() }),
    }
}

/// A listener on a runtime.
#[derive(Debug)]
pub(crate) enum Listener {
    Socket {
        /// Unlinks the socket's path when the listener closes, and before it does: while the socket is open no other file
        /// can have its inode.
        _path: Option<SocketPath>,
        fd: AsyncFd<OwnedFd>,
    },
    Memory {
        listener: MemoryListener,
        name: MemoryName,
    },
}

impl Listener {
    /// Takes the listener off its runtime.
    pub(crate) fn into_bound(self, address: Address) -> BoundListener {
        let source = match self {
            Listener::Socket { fd, _path: path } => Source::Socket { fd: fd.into_inner(), path },
            Listener::Memory { listener, name } => Source::Memory { listener, name },
        };
        BoundListener { address, source }
    }
}

/// A client that was accepted and belongs to no runtime yet.
#[derive(Debug)]
pub(crate) enum Accepted {
    Socket(OwnedFd),
    Memory(MemoryStream),
}

impl Listener {
    /// Waits until a client may be there. Cancel safe.
    pub(crate) async fn wait_ready(&mut self) -> io::Result<()> {
        match self {
            Listener::Socket { fd, .. } => fd.readable().await.map(|mut readiness| readiness.retain_ready()),
            Listener::Memory { listener, .. } => listener.wait_ready().await,
        }
    }

    /// Asks the system whether a client is there; `wait_ready` may have remembered one that was accepted since.
    pub(crate) fn confirm_ready(&mut self) -> bool {
        match self {
            Listener::Socket { fd, .. } => fd
                .try_io(tokio::io::Interest::READABLE, |fd| {
                    let mut poll = [PollFd::new(fd, PollFlags::IN)];
                    match rustix::event::poll(&mut poll, Some(&Timespec::default()))? {
                        0 => Err(io::ErrorKind::WouldBlock.into()),
                        _ => Ok(()),
                    }
                })
                .is_ok(),
            Listener::Memory { listener, .. } => listener.confirm_ready(),
        }
    }

    /// Takes one client if there is one; `WouldBlock` if not.
    pub(crate) fn try_accept(&mut self) -> io::Result<(Accepted, Peer)> {
        match self {
            Listener::Socket { fd, .. } => {
                // `try_io` forgets the readiness when there was nobody, so that the next wait really waits.
                let (accepted, peer) = fd.try_io(tokio::io::Interest::READABLE, |fd| accept(fd.as_fd()))?;
                Ok((Accepted::Socket(accepted), peer))
            }
            Listener::Memory { listener, name } => {
                Ok((Accepted::Memory(listener.try_accept()?), Peer::Memory(name.to_string())))
            }
        }
    }
}

fn accept(listener: BorrowedFd<'_>) -> io::Result<(OwnedFd, Peer)> {
    let (fd, address) = accept_nonblocking(listener)?;
    let peer = peer_from(fd.as_fd(), address);
    Ok((fd, peer))
}

/// Who is at the other end of an accepted socket.
pub(crate) fn peer_of(fd: BorrowedFd<'_>) -> Peer {
    peer_from(fd, rustix::net::getpeername(fd).ok().flatten())
}

fn peer_from(fd: BorrowedFd<'_>, address: Option<SocketAddrAny>) -> Peer {
    match address.map(|address| (std::net::SocketAddr::try_from(address.clone()), address)) {
        Some((Ok(address), _)) => Peer::Inet(address),
        other => unix::peer_of(fd, other.map(|(_, address)| address)),
    }
}

#[cfg(not(target_vendor = "apple"))]
fn accept_nonblocking(listener: BorrowedFd<'_>) -> io::Result<(OwnedFd, Option<SocketAddrAny>)> {
    use rustix::net::SocketFlags;
    Ok(rustix::net::acceptfrom_with(listener, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK)?)
}

/// Without `accept4`: three calls for one.
#[cfg(target_vendor = "apple")]
fn accept_nonblocking(listener: BorrowedFd<'_>) -> io::Result<(OwnedFd, Option<SocketAddrAny>)> {
    let (fd, peer) = rustix::net::acceptfrom(listener)?;
    rustix::io::ioctl_fioclex(&fd)?;
    rustix::io::ioctl_fionbio(&fd, true)?;
    Ok((fd, peer))
}

/// Who is at the other end of a connected socket.
pub(crate) fn remote_of(fd: BorrowedFd<'_>) -> Peer {
    let remote = rustix::net::getpeername(fd).ok().flatten();
    match remote.as_ref().and_then(|remote| std::net::SocketAddr::try_from(remote.clone()).ok()) {
        Some(address) => Peer::Inet(address),
        None => unix::peer_of(fd, remote),
    }
}

/// The address of our own end of a socket.
pub(crate) fn local_of(fd: BorrowedFd<'_>) -> Option<Peer> {
    Some(end_at(rustix::net::getsockname(fd).ok()?))
}

/// Whom a datagram socket is connected to.
pub(crate) fn peer_of_connected(fd: BorrowedFd<'_>) -> Option<Peer> {
    Some(end_at(rustix::net::getpeername(fd).ok()??))
}

fn end_at(address: SocketAddrAny) -> Peer {
    match std::net::SocketAddr::try_from(address.clone()) {
        Ok(address) => Peer::Inet(address),
        Err(_) => Peer::Unix { path: path_of(address), uid: None, pid: None },
    }
}

fn inet_address(address: std::net::SocketAddr, options: &InetAddress) -> Address {
    let Address::Tcp(mut bound) = Address::from(address) else {
        unreachable!("a socket address is a TCP address");
    };
    bound.backlog = options.backlog;
    bound.nodelay = options.nodelay;
    Address::Tcp(bound)
}

/// The kernel cuts a longer backlog down to `net.core.somaxconn`, so this asks for all there is.
const BACKLOG_MAX: i32 = i32::MAX;
