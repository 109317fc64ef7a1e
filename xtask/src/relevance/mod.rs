//! The task `relevance`: how often charfinder's first results are what people mean.
//!
//! The test sets stand in `relevance/` and are read by [`set`]; [`rank`] asks charfinder and [`peers`] the others; [`score`] is
//! the measure and what must be reached; [`report`] writes. The sets came before the search: see `relevance/README.md`.

mod peers;
mod rank;
mod report;
mod score;
mod set;

use std::fs;

use anyhow::{Context, bail};

use self::peers::Peer;
use self::rank::Finder;
use self::report::{Answers, Run};
use self::set::{Query, Sets};
use crate::root;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let options = Options::parse(args)?;
    let sets = Sets::read(&root().join(set::FOLDER))?;
    rank::build()?;
    let languages = rank::ask(Finder::Ranked, &sets.languages.iter().collect::<Vec<_>>())?;
    let mut finders = vec![charfinder("charfinder", Finder::Ranked, &sets)?];
    if options.peers {
        finders.push(charfinder("the book's finder", Finder::Book, &sets)?);
        for peer in Peer::all()? {
            finders.push(beside(&peer, &sets));
        }
    }
    let run = Run { sets, finders, languages };

    let figures = run.figures();
    print!("{figures}");
    if options.peers {
        let path = root().join(set::FOLDER).join(RESULTS_FILE);
        fs::write(&path, report::document(&figures))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if options.misses {
        print!("\n{}", run.misses());
    }
    let shortfalls = run.shortfalls();
    if options.check && !shortfalls.is_empty() {
        bail!("below the targets: {}", shortfalls.join("; "));
    }
    Ok(())
}

/// What charfinder answers, by one of its searches.
fn charfinder(name: &str, finder: Finder, sets: &Sets) -> anyhow::Result<Answers> {
    let queries: Vec<&Query> = sets.english.iter().chain(&sets.frozen).collect();
    let mut english = rank::ask(finder, &queries)?;
    let frozen = english.split_off(sets.english.len());
    Ok(Answers { name: name.to_owned(), english, frozen })
}

/// What `peer` answers, one query after the other.
fn beside(peer: &Peer, sets: &Sets) -> Answers {
    let ask = |queries: &[Query]| queries.iter().map(|query| peer.ask(&query.text)).collect();
    Answers { name: peer.name.clone(), english: ask(&sets.english), frozen: ask(&sets.frozen) }
}

/// The arguments of the task.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    /// Ask other finders too, and write [`RESULTS_FILE`].
    peers: bool,
    /// Fail below the targets.
    check: bool,
    /// List what is not found first.
    misses: bool,
}

impl Options {
    fn parse(args: &[String]) -> anyhow::Result<Self> {
        let mut options = Self::default();
        for arg in args {
            match arg.as_str() {
                "--peers" => options.peers = true,
                "--check" => options.check = true,
                "--misses" => options.misses = true,
                other => bail!("takes `--peers`, `--check` and `--misses`, but got `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Where the figures are committed, in the folder of the sets.
const RESULTS_FILE: &str = "RESULTS.md";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_stand_in_any_order_and_others_are_named() {
        let parse =
            |args: &[&str]| Options::parse(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&[]).unwrap(), Options::default());
        let all = Options { peers: true, check: true, misses: true };
        assert_eq!(parse(&["--misses", "--check", "--peers"]).unwrap(), all);
        assert!(parse(&["--frozen"]).unwrap_err().to_string().contains("`--frozen`"));
    }
}
