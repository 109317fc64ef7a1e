//! Which callbacks are called, and in which order.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ostler::{AfterEof, Peer, Protocol, Result, Timeouts, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::harness::*;

tests![
    c1_made_before_data_lost_once_and_last,
    c2_data_then_the_peers_end_then_lost,
    c3_c18_kept_open_after_the_peers_end_it_still_sends,
    c4_a_reset_is_lost_without_eof,
    c5_c6_data_before_a_reset_comes_first_even_after_a_pause,
    c7_c15_closed_in_the_first_callback_nothing_is_read,
    c13_the_next_event_goes_to_a_new_protocol,
    c14_addresses_are_known_in_and_after_life,
    c15_lost_is_never_told_inside_of_close_or_abort,
    c16_the_peers_end_is_told_once,
    c17_half_closing_twice_is_as_once,
    c19_nothing_is_read_after_close,
    c20_callbacks_of_a_connection_never_run_at_once,
    c22_a_flood_on_one_connection_does_not_starve_another,
];

fn c1_made_before_data_lost_once_and_last() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = echoing();
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            exchange(&mut client, "one", "one").await;
            exchange(&mut client, "two", "two").await;
            drop(client);
            assert_eq!(ends.next().await, "peer_closed");
            calls.expect(&["made", "data one", "data two", "eof", "lost peer_closed"]).await;
            assert!(server.shutdown().await.adds_up());
            calls.expect_no_more();
        }
    });
}

fn c2_data_then_the_peers_end_then_lost() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = echoing();
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"all").await.unwrap();
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await, b"all");
            calls.expect(&["made", "data all", "eof", "lost peer_closed"]).await;
            assert_eq!(ends.next().await, "peer_closed");
        }
    });
}

fn c3_c18_kept_open_after_the_peers_end_it_still_sends() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                match name {
                    "eof" => drop(transport.call_later(SHORT / 10)?),
                    "timer" => {
                        transport.write(b"late")?;
                        transport.close();
                    }
                    _ => {}
                }
                Ok(AfterEof::KeepOpen)
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await, b"late");
            calls.expect(&["made", "eof", "timer", "lost peer_closed"]).await;
        }
    });
}

fn c4_a_reset_is_lost_without_eof() {
    run(async {
        let (service, mut calls) = echoing();
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let client = tcp_client(&server).await;
        calls.expect(&["made"]).await;
        reset(client);
        calls.expect(&["lost reset"]).await;
        assert_eq!(ends.next().await, "reset");
    });
}

fn c5_c6_data_before_a_reset_comes_first_even_after_a_pause() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                transport.pause_reading();
            }
            GO_ON
        });
        let (server, _ends) = serve_tcp(service, Timeouts::default());
        let mut client = tcp_client(&server).await;
        calls.expect(&["made"]).await;
        client.write_all(b"last words").await.unwrap();
        reset(client);
        calls.handle().await.resume_reading();
        calls.expect(&["data last words", "lost reset"]).await;
    });
}

fn c7_c15_closed_in_the_first_callback_nothing_is_read() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            for ending in [Transport::close, Transport::abort] {
                let (service, mut calls) = scripted(move |name, transport, _data| {
                    if name == "made" {
                        ending(transport);
                        assert!(transport.is_closing() && !transport.is_reading());
                    }
                    GO_ON
                });
                let (server, mut ends) = serve(service, Timeouts::default());
                let mut client = client(&server).await;
                let _closed_already = client.write_all(b"unheard").await;
                calls.expect(&["made", "lost completed"]).await;
                assert_eq!(read_all(&mut client).await, b"");
                drop(client);
                assert_eq!(ends.next().await, "completed");
                calls.expect_no_more();
            }
        }
    });
}

fn c13_the_next_event_goes_to_a_new_protocol() {
    struct Upper;
    impl Protocol for Upper {
        fn connection_made(&mut self, _transport: &mut Transport) -> Result {
            panic!("not called for a protocol that takes over");
        }
        fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
            Ok(transport.write(&data.to_ascii_uppercase())?)
        }
    }
    run(async {
        let (service, mut calls) = scripted(|name, transport, data| {
            transport.write(data)?;
            if name == "data" {
                transport.set_protocol(Upper);
            }
            GO_ON
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "one", "one").await;
        exchange(&mut client, "two", "TWO").await;
        drop(client);
        assert_eq!(ends.next().await, "peer_closed");
        calls.expect(&["made", "data one"]).await;
        calls.expect_no_more();
    });
}

fn c14_addresses_are_known_in_and_after_life() {
    run(async {
        let (service, mut calls) = scripted(|_name, transport, _data| {
            assert!(transport.peer().inet().is_some());
            let local = transport.local().expect("the connection is there");
            transport.write(format!("{local}").as_bytes())?;
            transport.close();
            GO_ON
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = tcp_client(&server).await;
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer, client.peer_addr().unwrap().to_string());
        let address = client.local_addr().unwrap();
        drop(client);
        assert_eq!(ends.next().await, "completed");
        let handle = calls.handle().await;
        assert_eq!(handle.peer(), &Peer::Inet(address));
        assert_eq!(handle.local().expect("known since it was made").to_string(), answer);
        assert_eq!(handle.id().as_u64(), 1);
    });
}

fn c15_lost_is_never_told_inside_of_close_or_abort() {
    run(async {
        for ending in [Transport::close, Transport::abort] {
            // The script checks that no callback is under way when the connection is lost.
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == "data" {
                    ending(transport);
                }
                GO_ON
            });
            let (server, mut ends) = serve_memory(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"x").await.unwrap();
            calls.expect(&["made", "data x", "lost completed"]).await;
            drop(client);
            assert_eq!(ends.next().await, "completed");
        }
    });
}

fn c16_the_peers_end_is_told_once() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|_name, _transport, _data| Ok(AfterEof::KeepOpen));
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.shutdown().await.unwrap();
        calls.expect(&["made", "eof"]).await;
        let handle = calls.handle().await;
        for _ in 0..3 {
            handle.pause_reading();
            settle().await;
            handle.resume_reading();
            settle().await;
        }
        handle.close();
        calls.expect(&["lost peer_closed"]).await;
    });
}

fn c17_half_closing_twice_is_as_once() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    transport.write_eof();
                    transport.write_eof();
                }
                GO_ON
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, b"");
            client.write_all(b"heard").await.unwrap();
            client.shutdown().await.unwrap();
            calls.expect(&["made", "data heard", "eof", "lost peer_closed"]).await;
        }
    });
}

fn c19_nothing_is_read_after_close() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "data" {
                transport.write(&[b'x'; 2 * PIPE])?;
                transport.close();
            }
            GO_ON
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"go").await.unwrap();
        settle().await;
        client.write_all(b"unheard").await.unwrap();
        settle().await;
        assert_eq!(read_all(&mut client).await.len(), 2 * PIPE);
        calls.expect(&["made", "data go", "lost completed"]).await;
    });
}

fn c20_callbacks_of_a_connection_never_run_at_once() {
    run(async {
        // Every call of a script checks that no other one is under way.
        let (service, mut calls) = scripted(|name, transport, data| {
            if name != "timer" || transport.call_later(std::time::Duration::ZERO).is_ok() {
                std::thread::yield_now();
            }
            transport.write(data)?;
            GO_ON
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        let handle = calls.handle().await;
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let handle = handle.clone();
                tokio::spawn(async move {
                    for _ in 0..200 {
                        handle.write(&[b'h'; 1000]).unwrap();
                        handle.drain().await.unwrap();
                    }
                })
            })
            .collect();
        client.write_all(&[b'c'; 50_000]).await.unwrap();
        let mut answer = vec![0; 4 * 200 * 1000 + 50_000];
        client.read_exact(&mut answer).await.unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
        drop(client);
        assert_eq!(ends.next().await, "peer_closed");
    });
}

fn c22_a_flood_on_one_connection_does_not_starve_another() {
    run_on_one_thread(async {
        let floods = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&floods);
        let (service, mut calls) = scripted(move |name, transport, data| {
            if name == "data" && data[0] == b'f' {
                counted.fetch_add(1, Ordering::Relaxed);
            } else {
                transport.write(data)?;
            }
            GO_ON
        });
        let (server, _ends) = serve_tcp(service, Timeouts::default());
        let mut flooding = tcp_client(&server).await.into_std().unwrap();
        flooding.set_nonblocking(false).unwrap();
        // In a thread of its own, so that more comes while the server reads.
        let flood = std::thread::spawn(move || while flooding.write_all(&[b'f'; 1 << 20]).is_ok() {});
        let mut client = client(&server).await;
        while floods.load(Ordering::Relaxed) < 100 {
            tokio::task::yield_now().await;
        }
        for _ in 0..20 {
            let before = floods.load(Ordering::Relaxed);
            exchange(&mut client, "x", "x").await;
            let meanwhile = floods.load(Ordering::Relaxed) - before;
            // tokio looks for new events after 61 polls of what is ready; without turns it never would.
            assert!(meanwhile < 4 * 61, "{meanwhile} reads of the flood within one exchange");
        }
        assert!(server.kill(calls.handle().await.id()));
        // Not in this thread: the server needs it to close the socket, which frees a flood that waits for room in it.
        tokio::task::spawn_blocking(move || flood.join().unwrap()).await.unwrap();
        calls.expect(&["made"]).await;
    });
}
