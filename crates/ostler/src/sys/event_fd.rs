//! Putting an owned descriptor on the current event loop.

use std::io;
use std::os::fd::OwnedFd;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Registers `fd` with the current runtime, which must exist, for reading and writing. The descriptor is closed on error.
pub(crate) fn register(fd: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    register_for(fd, Interest::READABLE | Interest::WRITABLE)
}

/// As [`register`], for `interest` alone: the event loop is not woken by anything else.
pub(crate) fn register_for(fd: OwnedFd, interest: Interest) -> io::Result<AsyncFd<OwnedFd>> {
    // SAFETY: an `OwnedFd` is open until it is dropped, names the same descriptor all its life, and the `AsyncFd` owns
    // it from here on; nothing in this crate takes the `AsyncFd`'s inner value out or replaces it.
    Ok(unsafe { AsyncFd::register_with_interest(fd, interest) }?)
}
