//! Finds the scheme: everything before the first colon. Without a known one, `host:port` is TCP, unless it looks like
//! a scheme that is misspelt or from somewhere else; then the error says which one was probably meant.

use super::AddressError;
use super::error::Quoted;
use super::part::Part;

/// The kinds of address.
#[derive(Clone, Copy)]
pub(super) enum Scheme {
    Tcp,
    Tls,
    Udp,
    Unix,
    UnixDatagram,
    Fd,
    Systemd,
    Memory,
}

/// The scheme and what follows it (and its `//`).
pub(super) fn split_scheme(body: Part<'_>) -> Result<(Scheme, Part<'_>), AddressError> {
    let text = body.text();
    if text.is_empty() {
        return Err(body.error("address", "missing; write tcp://host:port, unix:/path or another address"));
    }
    if text.starts_with(['/', '@']) {
        let advice = format!("a Unix socket is written {}", Quoted(&format!("unix:{text}")));
        return Err(body.error("address", advice));
    }
    // A bracket begins the host of a bare `[::1]:80`, where the first colon says nothing.
    let Some((name, rest)) = body.split_once(':').filter(|_| !text.starts_with('[')) else {
        return Ok((Scheme::Tcp, body));
    };

    let known = SCHEMES.iter().find(|(known, _)| name.text().eq_ignore_ascii_case(known));
    let has_slashes = rest.text().starts_with("//");
    match known {
        Some(&(_, scheme @ (Scheme::Tcp | Scheme::Tls | Scheme::Udp))) if has_slashes => {
            Ok((scheme, rest.after(2)))
        }
        // Bare `udp:53` could be a host named "udp", but would then listen on TCP: nobody means that.
        Some(&(known, Scheme::Tcp | Scheme::Tls | Scheme::Udp)) => {
            Err(name.error("scheme", format!("it is followed by //, as in {known}://host:port")))
        }
        Some(&(known, _)) if has_slashes => {
            let rest = rest.text().trim_start_matches('/');
            let slash = if known.starts_with("unix") && !rest.starts_with('@') { "/" } else { "" };
            let instead = format!("{known}:{slash}{rest}");
            Err(name.error("scheme", format!("it is not followed by //; write {}", Quoted(&instead))))
        }
        Some(&(_, scheme)) => Ok((scheme, rest)),
        None if rest.text().starts_with(['/', '@']) => Err(unknown_scheme(name)),
        None => Ok((Scheme::Tcp, body)),
    }
}

fn unknown_scheme(name: Part<'_>) -> AddressError {
    let given = name.text().to_ascii_lowercase();
    let hint = SCHEME_HINTS.iter().find(|(names, _)| names.contains(&given.as_str()));
    if let Some((_, hint)) = hint {
        return name.error("scheme", format!("{SCHEMES_ADVICE}; {hint}"));
    }
    match SCHEMES.iter().find(|(known, _)| is_misspelt(&given, known)) {
        Some((known, _)) => name.error("scheme", format!("{SCHEMES_ADVICE}; {known} is near")),
        None => name.error("scheme", SCHEMES_ADVICE),
    }
}

/// Whether `given` becomes `known` by one letter more, one less, another one, or two neighbours swapped.
fn is_misspelt(given: &str, known: &str) -> bool {
    let (given, known) = (given.as_bytes(), known.as_bytes());
    let prefix = given.iter().zip(known).take_while(|(left, right)| left == right).count();
    let (given, known) = (&given[prefix..], &known[prefix..]);
    match (given, known) {
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([_, left @ ..], right) if left == right => true,
        (left, [_, right @ ..]) if left == right => true,
        ([a, b, left @ ..], [c, d, right @ ..]) => a == d && b == c && left == right,
        _ => false,
    }
}

const SCHEMES: [(&str, Scheme); 8] = [
    ("tcp", Scheme::Tcp),
    ("tls", Scheme::Tls),
    ("udp", Scheme::Udp),
    ("unix", Scheme::Unix),
    ("unixgram", Scheme::UnixDatagram),
    ("fd", Scheme::Fd),
    ("systemd", Scheme::Systemd),
    ("mem", Scheme::Memory),
];

const SCHEMES_ADVICE: &str = "allowed are tcp, tls, udp, unix, unixgram, fd, systemd and mem";

/// What people write, and what they should have written.
const SCHEME_HINTS: [(&[&str], &str); 9] = [
    (&["http", "ws"], "for HTTP write tcp:// and serve an http service"),
    (&["https", "wss"], "for HTTPS write tls:// and serve an http service"),
    (&["ssl", "tcps"], "for TLS write tls://"),
    (&["tcp4", "tcp6", "inet", "inet6"], "write tcp://, the host decides on the family"),
    (&["udp4", "udp6"], "write udp://, the host decides on the family"),
    (&["file", "local", "uds", "ipc"], "for a Unix socket write unix:/path"),
    (&["unixdgram", "unix-dgram", "unixd"], "for Unix datagrams write unixgram:/path"),
    (&["memory", "inproc", "duplex"], "for a listener in memory write mem:name"),
    (&["sd", "sd-listen", "socket"], "for a socket of systemd write systemd:name"),
];
