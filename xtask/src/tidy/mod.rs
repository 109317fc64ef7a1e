//! Tidy: the rules of this code base that neither the compiler nor clippy can hold.
//!
//! A [`Tree`] is the text of the repository, read once; a [`Rule`] looks at it and answers with [`Violation`]s that say
//! where, what and how to mend it. `cargo xtask tidy` prints them, `xtask/tests/tidy.rs` makes each rule a test. Rules
//! read text and never run anything, so all of them together take milliseconds.
//! To add one: write `fn(&Tree) -> Vec<Finding>` in the file of its subject, give it a row in [`RULES`], and a case that
//! breaks it in `tests.rs`, where a test insists that every rule has one.

mod crates;
mod documents;
mod modules;
mod python_names;
mod rust_text;
mod sources;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;

pub use self::tree::{SourceFile, Tree};

/// One rule: its name, how to mend what breaks it, and the check.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The name a failing test shows, in kebab case.
    pub name: &'static str,
    /// What to do about a violation, as one sentence.
    pub remedy: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

impl Rule {
    /// Everything in `tree` that breaks this rule, in the order of the files.
    pub fn check(&self, tree: &Tree) -> Vec<Violation> {
        let violation = |finding| Violation { rule: self.name, remedy: self.remedy, finding };
        (self.check)(tree).into_iter().map(violation).collect()
    }
}

/// A place that breaks a rule. `Display` is the message a developer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The name of the rule.
    pub rule: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    finding: Finding,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { path, line, what } = &self.finding;
        match line {
            Some(line) => write!(f, "{path}:{line}: ")?,
            None => write!(f, "{path}: ")?,
        }
        write!(f, "{what} [{}]\n    remedy: {}", self.rule, self.remedy)
    }
}

/// What a check found, before the rule's name and remedy are added.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: Option<usize>,
    what: String,
}

impl Finding {
    fn in_file(file: &SourceFile, what: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line: None, what: what.into() }
    }

    /// `index` counts lines from zero, as `enumerate` does.
    fn at_line(file: &SourceFile, index: usize, what: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line: Some(index + 1), what: what.into() }
    }
}

/// Every rule, in the order they are reported.
pub const RULES: &[Rule] = &[
    Rule {
        name: "crate-edges",
        remedy: "dependencies point down only: charfinder -> ostler -> ostler-core; move the code to the crate that may \
                 know both sides, or change CRATE_EDGES in xtask/src/tidy/crates.rs in a commit of its own that says why",
        check: crates::check_edges,
    },
    Rule {
        name: "folder-is-crate",
        remedy: "a crate stands in the folder of its name",
        check: crates::check_folders,
    },
    Rule {
        name: "module-edges",
        remedy: "a style makes jobs and a model runs them: let `server` hand the job over, and never name one in the other",
        check: modules::check_forbidden,
    },
    Rule {
        name: "new-module-edge",
        remedy: "if the new dependency between top-level modules is meant, record it in xtask/module-edges.toml, in a commit \
                 of its own that says why; delete what is no longer true there",
        check: modules::check_recorded,
    },
    Rule {
        name: "file-header",
        remedy: "open the file with `//!`: what it owns, what it leaves to whom, the invariant a reader must know, in at \
                 most 15 lines (the page of a crate, `src/lib.rs`, may be longer)",
        check: sources::check_headers,
    },
    Rule {
        name: "module-names",
        remedy: "name the file after its main type or its role; what fits nowhere usually belongs to its only caller",
        check: sources::check_names,
    },
    Rule {
        name: "marks-carry-an-issue",
        remedy: "write the number of the issue behind the mark, as in `(#12)`, or do now what it asks for",
        check: sources::check_marks,
    },
    Rule {
        name: "unsafe-only-in-sys",
        remedy: "write a safe owner type around it in crates/ostler/src/sys/ and call that",
        check: sources::check_unsafe,
    },
    Rule {
        name: "crate-roots-forbid-unsafe",
        remedy: "put `#![forbid(unsafe_code)]` into the crate root (ostler itself: `#![deny(unsafe_code)]`)",
        check: sources::check_roots,
    },
    Rule {
        name: "one-accept-table",
        remedy: "ask `ostler_core::triage_accept_error` what an accept error means; it alone decides on errno values",
        check: sources::check_accept_table,
    },
    Rule {
        name: "whitespace",
        remedy: "no tabs, no blanks at the end of a line, one newline at the end of the file (for Rust: `cargo fmt`)",
        check: sources::check_whitespace,
    },
    Rule {
        name: "no-machine-paths",
        remedy: "name no folder of one machine: use a path below the repository, `std::env::temp_dir()`, or `/run` in examples",
        check: sources::check_machine_paths,
    },
    Rule {
        name: "no-registry-hosts",
        remedy: "name the package and its version and let cargo, npm or pip find the registry: a host name breaks every mirror",
        check: sources::check_registry_hosts,
    },
    Rule {
        name: "one-title",
        remedy: "a Markdown file opens with its one `# Title`; the rest are `##` and below",
        check: documents::check_titles,
    },
    Rule {
        name: "architecture-length",
        remedy: "ARCHITECTURE.md has at most 300 lines: move detail to the rustdoc of the type it describes",
        check: documents::check_architecture_length,
    },
    Rule {
        name: "architecture-is-true",
        remedy: "correct the path, counted from the root, or in the table from the folder named before it; a row of \"to add X, touch Y\" must name real files",
        check: documents::check_architecture_paths,
    },
    Rule {
        name: "one-test-command",
        remedy: "README.md and .ci/run both run `cargo test --workspace`, so that a newcomer runs what CI runs",
        check: documents::check_test_command,
    },
    Rule {
        name: "python-names",
        remedy: "give the name a row in the manual: its counterpart as a link, or why there is none;                  conformance/python_names.py writes the list",
        check: python_names::check_rows,
    },
];

/// Everything in `tree` that breaks any rule.
pub fn check(tree: &Tree) -> Vec<Violation> {
    RULES.iter().flat_map(|rule| rule.check(tree)).collect()
}

/// The rule called `name`.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
