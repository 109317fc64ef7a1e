//! What counts as idle: seen in the list of connections, in what is evicted, and in who is let go at the drain.

use std::sync::Arc;
use std::time::Duration;

use ostler::{Conn, ConnectionActivity, ServerHandle, Timeouts, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

use crate::harness::*;

tests![
    a_handler_that_gave_up_a_read_is_busy,
    a_mark_makes_idle_for_as_long_as_it_lives,
    an_answer_that_waits_for_its_peer_is_busy,
    an_unsent_answer_outlasts_the_drain,
    a_mark_keeps_no_connection_open,
];

fn activity(server: &ServerHandle) -> ConnectionActivity {
    server.connections()[0].activity
}

fn a_handler_that_gave_up_a_read_is_busy() {
    run_on_one_thread(async {
        let (interrupt, interrupts) = mpsc::unbounded_channel::<()>();
        let interrupts = Arc::new(tokio::sync::Mutex::new(interrupts));
        let service = stream(move |mut conn: Conn| {
            let interrupts = Arc::clone(&interrupts);
            async move {
                let mut interrupts = interrupts.lock().await;
                tokio::select! {
                    _line = conn.read_line() => {}
                    _interrupt = interrupts.recv() => {}
                }
                // At work for somebody else, with the connection still open.
                interrupts.recv().await;
                drop(conn);
                Ok(())
            }
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let _client = client(&server).await;
        settle().await;
        assert_eq!(activity(&server), ConnectionActivity::Idle);
        interrupt.send(()).unwrap();
        settle().await;
        assert_eq!(activity(&server), ConnectionActivity::Busy);
    });
}

fn a_mark_makes_idle_for_as_long_as_it_lives() {
    run_on_one_thread(async {
        let (step, steps) = mpsc::unbounded_channel::<()>();
        let steps = Arc::new(tokio::sync::Mutex::new(steps));
        let service = stream(move |mut conn: Conn| {
            let steps = Arc::clone(&steps);
            async move {
                let mut steps = steps.lock().await;
                let (first, second) = (conn.idle(), conn.idle());
                steps.recv().await;
                drop(second);
                steps.recv().await;
                conn.read_exact(&mut [0]).await?;
                steps.recv().await;
                drop(first);
                steps.recv().await;
                Ok(())
            }
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"x").await.unwrap();
        for marked in ["without a read", "by the other mark", "after a byte was read"] {
            settle().await;
            assert_eq!(activity(&server), ConnectionActivity::Idle, "{marked}");
            step.send(()).unwrap();
        }
        settle().await;
        assert_eq!(activity(&server), ConnectionActivity::Busy);
    });
}

/// More than a connection in memory holds unread.
const BIG: usize = 1 << 20;

/// Sends `BIG` bytes from one task and waits for lines in another, whose end ends both.
fn answering() -> ostler::Service {
    stream(|conn: Conn| async move {
        let (mut reader, mut writer) = conn.into_split();
        let answer = tokio::spawn(async move { writer.write_all(&vec![b'x'; BIG]).await });
        while reader.read_line().await?.is_some() {}
        answer.abort();
        Ok(())
    })
}

fn an_answer_that_waits_for_its_peer_is_busy() {
    run_on_one_thread(async {
        let (server, _ends) = serve_memory(answering(), Timeouts::default());
        let mut client = client(&server).await;
        settle().await;
        assert_eq!(activity(&server), ConnectionActivity::Busy);
        client.read_exact(&mut vec![0; BIG]).await.unwrap();
        settle().await;
        assert_eq!(activity(&server), ConnectionActivity::Idle);
    });
}

fn an_unsent_answer_outlasts_the_drain() {
    run_on_one_thread(async {
        let (server, mut ends) = serve_memory(answering(), Timeouts::default());
        let mut client = client(&server).await;
        settle().await;
        server.drain(Duration::from_secs(3600));
        settle().await;
        assert_eq!(read_all(&mut client).await.len(), BIG);
        drop(client);
        assert_eq!(ends.next().await, "completed");
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn a_mark_keeps_no_connection_open() {
    run(async {
        let (keep, mut kept) = mpsc::unbounded_channel();
        let service = stream(move |conn: Conn| {
            keep.send(conn.idle()).unwrap();
            async move {
                drop(conn);
                Ok(())
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        let mark = kept.recv().await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
        drop(mark);
    });
}
