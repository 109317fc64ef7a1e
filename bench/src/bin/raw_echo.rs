//! Echo servers as one writes them by hand, the plainest of each kind: what ostler's cells are measured beside.
//!
//! They have what such a program commonly has and no more: no limits, no deadlines, no drain. First argument: the kind,
//! one of [`KINDS`]; second: the address, `tcp://IP:PORT`, `unix:PATH` or `udp://IP:PORT`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread;

use anyhow::{Context, bail};
use fork::Fork;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::runtime::{Builder, Runtime};

/// Serves for ever.
type Serve = fn(Listener) -> anyhow::Result<()>;

/// What serves, after the name it has on the command line.
const KINDS: &[(&str, Serve)] = &[
    ("serial", serial),
    ("threads", threads),
    ("forks", forks),
    ("tokio", |listener| on_tokio(&Builder::new_multi_thread().enable_all().build()?, listener)),
    ("tokio-one-thread", |listener| on_tokio(&Builder::new_current_thread().enable_all().build()?, listener)),
    ("datagrams", datagrams),
    ("tokio-datagrams", tokio_datagrams),
];

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let names = || KINDS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let kind = args.next().with_context(|| format!("name a kind: {}", names()))?;
    let Some((_, serve)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        bail!("`{kind}` is none of {}", names())
    };
    let listener = Listener::bind(&args.next().context("name an address such as tcp://127.0.0.1:0")?)?;
    println!("listening on {}", listener.address()?);
    serve(listener)
}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
    Udp(UdpSocket),
}

impl Listener {
    fn bind(address: &str) -> anyhow::Result<Self> {
        let (scheme, rest) = address.split_once(':').context("an address begins with tcp:, unix: or udp:")?;
        let host = rest.trim_start_matches('/');
        Ok(match scheme {
            "tcp" => Self::Tcp(TcpListener::bind(host)?),
            "unix" => Self::Unix(UnixListener::bind(rest)?),
            "udp" => Self::Udp(UdpSocket::bind(host)?),
            _ => bail!("`{scheme}` is none of tcp, unix and udp"),
        })
    }

    fn address(&self) -> anyhow::Result<String> {
        Ok(match self {
            Self::Tcp(listener) => format!("tcp://{}", listener.local_addr()?),
            Self::Unix(listener) => {
                let address = listener.local_addr()?;
                format!("unix:{}", address.as_pathname().context("bound to no path")?.display())
            }
            Self::Udp(socket) => format!("udp://{}", socket.local_addr()?),
        })
    }
}

/// A stream socket of the standard library, of either kind.
trait Stream: Read + Write + Send + 'static {}

impl Stream for TcpStream {}
impl Stream for UnixStream {}

/// Accepts for ever and gives each stream to `serve`.
fn accept_all(listener: Listener, serve: &dyn Fn(Box<dyn Stream>)) -> anyhow::Result<()> {
    match listener {
        Listener::Tcp(listener) => loop {
            let (stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            serve(Box::new(stream));
        },
        Listener::Unix(listener) => loop {
            serve(Box::new(listener.accept()?.0));
        },
        Listener::Udp(_) => bail!("streams are not served over datagrams"),
    }
}

fn echo(mut stream: Box<dyn Stream>) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count])?,
        }
    }
}

fn serial(listener: Listener) -> anyhow::Result<()> {
    accept_all(listener, &|stream| {
        // A failed connection is its client's affair, here and below.
        let _ = echo(stream);
    })
}

fn threads(listener: Listener) -> anyhow::Result<()> {
    accept_all(listener, &|stream| {
        thread::spawn(move || echo(stream));
    })
}

/// As socketserver's `ForkingMixIn`: children that have ended are waited for whenever another one was forked.
fn forks(listener: Listener) -> anyhow::Result<()> {
    accept_all(listener, &|stream| match fork::fork() {
        Ok(Fork::Child) => {
            let _ = echo(stream);
            std::process::exit(0);
        }
        Ok(Fork::Parent(_)) => {
            drop(stream);
            while matches!(fork::wait_any_nohang(), Ok(Some(_))) {}
        }
        Err(error) => println!("cannot fork: {error}"),
    })
}

fn on_tokio(runtime: &Runtime, listener: Listener) -> anyhow::Result<()> {
    runtime.block_on(async {
        // In a task, as its connections are: the thread that blocks on a future is no worker.
        tokio::spawn(accept_on_tokio(listener)).await?
    })
}

async fn accept_on_tokio(listener: Listener) -> anyhow::Result<()> {
    match listener {
        Listener::Tcp(listener) => {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                tokio::spawn(echo_on_tokio(stream));
            }
        }
        Listener::Unix(listener) => {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::UnixListener::from_std(listener)?;
            loop {
                tokio::spawn(echo_on_tokio(listener.accept().await?.0));
            }
        }
        Listener::Udp(_) => bail!("streams are not served over datagrams"),
    }
}

async fn echo_on_tokio(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count]).await?,
        }
    }
}

fn datagrams(listener: Listener) -> anyhow::Result<()> {
    let Listener::Udp(socket) = listener else { bail!("datagrams need a udp: address") };
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    loop {
        let (count, peer) = socket.recv_from(&mut buffer)?;
        socket.send_to(&buffer[..count], peer)?;
    }
}

fn tokio_datagrams(listener: Listener) -> anyhow::Result<()> {
    let Listener::Udp(socket) = listener else { bail!("datagrams need a udp: address") };
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        socket.set_nonblocking(true)?;
        let socket = tokio::net::UdpSocket::from_std(socket)?;
        let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
        loop {
            let (count, peer) = socket.recv_from(&mut buffer).await?;
            socket.send_to(&buffer[..count], peer).await?;
        }
    })
}

/// As ostler's echo has it.
const BUFFER_BYTES: usize = 16 * 1024;
const DATAGRAM_BYTES_MAX: usize = 65_536;
