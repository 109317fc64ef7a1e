//! Conversations: what a handler sees of the bytes, on every transport and model.

use std::sync::Arc;

use ostler::{Conn, Extensions, Line, Model, Peer, ReadError, Server, Timeouts, connect, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Mutex, oneshot};

use crate::harness::*;

tests![
    echo_on_every_transport_and_model,
    w1_sixteen_mebibytes_come_back_whole,
    r28_a_client_that_half_closes_gets_its_answer,
    r12_the_last_line_needs_no_end,
    r14_a_too_long_line_is_one_error_and_the_session_goes_on,
    r14_a_megabyte_without_a_line_end_stays_bounded,
    r9_read_exact_tells_a_truncated_message,
    lines_and_raw_reads_share_one_buffer,
    a_split_connection_closes_with_its_last_half,
    a_connection_moved_to_another_task_stays_open,
    a_dropped_connection_closes_while_its_handler_works_on,
    w7_an_answer_reaches_a_client_that_still_sends,
    c14_a_connection_knows_its_ends,
    unix_sockets_have_mode_and_owner_and_leave_nothing_behind,
    a_stale_unix_socket_is_taken_over_and_a_live_one_is_not,
    an_adopted_listener_serves,
    wrong_settings_fail_before_anything_is_bound,
    a_taken_port_is_a_clear_error,
];

fn echo_on_every_transport_and_model() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 1 }, Model::PerCore { workers: 2 }] {
            let path = fresh_socket_path();
            let addresses = [
                "tcp://127.0.0.1:0".to_owned(),
                "tcp://[::1]:0".to_owned(),
                format!("unix:{}", path.display()),
                format!("unix:@ostler-{}-{model:?}", std::process::id())
                    .replace([' ', '{', '}', ':'], "-")
                    .replacen("unix-", "unix:", 1),
                fresh_memory_address(),
            ];
            let (server, mut ends) = watch_ends(Server::new());
            let server = server.serve(addresses.to_vec(), echo().model(model)).start().unwrap();
            assert_eq!(server.addresses().len(), 5);
            for address in server.addresses() {
                let mut one = connect(address).await.unwrap();
                let mut two = connect(address).await.unwrap();
                exchange(&mut one, "a\nb\n", "a\nb\n").await;
                exchange(&mut two, "two\n", "two\n").await;
                drop((one, two));
                assert_eq!(ends.next().await, "peer_closed", "{address} {model:?}");
                assert_eq!(ends.next().await, "peer_closed", "{address} {model:?}");
            }
            let stats = server.stats();
            assert_eq!((stats.accepted, stats.open, stats.ended("peer_closed")), (10, 0, 10));
            assert!(server.shutdown().await.adds_up());
        }
    });
}

fn w1_sixteen_mebibytes_come_back_whole() {
    run(async {
        let service = stream(|conn: Conn| async move {
            let (mut reader, mut writer) = tokio::io::split(conn);
            tokio::io::copy(&mut reader, &mut writer).await?;
            Ok(())
        });
        for serve in [serve_memory, serve_tcp] {
            let (server, mut ends) = serve(service.clone(), Timeouts::default());
            let sent: Arc<Vec<u8>> = Arc::new((0..16 << 20).map(|index: u32| (index % 251) as u8).collect());
            let (mut reader, mut writer) = tokio::io::split(client(&server).await);
            let bytes = Arc::clone(&sent);
            let sending = tokio::spawn(async move {
                writer.write_all(&bytes).await.unwrap();
                writer.shutdown().await.unwrap();
            });
            let mut received = Vec::new();
            reader.read_to_end(&mut received).await.unwrap();
            sending.await.unwrap();
            assert!(received == *sent);
            assert_eq!(ends.next().await, "peer_closed");
        }
    });
}

fn r28_a_client_that_half_closes_gets_its_answer() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let service = stream(|mut conn: Conn| async move {
                let mut question = Vec::new();
                conn.read_to_end(&mut question).await?;
                Ok(conn.write_all(format!("{} bytes", question.len()).as_bytes()).await?)
            });
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut client = client(&server).await;
            client.write_all(b"12345").await.unwrap();
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await, b"5 bytes");
            assert_eq!(ends.next().await, "peer_closed");
        }
    });
}

fn r12_the_last_line_needs_no_end() {
    run(async {
        let (server, _ends) = serve_memory(echo(), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"one\ntwo").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await, b"one\ntwo");
    });
}

/// Answers each line by its length, and a too long one by the error.
fn measured_lines(limit_bytes: usize) -> ostler::Service {
    stream(move |mut conn: Conn| async move {
        conn.set_line_limit(limit_bytes);
        loop {
            let answer = match conn.read_line().await {
                Ok(Some(line)) => format!("{}\n", line.content().len()),
                Ok(None) => return Ok(()),
                Err(error) if error.is_too_long() => format!("{error}\n"),
                Err(error) => return Err(error.into()),
            };
            conn.write_all(answer.as_bytes()).await?;
        }
    })
}

fn r14_a_too_long_line_is_one_error_and_the_session_goes_on() {
    run(async {
        let (server, mut ends) = serve_memory(measured_lines(8), Timeouts::default());
        let mut client = client(&server).await;
        let error = "more than 8 bytes without the end of the line\n";
        exchange(&mut client, "1234567\n", "7\n").await;
        exchange(&mut client, "12345678\n", error).await;
        exchange(&mut client, "short\n", "5\n").await;
        exchange(&mut client, "123456789", error).await;
        exchange(&mut client, "123456789012345678901234567890\nok\n", "2\n").await;
        drop(client);
        assert_eq!(ends.next().await, "peer_closed");
    });
}

fn r14_a_megabyte_without_a_line_end_stays_bounded() {
    run(async {
        let (server, mut ends) = serve_tcp(measured_lines(64 * 1024), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(&vec![b'x'; 1 << 20]).await.unwrap();
        exchange(&mut client, "\nafter\n", "more than 65536 bytes without the end of the line\n5\n").await;
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        assert_eq!(ends.next().await, "peer_closed");
    });
}

fn r9_read_exact_tells_a_truncated_message() {
    run(async {
        let (sender, result) = oneshot::channel();
        let sender = Arc::new(Mutex::new(Some(sender)));
        let service = stream(move |mut conn: Conn| {
            let sender = Arc::clone(&sender);
            async move {
                let mut message = [0; 10];
                let error = conn.read_exact(&mut message).await.unwrap_err();
                sender.lock().await.take().unwrap().send(error).unwrap();
                Ok(())
            }
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(b"1234").await.unwrap();
        drop(client);
        let error = result.await.unwrap();
        assert!(matches!(error, ReadError::Truncated { received: 4, wanted: 10 }), "{error:?}");
    });
}

fn lines_and_raw_reads_share_one_buffer() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            let header = conn.read_until(b"\r\n\r\n").await?.unwrap();
            let mut body = [0; 4];
            conn.read_exact(&mut body).await?;
            let rest: Line = conn.read_line().await?.unwrap();
            conn.write_all(&[&header, &body[..], &rest].concat()).await?;
            Ok(())
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "a: b\r\n\r\nbodyrest\n", "a: b\r\n\r\nbodyrest\n").await;
    });
}

fn a_split_connection_closes_with_its_last_half() {
    run(async {
        let (sender, write_halves) = std::sync::mpsc::channel();
        let service = stream(move |conn: Conn| {
            let sender = sender.clone();
            async move {
                let (mut reader, writer) = conn.into_split();
                sender.send(writer).unwrap();
                while reader.read_line().await?.is_some() {}
                Ok(())
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        client.shutdown().await.unwrap();
        let mut writer = tokio::task::spawn_blocking(move || write_halves.recv().unwrap()).await.unwrap();
        writer.write_all(b"still here").await.unwrap();
        assert_eq!(server.connections().len(), 1);
        drop(writer);
        assert_eq!(read_all(&mut client).await, b"still here");
        assert_eq!(ends.next().await, "peer_closed");
    });
}

fn a_connection_moved_to_another_task_stays_open() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            tokio::spawn(async move {
                let line = conn.read_line().await.unwrap().unwrap();
                conn.write_all(&line).await.unwrap();
            });
            Ok(())
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "moved\n", "moved\n").await;
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
    });
}

fn a_dropped_connection_closes_while_its_handler_works_on() {
    run(async {
        let (finish, finished) = oneshot::channel::<()>();
        let finished = Arc::new(Mutex::new(Some(finished)));
        let service = stream(move |mut conn: Conn| {
            let finished = Arc::clone(&finished);
            async move {
                conn.write_all(b"bye").await?;
                drop(conn);
                finished.lock().await.take().unwrap().await?;
                Ok(())
            }
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        assert_eq!(read_all(&mut client).await, b"bye");
        assert_eq!(server.connections().len(), 1, "its handler is still at work");
        finish.send(()).unwrap();
        drop(client);
        assert_eq!(ends.next().await, "completed");
    });
}

/// Without the closing step the unread bytes would turn the close into a reset, which destroys the answer.
fn w7_an_answer_reaches_a_client_that_still_sends() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.read_line().await?;
            Ok(conn.write_all(b"enough\n").await?)
        });
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        for _ in 0..20 {
            let mut client = client(&server).await;
            client.write_all(b"question\nand much more that nobody reads\n").await.unwrap();
            expect(&mut client, "enough\n").await;
            client.write_all(b"and more").await.unwrap();
            client.shutdown().await.unwrap();
            assert_eq!(read_all(&mut client).await, b"");
            assert_eq!(ends.next().await, "completed");
        }
    });
}

fn c14_a_connection_knows_its_ends() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.extensions().insert(7_u32);
            let extensions: &Extensions = conn.extensions();
            assert_eq!(extensions.find::<u32>(), Some(7));
            assert!(!conn.is_draining());
            let text = format!("{} {} {}\n", conn.id(), conn.peer(), conn.local().unwrap());
            Ok(conn.write_all(text.as_bytes()).await?)
        });
        let (server, _ends) = serve_tcp(service.clone(), Timeouts::default());
        let address = format!("127.0.0.1:{}", port_of(&server.addresses()[0]));
        let client = tokio::net::TcpStream::connect(&address).await.unwrap();
        let ours = client.local_addr().unwrap();
        let mut text = String::new();
        tokio::io::BufReader::new(client).read_to_string(&mut text).await.unwrap();
        assert_eq!(text, format!("1 {ours} {address}\n"));

        let path = fresh_socket_path();
        let server = Server::new().serve(format!("unix:{}", path.display()), service).start().unwrap();
        let text = read_all(&mut client_of(&server).await).await;
        let uid = std::process::Command::new("id").arg("-u").output().unwrap().stdout;
        let uid = String::from_utf8(uid).unwrap();
        let expected =
            format!("1 unix:uid={},pid={} unix:{}\n", uid.trim(), std::process::id(), path.display());
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    });
}

async fn client_of(server: &ostler::ServerHandle) -> ostler::ClientStream {
    client(server).await
}

fn unix_sockets_have_mode_and_owner_and_leave_nothing_behind() {
    use std::os::unix::fs::PermissionsExt;
    run(async {
        let path = fresh_socket_path();
        let address = format!("unix:{}?mode=620", path.display());
        let server = Server::new().serve(address, echo()).start().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o620);
        let (sender, peers) = std::sync::mpsc::channel();
        server.shutdown().await;
        assert!(!path.exists());
        assert!(!path.with_extension("sock.lock").exists());
        let server = Server::new()
            .admit(move |peer| sender.send(peer.clone()).is_ok())
            .serve(format!("unix:{}", path.display()), echo())
            .start()
            .unwrap();
        exchange(&mut client(&server).await, "x\n", "x\n").await;
        assert!(matches!(peers.try_recv().unwrap(), Peer::Unix { uid: Some(_), pid: Some(_), .. }));
    });
}

fn a_stale_unix_socket_is_taken_over_and_a_live_one_is_not() {
    run(async {
        let path = fresh_socket_path();
        let address = format!("unix:{}", path.display());
        // A socket whose server is gone without unlinking it.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        let server = Server::new().serve(address.as_str(), echo()).start().unwrap();
        exchange(&mut client(&server).await, "x\n", "x\n").await;
        let error = Server::new().serve(address.as_str(), echo()).bind().unwrap_err();
        assert_eq!(error.to_string(), format!("cannot listen on {address}: the address is already in use"));
        exchange(&mut client(&server).await, "y\n", "y\n").await;
        server.shutdown().await;
        // A server that knows nothing of our lock is safe too.
        let foreign = std::os::unix::net::UnixListener::bind(&path).unwrap();
        Server::new().serve(address.as_str(), echo()).bind().unwrap_err();
        assert!(path.exists());
        drop(foreign);
        std::fs::remove_file(&path).unwrap();
        // What is no socket is never removed.
        std::fs::write(&path, "precious").unwrap();
        Server::new().serve(address.as_str(), echo()).bind().unwrap_err();
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
        std::fs::remove_file(&path).unwrap();
    });
}

fn an_adopted_listener_serves() {
    run(async {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Server::new().serve_listener(listener, echo()).start().unwrap();
        assert_eq!(port_of(&server.addresses()[0]), port);
        exchange(&mut client(&server).await, "x\n", "x\n").await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::new().serve_listener(listener, echo()).start().unwrap();
        exchange(&mut client(&server).await, "x\n", "x\n").await;
    });
}

fn wrong_settings_fail_before_anything_is_bound() {
    let check = |server: Server, expected: &str| {
        assert_eq!(server.check().unwrap_err().to_string(), expected);
        assert_eq!(server.bind().unwrap_err().to_string(), expected);
    };
    check(Server::new(), "nothing to serve: give at least one address to Server::serve");
    check(
        Server::new().serve("udp://127.0.0.1:1", echo()),
        "cannot serve stream at udp://127.0.0.1:1 under tasks: udp carries the styles datagram, blocking_datagram and \
         datagram_protocol",
    );
    check(
        Server::new().serve("mem:a", echo().model(Model::PerCore { workers: 0 })),
        "PerCore workers is 0: allowed are 1 to 1024",
    );
    check(
        Server::new().serve("mem:a", echo().body_limit(1)),
        "body_limit has no meaning for a stream service; it is allowed for http services",
    );
    check(
        Server::new().serve("mem:a", echo().connections_max(0)),
        "connections_max is 0: allowed are 1 and more",
    );
    let error = Server::new().serve(["mem:free", "tcp://localhost:99999"], echo()).bind().unwrap_err();
    assert!(error.to_string().contains("99999"), "{error}");
    let rebound = Server::new().serve("mem:free", echo()).bind();
    assert!(rebound.is_ok(), "the failed bind left its first address taken");
}

fn a_taken_port_is_a_clear_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let error = Server::new().serve(address.as_str(), echo()).bind().unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {address}: the address is already in use"));
}
