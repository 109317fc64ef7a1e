//! All findings of a text, in one walk through its clusters.

use std::collections::VecDeque;

use super::bidi::{OpenDirections, ends_paragraph};
use super::cluster::{Cluster, Clusters, Content};
use super::finding::Finding;
use super::hidden;
use super::line_ends::LineEnds;
use super::word::{Word, proper_scripts};
use crate::is_bidi_control;

/// What there is to tell about `text`.
///
/// What is about one place comes in the order of the text; what is about a word comes at its end, and what was left open in a
/// paragraph at the end of that. A text that is not all ASCII is read twice: first for the scripts that its words are
/// written in, so that a short word of theirs is not taken for a disguised one.
///
/// ```
/// use charfinder::identify::{FindingKind, Severity, findings};
///
/// let text = "if access \u{202E}{ admin }".as_bytes();
/// let worst = findings(text).map(|finding| finding.severity).max();
/// assert_eq!(worst, Some(Severity::Danger));
/// assert!(findings(text).any(|finding| finding.kind == FindingKind::BidiUnclosed));
/// assert_eq!(findings("naïve café".as_bytes()).count(), 0);
/// ```
pub fn findings(text: &[u8]) -> Findings<'_> {
    Findings {
        text,
        clusters: Clusters::new(text),
        scripts: proper_scripts(text),
        word: None,
        directions: OpenDirections::default(),
        line_ends: LineEnds::default(),
        found: VecDeque::new(),
        is_ended: false,
    }
}

/// The iterator that [`findings`] makes.
#[derive(Clone, Debug)]
pub struct Findings<'a> {
    text: &'a [u8],
    clusters: Clusters<'a>,
    scripts: Vec<&'static str>,
    word: Option<Word<'a>>,
    directions: OpenDirections,
    line_ends: LineEnds,
    /// What was found and not handed out yet: no more than a cluster, a word and a paragraph's end give.
    found: VecDeque<Finding>,
    is_ended: bool,
}

impl Iterator for Findings<'_> {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            if let Some(finding) = self.found.pop_front() {
                return Some(finding);
            }
            if self.is_ended {
                return None;
            }
            match self.clusters.next() {
                Some(cluster) => self.handle_cluster(cluster),
                None => {
                    self.handle_word_end();
                    self.found.extend(self.directions.handle_paragraph_end());
                    self.is_ended = true;
                }
            }
        }
    }
}

impl<'a> Findings<'a> {
    fn handle_cluster(&mut self, cluster: Cluster<'a>) {
        let text = match cluster.content {
            Content::Valid(text) => text,
            Content::Invalid(bytes) => {
                self.handle_word_end();
                self.found.push_back(hidden::invalid(bytes, cluster.start));
                return;
            }
        };
        let first = text.chars().next().expect("a cluster has a character");
        if Word::takes(text) {
            let word = self.word.get_or_insert_with(|| Word::new(self.text, cluster.start));
            word.push(text);
            if word.is_long() {
                self.handle_word_end();
            }
        } else {
            self.handle_word_end();
        }
        if is_bidi_control(first) {
            self.found.push_back(self.directions.handle_control(first, cluster.start));
            return;
        }
        if ends_paragraph(first) {
            self.found.extend(self.directions.handle_paragraph_end());
            self.found.extend(self.line_ends.handle(text, cluster.start));
        }
        self.found.extend(hidden::findings(text, cluster.start));
    }

    fn handle_word_end(&mut self) {
        if let Some(word) = self.word.take() {
            self.found.extend(word.findings(&self.scripts));
        }
    }
}
