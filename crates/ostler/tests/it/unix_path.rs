//! Unix sockets at a path: what is taken over and what is not, what is removed at the end, and who may connect.

use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;

use ostler::{BindError, Bound, Server, connect};
use socket2::{Domain, SockAddr, Socket, Type};

use crate::harness::*;

tests![
    l21_a_stale_socket_is_replaced,
    l21_what_is_no_socket_is_refused,
    l21_a_live_unix_socket_whose_queue_is_full_is_not_taken_over,
    l21_a_live_socket_is_not_taken_over_and_notices_nothing,
    l22_the_path_is_removed_at_the_end,
    l22_what_others_put_at_the_path_stays,
    l23_abstract_names_are_served_once,
    the_lock_of_a_unix_socket_is_private,
    mode_owner_and_group_are_those_of_the_address,
];

fn bind(path: &Path) -> Result<Bound, BindError> {
    Server::new().serve(format!("unix:{}", path.display()), echo()).bind()
}

fn l21_a_stale_socket_is_replaced() {
    run(async {
        let path = fresh_socket_path();
        for kind in ["stream", "datagram"] {
            match kind {
                "stream" => drop(UnixListener::bind(&path).unwrap()),
                _ => drop(UnixDatagram::bind(&path).unwrap()),
            }
            // What a server that was killed leaves as well.
            std::fs::write(path.with_extension("sock.lock"), b"").unwrap();
            let server = bind(&path).unwrap().start().unwrap();
            exchange(&mut client(&server).await, "x\n", "x\n").await;
            server.shutdown().await;
            assert!(!path.exists() && !path.with_extension("sock.lock").exists(), "{kind}");
        }
    });
}

fn l21_what_is_no_socket_is_refused() {
    let path = fresh_socket_path();
    let check = |what: &str| {
        let error = bind(&path).unwrap_err();
        let expected =
            format!("cannot listen on unix:{}: the path exists and is not a socket", path.display());
        assert_eq!(format!("{error:?}"), expected, "{what}");
    };
    std::fs::write(&path, b"precious").unwrap();
    check("a file");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    check("a folder");
    std::fs::remove_dir(&path).unwrap();
    // Not even where the link leads to a stale socket.
    let target = path.with_extension("target");
    drop(UnixListener::bind(&target).unwrap());
    std::os::unix::fs::symlink(&target, &path).unwrap();
    check("a link");
    assert!(target.exists());
    std::fs::remove_file(&path).unwrap();
    std::fs::remove_file(&target).unwrap();
}

fn l21_a_live_unix_socket_whose_queue_is_full_is_not_taken_over() {
    run(async {
        let path = fresh_socket_path();
        let address = SockAddr::unix(&path).unwrap();
        let live = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        live.bind(&address).unwrap();
        live.listen(0).unwrap();
        let mut queued = Vec::new();
        loop {
            let client = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
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

fn l21_a_live_socket_is_not_taken_over_and_notices_nothing() {
    let path = fresh_socket_path();
    let refuses = |what: &str| {
        let error = bind(&path).unwrap_err();
        assert!(matches!(error, BindError::InUse { .. }), "{what}: {error:?}");
        assert!(path.exists(), "{what}");
    };
    // Bound by somebody who has yet to listen.
    let live = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
    live.bind(&SockAddr::unix(&path).unwrap()).unwrap();
    refuses("bound");
    live.listen(8).unwrap();
    refuses("listening");
    live.set_nonblocking(true).unwrap();
    assert_eq!(live.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody connected");
    drop(live);
    std::fs::remove_file(&path).unwrap();

    let live = UnixDatagram::bind(&path).unwrap();
    refuses("datagrams");
    let other = path.with_extension("other");
    let _other = UnixDatagram::bind(&other).unwrap();
    live.connect(&other).unwrap();
    refuses("datagrams from somebody else alone");
    std::fs::remove_file(&path).unwrap();
    std::fs::remove_file(&other).unwrap();

    let first = bind(&path).unwrap();
    refuses("ours");
    drop(first);
    assert!(!path.exists());
}

fn l22_the_path_is_removed_at_the_end() {
    run(async {
        let path = fresh_socket_path();
        drop(bind(&path).unwrap());
        assert!(!path.exists(), "never started");
        let server = bind(&path).unwrap().start().unwrap();
        let _open = client(&server).await;
        server.shutdown().await;
        assert!(!path.exists(), "stopped");
        let server = bind(&path).unwrap().start().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(server.shutdown().await.abandoned, 0, "somebody else removed it");
    });
}

fn l22_what_others_put_at_the_path_stays() {
    run(async {
        let path = fresh_socket_path();
        let server = bind(&path).unwrap().start().unwrap();
        std::fs::remove_file(&path).unwrap();
        let other = UnixListener::bind(&path).unwrap();
        server.shutdown().await;
        std::os::unix::net::UnixStream::connect(&path).unwrap();
        drop(other);

        let server = bind(&path).unwrap().start().unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, b"precious").unwrap();
        server.shutdown().await;
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
        std::fs::remove_file(&path).unwrap();
    });
}

fn l23_abstract_names_are_served_once() {
    run(async {
        let name = format!("unix:@ostler-it-{}%00", std::process::id());
        let error = Server::new().serve(name.as_str(), echo()).bind().unwrap_err();
        assert!(matches!(error, BindError::Address(_)), "{error}");
        let name = name.replace("%00", "%20x");
        let server = Server::new().serve(name.as_str(), echo()).start().unwrap();
        assert_eq!(server.addresses()[0].to_string(), name);
        exchange(&mut client(&server).await, "x\n", "x\n").await;
        let error = Server::new().serve(name.as_str(), echo()).bind().unwrap_err();
        assert!(matches!(error, BindError::InUse { .. }), "{error}");
        server.shutdown().await;
        connect(&name.parse().unwrap()).await.unwrap_err();
        // No file has to be removed first.
        drop(Server::new().serve(name.as_str(), echo()).bind().unwrap());
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
