//! The task of one connection: it polls the handler, ends it when it must, and closes the connection.
//!
//! A connection ends when its handler has returned *and* its last half is dropped. Usually both happen at once; a handler
//! may also move its `Conn` elsewhere and return, or drop it and go on working. After a forced end the handler has
//! `END_GRACE` to return and is then dropped.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ostler_core::{ABORT_GRACE, ConnectionEnd, END_GRACE};
use tokio::time::Sleep;
use tracing::error;

use super::registry::ConnectionId;
use super::shared::{PanicPolicy, Shared};
use crate::conn::{Conn, ConnState, Peer, begin_close, discard, end_of_result};
use crate::style::{AsyncStyle, Job};

/// Serves one registered connection to its end.
pub(crate) async fn serve(state: Arc<ConnState>, style: Arc<dyn AsyncStyle>) {
    serve_with(state, move |conn| style.job(conn)).await;
}

/// Converses on a connection, by the job that `make` makes of it, to its end.
pub(crate) async fn serve_with(state: Arc<ConnState>, make: impl FnOnce(Conn) -> Job) {
    let conn = Conn::new(Arc::clone(&state));
    let mut task = ConnectionTask { job: None, grace: None, closing: None, is_closed: false, state };
    task.start(|| make(conn));
    std::future::poll_fn(|cx| task.poll(cx)).await;
    // The state may be shared for a moment with somebody who lists connections; its last owner closes the socket.
}

/// Takes the job of a registered datagram to its end. Nothing is to be closed after it.
pub(crate) async fn serve_datagram(state: Arc<ConnState>, make: impl FnOnce() -> Job) {
    let mut task = ConnectionTask { job: None, grace: None, closing: None, is_closed: true, state };
    task.start(make);
    std::future::poll_fn(|cx| task.poll(cx)).await;
}

struct ConnectionTask {
    job: Option<Job>,
    /// Runs from a forced end on, until the handler is dropped.
    grace: Option<Pin<Box<Sleep>>>,
    closing: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    is_closed: bool,
    state: Arc<ConnState>,
}

impl ConnectionTask {
    /// Makes the handler's future: user code, so it may panic.
    fn start(&mut self, make: impl FnOnce() -> Job) {
        let _in_span = self.state.record.span().clone().entered();
        match catch_unwind(AssertUnwindSafe(make)) {
            Ok(job) => self.job = Some(job),
            Err(panic) => handle_panic(&self.state, &*panic),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.state.task_waker.register(cx.waker());
        self.poll_job(cx);
        if self.job.is_some() && self.state.forced_end().is_some() {
            self.poll_grace(cx);
        }
        if self.state.is_released() && !self.is_closed {
            if self.job.is_none() && self.closing.is_none() && self.state.is_closed_by_drop() {
                return Poll::Ready(());
            }
            let state = &self.state;
            let closing = self.closing.get_or_insert_with(|| Box::pin(close(Arc::clone(state))));
            if closing.as_mut().poll(cx).is_ready() {
                self.closing = None;
                self.is_closed = true;
            }
        }
        if self.job.is_none() && self.is_closed { Poll::Ready(()) } else { Poll::Pending }
    }

    fn poll_job(&mut self, cx: &mut Context<'_>) {
        let Some(job) = &mut self.job else { return };
        let _in_span = self.state.record.span().clone().entered();
        match catch_unwind(AssertUnwindSafe(|| job.as_mut().poll(cx))) {
            Ok(Poll::Pending) => {}
            Ok(Poll::Ready(result)) => {
                self.state.set_outcome(end_of_result(result, &self.state));
                self.drop_job();
            }
            Err(panic) => {
                handle_panic(&self.state, &*panic);
                self.drop_job();
            }
        }
    }

    fn poll_grace(&mut self, cx: &mut Context<'_>) {
        let limit = match self.state.forced_end() {
            Some(ConnectionEnd::DrainAborted) => ABORT_GRACE,
            _ => END_GRACE,
        };
        let grace = self.grace.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        if grace.as_mut().poll(cx).is_ready() {
            self.drop_job();
        }
    }

    /// Drops the handler's future, which is user code too.
    fn drop_job(&mut self) {
        let job = self.job.take();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(job))) {
            handle_panic(&self.state, &*panic);
        }
    }
}

/// A handler panicked: its connection ends so, or the process does.
pub(super) fn handle_panic(state: &ConnState, panic: &(dyn Any + Send)) {
    let record = &state.record;
    state.set_outcome(end_of_panic(record.shared(), record.id(), &state.peer, panic));
}

/// How a connection ends whose handler panicked, if the process does not.
pub(super) fn end_of_panic(
    shared: &Shared,
    id: ConnectionId,
    peer: &Peer,
    panic: &(dyn Any + Send),
) -> ConnectionEnd {
    if shared.panic_policy == PanicPolicy::Abort {
        error!("a handler panicked: aborting as configured");
        std::process::abort();
    }
    // The message itself went to the panic hook; it may quote the payload, so it is not logged again.
    let _message = panic;
    error!(id = id.as_u64(), %peer, "a handler panicked: its connection is closed");
    ConnectionEnd::Panicked
}

async fn close(state: Arc<ConnState>) {
    if begin_close(&state) {
        let _reset_by_now = discard(&state).await;
    }
}
