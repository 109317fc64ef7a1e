//! Rules on single source files: headers, names, marks of unfinished work, `unsafe`, errno values, blanks, and words that
//! tie the project to one machine.
//!
//! The words looked for are put together by `concat!`, so that this file keeps the rules it holds.

use super::rust_text::{find_word, line_index};
use super::{Finding, SourceFile, Tree};

pub(super) fn check_headers(tree: &Tree) -> Vec<Finding> {
    let finding = |file: &SourceFile| {
        let length = file.text.lines().take_while(|line| line.starts_with("//!")).count();
        if length == 0 {
            return Some(Finding::in_file(file, "does not open with a `//!` header"));
        }
        let is_crate_page = file.path.ends_with("src/lib.rs");
        let what = format!("has a header of {length} lines, more than {HEADER_LINES_MAX}");
        (length > HEADER_LINES_MAX && !is_crate_page).then(|| Finding::in_file(file, what))
    };
    tree.rust_files().filter_map(finding).collect()
}

pub(super) fn check_names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust_files() {
        let stem = file.path.strip_suffix(".rs").unwrap_or(&file.path);
        if let Some(part) = stem.split('/').find(|part| VAGUE_NAMES.contains(part)) {
            findings.push(Finding::in_file(file, format!("`{part}` says nothing about what it holds")));
        }
        // `mod x;` repeats the name of a file that is reported itself.
        for start in find_word(&file.code, "mod") {
            let rest = file.code[start + "mod".len()..].trim_start();
            let name = rest.split(|c| !super::rust_text::is_word(c)).next().unwrap_or_default();
            if VAGUE_NAMES.contains(&name) && rest[name.len()..].trim_start().starts_with('{') {
                let what = format!("module `{name}` says nothing about what it holds");
                findings.push(Finding::at_line(file, line_index(&file.code, start), what));
            }
        }
    }
    findings
}

pub(super) fn check_marks(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| !file.is_markdown()) {
        for (mark, start) in
            MARKS.iter().flat_map(|mark| find_word(&file.text, mark).map(move |start| (mark, start)))
        {
            let digits = file.text[start + mark.len()..].strip_prefix("(#").unwrap_or_default();
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            if count == 0 || !digits[count..].starts_with(')') {
                let what = format!("{mark} without the number of its issue");
                findings.push(Finding::at_line(file, line_index(&file.text, start), what));
            }
        }
    }
    findings
}

pub(super) fn check_unsafe(tree: &Tree) -> Vec<Finding> {
    let elsewhere = tree.rust_files().filter(|file| !file.path.starts_with(UNSAFE_FOLDER));
    elsewhere
        .flat_map(|file| {
            find_word(&file.code, "unsafe").map(move |start| {
                Finding::at_line(
                    file,
                    line_index(&file.code, start),
                    format!("`unsafe` outside {UNSAFE_FOLDER}"),
                )
            })
        })
        .collect()
}

pub(super) fn check_roots(tree: &Tree) -> Vec<Finding> {
    let is_root = |file: &&SourceFile| {
        let path = file.path.as_str();
        path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs") || path.contains("/src/bin/")
    };
    let finding = |file: &SourceFile| {
        let lint = if file.path == UNSAFE_ROOT { "#![deny(unsafe_code)]" } else { "#![forbid(unsafe_code)]" };
        (!file.code.contains(lint)).then(|| Finding::in_file(file, format!("lacks `{lint}`")))
    };
    tree.rust_files().filter(is_root).filter_map(finding).collect()
}

pub(super) fn check_accept_table(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut home = None;
    for file in tree.rust_files() {
        let code = file.production_code();
        for start in find_word(code, ACCEPT_TABLE).filter(|&start| code[..start].ends_with("fn ")) {
            match home {
                None => home = Some(file.path.as_str()),
                Some(first) => {
                    let what = format!("a second `{ACCEPT_TABLE}`; the first is in {first}");
                    findings.push(Finding::at_line(file, line_index(code, start), what));
                }
            }
        }
    }
    for file in tree.rust_files().filter(|file| home != Some(file.path.as_str())) {
        let code = file.production_code();
        for errno in ACCEPT_ERRNOS {
            findings.extend(find_word(code, errno).map(|start| {
                let what = format!("decides on {errno} beside the table `{ACCEPT_TABLE}`");
                Finding::at_line(file, line_index(code, start), what)
            }));
        }
    }
    findings
}

pub(super) fn check_whitespace(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        let mut in_fence = false;
        for (index, line) in file.text.split('\n').enumerate() {
            // A block of code in a document may show what a program prints: a tab, or a prompt that ends in a blank.
            in_fence ^= line.starts_with("```");
            if file.is_markdown() && (in_fence || line.starts_with("    ")) && !line.trim().is_empty() {
                continue;
            }
            if line.contains('\t') {
                findings.push(Finding::at_line(file, index, "a tab"));
            } else if line.ends_with(char::is_whitespace) {
                findings.push(Finding::at_line(file, index, "blanks at the end of the line"));
            }
        }
        if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n")) {
            findings.push(Finding::in_file(file, "does not end with exactly one newline"));
        }
    }
    findings
}

pub(super) fn check_machine_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        let production = file.production_lines();
        for (index, line) in file.text.lines().enumerate() {
            let temporary = (index < production).then_some(TEMPORARY_FOLDER);
            let folder =
                MACHINE_FOLDERS.iter().copied().chain(temporary).find(|folder| starts_path(line, folder));
            if let Some(folder) = folder {
                findings.push(Finding::at_line(
                    file,
                    index,
                    format!("names the folder {folder} of one machine"),
                ));
            }
        }
    }
    findings
}

/// Whether a path in `line` begins with `folder`, and not just goes on with it.
fn starts_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '}' | '>'))
    })
}

pub(super) fn check_registry_hosts(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        for (index, line) in file.text.lines().enumerate() {
            findings.extend(
                REGISTRY_HOSTS
                    .iter()
                    .filter(|host| line.contains(**host))
                    .map(|host| Finding::at_line(file, index, format!("names the package registry {host}"))),
            );
        }
    }
    findings
}

const HEADER_LINES_MAX: usize = 15;
const VAGUE_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "types", "util", "utils"];
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const UNSAFE_FOLDER: &str = "crates/ostler/src/sys/";
const UNSAFE_ROOT: &str = "crates/ostler/src/lib.rs";
const ACCEPT_TABLE: &str = "triage_accept_error";
/// What only accept loops meet. Other values are decided on elsewhere too, and rightly.
const ACCEPT_ERRNOS: &[&str] = &["EMFILE", "ENFILE"];
const MACHINE_FOLDERS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
/// A fixed name in a folder that everybody may write to invites another user's file; tests may parse such a path.
const TEMPORARY_FOLDER: &str = concat!("/tm", "p/");
const REGISTRY_HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("artifact", "ory"),
];
