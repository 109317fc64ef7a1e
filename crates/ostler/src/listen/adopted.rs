//! Listeners that the user already has.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use ostler_core::{Address, UnixAddress};
use socket2::{SockRef, Type};

use super::unix::name_of;
use super::{BoundDatagram, BoundListener};
use crate::datagram::DatagramSocket;
use crate::server::BindError;

/// An existing socket, for [`Server::serve_listener`](crate::Server::serve_listener): a `TcpListener` or `UnixListener`,
/// or for a service of datagrams a `UdpSocket` or `UnixDatagram`, of `std` or tokio.
#[derive(Debug)]
pub struct AdoptedListener {
    fd: io::Result<OwnedFd>,
}

impl AdoptedListener {
    /// Where the socket is bound, as a service of connections or of datagrams sees it; `None` when it is none for that service,
    /// which `into_bound` and `into_bound_datagram` have an error for.
    pub(crate) fn address(&self, is_datagram: bool) -> Option<Address> {
        let fd = self.fd.as_ref().ok()?;
        let kind = if is_datagram { Type::DGRAM } else { Type::STREAM };
        let address =
            address_of(fd).ok().filter(|_| SockRef::from(fd).r#type().is_ok_and(|found| found == kind))?;
        Some(if is_datagram { of_datagrams(address) } else { address })
    }

    pub(crate) fn into_bound(self) -> Result<BoundListener, BindError> {
        let fd = self.open(Type::STREAM)?;
        let address = match address_of(&fd)? {
            Address::Tcp(inet) => {
                // As at listeners of our own; accepted sockets inherit it.
                SockRef::from(&fd).set_tcp_nodelay(true).map_err(BindError::Adopt)?;
                Address::Tcp(inet)
            }
            address => address,
        };
        Ok(BoundListener::socket(address, fd, None))
    }

    pub(crate) fn into_bound_datagram(self) -> Result<BoundDatagram, BindError> {
        let fd = self.open(Type::DGRAM)?;
        let address = of_datagrams(address_of(&fd)?);
        let socket = DatagramSocket::new(fd, false).map_err(BindError::Adopt)?;
        Ok(BoundDatagram::new(address, socket, None))
    }

    /// Nothing is changed at a socket before it is certain that it is one to serve.
    fn open(self, kind: Type) -> Result<OwnedFd, BindError> {
        let fd = self.fd.map_err(BindError::Adopt)?;
        let socket = SockRef::from(&fd);
        let is_kind = socket.r#type().map_err(BindError::Adopt)? == kind;
        let is_it = is_kind && (kind == Type::DGRAM || socket.is_listener().map_err(BindError::Adopt)?);
        if !is_it {
            let what = if kind == Type::DGRAM {
                "it is not a datagram socket, and the service is one of datagrams"
            } else {
                "it is not a listening stream socket, and the service is one of connections"
            };
            return Err(BindError::Adopt(io::Error::new(io::ErrorKind::InvalidInput, what)));
        }
        rustix::io::ioctl_fionbio(&fd, true).map_err(|error| BindError::Adopt(error.into()))?;
        Ok(fd)
    }
}

/// Where a socket is bound, as the address of a stream socket.
fn address_of(fd: &OwnedFd) -> Result<Address, BindError> {
    let local = rustix::net::getsockname(fd).map_err(|error| BindError::Adopt(error.into()))?;
    match SocketAddr::try_from(local.clone()) {
        Ok(address) => Ok(Address::from(address)),
        Err(_) => {
            let unnamed = || io::Error::new(io::ErrorKind::InvalidInput, "the socket is bound to no address");
            let name = name_of(local).ok_or_else(|| BindError::Adopt(unnamed()))?;
            Ok(Address::Unix(UnixAddress::new(name)))
        }
    }
}

fn of_datagrams(address: Address) -> Address {
    match address {
        Address::Tcp(inet) => Address::Udp(inet),
        Address::Unix(unix) => Address::UnixDatagram(unix),
        _ => unreachable!("a socket has an IP or a Unix address"),
    }
}

impl From<OwnedFd> for AdoptedListener {
    /// A listening stream socket or a bound datagram socket, of any kind.
    fn from(fd: OwnedFd) -> AdoptedListener {
        AdoptedListener { fd: Ok(fd) }
    }
}

impl From<std::net::TcpListener> for AdoptedListener {
    fn from(listener: std::net::TcpListener) -> AdoptedListener {
        AdoptedListener { fd: Ok(listener.into()) }
    }
}

impl From<std::os::unix::net::UnixListener> for AdoptedListener {
    fn from(listener: std::os::unix::net::UnixListener) -> AdoptedListener {
        AdoptedListener { fd: Ok(listener.into()) }
    }
}

impl From<tokio::net::TcpListener> for AdoptedListener {
    fn from(listener: tokio::net::TcpListener) -> AdoptedListener {
        AdoptedListener { fd: listener.into_std().map(OwnedFd::from) }
    }
}

impl From<tokio::net::UnixListener> for AdoptedListener {
    fn from(listener: tokio::net::UnixListener) -> AdoptedListener {
        AdoptedListener { fd: listener.into_std().map(OwnedFd::from) }
    }
}

impl From<std::net::UdpSocket> for AdoptedListener {
    fn from(socket: std::net::UdpSocket) -> AdoptedListener {
        AdoptedListener { fd: Ok(socket.into()) }
    }
}

impl From<std::os::unix::net::UnixDatagram> for AdoptedListener {
    fn from(socket: std::os::unix::net::UnixDatagram) -> AdoptedListener {
        AdoptedListener { fd: Ok(socket.into()) }
    }
}

impl From<tokio::net::UdpSocket> for AdoptedListener {
    fn from(socket: tokio::net::UdpSocket) -> AdoptedListener {
        AdoptedListener { fd: socket.into_std().map(OwnedFd::from) }
    }
}

impl From<tokio::net::UnixDatagram> for AdoptedListener {
    fn from(socket: tokio::net::UnixDatagram) -> AdoptedListener {
        AdoptedListener { fd: socket.into_std().map(OwnedFd::from) }
    }
}
