//! Standard output in large pieces; std's own writes a line at a time.

use std::io::{self, Write};

/// Standard output. What is written is held back until there is much of it, or [`Out::flush`] is called.
#[derive(Default)]
pub(super) struct Out {
    /// What was not written yet. Whoever appends to it calls [`Out::flush_full`] now and then.
    pub(super) bytes: Vec<u8>,
}

impl Out {
    /// Writes when there is enough for a write of its own.
    pub(super) fn flush_full(&mut self) -> io::Result<()> {
        if self.bytes.len() < FULL_BYTES { Ok(()) } else { self.flush() }
    }

    /// Writes all there is.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            ensure_stdout()?;
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.bytes)?;
        stdout.flush()?;
        self.bytes.clear();
        Ok(())
    }
}

/// Refuses to write into the void: where standard output was closed, Rust would take everything and tell nobody.
pub(super) fn ensure_stdout() -> io::Result<()> {
    if ostler::is_stdout_missing() {
        return Err(io::Error::other("standard output is closed"));
    }
    Ok(())
}

/// Tells `text` on standard error, as this program's.
pub(super) fn tell(text: impl std::fmt::Display) {
    // Nothing is left to tell it to when this fails too.
    let _nobody_reads = writeln!(io::stderr(), "charfinder: {text}");
}

/// Tells a line on standard error.
pub(super) fn tell_line(text: impl std::fmt::Display) {
    let _nobody_reads = writeln!(io::stderr(), "{text}");
}

const FULL_BYTES: usize = 64 * 1024;
