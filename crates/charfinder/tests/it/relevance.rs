//! The test sets in `relevance/` want what the standard has; `cargo xtask relevance` asks their queries.

use std::fs;
use std::path::Path;

use charfinder::age;

/// The column of the wanted characters in each set.
const SETS: [(&str, usize); 3] = [("english.tsv", 1), ("english-frozen.tsv", 1), ("languages.tsv", 2)];

#[test]
fn every_wanted_character_is_assigned() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../relevance");
    for (name, column) in SETS {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        for line in text.lines().skip(1) {
            let wanted = line.split('\t').nth(column).unwrap();
            for hex in wanted.split(' ').flat_map(|item| item.split("U+")).filter(|hex| !hex.is_empty()) {
                let number = u32::from_str_radix(hex.trim_end_matches('+'), 16).unwrap();
                let c = char::from_u32(number).unwrap();
                assert!(age(c).is_some(), "{name}: U+{hex} in `{line}`");
            }
        }
    }
}
