//! Which crate of the workspace may depend on which, read from the `Cargo.toml` files.
//!
//! Every kind of dependency counts, those for tests and builds too: a test that reaches upwards makes the lower crate
//! impossible to work on alone. Only as much TOML is understood as manifests use.

use std::collections::BTreeMap;

use super::{Finding, SourceFile, Tree};

/// Each crate of the workspace with those it may depend on.
const CRATE_EDGES: &[(&str, &[&str])] = &[
    // What is measured, and what starts and stops it.
    ("bench", &["charfinder", "ostler", "xtask"]),
    ("charfinder", &["ostler"]),
    ("ostler", &["ostler-core"]),
    ("ostler-core", &[]),
    // `cargo xtask` must not wait for the framework to be built.
    ("xtask", &[]),
];

pub(super) fn check_edges(tree: &Tree) -> Vec<Finding> {
    let manifests = packages(tree);
    let mut findings = Vec::new();
    for (package, file) in &manifests {
        let Some((_, allowed)) = CRATE_EDGES.iter().find(|(name, _)| name == package) else {
            let what = format!("crate `{package}` has no row in CRATE_EDGES of xtask/src/tidy/crates.rs");
            findings.push(Finding::in_file(file, what));
            continue;
        };
        for (line, dependency) in dependencies(file) {
            if manifests.contains_key(dependency) && !allowed.contains(&dependency) {
                findings.push(Finding::at_line(file, line, format!("`{package}` depends on `{dependency}`")));
            }
        }
    }
    findings
}

pub(super) fn check_folders(tree: &Tree) -> Vec<Finding> {
    packages(tree)
        .into_iter()
        .filter_map(|(package, file)| {
            let folder = file.path.strip_suffix("/Cargo.toml")?;
            let name = folder.rsplit('/').next().unwrap_or(folder);
            (name != package)
                .then(|| Finding::in_file(file, format!("crate `{package}` stands in folder `{name}`")))
        })
        .collect()
}

/// The manifests of the tree by the name of their package.
fn packages(tree: &Tree) -> BTreeMap<&str, &SourceFile> {
    let manifest = |path: &str| path == "Cargo.toml" || path.ends_with("/Cargo.toml");
    let files = tree.files().iter().filter(|file| manifest(&file.path));
    files.filter_map(|file| Some((package_name(file)?, file))).collect()
}

fn package_name(file: &SourceFile) -> Option<&str> {
    entries(file)
        .find_map(|entry| (entry.section == "package" && entry.key == "name").then(|| unquote(entry.value)))
}

/// What `file` depends on, each with its line; a renamed dependency under its real name too.
fn dependencies(file: &SourceFile) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for entry in entries(file) {
        let mut section = entry.section;
        // `[dependencies.name]`: the rest of the section describes one dependency.
        let in_own_section = section.rsplit_once('.').is_some_and(|(parent, name)| {
            let is_one = is_dependency_section(parent);
            if is_one {
                section = parent;
                found.push((entry.line, unquote(name)));
            }
            is_one
        });
        if in_own_section {
            if entry.key == "package" {
                found.push((entry.line, unquote(entry.value)));
            }
        } else if is_dependency_section(section) {
            found.push((entry.line, unquote(entry.key.split('.').next().unwrap_or(entry.key))));
            if let Some((_, renamed)) = entry.value.split_once("package") {
                found.extend(renamed.split('"').nth(1).map(|name| (entry.line, name)));
            }
        }
    }
    found.dedup();
    found
}

/// `workspace.dependencies` only names versions; it depends on nothing.
fn is_dependency_section(section: &str) -> bool {
    let kind = section.rsplit('.').next().unwrap_or(section);
    let is_kind = matches!(kind, "dependencies" | "dev-dependencies" | "build-dependencies");
    is_kind && (section == kind || section.starts_with("target."))
}

struct Entry<'a> {
    line: usize,
    section: &'a str,
    key: &'a str,
    value: &'a str,
}

fn entries(file: &SourceFile) -> impl Iterator<Item = Entry<'_>> {
    let mut section = "";
    file.text.lines().enumerate().filter_map(move |(line, text)| {
        let text = text.trim();
        if let Some(name) = text.strip_prefix('[') {
            section = name.split(']').next().unwrap_or(name).trim();
            return None;
        }
        let (key, value) = text.split_once('=')?;
        (!text.starts_with('#')).then_some(Entry { line, section, key: key.trim(), value: value.trim() })
    })
}

fn unquote(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}
