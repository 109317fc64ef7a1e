//! The timer of one direction of a connection, made so that a message costs no timer operation at all: it is made at the
//! first wait and only moved earlier; when it fires too early for the deadline as it stands then, it is set anew.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ostler_core::{ConnectionEnd, Expiry};
use tokio::time::{Instant, Sleep};

/// A timer that is made when first needed and never set later than it stands.
#[derive(Debug)]
pub(super) enum Timer {
    /// Wakes the task that polls.
    Task(Option<Pin<Box<Sleep>>>),
    /// Says until when the thread that polls may sleep; `None` is for ever.
    Thread(Option<Instant>),
}

impl Default for Timer {
    fn default() -> Timer {
        Timer::Task(None)
    }
}

impl Timer {
    /// Waits until `ask` says that the deadline has passed, and gives how the connection ends by that.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        mut ask: impl FnMut(Instant) -> Expiry,
    ) -> Poll<ConnectionEnd> {
        loop {
            let at = match ask(Instant::now()) {
                Expiry::Unlimited => None,
                Expiry::Expired(end) => return Poll::Ready(end),
                Expiry::Wait(at) => Some(Instant::from_std(at)),
            };
            let sleep = match (&mut *self, at) {
                (Timer::Thread(until), _) => {
                    *until = at;
                    return Poll::Pending;
                }
                (Timer::Task(_), None) => return Poll::Pending,
                (Timer::Task(sleep), Some(at)) => {
                    let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
                    if sleep.is_elapsed() || at < sleep.deadline() {
                        sleep.as_mut().reset(at);
                    }
                    sleep
                }
            };
            ready!(sleep.as_mut().poll(cx));
        }
    }

    /// Until when a thread that found nothing may sleep.
    pub(super) fn until(&self) -> Option<Instant> {
        match self {
            Timer::Task(_) => None,
            Timer::Thread(until) => *until,
        }
    }
}
