//! What stops a server from elsewhere: another thread, a handler, a signal handler of the application's own.

use std::sync::Arc;
use std::time::Duration;

use ostler_core::ServerState;

use super::life::Life;

/// Stops a server, from any thread, from inside a handler, and even before it runs. From
/// [`Server::stopper`](crate::Server::stopper).
///
/// It waits for nothing, so it cannot deadlock. A server that was stopped before it started returns at once from `run`.
///
/// ```
/// use std::time::Duration;
/// use ostler::{Conn, Server, stream};
///
/// let server = Server::new();
/// let stopper = server.stopper();
/// let once = stream(move |mut conn: Conn| {
///     let stopper = stopper.clone();
///     async move {
///         conn.write_all(b"the last one\n").await?;
///         stopper.drain(Duration::from_secs(5));
///         Ok(())
///     }
/// });
/// server.serve("tcp://127.0.0.1:0", once).check()?;
/// # Ok::<(), ostler::BindError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stopper {
    life: Arc<Life>,
}

impl Stopper {
    pub(super) fn new(life: Arc<Life>) -> Stopper {
        Stopper { life }
    }

    /// Begins to shut down: stops accepting, lets idle connections go, gives busy ones `timeout` to finish. A later call
    /// may only shorten it.
    pub fn drain(&self, timeout: Duration) {
        self.life.begin_drain(timeout);
    }

    /// Shuts down without waiting for anybody: connections are ended now, and abandoned after a second.
    pub fn abort(&self) {
        self.life.begin_abort();
    }

    /// Where the server stands between serving and stopped.
    #[must_use]
    pub fn state(&self) -> ServerState {
        self.life.state()
    }
}
