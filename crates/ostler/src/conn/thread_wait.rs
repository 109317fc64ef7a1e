//! Waiting for I/O in the thread that wants it, without an event loop.

use std::cell::OnceCell;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::time::Instant;

use super::io::{Direction, Io};

/// Polls until there is an answer. In between the thread sleeps until `io` is ready in that direction or the bell rings, at most
/// until the instant that `poll` gives.
pub(crate) fn block<'bell, T>(
    io: &Io,
    direction: Direction,
    bell: impl Fn() -> Option<BorrowedFd<'bell>>,
    mut poll: impl FnMut(&mut Context<'_>) -> (Poll<T>, Option<Instant>),
) -> T {
    THREAD_WAKER.with(|waker| {
        let mut cx = Context::from_waker(waker.get_or_init(thread_waker));
        loop {
            // Looked at before the poll: a drain that begins after it rings the bell, one before it shows in the poll.
            let bell = bell();
            match (poll(&mut cx), io) {
                ((Poll::Ready(answer), _), _) => return answer,
                ((Poll::Pending, until), Io::Raw(socket)) => socket.wait(direction, until, bell),
                // The wakers that a poll leaves behind unpark this thread; those of a drain too.
                ((Poll::Pending, None), _) => thread::park(),
                ((Poll::Pending, Some(until)), _) => {
                    thread::park_timeout(until.saturating_duration_since(Instant::now()));
                }
            }
        }
    })
}

/// As [`block`], for what no descriptor stands for: polls until there is an answer, or `until` has come.
pub(crate) fn block_until<T>(
    until: Option<Instant>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    THREAD_WAKER.with(|waker| {
        let mut cx = Context::from_waker(waker.get_or_init(thread_waker));
        loop {
            if let Poll::Ready(answer) = poll(&mut cx) {
                return Some(answer);
            }
            match until.map(|until| until.saturating_duration_since(Instant::now())) {
                None => thread::park(),
                Some(Duration::ZERO) => return None,
                Some(left) => thread::park_timeout(left),
            }
        }
    })
}

thread_local! {
    static THREAD_WAKER: OnceCell<Waker> = const { OnceCell::new() };
}

fn thread_waker() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
