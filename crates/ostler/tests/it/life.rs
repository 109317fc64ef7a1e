//! The life of a server: rows S1 to S13 of the conformance list, and what of the event loop's rows is about it.

use std::net::TcpStream as StdTcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ostler::{Address, BlockingConn, Conn, Model, Server, ServerState, Service, Timeouts, blocking, stream};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use crate::harness::*;

tests![
    s1_e7_a_server_is_stopped_from_another_thread_and_joined,
    s2_an_idle_server_stops_within_milliseconds,
    s3_a_handler_may_stop_its_own_server,
    s4_stopping_before_the_start_makes_the_run_return_at_once,
    s5_after_a_stop_the_address_serves_again,
    s6_nobody_is_served_after_the_server_has_stopped,
    s7_a_server_may_be_closed_right_after_it_was_made,
    s8_the_end_of_its_scope_closes_a_server,
    s10_g8_waiting_ends_with_the_last_connection,
    s11_all_connections_can_be_ended_gently_or_at_once,
    s12_giving_up_the_wait_ends_the_server,
    e8_the_shutdown_waits_for_blocking_jobs,
];

/// Every model that needs no process of its own.
const MODELS: [Model; 4] =
    [Model::Tasks, Model::PerCore { workers: 2 }, Model::Serial, Model::Threads { max: 4, detached: false }];

fn s1_e7_a_server_is_stopped_from_another_thread_and_joined() {
    for model in MODELS {
        let server = Server::new().serve("tcp://127.0.0.1:0", echo().model(model));
        let stopper = server.stopper();
        let bound = server.bind().unwrap();
        let address = bound.addresses()[0].clone();
        let serving = thread::spawn(move || bound.run().unwrap());
        run(async {
            let mut client = ostler::connect(&address).await.unwrap();
            exchange(&mut client, "x\n", "x\n").await;
            assert_eq!(stopper.state(), ServerState::Serving);
            stopper.drain(Duration::from_secs(3600));
            assert_eq!(read_all(&mut client).await, b"");
        });
        let report = serving.join().unwrap();
        assert_eq!((report.open, report.drained), (1, 1), "{model:?}");
        assert_eq!(stopper.state(), ServerState::Stopped);
    }
}

fn s2_an_idle_server_stops_within_milliseconds() {
    for model in MODELS {
        let stop = || {
            let server = Server::new().serve("tcp://127.0.0.1:0", echo().model(model)).start().unwrap();
            let begun = Instant::now();
            server.drain(Duration::from_secs(3600));
            assert_eq!(server.wait_blocking().open, 0);
            begun.elapsed()
        };
        // The best of some, for a busy machine: a server that polls would never be that fast.
        let fastest = (0..5).map(|_time| stop()).min().unwrap();
        assert!(fastest < Duration::from_millis(50), "{model:?} took {fastest:?}");
    }
}

fn s3_a_handler_may_stop_its_own_server() {
    for model in MODELS {
        for is_blocking in [true, false] {
            let server = Server::new();
            let stopper = server.stopper();
            let last_words = |line: &[u8]| line.to_ascii_uppercase();
            let service = if is_blocking {
                blocking(move |conn: &mut BlockingConn| {
                    let line = conn.read_line()?.unwrap_or_default();
                    stopper.drain(Duration::from_secs(3600));
                    Ok(conn.write_all(&last_words(&line))?)
                })
            } else {
                stream(move |mut conn: Conn| {
                    let stopper = stopper.clone();
                    async move {
                        let line = conn.read_line().await?.unwrap_or_default();
                        stopper.drain(Duration::from_secs(3600));
                        Ok(conn.write_all(&last_words(&line)).await?)
                    }
                })
            };
            let bound = server.serve("tcp://127.0.0.1:0", service.model(model)).bind().unwrap();
            let address = bound.addresses()[0].clone();
            let serving = thread::spawn(move || bound.run().unwrap());
            run(async {
                let mut client = ostler::connect(&address).await.unwrap();
                client.write_all(b"stop\n").await.unwrap();
                assert_eq!(read_all(&mut client).await, b"STOP\n");
            });
            let report = serving.join().unwrap();
            assert_eq!((report.open, report.drained), (1, 1), "{model:?}");
        }
    }
}

fn s4_stopping_before_the_start_makes_the_run_return_at_once() {
    for model in MODELS {
        let server = Server::new().serve("tcp://127.0.0.1:0", echo().model(model));
        server.stopper().drain(Duration::from_secs(3600));
        let begun = Instant::now();
        let report = server.run().unwrap();
        assert_eq!(report.open, 0, "{model:?}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{model:?}");
    }
}

fn s5_after_a_stop_the_address_serves_again() {
    run(async {
        let mut address: Address = "tcp://127.0.0.1:0".parse().unwrap();
        for _time in 0..3 {
            let server = Server::new().serve(&address, echo()).start().unwrap();
            address = server.addresses()[0].clone();
            exchange(&mut client(&server).await, "x\n", "x\n").await;
            server.shutdown().await;
        }
    });
}

fn s6_nobody_is_served_after_the_server_has_stopped() {
    for model in MODELS {
        (0..5).for_each(|_round| stop_before_a_crowd(model));
    }
}

/// Stops a server that clients come to all the while, also in the moment of the stop.
fn stop_before_a_crowd(model: Model) {
    // Fewer than wait for an accept on any system: beyond that, the system itself leaves clients hanging.
    const CROWD: usize = 100;
    run(async {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        let service = stream(move |mut conn: Conn| {
            counted.fetch_add(1, Ordering::SeqCst);
            async move {
                conn.read_line().await?;
                Ok(())
            }
        });
        let server = Server::new().serve("tcp://127.0.0.1:0", service.model(model)).start().unwrap();
        let port = port_of(&server.addresses()[0]);
        let crowd = thread::spawn(move || {
            let visits = (0..CROWD).map_while(|_client| StdTcpStream::connect(("127.0.0.1", port)).ok());
            visits.collect::<Vec<_>>()
        });
        while begun.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        server.drain(Duration::ZERO);
        let report = server.wait().await;
        let at_stop = begun.load(Ordering::SeqCst);
        assert!(report.adds_up());
        let clients = crowd.join().unwrap();
        assert_eq!(begun.load(Ordering::SeqCst), at_stop, "{model:?}: somebody was served after the stop");
        // Who was not served was not left hanging either.
        for mut client in clients {
            client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let is_left = |client: &mut StdTcpStream| {
                let end = std::io::Read::read(client, &mut [0]);
                end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
            };
            // A client whose handshake meets the end of the listener hears of it from the system when it sends something.
            let is_left_twice = is_left(&mut client)
                && std::io::Write::write_all(&mut client, b"hello?\n").is_ok()
                && is_left(&mut client);
            assert!(!is_left_twice, "{model:?}: {client:?} was left hanging");
        }
    });
}

fn s7_a_server_may_be_closed_right_after_it_was_made() {
    for model in MODELS {
        let make = || Server::new().serve("tcp://127.0.0.1:0", echo().model(model));
        drop(make());
        drop(make().bind().unwrap());
        drop(make().start().unwrap());
        let server = make().start().unwrap();
        server.abort();
        assert_eq!(server.wait_blocking().open, 0);
    }
}

fn s8_the_end_of_its_scope_closes_a_server() {
    run(async {
        let address = {
            let bound = Server::new().serve("tcp://127.0.0.1:0", echo()).bind().unwrap();
            bound.addresses()[0].clone()
        };
        ostler::connect(&address).await.unwrap_err();
        let address = {
            let server = Server::new().serve(&address, echo()).start().unwrap();
            exchange(&mut client(&server).await, "x\n", "x\n").await;
            server.addresses()[0].clone()
        };
        // The handle's drop waits for nothing, so the listener closes a moment later.
        while ostler::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
}

fn s10_g8_waiting_ends_with_the_last_connection() {
    for model in MODELS {
        run(async {
            let server = Server::new().serve("tcp://127.0.0.1:0", echo().model(model)).start().unwrap();
            let mut busy = client(&server).await;
            exchange(&mut busy, "x\nhalf", "x\n").await;
            while server.connections()[0].bytes_read < 6 {
                tokio::task::yield_now().await;
            }
            server.drain(Duration::from_secs(3600));
            let waiting = tokio::spawn(server.wait());
            exchange(&mut busy, "\n", "half\n").await;
            assert_eq!(read_all(&mut busy).await, b"");
            let left = Instant::now();
            drop(busy);
            let report = waiting.await.unwrap();
            assert_eq!((report.open, report.drained), (1, 1), "{model:?}");
            assert!(left.elapsed() < Duration::from_secs(1), "{model:?} took {:?}", left.elapsed());
        });
    }
}

fn s11_all_connections_can_be_ended_gently_or_at_once() {
    run(async {
        // Gently, with the server going on: each is ended by its number.
        let (server, mut ends) = serve_tcp(echo(), Timeouts::default());
        let mut clients = [client(&server).await, client(&server).await];
        for client in &mut clients {
            exchange(client, "x\n", "x\n").await;
        }
        for connection in server.connections() {
            assert!(server.kill(connection.id));
        }
        for client in &mut clients {
            assert_eq!(read_all(client).await, b"");
            assert_eq!(ends.next().await, "killed");
        }
        exchange(&mut client(&server).await, "still\n", "still\n").await;
        assert_eq!(ends.next().await, "peer_closed");
        // At once, with the server.
        let mut clients = [client(&server).await, client(&server).await];
        for client in &mut clients {
            exchange(client, "half a line\nand", "half a line\n").await;
        }
        while server.connections().iter().any(|connection| connection.bytes_read < 15) {
            tokio::task::yield_now().await;
        }
        server.abort();
        for client in &mut clients {
            assert_eq!(read_all(client).await, b"");
        }
        let report = server.wait().await;
        assert_eq!((report.open, report.aborted), (2, 2));
    });
}

fn s12_giving_up_the_wait_ends_the_server() {
    run(async {
        let (server, mut ends) = serve_tcp(echo(), Timeouts::default());
        let address = server.addresses()[0].clone();
        let mut client = client(&server).await;
        exchange(&mut client, "x\n", "x\n").await;
        let serving = tokio::spawn(server.wait());
        settle().await;
        serving.abort();
        assert!(serving.await.unwrap_err().is_cancelled());
        assert_eq!(ends.next().await, "drain_aborted");
        assert_eq!(read_all(&mut client).await, b"");
        while ostler::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
}

fn e8_the_shutdown_waits_for_blocking_jobs() {
    for model in MODELS {
        run(async {
            let (begun, mut begins) = mpsc::unbounded_channel();
            let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
            let goes_on = Arc::new(std::sync::Mutex::new(goes_on));
            let done = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&done);
            let service: Service = blocking(move |conn: &mut BlockingConn| {
                begun.send(())?;
                goes_on.lock().unwrap().recv()?;
                conn.write_all(b"done")?;
                counted.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
            let server = Server::new().serve("tcp://127.0.0.1:0", service.model(model)).start().unwrap();
            let mut client = client(&server).await;
            begins.recv().await.unwrap();
            server.drain(Duration::from_secs(3600));
            let mut waiting = tokio::spawn(server.wait());
            tokio::time::timeout(SHORT / 4, &mut waiting).await.unwrap_err();
            go_on.send(()).unwrap();
            assert_eq!(read_all(&mut client).await, b"done");
            drop(client);
            let report = waiting.await.unwrap();
            assert_eq!((report.open, report.drained), (1, 1), "{model:?}");
            assert_eq!(done.load(Ordering::SeqCst), 1);
        });
    }
}
