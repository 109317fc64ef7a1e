//! Listeners that the user already has.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use ostler_core::{Address, UnixAddress};
use socket2::{SockRef, Type};

use super::BoundListener;
use super::unix::name_of;
use crate::server::BindError;

/// An existing listener, for [`Server::serve_listener`](crate::Server::serve_listener): a `TcpListener` or
/// `UnixListener` of `std` or tokio.
#[derive(Debug)]
pub struct AdoptedListener {
    fd: io::Result<OwnedFd>,
}

impl AdoptedListener {
    pub(crate) fn into_bound(self) -> Result<BoundListener, BindError> {
        let fd = self.fd.map_err(BindError::Adopt)?;
        check_listens(&fd).map_err(BindError::Adopt)?;
        rustix::io::ioctl_fionbio(&fd, true).map_err(|error| BindError::Adopt(error.into()))?;
        let local = rustix::net::getsockname(&fd).map_err(|error| BindError::Adopt(error.into()))?;
        let address = match SocketAddr::try_from(local.clone()) {
            Ok(address) => {
                // As at listeners of our own; accepted sockets inherit it.
                SockRef::from(&fd).set_tcp_nodelay(true).map_err(BindError::Adopt)?;
                Address::from(address)
            }
            Err(_) => {
                let name = name_of(local).ok_or(BindError::Adopt(io::ErrorKind::InvalidInput.into()))?;
                Address::Unix(UnixAddress::new(name))
            }
        };
        Ok(BoundListener::socket(address, fd, None))
    }
}

/// Nothing is changed at a socket before it is certain that it is one to serve.
fn check_listens(fd: &OwnedFd) -> io::Result<()> {
    let socket = SockRef::from(fd);
    if socket.r#type()? == Type::STREAM && socket.is_listener()? {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a listening stream socket"))
}

impl From<OwnedFd> for AdoptedListener {
    /// A listening stream socket of any kind.
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
