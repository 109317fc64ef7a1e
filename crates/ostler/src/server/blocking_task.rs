//! One connection served by a call that blocks: it runs the handler in the current thread and closes the connection.
//!
//! A forced end reaches the handler through its I/O alone: a thread cannot be dropped as a future can. A handler that
//! does none goes on until it returns, and its connection is open until then.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::connection_task::handle_panic;
use crate::conn::{BlockingConn, Conn, ConnState, begin_close, discard_blocking, end_of_result};
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
    if !state.is_closed_by_drop() && begin_close(state) {
        let _reset_by_now = discard_blocking(state);
    }
}
