//! A timer that is never far off, so that those of new connections are not the first to fire.
//!
//! tokio wakes its event loop by a system call when a timer is made that fires before all others, and the loop comes back
//! from the system for nothing. Where connections come one at a time each would pay for both: 2 of 11 calls.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// Fires every now and then on the event loop of an acceptor, for as long as clients come.
#[derive(Debug, Default)]
pub(super) struct NearTimer {
    /// Whether a connection began since the timer was set.
    is_wanted: AtomicBool,
    begun: Notify,
}

impl NearTimer {
    /// To be called for each connection before it makes timers.
    pub(super) fn note_connection(&self) {
        if !self.is_wanted.swap(true, Ordering::Relaxed) {
            self.begun.notify_one();
        }
    }

    /// Keeps the timer; ends never.
    pub(super) async fn keep(&self) {
        loop {
            self.begun.notified().await;
            while self.is_wanted.swap(false, Ordering::Relaxed) {
                tokio::time::sleep(PERIOD).await;
            }
        }
    }
}

/// Well below the limits for the first byte, for silence and for writes that stall, as they are by default.
const PERIOD: Duration = Duration::from_secs(10);
