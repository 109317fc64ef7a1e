//! The styles of datagrams: a function from a datagram to a future, and a call that returns the answer.

use std::future::Future;
use std::sync::Arc;

use super::{AsyncDatagramStyle, BlockingDatagramStyle, DatagramStyle, Job};
use crate::Result;
use crate::datagram::Datagram;
use crate::service::{Service, StyleKind};

/// Datagrams handled by an async function. socketserver's UDP handler, without a thread for each.
///
/// Each datagram is a job of its own, with an end, an id and limits like a connection's. It begins in the loop that receives:
/// when it is done without waiting, it costs no task; when it waits, it becomes a task and the next datagram is handled
/// meanwhile. A handler that computes for long holds up the others of its socket; [`blocking_datagram`] is for those.
/// An error or panic is that datagram's failure alone.
///
/// ```
/// use ostler::{Datagram, Server, datagram};
///
/// let server = Server::new().serve("udp://127.0.0.1:0", datagram(|d: Datagram| d.reply(d.bytes())));
/// server.check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn datagram<F, Fut>(handler: F) -> Service
where
    F: Fn(Datagram) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    let style = DatagramStyle::Async(Arc::new(AsyncDatagram { handler }));
    Service::new(StyleKind::Datagram { name: "datagram", style })
}

struct AsyncDatagram<F> {
    handler: F,
}

impl<F, Fut> AsyncDatagramStyle for AsyncDatagram<F>
where
    F: Fn(Datagram) -> Fut + Send + Sync,
    Fut: Future<Output = Result> + Send + 'static,
{
    fn job(&self, datagram: Datagram) -> Job {
        Box::pin((self.handler)(datagram))
    }
}

/// Datagrams handled by a blocking call: a function of the request and the reply to fill, or a [`DatagramHandler`].
///
/// Each datagram gets a clone of `handler`, in a thread or process as the [model](crate::Model) says. What was written into
/// the reply is sent when the handler has returned `Ok`.
///
/// ```
/// use ostler::{Datagram, Server, blocking_datagram};
///
/// fn shout(request: &Datagram, reply: &mut Vec<u8>) -> ostler::Result {
///     reply.extend(request.bytes().to_ascii_uppercase());
///     Ok(())
/// }
///
/// Server::new().serve("udp://127.0.0.1:0", blocking_datagram(shout)).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn blocking_datagram<H>(handler: H) -> Service
where
    H: DatagramHandler + Clone + Sync + 'static,
{
    let style = DatagramStyle::Blocking(Arc::new(BlockingDatagram { handler }));
    Service::new(StyleKind::Datagram { name: "blocking_datagram", style })
}

/// What handles a datagram by a blocking call. Functions and closures `FnMut(&Datagram, &mut Vec<u8>) -> Result` are such.
///
/// socketserver's `DatagramRequestHandler`, but for two things: a handler that writes nothing sends nothing (there an empty
/// datagram goes out), and after an error nothing is sent of what was written. An empty answer is sent by
/// [`request.reply_blocking([])`](Datagram::reply_blocking), and so are several answers to one request.
pub trait DatagramHandler: Send {
    /// Handles `request`; what stands in `reply` afterwards is sent to its peer, if anything does.
    ///
    /// # Errors
    /// Whatever should count as the datagram's failure. Nothing of `reply` is sent then.
    fn handle(&mut self, request: &Datagram, reply: &mut Vec<u8>) -> Result;
}

impl<F> DatagramHandler for F
where
    F: FnMut(&Datagram, &mut Vec<u8>) -> Result + Send,
{
    fn handle(&mut self, request: &Datagram, reply: &mut Vec<u8>) -> Result {
        self(request, reply)
    }
}

struct BlockingDatagram<H> {
    handler: H,
}

impl<H> BlockingDatagramStyle for BlockingDatagram<H>
where
    H: DatagramHandler + Clone + Sync,
{
    fn handle(&self, datagram: &Datagram) -> Result {
        let mut reply = Vec::new();
        self.handler.clone().handle(datagram, &mut reply)?;
        if !reply.is_empty() {
            datagram.reply_blocking(&reply)?;
        }
        Ok(())
    }
}
