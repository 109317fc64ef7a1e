//! Options that several commands have.

use charfinder::{Language, UnicodeVersion};
use clap::{Args, ValueEnum};

use super::value::Known;
use crate::cli::template::Template;

/// What is searched, and how.
#[derive(Debug, Args)]
pub(in super::super) struct SearchOptions {
    /// Search as of this version of Unicode, 1.1 to 18.0
    #[arg(long, value_name = "V", default_value_t = UnicodeVersion::LATEST, value_parser = Known::<UnicodeVersion>::new(), hide_possible_values = true)]
    pub(in super::super) unicode: UnicodeVersion,
    /// Search keywords in this language beside English; may be repeated [default: that of the locale]
    #[arg(short, long, value_name = "TAG", value_delimiter = ',', value_parser = Known::<Language>::new(), hide_possible_values = true)]
    pub(in super::super) lang: Vec<Language>,
}

/// How an answer is written.
#[derive(Debug, Args)]
pub(in super::super) struct OutputOptions {
    /// Print at most N results, 0 for all [default: 1000; on a terminal 20 or what fits]
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_limit, allow_negative_numbers = true)]
    pub(in super::super) limit: Option<usize>,
    /// Print JSON
    #[arg(long, group = "layout")]
    pub(in super::super) json: bool,
    /// Print columns between tabs, under a line with their names
    #[arg(long, group = "layout")]
    pub(in super::super) tsv: bool,
    /// Print a table, even where no terminal is
    #[arg(long, group = "layout")]
    pub(in super::super) table: bool,
    /// Print a line made to measure: `%{char} %{cp} %{name}`; --help lists the fields
    #[arg(short, long, value_name = "TEMPLATE", group = "layout")]
    pub(in super::super) format: Option<Template>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(in super::super) color: Color,
}

fn parse_limit(text: &str) -> Result<usize, String> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_number { text.parse().ok() } else { None };
    number.ok_or_else(|| format!("allowed are 1 to {}, and 0 for all", usize::MAX))
}

/// How a list of other things than characters is written.
#[derive(Debug, Args)]
pub(in super::super) struct ListOptions {
    /// Print JSON
    #[arg(long, group = "list_layout")]
    pub(in super::super) json: bool,
    /// Print columns between tabs, under a line with their names
    #[arg(long, group = "list_layout")]
    pub(in super::super) tsv: bool,
    /// Print a table, even where no terminal is
    #[arg(long, group = "list_layout")]
    pub(in super::super) table: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(in super::super) color: Color,
}

impl ListOptions {
    /// The layout that was asked for, or the one that suits who reads.
    pub(in super::super) fn layout(&self, is_terminal: bool) -> Layout {
        match self {
            Self { json: true, .. } => Layout::Json,
            Self { tsv: true, .. } => Layout::Tsv,
            Self { table, .. } if *table || is_terminal => Layout::Table,
            _ => Layout::Lines,
        }
    }
}

/// How lines are laid out.
#[derive(Clone, Debug)]
pub(in super::super) enum Layout {
    /// For people.
    Table,
    /// Code point, character and name, with tabs between.
    Lines,
    Tsv,
    Json,
    Template(Template),
}

impl OutputOptions {
    /// The layout that was asked for, or the one that suits who reads.
    pub(in super::super) fn layout(&self, is_terminal: bool) -> Layout {
        match &self.format {
            Some(template) => Layout::Template(template.clone()),
            None if self.json => Layout::Json,
            None if self.tsv => Layout::Tsv,
            None if self.table || is_terminal => Layout::Table,
            None => Layout::Lines,
        }
    }

    /// Whether a layout was asked for.
    pub(in super::super) fn has_layout(&self) -> bool {
        self.format.is_some() || self.json || self.tsv || self.table
    }
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in super::super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in super::super) enum Order {
    /// Best first
    Rank,
    /// By code point, found by whole words of names alone, and printed as in the book
    Codepoint,
}
