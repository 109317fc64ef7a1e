//! The life cycle of a server and its connections: the one place where it moves, and what waits for it.

use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use ostler_core::{ConnectionEnd, LifeAction, LifeCycle, LifeEvent, ServerState};
use tokio::io::Interest;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tracing::{debug, info, warn};

use super::bell::Bell;
use super::registry::Registry;

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
    /// In a child process: the server is elsewhere.
    is_copy: AtomicBool,
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
            is_copy: AtomicBool::new(false),
        }
    }
}

impl Life {
    pub(crate) fn state(&self) -> ServerState {
        *self.phase.borrow()
    }

    pub(crate) fn is_draining(&self) -> bool {
        // In a child process the bell is the only one to know.
        self.draining.load(Ordering::Acquire) || self.bell.get().is_some_and(Bell::has_rung)
    }

    /// Makes the bell, for threads and processes that wait outside of any event loop. To be called before any of them starts.
    pub(crate) fn hang_bell(&self) -> io::Result<()> {
        if self.bell.get().is_none() {
            let _hung_just_now = self.bell.set(Bell::new()?);
            if self.is_draining() {
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

    /// In the nursery: this life and those of all children are copies of the server's.
    pub(crate) fn set_copy(&self) {
        self.is_copy.store(true, Ordering::Relaxed);
    }

    /// Has the server drain, from whichever process this is called in.
    pub(crate) fn ask_drain(&self, timeout: Duration) {
        match self.bell.get() {
            Some(bell) if self.is_copy.load(Ordering::Relaxed) => bell.ask_drain(timeout),
            _ => self.begin_drain(timeout),
        }
    }

    /// Has the server abort, from whichever process this is called in.
    pub(crate) fn ask_abort(&self) {
        match self.bell.get() {
            Some(bell) if self.is_copy.load(Ordering::Relaxed) => bell.ask_drain(Duration::ZERO),
            _ => self.begin_abort(),
        }
    }

    /// Drains when children ask for it. Never ends.
    pub(crate) async fn heed_children(&self) {
        let heeded = async {
            let Some(bell) = self.bell.get() else { return Ok(()) };
            let ear = crate::sys::register(bell.ear()?)?;
            let mut bytes = [0; ASKED_BYTES_MAX];
            loop {
                let read = |ear: &OwnedFd| Ok(rustix::io::read(ear, &mut bytes)?);
                let count = ear.async_io(Interest::READABLE, read).await?;
                match Bell::asked(&bytes[..count]) {
                    Some(timeout) => self.begin_drain(timeout),
                    None => return io::Result::Ok(()),
                }
            }
        };
        if let Err(error) = heeded.await {
            warn!(%error, "children cannot be heard");
        }
        std::future::pending::<()>().await;
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

    /// Stops or resumes accepting; connections that are open are not touched.
    pub(crate) fn set_suspended(&self, suspended: bool) {
        self.suspended.send_replace(suspended);
    }

    /// Waits until accepting is allowed. Cancel safe.
    pub(crate) async fn wait_resumed(&self) {
        if *self.suspended.borrow() {
            let mut suspended = self.suspended.subscribe();
            let _never_fails = suspended.wait_for(|suspended| !suspended).await;
        }
    }

    /// Waits until accepting is suspended. Cancel safe.
    pub(crate) async fn wait_suspended(&self) {
        let mut suspended = self.suspended.subscribe();
        let _never_fails = suspended.wait_for(|suspended| *suspended).await;
    }

    pub(crate) fn begin_drain(&self, timeout: Duration) {
        let deadline = Instant::now().checked_add(timeout).unwrap_or_else(far_future);
        self.handle_life(LifeEvent::DrainAsked { deadline: deadline.into_std() });
    }

    pub(crate) fn begin_abort(&self) {
        self.handle_life(LifeEvent::AbortAsked { now: Instant::now().into_std() });
    }

    /// A connection has ended and left the registry.
    pub(crate) fn handle_last_connection_closed(&self) {
        self.handle_life(LifeEvent::LastConnectionClosed);
    }

    fn handle_life(&self, event: LifeEvent) {
        let (actions, state) = {
            let mut life = self.life.lock().unwrap_or_else(PoisonError::into_inner);
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
                let life = self.life.lock().unwrap_or_else(PoisonError::into_inner);
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

/// What is read at once of what children ask for: a multiple of what one asks.
const ASKED_BYTES_MAX: usize = 512;

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
