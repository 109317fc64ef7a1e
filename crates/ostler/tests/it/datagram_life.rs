//! Datagrams and the life of their server: suspension, drain and abort find those that wait for something else just then.

use std::sync::Arc;

use ostler::{
    Conn, ConnectionEnd, Datagram, DatagramProtocol, DatagramTransport, Limits, Model, Peer, Result, Server,
    blocking_datagram, datagram, datagram_protocol, stream,
};
use tokio::sync::{Notify, mpsc};

use crate::datagram::*;
use crate::harness::*;

tests![
    detached_threads_of_datagrams_are_counted_and_left,
    a_job_that_goes_on_after_the_abort_is_aborted,
    a_protocol_that_waits_for_room_hears_of_the_drain,
    serial_datagrams_wait_while_suspended,
];

fn detached_threads_of_datagrams_are_counted_and_left() {
    run(async {
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let service = blocking_datagram(move |request: &Datagram, reply: &mut Vec<u8>| {
            if request.bytes() == b"stuck" {
                let _released = wait.lock().unwrap().recv();
            }
            reply.extend_from_slice(request.bytes());
            Ok(())
        });
        let server = start("udp://127.0.0.1:0", service.model(Model::Threads { max: 4, detached: true }));
        let client = client_of(&server).await;
        for count in 1..=3 {
            assert_eq!(ask(&client, "now").await, "now");
            wait_ended(&server, count).await;
        }
        client.send(b"stuck").await.unwrap();
        wait_open(&server, 1).await;
        let report = server.shutdown().await;
        assert_eq!((report.open, report.drained, report.abandoned), (1, 0, 1));
        drop(release);
    });
}

fn a_job_that_goes_on_after_the_abort_is_aborted() {
    run(async {
        let server = Server::new();
        let stopper = server.stopper();
        let service = datagram(move |_d: Datagram| {
            stopper.abort();
            std::future::pending()
        });
        let server = server.serve("udp://127.0.0.1:0", service).start().unwrap();
        client_of(&server).await.send(b"last").await.unwrap();
        let report = server.wait().await;
        assert_eq!((report.open, report.aborted, report.abandoned), (1, 1, 0));
    });
}

/// Writes down how it ends.
struct Told(mpsc::UnboundedSender<&'static str>);

impl DatagramProtocol for Told {
    fn datagram_received(
        &mut self,
        _transport: &mut DatagramTransport,
        _data: &[u8],
        _peer: &Peer,
    ) -> Result {
        let _test_over = self.0.send("got");
        Ok(())
    }

    fn drain_begun(&mut self, _transport: &mut DatagramTransport) {
        let _test_over = self.0.send("drain");
    }

    fn connection_lost(&mut self, _reason: &ConnectionEnd) {
        let _test_over = self.0.send("lost");
    }
}

fn a_protocol_that_waits_for_room_hears_of_the_drain() {
    run_on_one_thread(async {
        let (events, mut told) = mpsc::unbounded_channel();
        let go = Arc::new(Notify::new());
        let busy = {
            let go = Arc::clone(&go);
            stream(move |conn: Conn| {
                let go = Arc::clone(&go);
                async move {
                    go.notified().await;
                    drop(conn);
                    Ok(())
                }
            })
        };
        let server = Server::new()
            .limits(Limits::default().with_connections(1))
            .serve("udp://127.0.0.1:0", datagram_protocol(move || Told(events.clone())))
            .serve(fresh_memory_address(), busy)
            .start()
            .unwrap();
        let _client = ostler::connect(&server.addresses()[1]).await.unwrap();
        wait_open(&server, 1).await;
        client_of(&server).await.send(b"waits").await.unwrap();
        settle().await;
        server.drain(HANG);
        assert_eq!(told.recv().await, Some("drain"));
        assert_eq!(told.recv().await, Some("lost"));
        go.notify_one();
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn serial_datagrams_wait_while_suspended() {
    run(async {
        let go = Arc::new(Notify::new());
        let server = start("udp://127.0.0.1:0", patient(&go).model(Model::Serial));
        let client = client_of(&server).await;
        for text in ["first", "now", "now"] {
            client.send(text.as_bytes()).await.unwrap();
        }
        wait_open(&server, 1).await;
        // The second is received and waits for its turn by now, or will never be before the server goes on.
        while server.stats().datagrams_received < 1 {
            tokio::task::yield_now().await;
        }
        settle().await;
        server.suspend();
        go.notify_one();
        assert_eq!(receive(&client).await, "first");
        wait_ended(&server, 1).await;
        settle().await;
        assert_eq!(server.stats().accepted, 1);
        server.resume();
        assert_eq!(receive(&client).await, "now");
        assert_eq!(receive(&client).await, "now");
    });
}
