//! Reading: rows R4 to R30.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use ostler::{Conn, ReadError, Timeouts, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use super::{check_chunks, services};
use crate::harness::*;

tests![
    r4_read_gives_what_is_there_and_no_more_than_fits,
    r5_r30_a_read_into_nothing_gives_nothing_and_one_to_the_end_all,
    r6_at_the_end_every_read_gives_nothing,
    r7_the_line_limit_does_not_bound_plain_reads,
    r8_an_exact_read_spans_segments_and_the_line_limit,
    r9_an_end_within_an_exact_read_says_how_much_had_come,
    r11_h7_a_line_spans_segments_and_keeps_what_follows_it,
    r12_r17_what_stands_before_the_end_is_given_without_a_delimiter,
    r13_a_line_of_the_limit_passes_and_a_byte_more_does_not,
    r14_r16_a_line_above_the_limit_is_one_error_and_the_next_read_goes_on_behind_it,
    r15_a_delimiter_may_be_split_over_segments,
    r18_of_several_delimiters_the_shortest_match_counts,
    r19_an_empty_delimiter_is_refused_and_nothing_is_read,
    r21_a_read_that_is_given_up_loses_nothing,
    r22_a_reset_fails_the_waiting_read_and_every_later_one,
    r23_nothing_is_read_ahead_of_the_handler_and_nothing_is_lost,
    r24_lines_end_with_the_stream,
    r25_r26_g5_a_kill_wakes_a_waiting_read_and_fails_every_later_one,
    r27_a_deadline_in_the_past_fails_at_once_and_a_later_one_reads_on,
    g4_both_halves_may_wait_for_one_socket,
];

fn r4_read_gives_what_is_there_and_no_more_than_fits() {
    check_chunks(&[b"hello world"], "peer_closed", |mut side| {
        Box::pin(async move {
            let mut buffer = [0; 64];
            assert_eq!(side.read(&mut buffer[..5]).await?, 5);
            assert_eq!(side.read(&mut buffer[5..]).await?, 6);
            assert_eq!(&buffer[..11], b"hello world");
            assert_eq!(side.read(&mut buffer).await?, 0);
            Ok(())
        })
    });
}

fn r5_r30_a_read_into_nothing_gives_nothing_and_one_to_the_end_all() {
    check_chunks(&[b"one\ntwo", b"three"], "peer_closed", |mut side| {
        Box::pin(async move {
            assert_eq!(side.read(&mut []).await?, 0);
            assert!(!side.at_eof(), "nothing asked for is not the end");
            side.read_line().await?;
            assert_eq!(side.read_to_end().await?, b"twothree");
            assert!(side.at_eof());
            assert_eq!(side.read(&mut []).await?, 0);
            Ok(())
        })
    });
}

fn r6_at_the_end_every_read_gives_nothing() {
    check_chunks(&[b"x\n"], "peer_closed", |mut side| {
        Box::pin(async move {
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"x\n"[..]));
            assert!(!side.at_eof(), "the peer's end was not read yet");
            for _again in 0..3 {
                assert_eq!(side.read(&mut [0; 8]).await?, 0);
                assert_eq!(side.read_line().await?, None);
                assert_eq!(side.read_until(b"--").await?, None);
                assert_eq!(side.read_to_end().await?, b"");
                side.read_exact(&mut []).await?;
                assert!(side.at_eof());
            }
            Ok(())
        })
    });
}

fn r7_the_line_limit_does_not_bound_plain_reads() {
    check_chunks(&[b"far above the limit"], "completed", |mut side| {
        Box::pin(async move {
            side.set_line_limit(4);
            assert_eq!(side.read(&mut [0; 64]).await?, 19);
            Ok(())
        })
    });
}

fn r8_an_exact_read_spans_segments_and_the_line_limit() {
    check_chunks(&[b"abc", b"defg", b"hi"], "completed", |mut side| {
        Box::pin(async move {
            side.set_line_limit(2);
            let mut word = [0; 8];
            side.read_exact(&mut word).await?;
            assert_eq!(&word, b"abcdefgh");
            side.read_exact(&mut word[..1]).await?;
            assert_eq!(word[0], b'i');
            Ok(())
        })
    });
}

fn r9_an_end_within_an_exact_read_says_how_much_had_come() {
    check_chunks(&[b"12", b"34"], "peer_closed", |mut side| {
        Box::pin(async move {
            let error = side.read_exact(&mut [0; 10]).await.unwrap_err();
            assert!(matches!(error, ReadError::Truncated { received: 4, wanted: 10 }), "{error:?}");
            // What had come was given; nothing of it is left to be read again.
            assert!(side.at_eof());
            let error = side.read_exact(&mut [0; 1]).await.unwrap_err();
            assert!(matches!(error, ReadError::Truncated { received: 0, wanted: 1 }), "{error:?}");
            Ok(())
        })
    });
}

fn r11_h7_a_line_spans_segments_and_keeps_what_follows_it() {
    check_chunks(&[b"he", b"llo\nwor", b"ld\r\n", b"\n!"], "peer_closed", |mut side| {
        Box::pin(async move {
            for line in [&b"hello\n"[..], b"world\r\n", b"\n", b"!"] {
                assert_eq!(side.read_line().await?.as_deref(), Some(line));
            }
            assert_eq!(side.read_line().await?, None);
            Ok(())
        })
    });
}

fn r12_r17_what_stands_before_the_end_is_given_without_a_delimiter() {
    check_chunks(&[b"one\ntw", b"o"], "peer_closed", |mut side| {
        Box::pin(async move {
            assert!(side.read_line().await?.unwrap().is_terminated());
            let last = side.read_line().await?.unwrap();
            assert_eq!((&*last, last.is_terminated()), (&b"two"[..], false));
            assert_eq!(side.read_line().await?, None);
            Ok(())
        })
    });
    check_chunks(&[b"a--b-"], "peer_closed", |mut side| {
        Box::pin(async move {
            assert_eq!(side.read_until(b"--").await?.as_deref(), Some(&b"a--"[..]));
            assert_eq!(side.read_until(b"--").await?.as_deref(), Some(&b"b-"[..]));
            assert_eq!(side.read_until(b"--").await?, None);
            Ok(())
        })
    });
}

fn r13_a_line_of_the_limit_passes_and_a_byte_more_does_not() {
    check_chunks(&[b"1234\n12345\n", b"1234"], "peer_closed", |mut side| {
        Box::pin(async move {
            // The end of the line counts.
            side.set_line_limit(5);
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"1234\n"[..]));
            assert!(side.read_line().await.unwrap_err().is_too_long());
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"1234"[..]));
            Ok(())
        })
    });
}

fn r14_r16_a_line_above_the_limit_is_one_error_and_the_next_read_goes_on_behind_it() {
    check_chunks(&[b"123456", b"78", b"90\nnext\nlast one", b"\nx"], "peer_closed", |mut side| {
        Box::pin(async move {
            side.set_line_limit(5);
            let error = side.read_line().await.unwrap_err();
            assert!(matches!(error, ReadError::TooLong { limit_bytes: 5 }), "{error:?}");
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"next\n"[..]));
            assert!(side.read_line().await.unwrap_err().is_too_long());
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"x"[..]));
            Ok(())
        })
    });
}

fn r15_a_delimiter_may_be_split_over_segments() {
    check_chunks(&[b"ab-", b"-", b"--c-", b"d-", b"--"], "peer_closed", |mut side| {
        Box::pin(async move {
            assert_eq!(side.read_until(b"---").await?.as_deref(), Some(&b"ab---"[..]));
            assert_eq!(side.read_until(b"---").await?.as_deref(), Some(&b"-c-d---"[..]));
            assert_eq!(side.read_until(b"---").await?, None);
            Ok(())
        })
    });
}

fn r18_of_several_delimiters_the_shortest_match_counts() {
    check_chunks(&[b"one\r", b"\ntwo;thr", b"ee\nAAA", b"Bx"], "peer_closed", |mut side| {
        Box::pin(async move {
            for frame in [&b"one\r\n"[..], b"two;", b"three\n"] {
                let read = side.read_until_any(&[b"\r\n", b";", b"\n"]).await?;
                assert_eq!(read.as_deref(), Some(frame));
            }
            assert_eq!(side.read_until_any(&[b"AAAB", b"AA"]).await?.as_deref(), Some(&b"AA"[..]));
            assert_eq!(side.read_until_any(&[b"\n", b"AB"]).await?.as_deref(), Some(&b"AB"[..]));
            // Some that differ only later, so that what was searched before is searched again.
            assert_eq!(side.read_until_any(&[b"\n", b"x"]).await?.as_deref(), Some(&b"x"[..]));
            assert_eq!(side.read_until_any(&[b"\n", b"x"]).await?, None);
            Ok(())
        })
    });
}

fn r19_an_empty_delimiter_is_refused_and_nothing_is_read() {
    check_chunks(&[b"one\n"], "peer_closed", |mut side| {
        Box::pin(async move {
            for delimiters in [&[b"".as_slice()][..], &[b"\n", b""], &[]] {
                let error = side.read_until_any(delimiters).await.unwrap_err();
                assert!(matches!(error, ReadError::EmptyDelimiter), "{error:?}");
            }
            let error = side.read_until(b"").await.unwrap_err();
            assert_eq!(error.to_string(), "an empty delimiter ends no frame");
            assert_eq!(std::io::Error::from(error).kind(), ErrorKind::InvalidInput);
            assert_eq!(side.read_line().await?.as_deref(), Some(&b"one\n"[..]));
            assert_eq!(side.read_line().await?, None);
            Ok(())
        })
    });
}

fn r21_a_read_that_is_given_up_loses_nothing() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            // Nothing is there yet, so both kinds of wait are given up at least once.
            timeout(SHORT / 20, conn.read(&mut [0; 3])).await.unwrap_err();
            timeout(SHORT / 20, conn.read_line()).await.unwrap_err();
            conn.write_all(b"go").await?;
            let mut received = Vec::new();
            while !conn.at_eof() {
                let mut word = [0; 3];
                if let Ok(count) = timeout(Duration::ZERO, conn.read(&mut word)).await {
                    received.extend_from_slice(&word[..count?]);
                }
                if let Ok(line) = timeout(Duration::ZERO, conn.read_line()).await {
                    received.extend_from_slice(&line?.unwrap_or_default());
                }
                tokio::task::yield_now().await;
            }
            Ok(conn.write_all(&received).await?)
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, _ends) = serve(service.clone(), Timeouts::default());
            let mut client = client(&server).await;
            expect(&mut client, "go").await;
            let mut sent = String::new();
            for number in 0..50 {
                let piece = format!("{number} bottles\nof be");
                client.write_all(piece.as_bytes()).await.unwrap();
                sent.push_str(&piece);
                for _turn in 0..number % 7 {
                    tokio::task::yield_now().await;
                }
            }
            client.shutdown().await.unwrap();
            assert_eq!(String::from_utf8(read_all(&mut client).await).unwrap(), sent);
        }
    });
}

fn r22_a_reset_fails_the_waiting_read_and_every_later_one() {
    run(async {
        let services = services(|mut side| {
            Box::pin(async move {
                side.write_all(b"in").await?;
                for _again in 0..3 {
                    let ReadError::Io(error) = side.read_line().await.unwrap_err() else {
                        panic!("another error")
                    };
                    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                    let error = side.read(&mut [0; 8]).await.unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                    assert!(!side.at_eof(), "a reset is not the end of the stream");
                }
                // The end of the connection tells of the reset, even where the handler does not.
                Ok(())
            })
        });
        for service in services {
            let (server, mut ends) = serve_tcp(service, Timeouts::default());
            let mut client = tcp_client(&server).await;
            client.read_exact(&mut [0; 2]).await.unwrap();
            reset(client);
            assert_eq!(ends.next().await, "reset");
        }
    });
}

fn r23_nothing_is_read_ahead_of_the_handler_and_nothing_is_lost() {
    run(async {
        const BIG: usize = 32 << 20;
        for serve in [serve_memory, serve_tcp] {
            let (go_on, goes_on) = tokio::sync::oneshot::channel::<()>();
            let goes_on = Arc::new(tokio::sync::Mutex::new(Some(goes_on)));
            let service = stream(move |mut conn: Conn| {
                let goes_on = Arc::clone(&goes_on);
                async move {
                    let first = conn.read_line().await?.unwrap();
                    goes_on.lock().await.take().unwrap().await?;
                    let mut received = first.len();
                    let mut chunk = vec![0; 64 * 1024];
                    while let count @ 1.. = conn.read(&mut chunk).await? {
                        received += count;
                    }
                    Ok(conn.write_all(format!("{received}").as_bytes()).await?)
                }
            });
            let (server, _ends) = serve(service, Timeouts::default());
            let (mut reader, mut writer) = tokio::io::split(client(&server).await);
            let mut sending = tokio::spawn(async move {
                writer.write_all(b"first\n").await.unwrap();
                writer.write_all(&vec![b'x'; BIG]).await.unwrap();
                writer.shutdown().await.unwrap();
            });
            // The client is stuck when it can send nothing for a while: the system's buffers are full, ours is one chunk.
            while server.connections().first().is_none_or(|connection| connection.bytes_read < 6) {
                tokio::task::yield_now().await;
            }
            timeout(SHORT, &mut sending).await.unwrap_err();
            let read = server.connections()[0].bytes_read;
            assert!(read <= 64 * 1024, "{read} bytes were read that nobody has asked for");
            go_on.send(()).unwrap();
            let mut received = String::new();
            reader.read_to_string(&mut received).await.unwrap();
            assert_eq!(received, (6 + BIG).to_string());
            sending.await.unwrap();
        }
    });
}

fn r24_lines_end_with_the_stream() {
    check_chunks(&[b"one\ntwo\n", b"three"], "peer_closed", |mut side| {
        Box::pin(async move {
            let mut lines = Vec::new();
            while let Some(line) = side.read_line().await? {
                lines.push(String::from_utf8(line.content().to_vec())?);
            }
            assert_eq!(lines, ["one", "two", "three"]);
            assert!(side.at_eof());
            Ok(())
        })
    });
}

fn r25_r26_g5_a_kill_wakes_a_waiting_read_and_fails_every_later_one() {
    run(async {
        let (told, mut errors) = mpsc::unbounded_channel();
        let services = services(move |mut side| {
            let told = told.clone();
            Box::pin(async move {
                side.write_all(b"in").await?;
                for _again in 0..3 {
                    let error = side.read_line().await.unwrap_err();
                    told.send(error.to_string())?;
                    let ReadError::Ended(end) = error else { panic!("another error") };
                    assert_eq!(end.label(), "killed");
                    assert_eq!(
                        side.read(&mut [0; 8]).await.unwrap_err().kind(),
                        ErrorKind::ConnectionAborted
                    );
                }
                Ok(())
            })
        });
        for service in services {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(service.clone(), Timeouts::default());
                let mut client = client(&server).await;
                expect(&mut client, "in").await;
                let id = server.connections()[0].id;
                // From a thread that has nothing to do with the server.
                std::thread::scope(|scope| scope.spawn(|| assert!(server.kill(id))).join().unwrap());
                assert_eq!(read_all(&mut client).await, b"");
                for _again in 0..3 {
                    assert_eq!(errors.recv().await.unwrap(), "the connection was ended by the server");
                }
                assert_eq!(ends.next().await, "killed");
            }
        }
    });
}

fn r27_a_deadline_in_the_past_fails_at_once_and_a_later_one_reads_on() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.write_all(b"in\n").await?;
            let past = Instant::now() - Duration::from_secs(1);
            timeout_at(past, conn.read_line()).await.unwrap_err();
            timeout_at(past, conn.read(&mut [0; 8])).await.unwrap_err();
            timeout(Duration::from_millis(1), conn.read_line()).await.unwrap_err();
            // What the wait was given up for is still to come.
            conn.write_all(b"now\n").await?;
            let line = timeout(Duration::from_secs(60), conn.read_line()).await??;
            Ok(conn.write_all(&line.unwrap_or_default()).await?)
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, _ends) = serve(service.clone(), Timeouts::default());
            let mut client = client(&server).await;
            expect(&mut client, "in\nnow\n").await;
            exchange(&mut client, "here\n", "here\n").await;
        }
    });
}

fn g4_both_halves_may_wait_for_one_socket() {
    run(async {
        const BIG: usize = 4 << 20;
        let service = stream(|conn: Conn| async move {
            let (mut reader, mut writer) = conn.into_split();
            // Both wait: the peer takes nothing yet, and sends nothing yet.
            let writing = tokio::spawn(async move { writer.write_all(&vec![b'x'; BIG]).await });
            let line = reader.read_line().await?.unwrap();
            assert_eq!(line.content(), b"hello");
            Ok(writing.await??)
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(service.clone(), Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"hello\n").await.unwrap();
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await.len(), BIG);
            assert_eq!(ends.next().await, "completed");
        }
    });
}
