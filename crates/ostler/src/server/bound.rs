//! A server whose addresses are taken and which accepts nothing yet; from here it starts.

use std::fmt;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ostler_core::{Address, Limits, ShutdownReport, Timeouts, connections_default};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::info;

use super::acceptor::Acceptor;
use super::error::BindError;
use super::gate::Gate;
use super::handle::ServerHandle;
use super::receiver::Receiver;
use super::shared::{AdmitHook, EndHook, PanicPolicy, Shared};
use super::signals;
use crate::listen::{BoundDatagram, BoundListener};
use crate::model::{Model, PerCoreLoops, Placement, TaskRuntime};
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
    pub(super) admit: Option<AdmitHook>,
    pub(super) on_end: Option<EndHook>,
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
        self.services.iter().flat_map(BoundService::addresses).collect()
    }

    /// The same for the n-th `serve` or `serve_listener` call alone, counted from 0; empty when there was none.
    #[must_use]
    pub fn addresses_of(&self, call: usize) -> Vec<Address> {
        self.services.get(call).into_iter().flat_map(BoundService::addresses).collect()
    }

    /// Serves in the background; installs nothing global, no signal handler above all.
    ///
    /// Services under [`Model::Tasks`] run on the current tokio runtime; outside of one, on a new one that stops with the
    /// server.
    ///
    /// # Errors
    /// When a thread or runtime cannot be started, and when the current runtime lacks its I/O or time driver.
    pub fn start(self) -> Result<ServerHandle, BindError> {
        let addresses = self.addresses();
        let (report_sender, report) = oneshot::channel();
        // Before anything is served: a server that nobody controls must not come to be.
        let (launched, thread) = start_control(report_sender)?;
        let running = self.launch()?;
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
    pub fn run(self) -> Result<ShutdownReport, BindError> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(BindError::InsideRuntime);
        }
        let control = control_runtime()?;
        // Before anything is served: a signal that comes early is not lost.
        let signals = control.block_on(async { signals::Signals::new() }).map_err(BindError::Runtime)?;
        let running = self.launch()?;
        control.block_on(async {
            tokio::select! {
                () = running.wait_stopped() => {}
                () = signals.drive(&running.shared) => {}
            }
        });
        Ok(running.finish())
    }

    /// Starts the event loops, one acceptor for each listener and one receiver for each datagram socket.
    fn launch(self) -> Result<Running, BindError> {
        let total = self.limits.connections.unwrap_or_else(|| connections_default(descriptor_limit()));
        let gate = Gate::new(total, self.limits.at_limit.clone(), self.limits.connections_per_peer);
        let shared =
            Arc::new(Shared::new(gate, self.admit, self.on_end, self.panic_policy, self.drain_timeout));
        let mut loops = Loops::default();
        let mut acceptors = Vec::new();
        let mut receivers = Vec::new();
        for BoundService { service, listeners, datagrams } in self.services {
            let timeouts = service.timeouts.clone().unwrap_or_else(|| self.timeouts.clone());
            let placement = loops.placement(service.model)?;
            let limit = service.connections_max.or(self.limits.connections_per_service);
            let service_index = shared.gate.lock().add_service(limit);
            for bound in datagrams {
                let receiver = Receiver {
                    shared: Arc::clone(&shared),
                    listener: shared.gate.lock().add_listener(service_index),
                    service: service_index,
                    style: service.datagram_style().expect("only services of datagrams have them").clone(),
                    datagram_bytes_max: service.datagram_limit(),
                    timeouts: timeouts.clone(),
                    at_limit: self.limits.at_limit.clone(),
                    at_peer_limit: self.limits.at_peer_limit.clone(),
                    placement: placement.clone(),
                    span: tracing::info_span!("server", addr = %bound.address()),
                };
                receivers.push((receiver, bound));
            }
            let Some(style) = service.make_style(&timeouts) else { continue };
            for bound in listeners {
                let span = tracing::info_span!("server", addr = %bound.address());
                let acceptor = Acceptor {
                    shared: Arc::clone(&shared),
                    listener: shared.gate.lock().add_listener(service_index),
                    service: service_index,
                    style: Arc::clone(&style),
                    timeouts: timeouts.clone(),
                    at_limit: self.limits.at_limit.clone(),
                    at_peer_limit: self.limits.at_peer_limit.clone(),
                    placement: placement.clone(),
                    span,
                };
                acceptors.push((acceptor, bound));
            }
        }
        shared.gate.set_listeners(acceptors.len() + receivers.len());
        let mut index = 0..;
        let mut next_index = || index.next().expect("there are fewer listeners than numbers");
        let mut tasks = Vec::with_capacity(acceptors.len() + receivers.len());
        for (acceptor, bound) in acceptors {
            info!(parent: &acceptor.span, connections_max = total, "listening");
            let handle = acceptor.placement.acceptor_handle(next_index()).clone();
            tasks.push(handle.spawn(acceptor.run(bound)));
        }
        for (receiver, bound) in receivers {
            info!(parent: &receiver.span, connections_max = total, "listening");
            let handle = receiver.placement.acceptor_handle(next_index()).clone();
            tasks.push(handle.spawn(receiver.run(bound)));
        }
        Ok(Running { acceptors: tasks, shared, loops })
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound").field("addresses", &self.addresses()).finish_non_exhaustive()
    }
}

/// The event loops of all services, made as they are asked for.
#[derive(Default)]
struct Loops {
    tasks: Option<TaskRuntime>,
    per_core: Vec<PerCoreLoops>,
}

impl Loops {
    fn placement(&mut self, model: Model) -> Result<Placement, BindError> {
        match model {
            Model::Tasks => {
                if self.tasks.is_none() {
                    self.tasks = Some(TaskRuntime::current_or_new()?);
                }
                Ok(self.tasks.as_ref().expect("made just above").placement())
            }
            Model::PerCore { workers } => {
                if let Some(loops) = self.per_core.iter().find(|loops| loops.worker_count() == workers) {
                    return Ok(loops.placement());
                }
                let loops = PerCoreLoops::start(workers)?;
                let placement = loops.placement();
                self.per_core.push(loops);
                Ok(placement)
            }
        }
    }
}

/// A server that serves; owns its acceptors, receivers and event loops until it has stopped.
struct Running {
    shared: Arc<Shared>,
    acceptors: Vec<JoinHandle<()>>,
    loops: Loops,
}

impl Running {
    async fn wait_stopped(&self) {
        self.shared.wait_stopped().await;
        // They ended when the drain began, unless a handler holds up the loop they are on.
        let all_ended = async {
            while !self.acceptors.iter().all(JoinHandle::is_finished) {
                tokio::time::sleep(ACCEPTOR_POLL).await;
            }
        };
        let _held_up = tokio::time::timeout(STOP_PATIENCE, all_ended).await;
    }

    /// Joins what can be joined and adds up. Must be called outside of any runtime.
    fn finish(self) -> ShutdownReport {
        let report = self.shared.registry.report();
        let patience = if report.abandoned == 0 { STOP_PATIENCE } else { Duration::ZERO };
        if let Some(tasks) = self.loops.tasks {
            tasks.shutdown(patience);
        }
        for loops in self.loops.per_core {
            loops.shutdown(patience);
        }
        info!(
            open = report.open,
            drained = report.drained,
            aborted = report.aborted,
            abandoned = report.abandoned,
            "stopped"
        );
        report
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
fn control_runtime() -> Result<Runtime, BindError> {
    Builder::new_current_thread().enable_all().build().map_err(BindError::Runtime)
}

/// The soft limit of open descriptors; without one, as many as can be counted.
fn descriptor_limit() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// How long stopped acceptors and threads may take to end. They need microseconds, unless a handler blocks them.
const STOP_PATIENCE: Duration = Duration::from_millis(500);

const ACCEPTOR_POLL: Duration = Duration::from_millis(1);
