//! A socket with a datagram protocol: it alone calls the protocol's callbacks.
//!
//! Each turn tells what has changed (errors, pauses, timers, the drain) and then waits for the next thing: datagrams, room
//! for what is unsent, a handle, a timer. Datagrams pass the receiver's steps, so limits, hooks and counts are those of
//! jobs; only that all are given to one value.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ostler_core::{ConnectionEnd, EndError};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep};
use tracing::error;

use super::connection_task::end_of_panic;
use super::gate::Permit;
use super::receiver::{Consumer, Receiver};
use super::reception::{Next, Troubles};
use super::registry::{ConnectionActivity, ConnectionInfo};
use super::shared::PanicPolicy;
use crate::conn::end_of_datagram;
use crate::datagram::{Batch, Incoming, Origin};
use crate::model::Turn;
use crate::style::{DatagramProtocol, DatagramStyle, DatagramTransport, Outbox};

pub(super) struct DatagramEndpoint {
    receiver: Arc<Receiver>,
    origin: Arc<Origin>,
    batch: Batch,
    troubles: Troubles,
    suspended: watch::Receiver<bool>,
    told: Told,
}

/// The protocol, and what it was told.
struct Told {
    receiver: Arc<Receiver>,
    origin: Arc<Origin>,
    protocol: Box<dyn DatagramProtocol>,
    transport: DatagramTransport,
    /// `pause_writing` was called last, and not `resume_writing`.
    pause: bool,
    /// Runs from the drain on: until then what is unsent may wait for room.
    drain: Option<Pin<Box<Sleep>>>,
    /// `connection_lost` was called.
    lost: bool,
    /// How many datagrams may still be delivered; for the caller who wants one.
    deliveries: u64,
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

impl DatagramEndpoint {
    /// Makes the protocol and tells it that the socket is there; `None` when either panicked. `batch` is what was received
    /// already.
    pub(super) fn new(
        receiver: Arc<Receiver>,
        origin: Arc<Origin>,
        batch: Batch,
    ) -> Option<DatagramEndpoint> {
        let DatagramStyle::Protocol(maker) = &receiver.style else {
            unreachable!("only a protocol has an endpoint")
        };
        let mut transport = DatagramTransport::new(&origin);
        let made = catch_unwind(AssertUnwindSafe(|| {
            let mut protocol = maker();
            protocol.connection_made(&mut transport);
            protocol
        }));
        let Ok(protocol) = made else {
            receiver.handle_callback_panic();
            transport.outbox().set_gone();
            return None;
        };
        let told = Told {
            receiver: Arc::clone(&receiver),
            origin: Arc::clone(&origin),
            protocol,
            transport,
            pause: false,
            drain: None,
            lost: false,
            deliveries: u64::MAX,
        };
        let suspended = receiver.reception.shared.life.watch_suspended();
        Some(DatagramEndpoint { receiver, origin, batch, troubles: Troubles::default(), suspended, told })
    }

    /// Serves the socket until the protocol or the drain closes it.
    pub(super) async fn run(mut self) {
        self.told.deliveries = u64::MAX;
        while !self.told.lost {
            self.take_turn().await;
        }
    }

    /// Serves until one datagram was delivered, or the endpoint is over: then it waits for ever. Cancel safe.
    pub(super) async fn serve_next(&mut self) {
        self.told.deliveries = 1;
        while self.told.deliveries > 0 {
            if self.told.lost {
                std::future::pending::<()>().await;
            }
            self.take_turn().await;
        }
    }

    /// What was received and not delivered.
    pub(super) fn into_batch(self) -> Batch {
        self.batch
    }

    async fn take_turn(&mut self) {
        // A crowd of events must not keep the loop from everybody else.
        tokio::task::consume_budget().await;
        let Some(has_unsent) = self.told.tell_news() else {
            return self.told.tell_lost(&ConnectionEnd::Completed);
        };
        let may_receive = self.told.is_open() && !*self.suspended.borrow_and_update();
        if may_receive && !self.batch.is_empty() {
            let DatagramEndpoint { receiver, origin, batch, troubles, suspended, told } = self;
            let is_draining = tokio::select! {
                biased;
                () = receiver.reception.shared.life.wait_draining() => true,
                () = receiver.serve_batch(origin, batch, suspended, troubles, told) => false,
            };
            if is_draining {
                told.begin_drain();
            }
            return;
        }
        match self.wait_event(has_unsent, may_receive).await {
            Event::Changed => {}
            Event::Draining => self.told.begin_drain(),
            Event::FlushOver => self.told.tell_lost(&ConnectionEnd::DrainAborted),
            Event::Received(Ok(())) => self.troubles.handle_success(),
            Event::Received(Err(error)) => {
                self.receiver.reception.shared.counters.note_receive_error();
                self.told.call(|protocol, transport| protocol.error_received(transport, &error));
                if let Next::Stop = self.receiver.handle_error(&error, &mut self.troubles).await {
                    self.told.tell_lost(&ConnectionEnd::Error(EndError::new(error)));
                }
            }
        }
    }

    async fn wait_event(&mut self, has_unsent: bool, may_receive: bool) -> Event {
        let DatagramEndpoint { receiver, origin, batch, suspended, told, .. } = self;
        let outbox = Arc::clone(told.transport.outbox());
        let is_draining = told.drain.is_some();
        tokio::select! {
            biased;
            () = receiver.reception.shared.life.wait_draining(), if !is_draining => Event::Draining,
            () = outbox.wait_changed() => Event::Changed,
            () = wait_flushed(origin, &outbox), if has_unsent => Event::Changed,
            () = std::future::poll_fn(|cx| told.transport.timers.poll_due(cx)) => Event::Changed,
            _ = suspended.changed() => Event::Changed,
            () = wait_some(&mut told.drain) => Event::FlushOver,
            received = origin.socket.receive(batch), if may_receive => Event::Received(received),
        }
    }
}

impl Told {
    /// Tells what has happened since the last turn. Returns whether something is unsent; `None` when the endpoint was closed
    /// and nothing is.
    fn tell_news(&mut self) -> Option<bool> {
        let state = self.transport.outbox().take_state();
        self.note_dropped(state.dropped);
        for error in &state.errors {
            self.call(|protocol, transport| protocol.error_received(transport, error));
        }
        if self.pause != state.is_above {
            self.pause = state.is_above;
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

    /// Tells of the drain and receives nothing more; what is unsent has a moment to go out.
    fn begin_drain(&mut self) {
        self.drain = Some(Box::pin(tokio::time::sleep(DRAIN_FLUSH)));
        self.call(DatagramProtocol::drain_begun);
        self.transport.outbox().close(false);
    }

    /// Lets go of the socket and calls `connection_lost`, once.
    fn tell_lost(&mut self, end: &ConnectionEnd) {
        if std::mem::replace(&mut self.lost, true) {
            return;
        }
        self.transport.outbox().set_gone();
        self.note_dropped(self.transport.outbox().take_state().dropped);
        self.call(|protocol, _| protocol.connection_lost(end));
    }

    /// Gives a datagram to the protocol, as a job that is over when the callback has returned.
    fn deliver(&mut self, incoming: Incoming<'_>) {
        let (began, id) = (Instant::now(), self.receiver.reception.shared.life.registry.next_id());
        let peer = &incoming.peer;
        let span = tracing::debug_span!(parent: &self.receiver.reception.span, "connection", id = id.as_u64(), %peer);
        self.transport.begin_delivery(&self.origin, &incoming);
        let delivered = {
            let _in_span = span.enter();
            catch_unwind(AssertUnwindSafe(|| {
                self.protocol.datagram_received(&mut self.transport, incoming.bytes, peer)
            }))
        };
        let end = match delivered {
            Ok(result) => end_of_datagram(result),
            Err(panic) => end_of_panic(&self.receiver.reception.shared, id, peer, &*panic),
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
            self.receiver.reception.shared.counters.note_dropped(count);
        }
    }
}

impl Consumer for Told {
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit, turn: Turn) -> io::Result<Option<Permit>> {
        self.deliveries -= 1;
        self.deliver(incoming);
        drop(turn);
        Ok(Some(permit))
    }

    fn is_open(&self) -> bool {
        self.deliveries > 0 && !self.transport.is_closing()
    }
}

impl Drop for Told {
    /// Dropped before its end: the runtime was shut down around it.
    fn drop(&mut self) {
        self.tell_lost(&ConnectionEnd::Abandoned);
    }
}

impl Receiver {
    /// A callback panicked that belongs to no datagram.
    fn handle_callback_panic(&self) {
        if self.reception.shared.panic_policy == PanicPolicy::Abort {
            error!(parent: &self.reception.span, "a handler panicked: aborting as configured");
            std::process::abort();
        }
        error!(parent: &self.reception.span, "a callback of a datagram protocol panicked");
    }
}

/// Sends what is unsent, until nothing is or there is something to tell. Cancel safe.
async fn wait_flushed(origin: &Origin, outbox: &Outbox) {
    // A socket that cannot be watched says so to the one who receives.
    let _told_elsewhere = origin.socket.when_writable(|| outbox.flush()).await;
}

/// Waits for a timer that may not be set.
async fn wait_some(timer: &mut Option<Pin<Box<Sleep>>>) {
    match timer {
        Some(timer) => timer.as_mut().await,
        None => std::future::pending().await,
    }
}

/// How long a protocol's datagrams may wait for room when the server drains: less than its receivers are waited for.
const DRAIN_FLUSH: Duration = Duration::from_millis(250);
