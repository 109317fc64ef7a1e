//! The life cycle of a server and its connections: the one place where it moves, and what waits for it.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use ostler_core::{ConnectionEnd, LifeAction, LifeCycle, LifeEvent, ServerState};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tracing::{debug, error, info, warn};

use super::bell::Bell;
use super::registry::Registry;
use super::shared::Shared;
use super::stop_line::{StopLine, StopRequest};

/// Who is connected, and whether the server serves, drains or has stopped. Made with the [`Server`](crate::Server), so that
/// whoever is to stop it can know it before it runs.
pub(crate) struct Life {
    pub(crate) registry: Registry,
    life: Mutex<LifeCycle>,
    draining: AtomicBool,
    phase: watch::Sender<ServerState>,
    suspended: watch::Sender<bool>,
    /// Told when the life cycle moved: its timer may be another.
    life_moved: Notify,
    /// Rings when the drain begins; there when some thread or process waits for it.
    bell: OnceLock<Bell>,
    /// There when children may ask the server to stop.
    stop_line: OnceLock<StopLine>,
    /// This is the copy of a child process, or of the nursery.
    is_copy: AtomicBool,
    /// The server whose life this is, once it was prepared. Weak, because the server holds its life.
    server: Mutex<Weak<Shared>>,
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life").field("state", &self.state()).field("open", &self.registry.len()).finish()
    }
}

impl Default for Life {
    fn default() -> Life {
        Life {
            registry: Registry::default(),
            life: Mutex::new(LifeCycle::new()),
            draining: AtomicBool::new(false),
            phase: watch::Sender::new(ServerState::Serving),
            suspended: watch::Sender::new(false),
            life_moved: Notify::new(),
            bell: OnceLock::new(),
            stop_line: OnceLock::new(),
            is_copy: AtomicBool::new(false),
            server: Mutex::default(),
        }
    }
}

impl Life {
    pub(crate) fn state(&self) -> ServerState {
        *self.phase.borrow()
    }

    fn lock(&self) -> MutexGuard<'_, LifeCycle> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_draining(&self) -> bool {
        // In a child process the bell is the only one to know.
        self.draining.load(Ordering::Acquire) || self.bell.get().is_some_and(Bell::has_rung)
    }

    /// Whether open connections have been ended by force, or are being so.
    pub(crate) fn is_aborting(&self) -> bool {
        matches!(self.state(), ServerState::Aborting { .. } | ServerState::Stopped)
    }

    /// Makes the bell, for threads and processes that wait outside of any event loop. To be called before any of them starts.
    pub(crate) fn hang_bell(&self) -> io::Result<()> {
        if self.bell.get().is_none() {
            let _hung_just_now = self.bell.set(Bell::new()?);
            // Asked under the lock: a drain that is not seen here sees the bell.
            if self.lock().state() != ServerState::Serving {
                self.ring();
            }
        }
        Ok(())
    }

    pub(crate) fn bell(&self) -> Option<&Bell> {
        self.bell.get()
    }

    fn ring(&self) {
        if let Some(bell) = self.bell.get() {
            bell.ring();
        }
    }

    /// Waits until the drain has begun. Cancel safe.
    pub(crate) async fn wait_draining(&self) {
        let mut phase = self.phase.subscribe();
        let _never_fails = phase.wait_for(|state| *state != ServerState::Serving).await;
    }

    /// Whether accepting is suspended, and when that changes.
    pub(crate) fn watch_suspended(&self) -> watch::Receiver<bool> {
        self.suspended.subscribe()
    }

    /// Makes the server known to those who know only its life.
    pub(super) fn belong_to(&self, server: &Arc<Shared>) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(server);
    }

    /// The server; `None` before it was prepared and after it is gone.
    pub(super) fn server(&self) -> Option<Arc<Shared>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    /// Stops or resumes accepting; connections that are open are not touched.
    pub(crate) fn set_suspended(&self, suspended: bool) {
        self.suspended.send_replace(suspended);
    }

    pub(crate) fn is_suspended(&self) -> bool {
        *self.suspended.borrow()
    }

    /// Waits until accepting is allowed. Cancel safe.
    pub(crate) async fn wait_resumed(&self) {
        if self.is_suspended() {
            let mut suspended = self.suspended.subscribe();
            let _never_fails = suspended.wait_for(|suspended| !suspended).await;
        }
    }

    /// Waits until accepting is suspended. Cancel safe.
    pub(crate) async fn wait_suspended(&self) {
        let mut suspended = self.suspended.subscribe();
        let _never_fails = suspended.wait_for(|suspended| *suspended).await;
    }

    /// Makes the line on which children ask. To be called before the nursery is forked.
    pub(crate) fn lay_stop_line(&self) -> io::Result<()> {
        if self.stop_line.get().is_none() {
            let _laid_just_now = self.stop_line.set(StopLine::new()?);
        }
        Ok(())
    }

    /// To be called in the nursery: from now on, what is asked of this copy is asked of the server.
    pub(crate) fn become_copy(&self) {
        self.is_copy.store(true, Ordering::Relaxed);
    }

    /// Asks the server, where this is but a copy of its life.
    fn ask_server(&self, request: StopRequest) -> bool {
        let line = self.stop_line.get().filter(|_| self.is_copy.load(Ordering::Relaxed));
        line.inspect(|line| line.ask(request)).is_some()
    }

    /// Does what children ask for, for ever.
    pub(crate) async fn heed_children(&self) {
        if let Some(line) = self.stop_line.get() {
            let heeded: io::Result<()> = async {
                let requests = line.listener()?;
                loop {
                    match requests.next().await? {
                        StopRequest::Drain(timeout) => self.begin_drain(timeout),
                        StopRequest::Abort => self.begin_abort(),
                    }
                }
            }
            .await;
            if let Err(error) = heeded {
                error!(%error, "children cannot be heard: they cannot stop the server");
            }
        }
        std::future::pending::<()>().await;
    }

    pub(crate) fn begin_drain(&self, timeout: Duration) {
        if !self.ask_server(StopRequest::Drain(timeout)) {
            self.begin_drain_here(timeout);
        }
    }

    /// As [`begin_drain`](Life::begin_drain), of this copy alone where it is one.
    pub(crate) fn begin_drain_here(&self, timeout: Duration) {
        let deadline = Instant::now().checked_add(timeout).unwrap_or_else(far_future);
        self.handle_life(LifeEvent::DrainAsked { deadline: deadline.into_std() });
    }

    pub(crate) fn begin_abort(&self) {
        if self.ask_server(StopRequest::Abort) {
            return;
        }
        self.handle_life(LifeEvent::AbortAsked { now: Instant::now().into_std() });
    }

    /// A connection has ended and left the registry.
    pub(crate) fn handle_last_connection_closed(&self) {
        self.handle_life(LifeEvent::LastConnectionClosed);
    }

    fn handle_life(&self, event: LifeEvent) {
        let (actions, state) = {
            let mut life = self.lock();
            let before = life.state();
            let actions = life.handle(event);
            let state = life.state();
            if state != before {
                // All under the lock, so that nobody sees the phases out of order; and the connections are counted before
                // the first of them can see the drain and end.
                if before == ServerState::Serving {
                    self.registry.begin_drain();
                    self.draining.store(true, Ordering::Release);
                }
                self.phase.send_replace(state);
            }
            (actions, state)
        };
        for action in actions {
            self.carry_out(action, state);
        }
        self.life_moved.notify_one();
    }

    fn carry_out(&self, action: LifeAction, state: ServerState) {
        match action {
            LifeAction::CloseListeners => {
                let open = self.registry.len();
                info!(open, state = ?StateName(state), "draining");
                self.ring();
                for connection in self.registry.all() {
                    connection.read_waker.wake();
                }
                if self.registry.is_deserted() {
                    self.handle_life(LifeEvent::LastConnectionClosed);
                }
            }
            LifeAction::AbortConnections => {
                let open = self.registry.all();
                if !open.is_empty() {
                    warn!(open = open.len(), "drain deadline passed or abort asked: ending what is open");
                }
                for connection in open {
                    connection.force_end(ConnectionEnd::DrainAborted);
                }
            }
            LifeAction::ReportAbandoned => {
                warn!(open = self.registry.len(), "handlers did not stop and are abandoned");
            }
        }
    }

    /// Drives the life cycle's timers until the server has stopped.
    pub(crate) async fn wait_stopped(&self) {
        loop {
            let timer = {
                let life = self.lock();
                if life.state() == ServerState::Stopped {
                    debug!("stopped");
                    return;
                }
                life.next_timer()
            };
            // `notify_one` keeps a permit, so a move between the look above and this wait is not missed.
            match timer {
                None => self.life_moved.notified().await,
                Some(at) => tokio::select! {
                    () = self.life_moved.notified() => {}
                    () = tokio::time::sleep_until(at.into()) => {
                        self.handle_life(LifeEvent::TimerFired { now: Instant::now().into_std() });
                    }
                },
            }
        }
    }
}

/// A state without its deadline, for the log.
struct StateName(ServerState);

impl fmt::Debug for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ServerState::Serving => "serving",
            ServerState::Draining { .. } => "draining",
            ServerState::Aborting { .. } => "aborting",
            ServerState::Stopped => "stopped",
        })
    }
}

/// Some thirty years from now: what tokio's timers take for "never".
fn far_future() -> Instant {
    Instant::now() + Duration::from_secs(86_400 * 365 * 30)
}

/// Tells whether, and when, the server has begun to shut down. From [`Conn::drain_signal`](crate::Conn::drain_signal),
/// and among the extensions of each HTTP request.
#[derive(Clone, Debug)]
pub struct DrainSignal {
    life: Arc<Life>,
}

impl DrainSignal {
    pub(crate) fn new(life: Arc<Life>) -> DrainSignal {
        DrainSignal { life }
    }

    /// Whether the server has begun to shut down.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.life.is_draining()
    }

    /// Waits until the server begins to shut down.
    ///
    /// # Cancel safety
    /// Safe: a signal once given stays given.
    pub async fn wait_draining(&self) {
        self.life.wait_draining().await;
    }
}
