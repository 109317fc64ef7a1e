//! `Model::PerCore`: single-threaded event loops that share nothing, each in a thread of its own.

use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::Placement;
use crate::server::BindError;

/// The loops of all services with the same number of workers.
#[derive(Debug)]
pub(crate) struct PerCoreLoops {
    workers: Vec<Worker>,
    placement: Placement,
}

#[derive(Debug)]
struct Worker {
    /// Dropped to end the loop.
    stop: oneshot::Sender<()>,
    /// Closes when the thread is about to end.
    ended: mpsc::Receiver<()>,
    thread: JoinHandle<()>,
}

impl PerCoreLoops {
    pub(crate) fn start(count: usize, name: &str) -> Result<PerCoreLoops, BindError> {
        let mut workers = Vec::with_capacity(count);
        let mut handles = Vec::with_capacity(count);
        for index in 0..count {
            let (worker, handle) = Worker::start(format!("ostler-{name}-{index}"))?;
            workers.push(worker);
            handles.push(handle);
        }
        Ok(PerCoreLoops { workers, placement: Placement::new(handles) })
    }

    pub(crate) fn worker_count(&self) -> usize {
        self.workers.len()
    }

    pub(crate) fn placement(&self) -> Placement {
        self.placement.clone()
    }

    /// Ends the loops and joins their threads, for at most `patience`: a handler that loops cannot be stopped.
    pub(crate) fn shutdown(self, patience: Duration) {
        let give_up_at = Instant::now() + patience;
        let stopping: Vec<_> = self
            .workers
            .into_iter()
            .map(|Worker { stop, ended, thread }| {
                drop(stop);
                (ended, thread)
            })
            .collect();
        for (ended, thread) in stopping {
            let left = give_up_at.saturating_duration_since(Instant::now());
            if ended.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Disconnected) {
                // A worker does not panic: each connection's task catches its handler's.
                let _ended = thread.join();
            }
        }
    }
}

impl Worker {
    fn start(name: String) -> Result<(Worker, Handle), BindError> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (ending, ended) = mpsc::sync_channel::<()>(1);
        let (made, wait_made) = mpsc::sync_channel(1);
        // The loop is made in its thread and dropped there: where servers are started, a runtime must not be dropped.
        let thread = std::thread::Builder::new()
            .name(name)
            .spawn(move || {
                let _closes_at_the_end = ending;
                let runtime = match Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => runtime,
                    Err(error) => {
                        let _starter_waits = made.send(Err(error));
                        return;
                    }
                };
                let _starter_waits = made.send(Ok(runtime.handle().clone()));
                let _sender_gone = runtime.block_on(stopped);
                runtime.shutdown_background();
            })
            .map_err(BindError::Runtime)?;
        let made = wait_made.recv().expect("a worker says whether it has a loop");
        let handle = made.map_err(BindError::Runtime)?;
        Ok((Worker { stop, ended, thread }, handle))
    }
}
