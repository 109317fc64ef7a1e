//! The numbers of a connection that others look at: words of its own, or in memory that is shared with the child process
//! that serves it.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ostler_core::{ConnectionEnd, EndError};

use crate::sys::SharedWords;

/// What is counted and noted of a connection, each in a word of its own.
#[derive(Debug)]
pub(crate) enum Meters {
    Own([AtomicU64; METER_WORDS]),
    /// In the slot of a child; see [`ChildSlot`].
    Child(ChildSlot),
}

/// The words of [`Meters`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Meter {
    BytesRead,
    BytesWritten,
    /// Microseconds after the accept + 1; 0 is never.
    LastWrite,
    /// When it began to wait with no byte moving, in the same unit; says nothing while it is neither waiting nor marked.
    IdleSince,
    /// Whether a read waits with nothing under way.
    IsWaiting,
    /// Whether a write waits for the peer.
    IsWriteBlocked,
    /// How many `conn.idle()` marks are alive.
    IdleMarks,
    PeerClosed,
    PeerReset,
}

impl Meters {
    pub(super) fn own() -> Meters {
        Meters::Own(Default::default())
    }

    pub(super) fn word(&self, meter: Meter) -> &AtomicU64 {
        match self {
            Meters::Own(words) => &words[meter as usize],
            Meters::Child(slot) => &slot.words()[meter as usize],
        }
    }

    pub(super) fn is_set(&self, meter: Meter) -> bool {
        self.word(meter).load(Ordering::Acquire) != 0
    }

    pub(super) fn set(&self, meter: Meter, is_set: bool) {
        self.word(meter).store(u64::from(is_set), Ordering::Release);
    }

    /// The slot, when a child serves the connection.
    pub(super) fn child(&self) -> Option<&ChildSlot> {
        match self {
            Meters::Own(_) => None,
            Meters::Child(slot) => Some(slot),
        }
    }
}

/// What a child process and the server know of each other's doings: one slot for each child.
#[derive(Clone, Debug)]
pub(crate) struct ChildSlot {
    slab: Arc<SharedWords>,
    number: u32,
    /// In the server: what keeps the slot from being given to the next child.
    _keeper: Option<Arc<dyn Any + Send + Sync>>,
}

impl ChildSlot {
    /// Memory for `count` slots.
    pub(crate) fn slab(count: u32) -> std::io::Result<Arc<SharedWords>> {
        SharedWords::new(count as usize * SLOT_WORDS).map(Arc::new)
    }

    /// The slot of that number in a slab that has it.
    pub(crate) fn new(slab: &Arc<SharedWords>, number: u32) -> ChildSlot {
        ChildSlot { slab: Arc::clone(slab), number, _keeper: None }
    }

    /// The same with what keeps it taken: for as long as this value or a clone of it lives.
    pub(crate) fn kept_by(self, keeper: Arc<dyn Any + Send + Sync>) -> ChildSlot {
        ChildSlot { _keeper: Some(keeper), ..self }
    }

    /// Makes the slot as good as new.
    pub(crate) fn clear(&self) {
        for word in self.words() {
            word.store(0, Ordering::Relaxed);
        }
    }

    /// The server or the child ends the connection by force: the child's I/O will fail so. Of both at once one stands.
    pub(super) fn set_forced(&self, end: &ConnectionEnd) {
        self.store_end(FORCED, end);
    }

    pub(super) fn forced(&self) -> Option<ConnectionEnd> {
        self.load_end(FORCED)
    }

    /// The child says how the connection ended.
    pub(crate) fn set_outcome(&self, end: &ConnectionEnd) {
        if let ConnectionEnd::Error(error) = end {
            let text = error.to_string();
            for (word, bytes) in self.words()[TEXT..].iter().zip(text.as_bytes().chunks(8)) {
                let mut piece = [0; 8];
                piece[..bytes.len()].copy_from_slice(bytes);
                word.store(u64::from_le_bytes(piece), Ordering::Relaxed);
            }
        }
        self.store_end(OUTCOME, end);
    }

    /// How the connection ended, when the child has lived to say so.
    pub(crate) fn outcome(&self) -> Option<ConnectionEnd> {
        self.load_end(OUTCOME)
    }

    fn words(&self) -> &[AtomicU64; SLOT_WORDS] {
        self.slab.words(self.number as usize * SLOT_WORDS)
    }

    fn store_end(&self, place: usize, end: &ConnectionEnd) {
        let limit = match end {
            ConnectionEnd::Idle { limit }
            | ConnectionEnd::FirstByteTimeout { limit }
            | ConnectionEnd::WriteStall { limit }
            | ConnectionEnd::HeaderTimeout { limit } => u64::try_from(limit.as_micros()).unwrap_or(u64::MAX),
            ConnectionEnd::WriteOverflow { limit_bytes } => *limit_bytes as u64,
            _ => 0,
        };
        let label = (end.label_index() as u64 + 1) << LIMIT_BITS;
        // One word, so that two processes cannot mix their ends. Released: whoever sees it sees the text.
        let word = label | limit.min(LIMIT_MAX);
        let _first = self.words()[place].compare_exchange(0, word, Ordering::Release, Ordering::Relaxed);
    }

    fn load_end(&self, place: usize) -> Option<ConnectionEnd> {
        let word = self.words()[place].load(Ordering::Acquire);
        let index = (word >> LIMIT_BITS).checked_sub(1)?;
        let number = word & LIMIT_MAX;
        let limit = Duration::from_micros(number);
        Some(match *ConnectionEnd::LABELS.get(usize::try_from(index).ok()?)? {
            "completed" => ConnectionEnd::Completed,
            "peer_closed" => ConnectionEnd::PeerClosed,
            "reset" => ConnectionEnd::Reset,
            "idle" => ConnectionEnd::Idle { limit },
            "first_byte_timeout" => ConnectionEnd::FirstByteTimeout { limit },
            "write_stall" => ConnectionEnd::WriteStall { limit },
            "write_overflow" => ConnectionEnd::WriteOverflow { limit_bytes: number as usize },
            "header_timeout" => ConnectionEnd::HeaderTimeout { limit },
            "killed" => ConnectionEnd::Killed,
            "evicted" => ConnectionEnd::Evicted,
            "drain_aborted" => ConnectionEnd::DrainAborted,
            "abandoned" => ConnectionEnd::Abandoned,
            "panicked" => ConnectionEnd::Panicked,
            _ => ConnectionEnd::Error(EndError::new(self.text())),
        })
    }

    fn text(&self) -> String {
        let words = &self.words()[TEXT..];
        let mut bytes: Vec<u8> =
            words.iter().flat_map(|word| word.load(Ordering::Relaxed).to_le_bytes()).collect();
        bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

pub(crate) const METER_WORDS: usize = Meter::PeerReset as usize + 1;
/// Where the two ends stand: a label's index + 1, and below it a limit in microseconds or bytes.
const FORCED: usize = METER_WORDS;
const OUTCOME: usize = FORCED + 1;
/// Where the text of a failure begins. It ends with the slot: a longer one is cut.
const TEXT: usize = OUTCOME + 1;
/// Enough for two thousand years.
const LIMIT_BITS: u32 = 56;
const LIMIT_MAX: u64 = (1 << LIMIT_BITS) - 1;
const SLOT_WORDS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn slot() -> ChildSlot {
        ChildSlot::new(&ChildSlot::slab(2).unwrap(), 1)
    }

    #[test]
    fn every_end_of_a_child_reaches_the_server() {
        let limit = Duration::from_millis(1500);
        let ends = [
            ConnectionEnd::Completed,
            ConnectionEnd::PeerClosed,
            ConnectionEnd::Reset,
            ConnectionEnd::Idle { limit },
            ConnectionEnd::FirstByteTimeout { limit },
            ConnectionEnd::WriteStall { limit },
            ConnectionEnd::HeaderTimeout { limit },
            ConnectionEnd::WriteOverflow { limit_bytes: 1 << 20 },
            ConnectionEnd::Killed,
            ConnectionEnd::Evicted,
            ConnectionEnd::DrainAborted,
            ConnectionEnd::Abandoned,
            ConnectionEnd::Panicked,
        ];
        for end in ends {
            let slot = slot();
            assert!(slot.outcome().is_none());
            slot.set_outcome(&end);
            assert_eq!(format!("{:?}", slot.outcome().unwrap()), format!("{end:?}"));
            slot.set_forced(&end);
            assert_eq!(slot.forced().unwrap().label(), end.label());
            slot.clear();
            assert!(slot.outcome().is_none() && slot.forced().is_none());
        }
    }

    #[test]
    fn the_first_forced_end_stands_whole() {
        let slot = slot();
        slot.set_forced(&ConnectionEnd::Killed);
        slot.set_forced(&ConnectionEnd::Idle { limit: Duration::from_secs(1) });
        assert_eq!(format!("{:?}", slot.forced().unwrap()), "Killed");
        slot.clear();
        slot.set_forced(&ConnectionEnd::Idle { limit: Duration::MAX });
        slot.set_forced(&ConnectionEnd::Killed);
        let limit = Duration::from_micros(LIMIT_MAX);
        assert_eq!(format!("{:?}", slot.forced().unwrap()), format!("{:?}", ConnectionEnd::Idle { limit }));
    }

    #[test]
    fn a_failure_keeps_its_text_as_far_as_it_fits() {
        let check = |text: String, expected: &str| {
            let slot = slot();
            slot.set_outcome(&ConnectionEnd::Error(EndError::new(text)));
            let Some(ConnectionEnd::Error(error)) = slot.outcome() else { panic!("not an error") };
            assert_eq!(error.to_string(), expected);
        };
        check("no such file".into(), "no such file");
        check(String::new(), "");
        check("x".repeat(1000), &"x".repeat((SLOT_WORDS - TEXT) * 8));
    }
}
