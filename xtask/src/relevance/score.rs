//! The measure: of the ranks of a set's queries, the figures by which finders are compared.

use std::fmt::{self, Display, Formatter};

use super::set::Query;

/// How well a finder answered a set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Score {
    /// The number of queries.
    pub(super) queries: usize,
    /// Of how many the first result is wanted.
    first: usize,
    /// Of how many one of the first five results is wanted.
    top: usize,
    /// The sum of 1/rank.
    reciprocal: f64,
}

impl Score {
    /// The score of `answers` to `queries`, each a query's results, best first.
    pub(super) fn of<'a>(answers: impl IntoIterator<Item = (&'a Query, &'a Vec<String>)>) -> Self {
        let mut score = Self::default();
        for (query, found) in answers {
            score.add(query.rank(found));
        }
        score
    }

    fn add(&mut self, rank: Option<usize>) {
        self.queries += 1;
        let Some(rank) = rank.filter(|rank| *rank <= RESULTS) else { return };
        self.first += usize::from(rank == 1);
        self.top += usize::from(rank <= TOP);
        self.reciprocal += 1.0 / rank as f64;
    }

    /// The share of queries whose first result is wanted.
    pub(super) fn recall_at_1(&self) -> f64 {
        self.share(self.first as f64)
    }

    /// The share of queries with a wanted result among the first five.
    pub(super) fn recall_at_5(&self) -> f64 {
        self.share(self.top as f64)
    }

    /// The mean of 1/rank, of ranks up to [`RESULTS`].
    pub(super) fn mean_reciprocal_rank(&self) -> f64 {
        self.share(self.reciprocal)
    }

    fn share(&self, sum: f64) -> f64 {
        if self.queries == 0 { 0.0 } else { sum / self.queries as f64 }
    }
}

impl Display for Score {
    /// The cells of a row: recall@1, recall@5, MRR.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (first, top, mean) = (self.recall_at_1(), self.recall_at_5(), self.mean_reciprocal_rank());
        write!(f, "{:.3} | {:.3} | {:.3}", cut(first), cut(top), cut(mean))
    }
}

/// What a set must reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    recall_at_1: f64,
    recall_at_5: f64,
    mean_reciprocal_rank: f64,
}

impl Target {
    /// Of the English sets, each by itself.
    pub(super) const ENGLISH: Self =
        Self { recall_at_1: 0.90, recall_at_5: 0.98, mean_reciprocal_rank: 0.93 };
    /// Of the other languages together.
    pub(super) const LANGUAGES: Self =
        Self { recall_at_1: 0.85, recall_at_5: 0.95, mean_reciprocal_rank: 0.0 };

    /// What `score` lacks, a clause for each figure.
    pub(super) fn shortfalls(&self, score: &Score) -> Vec<String> {
        [
            ("recall@1", score.recall_at_1(), self.recall_at_1),
            ("recall@5", score.recall_at_5(), self.recall_at_5),
            ("MRR", score.mean_reciprocal_rank(), self.mean_reciprocal_rank),
        ]
        .into_iter()
        .filter(|(_, reached, wanted)| reached < wanted)
        .map(|(name, reached, wanted)| format!("{name} is {:.3}, below {wanted:.2}", cut(reached)))
        .collect()
    }
}

/// The share to three places, cut and not rounded, so that a figure that is shown is reached.
fn cut(share: f64) -> f64 {
    (share * 1000.0 + CUT_SLACK).floor() / 1000.0
}

/// How many results of a query are looked at.
pub(super) const RESULTS: usize = 10;
/// How many results one sees at a glance.
const TOP: usize = 5;
/// So that 0.07 × 1000, which is a little less than 70, is cut to 70.
const CUT_SLACK: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;

    fn score(ranks: &[Option<usize>]) -> Score {
        let mut score = Score::default();
        ranks.iter().for_each(|rank| score.add(*rank));
        score
    }

    #[test]
    fn the_figures_are_those_of_the_document() {
        let score = score(&[Some(1), Some(2), Some(5), Some(10), Some(11), None, Some(1), Some(1)]);
        assert_eq!(score.queries, 8);
        assert!((score.recall_at_1() - 3.0 / 8.0).abs() < 1e-12);
        assert!((score.recall_at_5() - 5.0 / 8.0).abs() < 1e-12);
        assert!((score.mean_reciprocal_rank() - (3.0 + 0.5 + 0.2 + 0.1) / 8.0).abs() < 1e-12);
        assert_eq!(score.to_string(), "0.375 | 0.625 | 0.475");
    }

    #[test]
    fn a_set_of_nothing_has_figures_too() {
        assert_eq!(score(&[]).to_string(), "0.000 | 0.000 | 0.000");
    }

    #[test]
    fn a_target_names_what_is_not_reached() {
        let mut ranks = vec![Some(1); 90];
        ranks.extend([Some(2); 8]);
        ranks.extend([None; 2]);
        assert_eq!(Target::ENGLISH.shortfalls(&score(&ranks)), Vec::<String>::new());
        ranks.push(None);
        let shortfalls = Target::ENGLISH.shortfalls(&score(&ranks));
        assert_eq!(shortfalls, ["recall@1 is 0.891, below 0.90", "recall@5 is 0.970, below 0.98"]);
        assert_eq!(Target::LANGUAGES.shortfalls(&score(&ranks)), Vec::<String>::new());
    }
}
