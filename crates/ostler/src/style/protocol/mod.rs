//! The callback style: a value for each connection that is told what happens. asyncio's protocols and transports.
//!
//! `mod` is what the user writes, `transport` and `handle` what it acts with, `link` and `sending` what those share with
//! the connection's task, `timers` what it set, and `adapter` the future that drives it all: the only one that calls
//! callbacks.

mod adapter;
mod handle;
mod link;
mod sending;
mod timers;
mod transport;
mod write_error;

use std::sync::Arc;

use ostler_core::ConnectionEnd;

use self::adapter::Adapter;
pub use self::handle::TransportHandle;
pub(crate) use self::timers::Timers;
pub use self::timers::{TimerId, TimersFull};
pub use self::transport::Transport;
pub use self::write_error::WriteError;
use super::{AsyncStyle, Job, Style};
use crate::Result;
use crate::conn::Conn;
use crate::service::{Service, StyleKind};

/// A conversation as callbacks: `factory` makes one [`Protocol`] for each connection.
///
/// Take it when the conversation is a state machine anyway, when one connection writes to others (as in a chat), or when
/// connections are many and mostly idle: between callbacks there is no future and no buffer, only the value itself. For
/// a dialogue in turns, [`stream`](crate::stream) reads better.
///
/// All the server's [`Timeouts`](crate::Timeouts) hold: first byte and idle while the connection reads, the write stall
/// while something is unsent. A panic in `factory` ends that connection alone.
///
/// ```
/// use ostler::{Protocol, Result, Server, Transport, protocol};
///
/// struct Echo;
///
/// impl Protocol for Echo {
///     fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
///         Ok(transport.write(data)?)
///     }
/// }
///
/// let server = Server::new().serve("tcp://127.0.0.1:0", protocol(|| Echo));
/// server.check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn protocol<F, P>(factory: F) -> Service
where
    F: Fn() -> P + Send + Sync + 'static,
    P: Protocol,
{
    let style = Style::Async(Arc::new(ProtocolStyle { factory }));
    Service::new(StyleKind::Plain { name: "protocol", style })
}

struct ProtocolStyle<F> {
    factory: F,
}

impl<F, P> AsyncStyle for ProtocolStyle<F>
where
    F: Fn() -> P + Send + Sync,
    P: Protocol,
{
    fn job(&self, conn: Conn) -> Job {
        protocol_job(conn, (self.factory)())
    }
}

/// The conversation that `protocol` holds on `conn`.
pub(crate) fn protocol_job(conn: Conn, protocol: impl Protocol) -> Job {
    Box::pin(Adapter::new(conn, Box::new(protocol)))
}

/// What happens on one connection, told in callbacks.
///
/// The order is `connection_made`, then any number of the others, then `connection_lost`. They are called one at a time
/// and never from inside of another one: what a callback causes is told after it has returned. They run on the event
/// loop of the connection, so none may block.
///
/// An error or panic in any callback drops what is unsent and ends this connection, and no other. The error is the
/// connection's [`ConnectionEnd`], given to `connection_lost`; after one in `connection_made` nothing more is called.
///
/// ```
/// use ostler::{AfterEof, ConnectionEnd, Protocol, Result, Transport};
///
/// /// Counts bytes, and tells how many they were when the peer has sent all.
/// #[derive(Default)]
/// struct Count {
///     bytes: usize,
/// }
///
/// impl Protocol for Count {
///     fn data_received(&mut self, _transport: &mut Transport, data: &[u8]) -> Result {
///         self.bytes += data.len();
///         Ok(())
///     }
///
///     fn eof_received(&mut self, transport: &mut Transport) -> Result<AfterEof> {
///         transport.write(format!("{}\n", self.bytes).as_bytes())?;
///         Ok(AfterEof::Close)
///     }
///
///     fn connection_lost(&mut self, reason: &ConnectionEnd) {
///         println!("{} bytes, {reason}", self.bytes);
///     }
/// }
/// # let _service = ostler::protocol(Count::default);
/// ```
#[expect(unused_variables, reason = "the names of the parameters are documentation")]
pub trait Protocol: Send + 'static {
    /// The connection is there. Always first, before anything is read.
    ///
    /// # Errors
    /// What it returns is the connection's end; no other callback is called then, not even `connection_lost`.
    fn connection_made(&mut self, transport: &mut Transport) -> Result {
        Ok(())
    }

    /// Some bytes came: at least one, at most 64 KiB, cut anywhere. Between two calls other connections have their turn.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result;

    /// The peer sends nothing more. Called at most once, and only where the stream ended well: a reset goes to
    /// `connection_lost` at once.
    ///
    /// By default the connection is closed, after what is unsent. To answer later, return [`AfterEof::KeepOpen`] and
    /// close when done: nothing is read any more, so no deadline ends a connection that is kept open and forgotten, and
    /// that the peer has vanished shows only in writing.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn eof_received(&mut self, transport: &mut Transport) -> Result<AfterEof> {
        Ok(AfterEof::Close)
    }

    /// More is unsent than the high mark allows: write no more until `resume_writing`. Until then nothing is read either,
    /// so a protocol that only answers need not do anything here.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn pause_writing(&mut self, transport: &mut Transport) -> Result {
        Ok(())
    }

    /// What is unsent has shrunk to the low mark. Called once for each `pause_writing`, unless the connection ends first.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn resume_writing(&mut self, transport: &mut Transport) -> Result {
        Ok(())
    }

    /// A timer set by [`Transport::call_later`] has come due.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn timer_fired(&mut self, transport: &mut Transport, timer: TimerId) -> Result {
        Ok(())
    }

    /// The server has begun to shut down: finish what is under way and close. Called at most once.
    ///
    /// A connection marked by [`Transport::set_idle`] ends by itself right after, once nothing is unsent.
    ///
    /// # Errors
    /// What it returns is the connection's end.
    fn drain_begun(&mut self, transport: &mut Transport) -> Result {
        Ok(())
    }

    /// The connection is over, for this reason. Called exactly once and last, if `connection_made` returned `Ok`; however
    /// the connection ended. The peer sees the end after this has returned.
    fn connection_lost(&mut self, reason: &ConnectionEnd) {}
}

/// What becomes of a connection whose peer sends nothing more. From [`Protocol::eof_received`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a half-closed connection is closed or it is not")]
pub enum AfterEof {
    /// Send what is unsent, then close.
    Close,
    /// Go on writing, until the protocol closes. Where [`write_eof`](Transport::write_eof) was called it is as `Close`,
    /// because nothing can move any more.
    KeepOpen,
}
