//! A descriptor that becomes readable when the drain begins, for threads that wait in `poll(2)` and for child processes.

use std::io;
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// A pair of sockets: shutting it down reaches every process that has a copy, which closing one end would not.
#[derive(Debug)]
pub(crate) struct Bell {
    rope: UnixStream,
    sound: UnixStream,
}

impl Bell {
    pub(super) fn new() -> io::Result<Bell> {
        let (rope, sound) = UnixStream::pair()?;
        Ok(Bell { rope, sound })
    }

    /// Makes the descriptor readable, for good.
    pub(super) fn ring(&self) {
        let _rings_once = self.rope.shutdown(Shutdown::Both);
    }

    /// Readable once the bell has rung.
    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.sound.as_fd()
    }
}
