//! The blocking style: a call that reads and writes, and returns when the conversation is over. socketserver's
//! `StreamRequestHandler`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::{BlockingStyle, Style};
use crate::Result;
use crate::conn::BlockingConn;
use crate::service::{Service, StyleKind};

/// A conversation as a blocking call: a function of the connection, or a [`RequestHandler`].
///
/// Each connection gets a clone of `handler`. It runs in a thread or process of its own, as the
/// [model](crate::Model) says; what blocks in it holds up nobody else (but under [`Serial`](crate::Model::Serial), where one
/// waits for the other). Its I/O is held to the same [`Timeouts`](crate::Timeouts) as async handlers' is.
///
/// ```
/// use ostler::{BlockingConn, Model, Server, blocking};
///
/// fn shout(conn: &mut BlockingConn) -> ostler::Result {
///     while let Some(line) = conn.read_line()? {
///         conn.write_all(&line.to_ascii_uppercase())?;
///     }
///     Ok(())
/// }
///
/// Server::new().serve("tcp://127.0.0.1:0", blocking(shout).model(Model::threads(64))).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn blocking<H>(handler: H) -> Service
where
    H: RequestHandler + Clone + Sync + 'static,
{
    Service::new(StyleKind::Plain {
        name: "blocking",
        style: Style::Blocking(Arc::new(Blocking { handler })),
    })
}

/// A conversation in three steps, as socketserver's `BaseRequestHandler` has it. Functions and closures
/// `FnMut(&mut BlockingConn) -> Result` are handlers with the middle step alone.
///
/// A failure of any step is its connection's failure; the connection is closed after the last step.
///
/// ```
/// use ostler::{BlockingConn, RequestHandler, blocking};
///
/// #[derive(Clone, Default)]
/// struct Greeter {
///     name: Vec<u8>,
/// }
///
/// impl RequestHandler for Greeter {
///     fn setup(&mut self, conn: &mut BlockingConn) -> ostler::Result {
///         conn.write_all(b"name? ")?;
///         Ok(())
///     }
///
///     fn handle(&mut self, conn: &mut BlockingConn) -> ostler::Result {
///         if let Some(line) = conn.read_line()? {
///             self.name = line.content().to_vec();
///         }
///         Ok(())
///     }
///
///     fn finish(&mut self, conn: &mut BlockingConn) -> ostler::Result {
///         conn.write_all(b"bye ")?;
///         Ok(conn.write_all(&self.name)?)
///     }
/// }
///
/// let service = blocking(Greeter::default());
/// # let _ = service;
/// ```
pub trait RequestHandler: Send {
    /// Called first. When it fails, nothing else is called.
    ///
    /// # Errors
    /// Whatever should end the connection.
    fn setup(&mut self, conn: &mut BlockingConn) -> Result {
        let _nothing_to_set_up = conn;
        Ok(())
    }

    /// Called when `setup` has succeeded: the conversation.
    ///
    /// # Errors
    /// Whatever should end the connection.
    fn handle(&mut self, conn: &mut BlockingConn) -> Result;

    /// Called after `handle`, also when that failed or panicked. An error of `handle` outranks one of `finish`.
    ///
    /// # Errors
    /// Whatever should count as the connection's failure.
    fn finish(&mut self, conn: &mut BlockingConn) -> Result {
        let _nothing_to_finish = conn;
        Ok(())
    }
}

impl<F> RequestHandler for F
where
    F: FnMut(&mut BlockingConn) -> Result + Send,
{
    fn handle(&mut self, conn: &mut BlockingConn) -> Result {
        self(conn)
    }
}

struct Blocking<H> {
    handler: H,
}

impl<H> BlockingStyle for Blocking<H>
where
    H: RequestHandler + Clone + Sync,
{
    fn serve(&self, conn: &mut BlockingConn) -> Result {
        let mut handler = self.handler.clone();
        handler.setup(conn)?;
        // What `finish` sees after a panic is the handler's to keep in order, as with any value used in a `Drop`.
        match catch_unwind(AssertUnwindSafe(|| handler.handle(conn))) {
            Ok(handled) => {
                let finished = handler.finish(conn);
                handled.and(finished)
            }
            Err(panic) => {
                let _the_panic_counts = catch_unwind(AssertUnwindSafe(|| handler.finish(conn)));
                resume_unwind(panic)
            }
        }
    }
}
