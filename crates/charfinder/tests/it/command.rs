//! The command line: what it prints, and how it exits.

use std::io::Read;
use std::process::{Command, Output, Stdio};

fn charfinder(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_charfinder")).args(arguments).output().unwrap()
}

#[track_caller]
fn check(arguments: &[&str], code: i32, stdout: &str, stderr_part: &str) {
    let output = charfinder(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "{arguments:?}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(stderr_part), "{arguments:?}: {stderr}");
    assert!(!stderr_part.is_empty() || stderr.is_empty(), "{arguments:?}: {stderr}");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
}

const DEGREE: &str = "U+2109 \t℉\tDEGREE FAHRENHEIT\n(1 match for 'fahrenheit')\n";

#[test]
fn words_find_characters() {
    check(&["fahrenheit"], 0, DEGREE, "");
    check(&["find", "Fahrenheit"], 0, &DEGREE.replace("'f", "'F"), "");
    check(&["find", "serve", "--unicode", "1.1"], 1, "(No match for 'serve')\n", "");
    check(&["qwertyuiop"], 1, "(No match for 'qwertyuiop')\n", "");
    check(&["--", "-fahrenheit"], 0, &DEGREE.replace("'f", "'-f"), "");
    let sun = charfinder(&["--unicode", "6.3", "sun"]);
    assert!(String::from_utf8_lossy(&sun.stdout).ends_with("(10 matches for 'sun')\n"));
}

#[test]
fn json_is_one_object() {
    let output = charfinder(&["--json", "fahrenheit"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["query"], "fahrenheit");
    assert_eq!(value["total"], 1);
    assert_eq!(value["results"][0]["codepoint"], "U+2109");
    assert_eq!(value["results"][0]["char"], "℉");
    let none = charfinder(&["--json", "qwertyuiop"]);
    assert_eq!(none.status.code(), Some(1));
    let value: serde_json::Value = serde_json::from_slice(&none.stdout).unwrap();
    assert_eq!(value["results"], serde_json::json!([]));
}

#[test]
fn misuse_names_the_part_and_what_is_allowed() {
    check(&["--unicode", "6.4", "sun"], 2, "", "6.4");
    check(&["--unicode", "6.4", "sun"], 2, "", "6.3");
    check(&["serve", "--tcp", "localhost:99999"], 2, "", "99999");
    check(&["serve", "--tcp", "localhost:99999"], 2, "", "65535");
    check(&["serve", "--max-results", "0"], 2, "", "1 to");
    check(&["serve", "--http", "ftp://x"], 2, "", "ftp");
    check(&["--jsn", "sun"], 2, "", "--json");
    check(&["completions", "klingon"], 2, "", "bash");
    check(&[], 2, "", "Usage: charfinder");
    check(&["find"], 2, "", "WORDS");
}

#[test]
fn help_and_completions_are_complete() {
    let help = charfinder(&["--help"]);
    let help = String::from_utf8_lossy(&help.stdout);
    for part in ["Examples:", "serve", "--unicode", "--json", "Exit status"] {
        assert!(help.contains(part), "{part} is missing in\n{help}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = charfinder(&["completions", shell]);
        assert!(script.status.success());
        assert!(String::from_utf8_lossy(&script.stdout).contains("max-results"), "{shell}");
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_charfinder"))
        .args(["cjk"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let expected = format!("charfinder: cannot listen on tcp://{address}: the address is already in use\n");
    check(&["serve", "--tcp", &address.to_string()], 1, "", &expected);
}
