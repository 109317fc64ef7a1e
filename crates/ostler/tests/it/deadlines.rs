//! Deadlines, forced ends and failures of handlers. What is asserted is how the connection ended, never elapsed time.

use std::time::Duration;

use ostler::{Conn, ConnectionEnd, Model, Timeouts, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::*;

tests![
    a_peer_that_says_nothing_meets_the_first_byte_timeout,
    a_peer_that_falls_silent_meets_the_idle_timeout,
    r27_a_limit_of_nothing_ends_the_first_wait,
    a_peer_that_sends_now_and_then_is_never_cut,
    a_peer_that_never_reads_meets_the_write_stall,
    a_peer_that_reads_slowly_is_never_cut,
    ten_thousand_pipelined_lines_unread_meet_the_write_stall,
    a_handler_that_ignores_its_timeout_is_dropped,
    w6_a_killed_connection_ends_even_when_its_handler_hangs,
    h3_e5_a_panicking_handler_ends_its_connection_alone,
    h2_g2_a_failing_handler_ends_its_connection_alone,
    c4_g2_a_reset_by_the_peer_is_told_apart,
    a_peer_that_closes_within_a_message_has_closed,
    a_handler_whose_drop_panics_ends_its_connection_alone,
];

fn a_peer_that_says_nothing_meets_the_first_byte_timeout() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(echo(), Timeouts::default().with_first_byte(SHORT));
            let mut client = client(&server).await;
            assert_eq!(ends.next().await, "first_byte_timeout");
            assert_eq!(read_all(&mut client).await, b"");
        }
    });
}

fn a_peer_that_falls_silent_meets_the_idle_timeout() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(echo(), Timeouts::default().with_idle(SHORT));
            let mut client = client(&server).await;
            exchange(&mut client, "x\n", "x\n").await;
            client.write_all(b"half a line").await.unwrap();
            assert_eq!(ends.next().await, "idle");
        }
    });
}

fn r27_a_limit_of_nothing_ends_the_first_wait() {
    run(async {
        let none = Timeouts::none;
        for (timeouts, end) in [
            (none().with_first_byte(Duration::ZERO), "first_byte_timeout"),
            (none().with_idle(Duration::ZERO), "idle"),
            (none().with_first_byte(Duration::from_nanos(1)), "first_byte_timeout"),
        ] {
            let (server, mut ends) = serve_memory(echo(), timeouts);
            let _client = client(&server).await;
            assert_eq!(ends.next().await, end);
        }
    });
}

fn a_peer_that_sends_now_and_then_is_never_cut() {
    run(async {
        let timeouts = Timeouts::default().with_first_byte(SHORT).with_idle(SHORT);
        let (server, mut ends) = serve_tcp(echo(), timeouts);
        let mut client = client(&server).await;
        let mut beat = tokio::time::interval(SHORT / 4);
        for byte in b"a byte at a time is slow, but it is no crime\n" {
            beat.tick().await;
            client.write_all(&[*byte]).await.unwrap();
        }
        expect(&mut client, "a byte at a time is slow, but it is no crime\n").await;
        client.shutdown().await.unwrap();
        assert_eq!(ends.next().await, "peer_closed");
    });
}

/// Far more than the socket buffers of both ends hold.
const BIG: usize = 64 << 20;

fn big_answer() -> ostler::Service {
    stream(|mut conn: Conn| async move {
        conn.read_line().await?;
        let error = conn.write_all(&vec![b'x'; BIG]).await;
        if let Err(error) = &error {
            let end = error.get_ref().and_then(|inner| inner.downcast_ref::<ConnectionEnd>());
            assert!(matches!(end, Some(ConnectionEnd::WriteStall { .. })), "{error:?}");
        }
        Ok(error?)
    })
}

fn a_peer_that_never_reads_meets_the_write_stall() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(big_answer(), Timeouts::default().with_write_stall(SHORT));
            let mut client = client(&server).await;
            client.write_all(b"go\n").await.unwrap();
            assert_eq!(ends.next().await, "write_stall");
        }
    });
}

fn a_peer_that_reads_slowly_is_never_cut() {
    run(async {
        let service = stream(|mut conn: Conn| async move { Ok(conn.write_all(&vec![b'x'; 1 << 20]).await?) });
        let (server, mut ends) = serve_memory(service, Timeouts::default().with_write_stall(SHORT));
        let mut client = client(&server).await;
        let mut beat = tokio::time::interval(SHORT / 4);
        let mut part = vec![0; 64 << 10];
        for _ in 0..16 {
            beat.tick().await;
            client.read_exact(&mut part).await.unwrap();
        }
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
    });
}

fn ten_thousand_pipelined_lines_unread_meet_the_write_stall() {
    run(async {
        // Each line is answered by 4 KiB: 40 MB that nobody reads, and that must not pile up in the server.
        let service = stream(|mut conn: Conn| async move {
            while conn.read_line().await?.is_some() {
                conn.write_all(&[b'x'; 4096]).await?;
            }
            Ok(())
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default().with_write_stall(SHORT));
        let mut client = client(&server).await;
        client.write_all("line\n".repeat(10_000).as_bytes()).await.unwrap();
        assert_eq!(ends.next().await, "write_stall");
    });
}

fn a_handler_that_ignores_its_timeout_is_dropped() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.read_line().await.expect_err("the first byte never comes");
            std::future::pending::<()>().await;
            Ok(())
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default().with_first_byte(SHORT));
        let _client = client(&server).await;
        assert_eq!(ends.next().await, "first_byte_timeout");
        assert_eq!(server.connections().len(), 0);
    });
}

fn w6_a_killed_connection_ends_even_when_its_handler_hangs() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.write_all(b"ready\n").await?;
            std::future::pending::<()>().await;
            Ok(())
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "ready\n").await;
        let id = server.connections()[0].id;
        assert!(server.kill(id));
        assert!(!server.kill(id), "a second kill changes nothing");
        assert_eq!(read_all(&mut client).await, b"", "the socket is shut down at once");
        assert_eq!(ends.next().await, "killed");
        assert!(!server.kill(id));
    });
}

fn h3_e5_a_panicking_handler_ends_its_connection_alone() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            while let Some(line) = conn.read_line().await? {
                assert_ne!(line.content(), b"panic", "asked to");
                conn.write_all(&line).await?;
            }
            Ok(())
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut other = client(&server).await;
        exchange(&mut other, "before\n", "before\n").await;
        let mut client = client(&server).await;
        client.write_all(b"panic\n").await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "panicked");
        exchange(&mut other, "after\n", "after\n").await;
        assert_eq!(server.stats().ended("panicked"), 1);
        // A handler that panics before it has made its future is no different.
        let service = stream(|conn: Conn| {
            if conn.id().as_u64() == 1 {
                panic!("asked to");
            }
            async move {
                drop(conn);
                Ok(())
            }
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        drop(crate::harness::client(&server).await);
        assert_eq!(ends.next().await, "panicked");
    });
}

fn h2_g2_a_failing_handler_ends_its_connection_alone() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            let line = conn.read_line().await?.unwrap_or_default();
            let number: u32 = std::str::from_utf8(line.content())?.parse()?;
            Ok(conn.write_all(format!("{}\n", number + 1).as_bytes()).await?)
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        let mut one = client(&server).await;
        one.write_all(b"one\n").await.unwrap();
        assert_eq!(read_all(&mut one).await, b"");
        drop(one);
        assert_eq!(ends.next().await, "error");
        let mut two = client(&server).await;
        exchange(&mut two, "41\n", "42\n").await;
        drop(two);
        assert_eq!(ends.next().await, "completed");
    });
}

fn c4_g2_a_reset_by_the_peer_is_told_apart() {
    run(async {
        let (server, mut ends) = serve_tcp(echo(), Timeouts::default());
        let address = format!("127.0.0.1:{}", port_of(&server.addresses()[0]));
        let mut client = tokio::net::TcpStream::connect(address).await.unwrap();
        client.write_all(b"x\n").await.unwrap();
        let mut answer = [0; 2];
        client.read_exact(&mut answer).await.unwrap();
        socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
        drop(client);
        assert_eq!(ends.next().await, "reset");
    });
}

fn a_peer_that_closes_within_a_message_has_closed() {
    run(async {
        let ours = stream(|mut conn: Conn| async move { Ok(conn.read_exact(&mut [0; 4]).await?) });
        let tokios = stream(|mut conn: Conn| async move {
            AsyncReadExt::read_exact(&mut conn, &mut [0; 4]).await?;
            Ok(())
        });
        for service in [ours, tokios] {
            let (server, mut ends) = serve_tcp(service, Timeouts::default());
            client(&server).await.write_all(b"hal").await.unwrap();
            assert_eq!(ends.next().await, "peer_closed");
        }
    });
}

/// Panics when it is dropped.
struct Trap;

impl Drop for Trap {
    fn drop(&mut self) {
        panic!("asked to");
    }
}

fn a_handler_whose_drop_panics_ends_its_connection_alone() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            let line = conn.read_line().await?;
            let _trap = Trap;
            if line.is_some_and(|line| line.content() == b"hang") {
                std::future::pending::<()>().await;
            }
            Ok(())
        });
        for model in [Model::Tasks, Model::PerCore { workers: 1 }] {
            let (server, mut ends) = serve_tcp(service.clone().model(model), Timeouts::default());
            let mut one = client(&server).await;
            one.write_all(b"return\n").await.unwrap();
            assert_eq!(read_all(&mut one).await, b"");
            drop(one);
            assert_eq!(ends.next().await, "panicked");
            let mut two = client(&server).await;
            two.write_all(b"hang\n").await.unwrap();
            while server.connections().iter().all(|info| info.bytes_read < 5) {
                tokio::task::yield_now().await;
            }
            assert!(server.kill(server.connections()[0].id));
            assert_eq!(ends.next().await, "killed");
            assert_eq!(server.stats().open, 0);
            assert!(server.shutdown().await.adds_up());
        }
    });
}
