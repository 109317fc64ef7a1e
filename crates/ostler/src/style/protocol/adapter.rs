//! The future that serves one connection with a protocol: it reads and sends, and alone calls callbacks.
//!
//! A poll is one turn: rounds of the same steps (send, tell, fire timers, read) until none has called a callback, since each
//! callback may change what the steps find. **Invariants.** A turn reads once and then lets others run. When it ends,
//! whatever may go on later has the task's waker, or the task has woken itself.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ostler_core::ConnectionEnd;
use tokio::time::Instant;

use super::link::{Flushed, Link};
use super::sending::Standing;
use super::transport::Transport;
use super::write_error::WriteError;
use super::{AfterEof, Protocol};
use crate::conn::{Conn, ConnState, ReadHalf, WriteHalf, end_of_result};
use crate::server::PanicPolicy;
use crate::{BoxError, Result};

pub(super) struct Adapter {
    protocol: Box<dyn Protocol>,
    transport: Transport,
    reader: ReadHalf,
    writer: WriteHalf,
    stage: Stage,
    /// `pause_writing` was called last, and not `resume_writing`.
    told_pause: bool,
    told_drain: bool,
    /// A callback was called since the last round began.
    has_called: bool,
}

/// New → Made → Over; a connection whose `connection_made` fails goes to Over at once, and nothing more is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    Made,
    Over,
}

/// How a conversation is over.
enum Ending {
    /// The protocol closed or aborted, or the idle connection leaves at the drain.
    Quiet,
    /// A callback or reading failed.
    Failed(BoxError),
    /// By force, or sending failed.
    Ended(ConnectionEnd),
    /// A callback panicked.
    Panicked(Box<dyn Any + Send>),
}

/// What a turn remembers between its rounds.
struct Turn {
    has_read: bool,
    /// Timers set in this turn wait for the next.
    timer_mark: u64,
}

impl Adapter {
    pub(super) fn new(conn: Conn, protocol: Box<dyn Protocol>) -> Adapter {
        let transport = Transport::new(Arc::clone(conn.state()));
        let (reader, writer) = conn.into_split();
        Adapter {
            protocol,
            transport,
            reader,
            writer,
            stage: Stage::New,
            told_pause: false,
            told_drain: false,
            has_called: false,
        }
    }

    fn state(&self) -> &Arc<ConnState> {
        self.transport.state()
    }

    fn link(&self) -> &Link {
        &self.transport.link
    }

    /// Calls a callback, and hands over to the next protocol when it set one.
    fn call(
        &mut self,
        callback: impl FnOnce(&mut dyn Protocol, &mut Transport, &ReadHalf) -> Result,
    ) -> Result<(), Ending> {
        self.has_called = true;
        let called = catch_unwind(AssertUnwindSafe(|| {
            let result = callback(&mut *self.protocol, &mut self.transport, &self.reader);
            if let Some(next) = self.transport.take_next_protocol() {
                self.protocol = next;
            }
            result
        }));
        match called {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if self.tells_only_of_close(&error) => Ok(()),
            Ok(Err(error)) => Err(self.ending_of(error)),
            Err(panic) => Err(Ending::Panicked(panic)),
        }
    }

    /// Whether a callback failed because it wrote when the connection was already closing, perhaps by another task: that
    /// must not cut off what was written before.
    fn tells_only_of_close(&self, error: &BoxError) -> bool {
        let is_closed = matches!(error.downcast_ref(), Some(WriteError::Closed));
        is_closed && self.stage == Stage::Made && self.link().is_closing()
    }

    /// What an error means. It may only pass on what ended the connection anyway.
    fn ending_of(&self, error: impl Into<BoxError>) -> Ending {
        match self.link().failure() {
            Some(end) => Ending::Ended(end),
            None => Ending::Failed(error.into()),
        }
    }

    fn run_turn(&mut self, cx: &mut Context<'_>) -> Result<(), Ending> {
        self.link().task.register(cx.waker());
        self.state().read_waker.register(cx.waker());
        self.check_forced()?;
        if self.stage == Stage::New {
            self.call(|protocol, transport, _| protocol.connection_made(transport))?;
            self.stage = Stage::Made;
        }
        let mut turn = Turn { has_read: false, timer_mark: self.transport.timers.mark() };
        for _round in 0..ROUNDS_MAX {
            if std::mem::take(&mut self.has_called) {
                self.tell_pause()?;
            }
            self.run_round(cx, &mut turn)?;
            if !self.has_called {
                return Ok(());
            }
        }
        cx.waker().wake_by_ref();
        Ok(())
    }

    fn run_round(&mut self, cx: &mut Context<'_>, turn: &mut Turn) -> Result<(), Ending> {
        self.check_forced()?;
        let has_ended = self.transport.has_ended();
        let mut standing = match self.transport.link.flush(cx, &mut self.writer, has_ended) {
            Flushed::Open(standing) => standing,
            Flushed::Over => return Err(Ending::Quiet),
            Flushed::Failed(end) => return Err(Ending::Ended(end)),
        };
        self.tell_flow(standing.is_above)?;
        if !self.told_drain && self.transport.is_draining() {
            self.told_drain = true;
            self.call(|protocol, transport, _| protocol.drain_begun(transport))?;
        }
        self.fire_timers(cx, turn.timer_mark)?;
        if self.has_called {
            standing = self.link().standing();
        }
        self.read(cx, turn, standing)
    }

    fn check_forced(&self) -> Result<(), Ending> {
        match self.state().forced_end() {
            Some(end) => Err(Ending::Ended(end.clone())),
            None => Ok(()),
        }
    }

    /// A callback that saw writing paused may wait for `resume_writing`: so the pause is told before sending can end it.
    fn tell_pause(&mut self) -> Result<(), Ending> {
        if self.link().is_above() { self.tell_flow(true) } else { Ok(()) }
    }

    /// Tells the protocol once that writing is to pause, and once that it may go on.
    fn tell_flow(&mut self, is_above: bool) -> Result<(), Ending> {
        if self.told_pause == is_above {
            return Ok(());
        }
        self.told_pause = is_above;
        self.call(|protocol, transport, _| match is_above {
            true => protocol.pause_writing(transport),
            false => protocol.resume_writing(transport),
        })
    }

    fn fire_timers(&mut self, cx: &mut Context<'_>, mark: u64) -> Result<(), Ending> {
        if self.transport.timers.poll_due(cx).is_pending() {
            return Ok(());
        }
        let now = Instant::now();
        while !self.link().is_over()
            && let Some(timer) = self.transport.timers.take_due(now, mark)
        {
            self.call(|protocol, transport, _| protocol.timer_fired(transport, timer))?;
        }
        if self.transport.timers.poll_due(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
        Ok(())
    }

    fn read(&mut self, cx: &mut Context<'_>, turn: &mut Turn, standing: Standing) -> Result<(), Ending> {
        if !standing.is_reading || standing.is_above || self.transport.has_ended() {
            self.reader.give_up();
            return self.leave_if_idle(standing);
        }
        if turn.has_read {
            return match self.reader.poll_readable(cx) {
                Poll::Pending => self.leave_if_idle(standing),
                Poll::Ready(Err(error)) => Err(self.ending_of(error)),
                Poll::Ready(Ok(())) => {
                    cx.waker().wake_by_ref();
                    Ok(())
                }
            };
        }
        match self.reader.poll_receive(cx) {
            Poll::Pending => self.leave_if_idle(standing),
            Poll::Ready(Err(error)) => Err(self.ending_of(error)),
            Poll::Ready(Ok(0)) => self.handle_eof(),
            Poll::Ready(Ok(_)) => {
                turn.has_read = true;
                let told = self
                    .call(|protocol, transport, reader| protocol.data_received(transport, reader.received()));
                self.reader.consume_received();
                told
            }
        }
    }

    fn handle_eof(&mut self) -> Result<(), Ending> {
        self.transport.set_ended();
        self.call(|protocol, transport, _| {
            match protocol.eof_received(transport)? {
                AfterEof::Close => transport.close(),
                AfterEof::KeepOpen => {}
            }
            Ok(())
        })
    }

    /// At the drain, a connection that is marked as idle ends where a marked read would give the end of the stream.
    fn leave_if_idle(&self, standing: Standing) -> Result<(), Ending> {
        let state = self.state();
        let may_leave = state.has_idle_mark() && state.may_leave() && !standing.has_unsent;
        if may_leave { Err(Ending::Quiet) } else { Ok(()) }
    }

    /// The last step: fixes the end, tells it, and hands it to the connection's task.
    fn finish(&mut self, ending: Ending) -> Result {
        let (end, result) = match ending {
            Ending::Quiet => (end_of_result(Ok(()), self.state()), Ok(())),
            Ending::Failed(error) => {
                let end = end_of_result(Err(error), self.state());
                (end.clone(), Err(end.into()))
            }
            Ending::Ended(end) => (end.clone(), Err(end.into())),
            Ending::Panicked(panic) => {
                // Whoever wants the process to abort trusts no callback after a panic.
                if self.state().record.shared().panic_policy != PanicPolicy::Abort {
                    let _one_panic_is_enough = self.tell_lost(&ConnectionEnd::Panicked);
                }
                resume_unwind(panic);
            }
        };
        match self.tell_lost(&end) {
            Ok(()) => result,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Calls `connection_lost`, unless it was called before or is not due.
    fn tell_lost(&mut self, end: &ConnectionEnd) -> Result<(), Box<dyn Any + Send>> {
        // The first forced end stands, whatever came of it here.
        let end = self.state().forced_end().unwrap_or(end).clone();
        self.link().set_gone(end.clone());
        self.transport.set_idle(false);
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Made => catch_unwind(AssertUnwindSafe(|| self.protocol.connection_lost(&end))),
            Stage::New | Stage::Over => Ok(()),
        }
    }
}

impl Future for Adapter {
    type Output = Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        match self.run_turn(cx) {
            Ok(()) => Poll::Pending,
            Err(ending) => Poll::Ready(self.finish(ending)),
        }
    }
}

impl Drop for Adapter {
    /// Dropped before its end: the runtime was shut down around it.
    fn drop(&mut self) {
        if let Err(panic) = self.tell_lost(&ConnectionEnd::Abandoned)
            && !std::thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

/// After so many rounds in one turn, whose callbacks cause each other, other tasks have their turn.
const ROUNDS_MAX: usize = 8;
