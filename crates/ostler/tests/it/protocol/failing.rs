//! What errors and panics in callbacks do.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ostler::{ConnectionEnd, Protocol, Result, Timeouts, Transport, protocol};
use tokio::io::AsyncWriteExt;

use super::*;
use crate::harness::*;

tests![
    c8_an_error_or_panic_in_the_first_callback_is_the_only_one,
    c9_an_error_or_panic_in_a_data_event_ends_its_connection_alone,
    c10_an_error_in_the_eof_event_is_told_once,
    c11_a_panic_in_the_lost_event_still_closes,
    c12_a_factory_that_panics_ends_its_connection_alone,
    a_panic_in_any_callback_is_counted_once,
];

fn c8_an_error_or_panic_in_the_first_callback_is_the_only_one() {
    run(async {
        for (is_panic, end) in [(false, "error"), (true, "panicked")] {
            let (service, mut calls) = scripted(move |_name, transport, _data| {
                transport.call_later(Duration::ZERO)?;
                assert!(!is_panic, "asked to");
                Err("no".into())
            });
            let (server, mut ends) = serve_tcp(service, Timeouts::default());
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, b"");
            drop(client);
            assert_eq!(ends.next().await, end);
            calls.expect(&["made"]).await;
            calls.expect_no_more();
            assert!(calls.handle().await.write(b"x").is_err(), "a handle that got out is dead");
            assert_eq!(server.stats().ended(end), 1);
        }
    });
}

fn c9_an_error_or_panic_in_a_data_event_ends_its_connection_alone() {
    run(async {
        for (is_panic, end) in [(false, "error"), (true, "panicked")] {
            let (service, mut calls) = scripted(move |_name, transport, data| {
                transport.write(data)?;
                assert!(!is_panic || data != b"bad", "asked to");
                if data == b"bad" { Err("bad data".into()) } else { GO_ON }
            });
            let (server, mut ends) = serve_tcp(service, Timeouts::default());
            let mut other = client(&server).await;
            exchange(&mut other, "good", "good").await;
            let mut client = client(&server).await;
            client.write_all(b"bad").await.unwrap();
            assert_eq!(read_all(&mut client).await, b"bad");
            drop(client);
            assert_eq!(ends.next().await, end);
            exchange(&mut other, "good", "good").await;
            calls
                .expect(&["made", "data good", "made", "data bad", &format!("lost {end}"), "data good"])
                .await;
            assert_eq!(server.stats().ended(end), 1);
        }
    });
}

fn c10_an_error_in_the_eof_event_is_told_once() {
    run(async {
        let (service, mut calls) =
            scripted(|name, _transport, _data| if name == "eof" { Err("too early".into()) } else { GO_ON });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        assert_eq!(ends.next().await, "error");
        calls.expect(&["made", "eof", "lost error"]).await;
        calls.expect_no_more();
    });
}

fn c11_a_panic_in_the_lost_event_still_closes() {
    struct Trap;
    impl Protocol for Trap {
        fn data_received(&mut self, transport: &mut Transport, _data: &[u8]) -> Result {
            transport.close();
            Ok(())
        }
        fn connection_lost(&mut self, _reason: &ConnectionEnd) {
            panic!("asked to");
        }
    }
    run(async {
        let (server, mut ends) = serve_tcp(protocol(|| Trap), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"x").await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "panicked");
        assert_eq!(server.stats().open, 0);
        assert_eq!(server.shutdown().await.abandoned, 0);
    });
}

fn c12_a_factory_that_panics_ends_its_connection_alone() {
    struct Hello;
    impl Protocol for Hello {
        fn connection_made(&mut self, transport: &mut Transport) -> Result {
            Ok(transport.write(b"hello")?)
        }
        fn data_received(&mut self, _transport: &mut Transport, _data: &[u8]) -> Result {
            Ok(())
        }
    }
    run(async {
        let made = AtomicU32::new(0);
        let service = protocol(move || {
            assert!(made.fetch_add(1, Ordering::Relaxed) > 0, "asked to");
            Hello
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut first = client(&server).await;
        assert_eq!(read_all(&mut first).await, b"");
        drop(first);
        assert_eq!(ends.next().await, "panicked");
        expect(&mut client(&server).await, "hello").await;
    });
}

fn a_panic_in_any_callback_is_counted_once() {
    run(async {
        for culprit in ["pause", "resume", "timer", "eof", "drain"] {
            let (service, mut calls) = scripted(move |name, transport, _data| {
                assert_ne!(name, culprit, "asked to");
                if name == "made" {
                    transport.write(&[b'x'; 3 * PIPE])?;
                    transport.call_later(Duration::ZERO)?;
                }
                GO_ON
            });
            let (server, mut ends) = serve_memory(service, Timeouts::default());
            let mut client = client(&server).await;
            let _it_is_made = calls.handle().await;
            if culprit == "drain" {
                server.drain(Duration::from_secs(3600));
            }
            read_some(&mut client).await;
            if culprit == "eof" {
                client.shutdown().await.unwrap();
            }
            let calls = calls.until_lost().await;
            assert_eq!(calls[calls.len() - 2..], [culprit, "lost panicked"]);
            drop(client);
            assert_eq!(ends.next().await, "panicked", "{culprit}");
            assert_eq!(server.stats().ended_total(), 1);
        }
    });
}

/// Reads what was sent, if it is not cut off.
async fn read_some(client: &mut ostler::ClientStream) {
    let mut part = vec![0; 3 * PIPE];
    let _cut_off = tokio::io::AsyncReadExt::read_exact(client, &mut part).await;
}
