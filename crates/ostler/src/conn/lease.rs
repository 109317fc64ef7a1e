//! What keeps a connection open: both halves hold one lease, and when the last is dropped the connection's task closes it.

use std::sync::Arc;

use super::state::ConnState;

/// Keeps a connection open; the last one dropped lets its task close it.
#[derive(Debug)]
pub(crate) struct Lease(pub(crate) Arc<ConnState>);

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.release();
    }
}
