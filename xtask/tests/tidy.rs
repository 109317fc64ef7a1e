//! The repository keeps the rules of `xtask::tidy`: a test for each, which names the rule and the remedy when it fails.
//!
//! A rule without a test here fails `each_rule_is_a_test`; that each of them can fail at all is shown beside the rules.

use std::path::Path;
use std::sync::LazyLock;

use xtask::tidy::{RULES, Tree, rule};

static REPOSITORY: LazyLock<Tree> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package stands in a folder of the repository");
    Tree::read(root).expect("the repository can be read")
});

fn assert_kept(name: &str) {
    let rule = rule(name).unwrap_or_else(|| panic!("no rule is called {name}"));
    let violations: Vec<String> = rule.check(&REPOSITORY).iter().map(ToString::to_string).collect();
    assert!(violations.is_empty(), "rule `{name}` is broken:\n{}", violations.join("\n"));
}

macro_rules! rules {
    ($($test:ident => $name:literal,)+) => {
        $(#[test] fn $test() { assert_kept($name); })+
        const TESTED: &[&str] = &[$($name),+];
    };
}

rules! {
    crates_depend_downwards_only => "crate-edges",
    a_crate_stands_in_the_folder_of_its_name => "folder-is-crate",
    styles_and_models_never_name_each_other => "module-edges",
    every_edge_between_modules_is_recorded => "new-module-edge",
    every_file_opens_with_a_short_header => "file-header",
    names_say_what_they_hold => "module-names",
    marks_carry_the_number_of_an_issue => "marks-carry-an-issue",
    unsafe_code_stands_in_sys_alone => "unsafe-only-in-sys",
    crate_roots_forbid_unsafe_code => "crate-roots-forbid-unsafe",
    one_table_decides_on_accept_errors => "one-accept-table",
    no_stray_whitespace => "whitespace",
    no_path_of_one_machine => "no-machine-paths",
    no_host_name_of_a_registry => "no-registry-hosts",
    markdown_has_one_title => "one-title",
    the_architecture_stays_short => "architecture-length",
    the_architecture_names_real_files => "architecture-is-true",
    newcomers_and_ci_run_the_same_test_command => "one-test-command",
    every_name_of_python_has_a_row_in_the_manual => "python-names",
}

#[test]
fn each_rule_is_a_test() {
    let all: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(TESTED, all);
}

#[test]
fn the_whole_repository_was_read() {
    for path in ["Cargo.toml", "xtask/src/tidy/mod.rs", "crates/ostler/src/lib.rs"] {
        assert!(REPOSITORY.file(path).is_some(), "{path} was not read");
    }
    assert!(REPOSITORY.has_path("LICENSE-MIT") && REPOSITORY.has_path("crates/ostler/"));
    assert!(REPOSITORY.files().iter().all(|file| !file.path.starts_with("target/")));
}
