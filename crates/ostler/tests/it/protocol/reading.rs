//! Pausing and resuming to read.

use ostler::{Timeouts, Transport};
use tokio::io::AsyncWriteExt;

use super::*;
use crate::harness::*;

tests![
    r1_paused_before_the_first_read_nothing_is_delivered,
    r2_what_comes_in_a_pause_is_delivered_after_it,
    r3_pausing_and_resuming_twice_is_as_once_and_nothing_when_closing,
    r29_closing_with_unread_input_does_not_hang,
    a_pause_is_not_idleness,
];

fn pausing() -> (Service, Calls) {
    scripted(|name, transport, data| {
        if name == "made" || data == b"pause" {
            transport.pause_reading();
            transport.pause_reading();
            assert!(!transport.is_reading());
        }
        GO_ON
    })
}

fn r1_paused_before_the_first_read_nothing_is_delivered() {
    run_on_one_thread(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = pausing();
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"early").await.unwrap();
            calls.expect(&["made"]).await;
            settle().await;
            calls.expect_no_more();
            calls.handle().await.resume_reading();
            calls.expect(&["data early"]).await;
        }
    });
}

fn r2_what_comes_in_a_pause_is_delivered_after_it() {
    run_on_one_thread(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = pausing();
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            let handle = calls.handle().await;
            handle.resume_reading();
            client.write_all(b"pause").await.unwrap();
            calls.expect(&["made", "data pause"]).await;
            client.write_all(b"one ").await.unwrap();
            client.write_all(b"two").await.unwrap();
            settle().await;
            calls.expect_no_more();
            handle.resume_reading();
            calls.expect(&["data one two"]).await;
        }
    });
}

fn r3_pausing_and_resuming_twice_is_as_once_and_nothing_when_closing() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|name, transport, data| {
            if name == "made" {
                Transport::pause_reading(transport);
                transport.pause_reading();
                transport.resume_reading();
                transport.resume_reading();
                assert!(transport.is_reading());
            }
            if data == b"close" {
                transport.write(&[b'x'; 2 * PIPE])?;
                transport.close();
                transport.pause_reading();
                transport.resume_reading();
                assert!(!transport.is_reading());
            }
            GO_ON
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"close").await.unwrap();
        calls.expect(&["made", "data close"]).await;
        client.write_all(b"unheard").await.unwrap();
        calls.handle().await.resume_reading();
        settle().await;
        assert_eq!(read_all(&mut client).await.len(), 2 * PIPE);
        calls.expect(&["lost completed"]).await;
    });
}

fn r29_closing_with_unread_input_does_not_hang() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = pausing();
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(&[b'x'; 10_000]).await.unwrap();
            calls.handle().await.close();
            calls.expect(&["made", "lost completed"]).await;
            assert_eq!(read_all(&mut client).await, b"");
            drop(client);
            assert_eq!(ends.next().await, "completed");
        }
    });
}

fn a_pause_is_not_idleness() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            match name {
                "data" => {
                    transport.pause_reading();
                    transport.call_later(SHORT * 3)?;
                }
                "timer" => transport.resume_reading(),
                _ => {}
            }
            GO_ON
        });
        let (server, _ends) = serve_tcp(service, Timeouts::default().with_idle(SHORT).with_first_byte(SHORT));
        let mut client = client(&server).await;
        client.write_all(b"x").await.unwrap();
        calls.expect(&["made", "data x"]).await;
        client.write_all(b"y").await.unwrap();
        // The limit runs only after the second pause.
        calls.expect(&["timer", "data y", "timer", "lost idle"]).await;
    });
}
