//! What is unsent of a datagram endpoint, shared by its transport, its handles and the receiver that sends it.
//!
//! A datagram goes out at once when nothing waits before it; else it waits here, in order, bounded in bytes and in time.
//! Datagrams are never joined or split. On a Unix socket each peer has a queue of its own that may be full, so one that
//! takes nothing holds up nobody else.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ostler_core::{ConnectionEnd, WaterMarks, WaterMarksError};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::send_error::SendError;
use crate::conn::{Peer, end_error};
use crate::datagram::Origin;

pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    /// Tells the receiver that something waits, or that the endpoint is closing.
    changed: Notify,
}

struct Queue {
    /// Gone once the endpoint is over: handles do not keep its socket open.
    origin: Option<Arc<Origin>>,
    waiting: VecDeque<Waiting>,
    bytes: usize,
    marks: WaterMarks,
    is_closing: bool,
    /// What waiting datagrams failed with, to be told to the protocol.
    errors: Vec<io::Error>,
    dropped: u64,
}

struct Waiting {
    peer: Peer,
    source: Option<IpAddr>,
    bytes: Box<[u8]>,
    since: Instant,
}

impl Waiting {
    fn cost(len: usize) -> usize {
        len + size_of::<Waiting>()
    }
}

/// What the receiver has to tell and to do.
pub(crate) struct OutboxState {
    pub(crate) has_waiting: bool,
    pub(crate) is_above: bool,
    pub(crate) is_closing: bool,
    pub(crate) errors: Vec<io::Error>,
    pub(crate) dropped: u64,
}

impl Outbox {
    pub(crate) fn new(origin: Arc<Origin>) -> Outbox {
        let queue = Queue {
            origin: Some(origin),
            waiting: VecDeque::new(),
            bytes: 0,
            marks: WaterMarks::default(),
            is_closing: false,
            errors: Vec::new(),
            dropped: 0,
        };
        Outbox { queue: Mutex::new(queue), changed: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends at once, or lets the datagram wait.
    pub(super) fn send(&self, bytes: &[u8], to: &Peer, source: Option<IpAddr>) -> Result<(), SendError> {
        let mut queue = self.lock();
        let queue = &mut *queue;
        let Some(origin) = queue.origin.as_ref().filter(|_| !queue.is_closing) else {
            return Err(SendError::Closed);
        };
        let waits_before = |waiting: &Waiting| !origin.socket.blocks_by_peer() || waiting.peer == *to;
        if !queue.waiting.iter().any(waits_before) {
            match origin.socket.try_send(bytes, to, source) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                sent => return sent.map_err(SendError::Failed),
            }
        }
        let len = queue.bytes + Waiting::cost(bytes.len());
        if len > queue.marks.max() {
            queue.dropped += 1;
            return Err(SendError::Overflow { limit_bytes: queue.marks.max() });
        }
        queue.bytes = len;
        queue.marks.handle_len(len);
        queue.waiting.push_back(Waiting {
            peer: to.clone(),
            source,
            bytes: bytes.into(),
            since: Instant::now(),
        });
        self.changed.notify_one();
        Ok(())
    }

    /// Sends what there is room for; `WouldBlock` when the receiver should wait for more.
    pub(crate) fn flush(&self) -> io::Result<()> {
        let mut queue = self.lock();
        let queue = &mut *queue;
        let Some(origin) = &queue.origin else { return Ok(()) };
        let was_above = queue.marks.is_above();
        let mut full: HashSet<Option<PathBuf>> = HashSet::new();
        let mut left = VecDeque::new();
        while let Some(next) = queue.waiting.pop_front() {
            let path = path_of(&next.peer);
            let sent = if full.contains(&path) {
                Err(io::ErrorKind::WouldBlock.into())
            } else {
                origin.socket.try_send(&next.bytes, &next.peer, next.source)
            };
            let error = match sent {
                Ok(()) => None,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => Some(error),
                Err(_full) => match origin.write_stall {
                    Some(limit) if next.since.elapsed() >= limit => {
                        queue.dropped += 1;
                        Some(end_error(&ConnectionEnd::WriteStall { limit }))
                    }
                    _ => {
                        left.push_back(next);
                        if !origin.socket.blocks_by_peer() {
                            break;
                        }
                        full.insert(path);
                        continue;
                    }
                },
            };
            queue.bytes -= Waiting::cost(next.bytes.len());
            if let Some(error) = error.filter(|_| queue.errors.len() < ERRORS_MAX) {
                queue.errors.push(error);
            }
        }
        left.append(&mut queue.waiting);
        queue.waiting = left;
        queue.marks.handle_len(queue.bytes);
        let has_news = was_above != queue.marks.is_above() || !queue.errors.is_empty();
        if has_news || queue.waiting.is_empty() { Ok(()) } else { Err(io::ErrorKind::WouldBlock.into()) }
    }

    /// Waits until something was added or the endpoint is closing. Cancel safe.
    pub(crate) async fn wait_changed(&self) {
        self.changed.notified().await;
    }

    /// What is to be told and done; takes errors and the count of dropped datagrams out.
    pub(crate) fn take_state(&self) -> OutboxState {
        let mut queue = self.lock();
        OutboxState {
            has_waiting: !queue.waiting.is_empty(),
            is_above: queue.marks.is_above(),
            is_closing: queue.is_closing,
            errors: std::mem::take(&mut queue.errors),
            dropped: std::mem::take(&mut queue.dropped),
        }
    }

    /// Takes nothing more; what waits is still sent, unless `drops_unsent`.
    pub(crate) fn close(&self, drops_unsent: bool) {
        let mut queue = self.lock();
        queue.is_closing = true;
        if drops_unsent {
            queue.drop_unsent();
        }
        drop(queue);
        self.changed.notify_one();
    }

    /// The endpoint is over: lets go of the socket, and drops what is unsent.
    pub(crate) fn set_gone(&self) {
        let mut queue = self.lock();
        queue.is_closing = true;
        queue.drop_unsent();
        // Closed outside of the lock.
        let _origin = queue.origin.take();
        drop(queue);
    }

    pub(super) fn is_closing(&self) -> bool {
        self.lock().is_closing
    }

    pub(super) fn is_above(&self) -> bool {
        self.lock().marks.is_above()
    }

    pub(super) fn unsent_len(&self) -> usize {
        self.lock().bytes
    }

    pub(super) fn set_marks(&self, high: Option<usize>, low: Option<usize>) -> Result<(), WaterMarksError> {
        let mut queue = self.lock();
        let len = queue.bytes;
        queue.marks.set(high, low, len)
    }

    pub(super) fn set_max(&self, bytes: usize) -> Result<(), WaterMarksError> {
        self.lock().marks.set_max(bytes)
    }
}

impl Queue {
    fn drop_unsent(&mut self) {
        self.dropped += self.waiting.len() as u64;
        self.waiting.clear();
        self.bytes = 0;
        self.marks.handle_len(0);
    }
}

fn path_of(peer: &Peer) -> Option<PathBuf> {
    match peer {
        Peer::Unix { path, .. } => path.clone(),
        Peer::Inet(_) | Peer::Memory(_) => None,
    }
}

/// How many errors wait to be told at once; more tell nothing new.
const ERRORS_MAX: usize = 64;
