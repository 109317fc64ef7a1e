//! Models run jobs: each says where a connection lives, and what runs its conversation. No model knows a style.

mod nursery;
mod per_core;
mod runner;
mod tasks;
mod threads;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Handle;

pub(crate) use self::nursery::{ChildFate, ChildJob, ChildWork, Cradle, Nursery, Payload};
pub(crate) use self::per_core::PerCoreLoops;
pub(crate) use self::runner::{Place, Runner, Turn};
pub(crate) use self::tasks::TaskRuntime;
pub(crate) use self::threads::ThreadSet;
use crate::server::BindError;

/// Under which concurrency model a service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Model {
    /// A task for each connection, on the tokio runtime that [`start`](crate::Server::start) was called in, or on one of
    /// the server's own. The default. Blocking handlers run in threads of their own, 512 at most.
    #[default]
    Tasks,
    /// A task for each connection, on single-threaded event loops that share nothing. It costs 10 to 20 % less
    /// processor time a message than [`Tasks`](Model::Tasks); one handler that computes for long holds up the others of
    /// its loop. Services with the same number of workers share their loops. One worker is the classic event loop.
    PerCore {
        /// How many loops, each in a thread of its own: 1 to 1,024.
        workers: usize,
    },
    /// One connection or datagram of the service at a time, from its beginning to its end; the others wait in the system's
    /// queue. socketserver's `TCPServer`. It all happens in one thread, which is the server's own, so that a handler that
    /// never returns cannot hold up the shutdown.
    Serial,
    /// A thread for each connection or datagram. socketserver's `ThreadingMixIn`.
    Threads {
        /// How many threads there may be at once: 1 to 65,536. It is a limit of the service like
        /// [`connections_max`](crate::Service::connections_max), and the smaller of the two holds.
        max: usize,
        /// Whether the shutdown leaves threads that still run to themselves, instead of waiting for them. socketserver's
        /// `daemon_threads`. Their connections are reported as abandoned.
        detached: bool,
    },
    /// A forked process for each connection or datagram: what one does to its memory, or dies of, is nobody else's.
    /// socketserver's `ForkingMixIn`. Linux only.
    ///
    /// Children are forked by a *nursery*, a process with one thread that is itself forked when the server starts; so
    /// [`start`](crate::Server::start) or [`run`](crate::Server::run) must come before any thread or runtime, else it is
    /// [`BindError::CannotFork`]. What handlers hold (open files above all, and random generators that were used already) is as
    /// it was at that moment, and what they change stays in their process. Hooks are called in the server's process.
    ///
    /// A child ends when its handler returns, and threads that the handler has left behind with it. Whatever else ends it is the
    /// connection's end `crashed`. Children end when the server is killed; whoever signals all of a service's processes to stop
    /// it, as systemd does unless the unit says `KillMode=mixed`, ends them in mid-conversation.
    Processes {
        /// How many children there may be at once: 1 to 32,768. It is a limit of the service like
        /// [`connections_max`](crate::Service::connections_max), and the smaller of the two holds.
        max: usize,
    },
}

impl Model {
    /// [`Threads`](Model::Threads), of which the shutdown waits for each.
    #[must_use]
    pub fn threads(max: usize) -> Model {
        Model::Threads { max, detached: false }
    }

    /// [`Processes`](Model::Processes).
    #[must_use]
    pub fn processes(max: usize) -> Model {
        Model::Processes { max }
    }

    /// The name of the model: `tasks`, `per-core`, `serial`, `threads` or `processes`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Model::Tasks => "tasks",
            Model::PerCore { .. } => "per-core",
            Model::Serial => "serial",
            Model::Threads { .. } => "threads",
            Model::Processes { .. } => "processes",
        }
    }

    pub(crate) fn check(self) -> Result<(), BindError> {
        let (setting, value, range) = match self {
            Model::Tasks | Model::Serial => return Ok(()),
            Model::PerCore { workers } => ("PerCore workers", workers, 1..=WORKERS_MAX),
            Model::Threads { max, .. } => ("Threads max", max, 1..=THREADS_MAX),
            Model::Processes { max } => ("Processes max", max, 1..=PROCESSES_MAX),
        };
        if range.contains(&value) {
            return Ok(());
        }
        let allowed = match *range.end() {
            WORKERS_MAX => "1 to 1024",
            PROCESSES_MAX => "1 to 32768",
            _ => "1 to 65536",
        };
        Err(BindError::OutOfRange { setting, value: value as u64, allowed })
    }

    /// How many connections of a service the model can serve at once.
    pub(crate) fn connections_max(self, is_blocking: bool) -> Option<u32> {
        let max = match self {
            Model::Threads { max, .. } | Model::Processes { max } => max,
            Model::Tasks | Model::PerCore { .. } if is_blocking => BLOCKING_THREADS_MAX,
            // Whoever comes while `Serial` serves waits, whatever the policy at limits is.
            Model::Tasks | Model::PerCore { .. } | Model::Serial => return None,
        };
        Some(u32::try_from(max).unwrap_or(u32::MAX))
    }

    /// Whether the shutdown does not wait for its connections.
    pub(crate) fn is_detached(self) -> bool {
        matches!(self, Model::Threads { detached: true, .. })
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
    pub(crate) fn new(handles: impl IntoIterator<Item = Handle>) -> Placement {
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
/// Twice what Linux allows a process by default.
const THREADS_MAX: usize = 65_536;
/// What Linux allows in all by default.
const PROCESSES_MAX: usize = 32_768;
/// As many threads as tokio has for blocking work.
const BLOCKING_THREADS_MAX: usize = 512;
