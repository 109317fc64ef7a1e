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

const DEGREE: &str = "U+2109\t℉\tDEGREE FAHRENHEIT\n";

#[test]
fn words_find_characters() {
    check(&["fahrenheit"], 0, DEGREE, "");
    check(&["find", "Fahrenheit"], 0, DEGREE, "");
    check(&["--", "-fahrenheit"], 0, DEGREE, "");
    check(&["qwertyuiop"], 1, "", "charfinder: nothing found for ‘qwertyuiop’\n");
    check(&["find", "qwertyuiop\u{1b}[31m"], 1, "", "nothing found for ‘qwertyuiop\\u{1b}[31m’");
}

#[test]
fn the_order_of_the_book_gives_its_lines() {
    let check = |arguments: &[&str], code, stdout: &str| {
        check(&[&["--order", "codepoint"], arguments].concat(), code, stdout, "");
    };
    let degree = "U+2109 \t℉\tDEGREE FAHRENHEIT\n(1 match for 'fahrenheit')\n";
    check(&["fahrenheit"], 0, degree);
    check(&["Fahrenheit"], 0, &degree.replace("'f", "'F"));
    check(&["serve", "--unicode", "1.1"], 1, "(No match for 'serve')\n");
    check(&["qwertyuiop"], 1, "(No match for 'qwertyuiop')\n");
    check(&["--", "-fahrenheit"], 0, &degree.replace("'f", "'-f"));
    let sun = charfinder(&["--unicode", "6.3", "--order", "codepoint", "sun"]);
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
    let book = charfinder(&["--json", "--order", "codepoint", "fahrenheit"]);
    let value: serde_json::Value = serde_json::from_slice(&book.stdout).unwrap();
    assert_eq!(value["results"][0]["category"], "So");
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
    for part in ["Examples:", "serve", "--unicode", "--json", "Exit status", "NO_COLOR"] {
        assert!(help.contains(part), "{part} is missing in\n{help}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = charfinder(&["completions", shell]);
        assert!(script.status.success());
        assert!(String::from_utf8_lossy(&script.stdout).contains("max-results"), "{shell}");
    }
    let man = charfinder(&["man"]);
    let man = String::from_utf8_lossy(&man.stdout);
    for part in [".TH charfinder 1", ".SH COMMANDS", ".SS \"charfinder serve\"", "wide_padding"] {
        assert!(man.contains(part), "{part} is missing in\n{man}");
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_charfinder"))
        .args(["cjk", "--limit", "0"])
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
fn formats_are_for_programs() {
    check(&["-f", "%{char}\\t%{hex}", "fahrenheit"], 0, "℉\t2109\n", "");
    check(&["-f+%{dec}", "fahrenheit"], 0, "℉ U+2109 DEGREE FAHRENHEIT 8457\n", "");
    check(&["-f", "%{nam}", "fahrenheit"], 2, "", "no field `nam`: allowed are char cp name");
    check(&["-f", "%cp", "--json", "fahrenheit"], 2, "", "cannot be used with");
    let tsv = "codepoint\tchar\tname\tgroup\tfield\twhy\tlanguage\n\
        U+2109\t℉\tDEGREE FAHRENHEIT\tmatch\tname\tDEGREE FAHRENHEIT\t\n";
    check(&["--tsv", "fahrenheit"], 0, tsv, "");
    check(&["--table", "fahrenheit"], 0, "℉  U+2109  DEGREE FAHRENHEIT\n", "");
    let coloured = "℉  \u{1b}[36mU+2109\u{1b}[0m  DEGREE \u{1b}[1mFAHRENHEIT\u{1b}[0m\n";
    check(&["--table", "--color", "always", "fahrenheit"], 0, coloured, "");
}

#[test]
fn a_limit_is_told_unless_it_was_asked_for() {
    let lines = |arguments: &[&str], stderr: &str| {
        let output = charfinder(arguments);
        assert_eq!(String::from_utf8_lossy(&output.stderr), stderr, "{arguments:?}");
        String::from_utf8_lossy(&output.stdout).lines().count()
    };
    assert_eq!(lines(&["letter", "-n", "7"], ""), 7);
    let told = charfinder(&["letter"]);
    assert!(String::from_utf8_lossy(&told.stderr).contains(" more; --limit 0 for all\n"));
    assert_eq!(String::from_utf8_lossy(&told.stdout).lines().count(), 1000);
    assert!(lines(&["letter", "--limit", "0"], "") > 10_000);
    let table = charfinder(&["letter", "--table", "-n", "2"]);
    assert!(String::from_utf8_lossy(&table.stdout).trim_end().ends_with(" more; --limit 0 for all"));
}

#[cfg(unix)]
#[test]
fn copying_uses_the_program_of_the_desktop() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::env::temp_dir().join(format!("charfinder-it-copy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("xclip");
    std::fs::write(&program, "#!/bin/sh\nexec cat > \"${0%/*}/copied\"\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let copy = |arguments: &[&str], display: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_charfinder"));
        let path = format!("{}:/usr/bin:/bin", folder.display());
        command.args(arguments).arg("fahrenheit").env("PATH", path).env("DISPLAY", display);
        // No terminal that would take it.
        command.env("TERM", "dumb").env_remove("TMUX").env_remove("WAYLAND_DISPLAY").output().unwrap()
    };
    let done = copy(&["--copy"], ":0");
    assert!(done.status.success());
    assert_eq!(String::from_utf8_lossy(&done.stderr), "charfinder: copied ‘℉’ U+2109\n");
    assert_eq!(std::fs::read_to_string(folder.join("copied")).unwrap(), "℉");
    assert!(copy(&["-c", "-f", "%{xml}"], ":0").status.success());
    assert_eq!(std::fs::read_to_string(folder.join("copied")).unwrap(), "&#x2109;");
    let failed = copy(&["--copy"], "");
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("none of wl-copy"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let expected = format!("charfinder: cannot listen on tcp://{address}: the address is already in use\n");
    check(&["serve", "--tcp", &address.to_string()], 1, "", &expected);
}

/// Runs the picker on a terminal of its own, which `script` (of util-linux) makes, and types `keys`.
#[cfg(target_os = "linux")]
fn pick(arguments: &str, keys: &str) -> String {
    let command = format!("{} pick {arguments} 2>&1; echo \"[$?]\"", env!("CARGO_BIN_EXE_charfinder"));
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    // What is typed before the terminal is raw would be edited by the system instead.
    let mut output = Vec::new();
    let mut piece = [0; 4096];
    while !String::from_utf8_lossy(&output).contains("Esc leave") {
        let count = stdout.read(&mut piece).unwrap();
        assert!(count > 0, "it ended: {}", String::from_utf8_lossy(&output));
        output.extend_from_slice(&piece[..count]);
    }
    std::io::Write::write_all(&mut stdin, keys.as_bytes()).unwrap();
    stdout.read_to_end(&mut output).unwrap();
    drop(stdin);
    child.wait().unwrap();
    let output = String::from_utf8_lossy(&output).into_owned();
    let (_, printed) = output.rsplit_once("\u{1b}[?1049l").expect("the terminal is given back");
    printed.replace("\u{1b}[?25h", "").replace('\r', "")
}

#[cfg(target_os = "linux")]
#[test]
fn the_picker_prints_what_was_picked() {
    assert_eq!(pick("chess black", "\u{1b}[B\r"), "♛\n[0]\n");
    assert_eq!(pick("", "fahrenheit\t\r"), "℉\n[0]\n");
    assert_eq!(pick("-f '%{cp} %{char}' chess black", "\t\t\r"), "U+265A ♚\nU+265B ♛\n[0]\n");
    assert_eq!(pick("chess", "\u{3}"), "[1]\n");
}

#[test]
fn the_picker_needs_a_terminal() {
    // With `setsid` there is none, wherever the test runs.
    let Ok(output) =
        Command::new("setsid").args(["--wait", env!("CARGO_BIN_EXE_charfinder"), "pick"]).output()
    else {
        return;
    };
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("charfinder: the picker needs a terminal"));
}
