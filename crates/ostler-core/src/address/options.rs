//! The options of an address: `name=value`, joined by `&`, each at most once.

use std::net::{IpAddr, Ipv4Addr};

use super::part::Part;
use super::{AddressError, Host, InetAddress, MULTICAST_GROUPS_MAX, UnixAddress};

/// What a kind of address takes.
pub(super) struct Allowed {
    pub(super) names: &'static [&'static str],
    pub(super) advice: &'static str,
}

pub(super) const INET: Allowed =
    Allowed { names: &["backlog", "nodelay"], advice: "allowed are backlog=N and nodelay=true or false" };
pub(super) const UDP: Allowed = Allowed {
    names: &["multicast", "interface", "broadcast"],
    advice: "allowed are multicast=GROUP, interface=NAME and broadcast=true or false",
};
pub(super) const UNIX_PATH: Allowed = Allowed {
    names: &["mode", "owner", "group"],
    advice: "allowed are mode=660 (octal), owner=user and group=group",
};
pub(super) const UNIX_ABSTRACT: Allowed =
    Allowed { names: &[], advice: "an abstract name has no file, so it takes no options" };
pub(super) const NONE: Allowed = Allowed { names: &[], advice: "an address of this scheme takes no options" };

/// The options that were given; their names are allowed and differ from each other.
pub(super) struct Options<'a> {
    given: Vec<(Part<'a>, Part<'a>)>,
}

impl<'a> Options<'a> {
    /// Reads `query`, the text after `?` if there is one.
    pub(super) fn parse(query: Option<Part<'a>>, allowed: &Allowed) -> Result<Self, AddressError> {
        let mut given: Vec<(Part<'a>, Part<'a>)> = Vec::new();
        let mut rest = query;
        while let Some(part) = rest {
            let (option, next) = match part.split_once('&') {
                Some((option, next)) => (option, Some(next)),
                None => (part, None),
            };
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (option, None),
            };
            if !allowed.names.contains(&name.text()) {
                return Err(name.error("option", allowed.advice));
            }
            let value = value.ok_or_else(|| name.error("option without a value", allowed.advice))?;
            // This also bounds the list by the number of names there are.
            if given.iter().any(|(earlier, _)| earlier.text() == name.text()) {
                return Err(name.error("option", "it is given twice"));
            }
            given.push((name, value));
            rest = next;
        }
        Ok(Self { given })
    }

    pub(super) fn apply_to_inet(&self, address: &mut InetAddress) -> Result<(), AddressError> {
        if let Some(value) = self.value("backlog") {
            let backlog = value.number().filter(|backlog| (1..=BACKLOG_MAX).contains(backlog));
            address.backlog =
                Some(backlog.ok_or_else(|| value.error("backlog", "allowed are 1 to 2147483647"))?);
        }
        if let Some(value) = self.value("nodelay") {
            address.nodelay = Some(boolean(value, "nodelay")?);
        }
        if let Some(value) = self.value("broadcast") {
            address.broadcast = Some(boolean(value, "broadcast")?);
        }
        if let Some(value) = self.value("interface") {
            address.interface = Some(interface(value)?.into());
        }
        if let Some(value) = self.value("multicast") {
            address.multicast = groups(value, address)?.into();
        }
        Ok(())
    }

    pub(super) fn apply_to_unix(&self, address: &mut UnixAddress) -> Result<(), AddressError> {
        if let Some(value) = self.value("mode") {
            address.mode = Some(mode(value)?);
        }
        if let Some(value) = self.value("owner") {
            address.owner = Some(account(value, "owner", "allowed is the name or number of a user")?);
        }
        if let Some(value) = self.value("group") {
            address.group = Some(account(value, "group", "allowed is the name or number of a group")?);
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Option<Part<'a>> {
        self.given.iter().find(|(given, _)| given.text() == name).map(|(_, value)| *value)
    }
}

fn boolean(value: Part<'_>, part: &'static str) -> Result<bool, AddressError> {
    match value.text() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(value.error(part, "allowed are true and false")),
    }
}

fn interface(value: Part<'_>) -> Result<String, AddressError> {
    let text = value.text();
    let is_name = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"%/:?".contains(&byte));
    if !is_name || !(1..=INTERFACE_BYTES_MAX).contains(&text.len()) {
        return Err(value.error("interface", "allowed are the name, the number or an IPv4 address of one"));
    }
    Ok(text.to_owned())
}

/// The groups to join at `address`, whose host and interface are known.
fn groups(value: Part<'_>, address: &InetAddress) -> Result<Vec<IpAddr>, AddressError> {
    let mut groups = Vec::new();
    let mut rest = Some(value);
    while let Some(part) = rest {
        let (group, next) = match part.split_once(',') {
            Some((group, next)) => (group, Some(next)),
            None => (part, None),
        };
        rest = next;
        let Some(ip) = group.text().parse::<IpAddr>().ok().filter(IpAddr::is_multicast) else {
            let advice = "allowed are the addresses of groups: 224.0.0.0 to 239.255.255.255, and ff00:: on";
            return Err(group.error("multicast group", advice));
        };
        if groups.contains(&ip) {
            return Err(group.error("multicast group", "it is given twice"));
        }
        if groups.len() == MULTICAST_GROUPS_MAX {
            return Err(value.error("multicast", "allowed are at most 20 groups"));
        }
        if ip.is_ipv6() && address.interface.as_ref().is_some_and(|name| name.parse::<Ipv4Addr>().is_ok()) {
            let advice = "with it, the interface is given by its name or number, not by an IPv4 address";
            return Err(group.error("multicast group", advice));
        }
        match address.host {
            Host::Any => {}
            Host::Ip(host) if host.is_ipv4() != ip.is_ipv4() => {
                return Err(group.error("multicast group", "it is not of the host's family"));
            }
            Host::Ip(host) if host.is_unspecified() || host == ip => {}
            Host::Ip(_) | Host::Name(_) => {
                let advice = "its host is *, 0.0.0.0, [::] or the group itself: bound to another address, a socket gets \
                              nothing sent to a group";
                return Err(group.error("multicast group", advice));
            }
        }
        groups.push(ip);
    }
    Ok(groups)
}

fn mode(value: Part<'_>) -> Result<u32, AddressError> {
    let is_octal = value.text().bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    match u32::from_str_radix(value.text(), 8) {
        Ok(mode) if is_octal && mode <= MODE_MAX => Ok(mode),
        _ => Err(value.error("mode", "allowed are the octal numbers 0 to 777")),
    }
}

fn account(value: Part<'_>, part: &'static str, advice: &'static str) -> Result<String, AddressError> {
    let name = value.decode_text(part, advice)?;
    if name.is_empty() || name.len() > ACCOUNT_NAME_BYTES_MAX {
        return Err(value.error(part, advice));
    }
    Ok(name)
}

/// IFNAMSIZ is 16, a NUL included; an IPv4 address has no more than 15 characters either.
const INTERFACE_BYTES_MAX: usize = 15;
/// `listen` takes an `int`.
const BACKLOG_MAX: u32 = i32::MAX as u32;
/// Reading, writing and executing, for everybody.
const MODE_MAX: u32 = 0o777;
/// LOGIN_NAME_MAX is 256 on Linux, a NUL included.
const ACCOUNT_NAME_BYTES_MAX: usize = 255;
