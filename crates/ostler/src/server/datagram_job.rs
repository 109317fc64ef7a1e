//! The jobs of datagrams: a handler's call or future, in place as far as it gets there, else in a task, a thread or a child.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ostler_core::ConnectionEnd;
use tokio::time::Instant;
use tracing::Span;

use super::child;
use super::connection_task::{end_of_panic, serve_datagram};
use super::gate::Permit;
use super::receiver::Receiver;
use super::record::{Record, tell_end};
use super::registry::{ConnectionActivity, ConnectionInfo};
use crate::conn::{ChildSlot, ConnState, Io, end_of_datagram};
use crate::datagram::Datagram;
use crate::model::{Place, Turn};
use crate::style::{AsyncDatagramStyle, BlockingDatagramStyle, DatagramStyle};

impl Receiver {
    /// Begins with a datagram that was counted. Returns the room if it is free again.
    pub(super) fn begin(&self, datagram: Datagram, permit: Permit, turn: Turn) -> io::Result<Option<Permit>> {
        let id = datagram.id().as_u64();
        let span =
            tracing::debug_span!(parent: &self.reception.span, "connection", id, peer = %datagram.peer());
        let place = self.reception.runner.place(turn);
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
            Err(panic) => end_of_panic(&self.reception.shared, datagram.id(), datagram.peer(), &*panic),
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
        let slot =
            cradle.as_ref().and_then(Option::as_ref).map(|cradle| child::slot(&self.reception.slab, cradle));
        let state = self.register(datagram, permit, span, slot.clone());
        let job = Arc::clone(&state);
        let run = match (style, cradle, slot) {
            (_, None, _) => Err(io::Error::other("the nursery is gone: no child can be forked")),
            (_, Some(Some(cradle)), Some(slot)) => {
                let packed = datagram.pack();
                place.run_async(child::stand_for(job, slot, cradle, self.reception.listener.0, Some(packed)))
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
            self.reception.note_unserved(&state);
        }
        run
    }

    /// The end of a job that was over before it had an entry in the registry.
    pub(super) fn end_inline(&self, info: impl FnOnce() -> ConnectionInfo, end: &ConnectionEnd, span: &Span) {
        self.reception.shared.counters.note_end(end);
        if self.reception.shared.hooks.on_end.is_some() || tracing::enabled!(tracing::Level::DEBUG) {
            let _in_span = span.enter();
            tell_end(&self.reception.shared, &info(), end);
        }
        if self.reception.shared.life.registry.end_inline(end) {
            self.reception.shared.life.handle_last_connection_closed();
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
        let state = Arc::new(self.reception.state(Io::Datagram, datagram.id(), peer, span, permit, slot));
        let _not_yet_set = state.local.set(datagram.local().clone());
        datagram.attach(&state);
        Record::register_inline(&state);
        if self.reception.shared.life.is_aborting() {
            // The abort came while the job ran in place, and has not seen it.
            state.force_end(ConnectionEnd::DrainAborted);
        }
        state
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
pub(super) fn serve_blocking(state: &ConnState, style: &dyn BlockingDatagramStyle, datagram: &Datagram) {
    let _in_span = state.record.span().enter();
    let outcome = match catch_unwind(AssertUnwindSafe(|| style.handle(datagram))) {
        Ok(result) => end_of_datagram(result),
        Err(panic) => end_of_panic(state.record.shared(), state.record.id(), &state.peer, &*panic),
    };
    state.set_outcome(outcome);
}
