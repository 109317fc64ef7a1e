//! Handlers that block: their steps, their I/O, and the envelope around them, under the models that run them in threads.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ostler::{
    BlockingConn, Model, ReadError, RequestHandler, Result, Server, ServerHandle, Service, Timeouts, blocking,
};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use crate::harness::{
    SHORT, client, exchange, expect, fresh_memory_address, read_all, run, serve_memory, serve_tcp, tests,
    watch_ends,
};

tests!(
    lines_are_answered_over_tcp_and_memory,
    h1_the_steps_come_in_order_and_only_after_a_good_setup,
    h4_finish_runs_after_a_failing_or_panicking_handle,
    an_idle_peer_is_ended_inside_a_blocking_read,
    a_stalled_peer_is_ended_inside_a_blocking_write,
    a_kill_reaches_a_thread_that_waits,
    a_drain_lets_go_who_waits_for_a_line_and_waits_for_who_is_busy,
    a_stuck_thread_is_abandoned_in_time,
    h12_detached_threads_do_not_hold_up_the_shutdown,
    h11_finished_threads_are_not_kept,
    h10_two_are_served_at_once_in_threads_and_in_turn_under_serial,
    more_than_the_most_threads_wait,
    an_answer_is_not_destroyed_by_unread_input,
    r8_read_exact_says_how_much_was_missing,
);

fn shout(conn: &mut BlockingConn) -> Result {
    while let Some(line) = conn.read_line()? {
        conn.write_all(&line.to_ascii_uppercase())?;
    }
    Ok(())
}

fn in_threads<H: RequestHandler + Clone + Sync + 'static>(handler: H) -> Service {
    blocking(handler).model(Model::threads(16))
}

fn lines_are_answered_over_tcp_and_memory() {
    run(async {
        for model in [Model::threads(4), Model::Serial, Model::Tasks, Model::PerCore { workers: 1 }] {
            for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
                let (server, mut ends) = watch_ends(Server::new());
                let server = server.serve(&address, blocking(shout).model(model)).start().unwrap();
                let mut client = client(&server).await;
                exchange(&mut client, "one\n", "ONE\n").await;
                exchange(&mut client, "two\nrest", "TWO\n").await;
                client.shutdown().await.unwrap();
                assert_eq!(read_all(&mut client).await, b"REST", "{model:?} {address}");
                assert_eq!(ends.next().await, "peer_closed");
                assert_eq!(server.shutdown().await.open, 0);
            }
        }
    });
}

/// Writes down what is called, and fails where it is told to.
#[derive(Clone)]
struct Steps {
    told: mpsc::UnboundedSender<&'static str>,
}

impl Steps {
    fn tell(&self, step: &'static str) {
        self.told.send(step).unwrap();
    }
}

impl RequestHandler for Steps {
    fn setup(&mut self, conn: &mut BlockingConn) -> Result {
        self.tell("setup");
        let line = conn.read_line()?.expect("the client says what to do");
        conn.extensions().insert(line.content().to_vec());
        if line.content() == b"fail in setup" { Err("asked to".into()) } else { Ok(()) }
    }

    fn handle(&mut self, conn: &mut BlockingConn) -> Result {
        self.tell("handle");
        match &*conn.extensions().find::<Vec<u8>>().unwrap() {
            b"fail in handle" => Err("asked to".into()),
            b"panic in handle" => panic!("asked to panic"),
            _ => Ok(()),
        }
    }

    fn finish(&mut self, conn: &mut BlockingConn) -> Result {
        self.tell("finish");
        Ok(conn.write_all(b"bye")?)
    }
}

/// What is called, what the client gets and how the connection ends when the client says `command`.
async fn check_steps(command: &str, steps: &[&str], answer: &[u8], end: &str) {
    let (told, mut calls) = mpsc::unbounded_channel();
    let (server, mut ends) = serve_tcp(in_threads(Steps { told }), Timeouts::default());
    let mut client = client(&server).await;
    client.write_all(command.as_bytes()).await.unwrap();
    assert_eq!(read_all(&mut client).await, answer, "{command}");
    assert_eq!(ends.next().await, end, "{command}");
    for step in steps {
        assert_eq!(calls.recv().await.unwrap(), *step, "{command}");
    }
    assert!(calls.try_recv().is_err(), "{command}");
}

fn h1_the_steps_come_in_order_and_only_after_a_good_setup() {
    run(async {
        check_steps("go\n", &["setup", "handle", "finish"], b"bye", "completed").await;
        check_steps("fail in setup\n", &["setup"], b"", "error").await;
    });
}

fn h4_finish_runs_after_a_failing_or_panicking_handle() {
    run(async {
        check_steps("fail in handle\n", &["setup", "handle", "finish"], b"bye", "error").await;
        check_steps("panic in handle\n", &["setup", "handle", "finish"], b"bye", "panicked").await;
    });
}

fn an_idle_peer_is_ended_inside_a_blocking_read() {
    run(async {
        let timeouts = Timeouts::default().with_idle(Some(SHORT)).with_first_byte(None);
        for serve in [serve_tcp, serve_memory] {
            let (server, mut ends) = serve(in_threads(shout), timeouts.clone());
            let mut client = client(&server).await;
            exchange(&mut client, "one\n", "ONE\n").await;
            assert_eq!(read_all(&mut client).await, b"");
            assert_eq!(ends.next().await, "idle");
        }
    });
}

fn flood(conn: &mut BlockingConn) -> Result {
    loop {
        conn.write_all(&[0; 64 * 1024])?;
    }
}

fn a_stalled_peer_is_ended_inside_a_blocking_write() {
    run(async {
        let timeouts = Timeouts::default().with_write_stall(Some(SHORT));
        for serve in [serve_tcp, serve_memory] {
            let (server, mut ends) = serve(in_threads(flood), timeouts.clone());
            let _client = client(&server).await;
            assert_eq!(ends.next().await, "write_stall");
        }
    });
}

fn a_kill_reaches_a_thread_that_waits() {
    run(async {
        for serve in [serve_tcp, serve_memory] {
            let (server, mut ends) = serve(in_threads(shout), Timeouts::default());
            let mut client = client(&server).await;
            exchange(&mut client, "one\n", "ONE\n").await;
            let connections = server.connections();
            assert_eq!(connections.len(), 1);
            assert_eq!(connections[0].bytes_read, 4);
            assert!(server.kill(connections[0].id));
            assert_eq!(read_all(&mut client).await, b"");
            assert_eq!(ends.next().await, "killed");
        }
    });
}

fn read_word_for_word(conn: &mut BlockingConn) -> Result {
    let mut word = [0; 4];
    while conn.read(&mut word)? > 0 {
        conn.write_all(&word)?;
    }
    Ok(())
}

fn a_drain_lets_go_who_waits_for_a_line_and_waits_for_who_is_busy() {
    run(async {
        for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
            let server = Server::new().serve(&address, in_threads(shout)).start().unwrap();
            let mut idle = client(&server).await;
            exchange(&mut idle, "one\n", "ONE\n").await;
            server.drain(Duration::from_secs(60));
            assert_eq!(read_all(&mut idle).await, b"");
            let report = server.wait().await;
            assert_eq!((report.open, report.drained), (1, 1));
        }
        let server =
            Server::new().serve("tcp://127.0.0.1:0", in_threads(read_word_for_word)).start().unwrap();
        let mut busy = client(&server).await;
        exchange(&mut busy, "word", "word").await;
        server.drain(Duration::from_secs(60));
        exchange(&mut busy, "more", "more").await;
        busy.shutdown().await.unwrap();
        let report = server.wait().await;
        assert_eq!((report.open, report.drained), (1, 1));
    });
}

fn stuck(conn: &mut BlockingConn) -> Result {
    conn.write_all(b"ready\n")?;
    loop {
        std::thread::park();
    }
}

async fn shut_down_with_a_stuck_handler(model: Model) -> (Duration, ostler::ShutdownReport) {
    let server = Server::new().serve("tcp://127.0.0.1:0", blocking(stuck).model(model)).start().unwrap();
    let mut client = client(&server).await;
    expect(&mut client, "ready\n").await;
    let begun = Instant::now();
    server.drain(Duration::from_millis(100));
    let report = server.wait().await;
    (begun.elapsed(), report)
}

fn a_stuck_thread_is_abandoned_in_time() {
    run(async {
        for model in [Model::threads(4), Model::Serial, Model::Tasks] {
            let (took, report) = shut_down_with_a_stuck_handler(model).await;
            assert_eq!((report.open, report.abandoned), (1, 1), "{model:?}");
            assert!(took < Duration::from_millis(2100), "{model:?} took {took:?}");
        }
    });
}

fn h12_detached_threads_do_not_hold_up_the_shutdown() {
    run(async {
        let (took, report) = shut_down_with_a_stuck_handler(Model::Threads { max: 4, detached: true }).await;
        assert_eq!((report.open, report.abandoned), (1, 1));
        assert!(took < Duration::from_millis(100), "took {took:?}");
    });
}

fn threads_of_this_process() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

fn h11_finished_threads_are_not_kept() {
    run(async {
        let (server, mut ends) = serve_memory(in_threads(shout), Timeouts::default());
        for _client in 0..200 {
            let mut client = client(&server).await;
            exchange(&mut client, "one\n", "ONE\n").await;
            drop(client);
            ends.next().await;
        }
        // Other tests have threads of their own, but not two hundred.
        assert!(threads_of_this_process() < 200, "{} threads", threads_of_this_process());
    });
}

/// How many conversations were open at once, at most.
#[derive(Clone, Default)]
struct Counting {
    open: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl RequestHandler for Counting {
    fn handle(&mut self, conn: &mut BlockingConn) -> Result {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(open, Ordering::SeqCst);
        conn.write_all(b"in\n")?;
        let _until_told = conn.read_line()?;
        self.open.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}

async fn two_clients(model: Model) -> (ServerHandle, Counting) {
    let counting = Counting::default();
    let service = blocking(counting.clone()).model(model);
    let server = Server::new().serve("tcp://127.0.0.1:0", service).start().unwrap();
    (server, counting)
}

fn h10_two_are_served_at_once_in_threads_and_in_turn_under_serial() {
    run(async {
        let (server, counting) = two_clients(Model::threads(2)).await;
        let (mut first, mut second) = (client(&server).await, client(&server).await);
        expect(&mut first, "in\n").await;
        expect(&mut second, "in\n").await;
        assert_eq!(counting.most.load(Ordering::SeqCst), 2);
        drop((first, second));
        server.shutdown().await;

        let (server, counting) = two_clients(Model::Serial).await;
        let (mut first, mut second) = (client(&server).await, client(&server).await);
        expect(&mut first, "in\n").await;
        exchange(&mut first, "done\n", "").await;
        assert_eq!(read_all(&mut first).await, b"");
        expect(&mut second, "in\n").await;
        assert_eq!(counting.most.load(Ordering::SeqCst), 1);
    });
}

fn more_than_the_most_threads_wait() {
    run(async {
        let (server, counting) = two_clients(Model::threads(1)).await;
        let (mut first, mut second) = (client(&server).await, client(&server).await);
        expect(&mut first, "in\n").await;
        drop(first);
        expect(&mut second, "in\n").await;
        assert_eq!(counting.most.load(Ordering::SeqCst), 1);
    });
}

fn an_answer_is_not_destroyed_by_unread_input() {
    run(async {
        let one_word = |conn: &mut BlockingConn| {
            let mut word = [0; 4];
            conn.read_exact(&mut word)?;
            Ok(conn.write_all(&word)?)
        };
        let (server, mut ends) = serve_tcp(in_threads(one_word), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(&[b'x'; 32 * 1024]).await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await, b"xxxx");
        assert_eq!(ends.next().await, "completed");
    });
}

fn r8_read_exact_says_how_much_was_missing() {
    run(async {
        let (told, mut errors) = mpsc::unbounded_channel();
        let four = move |conn: &mut BlockingConn| {
            let error = conn.read_exact(&mut [0; 4]).unwrap_err();
            assert!(matches!(error, ReadError::Truncated { received: 3, wanted: 4 }), "{error}");
            told.send(error.to_string())?;
            Ok(())
        };
        let (server, _ends) = serve_tcp(in_threads(four), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"abc").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(errors.recv().await.unwrap(), "the stream ended after 3 of 4 bytes");
    });
}
