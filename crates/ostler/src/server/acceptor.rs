//! The acceptor: the only code that accepts. One for each listener.
//!
//! Order: a client is there → room is reserved → accept → the peer's limit and the admit hook → register → hand over
//! to the model. Only what the accept-error table calls final ends the loop; the drain ends it too.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use ostler_core::{AcceptVerdict, CLOSE_DISCARD_BYTES_MAX, Refusal};
use tracing::{error, warn};

use super::gate::{Entry, Permit};
use super::near_timer::NearTimer;
use super::reception::{Next, Reception, Troubles};
use super::record::Record;
use super::{blocking_task, child, connection_task};
use crate::conn::{Io, MemoryStream, Peer, Socket};
use crate::listen::{Accepted, BoundListener, Listener};
use crate::model::{Place, Turn};
use crate::style::Style;

/// Takes in the clients of one listener.
pub(crate) struct Acceptor {
    pub(super) reception: Reception,
    pub(super) style: Style,
    pub(super) near_timer: NearTimer,
}

/// How one attempt to accept went.
enum Attempt {
    Accepted,
    NobodyThere,
    Failed(io::Error),
    /// Accepted, but there was nothing to serve it with: it was turned away.
    Unserved(io::Error),
}

impl Acceptor {
    /// Accepts until the drain begins; closes the listener when it returns.
    pub(crate) async fn run(self, bound: BoundListener) {
        let mut listener = match bound.into_listener() {
            Ok(listener) => listener,
            Err(error) => {
                error!(parent: &self.reception.span, %error, "the listener cannot be put on the event loop");
                return;
            }
        };
        let mut troubles = Troubles::default();
        tokio::select! {
            biased;
            () = self.reception.shared.life.wait_draining() => {}
            () = self.accept_all(&mut listener, &mut troubles) => {}
            () = self.near_timer.keep() => {}
        }
    }

    async fn accept_all(&self, listener: &mut Listener, troubles: &mut Troubles) {
        loop {
            self.reception.shared.life.wait_resumed().await;
            tokio::select! {
                biased;
                // First, and for as long as an attempt waits: whoever suspends wants nobody accepted from then on.
                () = self.reception.shared.life.wait_suspended() => {}
                next = self.accept_many(listener, troubles) => if let Next::Stop = next { return },
            }
        }
    }

    /// Accepts one client after the other. It ends between two of them when accepting is suspended: to wait for that costs
    /// more than to ask, and is done once for all of them.
    async fn accept_many(&self, listener: &mut Listener, troubles: &mut Troubles) -> Next {
        while !self.reception.shared.life.is_suspended() {
            // A crowd at the door must not keep the loop from those who are inside.
            tokio::task::consume_budget().await;
            if let Next::Stop = self.accept_next(listener, troubles).await {
                return Next::Stop;
            }
        }
        Next::GoOn
    }

    /// Waits for a client and for room, and accepts. Cancel safe: nothing waits between room and connection.
    pub(super) async fn accept_next(&self, listener: &mut Listener, troubles: &mut Troubles) -> Next {
        if let Err(error) = listener.wait_ready().await {
            error!(parent: &self.reception.span, %error, "the listener cannot be watched: it stops");
            return Next::Stop;
        }
        // Made before the attempt, so that a connection that closes during it ends the pause too: those who wait are told by
        // `notify_waiters`, which reaches this one from here on, polled or not.
        let freed = self.reception.shared.gate.freed.notified();
        let turn = self.reception.runner.wait_turn().await;
        match self.accept_one(listener, turn).await {
            Attempt::Accepted => troubles.handle_success(),
            Attempt::NobodyThere => troubles.retries.handle_success(),
            Attempt::Unserved(error) if self.reception.runner.is_broken() => {
                // Whoever comes later is refused by the system and can go elsewhere.
                error!(parent: &self.reception.span, %error, "nobody can be served any more: this listener stops");
                return Next::Stop;
            }
            Attempt::Unserved(error) => {
                let wait = self.pause(&error, troubles);
                wait_freed(freed, wait).await;
            }
            Attempt::Failed(error) => match self.verdict(&error, troubles) {
                Verdict::Stop => {
                    error!(parent: &self.reception.span, %error, "accept failed for good: this listener stops");
                    return Next::Stop;
                }
                Verdict::RetryNow => {}
                Verdict::Wait(wait) => wait_freed(freed, wait).await,
            },
        }
        Next::GoOn
    }

    async fn accept_one(&self, listener: &mut Listener, turn: Turn) -> Attempt {
        let is_full = self.reception.shared.gate.lock().shortage(self.reception.listener).is_some();
        if is_full && !listener.confirm_ready() {
            // Nobody is evicted, and no turn is taken, for a client that is not there.
            return Attempt::NobodyThere;
        }
        let entry = self.reception.enter().await;
        self.reception.shared.counters.note_accept_call();
        let (accepted, peer) = match listener.try_accept() {
            Ok(client) => client,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Attempt::NobodyThere,
            Err(error) => return Attempt::Failed(error),
        };
        match entry {
            Entry::Refuse(refusal) => self.refuse(accepted, &peer, refusal),
            Entry::Room(permit) => {
                if let Err(error) = self.admit(accepted, peer, permit, turn) {
                    return Attempt::Unserved(error);
                }
            }
        }
        Attempt::Accepted
    }

    /// The peer's limit and the hook; then the connection begins.
    fn admit(&self, accepted: Accepted, peer: Peer, mut permit: Permit, turn: Turn) -> io::Result<()> {
        if let Err(refusal) = permit.take_peer(peer.key()) {
            self.refuse(accepted, &peer, refusal);
            return Ok(());
        }
        if !self.reception.shared.is_welcome(&peer) {
            self.refuse(accepted, &peer, Refusal::NotAdmitted);
            return Ok(());
        }
        self.begin(accepted, peer, permit, turn)
    }

    fn begin(&self, accepted: Accepted, peer: Peer, permit: Permit, turn: Turn) -> io::Result<()> {
        let place = self.reception.runner.place(turn);
        let cradle = match &place {
            Place::Child { nursery, .. } => {
                let Some(cradle) = nursery.reserve() else {
                    self.refuse(accepted, &peer, Refusal::NoThread);
                    return Err(io::Error::other("the nursery is gone: no child can be forked"));
                };
                Some(cradle)
            }
            _ => None,
        };
        let io = match accepted {
            // A child's socket is kept to reach the child by.
            Accepted::Socket(fd) if self.style.is_blocking() || cradle.is_some() => Io::from(fd),
            Accepted::Socket(fd) => {
                let _on_its_loop = place.io_handle().enter();
                Io::Socket(Socket::new(fd)?)
            }
            Accepted::Memory(stream) => Io::Memory(stream),
        };
        let id = self.reception.shared.life.registry.next_id();
        let span = tracing::debug_span!(parent: &self.reception.span, "connection", id = id.as_u64(), %peer);
        let slot = cradle.as_ref().map(|cradle| child::slot(&self.reception.slab, cradle));
        let state = self.reception.state(io, id, peer, span, permit, slot.clone());
        let state = Arc::new(state);
        if !Record::register(&state) {
            // The drain began between the accept and here: the client is turned away like those still in the queue.
            return Ok(());
        }
        self.reception.shared.counters.note_accepted();
        let served = Arc::clone(&state);
        let run = match (&self.style, cradle.zip(slot)) {
            (_, Some((cradle, slot))) => {
                place.run_async(child::stand_for(served, slot, cradle, self.reception.listener.0, None))
            }
            (Style::Async(style), None) => {
                self.near_timer.note_connection();
                place.run_async(connection_task::serve(served, Arc::clone(style)))
            }
            (Style::Blocking(style), None) => {
                let style = Arc::clone(style);
                place.run_blocking(move || blocking_task::serve(&served, &*style))
            }
        };
        if run.is_err() {
            self.reception.note_unserved(&state);
        }
        run
    }

    fn refuse(&self, accepted: Accepted, peer: &Peer, refusal: Refusal) {
        if let Some(reply) = self.reception.note_refused(peer, refusal) {
            // One attempt: a fresh socket's buffer takes a short reply whole, and nobody waits for a refused client.
            match accepted {
                Accepted::Socket(fd) => {
                    let _refused_anyway = rustix::net::send(&fd, reply, rustix::net::SendFlags::NOSIGNAL);
                    let _refused_anyway = rustix::net::shutdown(&fd, rustix::net::Shutdown::Write);
                    discard_received(&fd);
                }
                Accepted::Memory(stream) => reply_in_memory(&stream, reply),
            }
        }
    }

    fn verdict(&self, error: &io::Error, troubles: &mut Troubles) -> Verdict {
        match troubles.retries.handle_error(error.raw_os_error()) {
            AcceptVerdict::Stop => Verdict::Stop,
            AcceptVerdict::RetryNow => Verdict::RetryNow,
            AcceptVerdict::Pause => Verdict::Wait(self.pause(error, troubles)),
        }
    }

    /// The system is out of something. Returns how long to leave it alone.
    fn pause(&self, error: &io::Error, troubles: &mut Troubles) -> Duration {
        let step = self.reception.pause(troubles);
        if step.log {
            let suppressed = step.suppressed;
            warn!(parent: &self.reception.span, %error, suppressed, "accept fails: pausing, open connections go on");
        }
        step.wait
    }
}

/// Waits, at most until a connection closes: it gives back what was missing.
async fn wait_freed(freed: impl Future<Output = ()>, wait: Duration) {
    let _either_way = tokio::time::timeout(wait, freed).await;
}

/// What to do after a failed accept.
enum Verdict {
    RetryNow,
    Wait(Duration),
    Stop,
}

/// Takes out what a refused client has sent so far: closing with unread bytes is a reset, which can destroy the reply.
fn discard_received(fd: &OwnedFd) {
    let mut scratch = [0; DISCARD_CHUNK_BYTES];
    let mut discarded = 0;
    while discarded < CLOSE_DISCARD_BYTES_MAX {
        match rustix::io::read(fd, &mut scratch) {
            Ok(0) | Err(_) => return,
            Ok(count) => discarded += count,
        }
    }
}

fn reply_in_memory(stream: &MemoryStream, reply: &[u8]) {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let _refused_anyway = stream.poll_write(&mut cx, reply);
    let _discarded = stream.poll_read(&mut cx, usize::MAX, |_bytes| {});
}

const DISCARD_CHUNK_BYTES: usize = 4096;
