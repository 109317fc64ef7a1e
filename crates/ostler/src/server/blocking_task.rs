//! One connection served by a call that blocks: it runs the handler in the current thread and closes the connection.
//!
//! A forced end reaches the handler through its I/O alone: a thread cannot be dropped as a future can. A handler that
//! does none goes on until it returns, and its connection is open until then.

use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use ostler_core::{CLOSE_DISCARD_BYTES_MAX, CLOSE_LINGER};
use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::connection_task::{DISCARD_CHUNK_BYTES, begin_close, handle_panic};
use crate::conn::{BlockingConn, Conn, ConnState, Direction, block, end_of_result};
use crate::style::BlockingStyle;

/// Serves one registered connection to its end.
pub(crate) fn serve(state: &Arc<ConnState>, style: &dyn BlockingStyle) {
    let _in_span = state.record.span().clone().entered();
    let mut conn = BlockingConn::new(Conn::new(Arc::clone(state)));
    match catch_unwind(AssertUnwindSafe(|| style.serve(&mut conn))) {
        Ok(result) => state.set_outcome(end_of_result(result, state)),
        Err(panic) => handle_panic(state, &*panic),
    }
    drop(conn);
    close(state);
}

/// As the closing step of a task, in this thread.
fn close(state: &ConnState) {
    if state.is_closed_by_drop() || !begin_close(state) {
        return;
    }
    let until = Instant::now() + CLOSE_LINGER;
    let mut scratch = [MaybeUninit::uninit(); DISCARD_CHUNK_BYTES];
    let mut discarded = 0;
    while discarded < CLOSE_DISCARD_BYTES_MAX {
        let received = block(
            &state.io,
            Direction::Read,
            || None,
            |cx| {
                let mut buffer = ReadBuf::uninit(&mut scratch);
                let polled = state.io.poll_read(cx, &mut buffer);
                let is_over = polled.is_pending() && Instant::now() >= until;
                (if is_over { Poll::Ready(Ok(0)) } else { polled }, Some(until))
            },
        );
        match received {
            Ok(0) | Err(_) => return,
            Ok(count) => discarded += count,
        }
    }
}
