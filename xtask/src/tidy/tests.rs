//! Each rule can fail: a small tree that keeps every rule, and changes to it that break exactly one.

use std::collections::BTreeSet;

use super::rust_text::{code_only, without_test_module};
use super::{RULES, Tree, check};

/// A repository in small that breaks no rule.
const SOUND: &[(&str, &str)] = &[
    (".ci/run", "#!/usr/bin/env bash\ncargo test --workspace --locked\ncargo xtask ci\n"),
    (
        "ARCHITECTURE.md",
        "# Architecture\n\n`crates/ostler/src/conn/mod.rs`\n\n## To add X, touch Y\n\n| to add | touch |\n| --- | --- |\n\
         | a style | `crates/ostler/src/style/<name>.rs`, `README.md` |\n\n## Next\n\n| x |\n| --- |\n| no path |\n",
    ),
    (
        "Cargo.toml",
        "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\nostler = { path = \"crates/ostler\" }\n",
    ),
    ("README.md", "# Ostler\n\n```sh\n# a comment, no title\ncargo test --workspace\n```\n"),
    ("conformance/python_names.txt", "Server\nServer.close\n"),
    (
        "crates/charfinder/Cargo.toml",
        "[package]\nname = \"charfinder\"\n\n[dependencies]\nostler.workspace = true\n",
    ),
    ("crates/charfinder/src/main.rs", "//! The command.\n#![forbid(unsafe_code)]\nfn main() {}\n"),
    ("crates/ostler-core/Cargo.toml", "[package]\nname = \"ostler-core\"\n"),
    (
        "crates/ostler-core/src/accept_error.rs",
        "//! The table.\npub fn triage_accept_error(errno: i32) -> bool {\n    errno == libc::EMFILE\n}\n",
    ),
    ("crates/ostler-core/src/lib.rs", "//! Decisions.\n#![forbid(unsafe_code)]\nmod accept_error;\n"),
    (
        "crates/ostler/Cargo.toml",
        "[package]\nname = \"ostler\"\n[dependencies]\nostler-core = { workspace = true }\n",
    ),
    (
        "crates/ostler/manual/coming_from_python.md",
        "# Coming from Python\n\n`Server.sockets`\n\n| Python | Ostler |\n| --- | --- |\n\
         | `Server`, `Server.close` | [`Server.sockets`] |\n",
    ),
    ("crates/ostler/src/conn/mod.rs", "//! Connections.\npub struct Conn;\n"),
    (
        "crates/ostler/src/lib.rs",
        "//! A framework.\n#![deny(unsafe_code)]\nmod conn;\nmod model;\nmod style;\nmod sys;\n",
    ),
    ("crates/ostler/src/model/mod.rs", "//! Models.\nuse crate::conn::Conn;\n"),
    ("crates/ostler/src/style/mod.rs", "//! Styles.\n"),
    ("crates/ostler/src/sys/mod.rs", "//! The only unsafe code.\nunsafe fn fork() {}\n"),
    ("xtask/module-edges.toml", "# from = [to]\nmodel = [\"conn\"]\n"),
];

/// [`SOUND`] with the file at `path` replaced or added.
fn tree_with(path: &str, text: &str) -> Tree {
    let others = SOUND.iter().copied().filter(|(other, _)| *other != path);
    Tree::from_files(others.chain([(path, text)]))
}

/// One broken tree: the rule it breaks, the file that is changed, its new text, and a piece of the message.
type Case = (&'static str, &'static str, String, &'static str);

fn cases() -> Vec<Case> {
    let case = |rule, path, text: &str, message| (rule, path, text.to_owned(), message);
    let mark = concat!("TO", "DO");
    let lines = |count: usize, line: &str| line.repeat(count);
    vec![
        case(
            "crate-edges",
            "crates/ostler/Cargo.toml",
            "[package]\nname = \"ostler\"\n[dev-dependencies]\ncharfinder = { path = \"../charfinder\" } # for a test\n",
            "`ostler` depends on `charfinder`",
        ),
        case(
            "crate-edges",
            "crates/charfinder/Cargo.toml",
            "[package]\nname = \"charfinder\"\n[target.'cfg(unix)'.dependencies.core]\npackage = \"ostler-core\"\n",
            "`charfinder` depends on `ostler-core`",
        ),
        case(
            "crate-edges",
            "crates/charfinder/Cargo.toml",
            "[package]\nname = \"charfinder\"\n[dependencies]\ncore = { package = \"ostler-core\", path = \"x\" }\n",
            "Cargo.toml:4: `charfinder` depends on `ostler-core`",
        ),
        case("crate-edges", "crates/extra/Cargo.toml", "[package]\nname = \"extra\"\n", "has no row"),
        case(
            "folder-is-crate",
            "tools/xtask/x/Cargo.toml",
            "[package]\nname = \"xtask\"\n",
            "stands in folder `x`",
        ),
        case(
            "module-edges",
            "crates/ostler/src/style/mod.rs",
            "//! S.\nuse crate::model::Tasks;\n",
            "mod.rs:2",
        ),
        case(
            "module-edges",
            "crates/ostler/src/model/tasks.rs",
            "//! M.\nuse crate::{\n    conn::{Conn, style},\n    style::{self, Job},\n};\n",
            "tasks.rs:4: module `model` names module `style`",
        ),
        case(
            "module-edges",
            "crates/ostler/src/model/per/core.rs",
            "//! M.\nuse super::super::super::style::X;\n",
            "style",
        ),
        case(
            "new-module-edge",
            "crates/ostler/src/conn/mod.rs",
            "//! C.\nuse crate::sys::Fd;\n",
            "`conn` names module `sys`",
        ),
        case(
            "new-module-edge",
            "crates/ostler/src/model/mod.rs",
            "//! M.\n",
            "`model` -> `conn` is recorded, but",
        ),
        case(
            "new-module-edge",
            "xtask/module-edges.toml",
            "# model = [\"conn\"]\n",
            "`model` names module `conn`",
        ),
        case("file-header", "crates/ostler/src/conn/mod.rs", "pub struct Conn;\n", "does not open"),
        ("file-header", "crates/ostler/src/conn/mod.rs", lines(16, "//! A line.\n"), "header of 16 lines"),
        case("module-names", "crates/ostler/src/conn/util.rs", "//! Odds and ends.\n", "`util` says nothing"),
        case(
            "module-names",
            "crates/ostler/src/types/mod.rs",
            "//! Odds and ends.\n",
            "`types` says nothing",
        ),
        case(
            "module-names",
            "crates/ostler/src/conn/mod.rs",
            "//! C.\nmod helpers {\n}\n",
            "mod.rs:2: module `helpers`",
        ),
        (
            "marks-carry-an-issue",
            "crates/ostler/src/conn/mod.rs",
            format!("//! C.\n// {mark}: later\n"),
            "mod.rs:2: ",
        ),
        ("marks-carry-an-issue", ".ci/run", format!("cargo test --workspace # {mark}(soon)\n"), "run:1: "),
        case(
            "unsafe-only-in-sys",
            "crates/ostler/src/conn/mod.rs",
            "//! C.\nfn f() { unsafe { g() } }\n",
            "mod.rs:2",
        ),
        case(
            "crate-roots-forbid-unsafe",
            "bench/src/bin/peer.rs",
            "//! A peer.\nfn main() {}\n",
            "lacks `#![forbid",
        ),
        case("crate-roots-forbid-unsafe", "crates/ostler/src/lib.rs", "//! A framework.\n", "lacks `#![deny"),
        case(
            "one-accept-table",
            "crates/ostler/src/server/acceptor.rs",
            "//! A.\nfn f(e: i32) -> bool { e == libc::ENFILE }\n",
            "decides on ENFILE",
        ),
        case(
            "one-accept-table",
            "crates/ostler/src/server/acceptor.rs",
            "//! A.\nfn triage_accept_error() {}\n",
            "a second `triage_accept_error`",
        ),
        case("whitespace", "crates/ostler/src/conn/mod.rs", "//! C.  \n", "mod.rs:1: blanks"),
        case("whitespace", "crates/ostler/src/conn/mod.rs", "//! C.\n\tx\n", "mod.rs:2: a tab"),
        case("whitespace", "Cargo.toml", "[workspace]", "newline"),
        case("whitespace", "CHANGELOG.md", "# Changes\n\n```\nx\n```\na\tb\n", "CHANGELOG.md:6: a tab"),
        case("whitespace", "Cargo.toml", "[workspace]\r\n", "Cargo.toml:1: blanks"),
        (
            "no-machine-paths",
            "README.md",
            ["# O\n\ncargo test --workspace # in ", "/wo", "rk/x\n"].concat(),
            "README.md:3",
        ),
        (
            "no-machine-paths",
            "crates/ostler/src/conn/mod.rs",
            ["//! C.\n// \"", "/tm", "p/x\"\n"].concat(),
            "mod.rs:2",
        ),
        (
            "no-registry-hosts",
            "README.md",
            ["# O\n\ncargo test --workspace ", "crates", ".io\n"].concat(),
            "README.md:3",
        ),
        case("one-title", "CHANGELOG.md", "Changes\n\n## One\n", "has no title"),
        case("one-title", "CHANGELOG.md", "# Changes\n\n# More\n", "CHANGELOG.md:3: a second title"),
        case("one-title", "CHANGELOG.md", "\n# Changes\n", "not the first line"),
        (
            "architecture-length",
            "ARCHITECTURE.md",
            architecture("`README.md`") + &lines(300, "x\n"),
            "has 309 lines",
        ),
        (
            "architecture-is-true",
            "ARCHITECTURE.md",
            architecture("`crates/ostler/src/gone.rs`"),
            "ARCHITECTURE.md:9",
        ),
        (
            "architecture-is-true",
            "ARCHITECTURE.md",
            architecture("`src/gone/<name>.rs`"),
            "`src/gone` does not exist",
        ),
        ("architecture-is-true", "ARCHITECTURE.md", architecture("your heart"), "names no file"),
        case("architecture-is-true", "ARCHITECTURE.md", "# Architecture\n", "has no section"),
        case(
            "architecture-is-true",
            "CHANGELOG.md",
            "# Changes\n\nSee `crates/gone/`.\n",
            "`crates/gone/` does not exist",
        ),
        (
            "architecture-is-true",
            "ARCHITECTURE.md",
            architecture("`crates/ostler/src/conn/mod.rs` and `gone.rs`"),
            "`gone.rs` does not exist",
        ),
        case("one-test-command", "README.md", "# Ostler\n", "does not run `cargo test --workspace`"),
        case("one-test-command", ".ci/run", "cargo xtask ci\n", "does not run `cargo test --workspace`"),
        case(
            "python-names",
            "conformance/python_names.txt",
            "Server\nServer.close\nServer.sockets\n",
            "python_names.txt:3: `Server.sockets` has no row in",
        ),
    ]
}

fn architecture(touched: &str) -> String {
    format!(
        "# A\n\nText.\n\n## To add X, touch Y\n\n| to add | touch |\n| --- | --- |\n| a style | {touched} |\n"
    )
}

#[test]
fn a_sound_tree_breaks_no_rule() {
    assert_eq!(check(&Tree::from_files(SOUND.iter().copied())), []);
}

#[test]
fn each_case_breaks_its_rule_and_no_other() {
    for (name, path, text, message) in cases() {
        let violations = check(&tree_with(path, &text));
        let names: BTreeSet<&str> = violations.iter().map(|violation| violation.rule).collect();
        // An edge that is forbidden is new as well.
        let expected =
            if name == "module-edges" { BTreeSet::from([name, "new-module-edge"]) } else { [name].into() };
        assert_eq!(names, expected, "{path} with {text:?}");
        let said: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|said| said.contains(message)), "{message:?} is not in {said:#?}");
        assert!(said.iter().all(|said| said.contains("remedy: ")), "{said:#?}");
    }
}

#[test]
fn each_rule_has_a_case_that_breaks_it() {
    let broken: BTreeSet<&str> = cases().iter().map(|(name, ..)| *name).collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(broken, all);
    assert_eq!(all.len(), RULES.len(), "two rules share a name");
}

#[test]
fn what_only_looks_like_a_violation_is_none() {
    let harmless: &[(&str, &str)] = &[
        (
            "crates/ostler/src/conn/mod.rs",
            "//! C.\n// No unsafe, no crate::model.\nconst S: &str = \"unsafe EMFILE\";\n",
        ),
        (
            "crates/ostler/src/style/mod.rs",
            "//! S.\n#[cfg(test)]\nmod tests {\n    use crate::model::X;\n}\n",
        ),
        ("crates/ostler/src/style/tests.rs", "//! Tests of styles.\nuse crate::model::X;\n"),
        ("crates/ostler/src/style/http.rs", "//! S.\nuse super::model;\nuse crate::style::X;\n"),
        (
            "crates/ostler/src/conn/tests.rs",
            "//! T.\nconst E: i32 = libc::EMFILE;\nconst P: &str = \"unix:/tmp/x\";\n",
        ),
        (
            "crates/ostler/src/conn/mod.rs",
            "//! C.\nmod commonly {}\nstruct Unsafe;\n#[allow(unsafe_code)]\nmod x;\n",
        ),
        ("crates/ostler/src/conn/mod.rs", "//! C.\n// network/tmp/x and https://example.org/tmp/x\n"),
        ("crates/charfinder/Cargo.toml", "[package]\nname = \"charfinder\"\n[features]\nostler-core = []\n"),
        ("CHANGELOG.md", "# Changes\n\n```\na\tb\n?> \n```\n\n    a\tb\n    ?> \n"),
        ("data/table.txt", "recorded \t \n\n"),
    ];
    let near = architecture("`crates/ostler/src/conn/`: an arm in `mod.rs`");
    for (path, text) in harmless.iter().copied().chain([("ARCHITECTURE.md", near.as_str())]) {
        assert_eq!(check(&tree_with(path, text)), [], "{path} with {text:?}");
    }
}

#[test]
fn a_name_exported_by_the_root_counts_as_its_module() {
    let root = "//! A framework.\n#![deny(unsafe_code)]\nmod conn;\nmod server;\npub use conn::{Conn, line::Line};\n";
    let others = SOUND.iter().copied().filter(|(path, _)| *path != "crates/ostler/src/lib.rs");
    let user = ("crates/ostler/src/server.rs", "//! S.\nuse crate::Line;\n");
    let violations = check(&Tree::from_files(others.chain([("crates/ostler/src/lib.rs", root), user])));
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert!(violations[0].to_string().contains("`server` names module `conn`"), "{}", violations[0]);
}

#[test]
fn comments_and_literals_are_no_code() {
    let check = |source: &str, code: &str| {
        let found = code_only(source);
        assert_eq!(found.len(), source.len(), "offsets must not move in {source:?}");
        assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), code, "{source:?}");
    };
    check("a // b\nc", "a c");
    check("a /* b /* c */ d */ e", "a e");
    check("a /* b", "a");
    check(r#"f("b \" // c", d)"#, "f( , d)");
    check(r##"f(r#"b " c"#, d)"##, "f( , d)");
    check(r#"f(br"b\", c"d", b'\'', 'e', '"')"#, "f( , , , , )");
    check(
        "fn f<'a>(x: &'a str) -> &'a str { 'l: loop { break 'l } }",
        "fn f<'a>(x: &'a str) -> &'a str { 'l: loop { break 'l } }",
    );
    check("f('\u{265a}', '\\u{265a}', r#type, br)", "f( , , r#type, br)");
    check("var\"x\"", "var");
    check("\"never closed", "");
    check("'\\", "");
}

#[test]
fn only_the_test_module_with_a_body_ends_the_production_code() {
    assert_eq!(without_test_module("a #[cfg(test)] mod tests; b"), "a #[cfg(test)] mod tests; b");
    assert_eq!(
        without_test_module("a #[cfg(test)] use x; b #[cfg(test)]\nmod tests { c }"),
        "a #[cfg(test)] use x; b "
    );
}

#[test]
fn arbitrary_text_never_panics() {
    // Every short text over an alphabet of what the scanner treats specially.
    let alphabet = ["'", "\"", "\\", "#", "r", "b", "/", "*", "\n", "é", "{"];
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        texts = texts.iter().flat_map(|text| alphabet.iter().map(move |c| format!("{text}{c}"))).collect();
        for text in &texts {
            assert_eq!(code_only(text).len(), text.len(), "{text:?}");
        }
    }
}
