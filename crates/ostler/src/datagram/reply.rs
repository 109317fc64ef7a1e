//! The answer to a datagram: sent at once, and a future for the rare case that the system has no room.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Datagram;
use crate::Result;

/// An answer that was given to the system when it was made; from [`Datagram::reply`].
///
/// Awaiting it tells how that went. It waits only while the system has no room, and then holds a copy of the answer. Its
/// errors are [`io::Error`]s.
///
/// # Cancel safety
/// Dropping it before it is ready may take an answer back that had no room yet, never one that was sent.
#[must_use = "await it, to hear of an error and to wait for room"]
pub struct Reply {
    state: State,
}

enum State {
    Sent(Option<io::Result<()>>),
    Waiting(Pin<Box<dyn Future<Output = io::Result<()>> + Send>>),
}

impl Reply {
    pub(super) fn new(datagram: &Datagram, bytes: &[u8]) -> Reply {
        let state = match datagram.try_reply(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let (datagram, bytes) = (datagram.clone(), bytes.to_vec());
                State::Waiting(Box::pin(async move { datagram.reply_when_room(&bytes).await }))
            }
            sent => State::Sent(Some(sent)),
        };
        Reply { state }
    }
}

impl Future for Reply {
    type Output = Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        let sent = match &mut self.state {
            State::Sent(sent) => sent.take().expect("a future is not polled after it was ready"),
            State::Waiting(waiting) => std::task::ready!(waiting.as_mut().poll(cx)),
        };
        Poll::Ready(sent.map_err(Into::into))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_waiting = matches!(self.state, State::Waiting(_));
        f.debug_struct("Reply").field("is_waiting", &is_waiting).finish()
    }
}
