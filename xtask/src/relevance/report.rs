//! The report: tables of figures in Markdown, padded so that they can be read in a terminal too.
//!
//! Of the frozen third nothing but figures is ever told.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::score::{RESULTS, Score, Target};
use super::set::{Query, Sets};

/// What one finder answered: the results of each query of a set, in the order of the set.
pub(super) struct Answers {
    /// What the finder is called.
    pub(super) name: String,
    pub(super) english: Vec<Vec<String>>,
    pub(super) frozen: Vec<Vec<String>>,
}

impl Answers {
    fn open(&self, sets: &Sets) -> Score {
        Score::of(sets.english.iter().zip(&self.english))
    }

    fn closed(&self, sets: &Sets) -> Score {
        Score::of(sets.frozen.iter().zip(&self.frozen))
    }

    fn both(&self, sets: &Sets) -> Score {
        Score::of(sets.english.iter().zip(&self.english).chain(sets.frozen.iter().zip(&self.frozen)))
    }
}

/// What was asked and answered.
pub(super) struct Run {
    pub(super) sets: Sets,
    /// charfinder, then those beside it.
    pub(super) finders: Vec<Answers>,
    /// charfinder's answers to the queries in other languages.
    pub(super) languages: Vec<Vec<String>>,
}

impl Run {
    /// All figures, as a document that stands under the title of `relevance/RESULTS.md`.
    pub(super) fn figures(&self) -> String {
        let mut text = String::new();
        text.push_str("## English\n\n");
        text.push_str(&self.side_by_side());
        text.push_str("\n## charfinder by source\n\nThe frozen third is left out.\n\n");
        text.push_str(&grouped("source", &self.sets.english, &self.finders[0].english, |query| {
            &query.source
        }));
        text.push_str("\n## charfinder in other languages\n\n");
        text.push_str(&grouped("language", &self.sets.languages, &self.languages, |query| &query.language));
        text
    }

    fn side_by_side(&self) -> String {
        let mut rows = vec![row(&format!("finder | set | queries | {FIGURES}"))];
        for answers in &self.finders {
            for (set, score) in [
                ("all", answers.both(&self.sets)),
                ("open", answers.open(&self.sets)),
                ("frozen", answers.closed(&self.sets)),
            ] {
                rows.push(row(&format!("{} | {set} | {} | {score}", answers.name, score.queries)));
            }
        }
        table(&rows)
    }

    /// What is below its target, a sentence each.
    pub(super) fn shortfalls(&self) -> Vec<String> {
        let charfinder = &self.finders[0];
        let languages = Score::of(self.sets.languages.iter().zip(&self.languages));
        [
            ("English, all", charfinder.both(&self.sets), Target::ENGLISH),
            ("English, frozen", charfinder.closed(&self.sets), Target::ENGLISH),
            ("languages", languages, Target::LANGUAGES),
        ]
        .iter()
        .flat_map(|(name, score, target)| {
            target.shortfalls(score).into_iter().map(move |what| format!("{name}: {what}"))
        })
        .collect()
    }

    /// The queries whose first result is not wanted: the rank of what is, and what came first instead.
    pub(super) fn misses(&self) -> String {
        let mut text = String::new();
        let english = self.sets.english.iter().zip(&self.finders[0].english);
        for (query, found) in english.chain(self.sets.languages.iter().zip(&self.languages)) {
            let rank = match query.rank(found) {
                Some(1) => continue,
                Some(rank) => rank.to_string(),
                None => "-".to_owned(),
            };
            let Query { language, text: words, .. } = query;
            let (wanted, found) = (shown(&query.wanted), shown(&found[..found.len().min(MISSES_SHOWN)]));
            let words = words.escape_debug();
            writeln!(text, "{rank:>3} {language} `{words}` wants {wanted}, first {found}")
                .expect("a String takes all");
        }
        text
    }
}

/// The text of `relevance/RESULTS.md`.
pub(super) fn document(figures: &str) -> String {
    format!(
        "# Relevance: results\n\nWritten by `cargo xtask relevance --peers`; the measure and the sets are described in `README.md`. \
         Each finder is\nasked the same queries as one argument and judged by its first {RESULTS} results in the order it prints them. \
         charfinder and the\nbook's finder have Unicode 18.0.\n\n{figures}"
    )
}

/// A table with a row for each value of `key`, in the order of the values, and one for all.
fn grouped<'a>(
    title: &str,
    queries: &'a [Query],
    answers: &'a [Vec<String>],
    key: impl Fn(&Query) -> &String,
) -> String {
    let mut groups: BTreeMap<&str, Vec<(&Query, &Vec<String>)>> = BTreeMap::new();
    for (query, found) in queries.iter().zip(answers) {
        groups.entry(key(query)).or_default().push((query, found));
    }
    let mut rows = vec![row(&format!("{title} | queries | {FIGURES}"))];
    for (name, members) in groups {
        let score = Score::of(members);
        rows.push(row(&format!("{name} | {} | {score}", score.queries)));
    }
    let score = Score::of(queries.iter().zip(answers));
    rows.push(row(&format!("all | {} | {score}", score.queries)));
    table(&rows)
}

fn row(cells: &str) -> Vec<String> {
    cells.split(" | ").map(str::to_owned).collect()
}

/// The rows as a Markdown table, the first being its head.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).max(RULE_WIDTH_MIN)).collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            write!(text, "| {cell:<width$} ").expect("a String takes all");
        }
        text.push_str("|\n");
        if index == 0 {
            text.extend(widths.iter().map(|width| format!("| {} ", "-".repeat(*width))));
            text.push_str("|\n");
        }
    }
    text
}

/// Texts with their code points, so that what cannot be seen is told apart.
fn shown(texts: &[String]) -> String {
    let shown = |text: &String| {
        let points: Vec<String> = text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        format!("{} {}", points.join("+"), text.escape_debug())
    };
    if texts.is_empty() {
        "nothing".to_owned()
    } else {
        texts.iter().map(shown).collect::<Vec<_>>().join(", ")
    }
}

const FIGURES: &str = "recall@1 | recall@5 | MRR";
/// Fewer dashes are no rule in some readers of Markdown.
const RULE_WIDTH_MIN: usize = 3;
/// How many results are shown of a query whose first one is not wanted.
const MISSES_SHOWN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str, wanted: &str) -> Query {
        Query {
            language: "en".to_owned(),
            text: text.to_owned(),
            wanted: vec![wanted.to_owned()],
            source: "name".to_owned(),
        }
    }

    fn run() -> Run {
        let sets = Sets {
            english: vec![query("star", "★"), query("king", "♚")],
            frozen: vec![query("secret", "☃")],
            languages: vec![query("étoile", "★")],
        };
        let found = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let finders = vec![Answers {
            name: "charfinder".to_owned(),
            english: vec![found(&["★"]), found(&["\u{200D}", "♚"])],
            frozen: vec![found(&["☄"])],
        }];
        Run { sets, finders, languages: vec![found(&[])] }
    }

    #[test]
    fn the_figures_stand_in_tables() {
        let figures = run().figures();
        for line in [
            "| charfinder | all    | 3       | 0.333    | 0.666    | 0.500 |",
            "| charfinder | open   | 2       | 0.500    | 1.000    | 0.750 |",
            "| charfinder | frozen | 1       | 0.000    | 0.000    | 0.000 |",
            "| name   | 2       | 0.500    | 1.000    | 0.750 |",
            "| en       | 1       | 0.000    | 0.000    | 0.000 |",
        ] {
            assert!(figures.lines().any(|there| there == line), "{line} in\n{figures}");
        }
    }

    #[test]
    fn misses_tell_all_but_the_frozen_third() {
        assert_eq!(
            run().misses(),
            "  2 en `king` wants U+265A ♚, first U+200D \\u{200d}, U+265A ♚\n  - en `étoile` wants U+2605 ★, first nothing\n"
        );
    }

    #[test]
    fn what_is_below_its_target_is_named() {
        let shortfalls = run().shortfalls();
        assert!(
            shortfalls.contains(&"English, frozen: recall@1 is 0.000, below 0.90".to_owned()),
            "{shortfalls:?}"
        );
        assert!(
            shortfalls.contains(&"languages: recall@5 is 0.000, below 0.95".to_owned()),
            "{shortfalls:?}"
        );
    }
}
