//! Threads that each run one call and end: those of `Model::Threads`, and of blocking handlers on event loops.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The threads that are running: how many there are. The system takes each back as soon as it ends, so nothing of it is
/// kept; what a join would wait for is that their number is 0.
#[derive(Debug, Default)]
pub(crate) struct ThreadSet {
    running: Mutex<Running>,
    last_ended: Condvar,
}

#[derive(Debug, Default)]
struct Running {
    count: usize,
    /// Whether somebody waits for the end of the last one. Telling nobody costs a system call too.
    is_awaited: bool,
}

impl ThreadSet {
    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `call` in a new thread. On an error it was dropped unrun.
    pub(crate) fn spawn(self: &Arc<Self>, call: impl FnOnce() + Send + 'static) -> io::Result<()> {
        self.lock().count += 1;
        // Dropped with the closure where no thread can be had.
        let membership = Membership(Arc::clone(self));
        let thread = std::thread::Builder::new().name("ostler-thread".into()).spawn(move || {
            call();
            // All that is left to do is to return.
            drop(membership);
        })?;
        // It is waited for by its membership.
        drop(thread);
        Ok(())
    }

    /// Waits until no thread runs, for at most `patience`: a call that loops cannot be stopped.
    pub(crate) fn join(&self, patience: Duration) {
        let give_up_at = Instant::now() + patience;
        let mut running = self.lock();
        running.is_awaited = true;
        while running.count > 0 {
            let left = give_up_at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.last_ended.wait_timeout(running, left);
            running = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Counts a thread among those that run.
struct Membership(Arc<ThreadSet>);

impl Drop for Membership {
    fn drop(&mut self) {
        let mut running = self.0.lock();
        running.count -= 1;
        if running.count == 0 && running.is_awaited {
            self.0.last_ended.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_panics_takes_itself_out_too() {
        let set = Arc::new(ThreadSet::default());
        set.spawn(|| panic!("asked to")).unwrap();
        set.join(Duration::from_secs(60));
        assert_eq!(set.lock().count, 0);
    }
}
