//! The receiver: the acceptor's counterpart for datagrams, one for each bound socket.
//!
//! Order: datagrams are there → received into the batch → for each: room, the peer's limit and the admit hook → its job
//! begins right here. A job that is done by then was only counted; one that waits is registered and becomes a task. An
//! error of the socket never ends the loop, but for what the table of receive errors calls final. A protocol's socket is
//! driven by its `DatagramEndpoint`, which hands batches to the same steps.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ostler_core::{
    AcceptPause, AcceptVerdict, AtLimit, AtPeerLimit, ConnectionEnd, ListenerIndex, Refusal, RetryBudget,
    ServiceIndex, Timeouts, triage_receive_error,
};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{Span, debug, error, warn};

use super::connection_task::{end_of_panic, serve_begun};
use super::datagram_endpoint::DatagramEndpoint;
use super::gate::{Entry, Permit};
use super::record::{Record, tell_end};
use super::registry::{ConnectionActivity, ConnectionInfo};
use super::shared::{DrainSignal, Shared};
use crate::conn::{ConnState, Io, end_of_datagram};
use crate::datagram::{Batch, Datagram, Incoming, Origin};
use crate::listen::BoundDatagram;
use crate::model::Placement;
use crate::style::{AsyncDatagramStyle, BlockingDatagramStyle, DatagramStyle, Job};

/// Everything that the datagrams of one socket have in common.
pub(crate) struct Receiver {
    pub(crate) shared: Arc<Shared>,
    pub(crate) listener: ListenerIndex,
    pub(crate) service: ServiceIndex,
    pub(crate) style: DatagramStyle,
    pub(crate) datagram_bytes_max: usize,
    pub(crate) timeouts: Timeouts,
    pub(crate) at_limit: AtLimit,
    pub(crate) at_peer_limit: AtPeerLimit,
    pub(crate) placement: Placement,
    pub(crate) span: Span,
}

/// What is done with a datagram that was let in.
pub(super) trait Consumer: Send {
    /// Begins with it. Returns the room if it is free again.
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit) -> Option<Permit>;

    /// Whether it takes another one.
    fn is_open(&self) -> bool;
}

/// Makes a job of each datagram.
struct Jobs<'a> {
    receiver: &'a Receiver,
    origin: &'a Arc<Origin>,
}

impl Consumer for Jobs<'_> {
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit) -> Option<Permit> {
        let id = self.receiver.shared.registry.next_id();
        self.receiver.begin(Datagram::new(self.origin, id, incoming), permit)
    }

    fn is_open(&self) -> bool {
        true
    }
}

/// Whether the receiver goes on.
pub(super) enum Next {
    Receive,
    Stop,
}

impl Receiver {
    /// Receives until the drain begins. The socket closes when the last job that may answer on it has ended.
    pub(crate) async fn run(self, bound: BoundDatagram) {
        let (socket, _path) = match bound.into_loop() {
            Ok(on_loop) => on_loop,
            Err(error) => {
                error!(parent: &self.span, %error, "the socket cannot be put on the event loop");
                return;
            }
        };
        let origin = Arc::new(Origin {
            socket,
            drain: DrainSignal::new(Arc::clone(&self.shared)),
            write_stall: self.timeouts.write_stall,
        });
        if let DatagramStyle::Protocol(maker) = &self.style {
            if let Some(endpoint) = DatagramEndpoint::new(&self, &origin, &**maker) {
                endpoint.run().await;
            }
            return;
        }
        tokio::select! {
            biased;
            () = self.shared.wait_draining() => {}
            () = self.receive_all(&origin) => {}
        }
    }

    async fn receive_all(&self, origin: &Arc<Origin>) {
        let mut batch = origin.socket.new_batch(self.datagram_bytes_max);
        let mut troubles = Troubles::default();
        let mut suspended = self.shared.watch_suspended();
        let mut jobs = Jobs { receiver: self, origin };
        loop {
            drop(suspended.wait_for(|suspended| !suspended).await);
            if batch.is_empty() {
                let received = tokio::select! {
                    biased;
                    _ = suspended.changed() => continue,
                    received = origin.socket.receive(&mut batch) => received,
                };
                match received {
                    Ok(()) => troubles.handle_received(),
                    Err(error) => {
                        self.shared.counters.note_receive_error();
                        if let Next::Stop = self.handle_error(&error, &mut troubles).await {
                            return;
                        }
                        continue;
                    }
                }
            }
            self.serve_batch(origin, &mut batch, &mut suspended, &mut jobs).await;
        }
    }

    /// Serves what was received, until its end or until receiving is suspended or nobody takes it any more.
    pub(super) async fn serve_batch(
        &self,
        origin: &Arc<Origin>,
        batch: &mut Batch,
        suspended: &mut watch::Receiver<bool>,
        consumer: &mut impl Consumer,
    ) {
        // Room is asked for once: a job that is done at once leaves it to the next.
        let mut room = None;
        while !batch.is_empty() {
            // A crowd of datagrams must not keep the loop from everybody else.
            tokio::task::consume_budget().await;
            if !consumer.is_open() || suspended.has_changed().unwrap_or(false) {
                return;
            }
            let entry = match room.take() {
                Some(permit) => Entry::Room(permit),
                None => tokio::select! {
                    biased;
                    _ = suspended.changed() => return,
                    entry = self.enter() => entry,
                },
            };
            let Some(incoming) = batch.take_next() else { return };
            self.shared.counters.note_datagram(incoming.is_truncated());
            match entry {
                Entry::Room(permit) => room = self.admit(origin, incoming, permit, consumer),
                Entry::Refuse(refusal) => {
                    let reply =
                        if let AtLimit::Reply(reply) = &self.at_limit { Some(&**reply) } else { None };
                    self.refuse(origin, &incoming, refusal, reply);
                }
            }
        }
    }

    async fn enter(&self) -> Entry {
        let evict_idle = || self.shared.evict_idle(self.listener, self.service);
        match self.shared.gate.enter(self.listener, self.service, evict_idle).await {
            // A pause that waits for a descriptor must not end with each datagram.
            Entry::Room(permit) => Entry::Room(permit.without_descriptor()),
            refused => refused,
        }
    }

    /// The peer's limit and the hook; then the job begins. Returns the room if it is free again.
    fn admit(
        &self,
        origin: &Arc<Origin>,
        incoming: Incoming<'_>,
        mut permit: Permit,
        consumer: &mut impl Consumer,
    ) -> Option<Permit> {
        if self.shared.gate.has_peer_limit
            && let Err(refusal) = permit.take_peer(incoming.peer.key())
        {
            let reply =
                if let AtPeerLimit::Reply(reply) = &self.at_peer_limit { Some(&**reply) } else { None };
            self.refuse(origin, &incoming, refusal, reply);
            return Some(permit);
        }
        if !self.shared.is_welcome(&incoming.peer) {
            self.refuse(origin, &incoming, Refusal::NotAdmitted, None);
        } else if self.shared.registry.begin_inline() {
            self.shared.counters.note_accepted();
            permit = consumer.begin(incoming, permit)?;
        }
        // What was counted to the peer is given back with its room.
        (!permit.has_peer()).then_some(permit)
    }

    fn begin(&self, datagram: Datagram, permit: Permit) -> Option<Permit> {
        let id = datagram.id().as_u64();
        let span = tracing::debug_span!(parent: &self.span, "connection", id, peer = %datagram.peer());
        match &self.style {
            DatagramStyle::Async(style) => self.begin_async(&**style, datagram, permit, span),
            DatagramStyle::Blocking(style) => {
                let state = self.register(&datagram, permit, span);
                self.spawn_blocking(state, Arc::clone(style), datagram);
                None
            }
            DatagramStyle::Protocol(_) => unreachable!("a protocol has no jobs: `run` gives it an endpoint"),
        }
    }

    /// Polls the job once, here. It is user code, so it may panic.
    fn begin_async(
        &self,
        style: &dyn AsyncDatagramStyle,
        datagram: Datagram,
        permit: Permit,
        span: Span,
    ) -> Option<Permit> {
        let began = Instant::now();
        let first = {
            let _in_span = span.enter();
            // Whoever polls it next polls it at once, so nobody has to be woken by this poll.
            let mut cx = Context::from_waker(Waker::noop());
            catch_unwind(AssertUnwindSafe(|| {
                let mut job = style.job(datagram.clone());
                match job.as_mut().poll(&mut cx) {
                    Poll::Ready(result) => Begun::Ended(result),
                    Poll::Pending => Begun::Waits(job),
                }
            }))
        };
        let end = match first {
            Ok(Begun::Waits(job)) => {
                let state = self.register(&datagram, permit, span);
                self.placement.pick().spawn(serve_begun(state, job));
                return None;
            }
            Ok(Begun::Ended(result)) => end_of_datagram(result),
            Err(panic) => end_of_panic(&self.shared, datagram.id(), datagram.peer(), &*panic),
        };
        let info = || ConnectionInfo {
            id: datagram.id(),
            peer: datagram.peer().clone(),
            local: Some(datagram.local().clone()),
            age: began.elapsed(),
            activity: ConnectionActivity::Closing,
            bytes_read: datagram.bytes().len() as u64,
            bytes_written: datagram.bytes_sent(),
        };
        self.end_inline(info, &end, &span);
        Some(permit)
    }

    /// The end of a job that was over before it had an entry in the registry.
    pub(super) fn end_inline(&self, info: impl FnOnce() -> ConnectionInfo, end: &ConnectionEnd, span: &Span) {
        self.shared.counters.note_end(end);
        if self.shared.on_end.is_some() || tracing::enabled!(tracing::Level::DEBUG) {
            let _in_span = span.enter();
            tell_end(&self.shared, &info(), end);
        }
        if self.shared.registry.end_inline(end) {
            self.shared.handle_last_connection_closed();
        }
    }

    /// Gives a job that goes on an entry in the registry.
    fn register(&self, datagram: &Datagram, mut permit: Permit, span: Span) -> Arc<ConnState> {
        let peer = datagram.peer().clone();
        if !permit.has_peer() {
            permit.take_peer(peer.key()).expect("without a limit for each peer there is always room");
        }
        let record = Record::new(datagram.id(), self.service, Arc::clone(&self.shared), span, permit);
        let state = Arc::new(ConnState::new(Io::Datagram, record, peer, self.timeouts.clone()));
        let _not_yet_set = state.local.set(datagram.local().clone());
        datagram.attach(&state);
        Record::register_inline(&state);
        state
    }

    /// The one place where blocking jobs are given to what runs them.
    fn spawn_blocking(
        &self,
        state: Arc<ConnState>,
        style: Arc<dyn BlockingDatagramStyle>,
        datagram: Datagram,
    ) {
        let placed = self.placement.pick();
        drop(placed.handle().clone().spawn_blocking(move || {
            let _counted = placed;
            serve_blocking(&state, &*style, &datagram);
        }));
    }

    fn refuse(&self, origin: &Origin, incoming: &Incoming<'_>, refusal: Refusal, reply: Option<&[u8]>) {
        self.shared.gate.lock().note_refused(refusal);
        debug!(parent: &self.span, peer = %incoming.peer, reason = refusal.label(), "refused");
        if let Some(reply) = reply {
            // One attempt: nobody waits for a refused client.
            let _refused_anyway = origin.socket.try_send(reply, &incoming.peer, incoming.asked);
        }
    }

    pub(super) async fn handle_error(&self, error: &io::Error, troubles: &mut Troubles) -> Next {
        match troubles.retries.handle_verdict(triage_receive_error(error.raw_os_error())) {
            AcceptVerdict::Stop => {
                error!(parent: &self.span, %error, "receiving failed for good: this socket stops");
                Next::Stop
            }
            AcceptVerdict::RetryNow => {
                debug!(parent: &self.span, %error, "the system reports an error of a peer");
                Next::Receive
            }
            AcceptVerdict::Pause => {
                let step = troubles.pause.handle_error(Instant::now().into_std());
                self.shared.counters.note_accept_pause();
                if step.log {
                    let suppressed = step.suppressed;
                    warn!(parent: &self.span, %error, suppressed, "receiving fails: pausing");
                }
                tokio::time::sleep(step.wait).await;
                Next::Receive
            }
        }
    }
}

/// How far a job came by its first poll.
enum Begun {
    Ended(crate::Result),
    Waits(Job),
}

/// Runs the blocking handler of a registered datagram to its end.
fn serve_blocking(state: &ConnState, style: &dyn BlockingDatagramStyle, datagram: &Datagram) {
    let _in_span = state.record.span().enter();
    let outcome = match catch_unwind(AssertUnwindSafe(|| style.handle(datagram))) {
        Ok(result) => end_of_datagram(result),
        Err(panic) => end_of_panic(state.record.shared(), state.record.id(), &state.peer, &*panic),
    };
    state.set_outcome(outcome);
}

/// What the receive errors of one socket have led to so far.
#[derive(Default)]
pub(super) struct Troubles {
    retries: RetryBudget,
    pause: AcceptPause,
}

impl Troubles {
    pub(super) fn handle_received(&mut self) {
        self.retries.handle_success();
        self.pause.handle_success();
    }
}
