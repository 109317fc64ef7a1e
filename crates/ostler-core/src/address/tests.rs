//! Every form of an address, every error, and: what was printed reads back as the same value.

use std::ffi::OsString;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use std::os::unix::ffi::OsStringExt;

use proptest::prelude::*;

use super::*;

#[track_caller]
fn parse(text: &str) -> Address {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// `text` is an address whose canonical form is `canonical`.
#[track_caller]
fn check(text: &str, canonical: &str) {
    let address = parse(text);
    assert_eq!(address.to_string(), canonical);
    assert_eq!(parse(canonical), address);
    assert!(canonical.starts_with(address.scheme()));
}

/// `text` is no address, and the error says so: `message`, with `…` for the quoted input.
#[track_caller]
fn check_error(text: &str, message: &str) {
    let error = text.parse::<Address>().expect_err(text);
    assert_eq!(error.to_string().replace(&format!(" in {text:?}: "), " in …: "), message);
    assert_eq!(error.input(), text);
    assert_eq!(&text[error.range()], error.text());
    assert!(message.contains(error.part()) && message.contains(error.advice()));
}

fn inet(host: Host, port: u16) -> InetAddress {
    InetAddress::new(host, port)
}

fn unix_path(path: impl Into<PathBuf>) -> UnixAddress {
    UnixAddress::new(UnixName::Path(path.into()))
}

#[test]
fn every_scheme_has_its_value() {
    let name = |name: &str| Host::Name(name.to_owned());
    let v4 = Host::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let check = |text: &str, address: Address| assert_eq!(parse(text), address, "{text}");
    check("tcp://127.0.0.1:25000", Address::Tcp(inet(v4.clone(), 25000)));
    check("127.0.0.1:2323", Address::Tcp(inet(v4, 2323)));
    check("tls://example.org:443", Address::Tls(inet(name("example.org"), 443)));
    check("udp://*:9999", Address::Udp(inet(Host::Any, 9999)));
    check("tcp://[::1]:0", Address::Tcp(inet(Host::Ip(Ipv6Addr::LOCALHOST.into()), 0)));
    check("unix:/run/echo.sock", Address::Unix(unix_path("/run/echo.sock")));
    check("unix:@echo", Address::Unix(UnixAddress::new(UnixName::Abstract(b"echo".to_vec()))));
    check("unixgram:/run/log", Address::UnixDatagram(unix_path("/run/log")));
    check("fd:3", Address::Fd(3));
    check("systemd:echo.socket", Address::Systemd("echo.socket".to_owned()));
    check("mem:test", Address::Memory("test".to_owned()));
}

#[test]
fn options_are_part_of_the_value() {
    let mut expected = inet(Host::Any, 7);
    expected.backlog = Some(128);
    expected.nodelay = Some(false);
    assert_eq!(parse("tls://*:7?nodelay=false&backlog=128"), Address::Tls(expected));

    let mut expected = inet(Host::Any, 5353);
    expected.multicast = ["224.0.0.251".parse().unwrap(), "ff02::fb".parse().unwrap()].into();
    expected.interface = Some("eth0".into());
    expected.broadcast = Some(true);
    let text = "udp://*:5353?broadcast=true&interface=eth0&multicast=224.0.0.251,ff02::fb";
    assert_eq!(parse(text), Address::Udp(expected));

    let mut expected = unix_path("/run/a");
    expected.mode = Some(0o660);
    expected.owner = Some("www".to_owned());
    expected.group = Some("1000".to_owned());
    assert_eq!(parse("unix:/run/a?mode=660&owner=www&group=1000"), Address::Unix(expected));
}

#[test]
fn addresses_have_a_canonical_form() {
    check("localhost:80", "tcp://localhost:80");
    check("TCP://Example.org.:0080", "tcp://Example.org.:80");
    check("*:7", "tcp://*:7");
    check("[::1]:80", "tcp://[::1]:80");
    check("tcp://[0:0::1]:80", "tcp://[::1]:80");
    check("tcp://[::ffff:192.0.2.1]:80", "tcp://[::ffff:192.0.2.1]:80");
    check("udp://[FE80::1%eth0.100]:53", "udp://[fe80::1%eth0.100]:53");
    check("[fe80::1%2]:53", "tcp://[fe80::1%2]:53");
    check("tcp://my_service:65535", "tcp://my_service:65535");
    check("tcp://udp:53", "tcp://udp:53");
    check(
        "localhost:80?nodelay=true&backlog=2147483647",
        "tcp://localhost:80?backlog=2147483647&nodelay=true",
    );
    check("unix:/run/a?group=g&mode=0007&owner=o", "unix:/run/a?mode=7&owner=o&group=g");
    check("unix:/run/a?mode=0", "unix:/run/a?mode=0");
    check("unix:/run/a b%20c%3f%25d#e&f=g:h", "unix:/run/a%20b%20c%3F%25d#e&f=g:h");
    check(
        "unix:/run/é/%E2%80%AE\u{2028}/%ff%00%fe".replace("%00", "").as_str(),
        "unix:/run/é/%E2%80%AE%E2%80%A8/%FF%FE",
    );
    check("unix:/run/a?owner=a%26b%3Fc%25=d é", "unix:/run/a?owner=a%26b%3Fc%25=d%20é");
    check("unix:/%2Frun/a", "unix:/%2Frun/a");
    check("unix:/run/a://b", "unix:/run/a://b");
    check("unixgram:@%ff%01a%2Fb", "unixgram:@%FF%01a/b");
    check("unix:@//a", "unix:@/%2Fa");
    check("fd:0", "fd:0");
    check("fd:007", "fd:7");
    check("systemd:a b", "systemd:a%20b");
    check("mem:80", "mem:80");
    check("mem:%2F/ü:@", "mem:/%2Fü:@");
}

#[test]
fn errors_of_the_scheme_say_which_there_are() {
    const ALLOWED: &str = "allowed are tcp, tls, udp, unix, unixgram, fd, systemd and mem";
    let hint = |text: &str, hint: &str| {
        let scheme = text.split(':').next().unwrap();
        check_error(text, &format!("scheme {scheme:?} in …: {ALLOWED}{hint}"));
    };
    hint("gopher://localhost:70", "");
    hint("://localhost:70", "");
    hint("http://localhost:80", "; for HTTP write tcp:// and serve an http service");
    hint("HTTPS://localhost:80/x", "; for HTTPS write tls:// and serve an http service");
    hint("file:///run/a", "; for a Unix socket write unix:/path");
    hint("tpc://localhost:80", "; tcp is near");
    hint("uinx:/run/a", "; unix is near");
    hint("unixgrm:@a", "; unixgram is near");
    hint("ttls://localhost:80", "; tls is near");
    hint("memx://a", "; mem is near");

    check_error("udp:53", r#"scheme "udp" in …: it is followed by //, as in udp://host:port"#);
    check_error("tcp:localhost:53", r#"scheme "tcp" in …: it is followed by //, as in tcp://host:port"#);
    check_error("unix:///run/a", r#"scheme "unix" in …: it is not followed by //; write "unix:/run/a""#);
    check_error("unix://run/a", r#"scheme "unix" in …: it is not followed by //; write "unix:/run/a""#);
    check_error("unixgram://@a", r#"scheme "unixgram" in …: it is not followed by //; write "unixgram:@a""#);
    check_error("fd://3", r#"scheme "fd" in …: it is not followed by //; write "fd:3""#);
    check_error("", r#"address "" in …: missing; write tcp://host:port, unix:/path or another address"#);
    check_error("?", r#"address "" in …: missing; write tcp://host:port, unix:/path or another address"#);
    check_error("/run/a", r#"address "/run/a" in …: a Unix socket is written "unix:/run/a""#);
    check_error("@a", r#"address "@a" in …: a Unix socket is written "unix:@a""#);
}

#[test]
fn errors_of_the_port_say_what_fits() {
    check_error("tcp://localhost:99999", r#"port "99999" in …: allowed are 0 to 65535"#);
    check_error("tcp://localhost:", r#"port "" in …: allowed are 0 to 65535"#);
    check_error("localhost:http", r#"port "http" in …: allowed are 0 to 65535"#);
    check_error("localhost:+80", r#"port "+80" in …: allowed are 0 to 65535"#);
    check_error("localhost:-1", r#"port "-1" in …: allowed are 0 to 65535"#);
    check_error("[::1]:8 0", r#"port "8 0" in …: allowed are 0 to 65535"#);
    check_error("localhost", r#"port "" in …: missing; write host:port"#);
    check_error("udp://localhost", r#"port "" in …: missing; write host:port"#);
    check_error("[::1]", r#"port "" in …: missing; write [::1]:port"#);
    check_error("[::1]80", r#"port "80" in …: missing; write [::1]:port"#);
    check_error("tcp://localhost:80/", r#"path "/" in …: an address of this scheme ends with its port"#);
    check_error("localhost:80/a?b", r#"option "b" in …: allowed are backlog=N and nodelay=true or false"#);
}

#[test]
fn errors_of_the_host_say_what_a_host_is() {
    const ALLOWED: &str = "allowed are an IPv4 address, an IPv6 address in brackets, a name (ASCII letters, digits, \
                           hyphens, dots), or * for every address";
    let any = |text: &str, host: &str| check_error(text, &format!("host {host:?} in …: {ALLOWED}"));
    any("tcp://", "");
    any("tcp://:80", "");
    any(":80", "");
    any(".:80", ".");
    any("a b:80", "a b");
    any("user@host:80", "user@host");
    any("bücher.example:80", "bücher.example");
    any("**:80", "**");
    any(" localhost:80", " localhost");

    check_error("2323", r#"host "" in …: missing; for port 2323 of every address write *:2323"#);
    const NUMBERS: &str = "an IPv4 address is four numbers, 0 to 255 without leading zeros";
    for host in ["256.0.0.1", "127.1", "127.0.0.01", "127.0.0.1.", "1", "0x7f000001", "a.0X1f", "a.1"] {
        check_error(&format!("{host}:80"), &format!("host {host:?} in …: {NUMBERS}"));
    }
    const LENGTHS: &str = "a name has at most 253 characters, and 1 to 63 between dots";
    let longest = format!("{}.{}.{}.{}", "a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61));
    assert_eq!(longest.len(), HOST_NAME_BYTES_MAX);
    check(&format!("{longest}:80"), &format!("tcp://{longest}:80"));
    for host in ["a..b", ".a", "a..", &"a".repeat(64)] {
        check_error(&format!("{host}:80"), &format!("host {host:?} in …: {LENGTHS}"));
    }
    assert!(format!("{longest}d:80").parse::<Address>().is_err());

    const BRACKETS: &str = "an IPv6 address stands in brackets, as in [::1]:port";
    for text in ["::1:80", "::1", "fe80::1%eth0:80"] {
        check_error(&format!("tcp://{text}"), &format!("host and port {text:?} in …: {BRACKETS}"));
    }
    const BRACKETED: &str = "allowed in brackets is an IPv6 address, as in [::1] or [fe80::1%eth0]";
    for host in ["", "127.0.0.1", "localhost", "::1::", "*"] {
        check_error(&format!("[{host}]:80"), &format!("host {host:?} in …: {BRACKETED}"));
    }
    check_error("tcp://[::1:80", r#"host "[::1:80" in …: its bracket is not closed; write [::1]:port"#);
    const ZONE: &str = "allowed is the name or number of an interface, as in [fe80::1%eth0]";
    for zone in ["", "a b", "sixteen-letters-", "ü", "%251"] {
        check_error(&format!("[fe80::1%{zone}]:80"), &format!("zone {zone:?} in …: {ZONE}"));
    }
}

#[test]
fn errors_of_a_unix_name_say_what_fits() {
    const ALLOWED: &str = "allowed are a path from the root, /run/name, and an abstract @name";
    check_error("unix:", &format!(r#"path "" in …: {ALLOWED}"#));
    check_error("unix:run/a", &format!(r#"path "run/a" in …: {ALLOWED}"#));
    check_error("unixgram:%2Frun", &format!(r#"path "%2Frun" in …: {ALLOWED}"#));
    check_error("unix:@", r#"abstract name "@" in …: it is empty; write unix:@name"#);
    check_error("unix:/run/", r#"path "/run/" in …: it ends with a slash, but a socket is no directory"#);
    check_error("unix:/a%00b", r#"path "/a%00b" in …: a NUL byte is not allowed"#);
    check_error("unix:@\0", "path \"@\\0\" in …: a NUL byte is not allowed");
    const ESCAPE: &str = "allowed are % and two hexadecimal digits; % itself is written %25";
    check_error("unix:/a%", &format!(r#"escape "%" in …: {ESCAPE}"#));
    check_error("unix:/a%4", &format!(r#"escape "%4" in …: {ESCAPE}"#));
    check_error("unix:/a%é4", &format!(r#"escape "%é4" in …: {ESCAPE}"#));
    check_error("mem:%+1", &format!(r#"escape "%+1" in …: {ESCAPE}"#));

    let longest = "a".repeat(UNIX_NAME_BYTES_MAX);
    for text in [format!("unix:/{}", &longest[1..]), format!("unix:@{longest}")] {
        check(&text, &text);
        let error = format!("{text}a").parse::<Address>().unwrap_err();
        let expected = format!("it has {} bytes, allowed are {UNIX_NAME_BYTES_MAX}", UNIX_NAME_BYTES_MAX + 1);
        assert_eq!(error.advice(), expected);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn linux_has_room_for_107_bytes_and_a_nul() {
    assert_eq!(UNIX_NAME_BYTES_MAX, 107);
}

#[test]
fn errors_of_a_number_or_name_say_what_fits() {
    for text in ["", "-1", "+3", "2147483648", "three", "3 "] {
        check_error(&format!("fd:{text}"), &format!("descriptor {text:?} in …: allowed are 0 to 2147483647"));
    }
    for text in ["", "a:b", "ü", "%0A", "%FF", &"a".repeat(256)] {
        let error = format!("systemd:{text}").parse::<Address>().unwrap_err();
        assert_eq!(error.advice(), "allowed are 1 to 255 printable ASCII characters without a colon");
    }
    for text in ["", "\t", "%7F", "%FF", &"ü".repeat(128)] {
        let error = format!("mem:{text}").parse::<Address>().unwrap_err();
        assert_eq!(error.advice(), "allowed are 1 to 255 bytes of text without control characters");
    }
}

#[test]
fn errors_of_an_option_say_which_there_are() {
    const INET: &str = "allowed are backlog=N and nodelay=true or false";
    const UNIX: &str = "allowed are mode=660 (octal), owner=user and group=group";
    check_error("*:7?", &format!(r#"option "" in …: {INET}"#));
    check_error("*:7?mode=660", &format!(r#"option "mode" in …: {INET}"#));
    check_error("tls://*:7?backlog=1&", &format!(r#"option "" in …: {INET}"#));
    check_error("*:7?Backlog=1", &format!(r#"option "Backlog" in …: {INET}"#));
    check_error("*:7?backlog", &format!(r#"option without a value "backlog" in …: {INET}"#));
    check_error("unix:/a?backlog=1", &format!(r#"option "backlog" in …: {UNIX}"#));
    check_error("unix:/a?mode=600&mode=600", r#"option "mode" in …: it is given twice"#);
    check_error(
        "unix:@a?mode=600",
        r#"option "mode" in …: an abstract name has no file, so it takes no options"#,
    );
    for text in ["fd:3", "systemd:a", "mem:a"] {
        let message = r#"option "nodelay" in …: an address of this scheme takes no options"#;
        check_error(&format!("{text}?nodelay=true"), message);
    }
    for text in ["", "0", "-1", "2147483648", "many"] {
        let message = format!("backlog {text:?} in …: allowed are 1 to 2147483647");
        check_error(&format!("*:7?backlog={text}"), &message);
    }
    for text in ["", "1", "True", "yes", "true=false"] {
        let message = format!("nodelay {text:?} in …: allowed are true and false");
        check_error(&format!("*:7?nodelay={text}"), &message);
    }
    for text in ["", "8", "1000", "+7", "0o660", "77777777777777", "rw"] {
        let message = format!("mode {text:?} in …: allowed are the octal numbers 0 to 777");
        check_error(&format!("unix:/a?mode={text}"), &message);
    }
    for text in ["", "%00", "a%0Ab", "%FF"] {
        let message = format!("owner {text:?} in …: allowed is the name or number of a user");
        check_error(&format!("unix:/a?owner={text}"), &message);
        let message = format!("group {text:?} in …: allowed is the name or number of a group");
        check_error(&format!("unix:/a?group={text}"), &message);
    }
    assert!(format!("unix:/a?owner={}", "a".repeat(256)).parse::<Address>().is_err());
}

#[test]
fn an_error_is_one_line_of_bounded_length() {
    let error = format!("tcp://a\nb\u{202e}{}:80", "ä".repeat(100_000)).parse::<Address>().unwrap_err();
    let text = error.to_string();
    assert!(text.lines().count() == 1 && text.chars().count() < 600, "{text}");
    assert!(text.starts_with(r#"host "a\nb\u{202e}ää"#) && text.contains("ä\"… in \"tcp://"), "{text}");
    // The advice may quote the input, too.
    let error = format!("/{}", "a\n".repeat(100_000)).parse::<Address>().unwrap_err();
    let text = error.to_string();
    assert!(text.lines().count() == 1 && text.chars().count() < 900, "{text}");
}

#[test]
fn a_socket_address_is_tcp() {
    let check = |address: SocketAddr, text: &str| {
        assert_eq!(Address::from(address).to_string(), text);
        assert_eq!(parse(text), Address::from(address));
    };
    check("127.0.0.1:80".parse().unwrap(), "tcp://127.0.0.1:80");
    check("[::1]:80".parse().unwrap(), "tcp://[::1]:80");
    let link_local = SocketAddrV6::new("fe80::1".parse().unwrap(), 80, 0, 3);
    check(link_local.into(), "tcp://[fe80::1%3]:80");
}

#[test]
fn multicast_is_joined_where_it_can_be_received() {
    for text in [
        "udp://*:7?multicast=239.1.2.3,ff02::1&interface=2",
        "udp://0.0.0.0:7?multicast=239.1.2.3&interface=127.0.0.1",
        "udp://[::]:7?multicast=ff02::1&interface=lo",
        "udp://239.1.2.3:7?multicast=239.1.2.3",
        "udp://127.0.0.1:7?interface=127.0.0.1&broadcast=false",
    ] {
        check(text, text);
    }
    const GROUPS: &str = "allowed are the addresses of groups: 224.0.0.0 to 239.255.255.255, and ff00:: on";
    for (group, list) in
        [("", ""), ("1.2.3.4", "1.2.3.4"), ("x", "239.0.0.1,x"), ("", "239.0.0.1,"), ("::1", "::1")]
    {
        let message = format!("multicast group {group:?} in …: {GROUPS}");
        check_error(&format!("udp://*:7?multicast={list}"), &message);
    }
    let check_group = |text: &str, group: &str, advice: &str| {
        check_error(text, &format!("multicast group {group:?} in …: {advice}"));
    };
    check_group("udp://*:7?multicast=224.0.0.1,224.0.0.1", "224.0.0.1", "it is given twice");
    check_group("udp://0.0.0.0:7?multicast=ff02::1", "ff02::1", "it is not of the host's family");
    for host in ["127.0.0.1", "localhost", "224.0.0.2"] {
        check_group(
            &format!("udp://{host}:7?multicast=224.0.0.1"),
            "224.0.0.1",
            "its host is *, 0.0.0.0, [::] or the group itself: bound to another address, a socket gets nothing sent to a group",
        );
    }
    check_group(
        "udp://*:7?multicast=ff02::1&interface=10.0.0.1",
        "ff02::1",
        "with it, the interface is given by its name or number, not by an IPv4 address",
    );
    let groups: Vec<String> = (0..=20).map(|last| format!("239.0.0.{last}")).collect();
    let groups = groups.join(",");
    let error = format!("udp://*:7?multicast={groups}").parse::<Address>().unwrap_err();
    assert_eq!(
        (error.part(), error.text(), error.advice()),
        ("multicast", &*groups, "allowed are at most 20 groups")
    );
    for text in ["", "eth0:1", "a/b", "0123456789abcdef", "a%20"] {
        let message =
            format!("interface {text:?} in …: allowed are the name, the number or an IPv4 address of one");
        check_error(&format!("udp://*:7?interface={text}"), &message);
    }
    check_error("udp://*:7?broadcast=yes", r#"broadcast "yes" in …: allowed are true and false"#);
    check_error(
        "udp://*:7?backlog=1",
        r#"option "backlog" in …: allowed are multicast=GROUP, interface=NAME and broadcast=true or false"#,
    );
    check_error(
        "tcp://*:7?broadcast=true",
        r#"option "broadcast" in …: allowed are backlog=N and nodelay=true or false"#,
    );
}

fn any_host() -> impl Strategy<Value = Host> {
    prop_oneof![
        Just(Host::Any),
        any::<IpAddr>().prop_map(Host::Ip),
        "[a-z_][a-z0-9_-]{0,20}(\\.[a-z][a-z0-9-]{0,20}){0,3}\\.?".prop_map(Host::Name),
        (any::<Ipv6Addr>(), "[!-$&-.0-9;->@-Z^-~]{1,15}")
            .prop_map(|(ip, zone)| Host::Name(format!("{ip}%{zone}"))),
    ]
}

fn any_inet() -> impl Strategy<Value = InetAddress> {
    let backlog = prop::option::of(1..=u32::try_from(i32::MAX).unwrap());
    (any_host(), any::<u16>(), backlog, any::<Option<bool>>())
        .prop_map(|(host, port, backlog, nodelay)| InetAddress { backlog, nodelay, ..inet(host, port) })
}

fn any_udp() -> impl Strategy<Value = InetAddress> {
    let groups = prop::collection::hash_set(any_group(), 0..=MULTICAST_GROUPS_MAX);
    let interface = prop::option::of(prop_oneof!["[a-z][a-z0-9._-]{0,14}", "[1-9][0-9]{0,3}"]);
    (any_host(), any::<u16>(), groups, interface, any::<Option<bool>>()).prop_map(
        |(host, port, groups, interface, broadcast)| {
            let is_any = host == Host::Any;
            let multicast = if is_any { groups.into_iter().collect() } else { Box::default() };
            InetAddress { multicast, interface: interface.map(Into::into), broadcast, ..inet(host, port) }
        },
    )
}

fn any_group() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        (224..=239u8, any::<[u8; 3]>()).prop_map(|(first, [b, c, d])| IpAddr::from([first, b, c, d])),
        any::<Ipv6Addr>().prop_map(|ip| IpAddr::from(Ipv6Addr::from_bits(ip.to_bits() | 0xff << 120))),
    ]
}

fn any_unix() -> impl Strategy<Value = UnixAddress> {
    let bytes = || prop::collection::vec(prop_oneof![1..=255u8, Just(b'/'), Just(b'?'), Just(b'%')], 0..100);
    let path = bytes().prop_filter_map("a directory", |bytes| {
        let path = [b"/".as_slice(), bytes.as_slice()].concat();
        (!path.ends_with(b"/")).then(|| UnixName::Path(OsString::from_vec(path).into()))
    });
    let name = bytes().prop_filter("empty", |bytes| !bytes.is_empty()).prop_map(UnixName::Abstract);
    let account = || prop::option::of("\\PC{1,20}");
    let with_path = (path, prop::option::of(0..=0o777u32), account(), account())
        .prop_map(|(name, mode, owner, group)| UnixAddress { name, mode, owner, group });
    prop_oneof![with_path, name.prop_map(UnixAddress::new)]
}

fn any_address() -> impl Strategy<Value = Address> {
    prop_oneof![
        any_inet().prop_map(Address::Tcp),
        any_inet().prop_map(Address::Tls),
        any_udp().prop_map(Address::Udp),
        any_unix().prop_map(Address::Unix),
        any_unix().prop_map(Address::UnixDatagram),
        (0..=i32::MAX).prop_map(Address::Fd),
        "[ -9;-~]{1,255}".prop_map(Address::Systemd),
        "\\PC{1,60}".prop_map(Address::Memory),
    ]
}

/// Texts that get deeper into the parser than random ones.
fn address_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "tcp",
        "unix",
        "unixgram",
        "fd",
        "mem",
        "systemd",
        "udp",
        ":",
        "/",
        "//",
        "@",
        "[",
        "]",
        "*",
        "::1",
        "%",
        "%2F",
        "%00",
        "?",
        "&",
        "=",
        "mode",
        "660",
        "backlog",
        "nodelay",
        "true",
        "80",
        "1.2.3.4",
        "a",
        "multicast",
        "interface",
        "broadcast",
        "224.0.0.1",
        "ff02::1",
        ",",
        ".",
        "é",
        " ",
        "\n",
        "-",
        "\u{202e}",
    ]);
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn check_any_text(text: &str) -> Result<(), TestCaseError> {
    match text.parse::<Address>() {
        Ok(address) => {
            let printed = address.to_string();
            prop_assert_eq!(printed.parse::<Address>(), Ok(address), "{}", printed);
        }
        Err(error) => {
            prop_assert_eq!(&text[error.range()], error.text());
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(address in any_address()) {
        let text = address.to_string();
        prop_assert_eq!(text.lines().count(), 1);
        prop_assert_eq!(text.parse::<Address>(), Ok(address), "{}", text);
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        check_any_text(&text)?;
    }

    #[test]
    fn no_text_like_an_address_panics(text in address_like()) {
        check_any_text(&text)?;
    }
}
