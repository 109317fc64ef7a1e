//! SIGINT and SIGTERM, for `run` alone: the first drains, the second aborts.
//!
//! They are heard through a pair of sockets that is made after the nursery was forked. tokio's own is made with the first
//! runtime of a process, which may be before: children then have it too, and whoever reads first takes the signal.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tracing::{error, info};

use super::shared::Shared;
use crate::sys::{self, SignalWatch};

pub(super) struct Signals {
    heard: AsyncFd<OwnedFd>,
    _watches: [SignalWatch; 2],
}

impl Signals {
    /// Takes over both signals of the process. Must be called inside a runtime, after the last fork.
    pub(super) fn new() -> io::Result<Signals> {
        let (heard, end) = UnixStream::pair()?;
        heard.set_nonblocking(true)?;
        end.set_nonblocking(true)?;
        let interrupt = SignalWatch::new(libc::SIGINT, end.try_clone()?.into())?;
        let terminate = SignalWatch::new(libc::SIGTERM, end.into())?;
        Ok(Signals { heard: sys::register(heard.into())?, _watches: [interrupt, terminate] })
    }

    /// Acts on signals for as long as it is polled.
    pub(super) async fn drive(self, shared: &Shared) {
        self.wait_one().await;
        info!(open = shared.life.registry.len(), "signal: draining; a second one aborts");
        shared.life.begin_drain(shared.drain_timeout);
        self.wait_one().await;
        info!(open = shared.life.registry.len(), "second signal: aborting");
        shared.life.begin_abort();
        std::future::pending::<()>().await;
    }

    /// Waits for the next signal. Those that have come together are one.
    async fn wait_one(&self) {
        let mut bytes = [0; 64];
        let read = |heard: &OwnedFd| Ok(rustix::io::read(heard, &mut bytes)?);
        if let Err(error) = self.heard.async_io(Interest::READABLE, read).await {
            error!(%error, "signals cannot be heard any more");
            std::future::pending::<()>().await;
        }
    }
}
