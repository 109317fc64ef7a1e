//! What every style of datagrams answers.

use std::future::pending;

use ostler::{Datagram, DatagramProtocol, DatagramTransport, Peer, Result};

/// Echoes, but for some words: `whoami` gets peer and local address, `linger` a first answer and a second one when the
/// server drains; `fail`, `panic` and `stuck` do what they say. Of one that was cut it tells how much.
pub(super) async fn answer(datagram: Datagram) -> Result {
    match first_answer(&datagram)? {
        Answer::Only(bytes) => datagram.reply(bytes).await,
        Answer::ThenStuck => {
            datagram.reply("stuck").await?;
            pending::<()>().await;
            Ok(())
        }
        Answer::ThenLinger => {
            datagram.reply("lingering").await?;
            datagram.drain_signal().wait_draining().await;
            datagram.reply("drained").await
        }
    }
}

pub(super) fn answer_blocking(datagram: &Datagram, reply: &mut Vec<u8>) -> Result {
    match first_answer(datagram)? {
        Answer::Only(bytes) if bytes.is_empty() => datagram.reply_blocking(bytes)?,
        Answer::Only(bytes) => *reply = bytes,
        Answer::ThenStuck => {
            datagram.reply_blocking("stuck")?;
            loop {
                std::thread::park();
            }
        }
        Answer::ThenLinger => {
            datagram.reply_blocking("lingering")?;
            while !datagram.is_draining() {
                std::thread::yield_now();
            }
            *reply = b"drained".to_vec();
        }
    }
    Ok(())
}

enum Answer {
    Only(Vec<u8>),
    ThenStuck,
    ThenLinger,
}

fn first_answer(datagram: &Datagram) -> Result<Answer> {
    if datagram.is_truncated() {
        let lengths = (datagram.bytes().len(), datagram.original_len());
        return Ok(Answer::Only(format!("cut {lengths:?}").into_bytes()));
    }
    Ok(match datagram.bytes() {
        b"whoami" => Answer::Only(format!("{} {}", datagram.peer(), datagram.local()).into_bytes()),
        b"linger" => Answer::ThenLinger,
        b"stuck" => Answer::ThenStuck,
        b"fail" => return Err("asked to fail".into()),
        b"panic" => panic!("asked to panic"),
        bytes => Answer::Only(bytes.to_vec()),
    })
}

/// As a protocol, which hears of every datagram of its socket: it answers at once or not at all.
pub(super) struct Answers;

impl DatagramProtocol for Answers {
    fn datagram_received(&mut self, transport: &mut DatagramTransport, data: &[u8], peer: &Peer) -> Result {
        let answer = match data {
            _ if transport.is_truncated() => format!("cut {}", data.len()).into_bytes(),
            b"whoami" => format!("{peer} {}", transport.local()).into_bytes(),
            b"fail" => return Err("asked to fail".into()),
            b"panic" => panic!("asked to panic"),
            bytes => bytes.to_vec(),
        };
        Ok(transport.send_to(&answer, peer)?)
    }
}
