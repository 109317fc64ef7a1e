//! What binding an address does, and listeners that are adopted.

use std::os::unix::net::UnixListener;

use ostler::{Address, BindError, Server, connect};

use crate::harness::*;

tests![
    a_live_unix_socket_whose_queue_is_full_is_not_taken_over,
    names_and_wildcards_share_one_port,
    the_lock_of_a_unix_socket_is_private,
    an_option_that_cannot_be_carried_out_fails_before_anything_is_bound,
    mode_owner_and_group_are_those_of_the_address,
    an_adopted_abstract_listener_knows_its_address,
    an_adopted_listener_sends_without_delay,
];

fn a_live_unix_socket_whose_queue_is_full_is_not_taken_over() {
    run(async {
        let path = fresh_socket_path();
        let address = socket2::SockAddr::unix(&path).unwrap();
        let live = socket2::Socket::new(socket2::Domain::UNIX, socket2::Type::STREAM, None).unwrap();
        live.bind(&address).unwrap();
        live.listen(0).unwrap();
        let mut queued = Vec::new();
        loop {
            let client = socket2::Socket::new(socket2::Domain::UNIX, socket2::Type::STREAM, None).unwrap();
            client.set_nonblocking(true).unwrap();
            match client.connect(&address) {
                Ok(()) => queued.push(client),
                Err(_full) => break,
            }
        }
        let server = Server::new().serve(format!("unix:{}", path.display()), echo());
        let bound = tokio::task::spawn_blocking(|| server.bind().map(drop)).await.unwrap();
        assert!(matches!(bound, Err(BindError::InUse { .. })), "{bound:?}");
        assert!(path.exists());
        std::fs::remove_file(&path).unwrap();
    });
}

fn names_and_wildcards_share_one_port() {
    run(async {
        for host in ["localhost", "*"] {
            let server = Server::new().serve(format!("tcp://{host}:0"), echo()).start().unwrap();
            let ports: Vec<u16> = server.addresses().iter().map(port_of).collect();
            assert!(ports[0] != 0 && ports.iter().all(|port| *port == ports[0]), "{ports:?}");
            for address in server.addresses() {
                let loopback = address.to_string().replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
                let mut client = connect(&loopback.parse().unwrap()).await.unwrap();
                exchange(&mut client, "x\n", "x\n").await;
            }
        }
    });
}

fn the_lock_of_a_unix_socket_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let path = fresh_socket_path();
    let lock = path.with_extension("sock.lock");
    let serve = || Server::new().serve(format!("unix:{}", path.display()), echo()).bind();
    // Whoever can open it can hold it, and keep the server from its address.
    let bound = serve().unwrap();
    assert_eq!(std::fs::metadata(&lock).unwrap().permissions().mode() & 0o077, 0);
    drop(bound);
    // Nor may somebody else say where it is made.
    let elsewhere = path.with_extension("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, &lock).unwrap();
    serve().unwrap_err();
    assert!(!elsewhere.exists());
    std::fs::remove_file(&lock).unwrap();
}

fn an_option_that_cannot_be_carried_out_fails_before_anything_is_bound() {
    for (option, value, cause) in [
        ("owner", "no such", "there is no user \"no such\""),
        ("group", "no such", "there is no group \"no such\""),
        ("owner", "4294967295", "allowed are the numbers 0 to 4294967294, and names"),
    ] {
        let unix: Address =
            format!("unix:/nowhere/x.sock?{option}={value}").replace(' ', "%20").parse().unwrap();
        let server = Server::new().serve(fresh_memory_address(), echo()).serve(unix.clone(), echo());
        let error = server.check().unwrap_err();
        assert_eq!(format!("{error:?}"), format!("cannot set {option} of {unix}: {cause}"));
    }
}

fn mode_owner_and_group_are_those_of_the_address() {
    use std::os::unix::fs::MetadataExt;
    let path = fresh_socket_path();
    let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
    let options = format!("mode=606&owner={}&group={}", user.as_raw(), group.as_raw());
    let serve =
        |options: &str| Server::new().serve(format!("unix:{}?{options}", path.display()), echo()).bind();
    let bound = serve(&options).unwrap();
    let found = std::fs::symlink_metadata(&path).unwrap();
    assert_eq!((found.mode() & 0o777, found.uid(), found.gid()), (0o606, user.as_raw(), group.as_raw()));
    drop(bound);
    if user.is_root() {
        let _bound = serve("owner=65534&group=65533").unwrap();
        let found = std::fs::symlink_metadata(&path).unwrap();
        assert_eq!((found.uid(), found.gid()), (65534, 65533));
    } else {
        let error = serve("owner=root").unwrap_err();
        assert!(error.to_string().starts_with("cannot set owner of unix:"), "{error}");
        assert!(matches!(error, BindError::SocketOption { option: "owner", .. }), "{error}");
    }
    assert!(!path.exists());
}

fn an_adopted_abstract_listener_knows_its_address() {
    use std::os::linux::net::SocketAddrExt;
    run(async {
        let name = format!("ostler-it-adopted-{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let listener = UnixListener::bind_addr(&address).unwrap();
        let server = Server::new().serve_listener(listener, echo()).start().unwrap();
        assert_eq!(server.addresses(), [format!("unix:@{name}").parse::<Address>().unwrap()]);
        exchange(&mut connect(&server.addresses()[0]).await.unwrap(), "x\n", "x\n").await;
    });
}

fn an_adopted_listener_sends_without_delay() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let same = listener.try_clone().unwrap();
    let _bound = Server::new().serve_listener(listener, echo()).bind().unwrap();
    // Accepted sockets inherit it.
    assert!(socket2::SockRef::from(&same).tcp_nodelay().unwrap());
}
