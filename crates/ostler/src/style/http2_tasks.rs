//! The tasks of an HTTP/2 connection. hyper runs each request in a task of its own, so that they run in parallel.
//!
//! **Invariant:** they belong to their connection. They end with it, and a panic in one of them is the connection's.

use std::future::{Future, poll_fn};
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::Executor;
use tokio::task::JoinSet;

/// What hyper starts tasks on; shared, because the tasks themselves may start more.
#[derive(Clone, Default)]
pub(super) struct Http2Tasks {
    running: Arc<Mutex<JoinSet<()>>>,
}

impl Http2Tasks {
    /// Polls `connection`, which starts the tasks, to its end; the tasks end with it, or when this future is dropped.
    ///
    /// # Panics
    /// Goes on with the panic of a task.
    pub(super) async fn drive<T>(&self, connection: impl Future<Output = T>) -> T {
        let end_with_this = EndWithThis(self);
        let mut connection = pin!(connection);
        let served = poll_fn(|cx| {
            let served = connection.as_mut().poll(cx);
            // After the connection, which may just have started the first one.
            let _some_run = self.poll_joined(cx);
            served
        })
        .await;
        drop(end_with_this);
        poll_fn(|cx| self.poll_joined(cx)).await;
        served
    }

    /// Ready when no task is left.
    fn poll_joined(&self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let joined = ready!(self.lock().poll_join_next(cx));
            match joined {
                None => return Poll::Ready(()),
                Some(Err(error)) if error.is_panic() => resume_unwind(error.into_panic()),
                Some(_ended) => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F> Executor<F> for Http2Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        self.lock().spawn(task);
    }
}

/// Tasks hold the set they are in, so dropping the set is not enough.
struct EndWithThis<'a>(&'a Http2Tasks);

impl Drop for EndWithThis<'_> {
    fn drop(&mut self) {
        self.0.lock().abort_all();
    }
}
