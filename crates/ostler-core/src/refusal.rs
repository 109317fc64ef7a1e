//! Why a client was turned away. The reason is part of [`ConnectionEnd`](crate::ConnectionEnd) and counted by
//! [`Admission`](crate::Admission).

use std::fmt;

use crate::labels::labels;

/// Why a client was turned away before a handler saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The server already held `limit` connections, its maximum.
    TotalLimit {
        /// The maximum of the whole server, in connections.
        limit: u32,
    },
    /// The service already held `limit` connections, its maximum.
    ServiceLimit {
        /// The maximum of the service, in connections.
        limit: u32,
    },
    /// The peer already held `limit` connections, the maximum for one [`PeerKey`](crate::PeerKey).
    PeerLimit {
        /// The maximum for one peer, in connections.
        limit: u32,
    },
    /// The `admit` hook of the application said no.
    NotAdmitted,
    /// The system had no thread or process to spare for it.
    NoThread,
}

labels!(Refusal {
    Refusal::TotalLimit { .. } => "total_limit",
    Refusal::ServiceLimit { .. } => "service_limit",
    Refusal::PeerLimit { .. } => "peer_limit",
    Refusal::NotAdmitted => "not_admitted",
    Refusal::NoThread => "no_thread",
});

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TotalLimit { limit } => write!(f, "the server is at its limit of {limit} connections"),
            Self::ServiceLimit { limit } => write!(f, "the service is at its limit of {limit} connections"),
            Self::PeerLimit { limit } => write!(f, "the peer is at its limit of {limit} connections"),
            Self::NotAdmitted => f.write_str("the admit hook refused the peer"),
            Self::NoThread => f.write_str("the system has no thread or process to spare"),
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_own_label_and_clause() {
        let check = |refusal: Refusal, label: &str, text: &str| {
            assert_eq!(refusal.label(), label);
            assert_eq!(Refusal::LABELS[refusal.label_index()], label);
            assert_eq!(refusal.to_string(), text);
        };
        check(Refusal::TotalLimit { limit: 7 }, "total_limit", "the server is at its limit of 7 connections");
        check(
            Refusal::ServiceLimit { limit: 7 },
            "service_limit",
            "the service is at its limit of 7 connections",
        );
        check(Refusal::PeerLimit { limit: 7 }, "peer_limit", "the peer is at its limit of 7 connections");
        check(Refusal::NotAdmitted, "not_admitted", "the admit hook refused the peer");
        check(Refusal::NoThread, "no_thread", "the system has no thread or process to spare");
    }
}
