//! The command line: whatever its arguments and its input are, it exits with a status of its own and complains in whole lines.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::is_unsafe;
use crate::random::Random;
use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "command",
    cases: 80,
    time_max: Duration::from_secs(10),
    time_max_each_thousand: Duration::from_millis(300),
    clock: Clock::Wall,
};

#[test]
fn command_lines_are_obeyed_within_limits() {
    TARGET.fuzz(|text, random| {
        let arguments = random.choose(COMMANDS);
        let (status, stdout, stderr) = run(arguments, text, random);
        let told = format!("{arguments:?}: {stderr}");
        assert!(matches!(status, Some(0..=2)), "{status:?} of {told}");
        assert!(!stderr.contains(|c| is_unsafe(c) && c != '\n'), "{told:?}");
        assert!(stderr.len() <= COMPLAINT_BYTES_MAX, "{} bytes of complaint", stderr.len());
        assert!(stdout.len() < OUTPUT_BYTES_MAX, "{arguments:?} prints too much");
        if arguments.contains(&"--json") && status == Some(0) {
            let parsed: Result<serde_json::Value, _> = serde_json::from_slice(&stdout);
            assert!(parsed.is_ok(), "{arguments:?} prints no JSON");
        }
        if arguments.contains(&"--table") {
            let table = String::from_utf8(stdout).expect("tables are UTF-8");
            assert!(!table.contains(|c| is_unsafe(c) && c != '\n'), "{arguments:?}: {table:?}");
        }
    });
}

/// Status, output and complaints of the command with `text` in place of `{}`, on its input, or both.
fn run(arguments: &[&str], text: &[u8], random: &mut Random) -> (Option<i32>, Vec<u8>, String) {
    // No argument can have a zero byte, and the system bounds their length.
    let argument: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).take(ARGUMENT_BYTES_MAX).collect();
    let is_utf8 = random.is_once_in(2);
    let argument =
        if is_utf8 { String::from_utf8_lossy(&argument).into_owned().into_bytes() } else { argument };
    let mut command = Command::new(env!("CARGO_BIN_EXE_charfinder"));
    for part in arguments {
        command.arg(if *part == "{}" { OsStr::from_bytes(&argument) } else { OsStr::new(part) });
    }
    let child =
        command.env("LC_ALL", "C.UTF-8").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut output = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // One that reads no input has ended before.
            let _closed = stdin.write_all(text);
        });
        stdout.by_ref().take(OUTPUT_BYTES_MAX as u64).read_to_end(&mut output).unwrap();
    });
    drop(stdout);
    let ended = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(ended.stderr).expect("complaints are UTF-8");
    (ended.status.code(), output, stderr)
}

/// The command lines that are tried; all print a bounded number of lines.
const COMMANDS: &[&[&str]] = &[
    &["find", "--limit", "20", "--", "{}"],
    &["find", "--limit", "20", "--json", "--", "{}"],
    &["find", "--limit", "20", "--table", "--why", "--", "{}"],
    &["find", "--limit", "20", "--format", "{}", "--", "arrow"],
    &["find", "--limit", "20", "--format", "{}", "--", "{}"],
    &["find", "--limit", "{}", "--", "snowman"],
    &["find", "--lang", "{}", "--", "sun"],
    &["--unicode", "{}", "sun"],
    &["--order", "codepoint", "--limit", "20", "--", "{}"],
    &["show", "--", "{}"],
    &["show", "--json", "--", "{}"],
    &["identify"],
    &["identify", "--json"],
    &["identify", "--table"],
    &["identify", "--format", "{}"],
    &["set", "--limit", "20", "--", "{}"],
    &["emoji", "--limit", "20", "--", "{}"],
    &["list", "{}"],
    &["{}", "{}"],
    &["serve", "--tcp", "{}", "--max-results", "0"],
];

const ARGUMENT_BYTES_MAX: usize = 4 << 10;
/// The longest output is that about the characters of a text.
const OUTPUT_BYTES_MAX: usize = 32 << 20;
/// A complaint tells of the arguments, escaped.
const COMPLAINT_BYTES_MAX: usize = 64 << 10;
