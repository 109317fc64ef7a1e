//! Unix stream listeners: mode and owner before anybody can connect, and a stale path that is taken over without
//! ever taking a live server's.
//!
//! Two starters that find the same stale path must not both remove it. A lock on `PATH.lock` decides: whoever holds
//! it may look, remove and bind; the kernel gives it back when the process dies. The path is unlinked at the end only
//! while it is still the socket that was bound here.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ostler_core::{Address, UnixAddress, UnixName};
use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::net::{SocketAddrAny, SocketAddrUnix};
use socket2::{Domain, SockAddr, Socket, Type};

use super::{BACKLOG_MAX, BoundListener};
use crate::conn::Peer;
use crate::server::BindError;

/// Whether the options of the address can be carried out.
pub(super) fn check(address: &Address, unix: &UnixAddress) -> Result<(), BindError> {
    if unix.owner.is_some() || unix.group.is_some() {
        return Err(BindError::UnsupportedOption { address: address.clone(), option: "owner and group" });
    }
    Ok(())
}

pub(super) fn bind(address: &Address, unix: &UnixAddress) -> Result<BoundListener, BindError> {
    let io_error = |error| BindError::from_io(address, error);
    let (fd, path) = match &unix.name {
        UnixName::Path(path) => {
            let claim = SocketPath::claim(path).map_err(io_error)?;
            let (fd, claim) = listen_at(claim, unix.mode).map_err(io_error)?;
            (fd, Some(claim))
        }
        UnixName::Abstract(name) => (listen_abstract(name).map_err(io_error)?, None),
    };
    Ok(BoundListener::socket(address.clone(), fd, path))
}

fn listen_at(mut claim: SocketPath, mode: Option<u32>) -> io::Result<(OwnedFd, SocketPath)> {
    let socket = new_socket()?;
    socket.bind(&SockAddr::unix(&claim.path)?)?;
    claim.bound = Some(identity(&claim.path)?);
    if let Some(mode) = mode {
        fs::set_permissions(&claim.path, Permissions::from_mode(mode))?;
    }
    // Only now can anybody connect, so nobody came in under a wider mode.
    socket.listen(BACKLOG_MAX)?;
    Ok((socket.into(), claim))
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

/// A path that this process may bind, and removes again if it did.
#[derive(Debug)]
pub(crate) struct SocketPath {
    path: PathBuf,
    lock_path: PathBuf,
    /// Held for as long as the path is ours.
    _lock: File,
    /// Device and inode of the socket that was bound here.
    bound: Option<(u64, u64)>,
}

impl SocketPath {
    /// Takes the lock of `path` and removes a socket that nobody listens at.
    fn claim(path: &Path) -> io::Result<SocketPath> {
        let mut lock_path = path.as_os_str().to_owned();
        lock_path.push(".lock");
        let lock_path = PathBuf::from(lock_path);
        let claim = SocketPath { path: path.into(), _lock: lock(&lock_path)?, lock_path, bound: None };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(claim),
            Err(error) => Err(error),
            Ok(found) if !found.file_type().is_socket() => {
                Err(io::Error::new(io::ErrorKind::AlreadyExists, "the path exists and is not a socket"))
            }
            // Without waiting: a live server whose queue is full would keep this call for ever.
            Ok(_) => match new_socket()?.connect(&SockAddr::unix(path)?) {
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                    fs::remove_file(path)?;
                    Ok(claim)
                }
                // Somebody answers, or we may not even ask: not ours to remove.
                Ok(()) => Err(io::ErrorKind::AddrInUse.into()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    Err(io::ErrorKind::AddrInUse.into())
                }
                Err(error) => Err(error),
            },
        }
    }
}

impl Drop for SocketPath {
    fn drop(&mut self) {
        if self.bound.is_some() && identity(&self.path).ok() == self.bound {
            let _gone_already = fs::remove_file(&self.path);
        }
        // While the lock is still held: whoever opened the old file sees that it is no longer the one at the path.
        let _gone_already = fs::remove_file(&self.lock_path);
    }
}

fn lock(lock_path: &Path) -> io::Result<File> {
    for _attempt in 0..LOCK_ATTEMPTS_MAX {
        // For nobody else, because whoever can open it can hold the lock; and not where somebody's link leads.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(lock_path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
            rustix::io::Errno::WOULDBLOCK => io::ErrorKind::AddrInUse.into(),
            error => io::Error::from(error),
        })?;
        let opened = file.metadata()?;
        if identity(lock_path).is_ok_and(|current| current == (opened.dev(), opened.ino())) {
            return Ok(file);
        }
        // The last holder removed the file between our opening and locking it: this lock guards nothing.
    }
    Err(io::ErrorKind::AddrInUse.into())
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::symlink_metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// The peer of an accepted Unix socket, with its credentials where the system tells them.
pub(super) fn peer_of(fd: BorrowedFd<'_>, address: Option<SocketAddrAny>) -> Peer {
    let (uid, pid) = credentials(fd);
    Peer::Unix { path: address.and_then(path_of), uid, pid }
}

#[cfg(target_os = "linux")]
fn credentials(fd: BorrowedFd<'_>) -> (Option<u32>, Option<u32>) {
    match rustix::net::sockopt::socket_peercred(fd) {
        Ok(found) => (Some(found.uid.as_raw()), u32::try_from(found.pid.as_raw_nonzero().get()).ok()),
        Err(_) => (None, None),
    }
}

#[cfg(not(target_os = "linux"))]
fn credentials(_fd: BorrowedFd<'_>) -> (Option<u32>, Option<u32>) {
    (None, None)
}

/// The path of a bound Unix address; an abstract name is given with its `@`.
pub(super) fn path_of(address: SocketAddrAny) -> Option<PathBuf> {
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

/// How often the lock is tried when its file keeps being removed by others who are just ending.
const LOCK_ATTEMPTS_MAX: u32 = 16;
