//! The test sets in `relevance/` want what the standard has, and what they want stays found while it is typed; `cargo xtask relevance` asks
//! their queries.

use std::fs;
use std::path::Path;
use std::thread;

use charfinder::{Item, Page, Searcher, age};

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

#[test]
fn what_a_whole_word_finds_is_kept_while_more_is_typed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../relevance/english.tsv");
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let lost: Vec<String> = thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(THREADS));
        let find = |part: &[&str]| part.iter().filter_map(|line| lost(line)).collect::<Vec<String>>();
        let running: Vec<_> = parts.map(|part| scope.spawn(move || find(part))).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert_eq!(lost, [""; 0]);
}

/// The beginning of the query of `line` that has lost what is wanted, though a shorter one that ends in a whole word has it in sight.
fn lost(line: &str) -> Option<String> {
    let mut fields = line.split('\t');
    let query = fields.next().filter(|query| !SLIPS.contains(query))?;
    let wanted: Vec<Item> = fields.next()?.split(' ').map(item).collect();
    let searcher = Searcher::default();
    let has = |typed: &str, limit| {
        let answer = searcher.search(typed, Page::first(limit));
        answer.found.iter().any(|found| wanted.contains(&found.item))
    };
    let ends_word = |end: usize| !query[end..].starts_with(char::is_alphanumeric);
    let ends: Vec<usize> = query.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let whole = ends.iter().position(|end| ends_word(*end) && has(&query[..*end], IN_SIGHT))?;
    let mut longer = ends[whole..].iter().map(|end| &query[..*end]);
    let lost = longer.find(|typed| !has(typed, IN_SIGHT) && !has(typed, usize::MAX))?;
    Some(format!("`{lost}` has lost what `{}` finds", &query[..ends[whole]]))
}

/// What `text`, such as `U+1F1EB+U+1F1F7`, stands for.
fn item(text: &str) -> Item {
    let numbers = text.split("U+").filter(|hex| !hex.is_empty());
    let char_of =
        |hex: &str| char::from_u32(u32::from_str_radix(hex.trim_end_matches('+'), 16).unwrap()).unwrap();
    Item::of(&numbers.map(char_of).collect::<String>()).unwrap()
}

/// Queries with a slip lose what is wanted where the slip is typed.
const SLIPS: [&str; 1] = ["ying yang"];
/// How many results are seen without asking for more.
const IN_SIGHT: usize = 20;
/// It is a thousand searches, of a program without optimisation.
const THREADS: usize = 4;
