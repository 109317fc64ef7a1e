//! Styles make jobs: each turns a connection into the future that converses on it. No style knows a model.

mod blocking;
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

pub use self::blocking::{RequestHandler, blocking};
pub use self::datagram::{DatagramHandler, blocking_datagram, datagram};
pub use self::datagram_protocol::{
    DatagramHandle, DatagramProtocol, DatagramTransport, SendError, datagram_protocol,
};
pub(crate) use self::datagram_protocol::{DatagramProtocolMaker, Outbox};
#[cfg(feature = "http")]
pub(crate) use self::http::HttpMaker;
#[cfg(feature = "http")]
pub use self::http::{RequestBody, http};
pub(crate) use self::protocol::protocol_job;
pub use self::protocol::{
    AfterEof, Protocol, TimerId, TimersFull, Transport, TransportHandle, WriteError, protocol,
};
pub use self::stream::stream;
use crate::Result;
use crate::conn::{BlockingConn, Conn};
use crate::datagram::Datagram;

/// What makes the jobs of a service: futures to be polled, or calls that block a thread or process of their own.
#[derive(Clone)]
pub(crate) enum Style {
    Async(Arc<dyn AsyncStyle>),
    Blocking(Arc<dyn BlockingStyle>),
}

impl Style {
    pub(crate) fn is_blocking(&self) -> bool {
        matches!(self, Style::Blocking(_))
    }
}

/// A conversation under way.
pub(crate) type Job = Pin<Box<dyn Future<Output = Result> + Send>>;

/// Makes a future of each connection. Boxed once for each: a virtual call costs nothing next to `accept(2)`.
pub(crate) trait AsyncStyle: Send + Sync {
    fn job(&self, conn: Conn) -> Job;
}

/// Converses on each connection by a call that returns when the conversation is over.
pub(crate) trait BlockingStyle: Send + Sync {
    fn serve(&self, conn: &mut BlockingConn) -> Result;
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
