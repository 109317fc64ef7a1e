//! What stops a server, or some of its connections, from elsewhere: another thread, a handler, a signal handler of the
//! application's own.

use std::sync::Arc;
use std::time::Duration;

use ostler_core::ServerState;

use super::life::Life;
use super::registry::{ConnectionId, ConnectionInfo};
use crate::observe::Stats;

/// Stops a server, or some of its connections, from any thread, from inside a handler, and even before it runs. From
/// [`Server::stopper`](crate::Server::stopper).
///
/// A handler that administrates its own server, as the example `unix_admin` does, has one: the
/// [`ServerHandle`](crate::ServerHandle) exists only when the server runs, and belongs to who waits for its end.
///
/// It waits for nothing, so it cannot deadlock. A server that was stopped before it started returns at once from `run`.
/// In a child of [`Model::Processes`](crate::Model::Processes), `drain` and `abort` reach the server like everywhere;
/// `connections` and `kill` know of that child's own alone.
///
/// It also tells what the server does, for an administrator's page, where [`Server::run`](crate::Server::run) leaves nobody a handle.
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

    /// Every open connection, in no particular order.
    #[must_use]
    pub fn connections(&self) -> Vec<ConnectionInfo> {
        self.life.registry.infos()
    }

    /// Ends one connection: its I/O fails from now on, and a handler that has not returned a second later is dropped.
    /// Returns whether it was open.
    pub fn kill(&self, id: ConnectionId) -> bool {
        self.life.registry.kill(id)
    }

    /// What the server has counted so far; `None` while there is nothing that counts: before it serves and after it is gone.
    /// In a child of [`Model::Processes`](crate::Model::Processes) it is what had been counted when the server started.
    #[must_use]
    pub fn stats(&self) -> Option<Stats> {
        self.life.server().map(|server| server.stats())
    }

    /// Where the server stands between serving and stopped.
    #[must_use]
    pub fn state(&self) -> ServerState {
        self.life.state()
    }
}
