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
use super::life::Life;
use super::shared::{Hooks, PanicPolicy, Shared};
use super::signals;
use crate::listen::BoundListener;
use crate::model::{Model, PerCoreLoops, Placement, Runner, TaskRuntime, ThreadSet};
use crate::observe::Counters;
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
}

/// A service with the listeners that were bound for it.
pub(super) struct BoundService {
    pub(super) service: Service,
    pub(super) listeners: Vec<BoundListener>,
}

impl Bound {
    /// Where the server really listens, in the order of the `serve` calls: ports are never 0, and a host name or `*` is
    /// given as the addresses it stands for.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        let listeners = self.services.iter().flat_map(|service| &service.listeners);
        listeners.map(|listener| listener.address().clone()).collect()
    }

    /// The same for the n-th `serve` or `serve_listener` call alone, counted from 0; empty when there was none.
    #[must_use]
    pub fn addresses_of(&self, call: usize) -> Vec<Address> {
        let listeners = self.services.get(call).into_iter().flat_map(|service| &service.listeners);
        listeners.map(|listener| listener.address().clone()).collect()
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

    /// Starts the event loops and one acceptor for each listener.
    fn launch(self) -> Result<Running, BindError> {
        let total = self.limits.connections.unwrap_or_else(|| connections_default(descriptor_limit()));
        let gate = Gate::new(total, self.limits.at_limit.clone(), self.limits.connections_per_peer);
        let shared = Arc::new(Shared {
            life: self.life,
            gate: Arc::new(gate),
            counters: Counters::default(),
            hooks: self.hooks,
            panic_policy: self.panic_policy,
            drain_timeout: self.drain_timeout,
        });
        let mut loops = Loops::default();
        let mut acceptors = Vec::new();
        for BoundService { service, listeners } in self.services {
            let timeouts = service.timeouts.clone().unwrap_or_else(|| self.timeouts.clone());
            let style = service.make_style(&timeouts);
            if style.is_blocking() {
                shared.life.hang_bell().map_err(BindError::Runtime)?;
            }
            let runner = loops.runner(service.model)?;
            let limit = service.connections_max.or(self.limits.connections_per_service);
            let limit = limit.into_iter().chain(service.model.connections_max(style.is_blocking())).min();
            let service_index = shared.gate.lock().add_service(limit);
            for bound in listeners {
                let span = tracing::info_span!("server", addr = %bound.address());
                let acceptor = Acceptor {
                    shared: Arc::clone(&shared),
                    listener: shared.gate.lock().add_listener(service_index),
                    service: service_index,
                    style: style.clone(),
                    timeouts: timeouts.clone(),
                    at_limit: self.limits.at_limit.clone(),
                    at_peer_limit: self.limits.at_peer_limit.clone(),
                    runner: runner.clone(),
                    is_detached: service.model.is_detached(),
                    span,
                };
                acceptors.push((acceptor, bound));
            }
        }
        shared.gate.set_listeners(acceptors.len());
        let acceptors = acceptors.into_iter().enumerate().map(|(index, (acceptor, bound))| {
            info!(parent: &acceptor.span, connections_max = total, "listening");
            let handle = acceptor.runner.acceptor_handle(index).clone();
            handle.spawn(acceptor.run(bound))
        });
        Ok(Running { acceptors: acceptors.collect(), shared, loops })
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound").field("addresses", &self.addresses()).finish_non_exhaustive()
    }
}

/// The event loops and threads of all services, made as they are asked for.
#[derive(Default)]
struct Loops {
    tasks: Option<TaskRuntime>,
    per_core: Vec<PerCoreLoops>,
    serial: Vec<PerCoreLoops>,
    /// Accepts for services whose conversations run elsewhere, and drives the I/O of those in threads.
    driver: Option<PerCoreLoops>,
    threads: Arc<ThreadSet>,
    detached_threads: Arc<ThreadSet>,
}

impl Loops {
    fn runner(&mut self, model: Model) -> Result<Runner, BindError> {
        let threads = Arc::clone(&self.threads);
        Ok(match model {
            Model::Tasks => {
                if self.tasks.is_none() {
                    self.tasks = Some(TaskRuntime::current_or_new()?);
                }
                let placement = self.tasks.as_ref().expect("made just above").placement();
                Runner::Loops { placement, threads }
            }
            Model::PerCore { workers } => {
                let known = self.per_core.iter().find(|loops| loops.worker_count() == workers);
                let placement = match known {
                    Some(loops) => loops.placement(),
                    None => started(&mut self.per_core, PerCoreLoops::start(workers, "core")?),
                };
                Runner::Loops { placement, threads }
            }
            Model::Serial => Runner::serial(started(&mut self.serial, PerCoreLoops::start(1, "serial")?)),
            Model::Threads { detached, .. } => {
                let threads = if detached { Arc::clone(&self.detached_threads) } else { threads };
                Runner::Threads { driver: self.driver()?, threads }
            }
        })
    }

    fn driver(&mut self) -> Result<Placement, BindError> {
        if self.driver.is_none() {
            self.driver = Some(PerCoreLoops::start(1, "driver")?);
        }
        Ok(self.driver.as_ref().expect("made just above").placement())
    }

    /// Ends and joins everything but detached threads, each for at most `patience`.
    fn shutdown(self, patience: Duration) {
        self.threads.join(patience);
        if let Some(tasks) = self.tasks {
            tasks.shutdown(patience);
        }
        for loops in self.per_core.into_iter().chain(self.serial).chain(self.driver) {
            loops.shutdown(patience);
        }
    }
}

fn started(all: &mut Vec<PerCoreLoops>, loops: PerCoreLoops) -> Placement {
    let placement = loops.placement();
    all.push(loops);
    placement
}

/// A server that serves; owns its acceptors and event loops until it has stopped.
struct Running {
    shared: Arc<Shared>,
    acceptors: Vec<JoinHandle<()>>,
    loops: Loops,
}

impl Running {
    async fn wait_stopped(&self) {
        self.shared.life.wait_stopped().await;
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
        let report = self.shared.life.registry.report();
        let patience = if report.abandoned == 0 { STOP_PATIENCE } else { Duration::ZERO };
        self.loops.shutdown(patience);
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
