//! Plays a session: starts the program, takes the other side of its connections, and compares what it does.
//!
//! One step is taken after the other, and each that expects something waits until it has come, so nothing depends on time.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::peer::Peer;
use crate::program::{Launch, Program};
use crate::transcript::{Kind, Step};
use crate::{Wrong, python};

/// Plays `steps` with the program of `launch`.
pub(crate) fn play(launch: &Launch, kind: &Kind, steps: &[Step]) -> Result<(), Wrong> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut session = match kind {
            Kind::Server { models } => Session::with_server(launch, models).await?,
            Kind::Client { arguments, listens } => Session::with_client(launch, arguments, *listens)?,
        };
        let result = session.take(steps).await;
        session.peers.clear();
        let (rest, errors) = within(session.program.stop()).await?;
        result.map_err(|error| format!("{error}\nstandard error:\n{errors}"))?;
        if !rest.is_empty() {
            return Err(format!("more was printed than was waited for: {}", rest.escape_ascii()).into());
        }
        Ok(())
    })
}

struct Session {
    program: Program,
    endpoint: Endpoint,
    peers: HashMap<String, Peer>,
    /// The address of each client as Python prints it, after the name that stands for it.
    addresses: Vec<(String, String)>,
}

/// Where the program's connections come from or go to.
enum Endpoint {
    /// The program listens there.
    Server(SocketAddr),
    Client(TcpListener),
    /// Held, so that nobody else listens there while the program tries to connect.
    NobodyListens {
        _socket: TcpSocket,
    },
}

impl Session {
    async fn with_server(launch: &Launch, models: &[String]) -> Result<Session, Wrong> {
        let options = models.iter().flat_map(|model| [b"--model".to_vec(), model.as_bytes().to_vec()]);
        let mut program = Program::start(launch, "tcp://127.0.0.1:0", options.collect())?;
        let endpoint = match within(program.wait_port()).await {
            Ok(port) => Endpoint::Server((Ipv4Addr::LOCALHOST, port).into()),
            Err(error) => {
                let (_, errors) = within(program.stop()).await?;
                return Err(format!("{error}\nstandard error:\n{errors}").into());
            }
        };
        Ok(Session { program, endpoint, peers: HashMap::new(), addresses: Vec::new() })
    }

    fn with_client(launch: &Launch, arguments: &[Vec<u8>], listens: bool) -> Result<Session, Wrong> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = format!("tcp://{}", socket.local_addr()?);
        let endpoint = if listens {
            Endpoint::Client(socket.listen(BACKLOG)?)
        } else {
            Endpoint::NobodyListens { _socket: socket }
        };
        let program = Program::start(launch, &address, arguments.to_vec())?;
        Ok(Session { program, endpoint, peers: HashMap::new(), addresses: Vec::new() })
    }

    async fn take(&mut self, steps: &[Step]) -> Result<(), Wrong> {
        for (index, step) in steps.iter().enumerate() {
            within(self.take_one(step))
                .await
                .map_err(|error| format!("step {}, {}: {error}", index + 1, step.verb()))?;
        }
        Ok(())
    }

    async fn take_one(&mut self, step: &Step) -> Result<(), Wrong> {
        match step {
            Step::Connect(name) => self.connect(name).await,
            Step::Refused => self.refused().await,
            Step::Accept(name) => self.accept(name).await,
            Step::Send(name, bytes) => {
                self.peer(name).send(bytes);
                Ok(())
            }
            Step::Receive(name, bytes) => self.peer(name).receive(bytes).await,
            Step::ReceiveCut { name, before, bytes_max, bytes } => {
                self.peer(name).receive_cut(before, *bytes_max, bytes).await
            }
            Step::HalfClose(name) => {
                self.peer(name).half_close();
                Ok(())
            }
            Step::End(name) => self.peer(name).end(false).await,
            Step::EndOrReset(name) => self.peer(name).end(true).await,
            Step::Leave(name) => self.remove(name).close(false).await,
            Step::Reset(name) => self.remove(name).close(true).await,
            Step::Print(line) => self.prints(line).await,
            Step::PrintCut { bytes_max, bytes } => self.prints_cut(*bytes_max, bytes).await,
            Step::Exit(status) => {
                let found = self.program.wait_status().await?;
                same(&found, status)
            }
        }
    }

    fn peer(&mut self, name: &str) -> &mut Peer {
        self.peers.get_mut(name).expect("the transcript opens a connection before it uses it")
    }

    fn remove(&mut self, name: &str) -> Peer {
        self.peers.remove(name).expect("the transcript opens a connection before it closes it")
    }

    fn server(&self) -> SocketAddr {
        match self.endpoint {
            Endpoint::Server(address) => address,
            _ => panic!("the transcript of a client connects to nothing"),
        }
    }

    async fn connect(&mut self, name: &str) -> Result<(), Wrong> {
        let stream = TcpStream::connect(self.server()).await?;
        let address = stream.local_addr()?;
        self.addresses.push((format!("{{{name}}}"), format!("('{}', {})", address.ip(), address.port())));
        self.peers.insert(name.to_owned(), Peer::new(stream)?);
        Ok(())
    }

    async fn refused(&mut self) -> Result<(), Wrong> {
        match TcpStream::connect(self.server()).await {
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => Ok(()),
            Err(error) => Err(error.into()),
            Ok(_) => Err("the connection was not refused".into()),
        }
    }

    async fn accept(&mut self, name: &str) -> Result<(), Wrong> {
        let Endpoint::Client(listener) = &self.endpoint else {
            panic!("only the transcript of a client accepts")
        };
        let (stream, _) = listener.accept().await?;
        self.peers.insert(name.to_owned(), Peer::new(stream)?);
        Ok(())
    }

    async fn prints(&mut self, expected: &[u8]) -> Result<(), Wrong> {
        let line = self.program.wait_line().await?;
        let mut expected = String::from_utf8(expected.to_vec())?;
        for (name, address) in &self.addresses {
            expected = expected.replace(name, address);
        }
        same(&String::from_utf8(line)?, &expected)
    }

    async fn prints_cut(&mut self, bytes_max: usize, expected: &[u8]) -> Result<(), Wrong> {
        let mut printed = Vec::new();
        while printed.len() < expected.len() {
            let line = String::from_utf8(self.program.wait_line().await?)?;
            let part = from_repr(&line)
                .filter(|part| python::repr(part) == line && (1..=bytes_max).contains(&part.len()))
                .ok_or_else(|| format!("printed {line:?}"))?;
            printed.extend(part);
        }
        if printed != expected {
            return Err(format!("printed \"{}\" in all", printed.escape_ascii()).into());
        }
        Ok(())
    }
}

/// The bytes of which Python prints `text`; what it never prints is `None`, or is told by the way back.
fn from_repr(text: &str) -> Option<Vec<u8>> {
    let quoted = text.strip_prefix('b')?;
    let quote = quoted.chars().next()?;
    let mut rest = quoted.strip_prefix(quote)?.strip_suffix(quote)?.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b't' => b'\t',
                b'n' => b'\n',
                b'r' => b'\r',
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                itself => itself,
            },
            plain => plain,
        });
    }
    Some(bytes)
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Wrong> {
    if found == expected { Ok(()) } else { Err(format!("{found:?}, not {expected:?}").into()) }
}

/// Nothing is waited for longer than for [`STEP_TIME_MAX`].
async fn within<T>(step: impl Future<Output = Result<T, Wrong>>) -> Result<T, Wrong> {
    timeout(STEP_TIME_MAX, step).await.unwrap_or_else(|_| Err(format!("not within {STEP_TIME_MAX:?}").into()))
}

/// Longer than any step takes, even on a busy machine.
const STEP_TIME_MAX: Duration = Duration::from_secs(15);
const BACKLOG: u32 = 128;
