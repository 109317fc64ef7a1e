//! SIGINT and SIGTERM, for `run` alone: the first drains, the second aborts.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

use super::shared::Shared;

pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Takes over both signals of the process. Must be called inside a runtime.
    pub(super) fn new() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Acts on signals for as long as it is polled.
    pub(super) async fn drive(mut self, shared: &Shared) {
        self.wait_one().await;
        info!(open = shared.life.registry.len(), "signal: draining; a second one aborts");
        shared.life.begin_drain(shared.drain_timeout);
        self.wait_one().await;
        info!(open = shared.life.registry.len(), "second signal: aborting");
        shared.life.begin_abort();
        std::future::pending::<()>().await;
    }

    async fn wait_one(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
