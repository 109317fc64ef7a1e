//! Memory that a process shares with those it forks: numbers alone, because nothing else means the same in two processes.

use std::io;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;

use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};

/// Atomic words, all 0 at first, shared with every process that is forked later.
#[derive(Debug)]
pub(crate) struct SharedWords {
    start: NonNull<AtomicU64>,
    count: usize,
}

// SAFETY: what is behind the pointer are atomics, which any thread may use, mapped for as long as the value lives.
unsafe impl Send for SharedWords {}
// SAFETY: as for `Send`; `&self` gives out shared references to atomics only.
unsafe impl Sync for SharedWords {}

impl SharedWords {
    /// Maps `count` words, at least one; what was never written takes no memory.
    pub(crate) fn new(count: usize) -> io::Result<SharedWords> {
        let count = count.max(1);
        let bytes = count.checked_mul(size_of::<AtomicU64>()).ok_or(io::ErrorKind::OutOfMemory)?;
        // SAFETY: a new mapping at an address of the system's choice takes nothing away from anybody.
        let start = unsafe {
            mmap_anonymous(std::ptr::null_mut(), bytes, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED)
        }?;
        let start = NonNull::new(start.cast()).expect("a mapping is never at address 0");
        Ok(SharedWords { start, count })
    }

    /// The words from `index` on.
    ///
    /// # Panics
    /// When there are fewer than `N`.
    pub(crate) fn words<const N: usize>(&self, index: usize) -> &[AtomicU64; N] {
        assert!(index.checked_add(N).is_some_and(|end| end <= self.count), "words {index} to {index} + {N}");
        // SAFETY: the assertion above keeps the offset inside of the mapping.
        let first = unsafe { self.start.add(index) };
        // SAFETY: the words lie in the mapping, which is page-aligned and lives as long as `self`; the system has made them
        // 0, which is an atomic, and all processes use them as atomics only.
        unsafe { first.cast::<[AtomicU64; N]>().as_ref() }
    }
}

impl Drop for SharedWords {
    fn drop(&mut self) {
        let bytes = self.count * size_of::<AtomicU64>();
        // SAFETY: the mapping was made by `new` with this size, and every reference into it borrows from `self`.
        let _mapped_until_now = unsafe { munmap(self.start.as_ptr().cast(), bytes) };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn words_begin_at_0_and_keep_what_is_written() {
        let words = SharedWords::new(8).unwrap();
        let [first, second] = words.words::<2>(6);
        assert_eq!(first.load(Ordering::Relaxed), 0);
        second.store(7, Ordering::Relaxed);
        assert_eq!(words.words::<1>(7)[0].load(Ordering::Relaxed), 7);
    }

    #[test]
    #[should_panic(expected = "words 7")]
    fn words_past_the_end_are_refused() {
        let words = SharedWords::new(8).unwrap();
        let _past_the_end = words.words::<2>(7);
    }
}
