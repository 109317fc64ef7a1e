//! How many requests one peer may make: a token bucket for each, in a table of fixed size.
//!
//! A peer is what it is for Ostler's limit of connections: an IPv4 address, or the /64 of an IPv6 address. The table is a
//! cache of sets: a new peer takes the place of the one in its set that was quiet longest. So a flood of addresses may
//! forget a peer, which gives that peer a full bucket, but never grows memory and never locks anybody out.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How many requests a peer may make at once and for how long.
///
/// Peers on the same machine and peers without an address are never limited: behind them is a proxy, or its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestLimit {
    /// Requests in a second, in the long run. Default: 50.
    pub per_second: u32,
    /// Requests at once, after a pause. Default: 500: a page of links opened together, a script that asks for each character of a text.
    pub burst: u32,
}

impl Default for RequestLimit {
    fn default() -> Self {
        Self { per_second: 50, burst: 500 }
    }
}

impl RequestLimit {
    /// A limit of `per_second` requests in the long run and `burst` at once, both at least one.
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: per_second.max(1), burst: burst.max(1) }
    }
}

/// The buckets of all peers.
pub(super) struct RequestBuckets {
    limit: RequestLimit,
    sets: Box<[Mutex<[Bucket; WAYS]>]>,
    hasher: RandomState,
    start: Instant,
}

/// How empty a peer's bucket is, as the time at which it will be full again.
#[derive(Clone, Copy, Default)]
struct Bucket {
    peer: u64,
    full_at_ns: u64,
}

impl RequestBuckets {
    pub(super) fn new(limit: RequestLimit) -> Self {
        Self {
            limit,
            sets: (0..SETS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            start: Instant::now(),
        }
    }

    /// Takes one request of `peer` at `now`, or says how long to wait for the next one.
    pub(super) fn try_take(&self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        let Some(key) = key(peer) else { return Ok(()) };
        let mark = self.hasher.hash_one(key);
        let now_ns = u64::try_from(now.saturating_duration_since(self.start).as_nanos()).unwrap_or(u64::MAX);
        let mut set = self.sets[mark as usize % SETS].lock().expect("nothing panics while it holds the lock");
        let place = set.iter().position(|bucket| bucket.peer == mark).unwrap_or_else(|| {
            let quietest = (0..WAYS).min_by_key(|place| set[*place].full_at_ns).expect("a set has places");
            set[quietest] = Bucket { peer: mark, full_at_ns: now_ns };
            quietest
        });
        let cost_ns = NANOS_PER_SECOND / u64::from(self.limit.per_second.max(1));
        let empty_ns = cost_ns.saturating_mul(u64::from(self.limit.burst.max(1)));
        let full_at_ns = set[place].full_at_ns.max(now_ns).saturating_add(cost_ns);
        match (full_at_ns - now_ns).checked_sub(empty_ns) {
            None | Some(0) => {
                set[place].full_at_ns = full_at_ns;
                Ok(())
            }
            Some(missing_ns) => Err(Duration::from_nanos(missing_ns)),
        }
    }
}

/// Who counts as one peer; `None` for who is never limited.
fn key(peer: IpAddr) -> Option<u64> {
    match peer.to_canonical() {
        ip if ip.is_loopback() => None,
        // An IPv4 address is no /64: no network of IPv6 begins with 32 zeros.
        IpAddr::V4(v4) => Some(u64::from(v4.to_bits())),
        IpAddr::V6(v6) => Some((v6.to_bits() >> 64) as u64),
    }
}

/// The peers that are remembered: `SETS` × `WAYS`, 64 KiB of memory.
const SETS: usize = 512;
const WAYS: usize = 8;
const NANOS_PER_SECOND: u64 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = RequestBuckets::new(RequestLimit::new(2, 4));
        let (peer, start) = (ip("192.0.2.1"), buckets.start);
        for _ in 0..4 {
            assert_eq!(buckets.try_take(peer, start), Ok(()));
        }
        assert_eq!(buckets.try_take(peer, start), Err(Duration::from_millis(500)));
        let later = start + Duration::from_millis(500);
        assert_eq!(buckets.try_take(peer, later), Ok(()));
        assert!(buckets.try_take(peer, later).is_err());
        assert_eq!(buckets.try_take(ip("192.0.2.2"), later), Ok(()));
        let much_later = start + Duration::from_secs(100);
        for _ in 0..4 {
            assert_eq!(buckets.try_take(peer, much_later), Ok(()));
        }
        assert!(buckets.try_take(peer, much_later).is_err());
    }

    #[test]
    fn peers_are_told_apart_as_for_connections() {
        let same = |one: &str, two: &str| key(ip(one)) == key(ip(two));
        assert!(same("2001:db8::1", "2001:db8::ffff"));
        assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
        assert!(same("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
        for free in ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(key(ip(free)), None, "{free}");
        }
    }

    #[test]
    fn a_flood_of_peers_locks_nobody_out() {
        let buckets = RequestBuckets::new(RequestLimit::new(1, 1));
        for number in 0..100_000 {
            let peer = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0A00_0000 + number));
            assert_eq!(buckets.try_take(peer, buckets.start), Ok(()));
        }
    }
}
