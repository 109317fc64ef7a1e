//! Lists of other things than characters: blocks, ranges, languages. Each row has the same columns.

use std::io;

use charfinder::{OneLine, is_bidi_control};

use super::arguments::Layout;
use super::json::write_string;
use super::out::Out;
use super::paint::Style;
use super::table::{Cell, Column, Table};
use super::terminal::Terminal;

/// Rows under the names of their columns.
pub(super) struct Listing {
    /// The name, which is the member's in JSON, and how the column looks.
    pub(super) columns: &'static [(&'static str, Column, Style)],
    pub(super) rows: Vec<Vec<Value>>,
}

/// What stands in a row.
pub(super) enum Value {
    Text(String),
    Number(u64),
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => OneLine::new(text).to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Listing {
    /// Keeps the rows that have all of `words` in their texts, in any case.
    pub(super) fn filter(&mut self, words: &[String]) {
        let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        self.rows.retain(|row| {
            let texts: Vec<String> = row.iter().map(|value| value.shown().to_lowercase()).collect();
            words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
        });
    }

    /// Prints the rows: as a table with a header, as lines with tabs between and a header where TSV was asked for, or as a list
    /// of JSON objects.
    pub(super) fn print(&self, layout: &Layout, terminal: Terminal) -> io::Result<()> {
        let mut out = Out::default();
        match layout {
            Layout::Table => self.write_table(&mut out.bytes, terminal),
            Layout::Json => self.write_json(&mut out)?,
            Layout::Tsv => {
                let names: Vec<&str> = self.columns.iter().map(|(name, ..)| *name).collect();
                out.bytes.extend_from_slice(names.join("\t").as_bytes());
                out.bytes.push(b'\n');
                self.write_lines(&mut out)?;
            }
            Layout::Lines | Layout::Template(_) => self.write_lines(&mut out)?,
        }
        out.flush()
    }

    fn write_table(&self, out: &mut Vec<u8>, terminal: Terminal) {
        let columns: Vec<Column> = self.columns.iter().map(|(_, column, _)| *column).collect();
        let mut table = Table::new(&columns, terminal);
        let header = self.columns.iter().map(|(name, ..)| Cell::new(Style::Strong, name.replace('_', " ")));
        table.row(header.collect());
        for row in &self.rows {
            let cells = self.columns.iter().zip(row);
            table.row(cells.map(|((_, _, style), value)| Cell::new(*style, value.shown())).collect());
            if table.is_full() {
                table.write(out);
            }
        }
        table.write(out);
    }

    fn write_lines(&self, out: &mut Out) -> io::Result<()> {
        for row in &self.rows {
            let values: Vec<String> = row.iter().map(Value::shown).map(|value| escaped(&value)).collect();
            out.bytes.extend_from_slice(values.join("\t").as_bytes());
            out.bytes.push(b'\n');
            out.flush_full()?;
        }
        Ok(())
    }

    fn write_json(&self, out: &mut Out) -> io::Result<()> {
        out.bytes.push(b'[');
        for (nth, row) in self.rows.iter().enumerate() {
            out.bytes.extend_from_slice(if nth == 0 { b"{" } else { b",{" });
            for (at, ((name, ..), value)) in self.columns.iter().zip(row).enumerate() {
                if at > 0 {
                    out.bytes.push(b',');
                }
                write_string(&mut out.bytes, name);
                out.bytes.push(b':');
                match value {
                    Value::Text(text) => write_string(&mut out.bytes, text),
                    Value::Number(number) => out.bytes.extend_from_slice(number.to_string().as_bytes()),
                }
            }
            out.bytes.push(b'}');
            out.flush_full()?;
        }
        out.bytes.extend_from_slice(b"]\n");
        Ok(())
    }
}

/// `text` without controls, other ends of lines and what turns a line around: `\t`, `\n`, `\u{85}`, `\u{202e}`.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_bidi_control(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_breaks_a_line() {
        assert_eq!(escaped("a\tb\n\u{85}\u{2028}é"), "a\\tb\\n\\u{85}\\u{2028}é");
    }

    #[test]
    fn no_character_turns_a_line_around() {
        assert_eq!(escaped("\u{202e}a\u{200f}\u{2066}\u{200d}"), "\\u{202e}a\\u{200f}\\u{2066}\u{200d}");
    }
}
