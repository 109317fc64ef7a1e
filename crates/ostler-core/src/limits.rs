//! The limits on connections that a user sets. [`Admission`](crate::Admission) keeps them.

use std::sync::Arc;

/// How many connections are let in, and what becomes of those beyond.
///
/// The total is one for the process, shared by all services. A limit of 0 lets nobody in.
///
/// ```
/// # use ostler_core as ostler;
/// use ostler::{AtLimit, Limits};
///
/// let limits = Limits::default().with_connections_per_peer(100).with_at_limit(AtLimit::Refuse);
/// assert_eq!(limits.connections, None); // 75 % of the descriptor limit
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Connections of the whole server. Default: `None`, 75 % of the descriptor limit ([`connections_default`]).
    pub connections: Option<u32>,
    /// Connections of one service. Default: `None`, only the total applies.
    pub connections_per_service: Option<u32>,
    /// Connections of one [`PeerKey`](crate::PeerKey). Default: `None`, unlimited.
    pub connections_per_peer: Option<u32>,
    /// What happens at the total or at a service's limit. Default: [`AtLimit::Queue`].
    pub at_limit: AtLimit,
    /// What happens at a peer's limit. Default: [`AtPeerLimit::Refuse`].
    pub at_peer_limit: AtPeerLimit,
}

impl Limits {
    /// Lets in at most `connections` in the whole server.
    #[must_use]
    pub fn with_connections(mut self, connections: u32) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Lets in at most `connections` for each service.
    #[must_use]
    pub fn with_connections_per_service(mut self, connections: u32) -> Self {
        self.connections_per_service = Some(connections);
        self
    }

    /// Lets in at most `connections` for each peer.
    #[must_use]
    pub fn with_connections_per_peer(mut self, connections: u32) -> Self {
        self.connections_per_peer = Some(connections);
        self
    }

    /// Says what happens at the total or at a service's limit.
    #[must_use]
    pub fn with_at_limit(mut self, at_limit: AtLimit) -> Self {
        self.at_limit = at_limit;
        self
    }

    /// Says what happens at a peer's limit.
    #[must_use]
    pub fn with_at_peer_limit(mut self, at_peer_limit: AtPeerLimit) -> Self {
        self.at_peer_limit = at_peer_limit;
        self
    }
}

/// What happens to a client when the total or its service's limit is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AtLimit {
    /// Nothing is accepted until room is freed; the client waits in the kernel's backlog. Freed room goes round the
    /// listeners in turn.
    #[default]
    Queue,
    /// The client is accepted and closed at once.
    Refuse,
    /// The client is accepted, sent these bytes and closed.
    Reply(Arc<[u8]>),
    /// The connection that was idle the longest makes room; with nobody idle this is [`Queue`](Self::Queue).
    EvictIdle,
}

/// What happens to a client when its peer's limit is reached: the peer is known only after the accept, so it cannot
/// be left in the backlog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AtPeerLimit {
    /// The client is closed at once.
    #[default]
    Refuse,
    /// The client is sent these bytes and closed.
    Reply(Arc<[u8]>),
}

/// The total that [`Limits::connections`] stands for when it is `None`: 75 % of `descriptor_limit`, at least 1.
///
/// The other quarter is for listeners, files and outgoing connections of the handlers.
pub fn connections_default(descriptor_limit: u64) -> u32 {
    // Divide first: RLIM_INFINITY is `u64::MAX`.
    let limit = descriptor_limit / 4 * 3 + descriptor_limit % 4 * 3 / 4;
    u32::try_from(limit).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_quarters_of_the_descriptors_are_for_connections() {
        let check = |descriptors: u64, connections: u32| {
            assert_eq!(connections_default(descriptors), connections, "{descriptors}");
        };
        check(0, 1);
        check(1, 1);
        check(2, 1);
        check(3, 2);
        check(64, 48);
        check(1023, 767);
        check(1024, 768);
        check(u64::from(u32::MAX), 3_221_225_471);
        check(1 << 40, u32::MAX);
        check(u64::MAX, u32::MAX);
    }

    #[test]
    fn the_defaults_are_the_documented_ones() {
        let limits = Limits::default();
        assert_eq!(limits.connections, None);
        assert_eq!(limits.connections_per_service, None);
        assert_eq!(limits.connections_per_peer, None);
        assert_eq!(limits.at_limit, AtLimit::Queue);
        assert_eq!(limits.at_peer_limit, AtPeerLimit::Refuse);
    }

    #[test]
    fn each_with_method_sets_its_own_field() {
        let bye: Arc<[u8]> = Arc::from(*b"full\n");
        let limits = Limits::default()
            .with_connections(1)
            .with_connections_per_service(2)
            .with_connections_per_peer(3)
            .with_at_limit(AtLimit::Reply(bye.clone()))
            .with_at_peer_limit(AtPeerLimit::Reply(bye.clone()));
        let expected = Limits {
            connections: Some(1),
            connections_per_service: Some(2),
            connections_per_peer: Some(3),
            at_limit: AtLimit::Reply(bye.clone()),
            at_peer_limit: AtPeerLimit::Reply(bye),
        };
        assert_eq!(limits, expected);
    }
}
