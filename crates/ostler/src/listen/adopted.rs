//! Listeners that the user already has.

use std::io;
use std::os::fd::OwnedFd;

use ostler_core::{Address, UnixAddress, UnixName};

use super::{BoundListener, local_of};
use crate::conn::Peer;
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
        rustix::io::ioctl_fionbio(&fd, true).map_err(|error| BindError::Adopt(error.into()))?;
        let address = match local_of(std::os::fd::AsFd::as_fd(&fd)) {
            Some(Peer::Inet(address)) => Address::from(address),
            Some(Peer::Unix { path: Some(path), .. }) => {
                Address::Unix(UnixAddress::new(UnixName::Path(path)))
            }
            _ => return Err(BindError::Adopt(io::ErrorKind::InvalidInput.into())),
        };
        Ok(BoundListener::socket(address, fd, None))
    }
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
