//! Writing, and the kinds of closing.

use std::io::IoSlice;
use std::sync::{Arc, Mutex};

use ostler::{ConnectionEnd, Timeouts, Transport, WriteError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::harness::*;

tests![
    w1_w4_the_order_is_kept_and_close_sends_what_is_unsent,
    w2_w18_many_pieces_are_gathered_and_count_for_the_marks,
    w3_an_empty_write_does_nothing,
    w5_abort_drops_what_is_unsent,
    w6_closing_in_two_ways_is_lost_once,
    w7_closing_with_unread_input_does_not_destroy_the_answer,
    w8_a_write_after_close_is_a_typed_error,
    w9_a_write_after_a_reset_is_a_typed_error,
    w10_w12_after_write_eof_reading_goes_on_and_writing_is_an_error,
    w11_write_eof_comes_after_what_is_unsent,
    w21_writes_of_several_tasks_never_mix,
    write_eof_and_the_peers_end_together_are_the_end,
    a_handle_keeps_no_connection_open,
];

/// `count` bytes that tell where they belong.
fn numbered(count: usize) -> Vec<u8> {
    (0..count).map(|index| (index % 251) as u8).collect()
}

fn w1_w4_the_order_is_kept_and_close_sends_what_is_unsent() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    numbered(900_000).chunks(7_919).try_for_each(|part| transport.write(part))?;
                    transport.close();
                }
                GO_ON
            });
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, numbered(900_000));
            drop(client);
            assert_eq!(ends.next().await, "completed");
            let calls = calls.until_lost().await;
            assert!(!calls.iter().any(|call| call.starts_with("data")), "{calls:?}");
        }
    });
}

fn w2_w18_many_pieces_are_gathered_and_count_for_the_marks() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    // More than the system's buffers at both ends take.
                    transport.set_write_buffer_max(32 << 20)?;
                    let bytes = numbered(16_000_000);
                    let slices: Vec<_> = bytes.chunks(3_989).map(IoSlice::new).collect();
                    transport.write_vectored(&slices)?;
                    transport.write_vectored(&[])?;
                    transport.write_vectored(&[IoSlice::new(b""), IoSlice::new(b"end")])?;
                    transport.write_eof();
                }
                GO_ON
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            calls.expect(&["made", "pause"]).await;
            let answer = read_all(&mut client).await;
            assert!(answer[..16_000_000] == numbered(16_000_000) && answer.ends_with(b"end"));
            calls.expect(&["resume"]).await;
        }
    });
}

fn w3_an_empty_write_does_nothing() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                transport.set_write_buffer_limits(0, 0)?;
                transport.write(b"")?;
                assert_eq!((transport.write_buffer_len(), transport.is_writing_paused()), (0, false));
                transport.close();
                assert!(matches!(transport.write(b""), Err(WriteError::Closed)));
            }
            GO_ON
        });
        let (server, _ends) = serve_tcp(service, Timeouts::default());
        assert_eq!(read_all(&mut client(&server).await).await, b"");
        calls.expect(&["made", "lost completed"]).await;
    });
}

fn w5_abort_drops_what_is_unsent() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let sent = Arc::new(Mutex::new(0));
            let total = Arc::clone(&sent);
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == "made" {
                    while !transport.is_writing_paused() {
                        transport.write(&[b'x'; 10_000])?;
                        *total.lock().unwrap() += 10_000;
                    }
                    transport.abort();
                    assert_eq!(transport.write_buffer_len(), 0);
                }
                GO_ON
            });
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            let received = read_all(&mut client).await.len();
            let written = *sent.lock().unwrap();
            assert!((PIPE..written - PIPE).contains(&received), "{received} of {written}");
            drop(client);
            calls.expect(&["made", "lost completed"]).await;
            assert_eq!(ends.next().await, "completed");
        }
    });
}

fn w6_closing_in_two_ways_is_lost_once() {
    run(async {
        type Way = fn(&mut Transport);
        let ways: [(Way, Way); 4] = [
            (Transport::abort, Transport::abort),
            (Transport::abort, Transport::close),
            (Transport::close, Transport::abort),
            (Transport::close, Transport::close),
        ];
        for (first, second) in ways {
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == "made" {
                    transport.write(&[b'x'; PIPE / 2])?;
                    first(transport);
                    second(transport);
                    transport.write_eof();
                }
                GO_ON
            });
            let (server, mut ends) = serve_memory(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await.len(), PIPE / 2);
            drop(client);
            assert_eq!(ends.next().await, "completed");
            calls.expect(&["made", "lost completed"]).await;
            calls.expect_no_more();
        }
    });
}

fn w7_closing_with_unread_input_does_not_destroy_the_answer() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                transport.pause_reading();
            }
            GO_ON
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(&[b'q'; 40_000]).await.unwrap();
        let handle = calls.handle().await;
        handle.write(&numbered(100_000)).unwrap();
        handle.close();
        calls.expect(&["made", "lost completed"]).await;
        client.write_all(b"more").await.unwrap();
        assert_eq!(read_all(&mut client).await, numbered(100_000));
        drop(client);
        assert_eq!(ends.next().await, "completed");
    });
}

fn w8_a_write_after_close_is_a_typed_error() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "data" {
                transport.write(&[b'x'; 2 * PIPE])?;
                transport.close();
                // Passed on, it changes nothing: what was written before still comes.
                transport.write(b"late")?;
            }
            GO_ON
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"go").await.unwrap();
        assert_eq!(read_all(&mut client).await, [b'x'; 2 * PIPE]);
        drop(client);
        calls.expect(&["made", "data go", "lost completed"]).await;
        assert_eq!(ends.next().await, "completed");
        let handle = calls.handle().await;
        let lost = handle.write(b"later").unwrap_err();
        assert!(matches!(lost, WriteError::Lost(ConnectionEnd::Completed)), "{lost:?}");
        assert!(handle.is_closing());
    });
}

fn w9_a_write_after_a_reset_is_a_typed_error() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                transport.pause_reading();
            }
            GO_ON
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let client = tcp_client(&server).await;
        calls.expect(&["made"]).await;
        reset(client);
        let handle = calls.handle().await;
        let lost = loop {
            match handle.write(b"x") {
                Ok(()) => tokio::task::yield_now().await,
                Err(error) => break error,
            }
        };
        assert!(matches!(lost, WriteError::Lost(ConnectionEnd::Reset)), "{lost:?}");
        calls.expect(&["lost reset"]).await;
        assert_eq!(ends.next().await, "reset");
    });
}

fn w10_w12_after_write_eof_reading_goes_on_and_writing_is_an_error() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    transport.write(b"bye")?;
                    transport.write_eof();
                    assert!(matches!(transport.write(b"x"), Err(WriteError::EofWritten)));
                    assert!(transport.is_reading() && !transport.is_closing());
                }
                GO_ON
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, b"bye");
            client.write_all(b"heard").await.unwrap();
            calls.expect(&["made", "data heard"]).await;
            drop(client);
            calls.expect(&["eof", "lost peer_closed"]).await;
        }
    });
}

fn w11_write_eof_comes_after_what_is_unsent() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    transport.write(&numbered(900_000))?;
                    transport.write_eof();
                }
                GO_ON
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, numbered(900_000));
            drop(client);
            let calls = calls.until_lost().await;
            assert_eq!(calls.last().unwrap(), "lost peer_closed");
        }
    });
}

fn w21_writes_of_several_tasks_never_mix() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = echoing();
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            let handle = calls.handle().await;
            for letter in b'a'..b'e' {
                let handle = handle.clone();
                tokio::spawn(async move {
                    for _ in 0..300 {
                        handle.write(&[letter; 777]).unwrap();
                        handle.drain().await.unwrap();
                    }
                });
            }
            let mut counts = [0; 4];
            let mut part = [0; 777];
            for _ in 0..4 * 300 {
                client.read_exact(&mut part).await.unwrap();
                assert!(part.iter().all(|byte| *byte == part[0]), "{}", part.escape_ascii());
                counts[usize::from(part[0] - b'a')] += 1;
            }
            assert_eq!(counts, [300; 4]);
        }
    });
}

fn write_eof_and_the_peers_end_together_are_the_end() {
    run(async {
        for eof_first in [true, false] {
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == if eof_first { "made" } else { "eof" } {
                    transport.write_eof();
                }
                Ok(AfterEof::KeepOpen)
            });
            let (server, _ends) = serve_tcp(service, Timeouts::default());
            let mut client = client(&server).await;
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await, b"");
            calls.expect(&["made", "eof", "lost peer_closed"]).await;
        }
    });
}

fn a_handle_keeps_no_connection_open() {
    run(async {
        let (service, mut calls) = echoing();
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        drop(client(&server).await);
        let handle = calls.handle().await;
        assert_eq!(ends.next().await, "peer_closed");
        assert_eq!(server.connections().len(), 0);
        assert!(matches!(handle.write(b"x"), Err(WriteError::Lost(ConnectionEnd::PeerClosed))));
        assert!(handle.drain().await.is_err());
        handle.write_eof();
        handle.close();
        handle.abort();
        assert_eq!(handle.write_buffer_len(), 0);
    });
}
