//! The server under test: a conversation under `Model::Processes` whose handler does to its process what the client says.

use std::error::Error;
use std::fmt;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use ostler::{BlockingConn, Conn, Limits, Model, Server, Service, Stopper, blocking, stream};
use rustix::process::getppid;

/// The first word of the role.
pub(crate) const ROLE: &str = "children ";

/// Serves until a signal, as the words of `options` say. Prints the address, a line for each end, and the report.
pub(crate) fn serve(options: &str) {
    let mut limits = Limits::default();
    let mut drain_timeout = Duration::from_secs(3600);
    let mut max = 1000;
    let mut is_blocking = false;
    let mut second_model = None;
    let mut is_run_once_before = false;
    for option in options.split_whitespace() {
        let (key, value) = option.split_once('=').expect("options are key=value");
        let number = || value.parse::<u64>().expect("a number");
        match (key, value) {
            ("connections", _) => limits = limits.with_connections(number() as u32),
            ("drain_ms", _) => drain_timeout = Duration::from_millis(number()),
            ("max", _) => max = number() as usize,
            ("style", "blocking") => is_blocking = true,
            ("second", "tasks") => second_model = Some(Model::Tasks),
            ("second", "processes") => second_model = Some(Model::processes(1)),
            ("before", "run_once") => is_run_once_before = true,
            _ => panic!("no option {option}"),
        }
    }
    let server = Server::new().limits(limits).drain_timeout(drain_timeout).on_end(|_info, end| {
        println!("end {}: {end}", end.label());
    });
    let stopper = server.stopper();
    let second = service_async(stopper.clone());
    let service = if is_blocking { service_blocking(stopper) } else { service_async(stopper) };
    let mut server = server.serve("tcp://127.0.0.1:0", service.model(Model::processes(max)));
    if let Some(model) = second_model {
        server = server.serve("tcp://127.0.0.1:0", second.model(model));
    }
    let mut server = server.bind().unwrap();
    if is_run_once_before {
        assert!(server.run_once(Duration::ZERO).unwrap().is_none());
    }
    let addresses: Vec<String> = server.addresses().iter().map(ToString::to_string).collect();
    println!("{}", addresses.join(" "));
    // Without its end: what is printed before the fork must not be printed again by every child.
    print!("once ");
    match catch_unwind(AssertUnwindSafe(|| server.run())) {
        Ok(report) => println!("{}", report.unwrap()),
        Err(_panic) => println!("a panic came out of run()"),
    }
    std::io::stdout().flush().unwrap();
}

/// What a line asks for.
enum Deed {
    Answer(String),
    Hang,
    Return,
    Fail,
}

fn deed(line: &[u8], stopper: &Stopper) -> Deed {
    match line {
        b"pid" => Deed::Answer(format!("{:8}\n", std::process::id())),
        b"nursery" => Deed::Answer(format!("{:8}\n", getppid().unwrap().as_raw_nonzero())),
        b"abort" => std::process::abort(),
        b"exit" => std::process::exit(3),
        b"exec" => panic!("exec failed: {}", Command::new("true").exec()),
        b"panic" => panic!("asked to panic"),
        b"hang" => Deed::Hang,
        b"fail" => Deed::Fail,
        b"stop" => {
            stopper.drain(Duration::from_secs(3600));
            Deed::Answer("stopping\n".into())
        }
        b"thread" => {
            std::thread::spawn(|| {
                loop {
                    std::thread::park();
                }
            });
            Deed::Return
        }
        b"command" => {
            let output = Command::new("echo").arg("hello").output().unwrap();
            Deed::Answer(String::from_utf8(output.stdout).unwrap())
        }
        _ => Deed::Answer(format!("{}\n", String::from_utf8_lossy(line))),
    }
}

fn service_async(stopper: Stopper) -> Service {
    let stopper = Arc::new(stopper);
    stream(move |mut conn: Conn| {
        let stopper = Arc::clone(&stopper);
        async move {
            while let Some(line) = conn.read_line().await? {
                match deed(line.content(), &stopper) {
                    Deed::Answer(answer) => conn.write_all(answer.as_bytes()).await?,
                    Deed::Hang => {
                        conn.write_all(b"ready\n").await?;
                        std::future::pending::<()>().await;
                    }
                    Deed::Return => return Ok(()),
                    Deed::Fail => return Err(Unspeakable.into()),
                }
            }
            Ok(())
        }
    })
}

fn service_blocking(stopper: Stopper) -> Service {
    blocking(move |conn: &mut BlockingConn| {
        while let Some(line) = conn.read_line()? {
            match deed(line.content(), &stopper) {
                Deed::Answer(answer) => conn.write_all(answer.as_bytes())?,
                Deed::Hang => {
                    conn.write_all(b"ready\n")?;
                    loop {
                        std::thread::park();
                    }
                }
                Deed::Return => return Ok(()),
                Deed::Fail => return Err(Unspeakable.into()),
            }
        }
        Ok(())
    })
}

/// An error that panics when it is printed.
#[derive(Debug)]
struct Unspeakable;

impl fmt::Display for Unspeakable {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("asked to print an error that cannot be")
    }
}

impl Error for Unspeakable {}
