//! Back-pressure: the water marks, what pauses at them, and how much may ever be unsent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ostler::{ConnectionEnd, Timeouts, WRITE_BUFFER_BYTES_MAX_DEFAULT, WaterMarksError, WriteError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::harness::*;

tests![
    w13_w14_limits_are_derived_and_checked,
    w15_w16_paused_once_above_high_and_resumed_once_at_low,
    w17_with_a_high_mark_of_zero_any_unsent_byte_pauses,
    w19_drain_waits_above_high_and_is_released_at_low,
    w20_many_wait_for_the_drain_and_all_are_told_of_the_loss,
    w22_a_slow_reader_stops_the_reading_and_memory_stays_bounded,
    w22_more_unsent_than_the_maximum_ends_the_connection,
    w23_closing_ends_by_the_write_stall_when_nobody_reads,
    w26_resume_writing_may_write_without_recursion,
];

fn w13_w14_limits_are_derived_and_checked() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                let max = WRITE_BUFFER_BYTES_MAX_DEFAULT;
                let refused = transport.set_write_buffer_limits(10, 11).unwrap_err();
                assert_eq!(refused, WaterMarksError::LowAboveHigh { low: 11, high: 10 });
                let refused = transport.set_write_buffer_limits(None, max).unwrap_err();
                assert_eq!(refused, WaterMarksError::HighAboveMax { high: 4 * max, max });
                assert!(transport.set_write_buffer_max(1000).is_err(), "the high mark is at its default");
                transport.set_write_buffer_limits(None, 250)?;
                transport.set_write_buffer_max(1000)?;
                assert!(transport.set_write_buffer_limits(None, None).is_err());
                transport.set_write_buffer_max(max)?;
                transport.set_write_buffer_limits(None, None)?;
            }
            GO_ON
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let _client = client(&server).await;
        calls.expect(&["made"]).await;
    });
}

fn w15_w16_paused_once_above_high_and_resumed_once_at_low() {
    run_on_one_thread(async {
        let (service, mut calls) = echoing();
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        let handle = calls.handle().await;
        calls.expect(&["made"]).await;
        // The pipe takes 64 KiB, and the defaults are 64 KiB and 16 KiB.
        handle.write(&vec![b'x'; PIPE]).unwrap();
        handle.write(&vec![b'x'; 65_536]).unwrap();
        settle().await;
        assert_eq!((handle.write_buffer_len(), handle.is_writing_paused()), (65_536, false));
        calls.expect_no_more();
        handle.write(b"x").unwrap();
        assert!(handle.is_writing_paused());
        handle.write(b"xxx").unwrap();
        calls.expect(&["pause"]).await;
        let mut unsent = 65_540;
        while unsent > 16_384 + 1_000 {
            client.read_exact(&mut [0; 1_000]).await.unwrap();
            unsent -= 1_000;
            settle().await;
            assert_eq!(handle.write_buffer_len(), unsent);
            calls.expect_no_more();
        }
        client.read_exact(&mut vec![0; unsent - 16_384 - 1]).await.unwrap();
        settle().await;
        calls.expect_no_more();
        client.read_exact(&mut [0]).await.unwrap();
        calls.expect(&["resume"]).await;
        assert!(!handle.is_writing_paused());
        client.read_exact(&mut vec![0; 16_384 + PIPE]).await.unwrap();
        settle().await;
        assert_eq!(handle.write_buffer_len(), 0);
        calls.expect_no_more();
    });
}

fn w17_with_a_high_mark_of_zero_any_unsent_byte_pauses() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|name, transport, data| {
            if name == "made" {
                transport.set_write_buffer_limits(0, None)?;
            }
            transport.write(data)?;
            GO_ON
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        let handle = calls.handle().await;
        handle.write(&vec![b'x'; PIPE]).unwrap();
        settle().await;
        calls.expect(&["made"]).await;
        calls.expect_no_more();
        handle.write(b"x").unwrap();
        calls.expect(&["pause"]).await;
        client.read_exact(&mut [0]).await.unwrap();
        calls.expect(&["resume"]).await;
    });
}

fn w19_drain_waits_above_high_and_is_released_at_low() {
    run_on_one_thread(async {
        let (service, mut calls) = echoing();
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        let handle = calls.handle().await;
        handle.write(&vec![b'x'; PIPE + 65_536]).unwrap();
        handle.drain().await.unwrap();
        handle.write(b"x").unwrap();
        let drained = tokio::spawn({
            let handle = handle.clone();
            async move { handle.drain().await.map(|()| handle.write_buffer_len()) }
        });
        client.read_exact(&mut vec![0; 65_537 - 16_385]).await.unwrap();
        settle().await;
        assert!(!drained.is_finished());
        client.read_exact(&mut [0]).await.unwrap();
        assert_eq!(drained.await.unwrap().unwrap(), 16_384);
    });
}

fn w20_many_wait_for_the_drain_and_all_are_told_of_the_loss() {
    run_on_one_thread(async {
        let (service, mut calls) = echoing();
        let (server, _ends) = serve_memory(service, Timeouts::default());
        for is_killed in [false, true] {
            let mut client = client(&server).await;
            let handle = calls.handle().await;
            handle.write(&vec![b'x'; 3 * PIPE]).unwrap();
            let waiting: Vec<_> = (0..10)
                .map(|_| {
                    let handle = handle.clone();
                    tokio::spawn(async move { handle.drain().await })
                })
                .collect();
            settle().await;
            assert!(waiting.iter().all(|one| !one.is_finished()));
            if is_killed {
                assert!(server.kill(handle.id()));
            } else {
                client.read_exact(&mut vec![0; 3 * PIPE]).await.unwrap();
            }
            for one in waiting {
                let result = one.await.unwrap();
                let is_lost = matches!(result, Err(WriteError::Lost(ConnectionEnd::Killed)));
                assert!(if is_killed { is_lost } else { result.is_ok() }, "{result:?}");
            }
        }
    });
}

fn w22_a_slow_reader_stops_the_reading_and_memory_stays_bounded() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = echoing();
            let (server, mut ends) = serve(service, Timeouts::default());
            let (mut reader, mut writer) = tokio::io::split(client(&server).await);
            let handle = calls.handle().await;
            let sending = tokio::spawn(async move {
                for _ in 0..16 {
                    writer.write_all(&[b'x'; 1 << 20]).await.unwrap();
                }
                writer.shutdown().await.unwrap();
            });
            while !handle.is_writing_paused() {
                tokio::task::yield_now().await;
            }
            let mut total = 0;
            let mut part = vec![0; 1 << 16];
            loop {
                // One read beyond the high mark at most.
                let unsent = handle.write_buffer_len();
                assert!(unsent <= 2 * 65_536, "{unsent} bytes unsent");
                match reader.read(&mut part).await.unwrap() {
                    0 => break,
                    count => total += count,
                }
            }
            assert_eq!(total, 16 << 20);
            sending.await.unwrap();
            drop(reader);
            assert_eq!(ends.next().await, "peer_closed");
            let calls = calls.until_lost().await;
            let count = |name| calls.iter().filter(|call| *call == name).count();
            assert!(count("pause") > 0 && count("pause") == count("resume"));
        }
    });
}

fn w22_more_unsent_than_the_maximum_ends_the_connection() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "data" {
                    let mut written = Ok(());
                    while written.is_ok() {
                        written = transport.write(&[b'x'; 100_000]);
                        assert!(transport.write_buffer_len() <= WRITE_BUFFER_BYTES_MAX_DEFAULT);
                    }
                    assert!(matches!(written, Err(WriteError::Overflow { limit_bytes: 1_048_576 })));
                }
                GO_ON
            });
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"go").await.unwrap();
            assert_eq!(ends.next().await, "write_overflow");
            calls.expect(&["made", "data go", "lost write_overflow"]).await;
            let seen = client.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(seen.kind(), std::io::ErrorKind::ConnectionReset, "cut off is not the end");
        }
    });
}

fn w23_closing_ends_by_the_write_stall_when_nobody_reads() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = scripted(|name, transport, _data| {
                if name == "made" {
                    while !transport.is_writing_paused() {
                        transport.write(&[b'x'; 10_000])?;
                    }
                    transport.close();
                }
                GO_ON
            });
            let (server, mut ends) = serve(service, Timeouts::default().with_write_stall(SHORT));
            let _client = client(&server).await;
            assert_eq!(ends.next().await, "write_stall");
            calls.expect(&["made", "pause", "lost write_stall"]).await;
        }
    });
}

fn w26_resume_writing_may_write_without_recursion() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let resumes = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&resumes);
            // The script checks that no callback is called within another.
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == "made" || name == "resume" {
                    if counted.fetch_add(1, Ordering::Relaxed) == 50 {
                        transport.close();
                        return GO_ON;
                    }
                    while !transport.is_writing_paused() {
                        transport.write(&[b'x'; 30_000])?;
                    }
                }
                GO_ON
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            let received = read_all(&mut client).await.len();
            let calls = calls.until_lost().await;
            assert!(received > 50 * 30_000, "{received} bytes, {calls:?}");
            let turns = calls[1..calls.len() - 1].chunks(2);
            assert_eq!(turns.len(), 50);
            assert!(turns.into_iter().all(|turn| turn == ["pause", "resume"]), "{calls:?}");
        }
    });
}
