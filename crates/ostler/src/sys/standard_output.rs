//! Whether the process was started without standard output, as `program >&-` does.
//!
//! Rust's runtime opens `/dev/null` in its place before `main` (so that no other file becomes descriptor 1), and after that nobody can
//! tell. The loader calls the functions in `.init_array` earlier than that.

use std::sync::atomic::{AtomicBool, Ordering};

static IS_MISSING: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the process began.
///
/// What is printed then goes nowhere without an error, because Rust's runtime has put `/dev/null` in its place. A service may well
/// be started like that. A command whose answer is asked for should say that it cannot write, and fail, as those of coreutils do.
/// Always false where programs are not in ELF format.
///
/// ```
/// if ostler::is_stdout_missing() {
///     eprintln!("cannot write to standard output");
/// }
/// ```
pub fn is_stdout_missing() -> bool {
    // Whoever asks is linked with the entry, wherever the compiler has put it.
    #[cfg(target_os = "linux")]
    std::hint::black_box(LOOK);
    IS_MISSING.load(Ordering::Relaxed)
}

/// Called by the loader, before Rust's runtime: only what needs none of it may be done.
#[cfg(target_os = "linux")]
extern "C" fn look() {
    // SAFETY: asking for the flags of a number that is no open descriptor is an error and nothing else.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
    IS_MISSING.store(flags == -1, Ordering::Relaxed);
}

// SAFETY: the section is a list of pointers to functions that the loader calls once each, on the first thread and without
// arguments that they must take; this is such a pointer.
#[cfg(target_os = "linux")]
#[used]
#[unsafe(link_section = ".init_array")]
static LOOK: extern "C" fn() = look;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_has_an_output() {
        assert!(!is_stdout_missing());
    }
}
