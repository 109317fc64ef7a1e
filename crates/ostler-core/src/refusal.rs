//! Why a client was turned away. The reason is part of [`ConnectionEnd`](crate::ConnectionEnd) and counted by
//! [`Admission`](crate::Admission).

use std::fmt;

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
}

impl Refusal {
    /// Every [`label`](Self::label), in the order of [`label_index`](Self::label_index).
    pub const LABELS: &'static [&'static str] =
        &["total_limit", "service_limit", "peer_limit", "not_admitted"];

    /// How many reasons there are.
    pub const COUNT: usize = Self::LABELS.len();

    /// The reason as a metric label, in snake case.
    pub fn label(&self) -> &'static str {
        Self::LABELS[self.label_index()]
    }

    /// The place of this reason in [`LABELS`](Self::LABELS), for an array of counters.
    pub fn label_index(&self) -> usize {
        match self {
            Self::TotalLimit { .. } => 0,
            Self::ServiceLimit { .. } => 1,
            Self::PeerLimit { .. } => 2,
            Self::NotAdmitted => 3,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TotalLimit { limit } => write!(f, "the server is at its limit of {limit} connections"),
            Self::ServiceLimit { limit } => write!(f, "the service is at its limit of {limit} connections"),
            Self::PeerLimit { limit } => write!(f, "the peer is at its limit of {limit} connections"),
            Self::NotAdmitted => f.write_str("the admit hook refused the peer"),
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
    }
}
