//! Unix stream listeners, at a path or under an abstract name, and who the peer of a Unix socket is.

use std::ffi::OsString;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use ostler_core::{Address, UnixAddress, UnixName};
use rustix::net::{SocketAddrAny, SocketAddrUnix};
use socket2::{Domain, Socket, Type};

use super::socket_file::FileRights;
use super::socket_path::SocketPath;
use super::{BACKLOG_MAX, BoundListener};
use crate::conn::Peer;
use crate::server::BindError;

/// Whether the options of the address can be carried out, as far as that shows before it is bound.
pub(super) fn check(address: &Address, unix: &UnixAddress) -> Result<(), BindError> {
    FileRights::resolve(address, unix).map(drop)
}

pub(super) fn bind(address: &Address, unix: &UnixAddress) -> Result<BoundListener, BindError> {
    let io_error = |error| BindError::from_io(address, error);
    let (fd, path) = match &unix.name {
        UnixName::Path(path) => {
            let rights = FileRights::resolve(address, unix)?;
            let socket = new_socket().map_err(io_error)?;
            let path = SocketPath::bind(address, path, &socket, &rights)?;
            socket.listen(BACKLOG_MAX).map_err(io_error)?;
            (socket.into(), Some(path))
        }
        UnixName::Abstract(name) => (listen_abstract(name).map_err(io_error)?, None),
    };
    Ok(BoundListener::socket(address.clone(), fd, path))
}

#[cfg(target_os = "linux")]
fn listen_abstract(name: &[u8]) -> io::Result<OwnedFd> {
    let socket = new_socket()?;
    rustix::net::bind(&socket, &SocketAddrUnix::new_abstract_name(name)?)?;
    socket.listen(BACKLOG_MAX)?;
    Ok(socket.into())
}

#[cfg(not(target_os = "linux"))]
fn listen_abstract(_name: &[u8]) -> io::Result<OwnedFd> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "abstract Unix sockets exist on Linux only"))
}

fn new_socket() -> io::Result<Socket> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// The peer of an accepted Unix socket, with its credentials where the system tells them.
pub(super) fn peer_of(fd: BorrowedFd<'_>, address: Option<SocketAddrAny>) -> Peer {
    let (uid, pid) = credentials(fd);
    Peer::Unix { path: address.and_then(path_of), uid, pid }
}

#[cfg(target_os = "linux")]
fn credentials(fd: BorrowedFd<'_>) -> (Option<u32>, Option<u32>) {
    // Not rustix, whose process ids cannot be 0: a peer in another process namespace has no number here.
    match nix::sys::socket::getsockopt(&fd, nix::sys::socket::sockopt::PeerCredentials) {
        Ok(found) => (
            Some(found.uid()).filter(|uid| *uid != u32::MAX),
            u32::try_from(found.pid()).ok().filter(|pid| *pid != 0),
        ),
        Err(_) => (None, None),
    }
}

#[cfg(not(target_os = "linux"))]
fn credentials(_fd: BorrowedFd<'_>) -> (Option<u32>, Option<u32>) {
    (None, None)
}

/// The path of a bound Unix address; an abstract name is given with its `@`.
pub(crate) fn path_of(address: SocketAddrAny) -> Option<PathBuf> {
    match name_of(address)? {
        UnixName::Path(path) => Some(path),
        UnixName::Abstract(name) => Some(OsString::from_vec([b"@", &*name].concat()).into()),
    }
}

/// The name of a Unix address; `None` for a socket that is bound to none.
pub(super) fn name_of(address: SocketAddrAny) -> Option<UnixName> {
    let address = SocketAddrUnix::try_from(address).ok()?;
    if let Some(path) = address.path_bytes().filter(|path| !path.is_empty()) {
        return Some(UnixName::Path(OsString::from_vec(path.to_vec()).into()));
    }
    #[cfg(target_os = "linux")]
    if let Some(name) = address.abstract_name().filter(|name| !name.is_empty()) {
        return Some(UnixName::Abstract(name.to_vec()));
    }
    None
}
