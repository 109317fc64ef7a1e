//! No limit is passed, nobody waits while there is room, and turns are fair: by examples and by random play.

use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;

fn peer(number: u8) -> PeerKey {
    PeerKey::V4(Ipv4Addr::new(192, 0, 2, number))
}

/// One service with two listeners.
fn pair(total: u32, at_limit: AtLimit) -> (Admission, ServiceIndex, ListenerIndex, ListenerIndex) {
    let mut admission = Admission::new(total, at_limit, None);
    let service = admission.add_service(None);
    let (left, right) = (admission.add_listener(service), admission.add_listener(service));
    (admission, service, left, right)
}

fn connect(admission: &mut Admission, listener: ListenerIndex, peer: PeerKey) {
    assert_eq!(admission.request_room(listener), Room::Granted);
    assert_eq!(admission.try_take_peer(listener, peer), Ok(()));
}

#[test]
fn freed_room_goes_round_the_waiting_listeners() {
    let (mut admission, service, left, right) = pair(1, AtLimit::Queue);
    connect(&mut admission, left, peer(1));
    assert_eq!(admission.request_room(left), Room::Wait);
    assert_eq!(admission.request_room(right), Room::Wait);
    assert_eq!(admission.request_room(left), Room::Wait, "asking again keeps the turn");
    let mut turns = Vec::new();
    for _ in 0..6 {
        let granted = admission.release(service, peer(1)).unwrap();
        turns.push(granted);
        assert_eq!((admission.open(), admission.reserved()), (0, 1));
        assert_eq!(admission.try_take_peer(granted, peer(1)), Ok(()));
        assert_eq!(admission.request_room(granted), Room::Wait);
    }
    assert_eq!(turns, [left, right, left, right, left, right]);
}

#[test]
fn room_not_used_goes_to_the_next() {
    let (mut admission, _, left, right) = pair(1, AtLimit::Queue);
    assert_eq!(admission.request_room(left), Room::Granted);
    assert_eq!(admission.request_room(right), Room::Wait);
    assert_eq!(admission.give_back(left), Some(right));
    assert_eq!(admission.give_back(right), None);
    assert_eq!((admission.open(), admission.reserved(), admission.waiting()), (0, 0, 0));
}

#[test]
fn who_waits_no_more_is_passed_over() {
    let (mut admission, service, left, right) = pair(1, AtLimit::Queue);
    connect(&mut admission, left, peer(1));
    assert_eq!(admission.request_room(left), Room::Wait);
    assert_eq!(admission.request_room(right), Room::Wait);
    admission.cancel_wait(left);
    admission.cancel_wait(left);
    assert_eq!(admission.release(service, peer(1)), Some(right));
    admission.cancel_wait(right);
    assert_eq!(admission.reserved(), 1, "granted room outlives a cancelled wait");
}

#[test]
fn a_full_service_does_not_hold_up_the_others() {
    let mut admission = Admission::new(3, AtLimit::Queue, None);
    let (small, large) = (admission.add_service(Some(1)), admission.add_service(None));
    let (at_small, at_large) = (admission.add_listener(small), admission.add_listener(large));
    connect(&mut admission, at_small, peer(1));
    assert_eq!(admission.request_room(at_small), Room::Wait);
    assert_eq!(admission.shortage(at_small), Some(Refusal::ServiceLimit { limit: 1 }));
    connect(&mut admission, at_large, peer(2));
    connect(&mut admission, at_large, peer(3));
    assert_eq!(admission.request_room(at_large), Room::Wait);
    assert_eq!(admission.shortage(at_large), Some(Refusal::TotalLimit { limit: 3 }));
    // First in the queue is the listener of the full service; the freed room is not for it.
    assert_eq!(admission.release(large, peer(2)), Some(at_large));
    assert_eq!(admission.release(small, peer(1)), Some(at_small));
    assert_eq!((admission.taken_by_service(small), admission.taken_by_service(large)), (1, 2));
}

#[test]
fn each_policy_has_its_answer() {
    let check = |at_limit: AtLimit, answers: [Room; 2], waiting: usize| {
        let (mut admission, _, left, _) = pair(1, at_limit.clone());
        connect(&mut admission, left, peer(1));
        assert_eq!([(); 2].map(|()| admission.request_room(left)), answers, "{at_limit:?}");
        assert_eq!(admission.waiting(), waiting, "{at_limit:?}");
        assert_eq!((admission.open(), admission.total_limit()), (1, 1));
    };
    let refuse = Room::Refuse(Refusal::TotalLimit { limit: 1 });
    check(AtLimit::Queue, [Room::Wait, Room::Wait], 1);
    check(AtLimit::Refuse, [refuse, refuse], 0);
    check(AtLimit::Reply(b"full\n".as_slice().into()), [refuse, refuse], 0);
    // One waiting client evicts one connection only.
    check(AtLimit::EvictIdle, [Room::EvictIdle, Room::Wait], 1);
}

#[test]
fn a_limit_of_zero_lets_nobody_in() {
    let (mut admission, _, left, _) = pair(0, AtLimit::Queue);
    assert_eq!(admission.request_room(left), Room::Wait);

    let mut admission = Admission::new(9, AtLimit::Refuse, Some(0));
    let service = admission.add_service(Some(0));
    let closed = admission.add_listener(service);
    assert_eq!(admission.request_room(closed), Room::Refuse(Refusal::ServiceLimit { limit: 0 }));
    let service = admission.add_service(None);
    let open = admission.add_listener(service);
    assert_eq!(admission.request_room(open), Room::Granted);
    assert_eq!(admission.try_take_peer(open, peer(1)), Err(Refusal::PeerLimit { limit: 0 }));
}

#[test]
fn a_peer_at_its_limit_leaves_the_room_to_the_next() {
    let mut admission = Admission::new(9, AtLimit::Queue, Some(1));
    let service = admission.add_service(None);
    let listener = admission.add_listener(service);
    connect(&mut admission, listener, peer(1));
    assert_eq!(admission.request_room(listener), Room::Granted);
    assert_eq!(admission.try_take_peer(listener, peer(1)), Err(Refusal::PeerLimit { limit: 1 }));
    assert_eq!(admission.reserved(), 1);
    assert_eq!(admission.try_take_peer(listener, peer(2)), Ok(()));
    assert_eq!(admission.release(service, peer(1)), None);
    connect(&mut admission, listener, peer(1));
    assert_eq!(admission.open(), 2);
}

#[test]
fn peers_nobody_can_tell_apart_share_no_limit() {
    let mut admission = Admission::new(9, AtLimit::Queue, Some(1));
    let service = admission.add_service(None);
    let listener = admission.add_listener(service);
    for _ in 0..3 {
        connect(&mut admission, listener, PeerKey::Anonymous);
    }
    assert!(admission.peers.is_empty());
}

#[test]
fn refusals_are_counted_by_reason() {
    let mut admission = Admission::new(1, AtLimit::Refuse, None);
    admission.note_refused(Refusal::PeerLimit { limit: 7 });
    admission.note_refused(Refusal::PeerLimit { limit: 8 });
    admission.note_refused(Refusal::NotAdmitted);
    let counted: Vec<_> = Refusal::LABELS.iter().copied().zip(admission.refused()).collect();
    let expected =
        [("total_limit", 0), ("service_limit", 0), ("peer_limit", 2), ("not_admitted", 1), ("no_thread", 0)];
    assert_eq!(counted, expected);
}

/// What happens next in a random play; numbers choose among what is possible then.
#[derive(Clone, Debug)]
enum Step {
    Request(usize),
    Cancel(usize),
    Take(usize, u8),
    GiveBack(usize),
    Release(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..LISTENERS).prop_map(Step::Request),
        1 => (0..LISTENERS).prop_map(Step::Cancel),
        4 => (any::<usize>(), 0..4u8).prop_map(|(which, peer)| Step::Take(which, peer)),
        1 => any::<usize>().prop_map(Step::GiveBack),
        3 => any::<usize>().prop_map(Step::Release),
    ]
}

const LISTENERS: usize = 5;

/// A caller of [`Admission`] that keeps its own books.
struct Play {
    admission: Admission,
    service_limits: Vec<Option<u32>>,
    listeners: Vec<(ListenerIndex, ServiceIndex)>,
    granted: Vec<ListenerIndex>,
    connections: Vec<(ServiceIndex, PeerKey)>,
    waiting: Vec<ListenerIndex>,
}

impl Play {
    fn new(total: u32, per_peer: Option<u32>, at_limit: AtLimit, service_limits: Vec<Option<u32>>) -> Self {
        let mut admission = Admission::new(total, at_limit, per_peer);
        let services: Vec<_> = service_limits.iter().map(|limit| admission.add_service(*limit)).collect();
        let listeners = (0..LISTENERS)
            .map(|number| services[number % services.len()])
            .map(|service| (admission.add_listener(service), service))
            .collect();
        let (granted, connections, waiting) = (Vec::new(), Vec::new(), Vec::new());
        Self { admission, service_limits, listeners, granted, connections, waiting }
    }

    fn service_of(&self, listener: ListenerIndex) -> ServiceIndex {
        self.listeners[listener.0 as usize].1
    }

    fn taken_by(&self, service: ServiceIndex) -> u32 {
        let reserved = self.granted.iter().filter(|listener| self.service_of(**listener) == service).count();
        let open = self.connections.iter().filter(|(of, _)| *of == service).count();
        u32::try_from(reserved + open).unwrap()
    }

    fn has_room(&self, listener: ListenerIndex) -> bool {
        let service = self.service_of(listener);
        let taken = u32::try_from(self.granted.len() + self.connections.len()).unwrap();
        taken < self.admission.total_limit()
            && self.service_limits[service.0 as usize].is_none_or(|limit| self.taken_by(service) < limit)
    }

    /// Room was freed: it must go to the first in the queue that can use it.
    fn handle_grant(&mut self, granted: Option<ListenerIndex>) {
        let place = self.waiting.iter().position(|listener| self.has_room(*listener));
        assert_eq!(granted, place.map(|place| self.waiting[place]), "not the first that could be served");
        if let Some(place) = place {
            self.granted.push(self.waiting.remove(place));
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Request(number) => {
                let listener = self.listeners[number].0;
                let had_room = self.has_room(listener);
                match self.admission.request_room(listener) {
                    Room::Granted => {
                        assert!(had_room);
                        self.granted.push(listener);
                    }
                    Room::Wait | Room::EvictIdle => {
                        assert!(!had_room);
                        if !self.waiting.contains(&listener) {
                            self.waiting.push(listener);
                        }
                    }
                    Room::Refuse(_) => assert!(!had_room),
                }
            }
            Step::Cancel(number) => {
                let listener = self.listeners[number].0;
                self.admission.cancel_wait(listener);
                self.waiting.retain(|waiting| *waiting != listener);
            }
            Step::Take(which, number) if !self.granted.is_empty() => {
                let place = which % self.granted.len();
                let (listener, peer) = (self.granted[place], peer(number));
                let held = self.connections.iter().filter(|(_, of)| *of == peer).count();
                let is_full = self.admission.per_peer.is_some_and(|limit| held >= limit as usize);
                assert_eq!(self.admission.try_take_peer(listener, peer).is_err(), is_full);
                if !is_full {
                    self.granted.remove(place);
                    self.connections.push((self.service_of(listener), peer));
                }
            }
            Step::GiveBack(which) if !self.granted.is_empty() => {
                let listener = self.granted.remove(which % self.granted.len());
                let granted = self.admission.give_back(listener);
                self.handle_grant(granted);
            }
            Step::Release(which) if !self.connections.is_empty() => {
                let (service, peer) = self.connections.remove(which % self.connections.len());
                let granted = self.admission.release(service, peer);
                self.handle_grant(granted);
            }
            Step::Take(..) | Step::GiveBack(_) | Step::Release(_) => {}
        }
        self.check_invariants();
    }

    fn check_invariants(&self) {
        let admission = &self.admission;
        assert_eq!(admission.open() as usize, self.connections.len());
        assert_eq!(admission.reserved() as usize, self.granted.len());
        assert!(admission.open() + admission.reserved() <= admission.total_limit());
        for (number, limit) in self.service_limits.iter().enumerate() {
            let service = ServiceIndex(u32::try_from(number).unwrap());
            assert_eq!(admission.taken_by_service(service), self.taken_by(service));
            assert!(limit.is_none_or(|limit| self.taken_by(service) <= limit));
        }
        assert_eq!(admission.waiting(), self.waiting.len());
        for waiting in &self.waiting {
            assert!(!self.has_room(*waiting), "{waiting:?} waits while there is room for it");
        }
        let mut peers: HashMap<PeerKey, u32> = HashMap::new();
        if admission.per_peer.is_some() {
            for (_, peer) in &self.connections {
                *peers.entry(*peer).or_insert(0) += 1;
            }
        }
        assert_eq!(admission.peers, peers);
    }
}

proptest! {
    #[test]
    fn no_limit_is_passed_and_nobody_waits_for_nothing(
        total in 0..6u32,
        per_peer in prop::option::of(0..4u32),
        at_limit in prop::sample::select(vec![AtLimit::Queue, AtLimit::Refuse, AtLimit::EvictIdle]),
        service_limits in prop::collection::vec(prop::option::of(0..4u32), 1..4),
        steps in prop::collection::vec(any_step(), 0..120),
    ) {
        let mut play = Play::new(total, per_peer, at_limit, service_limits);
        for step in steps {
            play.run(step);
        }
        // Everybody leaves: the counts return to nothing.
        (0..LISTENERS).for_each(|number| play.run(Step::Cancel(number)));
        while !play.connections.is_empty() {
            play.run(Step::Release(0));
        }
        while !play.granted.is_empty() {
            play.run(Step::GiveBack(0));
        }
        prop_assert_eq!((play.admission.open(), play.admission.reserved()), (0, 0));
        prop_assert!(play.admission.peers.is_empty());
    }
}
