//! Taking over descriptors that the process was started with.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::sync::{Mutex, PoisonError};

/// Descriptors that were taken over already: each has one owner.
static TAKEN: Mutex<BTreeSet<RawFd>> = Mutex::new(BTreeSet::new());

/// Takes over descriptor `fd`, once. The caller vouches that nothing else in the process uses it: the address `fd:` and the
/// variable `LISTEN_FDS` say so. Descriptors that close on exec were opened by this process, and are refused.
pub(crate) fn take_inherited(fd: RawFd) -> io::Result<OwnedFd> {
    if fd < FIRST_INHERITED {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "descriptors 0 to 2 are the standard streams",
        ));
    }
    // SAFETY: asking for the flags of a number that is no open descriptor is an error and nothing else.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    if flags == -1 {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("descriptor {fd} is not open")));
    }
    if flags & libc::FD_CLOEXEC != 0 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "descriptor {fd} was not inherited: it is one of this process's own, which close on exec"
            ),
        ));
    }
    let is_new = TAKEN.lock().unwrap_or_else(PoisonError::into_inner).insert(fd);
    if !is_new {
        return Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("descriptor {fd} was taken over before"),
        ));
    }
    // SAFETY: the descriptor is open, and `TAKEN` sees to it that it is given away once. It came with the process or was made
    // to be inherited, so no owner of the standard library or of this crate's dependencies has it: theirs close on exec. That
    // nobody else uses it is what the configuration states that named it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// sd_listen_fds(3): SD_LISTEN_FDS_START.
pub(crate) const FIRST_INHERITED: RawFd = 3;

#[cfg(test)]
mod tests {
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn what_the_process_itself_has_opened_is_refused() {
        let own = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let error = take_inherited(own.as_raw_fd()).unwrap_err();
        assert!(error.to_string().contains("was not inherited"), "{error}");
        // It is still its owner's.
        assert!(own.local_addr().is_ok());
    }
}
