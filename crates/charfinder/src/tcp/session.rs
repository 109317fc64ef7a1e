//! One session: prompt, line, answer.

use ostler::{Conn, ReadError};

use super::TcpState;
use super::command::{Command, HELP};
use super::ranked::Ranked;
use super::telnet::{self, Stripped};
use crate::book;
use crate::console::{Console, python_address};

/// Answers queries until the client leaves or sends a control character.
pub(super) async fn converse(mut conn: Conn, state: TcpState) -> ostler::Result {
    let _told_at_the_end = Farewell(state.console.clone());
    let peer = python_address(conn.peer());
    conn.set_line_limit(LINE_BYTES_MAX + 1);
    conn.write_all(PROMPT).await?;
    let mut ranked = Ranked::new(state.finder.version(), state.results_max);
    loop {
        let line = match conn.read_line().await {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(()),
            Err(ReadError::TooLong { .. }) => {
                let error = format!("Line too long (limit {LINE_BYTES_MAX} bytes)\r\n");
                conn.write_all(&[error.as_bytes(), PROMPT].concat()).await?;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let version = state.finder.version();
        let query = match query_of(&line) {
            Ok(query) => query,
            // The ranked search is ours, and bears a mistyped line. The book's ends the session, as the original does.
            Err(Undecoded) if ranked.is_on() => {
                state.console.print(|| format!("Received from {peer}: {}", book::py_repr("\0", version)));
                conn.write_all(&[NOT_UTF8, PROMPT].concat()).await?;
                state.console.print(|| "Sent 0 results".into());
                continue;
            }
            Err(Undecoded) => "\0".into(),
        };
        state.console.print(|| format!("Received from {peer}: {}", book::py_repr(&query, version)));
        match query.chars().next() {
            None => conn.write_all(PROMPT).await?,
            Some(control) if control < ' ' => return Ok(()),
            Some(_) => {
                let sent = match Command::parse(&query) {
                    Some(Command::Quit) => return Ok(()),
                    Some(command) => obey(&mut conn, &mut ranked, command).await?,
                    None if ranked.is_on() => ranked.answer(&mut conn, &query).await?,
                    None => answer(&mut conn, &state, &query).await?,
                };
                state.console.print(|| format!("Sent {sent} results"));
            }
        }
    }
}

/// Does what `command` says, and answers; returns how many results were sent.
async fn obey(conn: &mut Conn, ranked: &mut Ranked, command: Command<'_>) -> ostler::Result<usize> {
    let (lines, sent) = match command {
        Command::Help => (HELP.iter().map(|line| (*line).to_owned()).collect(), 0),
        Command::Show(what) => ranked.show(what),
        Command::Misused(allowed) => (vec![format!("Not understood: {allowed}")], 0),
        command => (vec![ranked.set(command)], 0),
    };
    let mut out: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    out.push_str(PROMPT_TEXT);
    conn.write_all(out.as_bytes()).await?;
    Ok(sent)
}

/// Sends results, status and the next prompt; returns how many results were sent.
async fn answer(conn: &mut Conn, state: &TcpState, query: &str) -> ostler::Result<usize> {
    let matches = state.finder.find(query);
    let total = matches.total();
    let sent = state.results_max.map_or(total, |max| total.min(max));
    let mut out = Vec::new();
    for found in matches.take(sent) {
        book::write_line(&mut out, found);
        out.extend_from_slice(b"\r\n");
        if out.len() >= WRITE_BYTES {
            // Waits while the client does not read: an answer never piles up here.
            conn.write_all(&out).await?;
            out.clear();
        }
    }
    if sent < total {
        out.extend_from_slice(format!("… {} more\r\n", total - sent).as_bytes());
    }
    out.extend_from_slice(book::status(query, total, state.finder.version()).as_bytes());
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(PROMPT);
    conn.write_all(&out).await?;
    Ok(sent)
}

/// The query in a line: telnet sequences taken out, decoded, stripped as Python strips. Where a telnet sequence asks for the end, it
/// is U+0000, a control character, which ends the session.
fn query_of(line: &[u8]) -> Result<String, Undecoded> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    match telnet::strip(line) {
        Stripped::Text(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(book::strip(&text).into()),
            Err(_) => Err(Undecoded),
        },
        Stripped::End => Ok("\0".into()),
        Stripped::NoTelnet => Err(Undecoded),
    }
}

/// A line is no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Undecoded;

/// Prints the last line of a session, however it ends.
struct Farewell(Console);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.print(|| "Close the client socket".into());
    }
}

const PROMPT_TEXT: &str = "?> ";
pub(super) const PROMPT: &[u8] = PROMPT_TEXT.as_bytes();

/// What the ranked search says to a line that it cannot read.
const NOT_UTF8: &[u8] = b"Not understood: the line is not UTF-8\r\n";

/// The longest line, its end not counted: what asyncio's streams take, and so the original.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// How much of a long answer is written at once.
const WRITE_BYTES: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_query() {
        let check =
            |line: &[u8], expected: &str| assert_eq!(query_of(line), Ok(expected.to_owned()), "{line:?}");
        check(b"sun\r\n", "sun");
        check(b" sun\n", "sun");
        check(b"sun", "sun");
        check(b"\r\n", "");
        check("\u{85}\u{a0}sun\u{2028}\u{1c}\n".as_bytes(), "sun");
        check(b"\x03\r\n", "\x03");
        check(b"reg\x03\r\n", "reg\x03");
        check(b"sun\xff\xf4\n", "\0");
        for undecoded in [&b"caf\xe9\n"[..], b"foo\xff\n", b"foo\xffx\n", b"\x1c\t\x85\n"] {
            assert_eq!(query_of(undecoded), Err(Undecoded), "{undecoded:?}");
        }
    }
}
