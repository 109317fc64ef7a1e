//! Writing: rows W2 to W24, and what of the hooks' rows is about writing.

use std::io::{ErrorKind, IoSlice};
use std::time::Duration;

use ostler::{Conn, Server, Timeouts, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::services;
use crate::harness::*;

tests![
    h6_a_write_goes_out_at_once_and_says_how_much,
    w2_more_pieces_than_the_system_takes_at_once_arrive_in_order,
    w3_an_empty_write_does_nothing,
    w4_what_was_written_arrives_before_the_end,
    w5_a_kill_drops_what_is_unsent,
    w9_a_write_to_a_peer_that_is_gone_is_a_reset,
    w10_w11_reading_goes_on_after_write_eof_which_comes_behind_what_was_written,
    w12_write_eof_twice_is_as_once_and_a_write_after_it_is_an_error,
    w19_a_write_waits_until_the_peer_takes_it,
    w22_a_slow_reader_stops_its_handler_and_nothing_piles_up,
    w24_a_write_that_is_given_up_is_sent_once_or_not_at_all,
];

fn h6_a_write_goes_out_at_once_and_says_how_much() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                // Not flushed, and the handler goes on to wait.
                assert_eq!(side.write(b"hello").await?, 5);
                side.read_line().await?;
                Ok(())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                expect(&mut client, "hello").await;
                drop(client);
                assert_eq!(ends.next().await, "peer_closed");
            }
        }
    });
}

fn w2_more_pieces_than_the_system_takes_at_once_arrive_in_order() {
    run(async {
        const PIECES: usize = 3000;
        let services = services(|mut side| {
            Box::pin(async move {
                let pieces: Vec<String> = (0..PIECES).map(|number| format!("{number} ")).collect();
                let mut slices: Vec<IoSlice<'_>> =
                    pieces.iter().map(|piece| IoSlice::new(piece.as_bytes())).collect();
                let mut rest = &mut slices[..];
                while !rest.is_empty() {
                    let written = side.write_vectored(rest).await?;
                    assert!(written > 0);
                    IoSlice::advance_slices(&mut rest, written);
                }
                Ok(())
            })
        });
        let expected: String = (0..PIECES).map(|number| format!("{number} ")).collect();
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, _ends) = serve(service.clone(), Timeouts::default());
                let received = read_all(&mut client(&server).await).await;
                assert!(received == expected.as_bytes());
            }
        }
    });
}

fn w3_an_empty_write_does_nothing() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                assert_eq!(side.write(b"").await?, 0);
                side.write_all(b"").await?;
                assert_eq!(side.write_vectored(&[]).await?, 0);
                assert_eq!(side.write_vectored(&[IoSlice::new(b""), IoSlice::new(b"")]).await?, 0);
                side.write_all(b"all").await?;
                Ok(())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                assert_eq!(read_all(&mut client).await, b"all");
                drop(client);
                assert_eq!(ends.next().await, "completed");
            }
        }
    });
}

/// A megabyte: more than the buffers of a socket hold without a reader.
const BIG: usize = 1 << 20;

fn w4_what_was_written_arrives_before_the_end() {
    run(async {
        let services =
            services(|mut side| Box::pin(async move { Ok(side.write_all(&vec![b'x'; BIG]).await?) }));
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, _ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                // Slowly, so that the handler is long gone when the last of it is read.
                let mut received = 0;
                let mut chunk = vec![0; 16 * 1024];
                while let count @ 1.. = client.read(&mut chunk).await.unwrap() {
                    received += count;
                    tokio::task::yield_now().await;
                }
                assert_eq!(received, BIG);
            }
        }
    });
}

fn w5_a_kill_drops_what_is_unsent() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                let error = side.write_all(&vec![b'x'; 64 * BIG]).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::ConnectionAborted);
                Ok(())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                client.read_exact(&mut [0; 10]).await.unwrap();
                let id = server.connections()[0].id;
                assert!(server.kill(id));
                assert!(!server.kill(id), "it is ended once");
                let received = read_all(&mut client).await.len();
                assert!(received < 64 * BIG, "{received} bytes came");
                assert_eq!(ends.next().await, "killed");
                assert!(!server.kill(id));
            }
        }
    });
}

fn w9_a_write_to_a_peer_that_is_gone_is_a_reset() {
    run(async {
        let (told, mut kinds) = mpsc::unbounded_channel();
        let services = services(move |mut side| {
            let told = told.clone();
            Box::pin(async move {
                side.write_all(b"in").await?;
                loop {
                    if let Err(error) = side.write_all(&[b'x'; 1024]).await {
                        told.send(error.kind())?;
                        // And again: the one kind of error whatever the system says by now.
                        let error = side.write(b"more").await.unwrap_err();
                        told.send(error.kind())?;
                        return Err(error.into());
                    }
                }
            })
        });
        for service in services {
            for is_reset in [true, false] {
                let (server, mut ends) = serve_tcp(service.clone(), Timeouts::default());
                let mut client = tcp_client(&server).await;
                client.read_exact(&mut [0; 2]).await.unwrap();
                if is_reset {
                    reset(client);
                } else {
                    drop(client);
                }
                for _time in 0..2 {
                    assert_eq!(kinds.recv().await.unwrap(), ErrorKind::ConnectionReset);
                }
                assert_eq!(ends.next().await, "reset");
            }
            let (server, mut ends) = serve_memory(service, Timeouts::default());
            let mut client = client(&server).await;
            expect(&mut client, "in").await;
            drop(client);
            for _time in 0..2 {
                assert_eq!(kinds.recv().await.unwrap(), ErrorKind::ConnectionReset);
            }
            assert_eq!(ends.next().await, "reset");
        }
    });
}

fn w10_w11_reading_goes_on_after_write_eof_which_comes_behind_what_was_written() {
    run(async {
        let (told, mut lines) = mpsc::unbounded_channel();
        let services = services(move |mut side| {
            let told = told.clone();
            Box::pin(async move {
                side.write_all(&vec![b'x'; BIG]).await?;
                side.write_eof();
                while let Some(line) = side.read_line().await? {
                    told.send(line)?;
                }
                Ok(())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                assert_eq!(read_all(&mut client).await.len(), BIG);
                client.write_all(b"still heard\n").await.unwrap();
                assert_eq!(&*lines.recv().await.unwrap(), b"still heard\n");
                client.shutdown().await.unwrap();
                assert_eq!(ends.next().await, "peer_closed");
            }
        }
    });
}

fn w12_write_eof_twice_is_as_once_and_a_write_after_it_is_an_error() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                side.write_eof();
                side.write_eof();
                side.write_all(b"").await?;
                let error = side.write_all(b"too late").await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::BrokenPipe);
                assert_eq!(error.to_string(), "the end of the stream was already written");
                let error = side.write_vectored(&[IoSlice::new(b"too late")]).await.unwrap_err();
                Err(error.into())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                assert_eq!(read_all(&mut client).await, b"");
                drop(client);
                // The handler's mistake, and not the peer's doing.
                assert_eq!(ends.next().await, "error");
            }
        }
    });
}

fn w19_a_write_waits_until_the_peer_takes_it() {
    run(async {
        let (told, mut done) = mpsc::unbounded_channel();
        let services = services(move |mut side| {
            let told = told.clone();
            Box::pin(async move {
                side.write_all(&vec![b'x'; 64 * BIG]).await?;
                Ok(told.send(())?)
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, _ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                client.read_exact(&mut [0; 10]).await.unwrap();
                timeout(SHORT / 2, done.recv()).await.unwrap_err();
                read_all(&mut client).await;
                done.recv().await.unwrap();
            }
        }
    });
}

fn w22_a_slow_reader_stops_its_handler_and_nothing_piles_up() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                while side.read_line().await?.is_some() {
                    side.write_all(&[b'x'; 16 * 1024]).await?;
                }
                Ok(())
            })
        });
        for service in services {
            for address in ["tcp://127.0.0.1:0".to_owned(), fresh_memory_address()] {
                let (told, mut ends) = mpsc::unbounded_channel();
                let server = Server::new().timeouts(Timeouts::default().with_write_stall(SHORT));
                let server = server.on_end(move |info, end| {
                    let _test_over = told.send((info.bytes_read, info.bytes_written, end.label()));
                });
                let server = server.serve(address, service.clone()).start().unwrap();
                let mut client = client(&server).await;
                // 160 MiB of answers are asked for, and none is read.
                client.write_all("line\n".repeat(10_000).as_bytes()).await.unwrap();
                let (read, written, end) = ends.recv().await.unwrap();
                assert_eq!(end, "write_stall");
                assert!(read <= 64 * 1024, "{read} bytes of questions were taken");
                assert!(written < 32 << 20, "{written} bytes of answers were taken by nobody");
            }
        }
    });
}

fn w24_a_write_that_is_given_up_is_sent_once_or_not_at_all() {
    run(async {
        const TOTAL: usize = 8 << 20;
        let (told, mut waits) = mpsc::unbounded_channel();
        let service = stream(move |mut conn: Conn| {
            let told = told.clone();
            async move {
                let all: Vec<u8> = (0..TOTAL).map(|index| (index % 251) as u8).collect();
                let mut sent = 0;
                while sent < TOTAL {
                    let piece = &all[sent..TOTAL.min(sent + 100_000)];
                    match timeout(Duration::ZERO, conn.write(piece)).await {
                        Ok(count) => sent += count?,
                        Err(_given_up) => told.send(())?,
                    }
                    tokio::task::yield_now().await;
                }
                Ok(())
            }
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(service.clone(), Timeouts::default());
            let mut client = client(&server).await;
            // The handler has met full buffers before anything is read.
            waits.recv().await.unwrap();
            let received = read_all(&mut client).await;
            assert_eq!(received.len(), TOTAL);
            assert!(received.iter().enumerate().all(|(index, byte)| *byte == (index % 251) as u8));
            drop(client);
            assert_eq!(ends.next().await, "completed");
        }
    });
}
