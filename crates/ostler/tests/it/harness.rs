//! What the tests share: a server with short deadlines that collects how its connections ended, and clients.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ostler::{Address, ClientStream, Conn, Server, ServerHandle, Service, Timeouts, connect, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// A test: its name and what it does. Made by [`tests!`].
pub(crate) type Tests = &'static [(&'static str, fn())];

/// Lists the tests of a module by the names of their functions.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub(crate) const TESTS: crate::harness::Tests = &[$((stringify!($name), $name as fn())),*];
    };
}
pub(crate) use tests;

/// Handlers that are to panic do so with [`WANTED`] in the message; those need no report on the terminal.
pub(crate) fn silence_wanted_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.to_string().contains(WANTED) {
            report(panic);
        }
    }));
}

/// What the message of a panic that a test wants says.
const WANTED: &str = "asked to";

/// Runs an async test on a runtime of its own, with a deadline that only a hang can reach.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(HANG, test).await.expect("the test hangs") });
}

/// As [`run`], on one thread: after [`settle`] everything that could run has run.
pub(crate) fn run_on_one_thread(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(HANG, test).await.expect("the test hangs") });
}

/// Lets every task of this thread run that is ready, and those that they wake.
pub(crate) async fn settle() {
    for _round in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// The labels of the ends of a server's connections, as they happen.
pub(crate) struct Ends(mpsc::UnboundedReceiver<String>);

impl Ends {
    pub(crate) async fn next(&mut self) -> String {
        self.0.recv().await.expect("the server is still there")
    }
}

/// Makes `server` report its ends.
pub(crate) fn watch_ends(server: Server) -> (Server, Ends) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let server = server.on_end(move |_info, end| {
        let _test_over = sender.send(end.label().to_owned());
    });
    (server, Ends(receiver))
}

/// Serves `service` at a fresh `mem:` address, with `timeouts`.
pub(crate) fn serve_memory(service: Service, timeouts: Timeouts) -> (ServerHandle, Ends) {
    let (server, ends) = watch_ends(Server::new().timeouts(timeouts));
    (server.serve(fresh_memory_address(), service).start().unwrap(), ends)
}

/// Serves `service` at a port of the system's choice, with `timeouts`.
pub(crate) fn serve_tcp(service: Service, timeouts: Timeouts) -> (ServerHandle, Ends) {
    let (server, ends) = watch_ends(Server::new().timeouts(timeouts));
    (server.serve("tcp://127.0.0.1:0", service).start().unwrap(), ends)
}

pub(crate) fn fresh_memory_address() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("mem:test-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A Unix socket path that no other test uses.
pub(crate) fn fresh_socket_path() -> std::path::PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("ostler-it-{}-{number}.sock", std::process::id()))
}

pub(crate) fn echo() -> Service {
    stream(|mut conn: Conn| async move {
        while let Some(line) = conn.read_line().await? {
            conn.write_all(&line).await?;
        }
        Ok(())
    })
}

pub(crate) async fn client(server: &ServerHandle) -> ClientStream {
    connect(&server.addresses()[0]).await.unwrap()
}

/// A client of a TCP server by its bare socket.
pub(crate) async fn tcp_client(server: &ServerHandle) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port_of(&server.addresses()[0]))).await.unwrap()
}

/// Closes the connection by a reset.
pub(crate) fn reset(client: TcpStream) {
    socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
}

/// Sends `text` and reads exactly the bytes of `expected`.
pub(crate) async fn exchange(client: &mut ClientStream, text: &str, expected: &str) {
    client.write_all(text.as_bytes()).await.unwrap();
    expect(client, expected).await;
}

pub(crate) async fn expect(client: &mut ClientStream, expected: &str) {
    let mut answer = vec![0; expected.len()];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), expected);
}

/// Everything until the end of the stream.
pub(crate) async fn read_all(client: &mut ClientStream) -> Vec<u8> {
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    answer
}

/// The port of a TCP address.
pub(crate) fn port_of(address: &Address) -> u16 {
    match address {
        Address::Tcp(inet) => inet.port,
        other => panic!("{other} has no port"),
    }
}

/// Deadlines of the tests that wait for one.
pub(crate) const SHORT: Duration = Duration::from_millis(200);

/// Longer than any test takes, even on a busy machine.
pub(crate) const HANG: Duration = Duration::from_secs(60);
