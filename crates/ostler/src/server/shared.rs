//! What all parts of a running server share.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use ostler_core::{AtLimit, ConnectionEnd, ListenerIndex, Refusal, ServiceIndex};
use tracing::error;

use super::gate::Gate;
use super::life::Life;
use super::registry::ConnectionInfo;
use crate::conn::Peer;
use crate::observe::{Counters, Stats};

/// What becomes of the process when a handler panics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PanicPolicy {
    /// The panic ends its connection, and is counted. The default.
    #[default]
    EndConnection,
    /// The process aborts, for those who trust no state after a panic.
    Abort,
}

pub(crate) type AdmitHook = Arc<dyn Fn(&Peer) -> bool + Send + Sync>;
pub(crate) type PlainHook = Arc<dyn Fn() + Send + Sync>;
pub(crate) type EndHook = Arc<dyn Fn(&ConnectionInfo, &ConnectionEnd) + Send + Sync>;

pub(crate) struct Shared {
    pub(crate) life: Arc<Life>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) counters: Counters,
    pub(crate) hooks: Hooks,
    pub(crate) panic_policy: PanicPolicy,
    pub(crate) drain_timeout: Duration,
}

/// What the user wants to be asked and told.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) admit: Option<AdmitHook>,
    pub(crate) on_end: Option<EndHook>,
    pub(crate) on_timeout: Option<PlainHook>,
    pub(crate) on_tick: Option<(Duration, PlainHook)>,
}

impl Hooks {
    pub(super) fn call_on_timeout(&self) {
        if let Some(hook) = &self.on_timeout {
            call("timeout", hook);
        }
    }

    pub(super) fn call_on_tick(&self) {
        if let Some((_, hook)) = &self.on_tick {
            call("tick", hook);
        }
    }
}

fn call(name: &str, hook: &PlainHook) {
    if catch_unwind(AssertUnwindSafe(|| hook())).is_err() {
        error!(hook = name, "a hook panicked");
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("life", &self.life).finish_non_exhaustive()
    }
}

impl Shared {
    /// What the server has counted so far.
    pub(super) fn stats(&self) -> Stats {
        let (refused, connections_max) = {
            let admission = self.gate.lock();
            (admission.refused().to_vec(), u64::from(admission.total_limit()))
        };
        self.counters.snapshot(self.life.registry.len() as u64, connections_max, refused)
    }

    /// What a connection needs around it where no server is: nobody is admitted, and nobody is told.
    pub(super) fn without_server(life: Arc<Life>, panic_policy: PanicPolicy) -> Shared {
        Shared {
            life,
            gate: Arc::new(Gate::new(u32::MAX, AtLimit::Queue, None)),
            counters: Counters::default(),
            hooks: Hooks::default(),
            panic_policy,
            drain_timeout: Duration::ZERO,
        }
    }

    /// Whether the user's hook lets `peer` in.
    pub(crate) fn is_welcome(&self, peer: &Peer) -> bool {
        let Some(admit) = &self.hooks.admit else { return true };
        // A hook that panics admits nobody: it may stand between the service and those it must not serve.
        catch_unwind(AssertUnwindSafe(|| admit(peer))).unwrap_or(false)
    }

    /// Ends the connection that has been idle for the longest time, if `listener` still waits for room.
    pub(crate) fn evict_idle(&self, listener: ListenerIndex, service: ServiceIndex) {
        let shortage = {
            let admission = self.gate.lock();
            if !admission.is_waiting(listener) {
                // Room was granted in the meantime.
                return;
            }
            admission.shortage(listener)
        };
        let only_service = matches!(shortage, Some(Refusal::ServiceLimit { .. })).then_some(service);
        if let Some(idle) = self.life.registry.longest_idle(only_service) {
            idle.force_end(ConnectionEnd::Evicted);
        }
    }
}
