//! The command line: what it prints, and how it exits.

use std::io::Read;
use std::process::{Command, Output, Stdio};

use charfinder::set::FILTERS;

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
    for limit in ["-1", "x", "", "1.5", "99999999999999999999"] {
        check(&["find", "-n", limit, "sun"], 2, "", "allowed are 1 to ");
    }
    check(&["--lang", "klingon", "sun"], 2, "", "klingon");
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
        let script = String::from_utf8_lossy(&script.stdout).into_owned();
        assert!(script.contains("max-results"), "{shell}");
        // These two offer no values of options.
        if !matches!(shell, "elvish" | "powershell") {
            assert!(script.contains("6.3"), "{shell}");
            #[cfg(feature = "languages")]
            assert!(script.contains("zh-Hant"), "{shell}");
        }
    }
    assert!(!help.contains("zh-Hant"), "the languages are listed by `list languages`");
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

/// What cannot be written is told, whatever the reason; that it is not wanted any more is not (see above).
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_goes_nowhere_is_a_failure() {
    let shell = |command: &str| {
        let command = command.replace("charfinder", env!("CARGO_BIN_EXE_charfinder"));
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for arguments in [
        "heart",
        "find --json heart",
        "show a",
        "identify a",
        "set '[a]'",
        "list blocks",
        "emoji cat",
        "man",
        "--help",
    ] {
        let closed = shell(&format!("charfinder {arguments} >&-"));
        let told = "charfinder: standard output is closed\n";
        assert_eq!((closed.0, closed.1.as_str()), (Some(1), told), "{arguments}");
        let (code, told) = shell(&format!("charfinder {arguments} >/dev/full"));
        assert!(code == Some(1) && told.starts_with("charfinder: "), "{arguments}: {code:?} {told}");
        let unread = shell(&format!("charfinder {arguments} >/dev/null"));
        assert_eq!(unread, (Some(0), String::new()), "{arguments}");
    }
    // Nothing was to be written.
    assert_eq!(shell("charfinder identify --check a >&-"), (Some(0), String::new()));
}

#[test]
fn formats_are_for_programs() {
    check(&["-f", "%{char}\\t%{hex}", "fahrenheit"], 0, "℉\t2109\n", "");
    check(&["-f+%{dec}", "fahrenheit"], 0, "℉ U+2109 DEGREE FAHRENHEIT 8457\n", "");
    check(&["-f", "%{nam}", "fahrenheit"], 2, "", "no field `nam`: allowed are char cp name");
    check(&["-f", "%cp", "--json", "fahrenheit"], 2, "", "cannot be used with");
    let tsv = "codepoint\tchar\tname\tgroup\tfield\twhy\tlanguage\n\
        U+1D007\t𝀇\tBYZANTINE MUSICAL SYMBOL KATHISTI\tmatch\tname\tBYZANTINE MUSICAL SYMBOL KATHISTI\t\n";
    check(&["--tsv", "--limit", "1", "kathisti"], 0, tsv, "");
    check(&["rlo", "-n1"], 0, "U+202E\t\\u{202e}\tRIGHT-TO-LEFT OVERRIDE\n", "");
    check(&["rlo", "-n1", "-f", "%{char}"], 0, "\u{202e}\n", "");
    check(&["--table", "fahrenheit"], 0, "℉  U+2109  DEGREE FAHRENHEIT\n", "");
    let coloured = "℉  \u{1b}[36mU+2109\u{1b}[0m  DEGREE \u{1b}[1mFAHRENHEIT\u{1b}[0m\n";
    check(&["--table", "--color", "always", "fahrenheit"], 0, coloured, "");
}

#[test]
fn the_help_says_what_holds_for_the_command() {
    let help = |command: &str| {
        let help = String::from_utf8(charfinder(&[command, "--help"]).stdout).unwrap();
        help.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(
        help("identify")
            .contains("[default: 1000 in a table and as JSON, all in lines and with --tsv and --format]")
    );
    assert!(help("find").contains("[default: 1000; on a terminal 20 or what fits]"));
    assert!(help("show").contains("`beef` is a cow, `U+BEEF` a code point"));
    let text = "x".repeat(1500);
    for layout in [&["identify"][..], &["identify", "--tsv"], &["identify", "-f", "%{char}"]] {
        let printed = charfinder(&[layout, &[&text]].concat());
        assert!(String::from_utf8_lossy(&printed.stdout).lines().count() >= 1500, "{layout:?}");
    }
    check(&["show", "U+BEEF", "-f", "%{cp}"], 0, "U+BEEF\n", "");
    check(&["show", "beef", "-f", "%{cp}"], 0, "U+1F404\n", "this is the first of");
}

#[test]
fn json_of_a_surrogate_is_that_of_the_api() {
    let output = charfinder(&["--json", "U+D800"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let surrogate = &value["results"][0];
    assert_eq!((&surrogate["age"], &surrogate["category"]), (&"2.0".into(), &"Cs".into()));
}

#[test]
fn json_of_nothing_is_an_empty_list() {
    check(&["show", "qwertyuiop", "--json"], 1, "[]\n", "nothing found");
    check(&["show", "🎉", "--unicode", "5.0", "--json"], 1, "[]\n", "Unicode 5.0 has no U+1F389");
}

#[test]
fn an_older_version_does_not_show_what_came_later() {
    check(&["show", "--unicode", "5.0", "🎉"], 1, "", "Unicode 5.0 has no U+1F389 PARTY POPPER");
    check(&["show", "--unicode", "6.0", "-f", "%{cp}", "🎉"], 0, "U+1F389\n", "");
}

#[test]
fn fields_tell_what_is_known() {
    let fields = "%{gc} %{category}|%{block}|%{script}|%{plane}|%{latex}|%{rust}|%{html}|%{cells}|%{age}";
    let hearts = "So Other_Symbol|Miscellaneous Symbols|Common|0|\\ding{170}|\\u{2665}|&hearts;|1|1.1\n";
    check(&["-f", fields, "♥"], 0, hearts, "");
}

#[test]
fn sets_are_printed_counted_and_divided() {
    check(
        &["set", "[[a-c]-[b]]"],
        0,
        "U+0061\ta\tLATIN SMALL LETTER A\nU+0063\tc\tLATIN SMALL LETTER C\n",
        "",
    );
    check(&["set", "[a-z]", "--count"], 0, "26\n", "");
    check(&["set", "[a-z]", "--count", "--json"], 0, "{\"total\":26}\n", "");
    check(
        &["set", "[a-cx]", "--ranges"],
        0,
        "U+0061\tU+0063\t3\tLATIN SMALL LETTER A\tLATIN SMALL LETTER C\n\
         U+0078\tU+0078\t1\tLATIN SMALL LETTER X\tLATIN SMALL LETTER X\n",
        "",
    );
    check(
        &["set", r"[\u{D800}\n]", "-f", "%{cp} %{name}"],
        0,
        "U+000A <control-000A> LINE FEED\nU+D800 <surrogate-D800>\n",
        "",
    );
    check(&["set", r"[\n]"], 0, "U+000A\t\\n\t<control-000A> LINE FEED\n", "");
    check(&["set", "[]"], 1, "", "");
    check(
        &["set", r"[a\p{Lx}]"],
        2,
        "",
        "charfinder: at character 3: there is no property, script or category",
    );
    check(&["set", "--unicode", "3.0", r"[€\u{20BA}]", "--count"], 0, "1\n", "");
}

#[test]
fn lists_name_what_can_be_asked_for() {
    let lines = |arguments: &[&str]| {
        let output = charfinder(&[&["list"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    assert_eq!(lines(&["blocks"]), 353);
    assert_eq!(lines(&["categories"]), 30);
    assert_eq!(lines(&["ages"]), 29);
    for what in ["scripts", "languages", "properties", "values", "filters", "encodings", "emoji-groups"] {
        assert!(lines(&[what]) > 0, "{what}");
    }
    check(
        &["list", "blocks", "alphabetic", "pres"],
        0,
        "U+FB00\tU+FB4F\tAlphabetic Presentation Forms\t58\t80\n",
        "",
    );
    check(
        &["list", "blocks", "alphabetic", "pres", "--tsv"],
        0,
        "first\tlast\tname\tassigned\tsize\nU+FB00\tU+FB4F\tAlphabetic Presentation Forms\t58\t80\n",
        "",
    );
    let json = charfinder(&["list", "ages", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json[0]["version"], "1.1");
    check(&["list", "blocks", "qwertyuiop"], 1, "", "");
    check(&["list", "planes"], 2, "", "blocks");
}

#[test]
fn emoji_come_in_groups_and_tones() {
    check(&["emoji", "waving", "hand", "-f", "%{char} %{subgroup}", "-n1"], 0, "👋 hand-fingers-open\n", "");
    check(&["emoji", "waving", "hand", "--tone", "dark,none", "-n2", "-f", "%{char}"], 0, "👋🏿\n👋\n", "");
    check(&["emoji", "--group", "catface", "-n1"], 0, "U+1F63A\t😺\tgrinning cat\n", "");
    check(
        &["emoji", "--group", "xyz"],
        2,
        "",
        "no group of emoji is named ‘xyz’: `charfinder list emoji-groups`",
    );
    check(&["emoji", "qwertyuiop"], 1, "", "no emoji found");
    let all = charfinder(&["emoji", "--json", "--limit", "0"]);
    let all: serde_json::Value = serde_json::from_slice(&all.stdout).unwrap();
    assert_eq!(all["results"][0]["emoji_subgroup"], "face-smiling");
    assert!(all["total"].as_u64().unwrap() > 1800);
}

#[test]
fn emoji_that_only_look_like_the_words_are_told_from_those_that_are_meant() {
    let output = charfinder(&["emoji", "smliey"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 20);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no emoji found for ‘smliey’"));
    let table = charfinder(&["emoji", "smliey", "--table", "--limit", "1"]);
    assert!(String::from_utf8_lossy(&table.stdout).starts_with("did you mean:\n"));
    let json = charfinder(&["emoji", "smliey", "--json", "--limit", "1"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["total"], &json["results"][0]["group"]), (&20.into(), &"did-you-mean".into()));
    let tsv = charfinder(&["emoji", "waving", "hand", "--tsv", "--limit", "1"]);
    let tsv = String::from_utf8_lossy(&tsv.stdout).into_owned();
    assert!(tsv.starts_with("codepoint\tchar\tname\temoji_group\temoji_subgroup\tgroup\n"), "{tsv}");
    assert!(tsv.ends_with("\twaving hand\tPeople & Body\thand-fingers-open\tmatch\n"), "{tsv}");
}

#[test]
fn emoji_are_listed_as_of_a_version() {
    let total = |version: &str| -> u64 {
        let all = charfinder(&["emoji", "--json", "--limit", "1", "--unicode", version]);
        serde_json::from_slice::<serde_json::Value>(&all.stdout).unwrap()["total"].as_u64().unwrap()
    };
    assert!((1..total("6.3")).contains(&total("5.2")));
    assert!(total("6.3") < total("18.0"));
    // The modifiers of tones came with 8.0.
    let toned = ["emoji", "waving", "hand", "--tone", "dark", "-n1", "-f", "%{char}"];
    check(&[&toned[..], &["--unicode", "7.0"]].concat(), 0, "👋\n", "");
    check(&[&toned[..], &["--unicode", "8.0"]].concat(), 0, "👋🏿\n", "");
}

#[test]
fn a_character_is_shown_whole() {
    let output = charfinder(&["show", "♚"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("♚  U+265A  BLACK CHESS KING\n\nSummary\n  Code point "), "{text}");
    for part in ["  Among  ", "Chess symbols", "  Since Unicode  ", "  UTF-8  ", "E2 99 9A", "  Next  "] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let json = charfinder(&["show", "U+0041", "U+D800", "🇫🇷", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json[0]["name"], "LATIN CAPITAL LETTER A");
    assert_eq!(json[0]["case"]["lowercase"]["text"], "a");
    assert_eq!(json[1]["kind"], "surrogate");
    assert_eq!(json[2]["encodings"]["utf-8"], "F0 9F 87 AB F0 9F 87 B7");
    let tsv = charfinder(&["show", "a", "--tsv"]);
    assert!(
        String::from_utf8(tsv.stdout).unwrap().contains("\nU+0061\tSummary\tname\tLATIN SMALL LETTER A\n")
    );
    check(&["show", "-f", "%{cp}", "♚", "&hearts;"], 0, "U+265A\nU+2665\n", "");
    check(&["show", "qwertyuiop"], 1, "", "nothing found for ‘qwertyuiop’");
    check(&["show", "U+110000"], 2, "", "‘U+110000’: ");
    check(&["show"], 2, "", "CHARACTER");
}

fn identify(arguments: &[&str], text: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_charfinder"))
        .arg("identify")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn texts_are_taken_apart() {
    let lines = "0\tU+0061\ta\tLATIN SMALL LETTER A\tLl\t\n1\t\t\t<invalid byte FF>\t\tinvalid-utf-8\n";
    assert_eq!(String::from_utf8(identify(&[], b"a\xff").stdout).unwrap(), lines);
    let json = identify(&["--json"], "p\u{430}y\u{202e}".as_bytes());
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["summary"]["characters"], 4);
    assert_eq!(json["characters"][1]["codepoint"], "U+0430");
    assert!(json["findings"].as_array().unwrap().iter().any(|finding| finding["kind"] == "bidi-control"));
    let table = charfinder(&["identify", "--table", "a\u{1b}[31m"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.contains("␛") && !table.contains('\u{1b}'), "{table}");
    check(&["identify", "-f", "%{cp}", "ab"], 0, "U+0061\nU+0062\n", "");
}

#[test]
fn checking_a_text_fails_on_what_is_suspicious() {
    check(&["identify", "--check", "naïve café"], 0, "", "");
    let found = charfinder(&["identify", "--check", "p\u{430}ypal"]);
    assert_eq!(found.status.code(), Some(1));
    let line = String::from_utf8(found.stdout).unwrap();
    assert!(line.starts_with("text:1:1: danger: ") && line.ends_with(" [mixed-scripts]\n"), "{line}");
    check(&["identify", "--check", "--file", "/nowhere/at/all"], 2, "", "cannot read /nowhere/at/all: ");
    check(&["identify", "--file", "a", "--file", "b"], 2, "", "--check");
    check(&["identify", "--check", "--json", "a"], 2, "", "cannot be used with");
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
    let folder = std::env::temp_dir().join(format!("charfinder-it-copy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // A process of its own writes the program: while this one has it open for writing, however briefly, no child of
    // another test can be kept from holding it, and a file that is being written cannot be run.
    let write = "printf '#!/bin/sh\\nexec cat > \"${0%%/*}/copied\"\\n' > \"$1\" && chmod +x \"$1\"";
    let program = folder.join("xclip");
    assert!(Command::new("sh").args(["-c", write, "sh"]).arg(&program).status().unwrap().success());
    let copy = |arguments: &[&str], display: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_charfinder"));
        let path = format!("{}:/usr/bin:/bin", folder.display());
        command.args(arguments).env("PATH", path).env("DISPLAY", display);
        // No terminal that would take it.
        command.env("TERM", "dumb").env_remove("TMUX").env_remove("WAYLAND_DISPLAY").output().unwrap()
    };
    let done = copy(&["--copy", "fahrenheit"], ":0");
    assert!(done.status.success());
    assert_eq!(String::from_utf8_lossy(&done.stderr), "charfinder: copied ‘℉’ U+2109\n");
    assert_eq!(std::fs::read_to_string(folder.join("copied")).unwrap(), "℉");
    assert!(copy(&["-c", "-f", "%{xml}", "fahrenheit"], ":0").status.success());
    assert_eq!(std::fs::read_to_string(folder.join("copied")).unwrap(), "&#x2109;");
    // What only looks like the words is not what they mean.
    for guess in [&["--copy", "snowmn"][..], &["emoji", "--copy", "smliey"]] {
        let guess = copy(guess, ":0");
        assert_eq!(guess.status.code(), Some(1));
        assert!(!String::from_utf8_lossy(&guess.stderr).contains("copied"));
        assert_eq!(std::fs::read_to_string(folder.join("copied")).unwrap(), "&#x2109;");
    }
    let failed = copy(&["--copy", "fahrenheit"], "");
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
    pick_by(&format!("{} pick {arguments}", env!("CARGO_BIN_EXE_charfinder")), keys)
}

/// The same with a command of the shell that runs the picker.
#[cfg(target_os = "linux")]
fn pick_by(command: &str, keys: &str) -> String {
    let command = format!("{{ {command}; }} 2>&1; echo \"[$?]\"");
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
    let found = charfinder(&["chess", "black", "-f", "%{cp} %{char}"]);
    let found: Vec<String> = String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(pick("-f '%{cp} %{char}' chess black", "\u{1b}[B\r"), format!("{}\n[0]\n", found[1]));
    assert_eq!(pick("", "fahrenheit\t\r"), "℉\n[0]\n");
    assert_eq!(
        pick("-f '%{cp} %{char}' chess black", "\t\t\r"),
        format!("{}\n{}\n[0]\n", found[0], found[1])
    );
    assert_eq!(pick("chess", "\u{3}"), "[1]\n");
}

#[cfg(target_os = "linux")]
#[test]
fn the_picker_begins_with_a_line_of_standard_input_where_told_to() {
    let run = |shell: &str, keys: &str| {
        let program = env!("CARGO_BIN_EXE_charfinder");
        pick_by(&shell.replace("charfinder", program), keys)
    };
    assert_eq!(run("printf 'fahren\\nsun\\n' | charfinder pick -", "heit\r"), "℉\n[0]\n");
    // Unless told to, it leaves standard input to others.
    let loop_left = run("printf 'one\\ntwo\\n' | { charfinder pick fahrenheit; cat; }", "\r");
    assert_eq!(loop_left, "℉\none\ntwo\n[0]\n");
}

#[test]
fn the_picker_needs_a_terminal() {
    let dumb =
        Command::new(env!("CARGO_BIN_EXE_charfinder")).arg("pick").env("TERM", "dumb").output().unwrap();
    assert_eq!(dumb.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&dumb.stderr).contains("TERM is `dumb`"));
    // With `setsid` there is none, wherever the test runs.
    let Ok(output) = Command::new("setsid")
        .args(["--wait", env!("CARGO_BIN_EXE_charfinder"), "pick"])
        .env("TERM", "xterm")
        .output()
    else {
        return;
    };
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("charfinder: the picker needs a terminal"));
}

#[test]
fn help_says_what_filters_there_are_and_what_sets_have_not() {
    let told = |arguments: &[&str]| String::from_utf8(charfinder(arguments).stdout).unwrap();
    let (help, listed) = (told(&["--help"]), told(&["list", "filters"]));
    for filter in FILTERS.map(|(name, _)| name).iter().chain(&["lang"]) {
        let filter = format!("{filter}:");
        assert!(help.contains(&filter), "{filter}");
        assert!(listed.lines().any(|line| line.starts_with(&filter)), "{filter}");
    }
    let help = told(&["set", "--help"]);
    assert!(help.contains("[{abc}]") && help.contains(r"\p{RGI_Emoji}"), "{help}");
    for text in ["[{abc}]", r"\p{RGI_Emoji}"] {
        assert_eq!(charfinder(&["set", text]).status.code(), Some(2), "{text}");
    }
}
