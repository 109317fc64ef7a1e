//! Rules on the Markdown documents: one title, a length that can be read, paths that exist, one test command.
//!
//! A document that does not exist yet breaks no rule; from the commit that adds it on, it is held to them.

use super::{Finding, SourceFile, Tree};

pub(super) fn check_titles(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| file.is_markdown()) {
        let mut titles = prose(file).filter(|(_, line)| line.starts_with("# "));
        match titles.next() {
            Some((0, _)) => {}
            Some((index, _)) => {
                findings.push(Finding::at_line(file, index, "the title is not the first line"));
            }
            None => findings.push(Finding::in_file(file, "has no title")),
        }
        findings.extend(titles.map(|(index, _)| Finding::at_line(file, index, "a second title")));
    }
    findings
}

pub(super) fn check_architecture_length(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.file(ARCHITECTURE) else { return Vec::new() };
    let lines = file.text.lines().count();
    if lines <= ARCHITECTURE_LINES_MAX {
        return Vec::new();
    }
    vec![Finding::in_file(file, format!("has {lines} lines"))]
}

pub(super) fn check_architecture_paths(tree: &Tree) -> Vec<Finding> {
    let documents = tree.files().iter().filter(|file| file.is_markdown() && !file.path.contains('/'));
    let mut findings: Vec<Finding> = documents.flat_map(|file| missing_rooted_paths(tree, file)).collect();
    if let Some(file) = tree.file(ARCHITECTURE) {
        findings.extend(check_touch_table(tree, file));
    }
    findings
}

pub(super) fn check_test_command(tree: &Tree) -> Vec<Finding> {
    let files = ["README.md", ".ci/run"].into_iter().filter_map(|path| tree.file(path));
    let without = files.filter(|file| !file.text.contains(TEST_COMMAND));
    without.map(|file| Finding::in_file(file, format!("does not run `{TEST_COMMAND}`"))).collect()
}

/// Quoted paths that begin with a folder of the root, anywhere in the document.
fn missing_rooted_paths(tree: &Tree, file: &SourceFile) -> Vec<Finding> {
    let is_rooted = |path: &&str| ROOT_FOLDERS.iter().any(|folder| path.starts_with(folder));
    let mut findings = Vec::new();
    for (index, line) in prose(file) {
        for path in quoted(line).filter_map(literal_path).filter(is_rooted) {
            if !tree.has_path(path) {
                findings.push(Finding::at_line(file, index, format!("`{path}` does not exist")));
            }
        }
    }
    findings
}

/// The table "to add X, touch Y": there is one, each row names a file, and each file exists.
fn check_touch_table(tree: &Tree, file: &SourceFile) -> Vec<Finding> {
    let is_heading = |line: &str| line.starts_with('#');
    let names_table = |line: &str| {
        let line = line.to_lowercase();
        is_heading(&line) && line.contains("to add") && line.contains("touch")
    };
    let lines: Vec<(usize, &str)> = prose(file).collect();
    let Some(start) = lines.iter().position(|(_, line)| names_table(line)) else {
        return vec![Finding::in_file(file, "has no section \"to add X, touch Y\"")];
    };
    let section = lines[start + 1..].iter().take_while(|(_, line)| !is_heading(line));
    let mut findings = Vec::new();
    // The first two lines of a table are its head and the rule below it.
    for &(index, row) in section.filter(|(_, line)| line.starts_with('|')).skip(2) {
        let mut folder = None;
        let mut names_file = false;
        for path in quoted(row).filter(|token| looks_like_path(token)).filter_map(literal_path) {
            names_file = true;
            if ROOT_FOLDERS.iter().any(|root| path.starts_with(root)) {
                // Held to in the whole document.
                folder = Some(path.rfind('/').map_or(path, |end| &path[..end]));
            } else if !exists_near(tree, folder, path) {
                findings.push(Finding::at_line(file, index, format!("`{path}` does not exist")));
            }
        }
        if !names_file {
            findings.push(Finding::at_line(file, index, "a row that names no file"));
        }
    }
    findings
}

/// Whether `path` exists from the root, or beside the path named before it in the row.
fn exists_near(tree: &Tree, folder: Option<&str>, path: &str) -> bool {
    tree.has_path(path) || folder.is_some_and(|folder| tree.has_path(&format!("{folder}/{path}")))
}

fn looks_like_path(token: &str) -> bool {
    let has_extension = [".rs", ".md", ".toml", ".py", ".json"].iter().any(|end| token.ends_with(end));
    !token.contains(char::is_whitespace) && !token.contains("::") && (has_extension || token.contains('/'))
}

/// The part of `token` that can be looked up: of `a/<name>.rs` or `a/*.rs` the folder; nothing of a command line.
fn literal_path(token: &str) -> Option<&str> {
    if token.contains(char::is_whitespace) || token.contains("://") {
        return None;
    }
    let literal = token.find(['<', '*', '{', '…']).map_or(token, |end| {
        let folder = token[..end].rfind('/').unwrap_or(0);
        &token[..folder]
    });
    (!literal.is_empty()).then_some(literal)
}

/// What stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The lines outside code blocks, counted from zero.
fn prose(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    file.text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    })
}

const ARCHITECTURE: &str = "ARCHITECTURE.md";
const ARCHITECTURE_LINES_MAX: usize = 300;
const TEST_COMMAND: &str = "cargo test --workspace";
const ROOT_FOLDERS: &[&str] =
    &["crates/", "xtask/", "bench/", "conformance/", "fuzz/", "deploy/", ".ci/", ".cargo/"];
