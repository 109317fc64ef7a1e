//! The clipboard: the terminal's own, by an escape sequence that works over ssh too, and the desktop's, by its programs.
//!
//! Both are tried. A terminal does not say whether it obeys the sequence, and most desktops have a program that does.

mod base64;
mod osc52;

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use anyhow::{bail, ensure};

/// Puts `text` into the clipboard.
///
/// # Errors
/// When there is neither a terminal nor a program that could take it; the error names what was looked for.
///
/// # Blocking
/// Until the program of the desktop has taken the text.
pub(super) fn copy(text: &str) -> anyhow::Result<()> {
    ensure!(
        text.len() <= CLIPBOARD_BYTES_MAX,
        "{} bytes are too many for the clipboard, which takes {CLIPBOARD_BYTES_MAX}",
        text.len()
    );
    let by_program = programs(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
        .any(|program| run(program, text).is_ok_and(|is_done| is_done));
    let by_terminal = osc52::send(text).is_ok_and(|is_sent| is_sent);
    if !by_program && !by_terminal {
        bail!(
            "cannot copy: there is no terminal that could (by OSC 52), and none of wl-copy (with WAYLAND_DISPLAY), \
             xclip, xsel (with DISPLAY), pbcopy and tmux (with TMUX) that does"
        );
    }
    Ok(())
}

/// A command line that reads what is to be copied.
type Program = &'static [&'static str];

/// The programs that may work in this environment, the best first.
fn programs(has: impl Fn(&str) -> bool) -> impl Iterator<Item = Program> {
    let all: [(bool, Program); 5] = [
        (cfg!(target_os = "macos"), &["pbcopy"]),
        (has("WAYLAND_DISPLAY"), &["wl-copy"]),
        (has("DISPLAY"), &["xclip", "-selection", "clipboard"]),
        (has("DISPLAY"), &["xsel", "--clipboard", "--input"]),
        // It hands the text on to the terminal it runs in.
        (has("TMUX"), &["tmux", "load-buffer", "-w", "-"]),
    ];
    all.into_iter().filter_map(|(works_here, program)| works_here.then_some(program))
}

/// Whether `program` took the text.
fn run(program: Program, text: &str) -> io::Result<bool> {
    let mut child = Command::new(program[0])
        .args(&program[1..])
        .stdin(Stdio::piped())
        // What stays behind to serve the clipboard must not hold what we print to.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let written = child.stdin.take().expect("it was asked for").write_all(text.as_bytes());
    Ok(child.wait()?.success() && written.is_ok())
}

/// The longest text that is copied.
const CLIPBOARD_BYTES_MAX: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_those_of_the_desktop() {
        let names = |set: &[&str]| {
            let programs = programs(|name| set.contains(&name));
            programs.map(|program| program[0]).filter(|name| *name != "pbcopy").collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), [""; 0]);
        assert_eq!(names(&["DISPLAY"]), ["xclip", "xsel"]);
        assert_eq!(names(&["WAYLAND_DISPLAY", "DISPLAY", "TMUX"]), ["wl-copy", "xclip", "xsel", "tmux"]);
    }
}
