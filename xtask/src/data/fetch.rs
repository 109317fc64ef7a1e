//! How the [sources](super::sources) get here: fetched by their registries' clients, verified, unpacked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::sources::{ALL, Registry, Source};

/// The unpacked sources, verified.
pub(super) struct Fetched {
    /// By the SHA-256 of the archive.
    folders: BTreeMap<&'static str, PathBuf>,
}

impl Fetched {
    /// Takes the archives from `from`, or else from `cache`, which is filled from the registries.
    pub(super) fn fetch(from: Option<&Path>, cache: &Path) -> anyhow::Result<Self> {
        let mut folders = BTreeMap::new();
        for source in ALL {
            let archive = from.unwrap_or(cache).join(source.archive);
            if from.is_none() && !archive.exists() {
                download(source, cache)?;
            }
            verify(source, &archive)?;
            folders.insert(source.sha256, unpack(source, &archive, cache)?);
        }
        Ok(Self { folders })
    }

    /// Where the files of `source` lie.
    pub(super) fn folder(&self, source: &Source) -> &Path {
        &self.folders[source.sha256]
    }

    /// The text of a file of `source`.
    pub(super) fn text(&self, source: &Source, file: &str) -> anyhow::Result<String> {
        let path = self.folder(source).join(file);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// A JSON file of `source`.
    pub(super) fn json(&self, source: &Source, file: &str) -> anyhow::Result<Value> {
        serde_json::from_str(&self.text(source, file)?)
            .with_context(|| format!("{file} of {} is not JSON", source.name))
    }

    /// The text of the file `member` of the zip file `file` of `source`.
    pub(super) fn zipped_text(&self, source: &Source, file: &str, member: &str) -> anyhow::Result<String> {
        const SCRIPT: &str =
            "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
        let archive = self.folder(source).join(file);
        let bytes = output(Command::new("python3").args(["-c", SCRIPT]).arg(archive).arg(member))?;
        String::from_utf8(bytes).with_context(|| format!("{member} is not UTF-8"))
    }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs `command` and gives its standard output.
pub(super) fn output(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = command.output().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    ensure!(
        output.status.success(),
        "{:?} failed ({}): {}",
        command.get_program(),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(output.stdout)
}

fn download(source: &Source, cache: &Path) -> anyhow::Result<()> {
    let mut command;
    match source.registry {
        Registry::Npm => {
            command = Command::new("npm");
            command.args(["pack", "--silent", "--pack-destination"]).arg(cache);
            command.arg(format!("{}@{}", source.name, source.version));
        }
        Registry::Pypi => {
            command = Command::new("pip");
            // The version of Python only has to be one that the wheel allows: nothing of it is run.
            command.args([
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--python-version=3.14",
            ]);
            command.arg("--dest").arg(cache).arg(format!("{}=={}", source.name, source.version));
        }
    }
    output(&mut command).with_context(|| format!("cannot fetch {} {}", source.name, source.version))?;
    Ok(())
}

fn verify(source: &Source, archive: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(archive).with_context(|| format!("cannot read {}", archive.display()))?;
    let found = sha256(&bytes);
    if found != source.sha256 {
        bail!("{} has SHA-256 {found}, but {} is pinned", archive.display(), source.sha256);
    }
    Ok(())
}

/// Unpacks into a directory that is named after the archive's digest and made anew on each run, so nothing but the
/// verified bytes can be in it.
fn unpack(source: &Source, archive: &Path, cache: &Path) -> anyhow::Result<PathBuf> {
    const SCRIPT: &str =
        "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2], sys.argv[3:] or None)";
    let target = cache.join(source.sha256);
    if target.exists() {
        fs::remove_dir_all(&target).with_context(|| format!("cannot clear {}", target.display()))?;
    }
    fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    match source.registry {
        Registry::Npm => {
            output(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&target).args(source.members))?;
            Ok(target.join("package"))
        }
        Registry::Pypi => {
            output(
                Command::new("python3").args(["-c", SCRIPT]).arg(archive).arg(&target).args(source.members),
            )?;
            Ok(target)
        }
    }
}
