//! Admission: who gets in, who waits, who is turned away, and that it is counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use ostler::{AtLimit, AtPeerLimit, Conn, Limits, Model, Server, ServerHandle, Timeouts, connect, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::*;

tests![
    at_the_limit_clients_wait_and_nobody_is_lost,
    freed_room_goes_round_the_listeners,
    at_the_limit_clients_are_refused,
    at_the_limit_clients_get_a_reply,
    a_reply_reaches_a_client_that_has_already_asked,
    at_the_limit_the_longest_idle_makes_room,
    with_nobody_idle_eviction_waits,
    a_kept_alive_http_connection_is_idle_between_requests,
    a_service_has_a_limit_of_its_own,
    a_peer_has_a_limit_of_its_own,
    h5_the_admit_hook_turns_away,
    a_panicking_admit_hook_admits_nobody,
    l24_a_suspended_server_lets_clients_wait,
    l24_nobody_is_accepted_once_the_server_is_suspended,
    a_suspended_server_gives_freed_room_to_nobody,
    room_granted_at_a_suspension_is_granted_once,
    l8_a_crowd_at_the_door_does_not_hold_up_those_inside,
    a_thousand_connections_leave_nothing_behind,
];

fn limited(connections: u32, at_limit: AtLimit) -> Server {
    Server::new().limits(Limits::default().with_connections(connections).with_at_limit(at_limit))
}

fn at_the_limit_clients_wait_and_nobody_is_lost() {
    run(async {
        let (server, mut ends) = watch_ends(limited(2, AtLimit::Queue));
        let server = server.serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let mut clients = Vec::new();
        for _ in 0..20 {
            let mut client = client(&server).await;
            client.write_all(b"hello\n").await.unwrap();
            clients.push(client);
        }
        for mut client in clients {
            expect(&mut client, "hello\n").await;
            assert!(server.stats().open <= 2);
            drop(client);
            assert_eq!(ends.next().await, "peer_closed");
        }
        assert_eq!(server.stats().accepted, 20);
    });
}

fn freed_room_goes_round_the_listeners() {
    run_on_one_thread(async {
        let addresses = [fresh_memory_address(), fresh_memory_address()];
        let server = limited(1, AtLimit::Queue).serve(addresses.to_vec(), echo()).start().unwrap();
        let mut first = connect(&server.addresses()[0]).await.unwrap();
        exchange(&mut first, "x\n", "x\n").await;
        // Ten wait at one listener, then one at the other: it must not wait for all ten.
        let mut crowd = Vec::new();
        for _ in 0..10 {
            crowd.push(connect(&server.addresses()[0]).await.unwrap());
        }
        let mut lone = connect(&server.addresses()[1]).await.unwrap();
        // Both listeners stand in the queue before the first room is freed.
        settle().await;
        drop(first);
        let mut crowd = crowd.into_iter();
        exchange(&mut crowd.next().unwrap(), "x\n", "x\n").await;
        exchange(&mut lone, "x\n", "x\n").await;
        drop(lone);
        exchange(&mut crowd.next().unwrap(), "x\n", "x\n").await;
    });
}

fn at_the_limit_clients_are_refused() {
    run(async {
        let server = limited(1, AtLimit::Refuse).serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        let mut second = client(&server).await;
        assert_eq!(second.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(server.stats().refused("total_limit"), 1);
        exchange(&mut first, "y\n", "y\n").await;
    });
}

fn at_the_limit_clients_get_a_reply() {
    run(async {
        for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
            let server = limited(1, AtLimit::Reply(Arc::from(*b"try later\n"))).serve(address, echo());
            let server = server.start().unwrap();
            let mut first = client(&server).await;
            exchange(&mut first, "x\n", "x\n").await;
            assert_eq!(read_all(&mut client(&server).await).await, b"try later\n");
            assert_eq!(server.stats().refused("total_limit"), 1);
        }
    });
}

fn a_reply_reaches_a_client_that_has_already_asked() {
    run(async {
        for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
            let server = limited(1, AtLimit::Reply(Arc::from(*b"try later\n"))).serve(address, echo());
            let server = server.start().unwrap();
            let mut first = client(&server).await;
            exchange(&mut first, "x\n", "x\n").await;
            // Held back until the question has come, which would make the close a reset.
            server.suspend();
            let mut second = client(&server).await;
            second.write_all(b"question\n").await.unwrap();
            server.resume();
            assert_eq!(read_all(&mut second).await, b"try later\n");
        }
    });
}

fn at_the_limit_the_longest_idle_makes_room() {
    run(async {
        let (server, mut ends) = watch_ends(limited(2, AtLimit::EvictIdle));
        let server = server.serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let mut oldest = client(&server).await;
        exchange(&mut oldest, "x\n", "x\n").await;
        let mut other = client(&server).await;
        exchange(&mut other, "x\n", "x\n").await;
        // Half a line makes it busy: it is not the one to go, though it is older than the next.
        oldest.write_all(b"half").await.unwrap();
        wait_until(&server, |info| info.bytes_read == 6).await;
        let mut third = client(&server).await;
        exchange(&mut third, "z\n", "z\n").await;
        assert_eq!(ends.next().await, "evicted");
        exchange(&mut oldest, "\n", "half\n").await;
        assert_eq!(read_all(&mut other).await, b"");
    });
}

/// Waits until some connection is as `is` says.
async fn wait_until(server: &ServerHandle, is: impl Fn(&ostler::ConnectionInfo) -> bool) {
    while !server.connections().iter().any(&is) {
        tokio::task::yield_now().await;
    }
}

fn with_nobody_idle_eviction_waits() {
    run(async {
        let (server, mut ends) = watch_ends(limited(1, AtLimit::EvictIdle));
        let server = server.serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let mut busy = client(&server).await;
        busy.write_all(b"half").await.unwrap();
        wait_until(&server, |info| info.bytes_read == 4).await;
        let mut waiting = client(&server).await;
        waiting.write_all(b"z\n").await.unwrap();
        exchange(&mut busy, "\n", "half\n").await;
        // Idle now: it goes at the next look.
        assert_eq!(ends.next().await, "evicted");
        expect(&mut waiting, "z\n").await;
    });
}

fn a_kept_alive_http_connection_is_idle_between_requests() {
    run(async {
        let router = axum::Router::new().route("/", axum::routing::get(async || "hello"));
        let (server, mut ends) = watch_ends(limited(1, AtLimit::EvictIdle));
        let server = server.serve("tcp://127.0.0.1:0", ostler::http(router)).start().unwrap();
        let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let mut first = client(&server).await;
        first.write_all(request).await.unwrap();
        expect(&mut first, "HTTP/1.1 200 OK").await;
        let mut second = client(&server).await;
        second.write_all(request).await.unwrap();
        expect(&mut second, "HTTP/1.1 200 OK").await;
        assert_eq!(ends.next().await, "evicted");
        assert!(String::from_utf8(read_all(&mut first).await).unwrap().ends_with("hello"));
    });
}

fn a_service_has_a_limit_of_its_own() {
    run(async {
        let addresses = [fresh_memory_address(), fresh_memory_address()];
        let server = limited(10, AtLimit::Refuse)
            .serve(addresses[0].as_str(), echo().connections_max(1))
            .serve(addresses[1].as_str(), echo())
            .start()
            .unwrap();
        let mut first = connect(&server.addresses()[0]).await.unwrap();
        exchange(&mut first, "x\n", "x\n").await;
        assert_eq!(read_all(&mut connect(&server.addresses()[0]).await.unwrap()).await, b"");
        assert_eq!(server.stats().refused("service_limit"), 1);
        exchange(&mut connect(&server.addresses()[1]).await.unwrap(), "x\n", "x\n").await;
    });
}

fn a_peer_has_a_limit_of_its_own() {
    run(async {
        let limits = Limits::default()
            .with_connections_per_peer(1)
            .with_at_peer_limit(AtPeerLimit::Reply(Arc::from(*b"one is enough\n")));
        let (server, mut ends) = watch_ends(Server::new().limits(limits));
        let server = server.serve(["tcp://127.0.0.1:0", "tcp://[::1]:0"], echo()).start().unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        assert_eq!(read_all(&mut client(&server).await).await, b"one is enough\n");
        assert_eq!(server.stats().refused("peer_limit"), 1);
        // Another address is another peer.
        exchange(&mut connect(&server.addresses()[1]).await.unwrap(), "x\n", "x\n").await;
        assert_eq!(ends.next().await, "peer_closed");
        drop(first);
        assert_eq!(ends.next().await, "peer_closed");
        exchange(&mut client(&server).await, "y\n", "y\n").await;
    });
}

fn h5_the_admit_hook_turns_away() {
    run(async {
        let asked = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&asked);
        let server = Server::new()
            .admit(move |peer| peer.ip().is_some() && counter.fetch_add(1, Ordering::SeqCst) % 2 == 1)
            .serve("tcp://127.0.0.1:0", echo())
            .start()
            .unwrap();
        assert_eq!(read_all(&mut client(&server).await).await, b"");
        exchange(&mut client(&server).await, "x\n", "x\n").await;
        assert_eq!(server.stats().refused("not_admitted"), 1);
        assert_eq!(server.stats().accepted, 1);
    });
}

fn a_panicking_admit_hook_admits_nobody() {
    run(async {
        let server = Server::new().admit(|_peer| panic!("asked to")).serve(fresh_memory_address(), echo());
        let server = server.start().unwrap();
        assert_eq!(read_all(&mut client(&server).await).await, b"");
        assert_eq!(server.stats().refused("not_admitted"), 1);
    });
}

fn l24_a_suspended_server_lets_clients_wait() {
    run(async {
        let (server, _ends) = serve_tcp(echo(), Timeouts::default());
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        server.suspend();
        // Whether the acceptor has noticed shows in that nobody is accepted any more; the open one goes on.
        let mut waiting = client(&server).await;
        waiting.write_all(b"hello\n").await.unwrap();
        exchange(&mut first, "y\n", "y\n").await;
        server.resume();
        expect(&mut waiting, "hello\n").await;
    });
}

fn l24_nobody_is_accepted_once_the_server_is_suspended() {
    run_on_one_thread(async {
        let (server, _ends) = serve_memory(echo(), Timeouts::default());
        settle().await;
        server.suspend();
        let mut waiting = client(&server).await;
        settle().await;
        assert_eq!(server.stats().accepted, 0);
        server.resume();
        exchange(&mut waiting, "x\n", "x\n").await;
    });
}

fn a_suspended_server_gives_freed_room_to_nobody() {
    run_on_one_thread(async {
        let (server, mut ends) = watch_ends(limited(1, AtLimit::Queue));
        let server = server.serve(fresh_memory_address(), echo()).start().unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        let mut waiting = client(&server).await;
        settle().await;
        server.suspend();
        drop(first);
        assert_eq!(ends.next().await, "peer_closed");
        settle().await;
        assert_eq!(server.stats().accepted, 1);
        server.resume();
        exchange(&mut waiting, "y\n", "y\n").await;
    });
}

fn room_granted_at_a_suspension_is_granted_once() {
    run_on_one_thread(async {
        // The room of the first connection is granted to the waiting listener just before the hook runs.
        // Weak, or server and hook keep each other for ever.
        let handle = Arc::new(OnceLock::<Weak<ServerHandle>>::new());
        let in_hook = Arc::clone(&handle);
        let server = limited(1, AtLimit::Queue).on_end(move |_info, _end| {
            in_hook.get().unwrap().upgrade().iter().for_each(|server| server.suspend());
        });
        let server = Arc::new(server.serve(fresh_memory_address(), echo()).start().unwrap());
        handle.set(Arc::downgrade(&server)).unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        let mut second = client(&server).await;
        settle().await;
        drop(first);
        settle().await;
        assert_eq!(server.stats().accepted, 1, "the server is suspended");
        server.resume();
        exchange(&mut second, "y\n", "y\n").await;
        let _third = client(&server).await;
        settle().await;
        assert_eq!(server.stats().open, 1, "the limit holds");
        server.abort();
    });
}

fn l8_a_crowd_at_the_door_does_not_hold_up_those_inside() {
    run(async {
        let admitted = Arc::new(AtomicU64::new(0));
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = std::sync::Mutex::new(released);
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let seen = Arc::clone(&admitted);
        // The first handler holds up the only loop until the crowd has gathered; each tells how many were let in before it.
        let service = stream(move |mut conn: Conn| {
            started.send(seen.load(Ordering::SeqCst)).unwrap();
            if conn.id().as_u64() == 1 {
                let _released = released.lock().unwrap().recv();
            }
            async move { Ok(conn.write_all(b"served\n").await?) }
        });
        let server = Server::new()
            .admit(move |_peer| {
                admitted.fetch_add(1, Ordering::SeqCst);
                true
            })
            .serve("tcp://127.0.0.1:0", service.model(Model::PerCore { workers: 1 }))
            .start()
            .unwrap();
        let mut crowd = vec![client(&server).await];
        assert_eq!(starts.recv().await, Some(1));
        for _ in 0..200 {
            crowd.push(client(&server).await);
        }
        drop(release);
        let before_second = starts.recv().await.unwrap();
        assert!(before_second < 200, "{before_second} were let in before one of them was served");
        for client in &mut crowd {
            expect(client, "served\n").await;
        }
    });
}

fn a_thousand_connections_leave_nothing_behind() {
    run(async {
        let (server, mut ends) = serve_tcp(echo(), Timeouts::default());
        let descriptors = || std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        for round in 0..1000 {
            let mut client = client(&server).await;
            exchange(&mut client, "x\n", "x\n").await;
            drop(client);
            assert_eq!(ends.next().await, "peer_closed", "round {round}");
        }
        assert_eq!(server.connections().len(), 0);
        let before = descriptors();
        let report = server.shutdown().await;
        assert_eq!((report.open, report.abandoned), (0, 0));
        assert!(descriptors() <= before);
    });
}
