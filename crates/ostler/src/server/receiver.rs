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

use super::child;
use super::connection_task::{end_of_panic, serve_datagram};
use super::datagram_endpoint::DatagramEndpoint;
use super::gate::{Entry, Permit};
use super::life::DrainSignal;
use super::record::{Record, tell_end};
use super::registry::{ConnectionActivity, ConnectionInfo};
use super::shared::Shared;
use crate::conn::{ChildSlot, ConnState, Io, end_of_datagram};
use crate::datagram::{Batch, Datagram, DatagramSocket, Incoming, Origin};
use crate::listen::{BoundDatagram, OnLoop};
use crate::model::{Place, Runner, Turn};
use crate::style::{AsyncDatagramStyle, DatagramStyle};
use crate::sys::SharedWords;

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
    pub(crate) runner: Runner,
    /// Whether the shutdown goes on without waiting for the jobs.
    pub(crate) is_detached: bool,
    /// What is shared with the children that do the jobs, where there are such.
    pub(crate) slab: Option<Arc<SharedWords>>,
    pub(crate) span: Span,
}

/// What is done with a datagram that was let in.
pub(super) trait Consumer: Send {
    /// Begins with it. Returns the room if it is free again.
    ///
    /// # Errors
    /// When no thread or child can be had for it.
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit, turn: Turn) -> io::Result<Option<Permit>>;

    /// Whether it takes another one.
    fn is_open(&self) -> bool;
}

/// Makes a job of each datagram.
struct Jobs<'a> {
    receiver: &'a Receiver,
    origin: &'a Arc<Origin>,
}

impl Consumer for Jobs<'_> {
    fn begin(&mut self, incoming: Incoming<'_>, permit: Permit, turn: Turn) -> io::Result<Option<Permit>> {
        let id = self.receiver.shared.life.registry.next_id();
        self.receiver.begin(Datagram::new(self.origin, id, incoming), permit, turn)
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
        let OnLoop { socket, path: _unlinked_at_the_end, received } = match bound.into_loop() {
            Ok(on_loop) => on_loop,
            Err(error) => {
                error!(parent: &self.span, %error, "the socket cannot be put on the event loop");
                return;
            }
        };
        let origin = self.origin(socket);
        let batch = received.unwrap_or_else(|| origin.socket.new_batch(self.datagram_bytes_max));
        if let DatagramStyle::Protocol(_) = &self.style {
            if let Some(endpoint) = DatagramEndpoint::new(Arc::new(self), origin, batch) {
                endpoint.run().await;
            }
            return;
        }
        tokio::select! {
            biased;
            () = self.shared.life.wait_draining() => {}
            () = self.receive_all(&origin, batch) => {}
        }
    }

    pub(super) fn origin(&self, socket: DatagramSocket) -> Arc<Origin> {
        let drain = DrainSignal::new(Arc::clone(&self.shared.life));
        Arc::new(Origin { socket, drain, write_stall: self.timeouts.write_stall })
    }

    /// Serves one datagram, those of the batch first, or has it refused. Cancel safe: what was received stays in the batch.
    pub(super) async fn serve_next(&self, origin: &Arc<Origin>, batch: &mut Batch, troubles: &mut Troubles) {
        while batch.is_empty() {
            match origin.socket.receive(batch).await {
                Ok(()) => troubles.handle_received(),
                Err(error) => {
                    self.shared.counters.note_receive_error();
                    if let Next::Stop = self.handle_error(&error, troubles).await {
                        // It has said so in the log; other sockets may still bring something.
                        std::future::pending::<()>().await;
                    }
                }
            }
        }
        let entry = self.enter().await;
        let turn = self.runner.wait_turn().await;
        let mut jobs = Jobs { receiver: self, origin };
        if let Err(error) = self.serve_first(origin, batch, entry, turn, &mut jobs) {
            self.pause(&error, troubles).await;
        }
    }

    async fn receive_all(&self, origin: &Arc<Origin>, mut batch: Batch) {
        let mut troubles = Troubles::default();
        loop {
            self.shared.life.wait_resumed().await;
            tokio::select! {
                biased;
                // First, and for as long as nothing comes: whoever suspends wants nothing received from then on.
                () = self.shared.life.wait_suspended() => {}
                next = self.receive_many(origin, &mut batch, &mut troubles) => if let Next::Stop = next { return },
            }
        }
    }

    /// Receives one batch after the other. It ends between two of them when receiving is suspended: to wait for that costs
    /// more than to ask, and is done once for all of them. Cancel safe: what was received stays in the batch.
    async fn receive_many(&self, origin: &Arc<Origin>, batch: &mut Batch, troubles: &mut Troubles) -> Next {
        let mut suspended = self.shared.life.watch_suspended();
        let mut jobs = Jobs { receiver: self, origin };
        while !*suspended.borrow_and_update() {
            if batch.is_empty() {
                match origin.socket.receive(batch).await {
                    Ok(()) => troubles.handle_received(),
                    Err(error) => {
                        self.shared.counters.note_receive_error();
                        if let Next::Stop = self.handle_error(&error, troubles).await {
                            return Next::Stop;
                        }
                        continue;
                    }
                }
            }
            self.serve_batch(origin, batch, &mut suspended, troubles, &mut jobs).await;
        }
        Next::Receive
    }

    /// Serves what was received, until its end or until receiving is suspended or nobody takes it any more. Cancel safe.
    pub(super) async fn serve_batch(
        &self,
        origin: &Arc<Origin>,
        batch: &mut Batch,
        suspended: &mut watch::Receiver<bool>,
        troubles: &mut Troubles,
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
                    // First: there is room nearly always, and whether receiving is suspended was asked just above.
                    entry = self.enter() => entry,
                    _ = suspended.changed() => return,
                },
            };
            let turn = self.runner.wait_turn().await;
            match self.serve_first(origin, batch, entry, turn, consumer) {
                Ok(free) => room = free,
                Err(error) => self.pause(&error, troubles).await,
            }
        }
    }

    /// Serves the first datagram of the batch, or has it refused. Returns the room if it is free again.
    fn serve_first(
        &self,
        origin: &Arc<Origin>,
        batch: &mut Batch,
        entry: Entry,
        turn: Turn,
        consumer: &mut impl Consumer,
    ) -> io::Result<Option<Permit>> {
        let Some(incoming) = batch.take_next() else { return Ok(None) };
        self.shared.counters.note_datagram(incoming.is_truncated());
        match entry {
            Entry::Room(permit) => self.admit(origin, incoming, permit, turn, consumer),
            Entry::Refuse(refusal) => {
                let reply = if let AtLimit::Reply(reply) = &self.at_limit { Some(&**reply) } else { None };
                self.refuse(origin, &incoming, refusal, reply);
                Ok(None)
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
        turn: Turn,
        consumer: &mut impl Consumer,
    ) -> io::Result<Option<Permit>> {
        if self.shared.gate.has_peer_limit
            && let Err(refusal) = permit.take_peer(incoming.peer.key())
        {
            let reply =
                if let AtPeerLimit::Reply(reply) = &self.at_peer_limit { Some(&**reply) } else { None };
            self.refuse(origin, &incoming, refusal, reply);
            return Ok(Some(permit));
        }
        if !self.shared.is_welcome(&incoming.peer) {
            self.refuse(origin, &incoming, Refusal::NotAdmitted, None);
        } else if self.shared.life.registry.begin_inline() {
            self.shared.counters.note_accepted();
            match consumer.begin(incoming, permit, turn)? {
                Some(free) => permit = free,
                None => return Ok(None),
            }
        }
        // What was counted to the peer is given back with its room.
        Ok((!permit.has_peer()).then_some(permit))
    }

    fn begin(&self, datagram: Datagram, permit: Permit, turn: Turn) -> io::Result<Option<Permit>> {
        let id = datagram.id().as_u64();
        let span = tracing::debug_span!(parent: &self.span, "connection", id, peer = %datagram.peer());
        let place = self.runner.place(turn);
        match (&self.style, place) {
            (DatagramStyle::Async(style), place @ (Place::Loop { .. } | Place::Serial { .. })) => {
                self.begin_async(&**style, datagram, permit, span, place)
            }
            (DatagramStyle::Blocking(style), Place::Serial { .. }) => {
                let _in_span = span.enter();
                let began = Instant::now();
                let end = self.end_of_first(&datagram, || style.handle(&datagram));
                self.end_inline(|| info_of(&datagram, began), &end, &span);
                Ok(Some(permit))
            }
            (style, place) => self.begin_elsewhere(style, &datagram, permit, span, place).map(|()| None),
        }
    }

    /// Polls the job once, here. It is user code, so it may panic.
    fn begin_async(
        &self,
        style: &dyn AsyncDatagramStyle,
        datagram: Datagram,
        permit: Permit,
        span: Span,
        place: Place,
    ) -> io::Result<Option<Permit>> {
        let began = Instant::now();
        let mut waiting = None;
        let end = {
            let _in_span = span.enter();
            // Whoever polls it next polls it at once, so nobody has to be woken by this poll.
            let mut cx = Context::from_waker(Waker::noop());
            self.end_of_first(&datagram, || {
                let mut job = style.job(datagram.clone());
                match job.as_mut().poll(&mut cx) {
                    Poll::Ready(result) => result,
                    Poll::Pending => {
                        waiting = Some(job);
                        Ok(())
                    }
                }
            })
        };
        if let Some(job) = waiting {
            let state = self.register(&datagram, permit, span, None);
            place.run_async(serve_datagram(state, || job))?;
            return Ok(None);
        }
        self.end_inline(|| info_of(&datagram, began), &end, &span);
        Ok(Some(permit))
    }

    fn end_of_first(&self, datagram: &Datagram, handle: impl FnOnce() -> crate::Result) -> ConnectionEnd {
        match catch_unwind(AssertUnwindSafe(handle)) {
            Ok(result) => end_of_datagram(result),
            Err(panic) => end_of_panic(&self.shared, datagram.id(), datagram.peer(), &*panic),
        }
    }

    /// Gives the job to a thread or a child.
    fn begin_elsewhere(
        &self,
        style: &DatagramStyle,
        datagram: &Datagram,
        permit: Permit,
        span: Span,
        place: Place,
    ) -> io::Result<()> {
        let cradle = match &place {
            Place::Child { nursery, .. } => nursery.reserve().map(Some),
            _ => Some(None),
        };
        let slot = cradle.as_ref().and_then(Option::as_ref).map(|cradle| child::slot(&self.slab, cradle));
        let state = self.register(datagram, permit, span, slot.clone());
        let job = Arc::clone(&state);
        let run = match (style, cradle, slot) {
            (_, None, _) => Err(io::Error::other("the nursery is gone: no child can be forked")),
            (_, Some(Some(cradle)), Some(slot)) => {
                let packed = datagram.pack();
                place.run_async(child::stand_for(job, slot, cradle, self.listener.0, Some(packed)))
            }
            (DatagramStyle::Async(style), ..) => {
                let (style, datagram) = (Arc::clone(style), datagram.clone());
                place.run_async(serve_datagram(job, move || style.job(datagram)))
            }
            (DatagramStyle::Blocking(style), ..) => {
                let (style, datagram) = (Arc::clone(style), datagram.clone());
                place.run_blocking(move || serve_blocking(&job, &*style, &datagram))
            }
            (DatagramStyle::Protocol(_), ..) => {
                unreachable!("a protocol has no jobs: `run` gives it an endpoint")
            }
        };
        if run.is_err() {
            self.shared.gate.lock().note_refused(Refusal::NoThread);
            state.set_outcome(ConnectionEnd::Refused(Refusal::NoThread));
        }
        run
    }

    /// The end of a job that was over before it had an entry in the registry.
    pub(super) fn end_inline(&self, info: impl FnOnce() -> ConnectionInfo, end: &ConnectionEnd, span: &Span) {
        self.shared.counters.note_end(end);
        if self.shared.hooks.on_end.is_some() || tracing::enabled!(tracing::Level::DEBUG) {
            let _in_span = span.enter();
            tell_end(&self.shared, &info(), end);
        }
        if self.shared.life.registry.end_inline(end) {
            self.shared.life.handle_last_connection_closed();
        }
    }

    /// Gives a job that goes on an entry in the registry.
    fn register(
        &self,
        datagram: &Datagram,
        mut permit: Permit,
        span: Span,
        slot: Option<ChildSlot>,
    ) -> Arc<ConnState> {
        let peer = datagram.peer().clone();
        if !permit.has_peer() {
            permit.take_peer(peer.key()).expect("without a limit for each peer there is always room");
        }
        let record = Record::new(datagram.id(), self.service, Arc::clone(&self.shared), span, Some(permit));
        let record = if self.is_detached { record.detach() } else { record };
        let mut state = ConnState::new(Io::Datagram, record, peer, self.timeouts.clone());
        if let Some(slot) = slot {
            state = state.in_child(slot);
        }
        let state = Arc::new(state);
        let _not_yet_set = state.local.set(datagram.local().clone());
        datagram.attach(&state);
        Record::register_inline(&state);
        state
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
                self.pause(error, troubles).await;
                Next::Receive
            }
        }
    }

    /// The system is out of something: leaves it alone for a while.
    async fn pause(&self, error: &io::Error, troubles: &mut Troubles) {
        let step = troubles.pause.handle_error(Instant::now().into_std());
        self.shared.counters.note_accept_pause();
        if step.log {
            let suppressed = step.suppressed;
            warn!(parent: &self.span, %error, suppressed, "receiving fails: pausing");
        }
        tokio::time::sleep(step.wait).await;
    }
}

/// A datagram whose handler has returned at once.
fn info_of(datagram: &Datagram, began: Instant) -> ConnectionInfo {
    ConnectionInfo {
        id: datagram.id(),
        peer: datagram.peer().clone(),
        local: Some(datagram.local().clone()),
        age: began.elapsed(),
        activity: ConnectionActivity::Closing,
        bytes_read: datagram.bytes().len() as u64,
        bytes_written: datagram.bytes_sent(),
    }
}

/// Runs the blocking handler of a registered datagram to its end.
pub(super) fn serve_blocking(
    state: &ConnState,
    style: &dyn crate::style::BlockingDatagramStyle,
    datagram: &Datagram,
) {
    let _in_span = state.record.span().enter();
    let outcome = match catch_unwind(AssertUnwindSafe(|| style.handle(datagram))) {
        Ok(result) => end_of_datagram(result),
        Err(panic) => end_of_panic(state.record.shared(), state.record.id(), &state.peer, &*panic),
    };
    state.set_outcome(outcome);
}

/// What the receive errors of one socket have led to so far.
#[derive(Debug, Default)]
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
