//! `data/MANIFEST.md`: what the committed tables were made from, and under which licence they may be passed on.

use std::fmt::Write;

use super::container::Layout;
use super::fetch::sha256;
use super::phrases::Phrases;
use super::sources::ALL;
use super::unicode::{Unicode, VERSION};
use super::{OUTPUT, language_list, languages, layout, phrases, unihan};

/// The file of the manifest, beside the tables.
pub(super) const FILE: &str = "MANIFEST.md";

/// The text of the manifest for `tables`, which are made from `unicode` and `phrases`.
pub(super) fn write(unicode: &Unicode, phrases: &Phrases, tables: &[(&str, Vec<u8>)]) -> String {
    let (major, minor) = VERSION;
    let mut text = format!(
        "# The tables of charfinder\n\n\
         Written by `cargo xtask data`; do not edit. `cargo xtask data --check` says whether they are what the\n\
         sources give.\n\n\
         Unicode {major}.{minor}, layout {tables_format} (`{TABLES_LAYOUT}`): {named} named code points, {explicit} of them with\n\
         a name of their own and the rest in {families} families; {aliases} name aliases. Layout {phrases_format}\n\
         (`{PHRASES_LAYOUT}`): {phrases} texts of characters and of {sequences} sequences,\n\
         {emoji} emoji, {blocks} blocks. Layout {languages_format} (`{LANGUAGES_LAYOUT}`): keywords in\n\
         {languages} languages beside English. Layout {unihan_format} (`{UNIHAN_LAYOUT}`): Unihan 17.0.\n\n\
         | file | bytes | SHA-256 |\n| --- | --- | --- |\n",
        tables_format = layout::Section::FORMAT,
        named = unicode.named(),
        explicit = unicode.explicit.len(),
        families = unicode.families.len(),
        aliases = unicode.aliases.len(),
        phrases_format = phrases::layout::Section::FORMAT,
        phrases = phrases.texts.len(),
        sequences = phrases.sequences.len(),
        emoji = phrases.emoji.len(),
        blocks = phrases.blocks.len(),
        languages_format = languages::layout::Section::FORMAT,
        unihan_format = unihan::layout::Section::FORMAT,
        languages = language_list::ENTRIES.len() - 1,
    );
    for (name, bytes) in tables {
        line(&mut text, format_args!("| `{name}` | {} | `{}` |", bytes.len(), sha256(bytes)));
    }
    text.push_str("\n| source | SHA-256 of the archive | licence | used for |\n| --- | --- | --- | --- |\n");
    for source in ALL {
        line(
            &mut text,
            format_args!(
                "| {} `{}` {} | `{}` | {} | {} |",
                source.registry.name(),
                source.name,
                source.version,
                source.sha256,
                source.license,
                source.purpose
            ),
        );
    }
    line(
        &mut text,
        format_args!(
            "\nThe files in `{OUTPUT}` are derived from the Unicode Character Database and from CLDR, © Unicode, Inc., and are\n\
             passed on under the Unicode License V3 (SPDX `Unicode-3.0`), whose text is `LICENSE-UNICODE` in the root. The\n\
             notices of the other sources are in `NOTICES.md` beside this file."
        ),
    );
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a string does not fail");
}

/// Where the layouts are written down, from the workspace's root.
const TABLES_LAYOUT: &str = "crates/charfinder/src/tables/layout.rs";
const LANGUAGES_LAYOUT: &str = "crates/charfinder/src/languages/layout.rs";
const UNIHAN_LAYOUT: &str = "crates/charfinder/src/unihan/layout.rs";
const PHRASES_LAYOUT: &str = "crates/charfinder/src/phrases/layout.rs";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::TABLES;
    use super::*;

    #[test]
    fn the_committed_tables_are_those_of_the_manifest() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(OUTPUT);
        let manifest = fs::read_to_string(directory.join(FILE)).unwrap();
        for table in TABLES {
            let digest = sha256(&fs::read(directory.join(table)).unwrap());
            assert!(
                manifest.contains(&digest),
                "{table} changed without `cargo xtask data`: it has {digest}"
            );
        }
        for source in ALL {
            assert!(manifest.contains(source.sha256), "{} changed without `cargo xtask data`", source.name);
        }
    }
}
