//! Both ends of a connection that a child process serves: the conversation in the child, and the task that stands for it
//! in the server.

use std::future::poll_fn;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use ostler_core::{
    ABORT_GRACE, AtLimit, ConnectionEnd, END_GRACE, EndError, Refusal, ServiceIndex, Timeouts,
};
use tokio::io::Interest;
use tokio::runtime::Builder;
use tracing::error;

use super::gate::Gate;
use super::life::Life;
use super::record::Record;
use super::registry::ConnectionId;
use super::shared::{Hooks, PanicPolicy, Shared};
use super::{blocking_task, connection_task};
use crate::conn::{ChildSlot, ConnState, Io, Socket};
use crate::listen::peer_of;
use crate::model::{ChildJob, ChildWork, Cradle, Payload};
use crate::observe::Counters;
use crate::style::Style;
use crate::sys::SharedWords;

/// What children are told of one listener.
pub(super) struct ChildListener {
    pub(super) service: ServiceIndex,
    pub(super) style: Style,
    pub(super) timeouts: Timeouts,
    pub(super) span: tracing::Span,
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
        let shared = Arc::new(Shared {
            life,
            // The server has admitted already, and calls the hooks itself.
            gate: Arc::new(Gate::new(u32::MAX, AtLimit::Queue, None)),
            counters: Counters::default(),
            hooks: Hooks::default(),
            panic_policy,
            drain_timeout: Duration::ZERO,
        });
        Children { shared, slab, listeners }
    }

    /// Called in a child: serves the job to its end.
    pub(super) fn serve(&self, job: ChildJob) {
        let slot = ChildSlot::new(&self.slab, job.slot);
        let listener = &self.listeners[job.listener as usize];
        let id = ConnectionId::from(job.connection);
        let end = match job.work {
            ChildWork::Connection(fd) => {
                let peer = peer_of(fd.as_fd());
                let span =
                    tracing::debug_span!(parent: &listener.span, "connection", id = id.as_u64(), %peer);
                let record = Record::new(id, listener.service, Arc::clone(&self.shared), span, None);
                let state =
                    |io| ConnState::new(io, record, peer, listener.timeouts.clone()).in_child(slot.clone());
                match &listener.style {
                    Style::Blocking(style) => {
                        let state = Arc::new(state(Io::from(fd)));
                        blocking_task::serve(&state, &**style);
                        state.end()
                    }
                    Style::Async(style) => self.block_on(async {
                        let state = Arc::new(state(Io::Socket(Socket::new(fd)?)));
                        Record::register(&state);
                        connection_task::serve(Arc::clone(&state), Arc::clone(style)).await;
                        Ok(state.end())
                    }),
                }
            }
            ChildWork::Packed(_) => unreachable!("stream listeners are given connections"),
        };
        slot.set_outcome(&end);
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
pub(super) async fn stand_for(state: Arc<ConnState>, slot: ChildSlot, mut cradle: Cradle, listener: u32) {
    let id = state.record.id().as_u64();
    let socket = state.io.as_fd().expect("only sockets are given to children: `bind` has seen to it");
    if let Err(error) = cradle.fork(listener, id, Payload::Socket(socket)).await {
        error!(%error, "the nursery takes no orders");
        state.set_outcome(ConnectionEnd::Refused(Refusal::NoThread));
        return;
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
    state.set_outcome(slot.outcome().unwrap_or(ConnectionEnd::Crashed { signal: gone.signal }));
}

/// Waits until the connection was ended by force and its handler has had its time to return.
async fn wait_grace_over(state: &ConnState) {
    let limit = poll_fn(|cx| {
        state.task_waker.register(cx.waker());
        match state.forced_end() {
            None => Poll::Pending,
            Some(ConnectionEnd::DrainAborted) => Poll::Ready(ABORT_GRACE),
            Some(_) => Poll::Ready(END_GRACE),
        }
    })
    .await;
    tokio::time::sleep(limit).await;
}
