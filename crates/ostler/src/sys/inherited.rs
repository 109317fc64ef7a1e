//! Taking over descriptors that the process was started with.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Descriptors that were taken over already: each has one owner.
static TAKEN: Mutex<BTreeSet<RawFd>> = Mutex::new(BTreeSet::new());

/// Takes over descriptor `fd`, once. The caller vouches that it was inherited and that nothing else in the process uses
/// it: the address `fd:` and the variable `LISTEN_FDS` say so.
pub(crate) fn take_inherited(fd: RawFd) -> io::Result<OwnedFd> {
    if fd < FIRST_INHERITED {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "descriptors 0 to 2 are the standard streams",
        ));
    }
    if !PathBuf::from(format!("/dev/fd/{fd}")).exists() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("descriptor {fd} is not open")));
    }
    let is_new = TAKEN.lock().unwrap_or_else(PoisonError::into_inner).insert(fd);
    if !is_new {
        return Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("descriptor {fd} was taken over before"),
        ));
    }
    // SAFETY: the descriptor is open, and `TAKEN` sees to it that it is given away once; that nobody else owns it is what
    // the configuration states that named it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// sd_listen_fds(3): SD_LISTEN_FDS_START.
pub(crate) const FIRST_INHERITED: RawFd = 3;
