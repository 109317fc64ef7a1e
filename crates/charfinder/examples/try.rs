//! Tries queries.
#![allow(clippy::print_stdout, reason = "a trial")]
use charfinder::{Language, Page, Searcher, UnicodeVersion};
fn main() {
    let mut args = std::env::args().skip(1).peekable();
    let mut languages: Vec<Language> = Vec::new();
    while let Some(tag) = args.next_if(|a| a.starts_with("--")) {
        languages.extend(tag[2..].parse::<Language>().ok());
    }
    for query in args {
        let searcher = Searcher::new(UnicodeVersion::LATEST, &languages);
        let _warm = searcher.search(&query, Page::first(10));
        let start = std::time::Instant::now();
        for _ in 0..100 {
            let _a = searcher.search(&query, Page::first(10));
        }
        let took = start.elapsed() / 100;
        let answer = searcher.search(&query, Page::first(8));
        println!("{query:?}: {} in {took:?} {:?}", answer.total, answer.notices);
        for f in answer.found {
            println!(
                "   {} {:?} {:<45} {:?} {:?} {:?}",
                f.item,
                f.group,
                f.item.name(),
                f.why.field,
                f.why.text,
                f.why.language.map(|l| l.tag())
            );
        }
    }
}
