//! The receiver: the acceptor's counterpart for datagrams, one for each bound socket.
//!
//! Order: datagrams are there → received into the batch → for each: room, the peer's limit and the admit hook → its job
//! begins right here. A job that is done by then was only counted; one that waits is registered and becomes a task. An
//! error of the socket never ends the loop, but for what the table of receive errors calls final. A protocol's socket is
//! driven by its `DatagramEndpoint`, which hands batches to the same steps.

use std::io;
use std::sync::Arc;

use ostler_core::{AcceptVerdict, Refusal, triage_receive_error};
use tokio::sync::watch;
use tracing::{debug, error, warn};

use super::datagram_endpoint::DatagramEndpoint;
use super::gate::{Entry, Permit};
use super::life::DrainSignal;
use super::reception::{Next, Reception, Troubles};
use crate::datagram::{Batch, Datagram, DatagramSocket, Incoming, Origin};
use crate::listen::{BoundDatagram, OnLoop};
use crate::model::Turn;
use crate::style::DatagramStyle;

/// Takes in the datagrams of one socket.
pub(crate) struct Receiver {
    pub(super) reception: Reception,
    pub(super) style: DatagramStyle,
    pub(super) datagram_bytes_max: usize,
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
        let id = self.receiver.reception.shared.life.registry.next_id();
        self.receiver.begin(Datagram::new(self.origin, id, incoming), permit, turn)
    }

    fn is_open(&self) -> bool {
        true
    }
}

impl Receiver {
    /// Receives until the drain begins. The socket closes when the last job that may answer on it has ended.
    pub(crate) async fn run(self, bound: BoundDatagram) {
        let OnLoop { socket, path: _unlinked_at_the_end, received } = match bound.into_loop() {
            Ok(on_loop) => on_loop,
            Err(error) => {
                error!(parent: &self.reception.span, %error, "the socket cannot be put on the event loop");
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
            () = self.reception.shared.life.wait_draining() => {}
            () = self.receive_all(&origin, batch) => {}
        }
    }

    pub(super) fn origin(&self, socket: DatagramSocket) -> Arc<Origin> {
        let drain = DrainSignal::new(Arc::clone(&self.reception.shared.life));
        Arc::new(Origin { socket, drain, write_stall: self.reception.timeouts.write_stall })
    }

    /// Serves one datagram, those of the batch first, or has it refused. Cancel safe: what was received stays in the batch.
    pub(super) async fn serve_next(&self, origin: &Arc<Origin>, batch: &mut Batch, troubles: &mut Troubles) {
        while batch.is_empty() {
            match origin.socket.receive(batch).await {
                Ok(()) => troubles.handle_success(),
                Err(error) => {
                    self.reception.shared.counters.note_receive_error();
                    if let Next::Stop = self.handle_error(&error, troubles).await {
                        // It has said so in the log; other sockets may still bring something.
                        std::future::pending::<()>().await;
                    }
                }
            }
        }
        let entry = self.enter().await;
        let turn = self.reception.runner.wait_turn().await;
        let mut jobs = Jobs { receiver: self, origin };
        if let Err(error) = self.serve_first(origin, batch, entry, turn, &mut jobs) {
            self.pause(&error, troubles).await;
        }
    }

    async fn receive_all(&self, origin: &Arc<Origin>, mut batch: Batch) {
        let mut troubles = Troubles::default();
        loop {
            let life = &self.reception.shared.life;
            life.wait_resumed().await;
            tokio::select! {
                biased;
                // First, and for as long as nothing comes: whoever suspends wants nothing received from then on.
                () = life.wait_suspended() => {}
                next = self.receive_many(origin, &mut batch, &mut troubles) => if let Next::Stop = next { return },
            }
        }
    }

    /// Receives one batch after the other. It ends between two of them when receiving is suspended: to wait for that costs
    /// more than to ask, and is done once for all of them. Cancel safe: what was received stays in the batch.
    async fn receive_many(&self, origin: &Arc<Origin>, batch: &mut Batch, troubles: &mut Troubles) -> Next {
        let mut suspended = self.reception.shared.life.watch_suspended();
        let mut jobs = Jobs { receiver: self, origin };
        while !*suspended.borrow_and_update() {
            if batch.is_empty() {
                match origin.socket.receive(batch).await {
                    Ok(()) => troubles.handle_success(),
                    Err(error) => {
                        self.reception.shared.counters.note_receive_error();
                        if let Next::Stop = self.handle_error(&error, troubles).await {
                            return Next::Stop;
                        }
                        continue;
                    }
                }
            }
            self.serve_batch(origin, batch, &mut suspended, troubles, &mut jobs).await;
        }
        Next::GoOn
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
            let granted = async {
                let entry = match room.take() {
                    Some(permit) => Entry::Room(permit),
                    None => self.enter().await,
                };
                (entry, self.reception.runner.wait_turn().await)
            };
            let (entry, turn) = tokio::select! {
                biased;
                // First: there is room nearly always, and whether receiving is suspended was asked just above.
                granted = granted => granted,
                _ = suspended.changed() => return,
            };
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
        self.reception.shared.counters.note_datagram(incoming.is_truncated());
        match entry {
            Entry::Room(permit) => self.admit(origin, incoming, permit, turn, consumer),
            Entry::Refuse(refusal) => {
                self.refuse(origin, &incoming, refusal);
                Ok(None)
            }
        }
    }

    async fn enter(&self) -> Entry {
        match self.reception.enter().await {
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
        if self.reception.shared.gate.has_peer_limit
            && let Err(refusal) = permit.take_peer(incoming.peer.key())
        {
            self.refuse(origin, &incoming, refusal);
            return Ok(Some(permit));
        }
        if !self.reception.shared.is_welcome(&incoming.peer) {
            self.refuse(origin, &incoming, Refusal::NotAdmitted);
        } else if self.reception.shared.life.registry.begin_inline() {
            self.reception.shared.counters.note_accepted();
            match consumer.begin(incoming, permit, turn)? {
                Some(free) => permit = free,
                None => return Ok(None),
            }
        }
        // What was counted to the peer is given back with its room.
        Ok((!permit.has_peer()).then_some(permit))
    }

    fn refuse(&self, origin: &Origin, incoming: &Incoming<'_>, refusal: Refusal) {
        if let Some(reply) = self.reception.note_refused(&incoming.peer, refusal) {
            // One attempt: nobody waits for a refused client.
            let _refused_anyway = origin.socket.try_send(reply, &incoming.peer, incoming.asked);
        }
    }

    pub(super) async fn handle_error(&self, error: &io::Error, troubles: &mut Troubles) -> Next {
        match troubles.retries.handle_verdict(triage_receive_error(error.raw_os_error())) {
            AcceptVerdict::Stop => {
                error!(parent: &self.reception.span, %error, "receiving failed for good: this socket stops");
                Next::Stop
            }
            AcceptVerdict::RetryNow => {
                debug!(parent: &self.reception.span, %error, "the system reports an error of a peer");
                Next::GoOn
            }
            AcceptVerdict::Pause => {
                self.pause(error, troubles).await;
                Next::GoOn
            }
        }
    }

    /// The system is out of something: leaves it alone for a while.
    async fn pause(&self, error: &io::Error, troubles: &mut Troubles) {
        let step = self.reception.pause(troubles);
        if step.log {
            let suppressed = step.suppressed;
            warn!(parent: &self.reception.span, %error, suppressed, "receiving fails: pausing");
        }
        tokio::time::sleep(step.wait).await;
    }
}
