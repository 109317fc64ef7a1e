//! `fork(2)` where it is sound: in a process with one thread, where the child may do whatever the parent may.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::time::Duration;

use rustix::process::Pid;

/// Proof that this process has one thread: it was seen so, and whoever holds the proof starts none and calls nobody who
/// might. Not `Send`, so it stays in that thread. What a fork copies is a proof in the child too: one thread.
#[derive(Debug)]
pub(crate) struct SingleThreaded {
    _stays_here: PhantomData<*const ()>,
}

impl SingleThreaded {
    /// Fails with the number of threads when there is more than this one.
    pub(crate) fn prove() -> io::Result<Result<SingleThreaded, usize>> {
        let mut looks = 0;
        loop {
            let threads = fs::read_dir("/proc/self/task")?.count();
            if threads == 1 {
                return Ok(Ok(SingleThreaded { _stays_here: PhantomData }));
            }
            // The system lists a thread for a moment longer than `join` waits for it.
            looks += 1;
            if looks == LOOKS_MAX {
                return Ok(Err(threads));
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "the system tells nobody when a thread leaves its list"
            )]
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }
}

/// In which of the two processes a `fork` returned.
#[derive(Debug)]
pub(crate) enum Forked {
    Parent(Pid),
    Child,
}

/// Splits the process in two. The child has a copy of everything, descriptors included, and is as single as its parent.
pub(crate) fn fork(_proof: &SingleThreaded) -> io::Result<Forked> {
    // SAFETY: `fork` is dangerous where other threads may hold locks that the child then waits for in vain; the proof says
    // that there are none. It can be held only in the thread that was seen alone, and by code that starts none: from the
    // proof to its end nothing of the user's runs, no hook, no handler and no `tracing` subscriber.
    let pid = unsafe { libc::fork() };
    match pid {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Forked::Child),
        pid => Ok(Forked::Parent(Pid::from_raw(pid).expect("fork gives a positive number to the parent"))),
    }
}

/// Ends the process when it is dropped, which only a panic does to it: what unwinds in a forked process must not reach the
/// caller, who would go on a second time there.
#[derive(Debug)]
pub(crate) struct ExitOnUnwind;

impl Drop for ExitOnUnwind {
    fn drop(&mut self) {
        exit_now(STATUS_OF_PANIC);
    }
}

/// Ends this process at once: nothing that it has in common with its parent is flushed or run a second time.
pub(crate) fn exit_now(status: i32) -> ! {
    // SAFETY: `_exit` has no precondition.
    unsafe { libc::_exit(status) }
}

/// Lets every signal do what it does by default, whatever the process has installed, but for SIGPIPE: writing to a peer that
/// is gone is an error here and never the end of a process.
pub(crate) fn reset_signals() {
    for signal in 1..SIGNAL_COUNT {
        let action = if signal == libc::SIGPIPE { libc::SIG_IGN } else { libc::SIG_DFL };
        set_action(signal, action);
    }
}

/// Makes the signals that ask a process to stop do nothing.
pub(crate) fn ignore_stop_signals() {
    for signal in STOP_SIGNALS {
        set_action(signal, libc::SIG_IGN);
    }
}

/// Lets them stop the process again.
pub(crate) fn heed_stop_signals() {
    for signal in STOP_SIGNALS {
        set_action(signal, libc::SIG_DFL);
    }
}

fn set_action(signal: libc::c_int, action: libc::sighandler_t) {
    // SAFETY: both actions are the system's own, no code of ours runs in a signal handler. Numbers that are no signal, and
    // the two that cannot be changed, are refused by the system.
    let _refused_for_some = unsafe { libc::signal(signal, action) };
}

/// How often, and how far apart, threads are counted before they are taken as there to stay: 20 ms in all.
const LOOKS_MAX: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

const STOP_SIGNALS: [libc::c_int; 4] = [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM];
/// What a Rust program that panics exits with.
const STATUS_OF_PANIC: i32 = 101;

/// One more than the last signal of Linux.
const SIGNAL_COUNT: libc::c_int = 65;
