//! The callback style of datagrams: one value for each socket that is told what comes. asyncio's datagram endpoints.
//!
//! `mod` is what the user writes, `transport` and `handle` what it acts with, `outbox` what those share with the
//! receiver, which alone calls callbacks (`server/datagram_endpoint.rs`).

mod handle;
mod outbox;
mod send_error;
mod transport;

use std::io;
use std::sync::Arc;

use ostler_core::ConnectionEnd;

pub use self::handle::DatagramHandle;
pub(crate) use self::outbox::Outbox;
pub use self::send_error::SendError;
pub use self::transport::DatagramTransport;
use super::{DatagramStyle, TimerId};
use crate::Result;
use crate::conn::Peer;
use crate::service::{Service, StyleKind};

/// Datagrams as callbacks: `factory` makes one [`DatagramProtocol`] for each socket, so several for a host name.
///
/// Take it when datagrams belong together, as in a game or a discovery protocol: the value is the state of all of them, and
/// it can send to anybody at any time. Where each datagram stands for itself, [`datagram`](crate::datagram()) reads better.
///
/// Each datagram counts as a job, with an end, the limits and the admit hook, while `datagram_received` runs.
///
/// ```
/// use ostler::{DatagramProtocol, DatagramTransport, Peer, Result, Server, datagram_protocol};
///
/// struct Echo;
///
/// impl DatagramProtocol for Echo {
///     fn datagram_received(&mut self, transport: &mut DatagramTransport, data: &[u8], peer: &Peer) -> Result {
///         Ok(transport.send_to(data, peer)?)
///     }
/// }
///
/// Server::new().serve("udp://127.0.0.1:0", datagram_protocol(|| Echo)).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn datagram_protocol<F, P>(factory: F) -> Service
where
    F: Fn() -> P + Send + Sync + 'static,
    P: DatagramProtocol,
{
    let style = DatagramStyle::Protocol(Arc::new(move || Box::new(factory())));
    Service::new(StyleKind::Datagram { name: "datagram_protocol", style })
}

pub(crate) type DatagramProtocolMaker = Arc<dyn Fn() -> Box<dyn DatagramProtocol> + Send + Sync>;

/// What happens on one datagram socket, told in callbacks.
///
/// The order is `connection_made`, then any number of the others, then `connection_lost`. They are called one at a time
/// and never from inside of another one. They run on the event loop of the socket, so none may block.
///
/// No error and no panic of a callback ends the endpoint, but for a panic in `connection_made`: it is that datagram's
/// failure, and the next one is delivered.
#[expect(unused_variables, reason = "the names of the parameters are documentation")]
pub trait DatagramProtocol: Send + 'static {
    /// The socket is there. Always first.
    fn connection_made(&mut self, transport: &mut DatagramTransport) {}

    /// A datagram came from `peer`; it may have no bytes.
    ///
    /// # Errors
    /// Whatever should count as this datagram's failure; the endpoint goes on.
    fn datagram_received(&mut self, transport: &mut DatagramTransport, data: &[u8], peer: &Peer) -> Result;

    /// The system reports an error: that a peer refused what was sent to it (only a connected socket hears of that), or
    /// that what had to wait could not be sent in the end. The endpoint goes on.
    fn error_received(&mut self, transport: &mut DatagramTransport, error: &io::Error) {}

    /// More is unsent than the high mark allows: send no more until `resume_writing`.
    fn pause_writing(&mut self, transport: &mut DatagramTransport) {}

    /// What is unsent has shrunk to the low mark.
    fn resume_writing(&mut self, transport: &mut DatagramTransport) {}

    /// A timer set by [`DatagramTransport::call_later`] has come due.
    fn timer_fired(&mut self, transport: &mut DatagramTransport, timer: TimerId) {}

    /// The server has begun to shut down: nothing more is received. What is sent now still goes out, if the system has room
    /// for it within a quarter of a second; then comes `connection_lost`.
    fn drain_begun(&mut self, transport: &mut DatagramTransport) {}

    /// The endpoint is over: closed by the protocol or the drain ([`Completed`](ConnectionEnd::Completed)), or the socket
    /// has failed for good. Called once and last, if `connection_made` returned.
    fn connection_lost(&mut self, reason: &ConnectionEnd) {}
}
