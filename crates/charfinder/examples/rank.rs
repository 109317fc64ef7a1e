//! Answers queries from standard input: for each line `LANGUAGE⇥QUERY` the ten best results on one line, as code points.
//!
//! `U+2192 U+1F1EB+U+1F1F7` is a character and a sequence; an empty line is no result. With `--book` it is the first
//! edition's search that answers. It is what `cargo xtask relevance` asks, and any other program that scores.

use std::env;
use std::io::{self, BufRead, BufWriter, Write};

use charfinder::{Finder, Item, Language, Page, Searcher, UnicodeVersion};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_book = match env::args().nth(1).as_deref() {
        None => false,
        Some("--book") => true,
        Some(other) => return Err(format!("takes `--book` or nothing, but got `{other}`").into()),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (language, query) = line.split_once('\t').ok_or("a line is a language, a tab and a query")?;
        let found: Vec<Item> = if is_book {
            Finder::default().find(query).take(RESULTS).map(Item::Char).collect()
        } else {
            let answer = searcher(language).search(query, Page::first(RESULTS));
            answer.found.iter().map(|found| found.item).collect()
        };
        let texts: Vec<String> = found.into_iter().map(code_points).collect();
        writeln!(out, "{}", texts.join(" "))?;
    }
    out.flush()?;
    Ok(())
}

/// A searcher for somebody whose language has the tag `tag`, in English alone where nothing is known in that language: a build
/// without the feature `languages` scores what it can.
fn searcher(tag: &str) -> Searcher {
    let own: Vec<Language> = tag.parse().into_iter().filter(|own| *own != Language::ENGLISH).collect();
    Searcher::new(UnicodeVersion::LATEST, &own)
}

fn code_points(item: Item) -> String {
    let texts: Vec<String> = item.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    texts.join("+")
}

/// How many results are printed of each query.
const RESULTS: usize = 10;
