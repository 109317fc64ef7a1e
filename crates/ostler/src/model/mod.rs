//! Models run jobs: each gives a connection the event loop it will live on. No model knows a style.

mod per_core;
mod tasks;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Handle;

pub(crate) use self::per_core::PerCoreLoops;
pub(crate) use self::tasks::TaskRuntime;
use crate::server::BindError;

/// Under which concurrency model a service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Model {
    /// A task for each connection, on the tokio runtime that [`start`](crate::Server::start) was called in, or on one of
    /// the server's own. The default.
    #[default]
    Tasks,
    /// A task for each connection, on single-threaded event loops that share nothing. It costs 10 to 20 % less
    /// processor time a message than [`Tasks`](Model::Tasks); one handler that computes for long holds up the others of
    /// its loop. Services with the same number of workers share their loops. One worker is the classic event loop.
    PerCore {
        /// How many loops, each in a thread of its own: 1 to 1,024.
        workers: usize,
    },
}

impl Model {
    pub(crate) fn check(self) -> Result<(), BindError> {
        match self {
            Model::PerCore { workers } if !(1..=WORKERS_MAX).contains(&workers) => {
                Err(BindError::OutOfRange {
                    setting: "PerCore workers",
                    value: workers as u64,
                    allowed: "1 to 1024",
                })
            }
            Model::Tasks | Model::PerCore { .. } => Ok(()),
        }
    }
}

/// Where the connections of a service go: one event loop, or the least loaded of several.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    loops: Arc<[EventLoop]>,
}

#[derive(Debug)]
struct EventLoop {
    handle: Handle,
    /// Connections that live here.
    load: Arc<AtomicUsize>,
}

impl Placement {
    fn new(handles: impl IntoIterator<Item = Handle>) -> Placement {
        let loops = handles.into_iter().map(|handle| EventLoop { handle, load: Arc::default() });
        Placement { loops: loops.collect() }
    }

    /// The loop that a listener accepts on.
    pub(crate) fn acceptor_handle(&self, listener: usize) -> &Handle {
        &self.loops[listener % self.loops.len()].handle
    }

    /// The loop for the next connection.
    pub(crate) fn pick(&self) -> Placed {
        let least = self.loops.iter().min_by_key(|one| one.load.load(Ordering::Relaxed));
        let chosen = least.expect("a placement has at least one loop");
        chosen.load.fetch_add(1, Ordering::Relaxed);
        Placed { handle: chosen.handle.clone(), load: Load(Arc::clone(&chosen.load)) }
    }
}

/// A place on an event loop, counted for as long as it lives.
pub(crate) struct Placed {
    handle: Handle,
    load: Load,
}

impl Placed {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Runs the connection here. The registry, not the task's handle, is what the server waits on.
    pub(crate) fn spawn(self, connection: impl Future<Output = ()> + Send + 'static) {
        let Placed { handle, load } = self;
        drop(handle.spawn(async move {
            let _counted = load;
            connection.await;
        }));
    }
}

struct Load(Arc<AtomicUsize>);

impl Drop for Load {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Far above any machine's cores; a larger number is a mistake.
const WORKERS_MAX: usize = 1024;
