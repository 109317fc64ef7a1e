//! Who counts as one peer when connections per peer are limited.

use std::net::{IpAddr, Ipv4Addr};

/// Who counts as one peer for [`Limits::connections_per_peer`](crate::Limits::connections_per_peer).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "every transport must say who its peers are")]
pub enum PeerKey {
    /// One IPv4 address; an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2) counts as this.
    V4(Ipv4Addr),
    /// The first 64 bits of an IPv6 address: one host is given a whole /64 (RFC 4291 section 2.5.1, RFC 6177), so
    /// single addresses would be no limit at all.
    V6Prefix([u8; 8]),
    /// The user of a Unix socket's peer.
    Uid(u32),
    /// Nobody can tell who it is. Such peers are not one peer, so no limit per peer applies to them.
    Anonymous,
}

impl PeerKey {
    /// The key of an internet peer.
    pub fn from_ip(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(v4) => Self::V4(v4),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => Self::V4(v4),
                None => {
                    let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                    Self::V6Prefix([a, b, c, d, e, f, g, h])
                }
            },
        }
    }
}

impl From<IpAddr> for PeerKey {
    fn from(ip: IpAddr) -> Self {
        Self::from_ip(ip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_host_share_a_key() {
        let check = |left: &str, right: &str, same: bool| {
            let key = |text: &str| PeerKey::from_ip(text.parse().unwrap());
            assert_eq!(key(left) == key(right), same, "{left} and {right}");
        };
        check("192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
        check("192.0.2.1", "::ffff:192.0.2.1", true);
        check("::ffff:192.0.2.1", "::ffff:192.0.2.2", false);
        check("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true);
        check("2001:db8:0:1::1", "2001:db8:0:2::1", false);
        // An IPv4-compatible address is no IPv4 address: nobody owns ::/96 by owning the IPv4 address.
        check("192.0.2.1", "::192.0.2.1", false);
    }
}
