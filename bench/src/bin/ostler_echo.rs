//! The echo server of `raw_echo` on ostler, in every cell: the conversation is the same, style and model are arguments.
//!
//! First argument: the style; second: the model; third: the address. On a `mem:` address, which no other process can reach,
//! it is its own client: the fourth and fifth are how many messages and connections it makes, and it prints what each cost
//! in microseconds of the CPU time of both ends.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command talks to the terminal")]

use std::io::Read;
use std::time::Duration;

use anyhow::{Context, anyhow, bail, ensure};
use ostler::{
    Address, BlockingConn, ClientStream, Conn, Datagram, Model, Protocol, Server, Service, Transport,
    blocking, blocking_datagram, connect, datagram, protocol, stream,
};
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Builder;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let mut argument = |what: &str| args.next().with_context(|| format!("name {what}"));
    let service = service(&argument("a style")?)?.model(model(&argument("a model")?)?);
    let address: Address = argument("an address such as tcp://127.0.0.1:0")?.parse()?;
    let server = Server::new().serve(address.clone(), service);
    if matches!(address, Address::Memory(_)) {
        let messages = argument("a number of messages")?.parse()?;
        let connections = argument("a number of connections")?.parse()?;
        // Started outside of a runtime, so it has its own event loops as it would on any other transport.
        let _serving = server.start()?;
        let client = Builder::new_current_thread().enable_all().build()?;
        return client.block_on(measure(&address, messages, connections));
    }
    let server = server.bind()?;
    for address in server.addresses() {
        println!("listening on {address}");
    }
    println!("{}", server.run()?);
    Ok(())
}

fn service(style: &str) -> anyhow::Result<Service> {
    Ok(match style {
        "stream" => stream(echo),
        "protocol" => protocol(|| Echo),
        "blocking" => blocking(echo_blocking),
        "datagram" => datagram(|request: Datagram| request.reply(request.bytes())),
        "blocking_datagram" => blocking_datagram(echo_datagram),
        other => bail!("`{other}` is none of stream, protocol, blocking, datagram and blocking_datagram"),
    })
}

fn model(name: &str) -> anyhow::Result<Model> {
    let all = [
        Model::Tasks,
        Model::PerCore { workers: 1 },
        Model::Serial,
        Model::threads(AT_ONCE_MAX),
        Model::processes(AT_ONCE_MAX),
    ];
    let found = all.into_iter().find(|model| model.name() == name);
    found.ok_or_else(|| anyhow!("`{name}` is none of {}", all.map(Model::name).join(", ")))
}

async fn echo(mut conn: Conn) -> ostler::Result {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match conn.read(&mut buffer).await? {
            0 => return Ok(()),
            count => conn.write_all(&buffer[..count]).await?,
        }
    }
}

struct Echo;

impl Protocol for Echo {
    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> ostler::Result {
        Ok(transport.write(data)?)
    }
}

fn echo_datagram(request: &Datagram, reply: &mut Vec<u8>) -> ostler::Result {
    reply.extend(request.bytes());
    Ok(())
}

fn echo_blocking(conn: &mut BlockingConn) -> ostler::Result {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match conn.read(&mut buffer)? {
            0 => return Ok(()),
            count => conn.write_all(&buffer[..count])?,
        }
    }
}

async fn measure(address: &Address, messages: u32, connections: u32) -> anyhow::Result<()> {
    let per = |began: Duration, count: u32| (cpu_time() - began).as_secs_f64() * 1e6 / f64::from(count);
    talk_once(address).await?;
    let mut client = connect(address).await?;
    let began = cpu_time();
    for _ in 0..messages {
        exchange(&mut client).await?;
    }
    println!("message {}", per(began, messages));
    drop(client);
    let began = cpu_time();
    for _ in 0..connections {
        talk_once(address).await?;
    }
    println!("connection {}", per(began, connections));
    Ok(())
}

async fn talk_once(address: &Address) -> anyhow::Result<()> {
    let mut client = connect(address).await?;
    exchange(&mut client).await?;
    client.shutdown().await?;
    ensure!(client.read(&mut [0]).await? == 0, "more than the echo");
    Ok(())
}

async fn exchange(client: &mut ClientStream) -> anyhow::Result<()> {
    client.write_all(&MESSAGE).await?;
    let mut answer = [0; MESSAGE.len()];
    client.read_exact(&mut answer).await?;
    ensure!(answer == MESSAGE, "the echo differs");
    Ok(())
}

fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).expect("time on a CPU is never negative")
}

/// As the peers have it.
const BUFFER_BYTES: usize = 16 * 1024;
/// More than the load has clients.
const AT_ONCE_MAX: usize = 1000;
const MESSAGE: [u8; 64] = [b'm'; 64];
