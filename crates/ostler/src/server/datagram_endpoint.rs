//! A socket with a datagram protocol: it alone calls the protocol's callbacks.
//!
//! Each turn of its loop tells what has changed (errors, pauses, timers, the drain) and then waits for the next thing:
//! datagrams, room for what is unsent, a handle, a timer. Datagrams pass the receiver's steps, so limits, hooks and counts
//! are those of jobs; only that all are given to one value.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use ostler_core::{ConnectionEnd, EndError};
use tokio::time::Instant;
use tracing::error;

use super::connection_task::end_of_panic;
use super::gate::Permit;
use super::receiver::{Consumer, Next, Receiver, Troubles};
use super::registry::{ConnectionActivity, ConnectionInfo};
use super::shared::PanicPolicy;
use crate::conn::end_of_datagram;
use crate::datagram::{Incoming, Origin};
use crate::style::{DatagramProtocol, DatagramTransport, Outbox};

pub(super) struct DatagramEndpoint<'a> {
    receiver: &'a Receiver,
    origin: &'a Arc<Origin>,
    protocol: Box<dyn DatagramProtocol>,
    transport: DatagramTransport,
    /// `pause_writing` was called last, and not `resume_writing`.
    told_pause: bool,
    told_drain: bool,
    /// `connection_lost` was called.
    is_over: bool,
}

/// What ended a wait.
enum Event {
    Draining,
    /// Something is to be told.
    Changed,
    Received(io::Result<()>),
    /// What is left unsent at the drain has had its time.
    FlushOver,
}

impl<'a> DatagramEndpoint<'a> {
    /// Makes the protocol and tells it that the socket is there; `None` when either panicked.
    pub(super) fn new(
        receiver: &'a Receiver,
        origin: &'a Arc<Origin>,
        maker: &(dyn Fn() -> Box<dyn DatagramProtocol> + Send + Sync),
    ) -> Option<DatagramEndpoint<'a>> {
        let mut transport = DatagramTransport::new(origin);
        let made = catch_unwind(AssertUnwindSafe(|| {
            let mut protocol = maker();
            protocol.connection_made(&mut transport);
            protocol
        }));
        match made {
            Ok(protocol) => Some(DatagramEndpoint {
                receiver,
                origin,
                protocol,
                transport,
                told_pause: false,
                told_drain: false,
                is_over: false,
            }),
            Err(_panic) => {
                receiver.handle_callback_panic();
                transport.outbox().set_gone();
                None
            }
        }
    }

    /// Serves the socket until the protocol or the drain closes it.
    pub(super) async fn run(mut self) {
        let end = self.serve().await;
        self.tell_lost(&end);
    }

    /// Lets go of the socket and calls `connection_lost`, once.
    fn tell_lost(&mut self, end: &ConnectionEnd) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        self.transport.outbox().set_gone();
        self.note_dropped(self.transport.outbox().take_state().dropped);
        self.call(|protocol, _| protocol.connection_lost(end));
    }

    async fn serve(&mut self) -> ConnectionEnd {
        let shared = Arc::clone(&self.receiver.shared);
        let mut draining = pin!(shared.wait_draining());
        let mut flush_over: Option<Pin<Box<tokio::time::Sleep>>> = None;
        let mut batch = self.origin.socket.new_batch(self.receiver.datagram_bytes_max);
        let mut troubles = Troubles::default();
        let mut suspended = shared.watch_suspended();
        loop {
            // A crowd of events must not keep the loop from everybody else.
            tokio::task::consume_budget().await;
            let Some(has_unsent) = self.tell_news() else { return ConnectionEnd::Completed };
            let outbox = Arc::clone(self.transport.outbox());
            let is_closing = self.transport.is_closing();
            let may_receive = !is_closing && !*suspended.borrow_and_update();
            if may_receive && !batch.is_empty() {
                let (receiver, origin) = (self.receiver, self.origin);
                receiver.serve_batch(origin, &mut batch, &mut suspended, self).await;
                continue;
            }
            let event = tokio::select! {
                biased;
                () = &mut draining, if !self.told_drain => Event::Draining,
                () = outbox.wait_changed() => Event::Changed,
                () = wait_flushed(self.origin, &outbox), if has_unsent => Event::Changed,
                () = std::future::poll_fn(|cx| self.transport.timers.poll_due(cx)) => Event::Changed,
                _ = suspended.changed() => Event::Changed,
                () = wait_some(&mut flush_over) => Event::FlushOver,
                received = self.origin.socket.receive(&mut batch), if may_receive => Event::Received(received),
            };
            match event {
                Event::Changed => {}
                Event::Draining => {
                    self.told_drain = true;
                    self.call(DatagramProtocol::drain_begun);
                    outbox.close(false);
                    flush_over = Some(Box::pin(tokio::time::sleep(DRAIN_FLUSH)));
                }
                Event::FlushOver => return ConnectionEnd::DrainAborted,
                Event::Received(Ok(())) => troubles.handle_received(),
                Event::Received(Err(error)) => {
                    shared.counters.note_receive_error();
                    self.call(|protocol, transport| protocol.error_received(transport, &error));
                    if let Next::Stop = self.receiver.handle_error(&error, &mut troubles).await {
                        return ConnectionEnd::Error(EndError::new(error));
                    }
                }
            }
        }
    }

    /// Tells what has happened since the last turn. Returns whether something is unsent; `None` when the endpoint was closed
    /// and nothing is.
    fn tell_news(&mut self) -> Option<bool> {
        let state = self.transport.outbox().take_state();
        self.note_dropped(state.dropped);
        for error in &state.errors {
            self.call(|protocol, transport| protocol.error_received(transport, error));
        }
        if self.told_pause != state.is_above {
            self.told_pause = state.is_above;
            self.call(|protocol, transport| match state.is_above {
                true => protocol.pause_writing(transport),
                false => protocol.resume_writing(transport),
            });
        }
        if state.is_closing && !state.has_waiting {
            return None;
        }
        let (now, mark) = (Instant::now(), self.transport.timers.mark());
        while let Some(timer) = self.transport.timers.take_due(now, mark) {
            self.call(|protocol, transport| protocol.timer_fired(transport, timer));
        }
        Some(state.has_waiting)
    }

    /// Gives a datagram to the protocol, as a job that is over when the callback has returned.
    fn deliver(&mut self, incoming: Incoming<'_>) {
        let (began, id) = (Instant::now(), self.receiver.shared.registry.next_id());
        let peer = &incoming.peer;
        let span = tracing::debug_span!(parent: &self.receiver.span, "connection", id = id.as_u64(), %peer);
        self.transport.begin_delivery(self.origin, &incoming);
        let delivered = {
            let _in_span = span.enter();
            catch_unwind(AssertUnwindSafe(|| {
                self.protocol.datagram_received(&mut self.transport, incoming.bytes, peer)
            }))
        };
        let end = match delivered {
            Ok(result) => end_of_datagram(result),
            Err(panic) => end_of_panic(&self.receiver.shared, id, peer, &*panic),
        };
        let local = self.transport.local().clone();
        self.transport.end_delivery();
        let info = || ConnectionInfo {
            id,
            peer: peer.clone(),
            local: Some(local),
            age: began.elapsed(),
            activity: ConnectionActivity::Closing,
            bytes_read: incoming.bytes.len() as u64,
            bytes_written: 0,
        };
        self.receiver.end_inline(info, &end, &span);
    }

    /// Calls a callback that cannot fail but by a panic.
    fn call(&mut self, callback: impl FnOnce(&mut dyn DatagramProtocol, &mut DatagramTransport)) {
        let called = catch_unwind(AssertUnwindSafe(|| callback(&mut *self.protocol, &mut self.transport)));
        if called.is_err() {
            self.receiver.handle_callback_panic();
        }
    }

    fn note_dropped(&self, count: u64) {
        if count > 0 {
            self.receiver.shared.counters.note_dropped(count);
        }
    }
}

impl Consumer for DatagramEndpoint<'_> {
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit) -> Option<Permit> {
        self.deliver(incoming);
        Some(permit)
    }

    fn is_open(&self) -> bool {
        !self.transport.is_closing()
    }
}

impl Drop for DatagramEndpoint<'_> {
    /// Dropped before its end: the runtime was shut down around it.
    fn drop(&mut self) {
        self.tell_lost(&ConnectionEnd::Abandoned);
    }
}

impl Receiver {
    /// A callback panicked that belongs to no datagram.
    fn handle_callback_panic(&self) {
        if self.shared.panic_policy == PanicPolicy::Abort {
            error!(parent: &self.span, "a handler panicked: aborting as configured");
            std::process::abort();
        }
        error!(parent: &self.span, "a callback of a datagram protocol panicked");
    }
}

/// Sends what is unsent, until nothing is or there is something to tell. Cancel safe.
async fn wait_flushed(origin: &Origin, outbox: &Outbox) {
    // A socket that cannot be watched says so to the one who receives.
    let _told_elsewhere = origin.socket.when_writable(|| outbox.flush()).await;
}

/// Waits for a timer that may not be set.
async fn wait_some(timer: &mut Option<Pin<Box<tokio::time::Sleep>>>) {
    match timer {
        Some(timer) => timer.as_mut().await,
        None => std::future::pending().await,
    }
}

/// How long a protocol's datagrams may wait for room when the server drains: less than its receivers are waited for.
const DRAIN_FLUSH: Duration = Duration::from_millis(250);
