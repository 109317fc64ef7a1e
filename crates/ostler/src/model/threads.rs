//! Threads that each run one call and end: those of `Model::Threads`, and of blocking handlers on event loops.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The threads that are running. One that ends takes itself out, so nothing of it is kept.
#[derive(Debug, Default)]
pub(crate) struct ThreadSet {
    running: Mutex<Running>,
    last_ended: Condvar,
}

#[derive(Debug, Default)]
struct Running {
    threads: HashMap<u64, JoinHandle<()>>,
    next: u64,
    /// Whether somebody waits for the end of the last one. Telling nobody costs a system call too.
    is_awaited: bool,
}

/// A thread's own entry; taken out when the thread ends, by a panic too.
struct Entry {
    set: Arc<ThreadSet>,
    number: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        // Dropping the handle lets the system take the thread back at once; all that is left to do is to return.
        let mut running = self.set.lock();
        let _own_handle = running.threads.remove(&self.number);
        if running.is_awaited && running.threads.is_empty() {
            self.set.last_ended.notify_all();
        }
    }
}

impl ThreadSet {
    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `call` in a new thread. On an error it was dropped unrun.
    pub(crate) fn spawn(self: &Arc<Self>, call: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let set = Arc::clone(self);
        // The thread waits for this lock before it takes itself out, so it is in before it is out.
        let mut running = self.lock();
        let number = running.next;
        running.next += 1;
        let thread = std::thread::Builder::new().name("ostler-thread".into()).spawn(move || {
            let _out_when_it_ends = Entry { set, number };
            call();
        })?;
        running.threads.insert(number, thread);
        Ok(())
    }

    /// Waits until no thread runs, for at most `patience`: a call that loops cannot be stopped.
    pub(crate) fn join(&self, patience: Duration) {
        let give_up_at = Instant::now() + patience;
        let mut running = self.lock();
        running.is_awaited = true;
        while !running.threads.is_empty() {
            let left = give_up_at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.last_ended.wait_timeout(running, left);
            running = waited.unwrap_or_else(PoisonError::into_inner).0;
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
        let began = Instant::now();
        set.join(Duration::from_secs(60));
        assert!(began.elapsed() < Duration::from_secs(30));
        assert!(set.lock().threads.is_empty());
    }
}
