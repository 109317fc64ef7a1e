//! A descriptor that becomes readable when the drain begins, for threads that wait in `poll(2)` and for child processes; the
//! other way round, children ask for the drain by it.

use std::io;
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::net::SendFlags;

use crate::sys::SharedWords;

/// A pair of sockets: shutting it down reaches every process that has a copy, which closing one end would not. Only the
/// direction from rope to sound is shut down.
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
        let _rings_once = self.rope.shutdown(Shutdown::Write);
    }

    /// Whether it has rung, in this process or the one it was forked from.
    pub(super) fn has_rung(&self) -> bool {
        self.flag().load(Ordering::Acquire) != 0
    }

    fn flag(&self) -> &AtomicU64 {
        let [flag] = self.has_rung.words::<1>(0);
        flag
    }

    /// Asks the server, from a child, to drain within `timeout`.
    pub(super) fn ask_drain(&self, timeout: Duration) {
        let micros = u64::try_from(timeout.as_micros()).unwrap_or(u64::MAX);
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        // When it is full, hundreds of children have asked before.
        let _unheard = rustix::net::send(&self.sound, &micros.to_le_bytes(), flags);
    }

    /// Where the server hears what children ask for, as bytes for [`asked`](Bell::asked). Does not block.
    pub(super) fn ear(&self) -> io::Result<OwnedFd> {
        let ear = self.rope.try_clone()?;
        ear.set_nonblocking(true)?;
        Ok(ear.into())
    }

    /// Which timeout the shortest of those has that were asked for in these bytes.
    pub(super) fn asked(bytes: &[u8]) -> Option<Duration> {
        let (asked, _never_a_part) = bytes.as_chunks::<{ size_of::<u64>() }>();
        asked.iter().map(|micros| Duration::from_micros(u64::from_le_bytes(*micros))).min()
    }

    /// Readable once the bell has rung.
    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.sound.as_fd()
    }
}
