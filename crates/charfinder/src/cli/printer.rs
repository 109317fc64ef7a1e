//! Rows in the layout that was asked for.

use std::io;
use std::ops::Range;

use charfinder::{Field, Glyph, Group, OneLine, Why};

use super::arguments::Layout;
use super::details::one_line;
use super::json;
use super::listing::escaped;
use super::out::Out;
use super::paint::Style;
use super::row::Row;
use super::table::{Cell, Column, NARROW, Table};
use super::terminal::Terminal;

/// What the rows are, which decides on their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Characters,
    /// With a group and a reason.
    Results,
    /// With the group and the subgroup of each, and how sure it is.
    Emoji,
}

/// Writes rows to standard output, one after the other.
pub(super) struct Printer {
    layout: Layout,
    terminal: Terminal,
    with_why: bool,
    kind: Kind,
    /// The words of the query, which are marked in names.
    words: Vec<String>,
    out: Out,
    table: Table,
    /// Rows whose layout depends on all others.
    held: Vec<Row>,
    group: Option<Group>,
    count: usize,
}

impl Printer {
    /// For rows that were not searched for.
    pub(super) fn new(layout: Layout, terminal: Terminal) -> Self {
        Self {
            layout,
            terminal,
            with_why: false,
            kind: Kind::Characters,
            words: Vec::new(),
            out: Out::default(),
            table: Table::new(COLUMNS, terminal),
            held: Vec::new(),
            group: None,
            count: 0,
        }
    }

    /// For the results of `query`; `with_why` says of each what matched.
    pub(super) fn for_query(layout: Layout, terminal: Terminal, query: &str, with_why: bool) -> Self {
        Self { with_why, kind: Kind::Results, words: words(query), ..Self::new(layout, terminal) }
    }

    /// For the emoji that `query` means.
    pub(super) fn for_emoji(layout: Layout, terminal: Terminal, query: &str) -> Self {
        Self { kind: Kind::Emoji, words: words(query), ..Self::new(layout, terminal) }
    }

    /// Begins the answer. As JSON it is the object that `members`, which must not be empty, begins, with the rows as `results`.
    pub(super) fn begin(&mut self, members: impl FnOnce(&mut Vec<u8>)) {
        match &self.layout {
            Layout::Json => {
                members(&mut self.out.bytes);
                self.out.bytes.extend_from_slice(b",\"results\":[");
            }
            Layout::Tsv => {
                let more = match self.kind {
                    Kind::Characters => "",
                    Kind::Results => "\tgroup\tfield\twhy\tlanguage",
                    Kind::Emoji => "\temoji_group\temoji_subgroup\tgroup",
                };
                self.out.bytes.extend_from_slice(format!("codepoint\tchar\tname{more}\n").as_bytes());
            }
            Layout::Table | Layout::Lines | Layout::Template(_) => {}
        }
    }

    /// Prints `row`.
    pub(super) fn row(&mut self, row: Row) -> io::Result<()> {
        self.count += 1;
        let bytes = &mut self.out.bytes;
        match &self.layout {
            Layout::Table => self.table_row(&row),
            Layout::Lines => {
                let fields = [&row.subject.notation(), &escaped(&row.subject.text()), &row.name()];
                bytes.extend_from_slice(fields.map(String::as_str).join("\t").as_bytes());
                if let (true, Some(why)) = (self.with_why, &row.why) {
                    bytes.push(b'\t');
                    bytes.extend_from_slice(reason(why).as_bytes());
                }
                bytes.push(b'\n');
            }
            Layout::Tsv => write_tsv(bytes, &row),
            Layout::Json => {
                if self.count > 1 {
                    bytes.push(b',');
                }
                json::write_row(bytes, &row);
            }
            Layout::Template(template) if template.needs_all_rows() => self.held.push(row),
            Layout::Template(template) => {
                template.write(bytes, &row, &template.widths(&[], self.terminal), self.terminal);
                bytes.push(b'\n');
            }
        }
        self.out.flush_full()
    }

    /// Ends the answer, of which `more` rows were not printed and nobody asked to leave them out.
    pub(super) fn finish(mut self, more: usize) -> io::Result<()> {
        let bytes = &mut self.out.bytes;
        match &self.layout {
            Layout::Json => bytes.extend_from_slice(b"]}\n"),
            Layout::Template(template) => {
                let widths = template.widths(&self.held, self.terminal);
                for row in &self.held {
                    template.write(bytes, row, &widths, self.terminal);
                    bytes.push(b'\n');
                }
            }
            Layout::Table => {
                if more > 0 {
                    self.table.heading(Style::Faint, format!("… {more} more; --limit 0 for all"));
                }
                self.table.write(bytes);
            }
            Layout::Lines | Layout::Tsv => {}
        }
        self.out.flush()?;
        if more > 0 && !matches!(self.layout, Layout::Json | Layout::Table) {
            super::out::tell(format_args!("{more} more; --limit 0 for all"));
        }
        Ok(())
    }

    fn table_row(&mut self, row: &Row) {
        if row.group != self.group {
            match row.group {
                Some(Group::Partial) => self.table.heading(Style::Warning, "with some of the words:"),
                Some(Group::DidYouMean) => self.table.heading(Style::Warning, "did you mean:"),
                _ => {}
            }
            self.group = row.group;
        }
        let code_points = row.subject.code_points();
        let notation = match code_points.as_slice() {
            [first, _, ..] => format!("{first} +{}", code_points.len() - 1),
            _ => row.subject.notation(),
        };
        let name = OneLine::new(&row.name()).to_string();
        let why = row.why.as_ref().filter(|why| self.with_why || !is_plain(why, &row.name()));
        let why = match (why, row.emoji) {
            // Where there is little room, what matched says more than where it stands.
            (Some(why), _) if self.terminal.columns < NARROW && !self.with_why => one_line(&why.text),
            (Some(why), _) => one_line(&reason(why)),
            (None, Some(emoji)) => emoji.subgroup().to_owned(),
            (None, None) => String::new(),
        };
        let (in_name, in_why) = (marks(&name, &self.words), marks(&why, &self.words));
        self.table.row(vec![
            Cell::new(Style::Plain, Glyph::picture(&code_points)),
            Cell::new(Style::Key, notation),
            Cell::new(Style::Plain, name).with_strong(in_name),
            Cell::new(Style::Faint, why).with_strong(in_why),
        ]);
        if self.table.is_full() {
            self.table.write(&mut self.out.bytes);
        }
    }
}

/// The words of `query`, as they are looked for in names.
fn words(query: &str) -> Vec<String> {
    let words = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether the name alone shows what matched.
pub(super) fn is_plain(why: &Why, name: &str) -> bool {
    let is_in_name = || why.language.is_none() && name.to_lowercase().contains(&why.text.to_lowercase());
    why.field == Some(Field::Name) || why.field.is_some() && is_in_name()
}

/// What matched: `keyword (fr): roi`.
pub(super) fn reason(why: &Why) -> String {
    let Some(field) = why.field else { return why.text.clone() };
    match why.language {
        Some(language) => format!("{} ({language}): {}", field.as_str(), why.text),
        None if field == Field::Name => field.as_str().to_owned(),
        None => format!("{}: {}", field.as_str(), why.text),
    }
}

/// The parts of `text` with which words begin that were asked for.
fn marks(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let mut marks = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let lower = part.to_lowercase();
        // Where lower case has another length, nothing can be marked by it.
        let marked = words.iter().filter(|word| lower.starts_with(*word) && lower.len() == part.len());
        let length = marked.map(String::len).max().filter(|length| part.is_char_boundary(*length));
        marks.extend(length.map(|length| start..start + length));
        start += part.len();
    }
    marks
}

/// A line of tab-separated values. What would break the line or the column is an escape, as is the backslash of escapes.
fn write_tsv(out: &mut Vec<u8>, row: &Row) {
    let mut fields = vec![row.subject.notation(), row.subject.text(), row.name()];
    if let Some(emoji) = row.emoji {
        let group = row.group.map_or("", Group::as_str);
        fields.extend([emoji.group(), emoji.subgroup(), group].map(str::to_owned));
    } else if let Some(group) = row.group {
        let why = row.why.as_ref();
        fields.push(group.as_str().into());
        fields.push(why.and_then(|why| why.field).map_or("", Field::as_str).into());
        fields.push(why.map_or_else(String::new, |why| why.text.clone()));
        fields.push(why.and_then(|why| why.language).map_or("", |language| language.tag()).into());
    }
    for (nth, field) in fields.iter().enumerate() {
        if nth > 0 {
            out.push(b'\t');
        }
        out.extend_from_slice(escaped(field).as_bytes());
    }
    out.push(b'\n');
}

/// Picture, code point, name, reason.
const COLUMNS: &[Column] = &[Column::Fixed, Column::Fixed, Column::Flexible, Column::Flexible];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_begin() {
        let marked = |text: &str, words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            marks(text, &words).into_iter().map(|mark| text[mark].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(marked("BLACK CHESS KNIGHT-QUEEN", &["chess", "qu", "k"]), ["CHESS", "K", "QU"]);
        assert_eq!(marked("soleil, été", &["ét"]), ["ét"]);
        assert_eq!(marked("İ", &["i"]), Vec::<String>::new());
    }
}
