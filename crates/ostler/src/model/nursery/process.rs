//! The nursery itself: a process with one thread that forks a child for each job, and buries it.
//!
//! It is forked from the server before that has threads, so each child may do whatever a fresh process may. It waits for
//! its own children alone, each by its pidfd. When the server is gone, so is its end of the control socket: the nursery
//! then ends its children and itself.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use ostler_core::AcceptPause;
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, pidfd_open, pidfd_send_signal, waitid,
};

use super::message::{self, ChildFate, Gone, HEAD_BYTES, Order, OrderedJob, PACKED_BYTES_MAX};
use crate::sys::{self, Forked, SingleThreaded};

/// What a child is to do, given to the function that serves in children.
#[derive(Debug)]
pub(crate) struct ChildJob {
    /// Its place in the slab.
    pub(crate) slot: u32,
    /// Whose client it is.
    pub(crate) listener: u32,
    /// The number of the connection.
    pub(crate) connection: u64,
    pub(crate) work: ChildWork,
}

/// What a child serves.
#[derive(Debug)]
pub(crate) enum ChildWork {
    Connection(OwnedFd),
    /// A datagram, as the server packed it.
    Packed(Vec<u8>),
}

/// Runs the nursery until the server is gone.
pub(super) fn run(control: OwnedFd, proof: SingleThreaded, serve: impl FnOnce(ChildJob)) -> ! {
    sys::reset_signals();
    sys::ignore_stop_signals();
    // Out of the terminal's process group: Ctrl-C is for the server, which drains.
    let _already_leads_one = rustix::process::setsid();
    let status = match Nursery::new(control, proof).and_then(|nursery| nursery.drive(serve)) {
        Ok(()) => 0,
        Err(_the_server_sees_the_end) => 1,
    };
    sys::exit_now(status)
}

struct Nursery {
    control: OwnedFd,
    proof: SingleThreaded,
    own_pid: Pid,
    poll: OwnedFd,
    /// By slot: a pidfd each.
    children: HashMap<u32, OwnedFd>,
    /// Jobs that no process could be had for yet. The server bounds them: it gives no more orders than there are slots.
    waiting: VecDeque<ChildJob>,
    pause: AcceptPause,
    retry_at: Option<Instant>,
}

/// What a fork has led to.
enum Birth {
    /// A child, watched by this descriptor.
    Born(OwnedFd),
    /// The child had to be ended again.
    Stillborn(ChildFate),
    /// This process is the child.
    IsChild,
}

impl Nursery {
    fn new(control: OwnedFd, proof: SingleThreaded) -> io::Result<Nursery> {
        let poll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&poll, &control, epoll::EventData::new_u64(CONTROL), epoll::EventFlags::IN)?;
        Ok(Nursery {
            control,
            proof,
            own_pid: rustix::process::getpid(),
            poll,
            children: HashMap::new(),
            waiting: VecDeque::new(),
            pause: AcceptPause::new(),
            retry_at: None,
        })
    }

    fn drive(mut self, serve: impl FnOnce(ChildJob)) -> io::Result<()> {
        let mut events = Vec::with_capacity(EVENTS_MAX);
        let mut buffer = vec![0; HEAD_BYTES + PACKED_BYTES_MAX];
        loop {
            events.clear();
            match epoll::wait(&self.poll, spare_capacity(&mut events), self.timeout().as_ref()) {
                Ok(_count) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            }
            for event in &events {
                match event.data.u64() {
                    CONTROL => {
                        let order = message::receive_order(self.control.as_fd(), &mut buffer)?;
                        let Some(order) = order else { return self.end_all() };
                        self.handle_order(order)?;
                    }
                    slot => self.bury(slot as u32)?,
                }
            }
            if let Some(job) = self.fork_waiting()? {
                self.be_child(job, serve);
            }
        }
    }

    fn handle_order(&mut self, order: Order) -> io::Result<()> {
        match order {
            Order::Fork { slot, listener, connection, job } => {
                let work = match job {
                    OrderedJob::Connection(socket) => ChildWork::Connection(socket),
                    OrderedJob::Packed(bytes) => ChildWork::Packed(bytes),
                };
                self.waiting.push_back(ChildJob { slot, listener, connection, work });
            }
            Order::Kill { slot } => match self.children.get(&slot) {
                // One that has just ended is buried soon.
                Some(pidfd) => drop(pidfd_send_signal(pidfd, Signal::KILL)),
                None => {
                    if let Some(index) = self.waiting.iter().position(|job| job.slot == slot) {
                        self.waiting.remove(index);
                        return self.tell(slot, ChildFate::NotForked);
                    }
                }
            },
            Order::Lost { slot } => return self.tell(slot, ChildFate::NotForked),
        }
        Ok(())
    }

    fn tell(&self, slot: u32, fate: ChildFate) -> io::Result<()> {
        message::send_gone(&self.control, Gone { slot, fate })
    }

    /// Forks for what waits. Returns the job in each child, and `None` in the nursery.
    fn fork_waiting(&mut self) -> io::Result<Option<ChildJob>> {
        if self.retry_at.is_some_and(|at| Instant::now() < at) {
            return Ok(None);
        }
        self.retry_at = None;
        while let Some(job) = self.waiting.pop_front() {
            match self.fork(job.slot) {
                Ok(Birth::Born(pidfd)) => {
                    self.pause.handle_success();
                    self.children.insert(job.slot, pidfd);
                }
                Ok(Birth::Stillborn(fate)) => self.tell(job.slot, fate)?,
                Ok(Birth::IsChild) => return Ok(Some(job)),
                Err(_out_of_processes_or_descriptors) => {
                    let step = self.pause.handle_error(Instant::now());
                    self.retry_at = Some(Instant::now() + step.wait);
                    self.waiting.push_front(job);
                    break;
                }
            }
        }
        Ok(None)
    }

    /// On an error there is no child, and there never was one.
    fn fork(&self, slot: u32) -> io::Result<Birth> {
        // The descriptor that is to watch the child is made sure of first: one that has begun to serve cannot be begun again.
        let room = rustix::io::fcntl_dupfd_cloexec(&self.poll, 0)?;
        let pid = match sys::fork(&self.proof)? {
            Forked::Child => return Ok(Birth::IsChild),
            Forked::Parent(pid) => pid,
        };
        drop(room);
        let watched = pidfd_open(pid, PidfdFlags::empty()).and_then(|pidfd| {
            let data = epoll::EventData::new_u64(u64::from(slot));
            // Told once: a child that is forked between the end of this one and its burial has a copy of the descriptor
            // for a moment, and as long as that is open the watch would report it again and again.
            epoll::add(&self.poll, &pidfd, data, epoll::EventFlags::IN | epoll::EventFlags::ET)?;
            Ok(pidfd)
        });
        Ok(match watched {
            Ok(pidfd) => Birth::Born(pidfd),
            Err(_out_of_memory) => {
                // A child that nobody can watch must not be.
                let _our_own_child = rustix::process::kill_process(pid, Signal::KILL);
                let _buried = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::empty());
                Birth::Stillborn(ChildFate::Signalled(Signal::KILL.as_raw()))
            }
        })
    }

    /// A child, alone with its job: what else the nursery had is not its.
    fn be_child(self, job: ChildJob, serve: impl FnOnce(ChildJob)) -> ! {
        let nursery = Some(self.own_pid);
        drop(self);
        // All others are as the nursery has set them.
        sys::heed_stop_signals();
        let _ends_with_the_nursery = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
        if rustix::process::getppid() != nursery {
            // It died before the line above.
            sys::exit_now(1);
        }
        serve(job);
        let _nobody_reads = io::stdout().flush();
        sys::exit_now(0)
    }

    fn bury(&mut self, slot: u32) -> io::Result<()> {
        let Some(pidfd) = self.children.get(&slot) else { return Ok(()) };
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        let Some(status) = waitid(WaitId::PidFd(pidfd.as_fd()), options)? else { return Ok(()) };
        // Closing the descriptor ends the watch.
        self.children.remove(&slot);
        // A process, and a descriptor, have room now.
        self.retry_at = None;
        self.tell(slot, status.terminating_signal().map_or(ChildFate::Exited, ChildFate::Signalled))
    }

    fn end_all(&mut self) -> io::Result<()> {
        for pidfd in self.children.values() {
            let _ended_already = pidfd_send_signal(pidfd, Signal::KILL);
        }
        for pidfd in self.children.values() {
            let _buried = waitid(WaitId::PidFd(pidfd.as_fd()), WaitIdOptions::EXITED);
        }
        Ok(())
    }

    fn timeout(&self) -> Option<Timespec> {
        let at = self.retry_at?;
        let left = at.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        Some(Timespec::try_from(left).expect("a pause is at most a second"))
    }
}

/// The control socket among the events; slots are smaller.
const CONTROL: u64 = u64::MAX;
const EVENTS_MAX: usize = 64;
