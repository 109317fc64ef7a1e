//! A server that serves, until it has stopped: what is waited for, and what is joined at the end.

use std::sync::Arc;
use std::time::Duration;

use ostler_core::ShutdownReport;
use tokio::task::JoinHandle;
use tracing::info;

use super::loops::Loops;
use super::shared::Shared;

/// A server that serves; owns its acceptors and event loops until it has stopped.
pub(super) struct Running {
    pub(super) shared: Arc<Shared>,
    pub(super) acceptors: Vec<JoinHandle<()>>,
    pub(super) loops: Loops,
}

impl Running {
    pub(super) async fn wait_stopped(&self) {
        tokio::select! {
            () = self.shared.life.wait_stopped() => {}
            () = self.shared.life.heed_children() => {}
            () = self.tick() => {}
        }
        if self.shared.life.registry.report().abandoned > 0 {
            // A handler that was not stopped may hold up the loop of its acceptor as well.
            return;
        }
        // They ended when the drain began.
        let all_ended = async {
            while !self.acceptors.iter().all(JoinHandle::is_finished) {
                tokio::time::sleep(ACCEPTOR_POLL).await;
            }
        };
        let _held_up = tokio::time::timeout(STOP_PATIENCE, all_ended).await;
    }

    async fn tick(&self) {
        let Some((interval, _)) = &self.shared.hooks.on_tick else { return std::future::pending().await };
        let mut ticks = tokio::time::interval(*interval);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first is due at once.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            self.shared.hooks.call_on_tick();
        }
    }

    /// Joins what can be joined and adds up. Must be called outside of any runtime.
    pub(super) fn finish(self) -> ShutdownReport {
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

/// How long stopped acceptors and threads may take to end. They need microseconds, unless a handler blocks them.
const STOP_PATIENCE: Duration = Duration::from_millis(500);

const ACCEPTOR_POLL: Duration = Duration::from_millis(1);
