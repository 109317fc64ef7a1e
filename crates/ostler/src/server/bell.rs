//! A descriptor that becomes readable when the drain begins, for threads that wait in `poll(2)` and for child processes.

use std::io;
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::sys::SharedWords;

/// A pair of sockets: shutting it down reaches every process that has a copy, which closing one end would not.
#[derive(Debug)]
pub(crate) struct Bell {
    rope: UnixStream,
    sound: UnixStream,
    /// Whether it has rung: in every process that was forked after it was made.
    has_rung: SharedWords,
}

impl Bell {
    pub(super) fn new() -> io::Result<Bell> {
        let (rope, sound) = UnixStream::pair()?;
        Ok(Bell { rope, sound, has_rung: SharedWords::new(1)? })
    }

    /// Makes the descriptor readable, for good.
    pub(super) fn ring(&self) {
        self.flag().store(1, Ordering::Release);
        let _rings_once = self.rope.shutdown(Shutdown::Both);
    }

    /// Whether it has rung, in this process or the one it was forked from.
    pub(super) fn has_rung(&self) -> bool {
        self.flag().load(Ordering::Acquire) != 0
    }

    fn flag(&self) -> &AtomicU64 {
        let [flag] = self.has_rung.words::<1>(0);
        flag
    }

    /// Readable once the bell has rung.
    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.sound.as_fd()
    }
}
