//! `charfinder find`: the lines of the book's command, or JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use charfinder::{Finder, book, json};

use super::arguments::Find;

pub(super) fn run(find: &Find) -> anyhow::Result<ExitCode> {
    let query = find.words.join(" ");
    let matches = Finder::new(find.unicode).find(&query);
    let total = matches.total();
    let mut out = Out::new();
    if find.json {
        json::write_search(&mut out.bytes, &query, find.unicode, total, matches);
        out.bytes.push(b'\n');
    } else {
        for found in matches {
            book::write_line(&mut out.bytes, found);
            out.bytes.push(b'\n');
            out.flush_full()?;
        }
        writeln!(out.bytes, "({})", book::status(&query, total, find.unicode))?;
    }
    out.flush()?;
    Ok(if total > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Standard output in large pieces; std's own writes a line at a time.
struct Out {
    bytes: Vec<u8>,
}

impl Out {
    fn new() -> Out {
        Out { bytes: Vec::new() }
    }

    fn flush_full(&mut self) -> io::Result<()> {
        if self.bytes.len() < OUT_BYTES { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.bytes)?;
        stdout.flush()?;
        self.bytes.clear();
        Ok(())
    }
}

const OUT_BYTES: usize = 64 * 1024;
