//! Clients: which address of a name they take, how long they try, what their errors say; lines, halves and deadlines of
//! client streams, async and blocking; datagrams.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::time::Duration;

use ostler::{
    Address, BlockingConn, ConnectOptions, ConnectionEnd, Model, Peer, Protocol, Server, ServerHandle,
    Timeouts, Transport, blocking, connect, connect_blocking, connect_datagram, connect_datagram_blocking,
    connect_protocol,
};
use socket2::{Domain, SockAddr, Socket, Type};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::*;

tests![
    an_address_that_refuses_is_left_for_the_next_at_once,
    an_address_that_never_answers_is_overtaken,
    a_timeout_names_every_address_that_was_tried,
    a_refusal_names_every_address_that_was_tried,
    an_error_says_what_is_wrong_with_the_address,
    a_unix_server_whose_queue_is_full_is_waited_for,
    a_memory_server_that_does_not_accept_is_waited_for,
    lines_are_bounded_and_cut_anew_after_plain_reads,
    the_halves_are_used_at_once_and_close_together,
    both_ends_are_known,
    a_blocking_client_talks_on_every_transport,
    a_blocking_read_that_times_out_loses_nothing,
    a_blocking_write_times_out_when_the_server_takes_nothing,
    d1_d2_datagrams_keep_their_bounds_and_may_be_empty,
    d3_a_datagram_that_does_not_fit_is_an_error,
    d5_a_refused_datagram_is_an_error_and_the_client_lives_on,
    d7_datagrams_of_strangers_are_not_received,
    unix_datagrams_are_answered,
    a_protocol_converses_as_client_on_every_transport,
    a_killed_protocol_client_hears_why,
    a_protocol_client_hears_of_the_servers_end,
];

/// Sockets of both loopback addresses with one port; they refuse clients until they listen.
fn bind_both() -> (Socket, Socket, u16) {
    for _attempt in 0..100 {
        let ipv4 = bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let port = ipv4.local_addr().unwrap().as_socket().unwrap().port();
        if let Ok(ipv6) = bind((Ipv6Addr::LOCALHOST, port).into()) {
            return (ipv6, ipv4, port);
        }
    }
    panic!("no port is free at both addresses");
}

fn bind(address: SocketAddr) -> std::io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Makes `listener` one that lets clients wait and never answers: its queue is full. The queue must be kept.
fn silence(listener: &Socket) -> Vec<Socket> {
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    loop {
        let client = Socket::new(address.domain(), Type::STREAM, None).unwrap();
        match client.connect_timeout(&address, Duration::from_millis(100)) {
            Ok(()) => queue.push(client),
            Err(_full) => return queue,
        }
    }
}

fn serve_echo_at(listener: Socket) -> ServerHandle {
    listener.listen(16).unwrap();
    Server::new().serve_listener(std::net::TcpListener::from(listener), echo()).start().unwrap()
}

/// `*` stands for both loopback addresses, IPv6 first: a name whose addresses are certain.
fn both(port: u16) -> Address {
    format!("tcp://*:{port}").parse().unwrap()
}

fn ip_of(peer: &Peer) -> IpAddr {
    peer.ip().unwrap()
}

fn an_address_that_refuses_is_left_for_the_next_at_once() {
    run(async {
        let (_refusing, ipv4, port) = bind_both();
        let _server = serve_echo_at(ipv4);
        // The delay would outlast the test: it is the refusal that lets the next attempt begin.
        let options =
            ConnectOptions::default().with_timeout(None).with_attempt_delay(Duration::from_secs(3600));
        let mut client = options.connect(&both(port)).await.unwrap();
        assert_eq!(ip_of(client.peer()), Ipv4Addr::LOCALHOST);
        exchange(&mut client, "x\n", "x\n").await;
        let client = tokio::task::spawn_blocking(move || options.connect_blocking(&both(port)).unwrap());
        assert_eq!(ip_of(client.await.unwrap().peer()), Ipv4Addr::LOCALHOST);
    });
}

fn an_address_that_never_answers_is_overtaken() {
    run(async {
        let (silent, ipv4, port) = bind_both();
        let _queue = silence(&silent);
        let _server = serve_echo_at(ipv4);
        let options = ConnectOptions::default().with_attempt_delay(Duration::from_millis(20));
        let mut client = options.connect(&both(port)).await.unwrap();
        assert_eq!(ip_of(client.peer()), Ipv4Addr::LOCALHOST);
        exchange(&mut client, "x\n", "x\n").await;
        let client = tokio::task::spawn_blocking(move || options.connect_blocking(&both(port)).unwrap());
        assert_eq!(ip_of(client.await.unwrap().peer()), Ipv4Addr::LOCALHOST);
    });
}

fn a_timeout_names_every_address_that_was_tried() {
    run(async {
        let (ipv6, ipv4, port) = bind_both();
        let _queues = (silence(&ipv6), silence(&ipv4));
        let options = ConnectOptions::default().with_timeout(SHORT).with_attempt_delay(SHORT / 4);
        let expected = format!(
            "cannot connect to tcp://*:{port} within 200ms: \
             tried tcp://[::1]:{port}: timed out; tcp://127.0.0.1:{port}: timed out"
        );
        let error = options.connect(&both(port)).await.unwrap_err();
        assert_eq!(format!("{error:?}"), expected);
        assert!(error.is_timeout() && error.is_transient() && !error.is_refused());
        assert_eq!(std::io::Error::from(error).kind(), ErrorKind::TimedOut);
        let error = tokio::task::spawn_blocking(move || options.connect_blocking(&both(port)).unwrap_err());
        assert_eq!(format!("{:?}", error.await.unwrap()), expected);
    });
}

fn a_refusal_names_every_address_that_was_tried() {
    run(async {
        let (_ipv6, _ipv4, port) = bind_both();
        let expected = format!(
            "cannot connect to tcp://*:{port}: tried tcp://[::1]:{port}: Connection refused (os error 111); \
             tcp://127.0.0.1:{port}: Connection refused (os error 111)"
        );
        let error = connect(&both(port)).await.unwrap_err();
        assert_eq!(format!("{error:?}"), expected);
        assert!(error.is_refused() && error.is_transient() && !error.is_timeout());
        let targets: Vec<String> =
            error.attempts().iter().map(|attempt| attempt.target.to_string()).collect();
        assert_eq!(targets, [format!("tcp://[::1]:{port}"), format!("tcp://127.0.0.1:{port}")]);
        let error = tokio::task::spawn_blocking(move || connect_blocking(&both(port)).unwrap_err());
        assert_eq!(format!("{:?}", error.await.unwrap()), expected);
    });
}

fn an_error_says_what_is_wrong_with_the_address() {
    run(async {
        let check = async |address: &str, expected: &str, transient: bool| {
            let address: Address = address.parse().unwrap();
            let error = connect(&address).await.unwrap_err();
            assert!(format!("{error:?}").starts_with(expected), "{error:?}");
            assert_eq!(error.is_transient(), transient, "{error:?}");
            let blocking = tokio::task::spawn_blocking(move || connect_blocking(&address).unwrap_err());
            assert_eq!(format!("{:?}", blocking.await.unwrap()), format!("{error:?}"));
        };
        let allowed = "allowed are tcp://, unix: and mem: addresses";
        check("fd:3", &format!("cannot connect to fd:3: {allowed}"), false).await;
        check("udp://[::1]:1", &format!("cannot connect to udp://[::1]:1: {allowed}"), false).await;
        check("mem:nobody", "cannot connect to mem:nobody: connection refused", true).await;
        check("unix:/no/where", "cannot connect to unix:/no/where: No such file or directory", true).await;
        check("tcp://[fe80::1%nowhere]:1", "cannot resolve the host of tcp://[fe80::1%nowhere]:1: ", true)
            .await;
        let memory: Address = "mem:nobody".parse().unwrap();
        let expected = "cannot connect to mem:nobody: allowed are udp:// and unixgram: addresses";
        assert_eq!(connect_datagram(&memory).await.unwrap_err().to_string(), expected);
        assert_eq!(connect_datagram_blocking(&memory).unwrap_err().to_string(), expected);
    });
}

fn a_unix_server_whose_queue_is_full_is_waited_for() {
    run(async {
        let path = fresh_socket_path();
        let listener = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        let name = SockAddr::unix(&path).unwrap();
        listener.bind(&name).unwrap();
        listener.listen(0).unwrap();
        let first = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        first.connect(&name).unwrap();
        let address: Address = format!("unix:{}", path.display()).parse().unwrap();

        let options = ConnectOptions::default().with_timeout(SHORT / 4);
        let expected = format!("cannot connect to {address} within 50ms");
        assert_eq!(options.connect(&address).await.unwrap_err().to_string(), expected);
        let blocking = (options, address.clone());
        let blocking = tokio::task::spawn_blocking(move || blocking.0.connect_blocking(&blocking.1));
        assert_eq!(blocking.await.unwrap().unwrap_err().to_string(), expected);

        // With patience both get in, one after the other, as soon as there is room.
        let listener = UnixListener::from(listener);
        let again = address.clone();
        let blocking = tokio::task::spawn_blocking(move || connect_blocking(&again).map(drop));
        let waiting = tokio::spawn(async move { connect(&address).await.map(drop) });
        let accepting = tokio::task::spawn_blocking(move || {
            for _client in 0..3 {
                listener.accept().unwrap();
            }
        });
        blocking.await.unwrap().unwrap();
        waiting.await.unwrap().unwrap();
        accepting.await.unwrap();
        std::fs::remove_file(path).unwrap();
    });
}

fn a_memory_server_that_does_not_accept_is_waited_for() {
    run(async {
        let server = Server::new().serve(fresh_memory_address(), echo()).bind().unwrap();
        let address = server.addresses()[0].clone();
        let mut queue = Vec::new();
        let options = ConnectOptions::default().with_timeout(SHORT);
        let error = loop {
            match options.connect(&address).await {
                Ok(client) => queue.push(client),
                Err(error) => break error,
            }
        };
        assert_eq!(error.to_string(), format!("cannot connect to {address} within 200ms"));
        let (blocking, place) = (options, address.clone());
        let error = tokio::task::spawn_blocking(move || blocking.connect_blocking(&place).unwrap_err());
        assert!(error.await.unwrap().is_timeout());
        let place = address.clone();
        let waiting = tokio::task::spawn_blocking(move || connect_blocking(&place).map(drop));
        let _server = server.start().unwrap();
        waiting.await.unwrap().unwrap();
    });
}

fn lines_are_bounded_and_cut_anew_after_plain_reads() {
    run(async {
        let (server, _ends) = serve_memory(echo(), Timeouts::default());
        let mut client = client(&server).await;
        client.set_line_limit(8);
        client.write_all(b"one\r\ntwo too long\nthree\nfour").await.unwrap();
        client.write_eof();
        assert_eq!(client.read_line().await.unwrap().unwrap().content(), b"one");
        assert!(client.read_line().await.unwrap_err().is_too_long());
        let mut begin = [0; 2];
        client.read_exact(&mut begin).await.unwrap();
        assert_eq!(&begin, b"th");
        assert_eq!(&*client.read_line().await.unwrap().unwrap(), b"ree\n");
        let last = client.read_until(b"\r\n").await.unwrap().unwrap();
        assert_eq!(&*last, b"four");
        assert_eq!(client.read_line().await.unwrap(), None);
        assert_eq!(client.read(&mut begin).await.unwrap(), 0);
    });
}

fn the_halves_are_used_at_once_and_close_together() {
    run(async {
        for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
            let (server, mut ends) = watch_ends(Server::new());
            let server = server.serve(address, echo()).start().unwrap();
            let (mut read, mut write) = client(&server).await.into_split();
            let sending = tokio::spawn(async move {
                for number in 0..1000 {
                    write.write_all(format!("{number:080}\n").as_bytes()).await.unwrap();
                }
                write
            });
            for number in 0..1000 {
                let line = read.read_line().await.unwrap().unwrap();
                assert_eq!(line.content(), format!("{number:080}").as_bytes());
            }
            let mut write = sending.await.unwrap();
            drop(read);
            assert_eq!(server.connections().len(), 1, "half of it is still there");
            write.write_eof();
            assert_eq!(ends.next().await, "peer_closed");
        }
    });
}

fn both_ends_are_known() {
    run(async {
        let (server, _ends) = serve_tcp(echo(), Timeouts::default());
        let tcp = client(&server).await;
        assert_eq!(tcp.peer().inet().unwrap().port(), port_of(&server.addresses()[0]));
        let connections = loop {
            match server.connections() {
                none if none.is_empty() => tokio::task::yield_now().await,
                some => break some,
            }
        };
        assert_eq!(tcp.local().as_ref(), Some(&connections[0].peer));

        let path = fresh_socket_path();
        let server = Server::new().serve(format!("unix:{}", path.display()), echo()).start().unwrap();
        let unix = client(&server).await;
        let Peer::Unix { path: Some(found), uid, pid, .. } = unix.peer() else { panic!("{:?}", unix.peer()) };
        assert_eq!(*found, path);
        assert_eq!((*uid, *pid), (Some(rustix::process::getuid().as_raw()), Some(std::process::id())));

        let (server, _ends) = serve_memory(echo(), Timeouts::default());
        let memory = client(&server).await;
        assert_eq!(format!("{}", memory.peer()), server.addresses()[0].to_string());
        assert!(memory.local().is_some());
        // Neither shows what passes through it.
        assert_eq!(format!("{memory:?}"), format!("ClientStream {{ peer: {:?}, .. }}", memory.peer()));
    });
}

/// A server of threads, which needs no runtime either.
fn serve_blocking(address: String) -> ServerHandle {
    let echo = blocking(|conn: &mut BlockingConn| {
        while let Some(line) = conn.read_line()? {
            conn.write_all(&line)?;
        }
        Ok(())
    });
    Server::new().serve(address, echo.model(Model::threads(4))).start().unwrap()
}

fn a_blocking_client_talks_on_every_transport() {
    let path = fresh_socket_path();
    for address in
        ["tcp://127.0.0.1:0".to_owned(), format!("unix:{}", path.display()), fresh_memory_address()]
    {
        let server = serve_blocking(address);
        let mut client = connect_blocking(&server.addresses()[0]).unwrap();
        client.write_all(b"hello\nand ").unwrap();
        assert_eq!(client.read_line().unwrap().unwrap().content(), b"hello");
        let count =
            client.write_vectored(&[std::io::IoSlice::new(b"good "), std::io::IoSlice::new(b"bye\n")]);
        if count.unwrap() == 5 {
            client.write_all(b"bye\n").unwrap();
        }
        let mut begin = [0; 4];
        client.read_exact(&mut begin).unwrap();
        assert_eq!(&begin, b"and ");
        assert_eq!(&*client.read_line().unwrap().unwrap(), b"good bye\n");
        // More than any buffer on the way holds, so that both sides wait for each other.
        let long = vec![b'x'; 60_000];
        let mut sent = 0;
        for _line in 0..20 {
            client.write_all(&long).unwrap();
            client.write_all(b"\n").unwrap();
            sent += long.len() + 1;
            assert_eq!(client.read_line().unwrap().unwrap().content(), long);
        }
        client.write_eof();
        assert_eq!(client.read_line().unwrap(), None, "after {sent} bytes");
        assert!(client.local().is_some());
        assert_eq!(client.peer().to_string(), {
            let address = server.addresses()[0].to_string();
            address.strip_prefix("tcp://").map_or(address.clone(), str::to_owned)
        });
    }
}

fn a_blocking_read_that_times_out_loses_nothing() {
    for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
        let server = serve_blocking(address);
        let mut client = connect_blocking(&server.addresses()[0]).unwrap();
        client.set_read_timeout(SHORT / 4);
        client.write_all(b"half a line\nand ").unwrap();
        let mut begin = [0; 5];
        client.read_exact(&mut begin).unwrap();
        let rest = client.read_until(b"and").unwrap_err();
        let ostler::ReadError::Io(error) = rest else { panic!("{rest}") };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(client.read_line().unwrap().unwrap().content(), b"a line");
        assert_eq!(client.read(&mut begin).unwrap_err().kind(), ErrorKind::TimedOut);
        client.set_read_timeout(None);
        client.write_all(b"more\n").unwrap();
        assert_eq!(client.read_line().unwrap().unwrap().content(), b"and more");
    }
}

fn a_blocking_write_times_out_when_the_server_takes_nothing() {
    let server = Server::new().serve(["tcp://127.0.0.1:0", &fresh_memory_address()], echo()).bind().unwrap();
    for address in server.addresses() {
        let mut client = connect_blocking(&address).unwrap();
        client.set_write_timeout(SHORT / 4);
        let error = loop {
            match client.write(&[0; 64 * 1024]) {
                Ok(count) => assert_ne!(count, 0),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{address}");
    }
}

/// A UDP socket that answers nothing by itself, and its address.
fn udp_server() -> (std::net::UdpSocket, Address) {
    let server = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let address = format!("udp://{}", server.local_addr().unwrap()).parse().unwrap();
    (server, address)
}

fn d1_d2_datagrams_keep_their_bounds_and_may_be_empty() {
    run(async {
        let (server, address) = udp_server();
        let client = connect_datagram(&address).await.unwrap();
        let blocking = connect_datagram_blocking(&address).unwrap();
        let mut buffer = [0; 100];
        for datagram in [&b"one"[..], b"", b"three"] {
            client.send(datagram).await.unwrap();
            let (count, from) = server.recv_from(&mut buffer).unwrap();
            assert_eq!((&buffer[..count], Some(Peer::Inet(from))), (datagram, client.local()));
            server.send_to(datagram, from).unwrap();
            let count = client.recv(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..count], datagram);

            blocking.send(datagram).unwrap();
            let (count, from) = server.recv_from(&mut buffer).unwrap();
            assert_eq!((&buffer[..count], Some(Peer::Inet(from))), (datagram, blocking.local()));
            server.send_to(datagram, from).unwrap();
            let count = blocking.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..count], datagram);
        }
        assert_eq!(client.peer(), &Peer::Inet(server.local_addr().unwrap()));
        assert_eq!(blocking.peer(), client.peer());
        blocking.set_timeout(SHORT / 4).unwrap();
        assert_eq!(blocking.recv(&mut buffer).unwrap_err().kind(), ErrorKind::TimedOut);
    });
}

fn d3_a_datagram_that_does_not_fit_is_an_error() {
    run(async {
        let (server, address) = udp_server();
        let client = connect_datagram(&address).await.unwrap();
        client.send(&[0; 70_000]).await.unwrap_err();
        let to = client.local().unwrap().inet().unwrap();
        for datagram in [&b"too long"[..], b"fits"] {
            server.send_to(datagram, to).unwrap();
        }
        let mut buffer = [0; 4];
        let error = client.recv(&mut buffer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert_eq!(error.to_string(), "the datagram is longer than the 4 bytes there are for it");
        assert_eq!(client.recv(&mut buffer).await.unwrap(), 4);
        assert_eq!(&buffer, b"fits");
    });
}

fn d5_a_refused_datagram_is_an_error_and_the_client_lives_on() {
    run(async {
        let (server, address) = udp_server();
        let place = server.local_addr().unwrap();
        let client = connect_datagram(&address).await.unwrap();
        let blocking = connect_datagram_blocking(&address).unwrap();
        drop(server);
        let mut buffer = [0; 8];
        for _round in 0..2 {
            client.send(b"there?").await.unwrap();
            assert_eq!(client.recv(&mut buffer).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
            blocking.send(b"there?").unwrap();
            assert_eq!(blocking.recv(&mut buffer).unwrap_err().kind(), ErrorKind::ConnectionRefused);
        }
        let server = std::net::UdpSocket::bind(place).unwrap();
        client.send(b"there?").await.unwrap();
        let (_count, from) = server.recv_from(&mut buffer).unwrap();
        server.send_to(b"yes", from).unwrap();
        assert_eq!(client.recv(&mut buffer).await.unwrap(), 3);
    });
}

fn d7_datagrams_of_strangers_are_not_received() {
    run(async {
        let (server, address) = udp_server();
        let client = connect_datagram(&address).await.unwrap();
        let to = client.local().unwrap().inet().unwrap();
        std::net::UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"stranger", to).unwrap();
        server.send_to(b"server", to).unwrap();
        let mut buffer = [0; 100];
        let count = client.recv(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..count], b"server");
    });
}

fn unix_datagrams_are_answered() {
    run(async {
        let path = fresh_socket_path();
        let server = UnixDatagram::bind(&path).unwrap();
        let address: Address = format!("unixgram:{}", path.display()).parse().unwrap();
        let client = connect_datagram(&address).await.unwrap();
        let blocking = connect_datagram_blocking(&address).unwrap();
        let mut buffer = [0; 100];
        client.send(b"one").await.unwrap();
        blocking.send(b"two").unwrap();
        for _datagram in 0..2 {
            let (count, from) = server.recv_from(&mut buffer).unwrap();
            server.send_to_addr(&buffer[..count], &from).unwrap();
        }
        assert_eq!(client.recv(&mut buffer).await.unwrap(), 3);
        assert_eq!(&buffer[..3], b"one");
        assert_eq!(blocking.recv(&mut buffer).unwrap(), 3);
        assert_eq!(&buffer[..3], b"two");
        // No process stands behind a datagram socket as it does behind a connection.
        let Peer::Unix { path: Some(found), uid: None, pid: None, .. } = client.peer() else {
            panic!("{:?}", client.peer())
        };
        assert_eq!(*found, path);
        drop(server);
        let error = client.send(b"there?").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        std::fs::remove_file(path).unwrap();
    });
}

/// Says a line, tells what comes back and how it ends, and leaves after `answers` bytes.
struct Asks {
    answers: usize,
    told: tokio::sync::mpsc::UnboundedSender<String>,
}

impl Protocol for Asks {
    fn connection_made(&mut self, transport: &mut Transport) -> ostler::Result {
        Ok(transport.write(b"hello\n")?)
    }

    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> ostler::Result {
        self.told.send(String::from_utf8_lossy(data).into_owned())?;
        self.answers = self.answers.saturating_sub(data.len());
        if self.answers == 0 {
            transport.close();
        }
        Ok(())
    }

    fn connection_lost(&mut self, reason: &ConnectionEnd) {
        let _test_over = self.told.send(reason.label().to_owned());
    }
}

fn asks(answers: usize) -> (Asks, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let (told, heard) = tokio::sync::mpsc::unbounded_channel();
    (Asks { answers, told }, heard)
}

fn a_protocol_converses_as_client_on_every_transport() {
    run(async {
        let path = format!("unix:{}", fresh_socket_path().display());
        for address in ["tcp://127.0.0.1:0".to_owned(), path, fresh_memory_address()] {
            let server = Server::new().serve(&address, echo()).start().unwrap();
            let (asks, mut heard) = asks(6);
            let client = connect_protocol(&server.addresses()[0], asks).await.unwrap();
            assert_eq!(client.wait().await.label(), "completed");
            assert_eq!(heard.recv().await.unwrap(), "hello\n");
            assert_eq!(heard.recv().await.unwrap(), "completed");
            assert_eq!(server.shutdown().await.abandoned, 0);
        }
    });
}

fn a_killed_protocol_client_hears_why() {
    run(async {
        let server = Server::new().serve(fresh_memory_address(), echo()).start().unwrap();
        let (asks, mut heard) = asks(usize::MAX);
        let client = connect_protocol(&server.addresses()[0], asks).await.unwrap();
        assert_eq!(heard.recv().await.unwrap(), "hello\n");
        assert!(client.kill());
        assert_eq!(heard.recv().await.unwrap(), "killed");
        assert_eq!(client.wait().await.label(), "killed");
    });
}

fn a_protocol_client_hears_of_the_servers_end() {
    run(async {
        let server = Server::new().serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let (client, mut heard) = asks(usize::MAX);
        let client = connect_protocol(&server.addresses()[0], client).await.unwrap();
        assert_eq!(heard.recv().await.unwrap(), "hello\n");
        server.shutdown().await;
        assert_eq!(heard.recv().await.unwrap(), "peer_closed");
        assert_eq!(client.wait().await.label(), "peer_closed");
        let error = connect_protocol(&"tcp://127.0.0.1:1".parse().unwrap(), asks(1).0).await.unwrap_err();
        assert!(error.is_refused(), "{error}");
    });
}
