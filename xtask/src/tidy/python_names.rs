//! The rule that everybody who comes from Python finds every name: each has a row in the manual, with a counterpart or a
//! reason. Rustdoc checks the links, this file that no row is missing.

use std::collections::BTreeSet;

use super::{Finding, Tree};

pub(super) fn check_rows(tree: &Tree) -> Vec<Finding> {
    let (Some(names), Some(page)) = (tree.file(NAMES), tree.file(PAGE)) else { return Vec::new() };
    let with_row: BTreeSet<&str> = page.text.lines().filter_map(first_cell).flat_map(quoted).collect();
    let missing = names.text.lines().enumerate().filter(|(_, name)| !with_row.contains(name));
    missing
        .map(|(index, name)| Finding::at_line(names, index, format!("`{name}` has no row in {PAGE}")))
        .collect()
}

/// The first cell of a row of a table.
fn first_cell(line: &str) -> Option<&str> {
    line.strip_prefix("| ")?.split(" | ").next()
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

const NAMES: &str = "conformance/python_names.txt";
const PAGE: &str = "crates/ostler/manual/coming_from_python.md";
