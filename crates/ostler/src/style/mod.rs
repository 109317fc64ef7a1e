//! Styles make jobs: each turns a connection into the future that converses on it. No style knows a model.

mod datagram;
mod datagram_protocol;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod http2_tasks;
mod protocol;
mod stream;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use self::datagram::{DatagramHandler, blocking_datagram, datagram};
pub use self::datagram_protocol::{
    DatagramHandle, DatagramProtocol, DatagramTransport, SendError, datagram_protocol,
};
pub(crate) use self::datagram_protocol::{DatagramProtocolMaker, Outbox};
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
use crate::datagram::Datagram;

/// A conversation under way.
pub(crate) type Job = Pin<Box<dyn Future<Output = Result> + Send>>;

/// What makes the jobs of a service. Boxed once for each connection: a virtual call costs nothing next to `accept(2)`.
pub(crate) trait Style: Send + Sync {
    fn job(&self, conn: Conn) -> Job;
}

/// What makes the jobs of a service of datagrams.
#[derive(Clone)]
pub(crate) enum DatagramStyle {
    Async(Arc<dyn AsyncDatagramStyle>),
    Blocking(Arc<dyn BlockingDatagramStyle>),
    Protocol(DatagramProtocolMaker),
}

/// Makes a future of each datagram.
pub(crate) trait AsyncDatagramStyle: Send + Sync {
    fn job(&self, datagram: Datagram) -> Job;
}

/// Handles each datagram by a call that returns when it was answered.
pub(crate) trait BlockingDatagramStyle: Send + Sync {
    fn handle(&self, datagram: &Datagram) -> Result;
}
