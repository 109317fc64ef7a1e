//! Reads an address: what each scheme expects after its colon, part by part.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::str::FromStr;

use super::options::{self, Options};
use super::part::Part;
use super::scheme::{Scheme, split_scheme};
use super::{
    Address, AddressError, HOST_NAME_BYTES_MAX, Host, InetAddress, MEMORY_NAME_BYTES_MAX,
    SYSTEMD_NAME_BYTES_MAX, UNIX_NAME_BYTES_MAX, UnixAddress, UnixName,
};

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(input: &str) -> Result<Self, AddressError> {
        let whole = Part::whole(input);
        let (body, query) = match whole.split_once('?') {
            Some((body, query)) => (body, Some(query)),
            None => (whole, None),
        };
        let (scheme, rest) = split_scheme(body)?;
        match scheme {
            Scheme::Tcp => inet(rest, query, &options::INET).map(Self::Tcp),
            Scheme::Tls => inet(rest, query, &options::INET).map(Self::Tls),
            Scheme::Udp => inet(rest, query, &options::UDP).map(Self::Udp),
            Scheme::Unix => unix(rest, query).map(Self::Unix),
            Scheme::UnixDatagram => unix(rest, query).map(Self::UnixDatagram),
            Scheme::Fd => {
                Options::parse(query, &options::NONE)?;
                let number = rest.number().filter(|number| *number >= 0);
                number.map(Self::Fd).ok_or_else(|| rest.error("descriptor", "allowed are 0 to 2147483647"))
            }
            Scheme::Systemd => {
                Options::parse(query, &options::NONE)?;
                systemd_name(rest).map(Self::Systemd)
            }
            Scheme::Memory => {
                Options::parse(query, &options::NONE)?;
                memory_name(rest).map(Self::Memory)
            }
        }
    }
}

fn inet(
    rest: Part<'_>,
    query: Option<Part<'_>>,
    allowed: &options::Allowed,
) -> Result<InetAddress, AddressError> {
    let options = Options::parse(query, allowed)?;
    if let Some(slash) = rest.text().find('/') {
        return Err(rest.after(slash).error("path", "an address of this scheme ends with its port"));
    }
    let (host, port) = split_port(rest)?;
    let port = port.number().ok_or_else(|| port.error("port", "allowed are 0 to 65535"))?;
    let mut address = InetAddress::new(host, port);
    options.apply_to_inet(&mut address)?;
    Ok(address)
}

fn split_port(rest: Part<'_>) -> Result<(Host, Part<'_>), AddressError> {
    let text = rest.text();
    if text.starts_with('[') {
        let Some(end) = text.find(']') else {
            return Err(rest.error("host", "its bracket is not closed; write [::1]:port"));
        };
        let host = bracketed_host(rest.cut(1, end))?;
        let after = rest.after(end + 1);
        return match after.text().strip_prefix(':') {
            Some(_) => Ok((host, after.after(1))),
            None => Err(after.error("port", "missing; write [::1]:port")),
        };
    }
    let Some((host, port)) = rest.rsplit_once(':') else {
        if rest.number::<u16>().is_some() {
            let advice = format!("missing; for port {text} of every address write *:{text}");
            return Err(rest.cut(0, 0).error("host", advice));
        }
        if rest.is_empty() {
            return Err(rest.error("host", HOST_ADVICE));
        }
        return Err(rest.after(text.len()).error("port", "missing; write host:port"));
    };
    if host.text().contains(':') {
        return Err(rest.error("host and port", "an IPv6 address stands in brackets, as in [::1]:port"));
    }
    Ok((plain_host(host)?, port))
}

/// The host of `host:port` without brackets.
fn plain_host(part: Part<'_>) -> Result<Host, AddressError> {
    let text = part.text();
    if text == "*" {
        return Ok(Host::Any);
    }
    if let Ok(ip) = text.parse::<Ipv4Addr>() {
        return Ok(Host::Ip(IpAddr::V4(ip)));
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        return Err(part.error("host", HOST_ADVICE));
    }
    if name.len() > HOST_NAME_BYTES_MAX
        || name.split('.').any(|label| !(1..=LABEL_BYTES_MAX).contains(&label.len()))
    {
        return Err(part.error("host", "a name has at most 253 characters, and 1 to 63 between dots"));
    }
    // Resolvers read `127.1` and `0x7f.1` as IPv4 addresses; no top-level domain is a number.
    let last = name.rsplit('.').next().unwrap_or(name);
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    if last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err(part.error("host", "an IPv4 address is four numbers, 0 to 255 without leading zeros"));
    }
    Ok(Host::Name(text.to_owned()))
}

/// The host between brackets: an IPv6 address, perhaps with a zone (RFC 4007 section 11, written without escapes).
fn bracketed_host(part: Part<'_>) -> Result<Host, AddressError> {
    let (address, zone) = match part.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (part, None),
    };
    let Ok(ip) = address.text().parse::<Ipv6Addr>() else {
        return Err(
            address.error("host", "allowed in brackets is an IPv6 address, as in [::1] or [fe80::1%eth0]")
        );
    };
    let Some(zone) = zone else { return Ok(Host::Ip(IpAddr::V6(ip))) };
    let is_name = zone.text().bytes().all(|byte| byte.is_ascii_graphic() && !b"%/:?[]".contains(&byte));
    if !is_name || !(1..=ZONE_BYTES_MAX).contains(&zone.text().len()) {
        return Err(zone.error("zone", "allowed is the name or number of an interface, as in [fe80::1%eth0]"));
    }
    Ok(Host::Name(format!("{ip}%{}", zone.text())))
}

fn unix(rest: Part<'_>, query: Option<Part<'_>>) -> Result<UnixAddress, AddressError> {
    let (name, options) = match rest.text().as_bytes().first() {
        Some(b'/') => {
            let bytes = unix_name(rest, rest)?;
            if bytes.ends_with(b"/") {
                return Err(rest.error("path", "it ends with a slash, but a socket is no directory"));
            }
            let path = PathBuf::from(OsString::from_vec(bytes));
            (UnixName::Path(path), Options::parse(query, &options::UNIX_PATH)?)
        }
        Some(b'@') => {
            let bytes = unix_name(rest, rest.after(1))?;
            if bytes.is_empty() {
                return Err(rest.error("abstract name", "it is empty; write unix:@name"));
            }
            (UnixName::Abstract(bytes), Options::parse(query, &options::UNIX_ABSTRACT)?)
        }
        _ => {
            return Err(
                rest.error("path", "allowed are a path from the root, /run/name, and an abstract @name")
            );
        }
    };
    let mut address = UnixAddress::new(name);
    options.apply_to_unix(&mut address)?;
    Ok(address)
}

/// The bytes of `name`; an error shows `whole`.
fn unix_name(whole: Part<'_>, name: Part<'_>) -> Result<Vec<u8>, AddressError> {
    let bytes = name.decode()?;
    if bytes.contains(&0) {
        return Err(whole.error("path", "a NUL byte is not allowed"));
    }
    if bytes.len() > UNIX_NAME_BYTES_MAX {
        let advice = format!("it has {} bytes, allowed are {UNIX_NAME_BYTES_MAX}", bytes.len());
        return Err(whole.error("path", advice));
    }
    Ok(bytes)
}

fn systemd_name(rest: Part<'_>) -> Result<String, AddressError> {
    let advice = "allowed are 1 to 255 printable ASCII characters without a colon";
    let name = rest.decode_text("name", advice)?;
    let is_allowed = name.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b':');
    if !is_allowed || !(1..=SYSTEMD_NAME_BYTES_MAX).contains(&name.len()) {
        return Err(rest.error("name", advice));
    }
    Ok(name)
}

fn memory_name(rest: Part<'_>) -> Result<String, AddressError> {
    let advice = "allowed are 1 to 255 bytes of text without control characters";
    let name = rest.decode_text("name", advice)?;
    if !(1..=MEMORY_NAME_BYTES_MAX).contains(&name.len()) {
        return Err(rest.error("name", advice));
    }
    Ok(name)
}

const HOST_ADVICE: &str = "allowed are an IPv4 address, an IPv6 address in brackets, a name (ASCII letters, digits, \
                           hyphens, dots), or * for every address";
/// RFC 1035 section 2.3.4.
const LABEL_BYTES_MAX: usize = 63;
/// IFNAMSIZ is 16, a NUL included.
const ZONE_BYTES_MAX: usize = 15;
