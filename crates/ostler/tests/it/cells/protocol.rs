//! The conversation as a protocol: what has come so far, and what to do when more does.

use ostler::{AfterEof, Protocol, Result, Transport};

use super::conversation::{Command, whoami};

#[derive(Default)]
pub(super) struct Commands {
    received: Vec<u8>,
    /// How many bytes the echo under way still wants.
    echo: usize,
    is_flooding: bool,
    has_said_bye: bool,
}

impl Protocol for Commands {
    fn connection_made(&mut self, transport: &mut Transport) -> Result {
        transport.set_idle(true);
        Ok(())
    }

    fn data_received(&mut self, transport: &mut Transport, data: &[u8]) -> Result {
        self.received.extend_from_slice(data);
        loop {
            if self.echo > 0 {
                let count = self.echo.min(self.received.len());
                let bytes: Vec<u8> = self.received.drain(..count).collect();
                transport.write(&bytes)?;
                self.echo -= count;
            }
            let Some(end) = self.received.iter().position(|byte| *byte == b'\n') else { break };
            if self.echo > 0 {
                break;
            }
            let line: Vec<u8> = self.received.drain(..=end).collect();
            if self.has_said_bye {
                continue;
            }
            self.obey(transport, &line[..end])?;
        }
        transport.set_idle(self.echo == 0 && self.received.is_empty());
        Ok(())
    }

    fn eof_received(&mut self, transport: &mut Transport) -> Result<AfterEof> {
        if !self.has_said_bye {
            transport.write(b"end")?;
        }
        Ok(AfterEof::Close)
    }

    fn resume_writing(&mut self, transport: &mut Transport) -> Result {
        if self.is_flooding { self.flood(transport) } else { Ok(()) }
    }
}

impl Commands {
    fn obey(&mut self, transport: &mut Transport, line: &[u8]) -> Result {
        match Command::parse(line) {
            Command::Echo(count) => self.echo = count,
            Command::WhoAmI => {
                let text = whoami(transport.peer(), transport.local().as_ref());
                transport.write(text.as_bytes())?;
            }
            Command::Bye => {
                self.has_said_bye = true;
                transport.write(b"bye\n")?;
                transport.write_eof();
            }
            Command::Flood => {
                self.is_flooding = true;
                self.flood(transport)?;
            }
            Command::Fail => return Err("asked to fail".into()),
            Command::Panic => panic!("asked to panic"),
            Command::Deaf => {}
            // Without anything more to do, and not idle: a protocol that waits for something else.
            Command::Stuck => {
                transport.write(b"stuck\n")?;
                self.echo = usize::MAX;
            }
        }
        Ok(())
    }

    /// Writes until the transport has enough; `resume_writing` goes on.
    fn flood(&mut self, transport: &mut Transport) -> Result {
        while transport.write_buffer_len() <= 64 * 1024 {
            transport.write(&[0; 4096])?;
        }
        Ok(())
    }
}
