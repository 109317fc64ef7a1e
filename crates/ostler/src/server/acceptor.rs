//! The acceptor: the only code that accepts. One for each listener.
//!
//! Order: a client is there → room is reserved → accept → the peer's limit and the admit hook → register → hand over
//! to the model. Only what the accept-error table calls final ends the loop; the drain ends it too.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use ostler_core::{
    AcceptPause, AcceptVerdict, AtLimit, AtPeerLimit, CLOSE_DISCARD_BYTES_MAX, ListenerIndex, Refusal,
    RetryBudget, ServiceIndex, Timeouts,
};
use tokio::time::Instant;
use tracing::{debug, error, warn};

use super::connection_task;
use super::gate::{Entry, Permit};
use super::record::Record;
use super::shared::Shared;
use crate::conn::{ConnState, Io, MemoryStream, Peer, Socket};
use crate::listen::{Accepted, BoundListener, Listener};
use crate::model::Placement;
use crate::style::Style;

/// Everything that one listener's clients have in common.
pub(crate) struct Acceptor {
    pub(crate) shared: Arc<Shared>,
    pub(crate) listener: ListenerIndex,
    pub(crate) service: ServiceIndex,
    pub(crate) style: Arc<dyn Style>,
    pub(crate) timeouts: Timeouts,
    pub(crate) at_limit: AtLimit,
    pub(crate) at_peer_limit: AtPeerLimit,
    pub(crate) placement: Placement,
    pub(crate) span: tracing::Span,
}

/// How one attempt to accept went.
enum Attempt {
    Accepted,
    NobodyThere,
    Failed(io::Error),
}

/// Whether the listener goes on.
enum Next {
    Accept,
    Stop,
}

impl Acceptor {
    /// Accepts until the drain begins; closes the listener when it returns.
    pub(crate) async fn run(self, bound: BoundListener) {
        let mut listener = match bound.into_listener() {
            Ok(listener) => listener,
            Err(error) => {
                error!(parent: &self.span, %error, "the listener cannot be put on the event loop");
                return;
            }
        };
        let mut troubles = Troubles::default();
        tokio::select! {
            biased;
            () = self.shared.wait_draining() => {}
            () = self.accept_all(&mut listener, &mut troubles) => {}
        }
    }

    async fn accept_all(&self, listener: &mut Listener, troubles: &mut Troubles) {
        loop {
            // A crowd at the door must not keep the loop from those who are inside.
            tokio::task::consume_budget().await;
            self.shared.wait_resumed().await;
            tokio::select! {
                biased;
                // First, and for as long as the attempt waits: whoever suspends wants nobody accepted from then on.
                () = self.shared.wait_suspended() => {}
                next = self.accept_next(listener, troubles) => if let Next::Stop = next { return },
            }
        }
    }

    /// Waits for a client and for room, and accepts. Cancel safe: nothing waits between room and connection.
    async fn accept_next(&self, listener: &mut Listener, troubles: &mut Troubles) -> Next {
        if let Err(error) = listener.wait_ready().await {
            error!(parent: &self.span, %error, "the listener cannot be watched: it stops");
            return Next::Stop;
        }
        // Seen before the attempt, so that a connection that closes during it ends the pause too.
        let freed = self.shared.gate.freed.notified();
        tokio::pin!(freed);
        freed.as_mut().enable();
        match self.accept_one(listener).await {
            Attempt::Accepted => troubles.handle_accepted(),
            Attempt::NobodyThere => troubles.retries.handle_success(),
            Attempt::Failed(error) => match self.verdict(&error, troubles) {
                Verdict::Stop => {
                    error!(parent: &self.span, %error, "accept failed for good: this listener stops");
                    return Next::Stop;
                }
                Verdict::RetryNow => {}
                Verdict::Wait(wait) => tokio::select! {
                    () = freed => {}
                    () = tokio::time::sleep(wait) => {}
                },
            },
        }
        Next::Accept
    }

    async fn accept_one(&self, listener: &mut Listener) -> Attempt {
        let is_full = self.shared.gate.lock().shortage(self.listener).is_some();
        if is_full && !listener.confirm_ready() {
            // Nobody is evicted, and no turn is taken, for a client that is not there.
            return Attempt::NobodyThere;
        }
        let entry = self
            .shared
            .gate
            .enter(self.listener, self.service, || self.shared.evict_idle(self.listener, self.service))
            .await;
        self.shared.counters.note_accept_call();
        let (accepted, peer) = match listener.try_accept() {
            Ok(client) => client,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Attempt::NobodyThere,
            Err(error) => return Attempt::Failed(error),
        };
        match entry {
            Entry::Refuse(refusal) => {
                let reply = if let AtLimit::Reply(reply) = &self.at_limit { Some(&**reply) } else { None };
                self.refuse(accepted, &peer, refusal, reply);
            }
            Entry::Room(permit) => self.admit(accepted, peer, permit),
        }
        Attempt::Accepted
    }

    /// The peer's limit and the hook; then the connection begins.
    fn admit(&self, accepted: Accepted, peer: Peer, mut permit: Permit) {
        if let Err(refusal) = permit.take_peer(peer.key()) {
            let reply =
                if let AtPeerLimit::Reply(reply) = &self.at_peer_limit { Some(&**reply) } else { None };
            self.refuse(accepted, &peer, refusal, reply);
            return;
        }
        if !self.shared.is_welcome(&peer) {
            self.refuse(accepted, &peer, Refusal::NotAdmitted, None);
            return;
        }
        if let Err(error) = self.begin(accepted, peer, permit) {
            warn!(parent: &self.span, %error, "an accepted connection could not be put on its event loop");
        }
    }

    fn begin(&self, accepted: Accepted, peer: Peer, permit: Permit) -> io::Result<()> {
        let placed = self.placement.pick();
        let io = {
            let _on_its_loop = placed.handle().enter();
            match accepted {
                Accepted::Socket(fd) => Io::Socket(Socket::new(fd)?),
                Accepted::Memory(stream) => Io::Memory(stream),
            }
        };
        let id = self.shared.registry.next_id();
        let span = tracing::debug_span!(parent: &self.span, "connection", id = id.as_u64(), %peer);
        let record = Record::new(id, self.service, Arc::clone(&self.shared), span, permit);
        let state = Arc::new(ConnState::new(io, record, peer, self.timeouts.clone()));
        if !Record::register(&state) {
            // The drain began between the accept and here: the client is turned away like those still in the queue.
            return Ok(());
        }
        self.shared.counters.note_accepted();
        let style = Arc::clone(&self.style);
        placed.spawn(connection_task::serve(state, style));
        Ok(())
    }

    fn refuse(&self, accepted: Accepted, peer: &Peer, refusal: Refusal, reply: Option<&[u8]>) {
        self.shared.gate.lock().note_refused(refusal);
        debug!(parent: &self.span, %peer, reason = refusal.label(), "refused");
        if let Some(reply) = reply {
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
            AcceptVerdict::Pause => {
                let step = troubles.pause.handle_error(Instant::now().into_std());
                self.shared.counters.note_accept_pause();
                if step.log {
                    let suppressed = step.suppressed;
                    warn!(parent: &self.span, %error, suppressed, "accept fails: pausing, open connections go on");
                }
                Verdict::Wait(step.wait)
            }
        }
    }
}

/// What the accept errors of one listener have led to so far.
#[derive(Default)]
struct Troubles {
    retries: RetryBudget,
    pause: AcceptPause,
}

impl Troubles {
    fn handle_accepted(&mut self) {
        self.retries.handle_success();
        self.pause.handle_success();
    }
}

/// What to do after a failed accept.
enum Verdict {
    RetryNow,
    Wait(std::time::Duration),
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
