//! A server whose addresses are taken and which accepts nothing yet; from here it starts.

use std::fmt;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ostler_core::{Address, Limits, ShutdownReport, Timeouts};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::error::BindError;
use super::handle::ServerHandle;
use super::life::Life;
use super::once::Once;
use super::running::Running;
use super::shared::{Hooks, PanicPolicy};
use super::signals;
use crate::listen::{BoundDatagram, BoundListener};
use crate::service::Service;

/// A server that holds its addresses and accepts nothing yet, from [`Server::bind`](crate::Server::bind).
///
/// Clients that connect meanwhile wait in the system's queue. Dropping it closes the addresses.
#[must_use = "a bound server does nothing until it is started or run"]
pub struct Bound {
    pub(super) services: Vec<BoundService>,
    pub(super) limits: Limits,
    pub(super) timeouts: Timeouts,
    pub(super) drain_timeout: Duration,
    pub(super) panic_policy: PanicPolicy,
    pub(super) hooks: Hooks,
    pub(super) life: Arc<Life>,
    /// There from the first `run_once` on.
    pub(super) once: Option<Once>,
}

/// A service with the listeners that were bound for it.
pub(super) struct BoundService {
    pub(super) service: Service,
    pub(super) listeners: Vec<BoundListener>,
    /// Those of a service of datagrams, which has no listeners.
    pub(super) datagrams: Vec<BoundDatagram>,
}

impl BoundService {
    fn addresses(&self) -> impl Iterator<Item = Address> {
        let listeners = self.listeners.iter().map(BoundListener::address);
        listeners.chain(self.datagrams.iter().map(BoundDatagram::address)).cloned()
    }
}

impl Bound {
    /// Where the server really listens, in the order of the `serve` calls: ports are never 0, and a host name or `*` is
    /// given as the addresses it stands for.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        (0..self.services.len()).flat_map(|call| self.addresses_of(call)).collect()
    }

    /// The same for the n-th `serve` or `serve_listener` call alone, counted from 0; empty when there was none.
    #[must_use]
    pub fn addresses_of(&self, call: usize) -> Vec<Address> {
        let addresses = self.services.get(call).into_iter().flat_map(BoundService::addresses);
        addresses.chain(self.once.iter().flat_map(|once| once.addresses_of(call))).collect()
    }

    /// Serves in the background; installs nothing global, no signal handler above all.
    ///
    /// Services under [`Model::Tasks`](crate::Model::Tasks) run on the current tokio runtime; outside of one, on a
    /// new one that stops with the server.
    ///
    /// # Errors
    /// When a thread or runtime cannot be started, and when the current runtime lacks its I/O or time driver.
    pub fn start(mut self) -> Result<ServerHandle, BindError> {
        let addresses = self.addresses();
        self.end_once();
        let hooks = self.hooks.clone();
        let prepared = self.prepare(hooks).fork()?;
        let (report_sender, report) = oneshot::channel();
        // Before anything is served: a server that nobody controls must not come to be.
        let (launched, thread) = start_control(report_sender)?;
        let running = prepared.launch()?;
        let shared = Arc::clone(&running.shared);
        launched.send(running).expect("the control thread waits for what it is to control");
        Ok(ServerHandle::new(shared, addresses, report, thread))
    }

    /// Serves until SIGINT or SIGTERM, then drains as [`drain_timeout`](crate::Server::drain_timeout) says; a second
    /// signal aborts at once. Owns both signals from then on.
    ///
    /// # Errors
    /// When a thread or runtime cannot be started, and [`BindError::InsideRuntime`] inside an async runtime.
    ///
    /// # Blocking
    /// Until the server has stopped.
    pub fn run(mut self) -> Result<ShutdownReport, BindError> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(BindError::InsideRuntime);
        }
        self.end_once();
        let hooks = self.hooks.clone();
        let prepared = self.prepare(hooks).fork()?;
        let control = control_runtime()?;
        // Before anything is served: a signal that comes early is not lost.
        let signals = control.block_on(async { signals::Signals::new() }).map_err(BindError::Runtime)?;
        let running = prepared.launch()?;
        control.block_on(async {
            tokio::select! {
                () = running.wait_stopped() => {}
                () = signals.drive(&running.shared) => {}
            }
        });
        Ok(running.finish())
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound").field("addresses", &self.addresses()).finish_non_exhaustive()
    }
}

/// Starts the thread that controls the server it is then sent. Its loop is made in the thread and dropped there: where
/// servers are started, a runtime must not be dropped.
fn start_control(
    report: oneshot::Sender<ShutdownReport>,
) -> Result<(mpsc::Sender<Running>, std::thread::JoinHandle<()>), BindError> {
    let (launched, wait_launched) = mpsc::channel::<Running>();
    let (made, wait_made) = mpsc::sync_channel(1);
    let control = move || match control_runtime() {
        Err(error) => made.send(Err(error)).expect("the starter waits"),
        Ok(control) => {
            made.send(Ok(())).expect("the starter waits");
            // Nothing is sent when the start has failed.
            let Ok(running) = wait_launched.recv() else { return };
            control.block_on(running.wait_stopped());
            // The handle may be gone: nobody waits for the report then.
            let _nobody_waits = report.send(running.finish());
        }
    };
    let thread = std::thread::Builder::new().name("ostler-control".into()).spawn(control);
    let thread = thread.map_err(BindError::Runtime)?;
    wait_made.recv().expect("the control thread says whether it has a loop")?;
    Ok((launched, thread))
}

/// The control loop has a thread to itself: deadlines and signals hold even while handlers block their loops.
pub(super) fn control_runtime() -> Result<Runtime, BindError> {
    Builder::new_current_thread().enable_all().build().map_err(BindError::Runtime)
}
