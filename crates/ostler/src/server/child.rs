//! Both ends of a connection that a child process serves: the conversation in the child, and the task that stands for it
//! in the server.

use std::future::poll_fn;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use ostler_core::{ABORT_GRACE, ConnectionEnd, END_GRACE, EndError, Refusal, ServiceIndex, Timeouts};
use tokio::io::Interest;
use tokio::runtime::Builder;
use tracing::error;

use super::life::{DrainSignal, Life};
use super::record::Record;
use super::registry::ConnectionId;
use super::shared::{PanicPolicy, Shared};
use super::{blocking_task, connection_task, datagram_job};
use crate::conn::{ChildSlot, ConnState, Io, Peer, Socket};
use crate::datagram::{Datagram, DatagramSocket, Origin};
use crate::listen::peer_of;
use crate::model::{ChildFate, ChildJob, ChildWork, Cradle, Payload};
use crate::style::{DatagramStyle, Style};
use crate::sys::SharedWords;

/// What children are told of one listener.
pub(super) struct ChildListener {
    pub(super) service: ServiceIndex,
    pub(super) clients: ChildClients,
    pub(super) timeouts: Timeouts,
    pub(super) span: tracing::Span,
}

/// What its clients send, and how it is served.
pub(super) enum ChildClients {
    Connections(Style),
    Datagrams { style: DatagramStyle, socket: DatagramSocket },
}

/// What every child has in common. Made in the nursery; each child has its own copy of it by the fork.
pub(super) struct Children {
    shared: Arc<Shared>,
    slab: Arc<SharedWords>,
    listeners: Vec<ChildListener>,
}

impl Children {
    /// `life` is the nursery's copy of the server's: nobody is connected there.
    pub(super) fn new(
        life: Arc<Life>,
        panic_policy: PanicPolicy,
        slab: Arc<SharedWords>,
        listeners: Vec<ChildListener>,
    ) -> Children {
        life.become_copy();
        // The server has admitted already, and calls the hooks itself.
        let shared = Arc::new(Shared::without_server(life, panic_policy));
        Children { shared, slab, listeners }
    }

    /// Called in a child: serves the job to its end.
    pub(super) fn serve(mut self, job: ChildJob) {
        let slot = ChildSlot::new(&self.slab, job.slot);
        let listener = self.listeners.swap_remove(job.listener as usize);
        let id = ConnectionId::from(job.connection);
        let end = match (job.work, listener.clients) {
            (ChildWork::Connection(fd), ChildClients::Connections(style)) => {
                let peer = peer_of(fd.as_fd());
                let state = |io| {
                    let state =
                        self.state(io, id, peer, listener.service, &listener.span, &listener.timeouts);
                    Arc::new(state.in_child(slot.clone()))
                };
                match &style {
                    Style::Blocking(style) => {
                        let state = state(Io::from(fd));
                        blocking_task::serve(&state, &**style);
                        state.end()
                    }
                    Style::Async(style) => self.block_on(async {
                        let state = state(Io::Socket(Socket::new(fd)?));
                        Record::register(&state);
                        connection_task::serve(Arc::clone(&state), Arc::clone(style)).await;
                        Ok(state.end())
                    }),
                }
            }
            (ChildWork::Packed(packed), ChildClients::Datagrams { style, socket }) => {
                let drain = DrainSignal::new(Arc::clone(&self.shared.life));
                let origin = Arc::new(Origin { socket, drain, write_stall: listener.timeouts.write_stall });
                let datagram = Datagram::unpack(&origin, id, &packed).expect("the server has packed it");
                let peer = datagram.peer().clone();
                let state =
                    self.state(Io::Datagram, id, peer, listener.service, &listener.span, &listener.timeouts);
                let state = Arc::new(state.in_child(slot.clone()));
                // The server has counted what was received.
                datagram.attach_unread(&state);
                match style {
                    DatagramStyle::Blocking(style) => {
                        datagram_job::serve_blocking(&state, &*style, &datagram);
                        state.end()
                    }
                    DatagramStyle::Async(style) => self.block_on(async {
                        Record::register(&state);
                        let job = Arc::clone(&state);
                        connection_task::serve_datagram(job, move || style.job(datagram)).await;
                        Ok(state.end())
                    }),
                    DatagramStyle::Protocol(_) => {
                        unreachable!("the table of legal cells keeps protocols out of children")
                    }
                }
            }
            (ChildWork::Connection(_) | ChildWork::Packed(_), _) => {
                unreachable!("each listener is given what it listens for")
            }
        };
        slot.set_outcome(&end);
    }

    fn state(
        &self,
        io: Io,
        id: ConnectionId,
        peer: Peer,
        service: ServiceIndex,
        listener: &tracing::Span,
        timeouts: &Timeouts,
    ) -> ConnState {
        let span = tracing::debug_span!(parent: listener, "connection", id = id.as_u64(), %peer);
        let record = Record::new(id, service, Arc::clone(&self.shared), span, None);
        ConnState::new(io, record, peer, timeouts.clone())
    }

    /// Runs an async job on an event loop of this child's own, which also hears the drain.
    fn block_on(&self, job: impl Future<Output = std::io::Result<ConnectionEnd>>) -> ConnectionEnd {
        let run = || {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                if let Some(bell) = self.shared.life.bell() {
                    let life = Arc::clone(&self.shared.life);
                    let sound = crate::sys::register(bell.as_fd().try_clone_to_owned()?)?;
                    // Dropped with the runtime.
                    tokio::spawn(async move {
                        let _either_way = sound.ready(Interest::READABLE).await;
                        // The server's deadline holds: when it has passed, the server ends this process.
                        life.begin_drain_here(Duration::MAX);
                    });
                }
                job.await
            })
        };
        run().unwrap_or_else(|error| ConnectionEnd::Error(EndError::new(error)))
    }
}

/// Stands for a connection in the server while a child serves it: has the child forked, and killed when it does not end in time.
///
/// It is given the packed datagram, or nothing for a connection, whose socket is in its state.
pub(super) async fn stand_for(
    state: Arc<ConnState>,
    slot: ChildSlot,
    mut cradle: Cradle,
    listener: u32,
    packed: Option<Vec<u8>>,
) {
    let id = state.record.id().as_u64();
    let payload = match &packed {
        Some(packed) => Payload::Packed(packed),
        None => {
            let socket = state.io.as_fd();
            Payload::Socket(socket.expect("only sockets are given to children: `bind` has seen to it"))
        }
    };
    if let Err(error) = cradle.fork(listener, id, payload).await {
        error!(%error, "the nursery takes no orders");
        return refuse(&state);
    }
    let ended_in_time = tokio::select! {
        gone = cradle.wait_gone() => Some(gone),
        () = wait_grace_over(&state) => None,
    };
    let gone = match ended_in_time {
        Some(gone) => gone,
        None => {
            cradle.kill().await;
            cradle.wait_gone().await
        }
    };
    let crashed = |signal| {
        // A process that the handler has started may still have the socket; the peer is to know all the same.
        state.io.shutdown_both();
        ConnectionEnd::Crashed { signal }
    };
    state.set_outcome(match (slot.outcome(), gone) {
        (Some(outcome), _) => outcome,
        (None, ChildFate::Exited) => crashed(None),
        (None, ChildFate::Signalled(signal)) => crashed(Some(signal)),
        (None, ChildFate::NotForked) => return refuse(&state),
    });
}

/// There is no child to serve the connection.
fn refuse(state: &ConnState) {
    // Whoever was ended by force while waiting for a child is not refused as well.
    if state.forced_end().is_none() {
        state.record.shared().gate.lock().note_refused(Refusal::NoThread);
    }
    state.set_outcome(ConnectionEnd::Refused(Refusal::NoThread));
}

/// Waits until the connection was ended by force and its handler has had its time to return.
async fn wait_grace_over(state: &ConnState) {
    let limit = loop {
        let forced = poll_fn(|cx| {
            state.task_waker.register(cx.waker());
            match state.forced_end() {
                None => Poll::Pending,
                Some(ConnectionEnd::DrainAborted) => Poll::Ready(ABORT_GRACE),
                Some(_) => Poll::Ready(END_GRACE),
            }
        });
        // A deadline that has passed in the child stands in its slot, and wakes nobody here: so it is looked for.
        if let Ok(limit) = tokio::time::timeout(END_GRACE, forced).await {
            break limit;
        }
    };
    tokio::time::sleep(limit).await;
}

/// The slot of a child that is about to be forked.
pub(super) fn slot(slab: &Option<Arc<SharedWords>>, cradle: &Cradle) -> ChildSlot {
    let slab = slab.as_ref().expect("who has a nursery has a slab");
    let slot = ChildSlot::new(slab, cradle.slot()).kept_by(cradle.seat());
    slot.clear();
    slot
}
