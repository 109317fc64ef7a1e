//! A datagram as bytes, on its way to the child process that handles it.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

use super::{Datagram, Inner, Origin};
use crate::conn::Peer;
use crate::server::ConnectionId;

impl Datagram {
    pub(crate) fn pack(&self) -> Vec<u8> {
        let inner = &*self.inner;
        let mut packed = Vec::with_capacity(inner.bytes.len() + HEAD_BYTES_ABOUT);
        packed.extend(inner.original_len.map_or(NONE, |len| len as u64).to_le_bytes());
        pack_peer(&mut packed, Some(&inner.peer));
        pack_peer(&mut packed, inner.asked.as_ref());
        packed.extend_from_slice(&inner.bytes);
        packed
    }

    /// What [`pack`](Datagram::pack) has packed; `None` for any other bytes.
    pub(crate) fn unpack(origin: &Arc<Origin>, id: ConnectionId, packed: &[u8]) -> Option<Datagram> {
        let mut rest = packed;
        let original_len = take_number(&mut rest)?;
        let peer = take_peer(&mut rest)??;
        let asked = take_peer(&mut rest)?;
        let inner = Inner {
            origin: Arc::clone(origin),
            id,
            bytes: rest.into(),
            original_len: (original_len != NONE).then(|| usize::try_from(original_len)).transpose().ok()?,
            peer,
            asked,
            bytes_sent: AtomicU64::new(0),
            state: OnceLock::new(),
        };
        Some(Datagram { inner: Arc::new(inner) })
    }
}

/// A kind, the length of a text, the text; for Unix peers user and process before it.
fn pack_peer(packed: &mut Vec<u8>, peer: Option<&Peer>) {
    let mut pack = |kind: u8, text: &[u8]| {
        packed.push(kind);
        packed.extend((text.len() as u64).to_le_bytes());
        packed.extend_from_slice(text);
    };
    match peer {
        Some(Peer::Inet(address)) => pack(INET, address.to_string().as_bytes()),
        Some(Peer::Unix { path, uid, pid }) => {
            let kind = if path.is_some() { UNIX } else { UNIX_UNNAMED };
            pack(kind, path.as_ref().map_or(&[], |path| path.as_os_str().as_bytes()));
            for number in [uid, pid] {
                packed.extend(number.map_or(NONE, u64::from).to_le_bytes());
            }
        }
        Some(Peer::Memory(_)) | None => pack(NOBODY, &[]),
    }
}

/// `None` for bytes that are no peer, `Some(None)` for nobody.
fn take_peer(rest: &mut &[u8]) -> Option<Option<Peer>> {
    let kind = rest.split_off_first().copied()?;
    let length = usize::try_from(take_number(rest)?).ok()?;
    let text = rest.split_off(..length)?;
    let small = |number: u64| (number != NONE).then(|| u32::try_from(number).ok()).flatten();
    Some(Some(match kind {
        INET => Peer::Inet(std::str::from_utf8(text).ok()?.parse::<SocketAddr>().ok()?),
        UNIX | UNIX_UNNAMED => {
            let path = (kind == UNIX).then(|| OsString::from_vec(text.to_vec()).into());
            Peer::Unix { path, uid: small(take_number(rest)?), pid: small(take_number(rest)?) }
        }
        NOBODY => return Some(None),
        _ => return None,
    }))
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let bytes = rest.split_off(..8)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

const NOBODY: u8 = 0;
const INET: u8 = 1;
const UNIX: u8 = 2;
const UNIX_UNNAMED: u8 = 3;
const NONE: u64 = u64::MAX;
/// Room for two addresses.
const HEAD_BYTES_ABOUT: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_unpacked_as_they_were_packed() {
        let peers = [
            None,
            Some(Peer::Inet("127.0.0.1:9".parse().unwrap())),
            Some(Peer::Inet("[fe80::1%3]:65535".parse().unwrap())),
            Some(Peer::Unix { path: Some("/run/x".into()), uid: Some(0), pid: None }),
            Some(Peer::Unix { path: None, uid: None, pid: Some(7) }),
        ];
        for peer in peers {
            let mut packed = Vec::new();
            pack_peer(&mut packed, peer.as_ref());
            packed.extend(b"payload");
            let mut rest = &*packed;
            assert_eq!(take_peer(&mut rest), Some(peer));
            assert_eq!(rest, b"payload");
        }
    }

    #[test]
    fn bytes_that_are_no_peer_are_refused() {
        for bytes in [&[][..], &[INET], &[9, 0, 0, 0, 0, 0, 0, 0, 0], &[INET, 9, 0, 0, 0, 0, 0, 0, 0, b'x']] {
            assert_eq!(take_peer(&mut &*bytes), None, "{bytes:?}");
        }
    }
}
