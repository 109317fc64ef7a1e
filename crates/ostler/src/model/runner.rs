//! What runs the jobs of one service, whatever its model.

use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Nursery, Placed, Placement, ThreadSet};

/// What runs the jobs of one service. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Runner {
    /// Event loops; what blocks gets a thread.
    Loops { placement: Placement, threads: Arc<ThreadSet> },
    /// One event loop that serves one connection at a time, and blocks while it does where the handler blocks.
    Serial { placement: Placement, turn: Arc<Semaphore> },
    /// A thread for each, all with the I/O of one event loop.
    Threads { driver: Placement, threads: Arc<ThreadSet> },
    /// A child process for each, of which a task stands on an event loop.
    Processes { driver: Placement, nursery: Arc<Nursery> },
}

/// The right to be served next; there is one for each service under `Serial`.
pub(crate) type Turn = Option<OwnedSemaphorePermit>;

impl Runner {
    pub(crate) fn serial(placement: Placement) -> Runner {
        Runner::Serial { placement, turn: Arc::new(Semaphore::new(1)) }
    }

    /// The loop that a listener accepts on.
    pub(crate) fn acceptor_handle(&self, listener: usize) -> &Handle {
        match self {
            Runner::Loops { placement, .. } | Runner::Serial { placement, .. } => {
                placement.acceptor_handle(listener)
            }
            Runner::Threads { driver, .. } | Runner::Processes { driver, .. } => {
                driver.acceptor_handle(listener)
            }
        }
    }

    /// Waits until the next client may be served. Cancel safe.
    pub(crate) async fn wait_turn(&self) -> Turn {
        match self {
            Runner::Serial { turn, .. } => {
                let turn = Arc::clone(turn).acquire_owned().await;
                Some(turn.expect("the semaphore is never closed"))
            }
            Runner::Loops { .. } | Runner::Threads { .. } | Runner::Processes { .. } => None,
        }
    }

    /// Whether nothing can be run any more: a nursery is forked once.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self, Runner::Processes { nursery, .. } if nursery.is_closed())
    }

    /// A place for the next connection.
    pub(crate) fn place(&self, turn: Turn) -> Place {
        match self {
            Runner::Loops { placement, threads } => {
                Place::Loop { placed: placement.pick(), threads: Arc::clone(threads) }
            }
            Runner::Serial { placement, .. } => Place::Serial { placed: placement.pick(), turn },
            Runner::Threads { driver, threads } => {
                Place::Thread { driver: driver.pick(), threads: Arc::clone(threads) }
            }
            Runner::Processes { driver, nursery } => {
                Place::Child { driver: driver.pick(), nursery: Arc::clone(nursery) }
            }
        }
    }
}

/// Where one connection will be served.
pub(crate) enum Place {
    Loop { placed: Placed, threads: Arc<ThreadSet> },
    Serial { placed: Placed, turn: Turn },
    Thread { driver: Placed, threads: Arc<ThreadSet> },
    Child { driver: Placed, nursery: Arc<Nursery> },
}

impl Place {
    /// The event loop that drives the I/O of an async job.
    pub(crate) fn io_handle(&self) -> &Handle {
        match self {
            Place::Loop { placed, .. } | Place::Serial { placed, .. } => placed.handle(),
            Place::Thread { driver, .. } | Place::Child { driver, .. } => driver.handle(),
        }
    }

    /// Runs an async connection. The registry, not the task's handle, is what the server waits on. On an error it was dropped.
    pub(crate) fn run_async(self, connection: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        match self {
            Place::Loop { placed, .. } | Place::Child { driver: placed, .. } => placed.spawn(connection),
            Place::Serial { placed, turn } => placed.spawn(async move {
                connection.await;
                drop(turn);
            }),
            Place::Thread { driver, threads } => {
                return threads.spawn(move || driver.handle().block_on(connection));
            }
        }
        Ok(())
    }

    /// Runs a connection whose handler blocks. On an error it was dropped.
    pub(crate) fn run_blocking(self, connection: impl FnOnce() + Send + 'static) -> io::Result<()> {
        match self {
            Place::Child { .. } => unreachable!("what blocks in a child is a task in the server"),
            Place::Loop { placed: counted, threads } | Place::Thread { driver: counted, threads } => threads
                .spawn(move || {
                    connection();
                    drop(counted);
                }),
            Place::Serial { placed, turn } => {
                placed.spawn(async move {
                    connection();
                    drop(turn);
                });
                Ok(())
            }
        }
    }
}
