//! The life cycle of a server: serving, draining, aborting, stopped. It only moves forward.
//!
//! [`LifeCycle::handle`] holds every transition and answers with what is to be done, in order. It does not count
//! connections: whoever does tells it when the last one is gone, also when there was none to begin with.

use std::time::{Duration, Instant};

/// Where a server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the life cycle is complete")]
pub enum ServerState {
    /// Clients are let in. Entered at the start, left when a drain or an abort is asked for.
    Serving,
    /// Listeners are closed and handlers are told to finish. Left when the last connection is gone, when `deadline`
    /// has come, or when an abort is asked for.
    Draining {
        /// When what still runs is aborted.
        deadline: Instant,
    },
    /// Connections are shut down. Left when the last one is gone or `deadline` has come.
    Aborting {
        /// When what still runs is reported as abandoned.
        deadline: Instant,
    },
    /// Nothing is served any more. Never left.
    Stopped,
}

/// What happens to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the life cycle is complete")]
pub enum LifeEvent {
    /// A drain is asked for. While draining this can only shorten the deadline.
    DrainAsked {
        /// When what still runs is to be aborted.
        deadline: Instant,
    },
    /// An abort is asked for: a second signal, a dropped handle.
    AbortAsked {
        /// The time.
        now: Instant,
    },
    /// No connection is open, and no listener can let one in. To be told after [`LifeAction::CloseListeners`] was
    /// carried out; without effect while serving.
    LastConnectionClosed,
    /// A timer set to [`LifeCycle::next_timer`] fired. Too early is harmless.
    TimerFired {
        /// The time.
        now: Instant,
    },
}

/// What is to be done after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an action nobody carries out would be a bug")]
pub enum LifeAction {
    /// Stop accepting and tell the handlers that the server drains.
    CloseListeners,
    /// Shut down every connection ([`DrainAborted`](crate::ConnectionEnd::DrainAborted)).
    AbortConnections,
    /// What still runs is [`Abandoned`](crate::ConnectionEnd::Abandoned).
    ReportAbandoned,
}

/// The life cycle of one server.
#[derive(Clone, Debug)]
pub struct LifeCycle {
    state: ServerState,
}

impl LifeCycle {
    /// A server that serves.
    pub fn new() -> Self {
        Self { state: ServerState::Serving }
    }

    /// Takes an event in and returns what is to be done, in this order.
    #[must_use = "the actions are to be carried out"]
    pub fn handle(&mut self, event: LifeEvent) -> Vec<LifeAction> {
        use LifeAction::{AbortConnections, CloseListeners, ReportAbandoned};
        use LifeEvent::{AbortAsked, DrainAsked, LastConnectionClosed, TimerFired};
        use ServerState::{Aborting, Draining, Serving, Stopped};

        let (state, actions) = match (self.state, event) {
            (Serving, DrainAsked { deadline }) => (Draining { deadline }, vec![CloseListeners]),
            (Serving, AbortAsked { now }) => (aborting(now), vec![CloseListeners, AbortConnections]),
            (Draining { deadline: old }, DrainAsked { deadline }) => {
                (Draining { deadline: old.min(deadline) }, vec![])
            }
            (Draining { .. }, AbortAsked { now }) => (aborting(now), vec![AbortConnections]),
            (Draining { deadline }, TimerFired { now }) if deadline <= now => {
                (aborting(now), vec![AbortConnections])
            }
            (Draining { .. } | Aborting { .. }, LastConnectionClosed) => (Stopped, vec![]),
            (Aborting { deadline }, TimerFired { now }) if deadline <= now => {
                (Stopped, vec![ReportAbandoned])
            }
            (state @ (Serving | Draining { .. } | Aborting { .. } | Stopped), _) => (state, vec![]),
        };
        self.state = state;
        actions
    }

    /// Where the server stands.
    pub fn state(&self) -> ServerState {
        self.state
    }

    /// When [`LifeEvent::TimerFired`] is due; changes only by [`handle`](Self::handle).
    pub fn next_timer(&self) -> Option<Instant> {
        match self.state {
            ServerState::Draining { deadline } | ServerState::Aborting { deadline } => Some(deadline),
            ServerState::Serving | ServerState::Stopped => None,
        }
    }
}

impl Default for LifeCycle {
    fn default() -> Self {
        Self::new()
    }
}

fn aborting(now: Instant) -> ServerState {
    ServerState::Aborting { deadline: now.checked_add(ABORT_WAIT).unwrap_or(now) }
}

/// How long aborted connections have to end before they are abandoned: 1 s.
pub const ABORT_WAIT: Duration = Duration::from_secs(1);
/// How long a handler's future lives on after the drain aborted its connection: 500 ms, so that it is dropped well
/// before [`ABORT_WAIT`] is over and only what cannot be dropped is abandoned.
pub const ABORT_GRACE: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::LifeAction::{AbortConnections, CloseListeners, ReportAbandoned};
    use super::LifeEvent::{AbortAsked, DrainAsked, LastConnectionClosed, TimerFired};
    use super::ServerState::{Aborting, Draining, Serving, Stopped};
    use super::*;
    use crate::test_clock::{after, base};

    #[test]
    fn every_state_answers_every_event() {
        let start = base();
        let at = |milliseconds| after(start, milliseconds);
        let draining = Draining { deadline: at(30_000) };
        let aborting = Aborting { deadline: at(31_000) };
        let drain_asked = DrainAsked { deadline: at(30_000) };
        let check = |state: ServerState, event: LifeEvent, next: ServerState, actions: &[LifeAction]| {
            let mut cycle = LifeCycle { state };
            assert_eq!(cycle.handle(event), actions, "{state:?} {event:?}");
            assert_eq!(cycle.state(), next, "{state:?} {event:?}");
        };

        check(Serving, drain_asked, draining, &[CloseListeners]);
        check(Serving, AbortAsked { now: at(30_000) }, aborting, &[CloseListeners, AbortConnections]);
        check(Serving, LastConnectionClosed, Serving, &[]);
        check(Serving, TimerFired { now: at(99_000) }, Serving, &[]);

        check(draining, DrainAsked { deadline: at(40_000) }, draining, &[]);
        check(draining, DrainAsked { deadline: at(10_000) }, Draining { deadline: at(10_000) }, &[]);
        check(draining, AbortAsked { now: at(30_000) }, aborting, &[AbortConnections]);
        check(draining, AbortAsked { now: at(5_000) }, Aborting { deadline: at(6_000) }, &[AbortConnections]);
        check(draining, LastConnectionClosed, Stopped, &[]);
        check(draining, TimerFired { now: at(29_999) }, draining, &[]);
        check(draining, TimerFired { now: at(30_000) }, aborting, &[AbortConnections]);

        check(aborting, drain_asked, aborting, &[]);
        check(aborting, AbortAsked { now: at(30_500) }, aborting, &[]);
        check(aborting, LastConnectionClosed, Stopped, &[]);
        check(aborting, TimerFired { now: at(30_999) }, aborting, &[]);
        check(aborting, TimerFired { now: at(31_000) }, Stopped, &[ReportAbandoned]);

        for event in [drain_asked, AbortAsked { now: start }, LastConnectionClosed, TimerFired { now: start }]
        {
            check(Stopped, event, Stopped, &[]);
        }
    }

    #[test]
    fn a_timer_is_set_exactly_while_something_is_waited_for() {
        let start = base();
        let deadline = after(start, 30_000);
        let mut cycle = LifeCycle::new();
        assert_eq!(cycle.next_timer(), None);
        assert_eq!(cycle.handle(DrainAsked { deadline }), [CloseListeners]);
        assert_eq!(cycle.next_timer(), Some(deadline));
        assert_eq!(cycle.handle(TimerFired { now: deadline }), [AbortConnections]);
        assert_eq!(cycle.next_timer(), Some(deadline + ABORT_WAIT));
        assert_eq!(cycle.handle(LastConnectionClosed), []);
        assert_eq!(cycle.next_timer(), None);
    }

    fn rank(state: ServerState) -> u8 {
        match state {
            Serving => 0,
            Draining { .. } => 1,
            Aborting { .. } => 2,
            Stopped => 3,
        }
    }

    proptest! {
        #[test]
        fn it_only_moves_forward_and_acts_once(steps in prop::collection::vec((0..4u8, 0..100_000u64), 0..40)) {
            let start = base();
            let mut cycle = LifeCycle::new();
            let mut actions = Vec::new();
            for (kind, milliseconds) in steps {
                let now = after(start, milliseconds);
                let before = cycle.state();
                actions.extend(cycle.handle(match kind {
                    0 => DrainAsked { deadline: now },
                    1 => AbortAsked { now },
                    2 => LastConnectionClosed,
                    _ => TimerFired { now },
                }));
                prop_assert!(rank(before) <= rank(cycle.state()));
                if let (Draining { deadline: old }, Draining { deadline: new }) = (before, cycle.state()) {
                    prop_assert!(new <= old);
                }
            }
            for action in [CloseListeners, AbortConnections, ReportAbandoned] {
                prop_assert!(actions.iter().filter(|taken| **taken == action).count() <= 1);
            }
            prop_assert!(actions.first().is_none_or(|first| *first == CloseListeners));
        }
    }
}
