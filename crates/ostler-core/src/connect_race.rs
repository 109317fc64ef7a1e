//! Which of a server's addresses a client tries, and when (RFC 8305, "happy eyeballs"): one after the other, a short
//! delay apart, the families in turn, until the first that answers wins.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// What to do next. From [`ConnectRace::poll_action`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must handle every answer")]
pub enum RaceAction {
    /// Begin to connect to `target`, then ask again.
    Start {
        /// Where.
        target: SocketAddr,
    },
    /// Wait for one of the open attempts, and ask again when one failed or `until` has come.
    Wait {
        /// When the next attempt is due; `None` when there is none left.
        until: Option<Instant>,
    },
    /// Every attempt failed, or there was nothing to try.
    Lost,
}

/// The order and the times of a client's attempts. The first one that connects ends the race: then nobody asks any more.
///
/// ```
/// use std::time::Instant;
/// use ostler_core::{ConnectRace, RaceAction};
///
/// let resolved = ["[2001:db8::1]:80", "192.0.2.1:80"].map(|text| text.parse().expect("an address"));
/// let now = Instant::now();
/// let mut race = ConnectRace::new(resolved, ostler_core::CONNECT_ATTEMPT_DELAY_DEFAULT);
/// assert_eq!(race.poll_action(now), RaceAction::Start { target: resolved[0] });
/// race.handle_failure();
/// assert_eq!(race.poll_action(now), RaceAction::Start { target: resolved[1] });
/// ```
#[derive(Clone, Debug)]
pub struct ConnectRace {
    /// Those not yet tried, the next one last.
    waiting: Vec<SocketAddr>,
    open: usize,
    delay: Duration,
    /// When the next attempt is due; `None`: at once.
    due: Option<Instant>,
}

impl ConnectRace {
    /// A race over `resolved`, which is in the resolver's order (RFC 6724): without what stands there twice, the two families
    /// in turn, at most [`CONNECT_TARGETS_MAX`]. A `delay` below [`CONNECT_ATTEMPT_DELAY_MIN`] counts as that.
    pub fn new(resolved: impl IntoIterator<Item = SocketAddr>, delay: Duration) -> ConnectRace {
        let mut unique: Vec<SocketAddr> = Vec::new();
        for target in resolved {
            if unique.len() < CONNECT_TARGETS_MAX && !unique.contains(&target) {
                unique.push(target);
            }
        }
        let mut waiting = interleave(unique);
        waiting.reverse();
        ConnectRace { waiting, open: 0, delay: delay.max(CONNECT_ATTEMPT_DELAY_MIN), due: None }
    }

    /// What is to be done at `now`.
    pub fn poll_action(&mut self, now: Instant) -> RaceAction {
        if self.due.is_none_or(|due| due <= now)
            && let Some(target) = self.waiting.pop()
        {
            self.open += 1;
            self.due = now.checked_add(self.delay);
            return RaceAction::Start { target };
        }
        if self.waiting.is_empty() && self.open == 0 {
            return RaceAction::Lost;
        }
        RaceAction::Wait { until: if self.waiting.is_empty() { None } else { self.due } }
    }

    /// One of the attempts failed: the next one need not wait.
    pub fn handle_failure(&mut self) {
        debug_assert!(self.open > 0, "only a started attempt can fail");
        self.open = self.open.saturating_sub(1);
        self.due = None;
    }
}

/// The families in turn, beginning with the one that comes first, each in its own order (RFC 8305, section 4).
fn interleave(targets: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_ipv6 = targets.first().is_some_and(SocketAddr::is_ipv6);
    let mut ordered = Vec::with_capacity(targets.len());
    let (first, second): (Vec<_>, Vec<_>) =
        targets.into_iter().partition(|target| target.is_ipv6() == first_is_ipv6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    while first.len() + second.len() > 0 {
        ordered.extend(first.next());
        ordered.extend(second.next());
    }
    ordered
}

/// How long an attempt has before the next one begins beside it, unless the user sets another: 250 ms (RFC 8305, section 8).
pub const CONNECT_ATTEMPT_DELAY_DEFAULT: Duration = Duration::from_millis(250);
/// The least delay between two attempts: 10 ms (RFC 8305, section 8).
pub const CONNECT_ATTEMPT_DELAY_MIN: Duration = Duration::from_millis(10);
/// How many of a name's addresses are tried at most: 32.
pub const CONNECT_TARGETS_MAX: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_clock::base;

    fn target(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_families_take_turns_and_nothing_is_tried_twice() {
        let check = |resolved: &[&str], expected: &[&str]| {
            let now = base();
            let mut race = ConnectRace::new(resolved.iter().map(|text| target(text)), Duration::ZERO);
            let mut tried = Vec::new();
            while let RaceAction::Start { target } = race.poll_action(now) {
                tried.push(target.to_string());
                race.handle_failure();
            }
            assert_eq!(tried, expected, "{resolved:?}");
            assert_eq!(race.poll_action(now), RaceAction::Lost);
        };
        check(&[], &[]);
        check(&["1.1.1.1:1"], &["1.1.1.1:1"]);
        check(
            &["[::1]:1", "[::2]:1", "1.1.1.1:1", "[::1]:1", "[::3]:1", "2.2.2.2:1"],
            &["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"],
        );
        check(&["1.1.1.1:1", "2.2.2.2:1", "[::1]:1"], &["1.1.1.1:1", "[::1]:1", "2.2.2.2:1"]);
    }

    #[test]
    fn the_next_begins_after_the_delay_or_a_failure() {
        let mut now = base();
        let [a, b, c] = ["1.1.1.1:1", "1.1.1.2:1", "1.1.1.3:1"].map(target);
        let mut race = ConnectRace::new([a, b, c], CONNECT_ATTEMPT_DELAY_DEFAULT);
        let until = |now| RaceAction::Wait { until: Some(now + CONNECT_ATTEMPT_DELAY_DEFAULT) };
        assert_eq!(race.poll_action(now), RaceAction::Start { target: a });
        assert_eq!(race.poll_action(now), until(now));
        assert_eq!(race.poll_action(now + CONNECT_ATTEMPT_DELAY_DEFAULT / 2), until(now));
        now += CONNECT_ATTEMPT_DELAY_DEFAULT;
        assert_eq!(race.poll_action(now), RaceAction::Start { target: b });
        assert_eq!(race.poll_action(now), until(now));
        race.handle_failure();
        assert_eq!(race.poll_action(now), RaceAction::Start { target: c });
        // Nothing is left to begin, so there is nothing to wake up for but the two that are open.
        assert_eq!(race.poll_action(now), RaceAction::Wait { until: None });
        race.handle_failure();
        assert_eq!(race.poll_action(now), RaceAction::Wait { until: None });
        race.handle_failure();
        assert_eq!(race.poll_action(now), RaceAction::Lost);
    }

    #[test]
    fn the_number_of_targets_and_the_delay_have_limits() {
        let many = (0..1000_u16).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let mut race = ConnectRace::new(many, Duration::ZERO);
        let mut now = base();
        let mut started = 0;
        loop {
            match race.poll_action(now) {
                RaceAction::Start { .. } => started += 1,
                RaceAction::Wait { until: Some(until) } => {
                    assert_eq!(until - now, CONNECT_ATTEMPT_DELAY_MIN);
                    now = until;
                }
                RaceAction::Wait { until: None } => break,
                RaceAction::Lost => panic!("none of them failed"),
            }
        }
        assert_eq!(started, CONNECT_TARGETS_MAX);
    }
}
