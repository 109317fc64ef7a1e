//! Connecting, as a client, to any address that a server can listen on.

use std::io::{self, IoSlice};
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use ostler_core::{Address, Host, InetAddress, UnixName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};

use crate::conn::{Io, Socket};
use crate::listen::connect_memory;

/// Connects to `address`, `tcp://`, `unix:` or `mem:`. For `mem:` it is the only way in; for the others it saves the
/// caller a `match`.
///
/// ```
/// use ostler::{Conn, Server, connect, stream};
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
///
/// # let rt = tokio::runtime::Runtime::new()?;
/// # rt.block_on(async {
/// let shout = stream(|mut conn: Conn| async move {
///     while let Some(line) = conn.read_line().await? {
///         conn.write_all(&line.to_ascii_uppercase()).await?;
///     }
///     Ok(())
/// });
/// let server = Server::new().serve("mem:shout", shout).start()?;
/// let mut client = connect(&server.addresses()[0]).await?;
/// client.write_all(b"hello\n").await?;
/// client.shutdown().await?;
/// let mut answer = String::new();
/// client.read_to_string(&mut answer).await?;
/// assert_eq!(answer, "HELLO\n");
/// # Ok::<(), ostler::BoxError>(())
/// # })?;
/// # Ok::<(), ostler::BoxError>(())
/// ```
///
/// # Errors
/// The system's error; `Unsupported` for other kinds of address.
///
/// # Cancel safety
/// Safe: dropping the future abandons the attempt. There is no time limit but the system's: wrap it in a
/// `tokio::time::timeout`.
pub async fn connect(address: &Address) -> io::Result<ClientStream> {
    let io = match address {
        Address::Tcp(inet) => Io::Socket(Socket::new(connect_inet(inet).await?)?),
        Address::Unix(unix) => Io::Socket(Socket::new(connect_unix(&unix.name).await?)?),
        Address::Memory(name) => Io::Memory(connect_memory(name).await?),
        other => {
            let message = format!("cannot connect to {other}: allowed are tcp://, unix: and mem: addresses");
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
    };
    Ok(ClientStream { io })
}

async fn connect_inet(inet: &InetAddress) -> io::Result<OwnedFd> {
    let stream = match &inet.host {
        // Where a server listens on every address, a client in the same machine takes the loopback one.
        Host::Any => TcpStream::connect(("localhost", inet.port)).await?,
        Host::Ip(ip) => TcpStream::connect((*ip, inet.port)).await?,
        Host::Name(name) => TcpStream::connect((name.as_str(), inet.port)).await?,
    };
    stream.set_nodelay(inet.nodelay.unwrap_or(true))?;
    Ok(stream.into_std()?.into())
}

async fn connect_unix(name: &UnixName) -> io::Result<OwnedFd> {
    match name {
        UnixName::Path(path) => Ok(UnixStream::connect(path).await?.into_std()?.into()),
        #[cfg(target_os = "linux")]
        UnixName::Abstract(name) => {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            // Connecting to a local socket never waits long: its queue has room, or it refuses.
            let stream = std::os::unix::net::UnixStream::connect_addr(&address)?;
            stream.set_nonblocking(true)?;
            Ok(stream.into())
        }
        #[cfg(not(target_os = "linux"))]
        UnixName::Abstract(_) => {
            Err(io::Error::new(io::ErrorKind::Unsupported, "abstract Unix sockets exist on Linux only"))
        }
    }
}

/// The client's end of a connection made by [`connect`]. `shutdown` ends the writing half; dropping it closes.
#[derive(Debug)]
pub struct ClientStream {
    io: Io,
}

impl AsyncRead for ClientStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        self.io.poll_read(cx, buffer).map_ok(|_received| ())
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.io.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.io.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io.shutdown_write();
        Poll::Ready(Ok(()))
    }
}
