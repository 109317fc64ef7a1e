//! Styles make jobs: each turns a connection into the future that converses on it. No style knows a model.

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod http2_tasks;
mod protocol;
mod stream;

use std::future::Future;
use std::pin::Pin;

#[cfg(feature = "http")]
pub(crate) use self::http::HttpMaker;
#[cfg(feature = "http")]
pub use self::http::{RequestBody, http};
pub use self::protocol::{
    AfterEof, Protocol, TimerId, TimersFull, Transport, TransportHandle, WriteError, protocol,
};
pub use self::stream::stream;
use crate::Result;
use crate::conn::Conn;

/// A conversation under way.
pub(crate) type Job = Pin<Box<dyn Future<Output = Result> + Send>>;

/// What makes the jobs of a service. Boxed once for each connection: a virtual call costs nothing next to `accept(2)`.
pub(crate) trait Style: Send + Sync {
    fn job(&self, conn: Conn) -> Job;
}
