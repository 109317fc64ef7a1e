//! A path that a Unix socket is bound to: a stale one is taken over without ever taking a live server's, and only what
//! was bound here is removed again.
//!
//! Two starters that find the same stale path must not both remove it. A lock on `PATH.lock` decides: whoever holds
//! it may look, remove and bind; the kernel gives it back when the process dies. Whether a socket lives is asked of
//! the kernel in a way that no server notices.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ostler_core::Address;
use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;
use socket2::{Domain, SockAddr, Socket, Type};

use super::socket_file::{BoundFile, FileIdentity, FileRights};
use crate::server::BindError;

/// A path that a socket of this process is bound to. Dropping it removes the file, if it still is that socket.
#[derive(Debug)]
pub(crate) struct SocketPath {
    path: PathBuf,
    lock_path: PathBuf,
    /// Held for as long as the path is ours; `None` where it is another process's.
    lock: Option<File>,
    /// The socket that was bound here.
    bound: Option<FileIdentity>,
}

impl SocketPath {
    /// Claims `path`, binds `socket` to it and gives its file `rights`. A stream socket is still to `listen`: until then
    /// nobody can connect, so nobody comes in under wider rights.
    pub(super) fn bind(
        address: &Address,
        path: &Path,
        socket: &Socket,
        rights: &FileRights,
    ) -> Result<SocketPath, BindError> {
        let io_error = |error| BindError::from_io(address, error);
        let mut claim = SocketPath::claim(path).map_err(io_error)?;
        // Linux gives the file the mode of the unbound socket: what can receive as soon as it is bound is safe as well.
        #[cfg(target_os = "linux")]
        if let Some(mode) = rights.initial_mode() {
            rustix::fs::fchmod(socket, mode).map_err(|error| io_error(error.into()))?;
        }
        socket.bind(&SockAddr::unix(path).map_err(io_error)?).map_err(io_error)?;
        let file = BoundFile::open(path).map_err(io_error)?;
        claim.bound = Some(file.identity().map_err(io_error)?);
        rights.apply(address, &file)?;
        Ok(claim)
    }

    /// Leaves the path to the process that this one was forked from: its file stays, and only that process holds the lock.
    pub(super) fn disown(mut self) {
        self.lock = None;
    }

    /// Takes the lock of `path` and removes a socket that nobody is bound to.
    fn claim(path: &Path) -> io::Result<SocketPath> {
        let mut lock_path = path.as_os_str().to_owned();
        lock_path.push(".lock");
        let lock_path = PathBuf::from(lock_path);
        let claim = SocketPath { path: path.into(), lock: Some(lock(&lock_path)?), lock_path, bound: None };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(claim),
            Err(error) => Err(error),
            Ok(found) if !found.file_type().is_socket() => {
                Err(io::Error::new(io::ErrorKind::AlreadyExists, "the path exists and is not a socket"))
            }
            Ok(_) => {
                check_is_stale(path)?;
                fs::remove_file(path)?;
                Ok(claim)
            }
        }
    }
}

impl Drop for SocketPath {
    fn drop(&mut self) {
        if self.lock.is_none() {
            return;
        }
        if self.bound.is_some() && FileIdentity::at(&self.path).ok() == self.bound {
            let _gone_already = fs::remove_file(&self.path);
        }
        // While the lock is still held: whoever opened the old file sees that it is no longer the one at the path.
        let _gone_already = fs::remove_file(&self.lock_path);
    }
}

/// Fails when some process is bound to the socket at `path`.
fn check_is_stale(path: &Path) -> io::Result<()> {
    // A datagram socket sees more than a stream would and disturbs nobody: it is refused only where nobody is bound,
    // not where somebody has yet to call `listen`; its kind differs from a stream server's, which never sees a client;
    // and it never waits for a full queue.
    let probe = Socket::new(Domain::UNIX, Type::DGRAM, None)?;
    probe.set_nonblocking(true)?;
    let Err(error) = probe.connect(&SockAddr::unix(path)?) else {
        return Err(io::ErrorKind::AddrInUse.into());
    };
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::CONNREFUSED) => Ok(()),
        // A stream socket; or one of datagrams that is connected to somebody else.
        Some(Errno::PROTOTYPE | Errno::PERM) => Err(io::ErrorKind::AddrInUse.into()),
        // We may not even ask: not ours to remove.
        _ => Err(error),
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
            Errno::WOULDBLOCK => io::ErrorKind::AddrInUse.into(),
            error => io::Error::from(error),
        })?;
        let opened = FileIdentity::of(&rustix::fs::fstat(&file)?);
        if FileIdentity::at(lock_path).is_ok_and(|current| current == opened) {
            return Ok(file);
        }
        // The last holder removed the file between our opening and locking it: this lock guards nothing.
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// How often the lock is tried when its file keeps being removed by others who are just ending.
const LOCK_ATTEMPTS_MAX: u32 = 16;
