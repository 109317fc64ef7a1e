//! The names list of the standard: informal aliases, notes, cross references and headings.
//!
//! `NamesList.txt` is made for people; its syntax is in Unicode's `NamesList.html`. A line that starts with a code point opens the entry of a
//! character; of the lines below it those are taken that begin with `=`, `*` and `x` behind one tab. `@` opens a heading and `@@` a block.

use anyhow::Context;

use super::super::fetch::Fetched;
use super::super::field::Field;
use super::super::sources::UCD;

/// What the names list says.
#[derive(Default)]
pub(super) struct NamesList {
    /// Aliases and notes in the order of the list.
    pub(super) texts: Vec<(u32, Field, String)>,
    /// `(from, to)`, ascending by the first.
    pub(super) cross_references: Vec<(u32, u32)>,
    /// Ascending.
    pub(super) headings: Vec<Heading>,
}

/// A run of code points below one heading, without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Heading {
    pub(in super::super) first: u32,
    pub(in super::super) last: u32,
    pub(in super::super) text: String,
}

impl NamesList {
    pub(super) fn read(sources: &Fetched) -> anyhow::Result<Self> {
        Self::parse(&sources.zipped_text(&UCD, "charex/data/v16_0/UCD.zip", "NamesList.txt")?)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut list = Self::default();
        let mut heading: Option<&str> = None;
        let mut entry: Option<u32> = None;
        for line in text.lines() {
            let Some(detail) = line.strip_prefix('\t') else {
                entry = line.split_once('\t').and_then(|(point, _)| code_point(point));
                if let Some(c) = entry {
                    list.add_to_heading(heading, c);
                } else if line.starts_with("@@\t") {
                    heading = None;
                } else if let Some(text) = line.strip_prefix("@\t") {
                    heading = Some(text.trim()).filter(|text| !text.is_empty());
                }
                continue;
            };
            let Some(c) = entry else { continue };
            if let Some(alias) = detail.strip_prefix("= ") {
                list.texts.push((c, Field::ListAlias, alias.trim().to_owned()));
            } else if let Some(note) = detail.strip_prefix("* ") {
                list.texts.push((c, Field::Note, note.trim().to_owned()));
            } else if let Some(reference) = detail.strip_prefix("x ") {
                let to = referred(reference).with_context(|| format!("the cross reference `{line}`"))?;
                list.cross_references.push((c, to));
            }
        }
        // The list is in the order of code points, so that the sort changes nothing unless that changes.
        list.cross_references.sort_by_key(|(from, _)| *from);
        list.cross_references.dedup();
        Ok(list)
    }

    fn add_to_heading(&mut self, heading: Option<&str>, c: u32) {
        let Some(text) = heading else { return };
        match self.headings.last_mut() {
            Some(run) if run.last + 1 == c && run.text == text => run.last = c,
            _ => self.headings.push(Heading { first: c, last: c, text: text.to_owned() }),
        }
    }
}

/// The code point of `(digit one - 0031)` or `4E00`.
fn referred(reference: &str) -> Option<u32> {
    let last = reference.trim().trim_end_matches(')').rsplit(' ').next()?;
    code_point(last)
}

fn code_point(text: &str) -> Option<u32> {
    let is_one =
        (4..=6).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    if is_one { u32::from_str_radix(text, 16).ok().filter(|c| *c <= 0x10_FFFF) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_what_stands_below_them() {
        let list = NamesList::parse(
            "; charset=UTF-8\n@@@\tThe Unicode Standard\n\tIntroduction.\n\
             @@\t2190\tArrows\t21FF\n@\t\tSimple arrows\n@+\t\tA notice.\n\t* no note of anything\n\
             2191\tUPWARDS ARROW\n\t= up\n\t* IPA: egressive airflow\n\tx (caret - 005E)\n\tx 4E00\n\t# <x> 0041\n\
             2192\tRIGHTWARDS ARROW\n2194\tLEFT RIGHT ARROW\n@\t\tOther\n\t\tx (caret - 005E)\n2195\tUP DOWN ARROW\n\
             @@\t2200\tMathematical Operators\t22FF\n2200\tFOR ALL\n",
        )
        .unwrap();
        let texts = [
            (0x2191, Field::ListAlias, "up".to_owned()),
            (0x2191, Field::Note, "IPA: egressive airflow".to_owned()),
        ];
        assert_eq!(list.texts, texts);
        assert_eq!(list.cross_references, [(0x2191, 0x5E), (0x2191, 0x4E00)]);
        let heading = |first, last, text: &str| Heading { first, last, text: text.to_owned() };
        let headings = [
            heading(0x2191, 0x2192, "Simple arrows"),
            heading(0x2194, 0x2194, "Simple arrows"),
            heading(0x2195, 0x2195, "Other"),
        ];
        assert_eq!(list.headings, headings);
    }

    #[test]
    fn a_cross_reference_that_names_nothing_is_an_error() {
        assert!(NamesList::parse("2191\tUPWARDS ARROW\n\tx (caret)\n").is_err());
    }
}
