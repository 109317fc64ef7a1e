//! Times of the library: exact queries, walks through answers, names, prefixes, first use of the tables.
//!
//! `cargo bench -p charfinder --bench find [FILTER]`. The cases take turns, so that a slow moment of the machine hits
//! all of them, and the median and the best of their rounds are reported. Nothing is judged.

#![expect(clippy::print_stdout, reason = "the report of a benchmark")]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use charfinder::{Finder, Item, Language, UnicodeVersion, book, char_name, languages, unihan, words};

fn main() {
    let mut filter = String::new();
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            FIRST_USE => return println!("{}", first_use().as_nanos()),
            arg if arg.starts_with("--") => {} // what cargo hands to every bench
            arg => filter = arg.to_owned(),
        }
    }
    let mut cases: Vec<Case> =
        cases().into_iter().chain(tongues()).filter(|case| case.name.contains(&filter)).collect();
    for _ in 0..ROUNDS {
        cases.iter_mut().for_each(Case::sample);
    }
    println!("{:<44} {:>12} {:>12}", "case", "median ns", "best ns");
    for case in &mut cases {
        case.samples.sort_by(f64::total_cmp);
        println!("{:<44} {:>12.1} {:>12.1}", case.name, case.samples[ROUNDS / 2], case.samples[0]);
    }
    if FIRST_USE.contains(&filter) {
        report_first_use();
    }
}

fn cases() -> Vec<Case> {
    let latest = Finder::default();
    let book = Finder::new("6.3".parse().expect("a version of the list"));
    let total = |name, finder: Finder, query: &'static str| {
        Case::new(name, move || finder.find(black_box(query)).total())
    };
    let answer = |name, finder: Finder, query: &'static str, limit: usize| {
        let mut out = Vec::new();
        Case::new(name, move || {
            out.clear();
            let matches = finder.find(black_box(query));
            let total = matches.total();
            for c in matches.take(limit) {
                book::write_line(&mut out, c);
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(book::status(query, total, UnicodeVersion::LATEST).as_bytes());
            out.len()
        })
    };
    let named: Vec<char> = "♚aé순一𗀀🐱☃".chars().collect();
    let mut name = Vec::new();
    vec![
        total("total: chess black", latest, "chess black"),
        total("total: chess black, as of 6.3", book, "chess black"),
        total("total: sun", latest, "sun"),
        total("total: sun, as of 6.3", book, "sun"),
        total("total: letter", latest, "letter"),
        total("total: letter, as of 6.3", book, "letter"),
        total("total: cjk", latest, "cjk"),
        total("total: latin small letter a", latest, "latin small letter a"),
        total("total: small letter", latest, "small letter"),
        total("total: an unknown word", latest, "qwertyuiop"),
        total("total: hangul syllable", latest, "hangul syllable sun"),
        answer("answer: chess black", latest, "chess black", usize::MAX),
        answer("answer: sun", latest, "sun", usize::MAX),
        answer("answer: letter", latest, "letter", usize::MAX),
        answer("answer: cjk, the first 100", latest, "cjk", 100),
        Case::new("after: cjk, from the middle", move || {
            latest.find(black_box("cjk")).after(black_box('龍')).len()
        }),
        Case::new("name: eight characters", move || {
            name.clear();
            named.iter().filter_map(|c| char_name(black_box(*c))).for_each(|own| own.write_to(&mut name));
            name.len()
        }),
        Case::new("prefix: che, the words", || words(black_box("CHE")).map(str::len).sum()),
        Case::new("prefix: che, the words and their matches", move || {
            words(black_box("CHE")).map(|word| latest.find(word).total()).sum()
        }),
        Case::new("prefix: c, the words", || words(black_box("C")).map(str::len).sum()),
    ]
}

/// Words of other languages, and ideographs.
fn tongues() -> Vec<Case> {
    let exact =
        |name, word: &'static str| Case::new(name, move || languages::lookup(black_box(word)).count());
    let near =
        |name, word: &'static str| Case::new(name, move || languages::words_near(black_box(word)).count());
    let inside = |name, part: &'static str| {
        Case::new(name, move || languages::words_with_inside(black_box(part)).take(100).count())
    };
    vec![
        exact("languages: soleil", "soleil"),
        exact("languages: солнце", "солнце"),
        exact("languages: 太阳", "太阳"),
        exact("languages: सूरज", "सूरज"),
        exact("languages: an unknown word", "qwertyuiop"),
        near("languages near: soliel", "soliel"),
        near("languages near: aktualisierung", "aktualisierung"),
        near("languages near: сонлце", "сонлце"),
        near("languages near: qwertyuiop", "qwertyuiop"),
        inside("languages inside: 象棋", "象棋"),
        inside("languages inside: า", "า"),
        Case::new("languages: a short name", || {
            languages::short_name(black_box(Item::Char('☀')), Language::all().last().expect("English"))
                .map_or(0, |name| name.len())
        }),
        Case::new("languages: a short name, each time in another language", {
            let mut languages = Language::all().skip(1).collect::<Vec<_>>().into_iter().cycle();
            move || {
                let language = languages.next().unwrap_or(Language::ENGLISH);
                languages::short_name(black_box(Item::Char('☀')), language).map_or(0, |name| name.len())
            }
        }),
        Case::new("unihan lookup: sun", || unihan::lookup(black_box("sun")).count()),
        Case::new("unihan lookup: hao3", || unihan::lookup(black_box("hao3")).count()),
        Case::new("unihan lookup: taiyou", || unihan::lookup(black_box("taiyou")).count()),
        Case::new("unihan: of 好", || usize::from(unihan::of(black_box('好')).is_some())),
        Case::new("unihan: of, each time in another block", {
            let mut chars = ('一'..='鿿').step_by(1_000).collect::<Vec<_>>().into_iter().cycle();
            move || usize::from(chars.next().and_then(unihan::of).is_some())
        }),
        Case::new("unihan: by radical", || unihan::by_radical(black_box(85), 3..=3).count()),
    ]
}

/// Something to time.
struct Case {
    name: &'static str,
    run: Box<dyn FnMut() -> usize>,
    /// How often it runs in a sample; the first sample doubles it until it takes [`SAMPLE`].
    repeat: u32,
    /// Nanoseconds for each run.
    samples: Vec<f64>,
}

impl Case {
    fn new(name: &'static str, run: impl FnMut() -> usize + 'static) -> Self {
        Self { name, run: Box::new(run), repeat: 1, samples: Vec::new() }
    }

    fn sample(&mut self) {
        let mut elapsed = time(self.repeat, &mut self.run);
        while self.samples.is_empty() && elapsed < SAMPLE {
            self.repeat *= 2;
            elapsed = time(self.repeat, &mut self.run);
        }
        self.samples.push(elapsed.as_nanos() as f64 / f64::from(self.repeat));
    }
}

fn time(repeat: u32, run: &mut impl FnMut() -> usize) -> Duration {
    let start = Instant::now();
    for _ in 0..repeat {
        black_box(run());
    }
    start.elapsed()
}

/// What the first search of a process costs: the check of the tables, with the page faults.
fn first_use() -> Duration {
    let start = Instant::now();
    black_box(Finder::default().find(black_box("chess black")).total());
    start.elapsed()
}

fn report_first_use() {
    let Ok(program) = std::env::current_exe() else { return };
    let mut samples: Vec<u64> = (0..ROUNDS)
        .filter_map(|_| Command::new(&program).arg(FIRST_USE).output().ok())
        .filter_map(|output| String::from_utf8(output.stdout).ok()?.trim().parse().ok())
        .collect();
    samples.sort_unstable();
    if let (Some(median), Some(best)) = (samples.get(samples.len() / 2), samples.first()) {
        println!("{:<44} {median:>12} {best:>12}", "first use, in a new process");
    }
}

/// The argument that makes a process report what its first use took.
const FIRST_USE: &str = "--first-use";

const ROUNDS: usize = 31;

const SAMPLE: Duration = Duration::from_millis(2);
