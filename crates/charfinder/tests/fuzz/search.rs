//! The ranked search: pages join, no result is there twice, and all of it is bounded.

use std::collections::HashSet;
use std::time::Duration;

use charfinder::{Item, Language, Page, Searcher, UnicodeVersion};

use crate::is_unsafe;
use crate::runner::{Clock, Target};

const TARGET: Target = Target {
    name: "search",
    cases: 300,
    time_max: Duration::from_millis(400),
    time_max_each_thousand: Duration::from_millis(10),
    clock: Clock::Thread,
};

#[test]
fn queries_are_answered_within_limits() {
    TARGET.fuzz(|text, random| {
        let query = String::from_utf8_lossy(text);
        let languages: Vec<Language> = ["fr", "ru", "zh", "hi", "ar"]
            .into_iter()
            .filter_map(|tag| tag.parse().ok())
            .filter(|_| random.is_once_in(2))
            .collect();
        let version = match random.below(3) {
            0 => "6.3".parse().unwrap(),
            _ => UnicodeVersion::LATEST,
        };
        let searcher = Searcher::new(version, &languages);
        let first = searcher.search(&query, Page::first(PAGE));
        let second = searcher.search(&query, Page { offset: PAGE, limit: PAGE });
        assert_eq!(first.total, second.total);
        assert_eq!(first.found.len(), first.total.min(PAGE));
        assert_eq!(second.found.len(), first.total.saturating_sub(PAGE).min(PAGE));
        let far = searcher.search(&query, Page { offset: usize::MAX, limit: usize::MAX });
        assert!(far.found.is_empty());
        let found = || first.found.iter().chain(&second.found);
        let items: HashSet<Item> = found().map(|found| found.item).collect();
        assert_eq!(items.len(), found().count(), "something is there twice");
        for found in found() {
            assert!(!found.item.name().is_empty());
            assert!(found.why.text.len() <= WHY_BYTES_MAX, "{:?}", found.why);
        }
        let told: usize = first.notices.iter().map(String::len).sum();
        assert!(!first.notices.iter().any(|notice| notice.contains(is_unsafe)), "{:?}", first.notices);
        assert!(told <= NOTICES_BYTES_MAX, "{told} bytes of notices");
    });
}

const PAGE: usize = 20;
/// The longest definitions in Unihan have some hundred bytes.
const WHY_BYTES_MAX: usize = 1_200;
/// As many filters as a query of a thousand bytes has.
const NOTICES_BYTES_MAX: usize = 100_000;
