//! Datagrams: the rows D1 to D16 of the conformance list, and what the envelope does for them.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::net::UnixDatagram as StdUnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ostler::{
    Address, BindError, ConnectionActivity, Datagram, Limits, Model, Peer, Server, ServerHandle, Service,
    blocking_datagram, datagram,
};
use tokio::net::{UdpSocket, UnixDatagram};
use tokio::sync::{Notify, mpsc};

use crate::harness::*;

tests![
    d1_boundaries_order_and_zero_length,
    d2_a_zero_length_answer_is_sent,
    d3_an_oversize_datagram_is_cut_and_says_so,
    d4_too_long_an_answer_is_an_error_and_the_endpoint_lives,
    d5_refused_by_the_connected_peer_is_counted_and_the_endpoint_lives,
    d6_refused_by_one_peer_is_no_matter_to_others,
    d7_a_connected_socket_hears_its_peer_alone,
    d8_an_answer_waits_while_the_peers_queue_is_full,
    d10_errors_and_panics_are_one_datagrams_own,
    d11_broadcasts_are_received_and_answered,
    d12_a_peer_without_a_name_cannot_be_answered,
    d13_nothing_written_is_nothing_sent,
    d14_after_an_error_nothing_is_sent,
    d15_ipv6_and_mapped_ipv4,
    d16_a_group_is_joined_and_left_again,
    answers_leave_from_the_address_that_was_asked,
    a_train_of_datagrams_is_taken_apart,
    a_job_that_waits_is_listed_and_others_go_on,
    a_killed_job_is_dropped_and_cannot_answer,
    draining_waits_for_jobs_in_flight,
    an_abort_ends_what_waits,
    at_the_limit_datagrams_wait_their_turn,
    at_the_limit_refused_datagrams_are_counted,
    the_limit_of_a_peer_holds_for_datagrams,
    the_admit_hook_sees_datagrams,
    while_suspended_nothing_is_received,
    a_handler_that_blocks_its_loop_is_in_the_report,
    every_model_in_one_process_serves_datagrams,
    threads_serve_datagrams_at_once_and_serial_in_turn,
    run_once_serves_one_datagram,
    a_style_at_the_wrong_kind_of_address_is_an_error,
    the_limit_of_bytes_is_checked,
    a_unix_path_is_claimed_and_removed,
    unix_peers_have_credentials,
    names_and_wildcards_share_one_udp_port,
    an_adopted_socket_keeps_what_was_set,
];

fn echo_datagrams() -> Service {
    datagram(|d: Datagram| d.reply(d.bytes()))
}

/// Says of each datagram what the handler was told.
fn describe() -> Service {
    datagram(|d: Datagram| async move {
        let text =
            format!("{} {} {:?} {}", d.bytes().escape_ascii(), d.is_truncated(), d.original_len(), d.local());
        d.reply(text).await
    })
}

pub(crate) fn start(address: &str, service: Service) -> ServerHandle {
    Server::new().serve(address, service).start().unwrap()
}

pub(crate) fn socket_address(address: &Address) -> SocketAddr {
    let text = address.to_string();
    let text = text.strip_prefix("udp://").expect("a UDP address");
    text.split('?').next().unwrap().parse().unwrap()
}

/// A socket that only hears the server, and only from that address.
pub(crate) async fn udp_client(to: SocketAddr) -> UdpSocket {
    let local: SocketAddr = if to.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" }.parse().unwrap();
    let client = UdpSocket::bind(local).await.unwrap();
    client.connect(to).await.unwrap();
    client
}

pub(crate) async fn client_of(server: &ServerHandle) -> UdpSocket {
    udp_client(socket_address(&server.addresses()[0])).await
}

pub(crate) async fn receive(client: &UdpSocket) -> String {
    let mut buffer = vec![0; 70_000];
    let count = client.recv(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..count]).into_owned()
}

pub(crate) async fn ask(client: &UdpSocket, text: &str) -> String {
    client.send(text.as_bytes()).await.unwrap();
    receive(client).await
}

pub(crate) async fn receive_unix(client: &UnixDatagram) -> String {
    let mut buffer = vec![0; 70_000];
    let count = client.recv(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..count]).into_owned()
}

/// A Unix server and a client socket, connected and with a name of its own.
fn unix_pair(service: Service) -> (ServerHandle, UnixDatagram, std::path::PathBuf) {
    let (path, own) = (fresh_socket_path(), fresh_socket_path());
    let server = start(&format!("unixgram:{}", path.display()), service);
    let client = UnixDatagram::bind(&own).unwrap();
    client.connect(&path).unwrap();
    (server, client, own)
}

/// Waits until the server's registry has `count` entries.
pub(crate) async fn wait_open(server: &ServerHandle, count: usize) {
    while server.connections().len() != count {
        tokio::task::yield_now().await;
    }
}

/// Waits until `count` ends were counted: an answer comes before the end of its job.
pub(crate) async fn wait_ended(server: &ServerHandle, count: u64) {
    while server.stats().ended_total() < count {
        tokio::task::yield_now().await;
    }
}

fn d1_boundaries_order_and_zero_length() {
    run(async {
        let server = start("udp://127.0.0.1:0", echo_datagrams());
        let client = client_of(&server).await;
        for text in ["one", "", "two", "three\nfour", ""] {
            client.send(text.as_bytes()).await.unwrap();
        }
        for text in ["one", "", "two", "three\nfour", ""] {
            assert_eq!(receive(&client).await, text);
        }
        let long = "x".repeat(65_507);
        assert!(ask(&client, &long).await == long);
        let (_server, client, own) = unix_pair(echo_datagrams());
        for text in ["one", "", "two"] {
            client.send(text.as_bytes()).await.unwrap();
            assert_eq!(receive_unix(&client).await, text);
        }
        std::fs::remove_file(own).unwrap();
    });
}

fn d2_a_zero_length_answer_is_sent() {
    run(async {
        let server = start("udp://127.0.0.1:0", datagram(|d: Datagram| d.reply([])));
        assert_eq!(ask(&client_of(&server).await, "something").await, "");
        let empty =
            blocking_datagram(|request: &Datagram, _reply: &mut Vec<u8>| Ok(request.reply_blocking([])?));
        let server = start("udp://127.0.0.1:0", empty);
        assert_eq!(ask(&client_of(&server).await, "something").await, "");
    });
}

fn d3_an_oversize_datagram_is_cut_and_says_so() {
    run(async {
        let server = start("udp://127.0.0.1:0", describe().datagram_bytes_max(4));
        let client = client_of(&server).await;
        let local = socket_address(&server.addresses()[0]);
        assert_eq!(ask(&client, "four").await, format!("four false Some(4) {local}"));
        assert_eq!(ask(&client, "fiver").await, format!("five true Some(5) {local}"));
        let stats = server.stats();
        assert_eq!((stats.datagrams_received, stats.datagrams_truncated), (2, 1));
        let (server, client, own) = unix_pair(describe().datagram_bytes_max(4));
        for (text, expected) in [("four", "four false Some(4)"), ("fiver", "five true Some(5)")] {
            client.send(text.as_bytes()).await.unwrap();
            assert!(receive_unix(&client).await.starts_with(expected));
        }
        assert_eq!(server.stats().datagrams_truncated, 1);
        std::fs::remove_file(own).unwrap();
    });
}

fn d4_too_long_an_answer_is_an_error_and_the_endpoint_lives() {
    run(async {
        let (server, mut ends) = watch_ends(Server::new());
        let service = datagram(|d: Datagram| async move {
            let length = if d.bytes() == b"long" { 70_000 } else { 1 };
            d.reply(vec![b'x'; length]).await
        });
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"long").await.unwrap();
        assert_eq!(ends.next().await, "error");
        assert_eq!(ask(&client, "short").await, "x");
        assert_eq!(ends.next().await, "completed");
    });
}

fn d5_refused_by_the_connected_peer_is_counted_and_the_endpoint_lives() {
    run(async {
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let client_address = client.local_addr().unwrap();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let local = socket.local_addr().unwrap();
        socket.connect(client_address).unwrap();
        let gone = Arc::new(Notify::new());
        let wait_gone = Arc::clone(&gone);
        let service = datagram(move |d: Datagram| {
            let gone = Arc::clone(&wait_gone);
            async move {
                if d.bytes() == b"later" {
                    gone.notified().await;
                }
                d.reply(d.bytes()).await
            }
        });
        let server = Server::new().serve_listener(socket, service).start().unwrap();
        assert_eq!(server.addresses()[0].to_string(), format!("udp://{local}"));
        client.connect(local).await.unwrap();
        assert_eq!(ask(&client, "now").await, "now");
        for _time in 0..3 {
            client.send(b"later").await.unwrap();
        }
        wait_open(&server, 3).await;
        drop(client);
        for before in 1..=3 {
            gone.notify_one();
            // An answer may meet the refusal of the one before, which is then its own error. Each is on its way before the
            // address has a client again.
            while server.stats().ended_total() == before {
                tokio::task::yield_now().await;
            }
        }
        while server.stats().receive_errors + server.stats().ended("error") == 0 {
            tokio::task::yield_now().await;
        }
        let client = UdpSocket::bind(client_address).await.unwrap();
        client.connect(local).await.unwrap();
        assert_eq!(ask(&client, "back").await, "back");
    });
}

fn d6_refused_by_one_peer_is_no_matter_to_others() {
    run(async {
        let server = start("udp://127.0.0.1:0", echo_datagrams());
        let other = client_of(&server).await;
        for _time in 0..50 {
            let client = client_of(&server).await;
            client.send(b"and gone").await.unwrap();
            drop(client);
            assert_eq!(ask(&other, "here").await, "here");
        }
        assert_eq!(server.stats().receive_errors, 0);
    });
}

fn d7_a_connected_socket_hears_its_peer_alone() {
    run(async {
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(client.local_addr().unwrap()).unwrap();
        let local = socket.local_addr().unwrap();
        let server = Server::new().serve_listener(socket, echo_datagrams()).start().unwrap();
        let stranger = udp_client(local).await;
        stranger.send(b"let me in").await.unwrap();
        client.connect(local).await.unwrap();
        assert_eq!(ask(&client, "hello").await, "hello");
        assert_eq!(server.stats().datagrams_received, 1);
    });
}

fn d8_an_answer_waits_while_the_peers_queue_is_full() {
    run(async {
        const COUNT: usize = 64;
        for is_blocking in [false, true] {
            let service = if is_blocking {
                blocking_datagram(|request: &Datagram, reply: &mut Vec<u8>| {
                    reply.extend_from_slice(request.bytes());
                    Ok(())
                })
            } else {
                echo_datagrams()
            };
            // The client is not connected: the system bounds no queue between two that are connected to each other.
            let (path, own) = (fresh_socket_path(), fresh_socket_path());
            let server = start(&format!("unixgram:{}", path.display()), service);
            let client = UnixDatagram::bind(&own).unwrap();
            for number in 0..COUNT {
                client.send_to(number.to_string().as_bytes(), &path).await.unwrap();
            }
            while server.stats().datagrams_received < COUNT as u64 {
                tokio::task::yield_now().await;
            }
            // More are answered than a queue of Unix datagrams holds (net.unix.max_dgram_qlen).
            assert!(!server.connections().is_empty());
            let mut numbers = Vec::new();
            for _answer in 0..COUNT {
                numbers.push(receive_unix(&client).await.parse::<usize>().unwrap());
            }
            numbers.sort_unstable();
            assert_eq!(numbers, (0..COUNT).collect::<Vec<_>>());
            std::fs::remove_file(own).unwrap();
        }
    });
}

fn d10_errors_and_panics_are_one_datagrams_own() {
    run(async {
        let (server, mut ends) = watch_ends(Server::new());
        let service = datagram(|d: Datagram| async move {
            match d.bytes() {
                b"error" => Err("asked to".into()),
                b"panic" => panic!("asked to"),
                b"late" => {
                    tokio::task::yield_now().await;
                    panic!("asked to")
                }
                bytes => d.reply(bytes).await,
            }
        });
        let blocking = blocking_datagram(|request: &Datagram, reply: &mut Vec<u8>| match request.bytes() {
            b"error" => Err("asked to".into()),
            b"panic" | b"late" => panic!("asked to"),
            bytes => {
                reply.extend_from_slice(bytes);
                Ok(())
            }
        });
        let server =
            server.serve("udp://127.0.0.1:0", service).serve("udp://127.0.0.1:0", blocking).start().unwrap();
        for address in server.addresses() {
            let client = udp_client(socket_address(address)).await;
            for (text, end) in [("error", "error"), ("panic", "panicked"), ("late", "panicked")] {
                client.send(text.as_bytes()).await.unwrap();
                assert_eq!(ends.next().await, end);
                assert_eq!(ask(&client, "next").await, "next");
                assert_eq!(ends.next().await, "completed");
            }
        }
        let stats = server.stats();
        assert_eq!((stats.ended("error"), stats.ended("panicked"), stats.ended("completed")), (2, 4, 6));
        assert_eq!(stats.accepted, 12);
        while server.stats().open > 0 {
            tokio::task::yield_now().await;
        }
    });
}

fn d11_broadcasts_are_received_and_answered() {
    run(async {
        let server = start("udp://0.0.0.0:0?broadcast=true", describe());
        let mut to = socket_address(&server.addresses()[0]);
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        client.set_broadcast(true).unwrap();
        to.set_ip(Ipv4Addr::new(127, 255, 255, 255).into());
        client.send_to(b"all", to).await.unwrap();
        let mut buffer = [0; 100];
        let (count, from) = client.recv_from(&mut buffer).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&buffer[..count]), format!("all false Some(3) {to}"));
        assert_eq!((from.ip(), from.port()), (Ipv4Addr::LOCALHOST.into(), to.port()));
    });
}

fn d12_a_peer_without_a_name_cannot_be_answered() {
    run(async {
        let path = fresh_socket_path();
        let (server, mut ends) = watch_ends(Server::new());
        let (errors, mut error) = mpsc::unbounded_channel();
        let service = datagram(move |d: Datagram| {
            let errors = errors.clone();
            async move {
                assert!(matches!(d.peer(), Peer::Unix { path: None, .. }));
                let failed = d.reply("you").await.unwrap_err();
                errors.send(failed.to_string())?;
                Err(failed)
            }
        });
        let address = format!("unixgram:{}", path.display());
        let _server = server.serve(address, service).start().unwrap();
        let client = StdUnixDatagram::unbound().unwrap();
        client.send_to(b"who", &path).unwrap();
        assert_eq!(ends.next().await, "error");
        let text = "the peer's socket is bound to no name, so nothing can be sent to it";
        assert_eq!(error.recv().await.unwrap(), text);
    });
}

fn d13_nothing_written_is_nothing_sent() {
    run(async {
        let service = blocking_datagram(|request: &Datagram, reply: &mut Vec<u8>| {
            if request.bytes() != b"silence" {
                reply.extend_from_slice(request.bytes());
            }
            Ok(())
        });
        let (server, mut ends) = watch_ends(Server::new());
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"silence").await.unwrap();
        assert_eq!(ends.next().await, "completed");
        assert_eq!(ask(&client, "word").await, "word");
    });
}

fn d14_after_an_error_nothing_is_sent() {
    run(async {
        let service = blocking_datagram(|request: &Datagram, reply: &mut Vec<u8>| {
            reply.extend_from_slice(request.bytes());
            if request.bytes() == b"fail" { Err("asked to".into()) } else { Ok(()) }
        });
        let (server, mut ends) = watch_ends(Server::new());
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"fail").await.unwrap();
        assert_eq!(ends.next().await, "error");
        assert_eq!(ask(&client, "word").await, "word");
    });
}

fn d15_ipv6_and_mapped_ipv4() {
    run(async {
        let server = start("udp://[::1]:0", describe());
        let client = client_of(&server).await;
        let local = socket_address(&server.addresses()[0]);
        assert_eq!(ask(&client, "six").await, format!("six false Some(3) {local}"));
        // A socket of both families, which others make.
        let both = socket2::Socket::new(socket2::Domain::IPV6, socket2::Type::DGRAM, None).unwrap();
        both.set_only_v6(false).unwrap();
        both.bind(&"[::]:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        let port = both.local_addr().unwrap().as_socket().unwrap().port();
        let seen = datagram(|d: Datagram| async move {
            d.reply(format!("{} {}", d.peer().ip().unwrap(), d.local().ip().unwrap())).await
        });
        let _server = Server::new().serve_listener(std::net::UdpSocket::from(both), seen).start().unwrap();
        let client = udp_client(SocketAddr::from(([127, 0, 0, 2], port))).await;
        assert_eq!(ask(&client, "?").await, "127.0.0.1 127.0.0.2");
        let client = udp_client(SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, port))).await;
        assert_eq!(ask(&client, "?").await, "::1 ::1");
    });
}

fn d16_a_group_is_joined_and_left_again() {
    run(async {
        let group = "239.255.77.77";
        let address = format!("udp://*:0?multicast={group}&interface=127.0.0.1");
        let server = start(&address, describe());
        let bound = server.addresses().iter().find(|address| address.to_string().contains("0.0.0.0"));
        let bound = bound.expect("the wildcard of IPv4");
        assert!(bound.to_string().ends_with(&format!("?multicast={group}&interface=127.0.0.1")), "{bound}");
        let to = SocketAddr::new(group.parse().unwrap(), socket_address(bound).port());
        let client = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None).unwrap();
        client.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        client.set_multicast_if_v4(&Ipv4Addr::LOCALHOST).unwrap();
        client.set_multicast_loop_v4(true).unwrap();
        client.set_nonblocking(true).unwrap();
        let client = UdpSocket::from_std(client.into()).unwrap();
        client.send_to(b"group", to).await.unwrap();
        assert_eq!(receive(&client).await, format!("group false Some(5) {to}"));
        server.shutdown().await;
        let joined = std::fs::read_to_string("/proc/net/igmp").unwrap();
        assert!(!joined.contains("4D4DFFEF"), "{joined}");
    });
}

fn answers_leave_from_the_address_that_was_asked() {
    run(async {
        // These clients are connected: an answer from another address would never reach them.
        let server = start("udp://*:0", describe());
        let port = socket_address(&server.addresses()[0]).port();
        for ip in ["127.0.0.1", "127.0.0.2", "127.1.2.3", "[::1]"] {
            let to: SocketAddr = format!("{ip}:{port}").parse().unwrap();
            let client = udp_client(to).await;
            assert_eq!(ask(&client, "hi").await, format!("hi false Some(2) {to}"));
        }
    });
}

fn a_train_of_datagrams_is_taken_apart() {
    run(async {
        let server = start("udp://127.0.0.1:0", echo_datagrams());
        let client = client_of(&server).await;
        let state = quinn_udp::UdpSocketState::new((&client).into()).unwrap();
        if state.max_gso_segments() < 5 {
            return;
        }
        let transmit = quinn_udp::Transmit {
            destination: socket_address(&server.addresses()[0]),
            ecn: None,
            contents: b"firstsecndthirdlas",
            segment_size: Some(5),
            src_ip: None,
        };
        client.writable().await.unwrap();
        state.try_send((&client).into(), &transmit).unwrap();
        for text in ["first", "secnd", "third", "las"] {
            assert_eq!(receive(&client).await, text);
        }
    });
}

/// Answers `now` at once, and everything else when it is told to.
pub(crate) fn patient(go: &Arc<Notify>) -> Service {
    let go = Arc::clone(go);
    datagram(move |d: Datagram| {
        let go = Arc::clone(&go);
        async move {
            if d.bytes() != b"now" {
                go.notified().await;
            }
            d.reply(d.bytes()).await
        }
    })
}

fn a_job_that_waits_is_listed_and_others_go_on() {
    run(async {
        let go = Arc::new(Notify::new());
        let server = start("udp://127.0.0.1:0", patient(&go));
        let client = client_of(&server).await;
        client.send(b"later").await.unwrap();
        wait_open(&server, 1).await;
        assert_eq!(ask(&client, "now").await, "now");
        let listed = server.connections();
        assert_eq!(listed[0].peer, Peer::Inet(client.local_addr().unwrap()));
        assert_eq!(listed[0].local, Some(Peer::Inet(socket_address(&server.addresses()[0]))));
        assert_eq!((listed[0].bytes_read, listed[0].bytes_written), (5, 0));
        assert_eq!(listed[0].activity, ConnectionActivity::Busy);
        go.notify_one();
        assert_eq!(receive(&client).await, "later");
        wait_open(&server, 0).await;
    });
}

fn a_killed_job_is_dropped_and_cannot_answer() {
    run(async {
        let (server, mut ends) = watch_ends(Server::new());
        let kept = Arc::new(std::sync::Mutex::new(None));
        let keep = Arc::clone(&kept);
        let service = datagram(move |d: Datagram| {
            *keep.lock().unwrap() = Some(d);
            std::future::pending()
        });
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"stuck").await.unwrap();
        wait_open(&server, 1).await;
        let id = server.connections()[0].id;
        assert!(server.kill(id));
        assert!(!server.kill(id));
        let d = kept.lock().unwrap().take().unwrap();
        assert_eq!(d.id(), id);
        d.reply("too late").await.unwrap_err();
        assert_eq!(ends.next().await, "killed");
        assert_eq!(server.connections().len(), 0);
    });
}

fn draining_waits_for_jobs_in_flight() {
    run(async {
        let go = Arc::new(Notify::new());
        let server = start("udp://127.0.0.1:0", patient(&go));
        let client = client_of(&server).await;
        client.send(b"later").await.unwrap();
        wait_open(&server, 1).await;
        server.drain(Duration::from_secs(30));
        let signal = server.drain_signal();
        signal.wait_draining().await;
        client.send(b"now").await.unwrap();
        go.notify_one();
        assert_eq!(receive(&client).await, "later");
        let report = server.wait().await;
        assert_eq!((report.open, report.drained), (1, 1));
        // The one that came after the drain had begun was not answered, and the socket is closed.
        assert_eq!(client.try_recv(&mut [0; 10]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
        client.send(b"x").await.unwrap();
        assert_eq!(
            client.recv(&mut [0; 10]).await.unwrap_err().kind(),
            std::io::ErrorKind::ConnectionRefused
        );
    });
}

fn an_abort_ends_what_waits() {
    run(async {
        let server = start("udp://127.0.0.1:0", datagram(|_| std::future::pending()));
        let client = client_of(&server).await;
        client.send(b"one").await.unwrap();
        client.send(b"two").await.unwrap();
        wait_open(&server, 2).await;
        server.abort();
        let report = server.wait().await;
        assert_eq!((report.open, report.aborted, report.abandoned), (2, 2, 0));
    });
}

fn at_the_limit_datagrams_wait_their_turn() {
    run(async {
        let go = Arc::new(Notify::new());
        let server = start("udp://127.0.0.1:0", patient(&go).connections_max(1));
        let client = client_of(&server).await;
        for text in ["first", "second", "now"] {
            client.send(text.as_bytes()).await.unwrap();
        }
        wait_open(&server, 1).await;
        go.notify_one();
        assert_eq!(receive(&client).await, "first");
        go.notify_one();
        assert_eq!(receive(&client).await, "second");
        assert_eq!(receive(&client).await, "now");
        wait_ended(&server, 3).await;
    });
}

fn at_the_limit_refused_datagrams_are_counted() {
    run(async {
        let go = Arc::new(Notify::new());
        let limits =
            Limits::default().with_connections(1).with_at_limit(ostler::AtLimit::Reply(Arc::from(*b"busy")));
        let server = Server::new().limits(limits).serve("udp://127.0.0.1:0", patient(&go)).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"first").await.unwrap();
        wait_open(&server, 1).await;
        assert_eq!(ask(&client, "second").await, "busy");
        go.notify_one();
        assert_eq!(receive(&client).await, "first");
        wait_open(&server, 0).await;
        assert_eq!(ask(&client, "now").await, "now");
        let stats = server.stats();
        assert_eq!((stats.refused("total_limit"), stats.accepted, stats.datagrams_received), (1, 2, 3));
    });
}

fn the_limit_of_a_peer_holds_for_datagrams() {
    run(async {
        let go = Arc::new(Notify::new());
        let limits = Limits::default()
            .with_connections_per_peer(2)
            .with_at_peer_limit(ostler::AtPeerLimit::Reply(Arc::from(*b"busy")));
        let server = Server::new().limits(limits).serve("udp://*:0", patient(&go)).start().unwrap();
        let port = socket_address(&server.addresses()[0]).port();
        let client = udp_client(SocketAddr::from(([127, 0, 0, 1], port))).await;
        client.send(b"first").await.unwrap();
        client.send(b"second").await.unwrap();
        wait_open(&server, 2).await;
        assert_eq!(ask(&client, "now").await, "busy");
        let other = udp_client(SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, port))).await;
        assert_eq!(ask(&other, "now").await, "now");
        go.notify_one();
        receive(&client).await;
        wait_open(&server, 1).await;
        for _time in 0..10 {
            assert_eq!(ask(&client, "now").await, "now");
        }
        assert_eq!(server.stats().refused("peer_limit"), 1);
    });
}

fn the_admit_hook_sees_datagrams() {
    run(async {
        let welcome = Arc::new(AtomicUsize::new(0));
        let asked = Arc::clone(&welcome);
        let server = Server::new()
            .admit(move |peer| {
                assert!(peer.inet().is_some());
                asked.fetch_add(1, Ordering::Relaxed) > 0
            })
            .serve("udp://127.0.0.1:0", echo_datagrams())
            .start()
            .unwrap();
        let client = client_of(&server).await;
        client.send(b"no").await.unwrap();
        assert_eq!(ask(&client, "yes").await, "yes");
        assert_eq!(server.stats().refused("not_admitted"), 1);
    });
}

fn while_suspended_nothing_is_received() {
    run(async {
        let server = start("udp://127.0.0.1:0", echo_datagrams());
        let client = client_of(&server).await;
        assert_eq!(ask(&client, "before").await, "before");
        server.suspend();
        client.send(b"meanwhile").await.unwrap();
        settle().await;
        assert!(client.try_recv(&mut [0; 10]).is_err());
        assert_eq!(server.stats().accepted, 1);
        server.resume();
        assert_eq!(receive(&client).await, "meanwhile");
    });
}

fn a_handler_that_blocks_its_loop_is_in_the_report() {
    run(async {
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let (began, mut has_begun) = mpsc::unbounded_channel();
        let service = datagram(move |_d: Datagram| {
            began.send(()).unwrap();
            let _released = wait.lock().unwrap().recv();
            async { Ok(()) }
        });
        let server = start("udp://127.0.0.1:0", service.model(Model::PerCore { workers: 1 }));
        let client = client_of(&server).await;
        client.send(b"stuck").await.unwrap();
        has_begun.recv().await.unwrap();
        assert_eq!(server.stats().open, 1);
        server.abort();
        let report = server.wait().await;
        assert_eq!((report.open, report.drained, report.aborted, report.abandoned), (1, 0, 0, 1));
        drop(release);
    });
}

fn every_model_in_one_process_serves_datagrams() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 3 }, Model::Serial, Model::threads(4)] {
            let go = Arc::new(Notify::new());
            let server = start("udp://127.0.0.1:0", patient(&go).model(model));
            let client = client_of(&server).await;
            assert_eq!(ask(&client, "now").await, "now");
            client.send(b"later").await.unwrap();
            wait_open(&server, 1).await;
            go.notify_one();
            assert_eq!(receive(&client).await, "later");
            let report = server.shutdown().await;
            assert_eq!(report.abandoned, 0);
        }
    });
}

fn threads_serve_datagrams_at_once_and_serial_in_turn() {
    run(async {
        for style in ["datagram", "blocking_datagram"] {
            for (model, at_once) in [(Model::threads(4), 4), (Model::Serial, 1)] {
                let (release, wait) = std::sync::mpsc::channel::<()>();
                let wait = Arc::new(std::sync::Mutex::new(wait));
                let inside = Arc::new(AtomicUsize::new(0));
                let most = Arc::new(AtomicUsize::new(0));
                let handle = {
                    let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
                    move || {
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        wait.lock().unwrap().recv().unwrap();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                };
                let service = if style == "datagram" {
                    datagram(move |d: Datagram| {
                        handle();
                        d.reply(d.bytes())
                    })
                } else {
                    blocking_datagram(move |request: &Datagram, reply: &mut Vec<u8>| {
                        handle();
                        reply.extend_from_slice(request.bytes());
                        Ok(())
                    })
                };
                let server = start("udp://127.0.0.1:0", service.model(model));
                let client = client_of(&server).await;
                for number in 0..4 {
                    client.send(&[number]).await.unwrap();
                }
                while inside.load(Ordering::SeqCst) < at_once {
                    tokio::task::yield_now().await;
                }
                (0..4).for_each(|_| release.send(()).unwrap());
                let mut answers = Vec::new();
                for _answer in 0..4 {
                    let mut buffer = [0; 4];
                    assert_eq!(client.recv(&mut buffer).await.unwrap(), 1);
                    answers.push(buffer[0]);
                }
                answers.sort_unstable();
                assert_eq!(answers, [0, 1, 2, 3]);
                // One wait is for the lock, so no more than that is certain of threads.
                assert!(most.load(Ordering::SeqCst) >= at_once, "{style}, {model:?}");
                assert!(model != Model::Serial || most.load(Ordering::SeqCst) == 1);
                let report = server.shutdown().await;
                assert_eq!(report.abandoned, 0);
            }
        }
    });
}

fn run_once_serves_one_datagram() {
    let blocking = blocking_datagram(|request: &Datagram, reply: &mut Vec<u8>| {
        reply.extend_from_slice(request.bytes());
        Ok(())
    });
    for service in [echo_datagrams(), blocking, crate::datagram_protocol::echo_protocol()] {
        let mut server = Server::new().serve("udp://127.0.0.1:0", service).bind().unwrap();
        let client = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(socket_address(&server.addresses()[0])).unwrap();
        assert!(server.run_once(Duration::from_millis(1)).unwrap().is_none());
        for text in ["one", "two", "three"] {
            client.send(text.as_bytes()).unwrap();
        }
        client.set_nonblocking(true).unwrap();
        let mut buffer = [0; 10];
        for text in ["one", "two"] {
            assert_eq!(server.run_once(None).unwrap().unwrap().label(), "completed");
            let count = client.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..count], text.as_bytes());
            assert!(client.recv(&mut buffer).is_err());
        }
        // What was received with the others is served by the server that goes on.
        client.set_nonblocking(false).unwrap();
        let _server = server.start().unwrap();
        let count = client.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..count], b"three");
    }
}

fn a_style_at_the_wrong_kind_of_address_is_an_error() {
    let check = |address: &str, service: Service, expected: &str| {
        let error = Server::new().serve(address, service).check().unwrap_err();
        assert!(matches!(error, BindError::IllegalCell { .. }));
        assert_eq!(error.to_string(), format!("cannot serve {expected}"));
    };
    for (address, transport) in [("tcp://127.0.0.1:0", "tcp"), ("unix:/x", "unix"), ("mem:x", "mem")] {
        let styles = "carries the styles stream, protocol, blocking and http";
        let expected = format!("datagram at {address} under tasks: {transport} {styles}");
        check(address, echo_datagrams(), &expected);
    }
    for (address, transport) in [("udp://127.0.0.1:0", "udp"), ("unixgram:/x", "unixgram")] {
        let styles = "carries the styles datagram, blocking_datagram and datagram_protocol";
        check(address, echo(), &format!("stream at {address} under tasks: {transport} {styles}"));
    }
    let adopted = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let error = Server::new().serve_listener(adopted, echo()).bind().unwrap_err();
    assert!(format!("{error:?}").contains("it is not a listening stream socket"), "{error:?}");
    let adopted = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let error = Server::new().serve_listener(adopted, echo_datagrams()).bind().unwrap_err();
    assert!(format!("{error:?}").contains("it is not a datagram socket"), "{error:?}");
}

fn the_limit_of_bytes_is_checked() {
    let check = |service: Service| Server::new().serve("udp://127.0.0.1:0", service).check();
    for bytes_max in [0, 1024 * 1024 + 1] {
        let error = check(echo_datagrams().datagram_bytes_max(bytes_max)).unwrap_err();
        assert_eq!(error.to_string(), format!("datagram_bytes_max is {bytes_max}: allowed are 1 to 1048576"));
    }
    check(echo_datagrams().datagram_bytes_max(1)).unwrap();
    check(echo_datagrams().datagram_bytes_max(1024 * 1024)).unwrap();
    // What is handed to a child has to fit into one message.
    check(echo_datagrams().datagram_bytes_max(65_535).model(Model::processes(1))).unwrap();
    let error = check(echo_datagrams().datagram_bytes_max(65_536).model(Model::processes(1))).unwrap_err();
    let expected = "datagram_bytes_max under processes is 65536: allowed are 1 to 65535";
    assert_eq!(error.to_string(), expected);
    let error = Server::new().serve("mem:x", echo().datagram_bytes_max(5)).check().unwrap_err();
    assert!(matches!(error, BindError::UnusedSetting { setting: "datagram_bytes_max", .. }));
    let error = check(echo_datagrams().body_limit(5)).unwrap_err();
    assert!(matches!(error, BindError::UnusedSetting { setting: "body_limit", .. }));
}

fn a_unix_path_is_claimed_and_removed() {
    use std::os::unix::fs::PermissionsExt;
    run(async {
        let path = fresh_socket_path();
        // Stale: its process is gone.
        drop(StdUnixDatagram::bind(&path).unwrap());
        let address = format!("unixgram:{}?mode=600", path.display());
        let server = start(&address, echo_datagrams());
        assert_eq!(server.addresses()[0].to_string(), address);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let second = Server::new().serve(&address, echo_datagrams());
        let bound = tokio::task::spawn_blocking(|| second.bind().map(drop)).await.unwrap();
        assert!(matches!(bound, Err(BindError::InUse { .. })), "{bound:?}");
        server.shutdown().await;
        assert!(!path.exists());
    });
}

fn unix_peers_have_credentials() {
    run(async {
        let name = format!("unixgram:@ostler-it-datagram-{}", std::process::id());
        let who = datagram(|d: Datagram| async move {
            let Peer::Unix { path: Some(path), uid, pid, .. } = d.peer() else {
                return Err("the peer has no path".into());
            };
            d.reply(format!("{} {uid:?} {pid:?} {}", path.display(), d.local())).await
        });
        let server = start(&name, who);
        assert_eq!(server.addresses()[0].to_string(), name);
        let own = fresh_socket_path();
        let client = StdUnixDatagram::bind(&own).unwrap();
        let to = {
            use std::os::linux::net::SocketAddrExt;
            let name = name.strip_prefix("unixgram:@").unwrap();
            std::os::unix::net::SocketAddr::from_abstract_name(name).unwrap()
        };
        client.send_to_addr(b"who", &to).unwrap();
        client.set_nonblocking(true).unwrap();
        let client = UnixDatagram::from_std(client).unwrap();
        let uid = rustix::process::getuid().as_raw();
        let expected = format!(
            "{} Some({uid}) Some({}) {}",
            own.display(),
            std::process::id(),
            name.replace("unixgram", "unix")
        );
        assert_eq!(receive_unix(&client).await, expected);
        std::fs::remove_file(own).unwrap();
    });
}

fn names_and_wildcards_share_one_udp_port() {
    run(async {
        for host in ["localhost", "*"] {
            let server = start(&format!("udp://{host}:0"), echo_datagrams());
            let port = socket_address(&server.addresses()[0]).port();
            for address in server.addresses() {
                let mut to = socket_address(address);
                assert!(to.port() == port && port != 0);
                if to.ip().is_unspecified() {
                    let loopback: std::net::IpAddr = if to.is_ipv4() {
                        Ipv4Addr::LOCALHOST.into()
                    } else {
                        std::net::Ipv6Addr::LOCALHOST.into()
                    };
                    to.set_ip(loopback);
                }
                assert_eq!(ask(&udp_client(to).await, "x").await, "x");
            }
        }
    });
}

fn an_adopted_socket_keeps_what_was_set() {
    use rustix::net::sockopt::{Ipv4PathMtuDiscovery, ip_mtu_discover, set_ip_mtu_discover};
    for wanted in [Ipv4PathMtuDiscovery::WANT, Ipv4PathMtuDiscovery::DO] {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let same = socket.try_clone().unwrap();
        set_ip_mtu_discover(&socket, wanted).unwrap();
        let _bound = Server::new().serve_listener(socket, echo_datagrams()).bind().unwrap();
        assert_eq!(ip_mtu_discover(&same).unwrap(), wanted);
    }
}
