//! Hearing a signal of the process as a byte in a socket or pipe.

use std::io;
use std::os::fd::OwnedFd;

use signal_hook_registry::SigId;

/// Writes a byte at each signal of one kind, as long as it lives. What the signal did before the first of them, it does no
/// more, then and later.
#[derive(Debug)]
pub(crate) struct SignalWatch {
    id: SigId,
}

impl SignalWatch {
    /// Watches `signal`; `end` must not block, and what does not fit into it is not written.
    pub(crate) fn new(signal: libc::c_int, end: OwnedFd) -> io::Result<SignalWatch> {
        let write = move || {
            let _full_or_gone = rustix::io::write(&end, &[0]);
        };
        // SAFETY: the action is one `write(2)`, which may be called in a signal handler. It allocates nothing, takes no lock and
        // cannot panic; the registry restores `errno`, and refuses the signals that may not be handled so.
        let id = unsafe { signal_hook_registry::register(signal, write) }?;
        Ok(SignalWatch { id })
    }
}

impl Drop for SignalWatch {
    fn drop(&mut self) {
        let _was_registered = signal_hook_registry::unregister(self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use rustix::process::{Signal, getpid, kill_process};

    use super::*;

    #[test]
    fn a_signal_is_a_byte_until_the_watch_ends() {
        let (mut heard, end) = UnixStream::pair().unwrap();
        end.set_nonblocking(true).unwrap();
        let watch = SignalWatch::new(libc::SIGURG, end.into()).unwrap();
        kill_process(getpid(), Signal::URG).unwrap();
        assert_eq!(heard.read(&mut [9; 8]).unwrap(), 1);
        drop(watch);
        // The only writing end is gone with it.
        assert_eq!(heard.read(&mut [9; 8]).unwrap(), 0);
    }

    #[test]
    fn a_signal_that_cannot_be_heard_is_refused() {
        let (_heard, end) = UnixStream::pair().unwrap();
        assert!(SignalWatch::new(10_000, end.into()).is_err());
    }
}
