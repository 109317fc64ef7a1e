//! One session: prompt, line, answer.

use ostler::{Conn, ReadError};

use super::TcpState;
use super::command::{Command, HELP};
use super::ranked::Ranked;
use super::telnet;
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
        let query = query_of(&line);
        let version = state.finder.version();
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

/// The query in a line: telnet sequences taken out, decoded, stripped as Python strips. What cannot be decoded is U+0000, a
/// control character, which ends the session.
fn query_of(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let text = telnet::strip(line).and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text else { return "\0".into() };
    book::strip(&text).into()
}

/// Prints the last line of a session, however it ends.
struct Farewell(Console);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.print(|| "Close the client socket".into());
    }
}

const PROMPT_TEXT: &str = "?> ";
pub(super) const PROMPT: &[u8] = PROMPT_TEXT.as_bytes();

/// The longest line, its end not counted: what asyncio's streams take, and so the original.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// How much of a long answer is written at once.
const WRITE_BYTES: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_query() {
        let check = |line: &[u8], expected: &str| assert_eq!(query_of(line), expected, "{line:?}");
        check(b"sun\r\n", "sun");
        check(b" sun\n", "sun");
        check(b"sun", "sun");
        check(b"\r\n", "");
        check(b"\x1c\t\x85\n", "\0");
        check("\u{85}\u{a0}sun\u{2028}\u{1c}\n".as_bytes(), "sun");
        check(b"\x03\r\n", "\x03");
        check(b"reg\x03\r\n", "reg\x03");
        check(b"caf\xe9\n", "\0");
    }
}
