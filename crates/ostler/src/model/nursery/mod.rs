//! `Model::Processes`: the server's side of the nursery, the process that forks a child for each job.
//!
//! The server accepts, as for every model, and hands the socket over; so admission, registry, refusals and hooks are the same
//! for children as for tasks. It keeps a copy of the socket, by which a kill, a deadline of the drain or an eviction
//! reaches the child at once; a child that has not ended after its grace is killed.

mod message;
mod process;

use std::fmt;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use rustix::process::{
    PidfdFlags, Signal, WaitId, WaitIdOptions, WaitOptions, pidfd_open, pidfd_send_signal, waitid, waitpid,
};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tracing::error;

pub(crate) use self::message::{ChildFate, Payload};
pub(crate) use self::process::{ChildJob, ChildWork};
use crate::server::BindError;
use crate::sys::{self, Forked, SingleThreaded};

/// The server's side of its nursery.
pub(crate) struct Nursery {
    /// The process, by its pidfd: its number may be another's once somebody else has waited for it.
    process: OwnedFd,
    control: OwnedFd,
    /// The same socket on the event loop, from the launch on.
    on_loop: OnceLock<AsyncFd<OwnedFd>>,
    slots: Mutex<Slots>,
    /// It was told to end.
    is_dismissed: AtomicBool,
    is_buried: OnceLock<()>,
}

/// Who sits in which slot of the slab.
#[derive(Debug, Default)]
struct Slots {
    waiting: Vec<Option<oneshot::Sender<ChildFate>>>,
    free: Vec<u32>,
    /// The nursery is gone: nothing can be forked any more.
    is_closed: bool,
}

impl fmt::Debug for Nursery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nursery").field("process", &self.process).finish_non_exhaustive()
    }
}

impl Nursery {
    /// Forks the nursery for at most `children_max` children at once. `prepare` is called in it, once, and gives what is called
    /// in each child.
    pub(crate) fn start<S: FnOnce(ChildJob)>(
        children_max: u32,
        prepare: impl FnOnce() -> S,
    ) -> Result<Arc<Nursery>, BindError> {
        if Handle::try_current().is_ok() {
            return Err(BindError::CannotFork { why: "it was called inside an async runtime".into() });
        }
        let proof = match SingleThreaded::prove().map_err(BindError::Runtime)? {
            Ok(proof) => proof,
            Err(threads) => {
                return Err(BindError::CannotFork {
                    why: format!("the process has {threads} threads already"),
                });
            }
        };
        let pair = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None);
        let (ours, theirs) = pair.map_err(|error| BindError::Runtime(error.into()))?;
        // What stands in the buffers of this process would be printed by the children as well.
        let _nobody_reads = io::Write::flush(&mut io::stdout());
        match sys::fork(&proof).map_err(BindError::Runtime)? {
            Forked::Child => {
                let _no_way_back_to_the_caller = sys::ExitOnUnwind;
                drop(ours);
                let serve = prepare();
                process::run(theirs, proof, serve)
            }
            Forked::Parent(pid) => {
                drop(theirs);
                rustix::io::ioctl_fionbio(&ours, true).map_err(|error| BindError::Runtime(error.into()))?;
                let process = match pidfd_open(pid, PidfdFlags::empty()) {
                    Ok(process) => process,
                    Err(error) => {
                        // It ends by itself when its socket has no other end.
                        drop(ours);
                        let _buried = waitpid(Some(pid), WaitOptions::empty());
                        return Err(BindError::Runtime(error.into()));
                    }
                };
                let slots = Slots {
                    waiting: (0..children_max).map(|_| None).collect(),
                    free: (0..children_max).rev().collect(),
                    is_closed: false,
                };
                Ok(Arc::new(Nursery {
                    process,
                    control: ours,
                    on_loop: OnceLock::new(),
                    slots: Mutex::new(slots),
                    is_dismissed: AtomicBool::new(false),
                    is_buried: OnceLock::new(),
                }))
            }
        }
    }

    /// Puts the control socket on the current event loop, and tells of children from there. To be called once.
    pub(crate) fn listen(self: &Arc<Self>) -> io::Result<()> {
        let on_loop = sys::register(self.control.try_clone()?)?;
        let set = self.on_loop.set(on_loop);
        debug_assert!(set.is_ok(), "the nursery is put on one loop");
        tokio::spawn(Arc::clone(self).hear_gone());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn on_loop(&self) -> &AsyncFd<OwnedFd> {
        self.on_loop.get().expect("a nursery listens before it is asked for children")
    }

    /// A free place for a child; `None` when there is none, or the nursery is gone.
    pub(crate) fn reserve(self: &Arc<Self>) -> Option<Cradle> {
        let mut slots = self.lock();
        if slots.is_closed {
            return None;
        }
        let slot = slots.free.pop()?;
        let (sender, gone) = oneshot::channel();
        slots.waiting[slot as usize] = Some(sender);
        let seat = Seat { nursery: Arc::clone(self), slot, is_ordered: AtomicBool::new(false) };
        Some(Cradle { seat: Arc::new(seat), gone })
    }

    /// Whether it has ended: nothing can be forked any more.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    async fn hear_gone(self: Arc<Self>) {
        loop {
            let control = self.on_loop();
            match control.async_io(Interest::READABLE, |fd| message::receive_gone(fd.as_fd())).await {
                Ok(Some(gone)) => {
                    let sender = self.lock().waiting.get_mut(gone.slot as usize).and_then(Option::take);
                    // Nobody waits: the server was shut down around the connection.
                    let _told = sender.map(|sender| sender.send(gone.fate));
                }
                Ok(None) => {
                    if !self.is_dismissed.load(Ordering::Acquire) {
                        error!("the nursery is gone, and its children with it: who comes now is refused");
                    }
                    break;
                }
                Err(error) => {
                    error!(%error, "the nursery cannot be heard");
                    break;
                }
            }
        }
        let mut slots = self.lock();
        slots.is_closed = true;
        // Whoever waits for a child sees that its sender is gone: the children die with the nursery.
        slots.waiting.iter_mut().for_each(|sender| drop(sender.take()));
    }

    /// Ends the nursery with any children it still has, and waits for its end. It has `patience` to bury them itself.
    pub(crate) fn join(&self, patience: Duration) {
        self.is_buried.get_or_init(|| {
            self.is_dismissed.store(true, Ordering::Release);
            let _ends_the_nursery = rustix::net::shutdown(&self.control, rustix::net::Shutdown::Both);
            if !has_ended(&self.process, patience) {
                // It was stopped, or a child cannot be killed. What it leaves behind dies with it.
                let _ended_just_now = pidfd_send_signal(&self.process, Signal::KILL);
            }
            let process = || waitid(WaitId::PidFd(self.process.as_fd()), WaitIdOptions::EXITED);
            while matches!(process(), Err(rustix::io::Errno::INTR)) {}
        });
    }
}

/// Whether the process ends within `patience`.
fn has_ended(process: &OwnedFd, patience: Duration) -> bool {
    let give_up_at = Instant::now() + patience;
    loop {
        let left = give_up_at.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).expect("patience is a matter of milliseconds");
        match poll(&mut [PollFd::new(process, PollFlags::IN)], Some(&left)) {
            Err(rustix::io::Errno::INTR) => {}
            ended => return ended.is_ok_and(|count| count > 0),
        }
    }
}

impl Drop for Nursery {
    fn drop(&mut self) {
        self.join(PATIENCE);
    }
}

/// A place for one child.
#[derive(Debug)]
pub(crate) struct Cradle {
    seat: Arc<Seat>,
    gone: oneshot::Receiver<ChildFate>,
}

/// A place in the slab. It is taken for as long as somebody has the seat: the child is gone before the last one has read
/// what it wrote.
#[derive(Debug)]
pub(crate) struct Seat {
    nursery: Arc<Nursery>,
    slot: u32,
    /// A child was asked for and is not known to be gone.
    is_ordered: AtomicBool,
}

impl Cradle {
    pub(crate) fn slot(&self) -> u32 {
        self.seat.slot
    }

    /// Keeps the slot taken.
    pub(crate) fn seat(&self) -> Arc<Seat> {
        Arc::clone(&self.seat)
    }

    /// Has a child forked for the payload. Cancel safe.
    pub(crate) async fn fork(
        &mut self,
        listener: u32,
        connection: u64,
        payload: Payload<'_>,
    ) -> io::Result<()> {
        let slot = self.seat.slot;
        let control = self.seat.nursery.on_loop();
        let send = |fd: &OwnedFd| message::send_fork(fd.as_fd(), slot, listener, connection, payload);
        control.async_io(Interest::WRITABLE, send).await?;
        self.seat.is_ordered.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Waits until the child has ended, or the nursery with it. Cancel safe.
    pub(crate) async fn wait_gone(&mut self) -> ChildFate {
        let fate = (&mut self.gone).await;
        self.seat.is_ordered.store(false, Ordering::Relaxed);
        fate.unwrap_or(ChildFate::Exited)
    }

    /// Ends the child by force. Cancel safe.
    pub(crate) async fn kill(&self) {
        let slot = self.seat.slot;
        let control = self.seat.nursery.on_loop();
        let _nursery_gone =
            control.async_io(Interest::WRITABLE, |fd| message::send_kill(fd.as_fd(), slot)).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // A child that is still there keeps its slot: nobody else may write into it.
        if !self.is_ordered.load(Ordering::Relaxed) {
            let mut slots = self.nursery.lock();
            slots.waiting[self.slot as usize] = None;
            slots.free.push(self.slot);
        }
    }
}

/// How long a nursery that nobody joins may take to end. It needs a millisecond.
const PATIENCE: Duration = Duration::from_millis(500);
