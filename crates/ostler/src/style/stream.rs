//! The async style: a function from a connection to a future. asyncio's streams.

use std::future::Future;
use std::sync::Arc;

use super::{AsyncStyle, Job, Style};
use crate::Result;
use crate::conn::Conn;
use crate::service::{Service, StyleKind};

/// A conversation as an async function of the connection.
///
/// What it returns is how the connection ended: `Ok` is a clean end, an error is that connection's failure and nobody
/// else's. A panic ends its connection alone.
///
/// ```
/// use ostler::{Conn, Server, stream};
///
/// let server = Server::new().serve(
///     "tcp://127.0.0.1:0",
///     stream(|mut conn: Conn| async move {
///         while let Some(line) = conn.read_line().await? {
///             conn.write_all(&line).await?;
///         }
///         Ok(())
///     }),
/// );
/// server.check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
pub fn stream<F, Fut>(handler: F) -> Service
where
    F: Fn(Conn) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    Service::new(StyleKind::Plain { name: "stream", style: Style::Async(Arc::new(Stream { handler })) })
}

struct Stream<F> {
    handler: F,
}

impl<F, Fut> AsyncStyle for Stream<F>
where
    F: Fn(Conn) -> Fut + Send + Sync,
    Fut: Future<Output = Result> + Send + 'static,
{
    fn job(&self, conn: Conn) -> Job {
        Box::pin((self.handler)(conn))
    }
}
