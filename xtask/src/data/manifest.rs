//! `data/MANIFEST.md`: what the committed tables were made from, and under which licence they may be passed on.

use std::fmt::Write;

use super::container::Layout;
use super::layout::Section;
use super::sources::{ALL, sha256};
use super::unicode::{Unicode, VERSION};
use super::{OUTPUT, TABLE};

/// The file of the manifest, beside the tables.
pub(super) const FILE: &str = "MANIFEST.md";

/// The text of the manifest for `table`, made from `unicode`.
pub(super) fn write(unicode: &Unicode, table: &[u8]) -> String {
    let (major, minor) = VERSION;
    let mut text = format!(
        "# The tables of charfinder\n\n\
         Written by `cargo xtask data`; do not edit. `cargo xtask data --check` says whether they are what the\n\
         sources give.\n\n\
         Unicode {major}.{minor}, layout {format} (`{LAYOUT}`): {named} named code points, {explicit} of them with\n\
         a name of their own and the rest in {families} families; {aliases} name aliases.\n\n\
         | file | bytes | SHA-256 |\n| --- | --- | --- |\n| `{TABLE}` | {bytes} | `{digest}` |\n\n\
         | source (npm) | SHA-256 of the archive | licence | used for |\n| --- | --- | --- | --- |\n",
        format = Section::FORMAT,
        named = unicode.named(),
        explicit = unicode.explicit.len(),
        families = unicode.families.len(),
        aliases = unicode.aliases.len(),
        bytes = table.len(),
        digest = sha256(table),
    );
    for source in ALL {
        writeln!(
            text,
            "| `{}` {} | `{}` | {} | {} |",
            source.name, source.version, source.sha256, source.license, source.purpose
        )
        .expect("writing to a string does not fail");
    }
    write!(
        text,
        "\nThe files in `{OUTPUT}` are derived from the Unicode Character Database, © Unicode, Inc., and are passed\n\
         on under the Unicode License V3 (SPDX `Unicode-3.0`), whose text is `LICENSE-UNICODE` in the root.\n"
    )
    .expect("writing to a string does not fail");
    text
}

/// Where the layout is written down, from the workspace's root.
const LAYOUT: &str = "crates/charfinder/src/tables/layout.rs";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_committed_tables_are_those_of_the_manifest() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(OUTPUT);
        let manifest = fs::read_to_string(directory.join(FILE)).unwrap();
        let digest = sha256(&fs::read(directory.join(TABLE)).unwrap());
        assert!(manifest.contains(&digest), "{TABLE} changed without `cargo xtask data`: it has {digest}");
        for source in ALL {
            assert!(manifest.contains(source.sha256), "{} changed without `cargo xtask data`", source.name);
        }
    }
}
