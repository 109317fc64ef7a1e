//! Datagram protocols: what is told, in which order, and what becomes of datagrams that have to wait.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ostler::{
    ConnectionEnd, DatagramHandle, DatagramProtocol, DatagramTransport, Model, Peer, Result, SendError,
    Server, Service, Timeouts, TimerId, datagram_protocol,
};
use tokio::net::{UdpSocket, UnixDatagram};
use tokio::sync::mpsc;

use crate::datagram::*;
use crate::harness::*;

tests![
    d1_to_d3_datagrams_are_told_one_by_one,
    d4_too_long_is_an_error_of_the_send_and_the_endpoint_lives,
    d5_refusals_of_the_connected_peer_are_told_each_time,
    d7_a_connected_socket_sends_to_its_peer_alone,
    d8_what_does_not_fit_waits_pauses_and_is_flushed_on_close,
    d8_one_peer_that_takes_nothing_holds_up_nobody_else,
    d8_above_the_maximum_datagrams_are_dropped_and_counted,
    d8_what_waits_for_too_long_is_told_as_an_error,
    d9_sending_after_close_is_an_error,
    d10_errors_and_panics_do_not_end_the_endpoint,
    d11_broadcasts_need_the_option,
    answers_of_a_protocol_leave_from_the_address_that_was_asked,
    handles_send_from_other_tasks,
    timers_fire_and_can_be_taken_back,
    the_drain_is_told_and_ends_the_endpoint_once,
    a_panic_in_connection_made_ends_the_endpoint_alone,
    protocols_run_under_the_models_that_have_one_of_them,
];

type Events = mpsc::UnboundedReceiver<String>;

/// Does what datagrams tell it, and writes down what it is told.
struct Script {
    events: mpsc::UnboundedSender<String>,
    handles: mpsc::UnboundedSender<DatagramHandle>,
}

impl Script {
    fn note(&self, event: impl Into<String>) {
        let _test_over = self.events.send(event.into());
    }
}

impl DatagramProtocol for Script {
    fn connection_made(&mut self, transport: &mut DatagramTransport) {
        let _test_over = self.handles.send(transport.handle());
        self.note("made");
    }

    fn datagram_received(&mut self, transport: &mut DatagramTransport, data: &[u8], peer: &Peer) -> Result {
        let text = String::from_utf8_lossy(data).into_owned();
        let cut = if transport.is_truncated() { " cut" } else { "" };
        self.note(format!("got {text}{cut}"));
        match &*text {
            "error" => return Err("asked to".into()),
            "panic" => panic!("asked to"),
            "long" => transport.send_to(&[0; 70_000], peer)?,
            "close" => transport.close(),
            "local" => transport.send_to(transport.local().to_string().as_bytes(), peer)?,
            "timer" => {
                let gone = transport.call_later(Duration::ZERO)?;
                assert!(transport.cancel_timer(gone) && !transport.cancel_timer(gone));
                transport.call_later(Duration::from_millis(1))?;
            }
            "flood" => {
                transport.set_write_buffer_limits(2_000, 1_000)?;
                for number in 0..FLOOD {
                    transport.send_to(number.to_string().as_bytes(), peer)?;
                }
            }
            "flood and close" => {
                for number in 0..FLOOD {
                    transport.send_to(number.to_string().as_bytes(), peer)?;
                }
                transport.close();
                assert!(matches!(transport.send_to(b"late", peer), Err(SendError::Closed)));
            }
            _ => transport.send_to(data, peer)?,
        }
        Ok(())
    }

    fn error_received(&mut self, _transport: &mut DatagramTransport, error: &io::Error) {
        self.note(format!("error {:?}", error.kind()));
    }

    fn pause_writing(&mut self, transport: &mut DatagramTransport) {
        assert!(transport.is_writing_paused());
        self.note("pause");
    }

    fn resume_writing(&mut self, transport: &mut DatagramTransport) {
        assert!(!transport.is_writing_paused() && transport.write_buffer_len() <= 1_000);
        self.note("resume");
    }

    fn timer_fired(&mut self, _transport: &mut DatagramTransport, _timer: TimerId) {
        self.note("timer");
    }

    fn drain_begun(&mut self, transport: &mut DatagramTransport) {
        assert!(transport.is_draining());
        self.note("drain");
    }

    fn connection_lost(&mut self, reason: &ConnectionEnd) {
        self.note(format!("lost {}", reason.label()));
    }
}

fn script() -> (Service, Events, mpsc::UnboundedReceiver<DatagramHandle>) {
    let (events, wait_events) = mpsc::unbounded_channel();
    let (handles, wait_handles) = mpsc::unbounded_channel();
    let make = move || Script { events: events.clone(), handles: handles.clone() };
    (datagram_protocol(make), wait_events, wait_handles)
}

async fn expect_events(events: &mut Events, expected: &[&str]) {
    for expected in expected {
        assert_eq!(events.recv().await.unwrap(), *expected);
    }
}

/// A client that is not connected: the system bounds no queue between two sockets that are connected to each other.
fn unix_client(service: Service) -> (ostler::ServerHandle, UnixDatagram, std::path::PathBuf) {
    unix_client_of(Server::new(), service)
}

fn unix_client_of(
    server: Server,
    service: Service,
) -> (ostler::ServerHandle, UnixDatagram, std::path::PathBuf) {
    let path = fresh_socket_path();
    let server = server.serve(format!("unixgram:{}", path.display()), service).start().unwrap();
    let client = UnixDatagram::bind(fresh_socket_path()).unwrap();
    (server, client, path)
}

fn remove_own(client: &UnixDatagram) {
    std::fs::remove_file(client.local_addr().unwrap().as_pathname().unwrap()).unwrap();
}

fn d1_to_d3_datagrams_are_told_one_by_one() {
    run(async {
        let (service, mut events, _handles) = script();
        let server = start("udp://127.0.0.1:0", service.datagram_bytes_max(5));
        let client = client_of(&server).await;
        for text in ["one", "", "sixsix"] {
            client.send(text.as_bytes()).await.unwrap();
        }
        for text in ["one", "", "sixsi"] {
            assert_eq!(receive(&client).await, text);
        }
        expect_events(&mut events, &["made", "got one", "got ", "got sixsi cut"]).await;
        wait_ended(&server, 3).await;
        let stats = server.stats();
        assert_eq!((stats.accepted, stats.ended("completed"), stats.datagrams_truncated), (3, 3, 1));
    });
}

fn d4_too_long_is_an_error_of_the_send_and_the_endpoint_lives() {
    run(async {
        let (service, mut events, _handles) = script();
        let (server, mut ends) = watch_ends(Server::new());
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        let client = client_of(&server).await;
        client.send(b"long").await.unwrap();
        assert_eq!(ends.next().await, "error");
        assert_eq!(ask(&client, "next").await, "next");
        expect_events(&mut events, &["made", "got long", "got next"]).await;
    });
}

fn d5_refusals_of_the_connected_peer_are_told_each_time() {
    run(async {
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let peer = client.local_addr().unwrap();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(peer).unwrap();
        let (service, mut events, mut handles) = script();
        let server = Server::new().serve_listener(socket, service).start().unwrap();
        expect_events(&mut events, &["made"]).await;
        let handle = handles.recv().await.unwrap();
        drop(client);
        for _time in 0..3 {
            handle.send_to(b"anybody?", &Peer::Inet(peer)).unwrap();
            expect_events(&mut events, &["error ConnectionRefused"]).await;
        }
        assert_eq!(server.stats().receive_errors, 3);
        let client = UdpSocket::bind(peer).await.unwrap();
        client.connect(socket_address(&server.addresses()[0])).await.unwrap();
        assert_eq!(ask(&client, "back").await, "back");
    });
}

fn d7_a_connected_socket_sends_to_its_peer_alone() {
    run(async {
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let other = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(client.local_addr().unwrap()).unwrap();
        let (service, _events, mut handles) = script();
        let _server = Server::new().serve_listener(socket, service).start().unwrap();
        let handle = handles.recv().await.unwrap();
        let refused = handle.send_to(b"x", &Peer::Inet(other.local_addr().unwrap())).unwrap_err();
        assert!(matches!(&refused, SendError::Failed(error) if error.kind() == io::ErrorKind::InvalidInput));
        handle.send_to(b"hello", &Peer::Inet(client.local_addr().unwrap())).unwrap();
        assert_eq!(receive(&client).await, "hello");
    });
}

fn d8_what_does_not_fit_waits_pauses_and_is_flushed_on_close() {
    run(async {
        let (service, mut events, _handles) = script();
        let (_server, client, path) = unix_client(service);
        client.send_to(b"flood", &path).await.unwrap();
        expect_events(&mut events, &["made", "got flood", "pause"]).await;
        for number in 0..FLOOD {
            assert_eq!(receive_unix(&client).await, number.to_string());
        }
        expect_events(&mut events, &["resume"]).await;
        client.send_to(b"flood and close", &path).await.unwrap();
        for number in 0..FLOOD {
            assert_eq!(receive_unix(&client).await, number.to_string());
        }
        expect_events(&mut events, &["got flood and close"]).await;
        // Whether it came to a pause depends on how fast the client was.
        while events.recv().await.unwrap() != "lost completed" {}
        while client.send_to(b"nobody", &path).await.is_ok() {
            tokio::task::yield_now().await;
        }
        remove_own(&client);
    });
}

fn d8_one_peer_that_takes_nothing_holds_up_nobody_else() {
    run(async {
        let (service, mut events, mut handles) = script();
        let (_server, slow, path) = unix_client(service);
        slow.send_to(b"flood", &path).await.unwrap();
        expect_events(&mut events, &["made", "got flood", "pause"]).await;
        let quick = UnixDatagram::bind(fresh_socket_path()).unwrap();
        for _time in 0..3 {
            quick.send_to(b"quick", &path).await.unwrap();
            assert_eq!(receive_unix(&quick).await, "quick");
        }
        let handle = handles.recv().await.unwrap();
        assert!(handle.is_writing_paused() && handle.write_buffer_len() > 2_000);
        for number in 0..FLOOD {
            assert_eq!(receive_unix(&slow).await, number.to_string());
        }
        remove_own(&slow);
        remove_own(&quick);
    });
}

fn d8_above_the_maximum_datagrams_are_dropped_and_counted() {
    run(async {
        let (service, mut events, mut handles) = script();
        let (told, mut peers) = mpsc::unbounded_channel();
        let server = Server::new().admit(move |peer| told.send(peer.clone()).is_ok());
        let (server, client, path) = unix_client_of(server, service);
        client.send_to(b"flood", &path).await.unwrap();
        expect_events(&mut events, &["made", "got flood", "pause"]).await;
        let handle = handles.recv().await.unwrap();
        let peer = peers.recv().await.unwrap();
        let big = vec![0; 100_000];
        let overflow = loop {
            match handle.send_to(&big, &peer) {
                Ok(()) => {}
                Err(error) => break error,
            }
        };
        assert!(matches!(overflow, SendError::Overflow { limit_bytes: 1_048_576 }), "{overflow}");
        assert!(handle.write_buffer_len() <= 1_048_576);
        // Told at its next turn.
        client.send_to(b"turn", &path).await.unwrap();
        expect_events(&mut events, &["got turn"]).await;
        while server.stats().datagrams_dropped == 0 {
            tokio::task::yield_now().await;
        }
        handle.abort();
        while events.recv().await.unwrap() != "lost completed" {}
        assert!(matches!(handle.send_to(b"late", &peer), Err(SendError::Closed)));
        assert_eq!(handle.write_buffer_len(), 0);
        assert!(handle.is_closing());
        remove_own(&client);
    });
}

fn d8_what_waits_for_too_long_is_told_as_an_error() {
    run(async {
        let (service, mut events, _handles) = script();
        let server = Server::new().timeouts(Timeouts::default().with_write_stall(SHORT));
        let (server, client, path) = unix_client_of(server, service);
        client.send_to(b"flood", &path).await.unwrap();
        expect_events(&mut events, &["made", "got flood", "pause", "error TimedOut"]).await;
        while events.recv().await.unwrap() != "resume" {}
        assert!(server.stats().datagrams_dropped > 0);
        remove_own(&client);
    });
}

fn d9_sending_after_close_is_an_error() {
    run(async {
        let (service, mut events, mut handles) = script();
        let server = start("udp://127.0.0.1:0", service);
        let client = client_of(&server).await;
        let handle = handles.recv().await.unwrap();
        client.send(b"close").await.unwrap();
        expect_events(&mut events, &["made", "got close", "lost completed"]).await;
        let peer = Peer::Inet(client.local_addr().unwrap());
        assert!(matches!(handle.send_to(b"x", &peer), Err(SendError::Closed)));
        // The handle keeps no socket open: what is sent there is refused as soon as it has closed.
        while client.send(b"x").await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert_eq!(server.shutdown().await.abandoned, 0);
    });
}

fn d10_errors_and_panics_do_not_end_the_endpoint() {
    run(async {
        let (service, mut events, _handles) = script();
        let server = start("udp://127.0.0.1:0", service);
        let client = client_of(&server).await;
        for text in ["error", "panic", "error", "next"] {
            client.send(text.as_bytes()).await.unwrap();
        }
        assert_eq!(receive(&client).await, "next");
        expect_events(&mut events, &["made", "got error", "got panic", "got error", "got next"]).await;
        wait_ended(&server, 4).await;
        let stats = server.stats();
        assert_eq!((stats.ended("error"), stats.ended("panicked")), (2, 1));
    });
}

fn d11_broadcasts_need_the_option() {
    run(async {
        let to: SocketAddr = "127.255.255.255:9".parse().unwrap();
        for (address, is_allowed) in
            [("udp://127.0.0.1:0", false), ("udp://127.0.0.1:0?broadcast=true", true)]
        {
            let (service, _events, mut handles) = script();
            let _server = start(address, service);
            let handle = handles.recv().await.unwrap();
            let sent = handle.send_to(b"all", &Peer::Inet(to));
            match sent {
                Ok(()) => assert!(is_allowed),
                Err(SendError::Failed(error)) => {
                    assert!(!is_allowed && error.kind() == io::ErrorKind::PermissionDenied, "{error}");
                }
                Err(error) => panic!("{error}"),
            }
        }
    });
}

fn answers_of_a_protocol_leave_from_the_address_that_was_asked() {
    run(async {
        let (service, _events, mut handles) = script();
        let server = start("udp://0.0.0.0:0", service);
        let port = socket_address(&server.addresses()[0]).port();
        let to = SocketAddr::from(([127, 0, 0, 3], port));
        let client = udp_client(to).await;
        assert_eq!(ask(&client, "local").await, to.to_string());
        let handle = handles.recv().await.unwrap();
        assert_eq!(handle.local(), &Peer::Inet(socket_address(&server.addresses()[0])));
        let peer = Peer::Inet(client.local_addr().unwrap());
        handle.send_from(b"later", &peer, &Peer::Inet(to)).unwrap();
        assert_eq!(receive(&client).await, "later");
    });
}

fn handles_send_from_other_tasks() {
    run(async {
        let (service, _events, mut handles) = script();
        let server = start("udp://127.0.0.1:0", service);
        let handle = handles.recv().await.unwrap();
        let client = client_of(&server).await;
        let peer = Peer::Inet(client.local_addr().unwrap());
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (handle, peer) = (handle.clone(), peer.clone());
                std::thread::spawn(move || handle.send_to(b"x", &peer).unwrap())
            })
            .collect();
        for _thread in &threads {
            assert_eq!(receive(&client).await, "x");
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

fn timers_fire_and_can_be_taken_back() {
    run(async {
        let (service, mut events, _handles) = script();
        let server = start("udp://127.0.0.1:0", service);
        let client = client_of(&server).await;
        client.send(b"timer").await.unwrap();
        expect_events(&mut events, &["made", "got timer", "timer"]).await;
        assert_eq!(ask(&client, "x").await, "x");
        expect_events(&mut events, &["got x"]).await;
    });
}

fn the_drain_is_told_and_ends_the_endpoint_once() {
    run(async {
        let (service, mut events, _handles) = script();
        let server = start("udp://127.0.0.1:0", service);
        let client = client_of(&server).await;
        assert_eq!(ask(&client, "x").await, "x");
        let report = server.shutdown().await;
        // The last datagram may have been under way still.
        assert_eq!((report.open, report.abandoned), (report.drained, 0));
        expect_events(&mut events, &["made", "got x", "drain", "lost completed"]).await;
        assert_eq!(events.recv().await, None);
        // A peer that takes nothing does not keep the server.
        let (service, mut events, _handles) = script();
        let (server, client, path) = unix_client(service);
        client.send_to(b"flood", &path).await.unwrap();
        expect_events(&mut events, &["made", "got flood", "pause"]).await;
        server.shutdown().await;
        expect_events(&mut events, &["drain", "lost drain_aborted"]).await;
        remove_own(&client);
    });
}

fn a_panic_in_connection_made_ends_the_endpoint_alone() {
    struct Broken;

    impl DatagramProtocol for Broken {
        fn connection_made(&mut self, _transport: &mut DatagramTransport) {
            panic!("asked to")
        }

        fn datagram_received(&mut self, _: &mut DatagramTransport, _: &[u8], _: &Peer) -> Result {
            unreachable!("it was never made")
        }
    }

    run(async {
        let (service, _events, _handles) = script();
        let server = Server::new()
            .serve("udp://127.0.0.1:0", datagram_protocol(|| Broken))
            .serve("udp://127.0.0.1:0", service)
            .start()
            .unwrap();
        let client = udp_client(socket_address(&server.addresses()[1])).await;
        assert_eq!(ask(&client, "x").await, "x");
    });
}

/// Sends each datagram back.
pub(crate) fn echo_protocol() -> Service {
    struct Echo;

    impl DatagramProtocol for Echo {
        fn datagram_received(
            &mut self,
            transport: &mut DatagramTransport,
            data: &[u8],
            peer: &Peer,
        ) -> Result {
            Ok(transport.send_to(data, peer)?)
        }
    }

    datagram_protocol(|| Echo)
}

fn protocols_run_under_the_models_that_have_one_of_them() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 2 }, Model::Serial] {
            let server = start("udp://127.0.0.1:0", echo_protocol().model(model));
            let client = client_of(&server).await;
            for text in ["one", "two"] {
                assert_eq!(ask(&client, text).await, text);
            }
            assert_eq!(server.shutdown().await.abandoned, 0);
        }
    });
}

/// More than a queue of Unix datagrams holds (net.unix.max_dgram_qlen).
const FLOOD: usize = 100;
