//! The buffer that datagrams are received into, and taken out of one by one.
//!
//! A UDP socket fills several slots for one call, and the system may hand over a whole train of equally long datagrams
//! in one slot. A slot holds the longest datagram there is, so the length of one that is cut is known.

use std::io::IoSliceMut;
use std::net::IpAddr;

use quinn_udp::RecvMeta;

use super::unix::UnixMessage;
use crate::conn::Peer;

/// Datagrams that were received and not yet taken out.
pub(crate) struct Batch {
    /// Zeroed memory that the system only provides when it is written to.
    storage: Vec<u8>,
    slot_bytes: usize,
    /// Longer datagrams are cut.
    bytes_max: usize,
    metas: Vec<RecvMeta>,
    /// The Unix datagram in the first slot.
    unix: Option<UnixMessage>,
    filled: usize,
    /// The slot to take from next, and from which byte on.
    next: usize,
    offset: usize,
    /// How many slots to offer: few while datagrams come one by one, because each costs time.
    offered: usize,
}

/// A datagram as it stands in the buffer.
pub(crate) struct Incoming<'a> {
    pub(crate) bytes: &'a [u8],
    /// Its length before it was cut, where the system tells.
    pub(crate) original_len: Option<usize>,
    pub(crate) peer: Peer,
    /// The IP address it was sent to.
    pub(crate) asked: Option<IpAddr>,
}

impl Incoming<'_> {
    pub(crate) fn is_truncated(&self) -> bool {
        self.original_len != Some(self.bytes.len())
    }
}

impl Batch {
    pub(super) fn udp(bytes_max: usize) -> Batch {
        Batch::new(UDP_SLOTS, UDP_BYTES_MAX, bytes_max)
    }

    pub(super) fn unix(bytes_max: usize) -> Batch {
        Batch::new(1, bytes_max, bytes_max)
    }

    fn new(slots: usize, slot_bytes: usize, bytes_max: usize) -> Batch {
        Batch {
            storage: vec![0; slots * slot_bytes],
            slot_bytes,
            bytes_max,
            metas: vec![RecvMeta::default(); slots],
            unix: None,
            filled: 0,
            next: 0,
            offset: 0,
            offered: UDP_SLOTS_FIRST.min(slots),
        }
    }

    /// Whether every datagram was taken out.
    pub(crate) fn is_empty(&self) -> bool {
        self.next == self.filled && self.unix.is_none()
    }

    /// Fills slots by `receive`, which gets them and says how many it filled. Returns whether it filled them all, so that
    /// there may be more.
    pub(super) fn fill_udp<E>(
        &mut self,
        receive: impl FnOnce(&mut [IoSliceMut<'_>], &mut [RecvMeta]) -> Result<usize, E>,
    ) -> Result<bool, E> {
        let offered = self.offered;
        let mut slots = self.storage.chunks_exact_mut(self.slot_bytes);
        let mut slices: [IoSliceMut<'_>; UDP_SLOTS] =
            std::array::from_fn(|_| IoSliceMut::new(slots.next().unwrap_or_default()));
        let filled = receive(&mut slices[..offered], &mut self.metas[..offered])?;
        (self.filled, self.next, self.offset) = (filled, 0, 0);
        self.offered = (2 * filled).max(UDP_SLOTS_FIRST).min(self.metas.len());
        Ok(filled == offered)
    }

    /// Fills the first slot by `receive`.
    pub(super) fn fill_unix<E>(
        &mut self,
        receive: impl FnOnce(&mut [u8]) -> Result<UnixMessage, E>,
    ) -> Result<(), E> {
        self.unix = Some(receive(&mut self.storage)?);
        Ok(())
    }

    /// Takes the next datagram out.
    pub(crate) fn take_next(&mut self) -> Option<Incoming<'_>> {
        if let Some(message) = self.unix.take() {
            let UnixMessage { peer, len, original_len } = message;
            return Some(Incoming { bytes: &self.storage[..len], original_len, peer, asked: None });
        }
        if self.next == self.filled {
            return None;
        }
        let meta = self.metas[self.next];
        let slot = self.next * self.slot_bytes;
        let start = self.offset;
        // A datagram without bytes is one too; it has no stride.
        let end = meta.len.min(start + meta.stride.max(1));
        if end >= meta.len {
            (self.next, self.offset) = (self.next + 1, 0);
        } else {
            self.offset = end;
        }
        let len = end - start;
        let bytes = &self.storage[slot + start..slot + start + len.min(self.bytes_max)];
        Some(Incoming { bytes, original_len: Some(len), peer: Peer::Inet(meta.addr), asked: meta.dst_ip })
    }
}

/// What one UDP datagram, and one train of them, has at most.
const UDP_BYTES_MAX: usize = 65_535;
/// The most datagrams or trains for one call.
const UDP_SLOTS: usize = quinn_udp::BATCH_SIZE;
const UDP_SLOTS_FIRST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(batch: &mut Batch) -> Vec<(String, Option<usize>)> {
        let mut texts = Vec::new();
        while let Some(incoming) = batch.take_next() {
            texts.push((String::from_utf8_lossy(incoming.bytes).into_owned(), incoming.original_len));
        }
        assert!(batch.is_empty());
        texts
    }

    fn fill(batch: &mut Batch, trains: &[(&str, usize)]) -> bool {
        let fill = batch.fill_udp(|slots, metas| {
            for (index, (text, stride)) in trains.iter().enumerate() {
                slots[index][..text.len()].copy_from_slice(text.as_bytes());
                metas[index].len = text.len();
                metas[index].stride = *stride;
            }
            Ok::<usize, ()>(trains.len())
        });
        fill.unwrap()
    }

    #[test]
    fn a_train_is_taken_apart_at_its_stride() {
        let mut batch = Batch::udp(4);
        assert!(!fill(&mut batch, &[("abcabcab", 3), ("", 0), ("12345", 5)]));
        let expected = [("abc", 3), ("abc", 3), ("ab", 2), ("", 0), ("1234", 5)];
        let expected: Vec<_> = expected.iter().map(|(text, len)| ((*text).to_owned(), Some(*len))).collect();
        assert_eq!(texts(&mut batch), expected);
        assert_eq!(texts(&mut batch), []);
    }

    #[test]
    fn more_slots_are_offered_while_they_are_filled() {
        let mut batch = Batch::udp(UDP_BYTES_MAX);
        let mut offered = 4;
        while offered < UDP_SLOTS {
            assert!(fill(&mut batch, &vec![("x", 1); offered]));
            assert_eq!(texts(&mut batch).len(), offered);
            offered *= 2;
        }
        assert!(!fill(&mut batch, &[("x", 1)]));
        texts(&mut batch);
        assert!(!fill(&mut batch, &[("x", 1); 3]));
    }

    #[test]
    fn a_failed_call_leaves_nothing() {
        let mut batch = Batch::udp(UDP_BYTES_MAX);
        assert_eq!(batch.fill_udp(|_, _| Err("refused")), Err("refused"));
        assert!(batch.is_empty() && batch.take_next().is_none());
    }
}
