//! The HTTP style inside the envelope: versions, header timeout, body limit, drain.

use std::time::Duration;

use axum::routing::{get, post};
use axum::{Extension, Router};
use ostler::{ConnectionId, DrainSignal, Model, Peer, ServerHandle, Service, Timeouts, http};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use crate::harness::*;

tests![
    requests_are_answered_on_every_transport_and_model,
    a_request_carries_the_facts_of_its_connection,
    a_silent_client_meets_the_first_byte_timeout,
    a_client_stuck_in_the_version_meets_the_first_byte_timeout,
    a_slow_header_is_cut_at_its_timeout,
    an_idle_keep_alive_connection_meets_the_header_timeout,
    a_too_long_body_is_answered_with_413,
    a_request_under_way_finishes_and_its_connection_closes_at_drain,
    s16_an_idle_keep_alive_connection_drains_at_once,
    an_unused_connection_drains_at_once,
    a_panicking_handler_ends_its_connection_alone,
    a_too_large_head_is_refused,
    a_request_names_one_host,
    an_upgraded_connection_stays_in_the_envelope,
    http2_is_served_beside_http1,
    a_panic_in_an_http2_request_ends_its_connection_and_is_counted,
    an_http2_request_ends_with_its_connection,
    a_header_timeout_without_end_is_none,
    an_upgraded_connection_is_busy,
    a_reset_by_the_peer_is_told_apart,
];

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/length", post(async |body: axum::body::Bytes| body.len().to_string()))
        .route("/panic", get(async || if true { panic!("asked to") } else { "" }))
}

/// Sends one request on a kept-alive connection and returns status and body.
async fn ask(client: &mut ostler::ClientStream, request: &str) -> (u16, String) {
    client.write_all(request.as_bytes()).await.unwrap();
    read_answer(client).await
}

async fn read_answer(client: &mut ostler::ClientStream) -> (u16, String) {
    use tokio::io::AsyncReadExt;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await.expect("an answer"));
    }
    let head = String::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body).await.unwrap();
    (status, String::from_utf8(body).unwrap())
}

const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

fn serve(service: Service, timeouts: Timeouts) -> (ServerHandle, Ends) {
    serve_tcp(service, timeouts)
}

fn requests_are_answered_on_every_transport_and_model() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 2 }] {
            for serve in [serve_memory, serve_tcp] {
                let (server, mut ends) = serve(http(router()).model(model), Timeouts::default());
                let mut client = client(&server).await;
                for _ in 0..3 {
                    assert_eq!(ask(&mut client, GET).await, (200, "hello".into()));
                }
                assert_eq!(ask(&mut client, &GET.replace("/ ", "/nowhere ")).await.0, 404);
                drop(client);
                assert_eq!(ends.next().await, "peer_closed");
            }
        }
    });
}

fn a_request_carries_the_facts_of_its_connection() {
    run(async {
        let router = Router::new().route(
            "/",
            get(
                async |Extension(peer): Extension<Peer>,
                       Extension(id): Extension<ConnectionId>,
                       Extension(signal): Extension<DrainSignal>| {
                    format!("{} {id} {}", peer.ip().unwrap(), signal.is_draining())
                },
            ),
        );
        let (server, _ends) = serve(http(router), Timeouts::default());
        assert_eq!(ask(&mut client(&server).await, GET).await, (200, "127.0.0.1 1 false".into()));
    });
}

fn a_silent_client_meets_the_first_byte_timeout() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default().with_first_byte(SHORT));
        let _client = client(&server).await;
        assert_eq!(ends.next().await, "first_byte_timeout");
    });
}

fn a_client_stuck_in_the_version_meets_the_first_byte_timeout() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default().with_first_byte(SHORT));
        let mut client = client(&server).await;
        client.write_all(b"PRI * HT").await.unwrap();
        assert_eq!(ends.next().await, "first_byte_timeout");
    });
}

fn a_slow_header_is_cut_at_its_timeout() {
    run(async {
        let limit = Duration::from_millis(600);
        let (server, mut ends) = serve(http(router()), Timeouts::default().with_http_header(limit));
        let mut client = client(&server).await;
        let begun = tokio::time::Instant::now();
        let mut beat = tokio::time::interval(limit / 12);
        let mut sent = 0;
        let end = loop {
            tokio::select! {
                end = ends.next() => break end,
                _ = beat.tick() => {
                    // After the cut the write fails; the end is on its way then.
                    let _cut = client.write_all(&GET.as_bytes()[sent % 10..=sent % 10]).await;
                    sent += 1;
                }
            }
        };
        assert_eq!(end, "header_timeout");
        assert!(begun.elapsed() >= limit, "cut before its time: {:?}", begun.elapsed());
    });
}

fn an_idle_keep_alive_connection_meets_the_header_timeout() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default().with_http_header(SHORT));
        let mut client = client(&server).await;
        assert_eq!(ask(&mut client, GET).await.0, 200);
        assert_eq!(ends.next().await, "header_timeout");
        assert_eq!(read_all(&mut client).await, b"");
    });
}

fn a_too_long_body_is_answered_with_413() {
    run(async {
        let (server, _ends) = serve(http(router()).body_limit(10), Timeouts::default());
        let post = |headers: &str, body: &str| {
            format!("POST /length HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}")
        };
        let announced = post("Content-Length: 11", "12345678901");
        assert_eq!(ask(&mut client(&server).await, &announced).await.0, 413);
        let chunked = post("Transfer-Encoding: chunked", "6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n");
        assert_eq!(ask(&mut client(&server).await, &chunked).await.0, 413);
        let fitting = post("Content-Length: 10", "1234567890");
        assert_eq!(ask(&mut client(&server).await, &fitting).await, (200, "10".into()));
    });
}

fn a_request_under_way_finishes_and_its_connection_closes_at_drain() {
    run(async {
        let (started, mut starts) = mpsc::unbounded_channel();
        let router = Router::new().route(
            "/",
            get(move |Extension(signal): Extension<DrainSignal>| {
                let started = started.clone();
                async move {
                    started.send(()).unwrap();
                    signal.wait_draining().await;
                    "finished"
                }
            }),
        );
        let (server, mut ends) = serve(http(router), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(GET.as_bytes()).await.unwrap();
        starts.recv().await.unwrap();
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_answer(&mut client).await, (200, "finished".into()));
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "completed");
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn s16_an_idle_keep_alive_connection_drains_at_once() {
    run(async {
        let (server, _ends) = serve(http(router()), Timeouts::default());
        let mut client = client(&server).await;
        assert_eq!(ask(&mut client, GET).await.0, 200);
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn an_unused_connection_drains_at_once() {
    run(async {
        let (server, _ends) = serve(http(router()), Timeouts::default());
        let mut client = client(&server).await;
        while server.connections().is_empty() {
            tokio::task::yield_now().await;
        }
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn a_panicking_handler_ends_its_connection_alone() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default());
        let mut client = client(&server).await;
        client.write_all(GET.replace("/ ", "/panic ").as_bytes()).await.unwrap();
        assert_eq!(read_all(&mut client).await, b"");
        drop(client);
        assert_eq!(ends.next().await, "panicked");
        assert_eq!(ask(&mut crate::harness::client(&server).await, GET).await.0, 200);
    });
}

fn a_request_names_one_host() {
    run(async {
        let (server, _ends) = serve(http(router()), Timeouts::default());
        let check = async |request: &str, expected: u16| {
            assert_eq!(ask(&mut client(&server).await, request).await.0, expected, "{request:?}");
        };
        check("GET / HTTP/1.1\r\n\r\n", 400).await;
        check("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400).await;
        check("GET / HTTP/1.0\r\n\r\n", 200).await;
        check(GET, 200).await;
    });
}

fn a_too_large_head_is_refused() {
    run(async {
        let (server, _ends) = serve(http(router()), Timeouts::default());
        let large = GET.replace("Host: x", &format!("Host: x\r\nX: {}", "y".repeat(100 * 1024)));
        assert_eq!(ask(&mut client(&server).await, &large).await.0, 431);
        let many = GET.replace("Host: x", &format!("Host: x{}", "\r\na: b".repeat(200)));
        assert_eq!(ask(&mut client(&server).await, &many).await.0, 431);
    });
}

fn an_upgraded_connection_stays_in_the_envelope() {
    use tokio::io::AsyncReadExt;
    run(async {
        // A protocol after the upgrade that echoes each byte.
        let router = Router::new().route(
            "/",
            get(async |request: axum::extract::Request| {
                let upgrade = hyper::upgrade::on(request);
                tokio::spawn(async move {
                    let mut upgraded = hyper_util::rt::TokioIo::new(upgrade.await.unwrap());
                    let mut byte = [0];
                    while let Ok(1) = upgraded.read(&mut byte).await {
                        upgraded.write_all(&byte).await.unwrap();
                    }
                });
                axum::response::Response::builder()
                    .status(101)
                    .header("connection", "upgrade")
                    .header("upgrade", "echo")
                    .body(axum::body::Body::empty())
                    .unwrap()
            }),
        );
        let (server, mut ends) = serve(http(router), Timeouts::default().with_idle(SHORT));
        let mut client = client(&server).await;
        let upgrade = GET.replace("Host: x", "Host: x\r\nConnection: upgrade\r\nUpgrade: echo");
        assert_eq!(ask(&mut client, &upgrade).await.0, 101);
        exchange(&mut client, "z", "z").await;
        assert_eq!(server.connections().len(), 1);
        assert_eq!(ends.next().await, "idle", "the idle deadline holds after the upgrade too");
    });
}

fn http2_is_served_beside_http1() {
    run(async {
        let (server, _ends) = serve(http(router()), Timeouts::default());
        let io = hyper_util::rt::TokioIo::new(client(&server).await);
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(hyper_util::rt::TokioExecutor::new(), io).await.unwrap();
        let driving = tokio::spawn(connection);
        let request =
            hyper::Request::get("http://x/").body(http_body_util::Empty::<bytes::Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.version(), hyper::Version::HTTP_2);
        server.drain(Duration::from_secs(3600));
        driving.await.unwrap().unwrap();
        assert_eq!(server.wait().await.drained, 1);
    });
}

type Http2 = hyper::client::conn::http2::SendRequest<http_body_util::Empty<bytes::Bytes>>;

/// An HTTP/2 client; its connection ends with its task.
async fn http2_client(server: &ServerHandle) -> Http2 {
    let io = hyper_util::rt::TokioIo::new(client(server).await);
    let executor = hyper_util::rt::TokioExecutor::new();
    let (sender, connection) = hyper::client::conn::http2::handshake(executor, io).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn http2_get(uri: &str) -> hyper::Request<http_body_util::Empty<bytes::Bytes>> {
    hyper::Request::get(uri).body(http_body_util::Empty::new()).unwrap()
}

fn a_panic_in_an_http2_request_ends_its_connection_and_is_counted() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default());
        let mut sender = http2_client(&server).await;
        assert_eq!(sender.send_request(http2_get("http://x/")).await.unwrap().status(), 200);
        sender.send_request(http2_get("http://x/panic")).await.unwrap_err();
        assert_eq!(ends.next().await, "panicked");
        assert_eq!(server.stats().ended("panicked"), 1);
    });
}

fn an_http2_request_ends_with_its_connection() {
    run(async {
        let (started, mut starts) = mpsc::unbounded_channel();
        // Dropped with the handler's future, which nothing else ends.
        let (running, mut dropped) = mpsc::channel::<()>(1);
        let running = std::sync::Arc::new(std::sync::Mutex::new(Some(running)));
        let router = Router::new().route(
            "/",
            get(async move || {
                let _running = running.lock().unwrap().take();
                started.send(()).unwrap();
                std::future::pending::<&str>().await
            }),
        );
        let (server, mut ends) = serve(http(router), Timeouts::default());
        let mut sender = http2_client(&server).await;
        let asked = tokio::spawn(async move { sender.send_request(http2_get("http://x/")).await });
        starts.recv().await.unwrap();
        assert!(server.kill(server.connections()[0].id));
        assert_eq!(ends.next().await, "killed");
        assert_eq!(dropped.recv().await, None);
        asked.await.unwrap().unwrap_err();
    });
}

fn a_header_timeout_without_end_is_none() {
    run(async {
        let timeouts = Timeouts::default().with_http_header(Duration::MAX);
        let (server, _ends) = serve(http(router()), timeouts);
        assert_eq!(ask(&mut client(&server).await, GET).await, (200, "hello".into()));
    });
}

fn an_upgraded_connection_is_busy() {
    run_on_one_thread(async {
        let (reading, mut reads) = mpsc::unbounded_channel();
        let router = Router::new().route(
            "/",
            get(async move |request: axum::extract::Request| {
                let upgrade = hyper::upgrade::on(request);
                tokio::spawn(async move {
                    let mut upgraded = hyper_util::rt::TokioIo::new(upgrade.await.unwrap());
                    let mut read = std::pin::pin!(tokio::io::AsyncReadExt::read_u8(&mut upgraded));
                    std::future::poll_fn(|cx| {
                        assert!(read.as_mut().poll(cx).is_pending());
                        std::task::Poll::Ready(())
                    })
                    .await;
                    reading.send(()).unwrap();
                    let _end = read.await;
                });
                axum::response::Response::builder()
                    .status(101)
                    .header("connection", "upgrade")
                    .header("upgrade", "silence")
                    .body(axum::body::Body::empty())
                    .unwrap()
            }),
        );
        let (server, _ends) = serve(http(router), Timeouts::default());
        let mut client = client(&server).await;
        let upgrade = GET.replace("Host: x", "Host: x\r\nConnection: upgrade\r\nUpgrade: silence");
        assert_eq!(ask(&mut client, &upgrade).await.0, 101);
        reads.recv().await.unwrap();
        assert_eq!(server.connections()[0].activity, ostler::ConnectionActivity::Busy);
    });
}

fn a_reset_by_the_peer_is_told_apart() {
    run(async {
        let (server, mut ends) = serve(http(router()), Timeouts::default());
        let address = format!("127.0.0.1:{}", port_of(&server.addresses()[0]));
        for sent in ["", "GET / HT"] {
            let mut client = tokio::net::TcpStream::connect(&address).await.unwrap();
            client.write_all(GET.as_bytes()).await.unwrap();
            let mut answer = [0; 15];
            tokio::io::AsyncReadExt::read_exact(&mut client, &mut answer).await.unwrap();
            client.write_all(sent.as_bytes()).await.unwrap();
            socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
            drop(client);
            assert_eq!(ends.next().await, "reset", "after {sent:?}");
        }
    });
}
