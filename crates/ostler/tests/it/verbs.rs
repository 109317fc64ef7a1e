//! socketserver's verbs: one at a time by hand, hooks, stopping from elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use ostler::{Address, BlockingConn, Conn, Model, Server, blocking, stream};
use tokio::io::AsyncWriteExt;

use crate::harness::*;

tests![
    run_once_serves_one_to_its_end_and_leaves_the_next_waiting,
    run_once_takes_the_client_of_any_listener,
    run_once_may_be_followed_by_a_start,
    run_once_ends_when_the_server_is_stopped,
    run_once_inside_a_runtime_is_an_error,
    what_has_served_once_may_go_on_or_end_inside_a_runtime,
    s17_the_tick_hook_is_called_again_and_again,
    s18_run_once_returns_at_its_timeout_after_the_hook,
    a_panicking_hook_stops_nothing,
    a_stopper_tells_what_its_server_counts,
];

fn one_line(conn: &mut BlockingConn) -> ostler::Result {
    if let Some(line) = conn.read_line()? {
        conn.write_all(&line)?;
    }
    Ok(())
}

/// A client in a thread of its own: it sends a line and returns what comes back.
fn visit(address: Address, line: &'static str) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut client = ostler::connect(&address).await.unwrap();
            client.write_all(line.as_bytes()).await.unwrap();
            read_all(&mut client).await
        })
    })
}

fn run_once_serves_one_to_its_end_and_leaves_the_next_waiting() {
    let one_async = stream(|mut conn: Conn| async move {
        if let Some(line) = conn.read_line().await? {
            conn.write_all(&line).await?;
        }
        Ok(())
    });
    for service in [blocking(one_line), blocking(one_line).model(Model::threads(4)), one_async] {
        let (told, ends) = mpsc::channel();
        let server = Server::new().serve("tcp://127.0.0.1:0", service);
        let server = server.on_end(move |_info, end| told.send(end.label()).unwrap());
        let mut server = server.bind().unwrap();
        let address = server.addresses()[0].clone();
        let first = visit(address.clone(), "first\n");
        assert_eq!(server.run_once(None).unwrap().unwrap().label(), "completed");
        assert_eq!(first.join().unwrap(), b"first\n");
        assert_eq!(server.addresses()[0], address);
        let second = visit(address, "second\n");
        assert!(server.run_once(HANG).unwrap().is_some());
        assert_eq!(second.join().unwrap(), b"second\n");
        assert_eq!(ends.try_iter().collect::<Vec<_>>(), ["completed", "completed"]);
    }
}

fn run_once_takes_the_client_of_any_listener() {
    let addresses = ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()];
    let mut server = Server::new().serve(addresses.to_vec(), blocking(one_line)).bind().unwrap();
    for address in server.addresses() {
        let client = visit(address, "here\n");
        assert!(server.run_once(HANG).unwrap().is_some());
        assert_eq!(client.join().unwrap(), b"here\n");
    }
}

fn run_once_may_be_followed_by_a_start() {
    let service = blocking(one_line).model(Model::threads(4));
    let mut server = Server::new().serve("tcp://127.0.0.1:0", service).bind().unwrap();
    let address = server.addresses()[0].clone();
    let first = visit(address.clone(), "first\n");
    assert!(server.run_once(HANG).unwrap().is_some());
    assert_eq!(first.join().unwrap(), b"first\n");
    let server = server.start().unwrap();
    assert_eq!(server.addresses()[0], address);
    assert_eq!(visit(address, "second\n").join().unwrap(), b"second\n");
    server.drain(HANG);
    assert_eq!(server.wait_blocking().abandoned, 0);
}

fn run_once_ends_when_the_server_is_stopped() {
    let server = Server::new().serve("tcp://127.0.0.1:0", blocking(one_line));
    let stopper = server.stopper();
    let mut server = server.bind().unwrap();
    let stopping = thread::spawn(move || stopper.drain(HANG));
    assert!(server.run_once(None).unwrap().is_none());
    stopping.join().unwrap();
    assert!(server.run_once(None).unwrap().is_none());
    let begun = Instant::now();
    assert_eq!(server.run().unwrap().open, 0);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

fn run_once_inside_a_runtime_is_an_error() {
    run(async {
        let mut server = Server::new().serve("tcp://127.0.0.1:0", blocking(one_line)).bind().unwrap();
        let error = server.run_once(None).unwrap_err().to_string();
        assert!(error.contains("inside an async runtime"), "{error}");
    });
}

fn what_has_served_once_may_go_on_or_end_inside_a_runtime() {
    let once = || {
        let mut server = Server::new().serve("tcp://127.0.0.1:0", blocking(one_line)).bind().unwrap();
        assert!(server.run_once(Duration::from_millis(1)).unwrap().is_none());
        server
    };
    let (dropped, started) = (once(), once());
    run(async {
        drop(dropped);
        let server = started.start().unwrap();
        let client = visit(server.addresses()[0].clone(), "here\n");
        assert_eq!(tokio::task::spawn_blocking(|| client.join().unwrap()).await.unwrap(), b"here\n");
        server.shutdown().await;
    });
}

fn s17_the_tick_hook_is_called_again_and_again() {
    run(async {
        let (told, mut ticks) = tokio::sync::mpsc::unbounded_channel();
        let server = Server::new().serve(fresh_memory_address(), echo());
        let server = server
            .on_tick(Duration::from_millis(5), move || {
                let _test_over = told.send(());
            })
            .start()
            .unwrap();
        for _tick in 0..3 {
            ticks.recv().await.unwrap();
        }
        server.shutdown().await;
        while ticks.recv().await.is_some() {}
    });
}

fn s18_run_once_returns_at_its_timeout_after_the_hook() {
    let (timeouts, ticks) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (in_timeout, in_tick) = (Arc::clone(&timeouts), Arc::clone(&ticks));
    let mut server = Server::new()
        .serve("tcp://127.0.0.1:0", blocking(one_line))
        .on_timeout(move || count(&in_timeout))
        .on_tick(Duration::from_secs(3600), move || count(&in_tick))
        .bind()
        .unwrap();
    let begun = Instant::now();
    assert!(server.run_once(SHORT).unwrap().is_none());
    assert!(begun.elapsed() >= SHORT);
    assert_eq!((timeouts.load(Ordering::Relaxed), ticks.load(Ordering::Relaxed)), (1, 1));
    // A client that was served is no timeout.
    let client = visit(server.addresses()[0].clone(), "here\n");
    assert!(server.run_once(HANG).unwrap().is_some());
    assert_eq!(client.join().unwrap(), b"here\n");
    assert_eq!((timeouts.load(Ordering::Relaxed), ticks.load(Ordering::Relaxed)), (1, 2));
}

fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Ordering::Relaxed);
}

fn a_panicking_hook_stops_nothing() {
    let mut server = Server::new()
        .serve("tcp://127.0.0.1:0", blocking(one_line))
        .on_timeout(|| panic!("asked to panic"))
        .on_tick(Duration::from_secs(3600), || panic!("asked to panic"))
        .bind()
        .unwrap();
    assert!(server.run_once(Duration::from_millis(1)).unwrap().is_none());
    let client = visit(server.addresses()[0].clone(), "here\n");
    assert!(server.run_once(HANG).unwrap().is_some());
    assert_eq!(client.join().unwrap(), b"here\n");
}

fn a_stopper_tells_what_its_server_counts() {
    let server = Server::new();
    let stopper = server.stopper();
    assert_eq!(stopper.stats(), None, "nothing counts before the server serves");
    let (told, ends) = mpsc::channel();
    let server = server
        .on_end(move |info, _end| told.send(info.id.to_string()).unwrap())
        .serve("tcp://127.0.0.1:0", blocking(one_line))
        .start()
        .unwrap();
    assert_eq!(visit(server.addresses()[0].clone(), "one\n").join().unwrap(), b"one\n");
    let id = ends.recv_timeout(HANG).unwrap();
    assert!(!stopper.kill(id.parse().unwrap()), "it has ended");
    let stats = stopper.stats().unwrap();
    assert_eq!((stats.accepted, stats.ended("completed")), (1, 1));
    assert!(format!("{stats:?}").ends_with(r#"ended: {"completed": 1}, refused: {} }"#), "{stats:?}");
    assert_eq!(stats, server.stats());
    server.abort();
    let _report = server.wait_blocking();
    assert_eq!(stopper.stats(), None, "the server is gone");
}
