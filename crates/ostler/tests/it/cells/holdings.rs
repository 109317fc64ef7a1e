//! What a process holds of the system: to be no more after a thousand connections than before.

use std::fs;
use std::time::{Duration, Instant};

/// Descriptors, threads and children of this process, and children of its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holdings {
    descriptors: usize,
    threads: usize,
    children: usize,
    grandchildren: usize,
}

impl Holdings {
    pub(super) fn now() -> Holdings {
        let children = children_of(std::process::id());
        Holdings {
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
            threads: fs::read_dir("/proc/self/task").unwrap().count(),
            children: children.len(),
            grandchildren: children.iter().map(|child| children_of(*child).len()).sum(),
        }
    }

    /// Waits until the process holds no more than this: the system lists a thread for a moment after its end.
    pub(super) fn wait_regained(&self, when: &str) {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let now = Holdings::now();
            let is_regained = now.descriptors <= self.descriptors
                && now.threads <= self.threads
                && now.children <= self.children
                && now.grandchildren <= self.grandchildren;
            if is_regained {
                return;
            }
            assert!(Instant::now() < give_up_at, "{when}: {now:?}, at first {self:?}");
            std::thread::yield_now();
        }
    }
}

/// The processes that were forked by any thread of that one and are not buried.
pub(crate) fn children_of(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().map(|pid| pid.parse().unwrap()).collect::<Vec<_>>())
        .collect()
}

const PATIENCE: Duration = Duration::from_secs(10);
