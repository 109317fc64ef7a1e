//! The handle of a running server.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use ostler_core::{Address, ShutdownReport};
use tokio::sync::oneshot;

use super::life::DrainSignal;
use super::registry::{ConnectionId, ConnectionInfo};
use super::shared::Shared;
use super::stopper::Stopper;
use crate::observe::Stats;

/// A running server, from [`Server::start`](crate::Server::start). All of it can be called from any thread.
///
/// Dropping the handle begins an abort and waits for nothing.
#[derive(Debug)]
#[must_use = "dropping the handle stops the server"]
pub struct ServerHandle {
    shared: Arc<Shared>,
    addresses: Vec<Address>,
    report: Option<oneshot::Receiver<ShutdownReport>>,
    thread: Option<JoinHandle<()>>,
}

impl ServerHandle {
    pub(super) fn new(
        shared: Arc<Shared>,
        addresses: Vec<Address>,
        report: oneshot::Receiver<ShutdownReport>,
        thread: JoinHandle<()>,
    ) -> ServerHandle {
        ServerHandle { shared, addresses, report: Some(report), thread: Some(thread) }
    }

    /// Where the server listens, in the order of the `serve` calls; ports are never 0.
    #[must_use]
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Every open connection, in no particular order.
    #[must_use]
    pub fn connections(&self) -> Vec<ConnectionInfo> {
        self.shared.life.registry.infos()
    }

    /// Ends one connection: its I/O fails from now on, and a handler that has not returned a second later is dropped.
    /// Returns whether it was open.
    pub fn kill(&self, id: ConnectionId) -> bool {
        self.shared.life.registry.kill(id)
    }

    /// What the server has counted so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.stats()
    }

    /// Stops accepting; new clients wait in the system's queue, open connections go on.
    pub fn suspend(&self) {
        self.shared.life.set_suspended(true);
    }

    /// Accepts again.
    pub fn resume(&self) {
        self.shared.life.set_suspended(false);
    }

    /// Begins to shut down: stops accepting, lets idle connections go, gives busy ones `timeout` to finish. A later call
    /// may only shorten it.
    pub fn drain(&self, timeout: Duration) {
        self.shared.life.begin_drain(timeout);
    }

    /// Shuts down without waiting for anybody: connections are ended now, and abandoned after a second.
    pub fn abort(&self) {
        self.shared.life.begin_abort();
    }

    /// What stops the server from elsewhere, without the handle.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper::new(Arc::clone(&self.shared.life))
    }

    /// Tells whether, and when, the server begins to shut down.
    #[must_use]
    pub fn drain_signal(&self) -> DrainSignal {
        DrainSignal::new(Arc::clone(&self.shared.life))
    }

    /// Waits until the server has stopped, by [`drain`](ServerHandle::drain) or [`abort`](ServerHandle::abort).
    ///
    /// # Cancel safety
    /// Dropping this future drops the handle: the server aborts.
    pub async fn wait(mut self) -> ShutdownReport {
        let report = self.report.take().expect("wait consumes the handle");
        let report = report.await.expect("the control thread reports before it ends, and does not panic");
        self.join();
        report
    }

    /// Drains for the server's drain timeout and waits until it has stopped.
    ///
    /// # Cancel safety
    /// As [`wait`](ServerHandle::wait).
    pub async fn shutdown(self) -> ShutdownReport {
        self.drain(self.shared.drain_timeout);
        self.wait().await
    }

    /// As [`wait`](ServerHandle::wait), for callers without a runtime.
    ///
    /// # Panics
    /// Inside an async runtime, which it would block.
    ///
    /// # Blocking
    /// Until the server has stopped.
    #[must_use]
    pub fn wait_blocking(mut self) -> ShutdownReport {
        let report = self.report.take().expect("wait consumes the handle");
        let report =
            report.blocking_recv().expect("the control thread reports before it ends, and does not panic");
        self.join();
        report
    }

    /// The control thread ends right after it has sent the report.
    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _does_not_panic = thread.join();
        }
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.shared.life.begin_abort();
        }
    }
}
