//! Which top-level module of the crate `ostler` names which, read from its sources.
//!
//! The compiler checks no border inside a crate, so the edges are counted here: those that must never exist, and those
//! that do, which a file lists so that a new one is seen and given a reason. Code of tests does not count.

use std::collections::{BTreeMap, BTreeSet};

use super::rust_text::{find_word, is_word, line_index};
use super::{Finding, SourceFile, Tree};

/// Pairs that may never name each other.
const FORBIDDEN_EDGES: &[(&str, &str)] = &[("style", "model"), ("model", "style")];

pub(super) fn check_forbidden(tree: &Tree) -> Vec<Finding> {
    let is_forbidden = |edge: &Edge| FORBIDDEN_EDGES.contains(&(edge.from.as_str(), edge.to.as_str()));
    edges(tree).into_values().filter(is_forbidden).map(Edge::into_finding).collect()
}

pub(super) fn check_recorded(tree: &Tree) -> Vec<Finding> {
    let edges = edges(tree);
    let recorded = tree.file(RECORD).map(recorded_edges).unwrap_or_default();
    let mut findings = Vec::new();
    for (&(from, to), &line) in &recorded {
        if !edges.contains_key(&(from.to_owned(), to.to_owned())) {
            let what = format!("`{from}` -> `{to}` is recorded, but no code needs it");
            findings.push(Finding { path: RECORD.to_owned(), line: Some(line + 1), what });
        }
    }
    let is_new = |edge: &Edge| !recorded.contains_key(&(edge.from.as_str(), edge.to.as_str()));
    findings.extend(edges.into_values().filter(is_new).map(Edge::into_finding));
    findings
}

/// The edges that `record` lists as `from = ["to", …]`, each with its line.
fn recorded_edges(record: &SourceFile) -> BTreeMap<(&str, &str), usize> {
    let lines = record.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .flat_map(|(index, line)| {
            let mut words = words(line).map(|(_, word)| word);
            let from = words.next();
            words.filter_map(move |to| Some(((from?, to), index)))
        })
        .collect()
}

/// The first place where one module names another.
struct Edge {
    from: String,
    to: String,
    place: Finding,
}

impl Edge {
    fn into_finding(self) -> Finding {
        Finding { what: format!("module `{}` names module `{}`", self.from, self.to), ..self.place }
    }
}

fn edges(tree: &Tree) -> BTreeMap<(String, String), Edge> {
    let sources =
        || tree.rust_files().filter_map(|file| Some((file, file.path.strip_prefix(SOURCE_FOLDER)?)));
    let modules: BTreeSet<&str> =
        sources().map(|(_, inside)| top_level(inside)).filter(|name| *name != "lib").collect();
    let exports = tree.file(CRATE_ROOT).map(|root| exports(root, &modules)).unwrap_or_default();
    let mut edges = BTreeMap::new();
    for (file, inside) in sources().filter(|(_, inside)| *inside != "lib.rs") {
        let from = top_level(inside);
        for (offset, name) in root_names(file.production_code(), depth(inside)) {
            let target = modules.get(name).or_else(|| exports.get(name)).filter(|to| **to != from);
            if let Some(&to) = target {
                let place = Finding::at_line(file, line_index(&file.code, offset), "");
                let edge = || Edge { from: from.to_owned(), to: to.to_owned(), place };
                edges.entry((from.to_owned(), to.to_owned())).or_insert_with(edge);
            }
        }
    }
    edges
}

/// `conn` for both `conn/mod.rs` and `conn/line.rs`, `client` for `client.rs`.
fn top_level(inside: &str) -> &str {
    let first = inside.split('/').next().unwrap_or(inside);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// How many `super` lead from the file's module to the crate root.
fn depth(inside: &str) -> usize {
    inside.split('/').count() - usize::from(inside.ends_with("/mod.rs"))
}

/// What the crate root exports under a name of its own, with the module it comes from.
fn exports<'a>(root: &'a SourceFile, modules: &BTreeSet<&'a str>) -> BTreeMap<&'a str, &'a str> {
    let code = root.code.as_str();
    let mut exports = BTreeMap::new();
    for start in find_word(code, "use") {
        let statement = code[start + "use".len()..].split(';').next().unwrap_or_default();
        let mut words =
            words(statement).map(|(_, word)| word).filter(|word| !matches!(*word, "self" | "crate"));
        if let Some(module) = words.next().and_then(|word| modules.get(word)) {
            exports.extend(words.map(|word| (word, *module)));
        }
    }
    exports
}

/// The names that `code` looks up in the crate root, each with its offset: `x` in `crate::x`, in `crate::{x, …}` and in
/// as many `super::` as lead there.
fn root_names(code: &str, depth: usize) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    for start in find_word(code, "crate") {
        if let Some(rest) = after_separator(code, start + "crate".len()) {
            names.extend(first_segments(code, rest));
        }
    }
    for start in find_word(code, "super") {
        let is_first = !code[..start].trim_end().ends_with("::");
        let (mut at, mut climbed) = (start, 0);
        while is_first && code[at..].starts_with("super") {
            let Some(rest) = after_separator(code, at + "super".len()) else { break };
            (at, climbed) = (rest, climbed + 1);
        }
        // A module inside the file is one step more.
        if climbed >= depth {
            names.extend(first_segments(code, at));
        }
    }
    names.sort_unstable();
    names
}

/// The offset behind the `::` that stands at `at`, blanks skipped.
fn after_separator(code: &str, at: usize) -> Option<usize> {
    let rest = code[at..].trim_start().strip_prefix("::")?.trim_start();
    Some(code.len() - rest.len())
}

/// The names a path goes on with at `at`: one, or each of a group in braces.
fn first_segments(code: &str, at: usize) -> Vec<(usize, &str)> {
    if !code[at..].starts_with('{') {
        return words(&code[at..]).next().map(|(start, word)| (at + start, word)).into_iter().collect();
    }
    let (mut depth, mut awaits_name) = (0_u32, true);
    let mut segments = Vec::new();
    for (offset, c) in code[at..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => awaits_name = true,
            c if is_word(c) && awaits_name && depth == 1 => {
                segments.extend(words(&code[at + offset..]).next().map(|(_, word)| (at + offset, word)));
                awaits_name = false;
            }
            _ => {}
        }
    }
    segments
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_word)?;
        let length = text[start..].find(|c| !is_word(c)).unwrap_or(text.len() - start);
        at = start + length;
        Some((start, &text[start..at]))
    })
}

const SOURCE_FOLDER: &str = "crates/ostler/src/";
/// The list of the edges there are.
const RECORD: &str = "xtask/module-edges.toml";
const CRATE_ROOT: &str = "crates/ostler/src/lib.rs";
