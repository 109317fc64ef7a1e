//! The server under test, in a process of its own. It prints each address and, when it has stopped, its report.

use std::sync::OnceLock;
use std::time::Duration;

use ostler::{Conn, Limits, Model, Server, ServerHandle, Service, Stopper, stream};

use crate::{forked, processes, stress, unix_race};

/// The environment variable that makes this binary a server instead of a test runner: its role and options.
pub(crate) const VARIABLE: &str = "OSTLER_IT_ROLE";

/// The server's handle, for the line `accept_calls`; only with the option `handle=1`, which serves until it is killed.
static HANDLE: OnceLock<ServerHandle> = OnceLock::new();

/// What stops the server, for the lines `drain` and `abort`.
static STOPPER: OnceLock<Stopper> = OnceLock::new();

/// Serves as `role` says: words, the first is the service, the rest are `key=value` options.
pub(crate) fn serve(role: &str) {
    if role == "starved" {
        return start_without_descriptors();
    }
    if role == "cramped" {
        return bind_in_vain();
    }
    if let Some(cell) = role.strip_prefix("cell ") {
        return crate::cells::serve(cell);
    }
    if let Some(check) = role.strip_prefix(forked::ROLE) {
        return forked::serve(check);
    }
    if let Some(model) = role.strip_prefix(stress::ROLE) {
        return stress::serve(model);
    }
    if let Some(options) = role.strip_prefix(processes::role::ROLE) {
        return processes::role::serve(options);
    }
    if let Some(path) = role.strip_prefix(unix_race::ROLE) {
        return unix_race::obey(path.trim_start());
    }
    let mut words = role.split(' ');
    let service = service(words.next().expect("a role names a service"));
    let mut limits = Limits::default();
    let mut drain_timeout = Duration::from_secs(3600);
    let mut model = Model::Tasks;
    let mut keeps_handle = false;
    let mut address = "tcp://127.0.0.1:0";
    for option in words {
        let (key, value) = option.split_once('=').expect("options are key=value");
        let number = || value.parse::<u64>().expect("a number");
        match key {
            "connections" => limits = limits.with_connections(number() as u32),
            "drain_ms" => drain_timeout = Duration::from_millis(number()),
            "address" => address = value,
            "handle" => keeps_handle = true,
            "processes" => model = Model::Processes { max: number() as usize },
            "workers" => model = Model::PerCore { workers: number() as usize },
            other => panic!("no option {other}"),
        }
    }
    let server = Server::new();
    STOPPER.get_or_init(|| server.stopper());
    let server = server.limits(limits).drain_timeout(drain_timeout).serve(address, service.model(model));
    // Bound before anything is said, so that whoever reads the address can connect.
    let server = server.bind().unwrap();
    println!("{}", server.addresses()[0]);
    if keeps_handle {
        HANDLE.get_or_init(|| server.start().unwrap());
        loop {
            std::thread::park();
        }
    }
    println!("{}", server.run().unwrap());
}

/// Prints how `start` failed when no descriptor was left, and whether the address is free again.
fn start_without_descriptors() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let server = Server::new().serve("tcp://127.0.0.1:0", service("talk")).bind().unwrap();
    let address = server.addresses()[0].clone();
    println!("{address}");
    let mut taken = Vec::new();
    while let Ok(file) = std::fs::File::open("/dev/null") {
        taken.push(file);
    }
    let error = server.start().unwrap_err();
    drop(taken);
    let again = Server::new().serve(address, service("talk")).bind();
    println!("{error}; bound again: {}", again.is_ok());
}

/// Prints how it went to bind one free and one taken address, more often than there are descriptors; then the free one.
fn bind_in_vain() {
    let taken = Server::new().serve("tcp://127.0.0.1:0", service("talk")).bind().unwrap();
    let address = taken.addresses()[0].clone();
    println!("{address}");
    let mut in_use = 0;
    for _attempt in 0..200 {
        let path = std::env::temp_dir().join(format!("ostler-it-cramped-{}.sock", std::process::id()));
        let server = Server::new()
            .serve(["tcp://127.0.0.1:0".to_owned(), format!("unix:{}", path.display())], service("talk"))
            .serve(address.clone(), service("talk"));
        match server.bind() {
            Err(ostler::BindError::InUse { .. }) if !path.exists() => in_use += 1,
            other => return println!("{other:?}, {in_use} times in use before"),
        }
    }
    drop(taken);
    let bound = Server::new().serve(address, service("talk")).bind();
    println!("{in_use} times in use, then {}", if bound.is_ok() { "bound" } else { "not" });
}

/// `datagrams` sends each datagram back. `talk` answers lines; the line `hang` gets `ready` and then nothing, `spin` the same
/// without ever yielding; `drain` and `abort` stop the server; `accept_calls` gets how often `accept` was called.
fn service(name: &str) -> Service {
    if name == "datagrams" {
        return ostler::datagram(|d: ostler::Datagram| d.reply(d.bytes()));
    }
    assert_eq!(name, "talk", "no service {name}");
    stream(|mut conn: Conn| async move {
        while let Some(line) = conn.read_line().await? {
            match line.content() {
                b"hang" => {
                    conn.write_all(b"ready\n").await?;
                    std::future::pending::<()>().await;
                }
                b"spin" => {
                    conn.write_all(b"ready\n").await?;
                    loop {
                        std::thread::park();
                    }
                }
                b"drain" => stopper().drain(Duration::from_secs(3600)),
                b"abort" => stopper().abort(),
                b"accept_calls" => {
                    let calls = HANDLE.get().expect("the role keeps its handle").stats().accept_calls;
                    conn.write_all(format!("{calls:8}\n").as_bytes()).await?;
                }
                _ => conn.write_all(&line).await?,
            }
        }
        Ok(())
    })
}

fn stopper() -> &'static Stopper {
    STOPPER.get().expect("set before the server is bound")
}
