//! The text of the repository: every file that somebody writes by hand, read once.
//!
//! Recorded and generated data (tables, transcripts, lock files) is left out; so is what Git would not track. Tests build
//! a `Tree` from literals and never touch the disk.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use super::rust_text;

/// A text file of the repository.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceFile {
    /// Its path from the root, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub text: String,
    /// For Rust: the content with comments and literals blanked and the test module at its end cut off. Else empty.
    pub(super) code: String,
}

impl SourceFile {
    fn new(path: String, text: String) -> Self {
        let code = if path.ends_with(".rs") { rust_text::code_only(&text) } else { String::new() };
        Self { path, text, code }
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// Whether the file as a whole is a test: it stands in `tests/` or is `tests.rs`.
    pub(super) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// The file's Rust code as it runs in production: empty for a test.
    pub(super) fn production_code(&self) -> &str {
        if self.is_test() { "" } else { rust_text::without_test_module(&self.code) }
    }

    /// The number of lines that belong to production: none of a test file, else those before its test module.
    pub(super) fn production_lines(&self) -> usize {
        if self.is_rust() { self.production_code().lines().count() } else { self.text.lines().count() }
    }
}

/// The text files of the repository, sorted by path, and the names of everything else.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: Vec<SourceFile>,
    /// Every path there is, folders included, so that a path in a document can be looked up.
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads the repository whose root is `root`.
    ///
    /// # Errors
    /// What the system says about a folder or file that cannot be read, a text that is not UTF-8 included.
    ///
    /// # Blocking
    /// Reads some hundred small files.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, "")?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    /// A tree of files that exist nowhere: `(path, text)`.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.insert_path(path);
            if is_text(path) {
                tree.files.push(SourceFile::new(path.to_owned(), text.to_owned()));
            }
        }
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        tree
    }

    /// The text files, sorted by path.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text file at `path`.
    pub fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or folder of this path exists, text or not.
    pub fn has_path(&self, path: &str) -> bool {
        self.paths.contains(path.trim_end_matches('/'))
    }

    pub(super) fn rust_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.is_rust())
    }

    fn insert_path(&mut self, path: &str) {
        let ends = path.match_indices('/').map(|(end, _)| end);
        for end in ends.chain([path.len()]) {
            self.paths.insert(path[..end].to_owned());
        }
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            // A name that is not UTF-8 cannot be one of ours: sources are named in ASCII.
            let Some(name) = name.to_str() else { continue };
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !UNTRACKED_FOLDERS.contains(&name) {
                self.paths.insert(path.clone());
                self.read_folder(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() {
                self.paths.insert(path.clone());
                if is_text(&path) {
                    let text = fs::read_to_string(entry.path())
                        .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
                    self.files.push(SourceFile::new(path, text));
                }
            }
        }
        Ok(())
    }
}

/// Whether the file is written by hand and bound by the rules.
fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    TEXT_NAMES.contains(&name)
        || path.starts_with(".ci/")
        || name.rsplit_once('.').is_some_and(|(_, extension)| TEXT_EXTENSIONS.contains(&extension))
}

/// Folders that Git does not track; the same as in `.gitignore`, and Git's own.
const UNTRACKED_FOLDERS: &[&str] = &[".git", ".data-cache", "target", "__pycache__", "node_modules"];
const TEXT_EXTENSIONS: &[&str] = &["rs", "md", "toml", "py", "sh", "css", "html", "js", "svg", "yml", "yaml"];
/// Files without one of those endings; the list of names is generated, and what a rule asks for.
const TEXT_NAMES: &[&str] = &[".gitignore", "python_names.txt"];
