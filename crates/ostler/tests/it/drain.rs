//! Shutting down: who may finish, who is ended, and that the report adds up.

use std::time::Duration;

use ostler::{Conn, Model, Server, Timeouts, stream};
use tokio::io::AsyncWriteExt;

use crate::harness::*;

tests![
    s16_an_idle_connection_drains_at_once,
    s9_s14_a_busy_connection_finishes_first,
    s15_a_stuck_handler_is_aborted_at_the_deadline,
    a_looping_handler_is_abandoned,
    a_looping_handler_on_its_own_core_is_abandoned,
    draining_refuses_new_clients,
    draining_works_at_the_connection_limit,
    a_raw_read_drains_when_marked_idle,
    a_handler_sees_the_drain,
    a_second_drain_only_shortens,
    a_stopped_server_has_told_every_end,
    connections_that_end_with_their_runtime_are_in_the_report,
    a_handler_lists_and_ends_connections_by_a_stopper,
    s8_dropping_the_handle_aborts,
    start_works_without_a_runtime,
    e6_run_inside_a_runtime_is_an_error,
    e6_start_inside_a_runtime_without_drivers_is_an_error,
];

fn s16_an_idle_connection_drains_at_once() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(echo(), Timeouts::default());
            let mut client = client(&server).await;
            exchange(&mut client, "x\n", "x\n").await;
            server.drain(Duration::from_secs(3600));
            assert_eq!(read_all(&mut client).await, b"");
            drop(client);
            assert_eq!(ends.next().await, "completed");
            let report = server.wait().await;
            assert_eq!((report.open, report.drained), (1, 1));
            assert!(report.adds_up());
        }
    });
}

fn s9_s14_a_busy_connection_finishes_first() {
    run(async {
        let (server, mut ends) = serve_tcp(echo(), Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "x\n", "x\n").await;
        client.write_all(b"half").await.unwrap();
        while server.connections()[0].bytes_read < 6 {
            tokio::task::yield_now().await;
        }
        server.drain(Duration::from_secs(3600));
        exchange(&mut client, " a line\n", "half a line\n").await;
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
        let report = server.wait().await;
        assert_eq!((report.open, report.drained, report.aborted, report.abandoned), (1, 1, 0, 0));
    });
}

/// Answers `ready`, then waits for ever without looking at anything.
fn stuck() -> ostler::Service {
    stream(|mut conn: Conn| async move {
        conn.write_all(b"ready\n").await?;
        std::future::pending::<()>().await;
        Ok(())
    })
}

fn s15_a_stuck_handler_is_aborted_at_the_deadline() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 2 }] {
            let (server, mut ends) = serve_tcp(stuck().model(model), Timeouts::default());
            let mut client = client(&server).await;
            expect(&mut client, "ready\n").await;
            server.drain(SHORT);
            assert_eq!(read_all(&mut client).await, b"", "its socket is shut down");
            assert_eq!(ends.next().await, "drain_aborted");
            let report = server.wait().await;
            assert_eq!((report.open, report.drained, report.aborted, report.abandoned), (1, 0, 1, 0));
        }
    });
}

/// Answers `ready`, then never yields to its event loop again, until the test lets go.
fn looping() -> (ostler::Service, std::sync::mpsc::Sender<()>) {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Arc::new(std::sync::Mutex::new(released));
    let service = stream(move |mut conn: Conn| {
        let released = std::sync::Arc::clone(&released);
        async move {
            conn.write_all(b"ready\n").await?;
            let _released = released.lock().unwrap().recv();
            Ok(())
        }
    });
    (service, release)
}

fn a_looping_handler_is_abandoned() {
    let (service, release) = looping();
    let server = Server::new().serve("tcp://127.0.0.1:0", service).start().unwrap();
    run(async {
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        server.drain(SHORT);
        let report = tokio::task::spawn_blocking(|| server.wait_blocking()).await.unwrap();
        assert_eq!((report.open, report.drained, report.aborted, report.abandoned), (1, 0, 0, 1));
        assert!(report.adds_up());
    });
    drop(release);
}

fn a_looping_handler_on_its_own_core_is_abandoned() {
    let (service, release) = looping();
    run(async {
        let (server, _ends) = serve_tcp(service.model(Model::PerCore { workers: 1 }), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        server.abort();
        let report = server.wait().await;
        assert_eq!((report.open, report.aborted, report.abandoned), (1, 0, 1));
    });
    drop(release);
}

fn draining_refuses_new_clients() {
    run(async {
        let (server, _ends) = serve_tcp(stuck(), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        let signal = server.drain_signal();
        assert!(!signal.is_draining());
        server.drain(Duration::from_secs(3600));
        signal.wait_draining().await;
        while ostler::connect(&server.addresses()[0]).await.is_ok() {
            // The listener closes as soon as its acceptor has run.
            tokio::task::yield_now().await;
        }
        server.abort();
        assert_eq!(server.wait().await.aborted, 1);
    });
}

fn draining_works_at_the_connection_limit() {
    run(async {
        let limits = ostler::Limits::default().with_connections(1);
        let server = Server::new().limits(limits).serve("tcp://127.0.0.1:0", echo()).start().unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "x\n", "x\n").await;
        let mut waiting = client(&server).await;
        waiting.write_all(b"y\n").await.unwrap();
        let report = server.shutdown().await;
        assert_eq!((report.open, report.drained), (1, 1));
    });
}

fn a_raw_read_drains_when_marked_idle() {
    use tokio::io::AsyncReadExt;
    run(async {
        let service = stream(|mut conn: Conn| async move {
            let mut byte = [0];
            loop {
                let idle = conn.idle();
                if conn.read(&mut byte).await? == 0 {
                    return Ok(());
                }
                drop(idle);
                conn.write_all(&byte).await?;
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "xy", "xy").await;
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn a_handler_sees_the_drain() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.write_all(b"ready\n").await?;
            conn.draining().await;
            assert!(conn.is_draining());
            Ok(conn.write_all(b"goodbye\n").await?)
        });
        let (server, _ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_all(&mut client).await, b"goodbye\n");
        drop(client);
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn a_second_drain_only_shortens() {
    run(async {
        let (server, mut ends) = serve_tcp(stuck(), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        server.drain(Duration::from_secs(3600));
        server.drain(SHORT);
        server.drain(Duration::MAX);
        assert_eq!(ends.next().await, "drain_aborted");
        assert_eq!(server.wait().await.aborted, 1);
    });
}

fn a_stopped_server_has_told_every_end() {
    for others in [0, 1] {
        run(async {
            let (told, mut tellings) = tokio::sync::mpsc::unbounded_channel();
            let (stopped, wait_stopped) = std::sync::mpsc::channel::<()>();
            let wait_stopped = std::sync::Mutex::new(wait_stopped);
            // The first end to be told takes its time: until the server has stopped, or for a while.
            let server = Server::new().on_end(move |info, _end| {
                told.send("begun").unwrap();
                if info.id.as_u64() == 1 {
                    let _while_over = wait_stopped.lock().unwrap().recv_timeout(SHORT);
                }
                told.send("done").unwrap();
            });
            let server = server.serve("tcp://127.0.0.1:0", echo()).start().unwrap();
            let mut first = client(&server).await;
            exchange(&mut first, "x\n", "x\n").await;
            let mut clients = Vec::new();
            for _ in 0..others {
                let mut other = client(&server).await;
                exchange(&mut other, "x\n", "x\n").await;
                clients.push(other);
            }
            drop(first);
            assert_eq!(tellings.recv().await, Some("begun"));
            server.drain(Duration::from_secs(3600));
            drop(clients);
            assert!(server.wait().await.adds_up());
            let _told_already = stopped.send(());
            let mut done = 0;
            while let Ok(telling) = tellings.try_recv() {
                done += usize::from(telling == "done");
            }
            assert_eq!(done, 1 + others, "ends told before the server had stopped");
        });
    }
}

fn connections_that_end_with_their_runtime_are_in_the_report() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (server, client) = runtime.block_on(async {
        let (server, _ends) = serve_tcp(stuck(), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        server.drain(Duration::from_secs(3600));
        (server, client)
    });
    drop(runtime);
    let report = server.wait_blocking();
    assert_eq!((report.open, report.drained, report.aborted, report.abandoned), (1, 0, 0, 1));
    drop(client);
}

fn a_handler_lists_and_ends_connections_by_a_stopper() {
    run(async {
        let server = Server::new();
        let stopper = server.stopper();
        assert!(stopper.connections().is_empty(), "nobody is connected before it runs");
        let kills_others = stream(move |mut conn: Conn| {
            let stopper = stopper.clone();
            async move {
                while conn.read_line().await?.is_some() {
                    let open = stopper.connections();
                    let others = open.iter().filter(|other| other.id != conn.id());
                    let killed = others.filter(|other| stopper.kill(other.id)).count();
                    let missing = stopper.kill(u64::MAX.into());
                    conn.write_all(format!("{} {killed} {missing}\n", open.len()).as_bytes()).await?;
                }
                Ok(())
            }
        });
        let (server, mut ends) = watch_ends(server);
        let server = server.serve(fresh_memory_address(), kills_others).start().unwrap();
        let mut victim = client(&server).await;
        exchange(&mut victim, "\n", "1 0 false\n").await;
        let mut killer = client(&server).await;
        exchange(&mut killer, "\n", "2 1 false\n").await;
        assert_eq!(read_all(&mut victim).await, b"");
        assert_eq!(ends.next().await, "killed");
        exchange(&mut killer, "\n", "1 0 false\n").await;
        drop(killer);
        server.shutdown().await;
    });
}

fn s8_dropping_the_handle_aborts() {
    run(async {
        let (server, mut ends) = serve_tcp(stuck(), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        drop(server);
        assert_eq!(ends.next().await, "drain_aborted");
        assert_eq!(read_all(&mut client).await, b"");
    });
}

fn start_works_without_a_runtime() {
    let server = Server::new().serve("tcp://127.0.0.1:0", echo()).start().unwrap();
    run(async { exchange(&mut client(&server).await, "x\n", "x\n").await });
    server.drain(Duration::from_secs(3600));
    let report = server.wait_blocking();
    assert!(report.adds_up());
    assert_eq!(report.aborted + report.abandoned, 0);
}

fn e6_run_inside_a_runtime_is_an_error() {
    run(async {
        let error = Server::new().serve(fresh_memory_address(), echo()).run().unwrap_err();
        assert!(error.to_string().contains("start()?.wait().await"), "{error}");
    });
}

fn e6_start_inside_a_runtime_without_drivers_is_an_error() {
    for drivers in ["none", "io", "time"] {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        match drivers {
            "io" => builder.enable_io(),
            "time" => builder.enable_time(),
            _none => &mut builder,
        };
        let runtime = builder.build().unwrap();
        let started = runtime.block_on(async { Server::new().serve(fresh_memory_address(), echo()).start() });
        let error = started.map(drop).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("enable_all"), "{drivers}: {cause}");
    }
}
