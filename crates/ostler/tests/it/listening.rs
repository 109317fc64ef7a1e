//! What binding an address does, and listeners that are adopted.

use std::os::unix::net::UnixListener;

use ostler::{Address, BindError, Server, connect};

use crate::harness::*;

tests![
    a_live_unix_socket_whose_queue_is_full_is_not_taken_over,
    an_option_that_cannot_be_carried_out_fails_before_anything_is_bound,
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

fn an_option_that_cannot_be_carried_out_fails_before_anything_is_bound() {
    let name = fresh_memory_address();
    let unix = "unix:/nowhere/x.sock?owner=root";
    let error = Server::new().serve([name.as_str(), unix], echo()).check().unwrap_err();
    assert_eq!(error.to_string(), format!("cannot set owner and group of {unix}: allowed is mode"));
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
