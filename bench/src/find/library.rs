//! Searches in this very process: no socket, no start of a program.

use std::hint::black_box;
use std::time::{Duration, Instant};

use charfinder::{
    CodePointSet, Finder, Language, Page, Searcher, UnicodeVersion, item_named, languages, words,
};

use super::queries::Queries;
use super::{FindVolume, Table};
use crate::stats::{Samples, Shown};

pub(super) fn measure(table: &mut Table, volume: FindVolume) {
    let queries = Queries::collect(volume.every);
    let mut set = |what: &str, aim, queries: &[String], run: &dyn Fn(&str) -> usize| {
        if queries.is_empty() {
            return;
        }
        let (figures, worst) = time(queries, volume.rounds, run);
        table.row(format!("{what} ({} queries)", queries.len()), aim, figures, &shown(&worst));
    };
    let finder = Finder::default();
    let english = Searcher::default();
    let page = |query: &str| english.search(query, Page::first(PAGE)).found.len();
    set("exact: name to character", "1 µs", &queries.names, &|name| usize::from(item_named(name).is_some()));
    set("exact: words to characters, the index", "1 µs", &queries.names, &|name| finder.find(name).total());
    set("exact: ranked search for a name", "1 µs", &queries.names, &page);
    set("exact: ranked search for an alias", "1 µs", &queries.aliases, &page);
    set("prefix: to words", "10 µs", &queries.prefixes, &|prefix| words(prefix).count());
    set("prefix: ranked search", "10 µs", &queries.prefixes, &page);
    set("two words and a prefix: ranked search", "10 µs", &queries.typed, &page);
    set("fuzzy: ranked search for a word with a slip", "200 µs", &queries.slips, &page);
    set("all languages, exact: word to postings", "2 µs", &queries.keywords, &|word| {
        languages::lookup(word).count()
    });
    let all: Vec<(Language, &[String])> = queries.by_language();
    let searchers: Vec<Searcher> =
        all.iter().map(|(language, _)| Searcher::new(UnicodeVersion::LATEST, &[*language])).collect();
    for ((language, words), searcher) in all.iter().zip(&searchers) {
        let what = format!("ranked search in {language}");
        set(&what, "", words, &|word| searcher.search(word, Page::first(PAGE)).found.len());
    }
    set("set expression", "1 ms", &queries.sets, &|set| {
        CodePointSet::parse(set).map_or(0, |set| set.len() as usize)
    });
    set("set expression: ranked search", "1 ms", &queries.sets, &page);
}

/// The median, the 99 % and the worst of the best times of each query, and which is the worst.
fn time(queries: &[String], rounds: usize, run: &dyn Fn(&str) -> usize) -> ([Shown; 4], String) {
    let mut best = vec![Duration::MAX; queries.len()];
    for _ in 0..rounds {
        for (query, best) in queries.iter().zip(&mut best) {
            *best = sample(query, run).min(*best);
        }
    }
    let samples: Samples = best.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    let worst = best.iter().zip(queries).max_by_key(|(time, _)| **time);
    let figures = [0.0, 0.5, 0.99, 1.0].map(|q| Shown::Microseconds(samples.quantile(q)));
    (figures, worst.map(|(_, query)| query.clone()).unwrap_or_default())
}

/// One time of a query: of several runs where one is too short for the clock.
fn sample(query: &str, run: &dyn Fn(&str) -> usize) -> Duration {
    let began = Instant::now();
    black_box(run(black_box(query)));
    let once = began.elapsed();
    if once > CLOCK_IS_FINE {
        return once;
    }
    let began = Instant::now();
    for _ in 0..REPEAT {
        black_box(run(black_box(query)));
    }
    once.min(began.elapsed() / REPEAT)
}

fn shown(query: &str) -> String {
    let short: String = query.chars().take(SHOWN_CHARS_MAX).collect();
    format!("`{short}`")
}

/// As many results as a page shows.
const PAGE: usize = 20;
/// What takes longer is timed by itself.
const CLOCK_IS_FINE: Duration = Duration::from_micros(20);
const REPEAT: u32 = 8;
const SHOWN_CHARS_MAX: usize = 40;
