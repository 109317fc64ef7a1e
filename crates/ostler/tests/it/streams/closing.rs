//! Closing: the rows about the end of a handler and of its connection.

use std::io::ErrorKind;
use std::sync::mpsc as std_mpsc;
use std::time::{Duration, Instant};

use ostler::{BlockingConn, Conn, Model, Service, Timeouts, blocking, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

use crate::harness::*;

tests![
    h18_the_end_of_a_handler_closes_its_connection,
    close_sends_all_and_waits_for_the_peers_end,
    close_tells_of_a_reset_and_of_a_forced_end,
    r29_close_with_unread_input_ends,
    w23_closing_does_not_wait_for_a_peer_that_never_reads,
];

/// Each way a handler can end, by the client's word.
fn obedient() -> [Service; 2] {
    let in_task = stream(|mut conn: Conn| async move {
        match conn.read_line().await?.unwrap_or_default().content() {
            b"return" => Ok(()),
            b"fail" => Err("asked to".into()),
            b"panic" => panic!("asked to"),
            _ => std::future::pending().await,
        }
    });
    let in_thread =
        blocking(|conn: &mut BlockingConn| match conn.read_line()?.unwrap_or_default().content() {
            b"return" => Ok(()),
            b"fail" => Err("asked to".into()),
            b"panic" => panic!("asked to"),
            _ => {
                conn.read_line()?;
                Ok(())
            }
        });
    [in_task, in_thread.model(Model::threads(4))]
}

fn h18_the_end_of_a_handler_closes_its_connection() {
    run(async {
        for service in obedient() {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                for (word, end) in [("return", "completed"), ("fail", "error"), ("panic", "panicked")] {
                    let mut client = client(&server).await;
                    client.write_all(format!("{word}\n").as_bytes()).await.unwrap();
                    assert_eq!(read_all(&mut client).await, b"", "{word}");
                    drop(client);
                    assert_eq!(ends.next().await, end);
                }
                // A handler that is cancelled, here by a kill, is no different.
                let mut client = client(&server).await;
                client.write_all(b"wait\n").await.unwrap();
                while server.connections().first().is_none_or(|connection| connection.bytes_read < 5) {
                    tokio::task::yield_now().await;
                }
                assert!(server.kill(server.connections()[0].id));
                assert_eq!(read_all(&mut client).await, b"");
                assert_eq!(ends.next().await, "killed");
                assert!(server.connections().is_empty());
            }
        }
    });
}

fn close_sends_all_and_waits_for_the_peers_end() {
    run(async {
        let (told, mut closed) = mpsc::unbounded_channel();
        let service = stream(move |mut conn: Conn| {
            let told = told.clone();
            async move {
                conn.write_all(&vec![b'x'; 1 << 20]).await?;
                conn.close().await?;
                Ok(told.send(())?)
            }
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(service.clone(), Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"never read").await.unwrap();
            assert_eq!(read_all(&mut client).await.len(), 1 << 20);
            settle().await;
            assert!(closed.try_recv().is_err(), "the peer has not closed yet");
            drop(client);
            closed.recv().await.unwrap();
            assert_eq!(ends.next().await, "completed");
        }
    });
}

fn close_tells_of_a_reset_and_of_a_forced_end() {
    run(async {
        let (told, mut kinds) = mpsc::unbounded_channel();
        let service = stream(move |mut conn: Conn| {
            let told = told.clone();
            async move {
                conn.write_all(b"in").await?;
                let error = conn.close().await.unwrap_err();
                told.send(error.kind())?;
                Err(error.into())
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = tcp_client(&server).await;
        client.read_exact(&mut [0; 2]).await.unwrap();
        reset(client);
        assert_eq!(kinds.recv().await.unwrap(), ErrorKind::ConnectionReset);
        assert_eq!(ends.next().await, "reset");

        let mut client = tcp_client(&server).await;
        client.read_exact(&mut [0; 2]).await.unwrap();
        assert_eq!(client.read(&mut [0; 2]).await.unwrap(), 0, "the end was sent");
        assert!(server.kill(server.connections()[0].id));
        assert_eq!(kinds.recv().await.unwrap(), ErrorKind::ConnectionAborted);
        assert_eq!(ends.next().await, "killed");
    });
}

/// Says `in`, then ends: by `close`, by returning, or by returning from a thread.
fn leavers() -> [Service; 3] {
    let closing = stream(|mut conn: Conn| async move {
        conn.write_all(b"in").await?;
        Ok(conn.close().await?)
    });
    let returning = stream(|mut conn: Conn| async move { Ok(conn.write_all(b"in").await?) });
    let in_thread = blocking(|conn: &mut BlockingConn| Ok(conn.write_all(b"in")?)).model(Model::threads(4));
    [closing, returning, in_thread]
}

fn r29_close_with_unread_input_ends() {
    run(async {
        for service in leavers() {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                expect(&mut client, "in").await;
                // More than is discarded, from a client that neither closes nor stops to send.
                let (mut reader, mut writer) = tokio::io::split(client);
                let sending =
                    tokio::spawn(async move { while writer.write_all(&[b'x'; 1024]).await.is_ok() {} });
                assert_eq!(ends.next().await, "completed");
                sending.await.unwrap();
                let _end_or_reset = reader.read_to_end(&mut Vec::new()).await;
            }
        }
    });
}

fn w23_closing_does_not_wait_for_a_peer_that_never_reads() {
    run(async {
        for service in leavers() {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let begun = Instant::now();
                // It neither reads nor closes.
                let _client = client(&server).await;
                assert_eq!(ends.next().await, "completed");
                // Once its second, and not a second time behind `close`.
                assert!(begun.elapsed() < Duration::from_millis(1900), "took {:?}", begun.elapsed());
            }
        }
        // What the system's buffers do not hold is bounded by the write stall.
        let (told, errors) = std_mpsc::channel();
        let service = stream(move |mut conn: Conn| {
            let told = told.clone();
            async move {
                let error = conn.write_all(&vec![b'x'; 64 << 20]).await.unwrap_err();
                told.send(error.kind())?;
                Ok(conn.close().await?)
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default().with_write_stall(SHORT));
        let _client = client(&server).await;
        assert_eq!(ends.next().await, "write_stall");
        assert_eq!(errors.recv().unwrap(), ErrorKind::TimedOut);
    });
}
