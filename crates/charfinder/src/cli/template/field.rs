//! The fields of templates: what there is to tell of a row, by name.

use charfinder::{
    BinaryProperty, Block, Category, CodePoint, Encoding, Field, Script, age, cross_references,
};
use unicode_width::UnicodeWidthStr;

use super::super::row::Row;

/// A field of templates.
#[derive(Debug)]
pub(in super::super) struct Named {
    /// Its name, and other names for it: those that `uni` has.
    pub(in super::super) names: &'static [&'static str],
    pub(super) value: fn(&Row) -> String,
}

/// What a place in a template stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    Named(&'static Named),
    Encoding(Encoding),
}

impl Source {
    /// The field, or the encoding, with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let field = FIELDS.iter().find(|field| field.names.contains(&name)).map(Self::Named);
        // As `uni` calls it.
        let encoding = if name == "xml" { Ok(Encoding::HtmlHexadecimal) } else { name.parse() };
        field.or(encoding.ok().map(Self::Encoding))
    }

    pub(super) fn value(self, row: &Row) -> String {
        match self {
            Self::Named(field) => (field.value)(row),
            Self::Encoding(encoding) => encoding.encode(&row.subject.code_points()).unwrap_or_default(),
        }
    }
}

/// All fields.
pub(in super::super) const FIELDS: &[Named] = &[
    Named { names: &["char", "emoji"], value: |row| row.subject.text() },
    Named { names: &["cp", "cpoint", "codepoint"], value: |row| row.subject.notation() },
    Named { names: &["name"], value: |row| row.name() },
    Named { names: &["hex"], value: |row| each(row, |cp| format!("{cp:x}")) },
    Named { names: &["dec"], value: |row| each(row, |cp| cp.to_string()) },
    Named { names: &["oct"], value: |row| each(row, |cp| format!("{cp:o}")) },
    Named { names: &["bin"], value: |row| each(row, |cp| format!("{cp:b}")) },
    Named { names: &["utf8"], value: |row| bytes(row.subject.text().bytes()) },
    Named { names: &["utf16be", "utf16"], value: |row| utf16(row, u16::to_be_bytes) },
    Named { names: &["utf16le"], value: |row| utf16(row, u16::to_le_bytes) },
    Named { names: &["aliases"], value: aliases },
    Named { names: &["keywords", "cldr"], value: |row| all(row, &[Field::Keyword]) },
    Named { names: &["notes"], value: |row| all(row, &[Field::Note]) },
    Named { names: &["gc"], value: |row| category(row, Category::as_str) },
    Named { names: &["category", "cat"], value: |row| category(row, Category::name) },
    Named { names: &["block"], value: block },
    Named { names: &["script"], value: |row| of_code_point(row, |cp| Script::of(cp).name().to_owned()) },
    Named { names: &["plane"], value: |row| of_code_point(row, |cp| (cp.value() >> 16).to_string()) },
    Named { names: &["props"], value: properties },
    Named { names: &["refs"], value: references },
    Named { names: &["age", "unicode"], value: age_of },
    Named { names: &["cells"], value: |row| row.subject.text().width().to_string() },
    Named { names: &["wide_padding"], value: wide_padding },
    Named { names: &["group"], value: group },
    Named { names: &["subgroup"], value: |row| row.emoji.map_or("", |emoji| emoji.subgroup()).into() },
    Named { names: &["why"], value: |row| row.why.as_ref().map_or_else(String::new, |why| why.text.clone()) },
    Named {
        names: &["field"],
        value: |row| row.why.as_ref().and_then(|why| why.field).map_or("", Field::as_str).into(),
    },
    Named {
        names: &["lang"],
        value: |row| row.why.as_ref().and_then(|why| why.language).map_or("", |l| l.tag()).into(),
    },
];

/// The numbers of the code points, with blanks between.
fn each(row: &Row, write: impl Fn(u32) -> String) -> String {
    let numbers: Vec<String> =
        row.subject.code_points().into_iter().map(CodePoint::value).map(write).collect();
    numbers.join(" ")
}

fn bytes(bytes: impl Iterator<Item = u8>) -> String {
    let bytes: Vec<String> = bytes.map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}

fn utf16(row: &Row, to_bytes: fn(u16) -> [u8; 2]) -> String {
    bytes(row.subject.text().encode_utf16().flat_map(to_bytes))
}

fn all(row: &Row, fields: &[Field]) -> String {
    let texts: Vec<&str> = fields.iter().flat_map(|field| row.subject.texts(*field)).collect();
    texts.join(", ")
}

/// Every other name, formal ones first.
fn aliases(row: &Row) -> String {
    let fields = [
        Field::Correction,
        Field::Control,
        Field::Alternate,
        Field::Figment,
        Field::Abbreviation,
        Field::ListAlias,
        Field::ShortName,
    ];
    all(row, &fields)
}

fn of_code_point(row: &Row, value: impl Fn(CodePoint) -> String) -> String {
    row.subject.code_point().map_or_else(String::new, value)
}

fn category(row: &Row, name: fn(Category) -> &'static str) -> String {
    of_code_point(row, |code_point| name(Category::of(code_point)).to_owned())
}

fn block(row: &Row) -> String {
    of_code_point(row, |code_point| Block::of(code_point).map_or("", Block::name).to_owned())
}

/// The binary properties it has.
fn properties(row: &Row) -> String {
    of_code_point(row, |code_point| {
        BinaryProperty::of(code_point).map(BinaryProperty::name).collect::<Vec<_>>().join(", ")
    })
}

/// The code points that the names list refers to.
fn references(row: &Row) -> String {
    of_code_point(row, |code_point| {
        cross_references(code_point).map(|other| other.to_string()).collect::<Vec<_>>().join(", ")
    })
}

/// Of a sequence the age of its youngest character.
fn age_of(row: &Row) -> String {
    let chars = row.subject.text();
    let ages: Option<Vec<_>> = chars.chars().map(age).collect();
    ages.and_then(|ages| ages.into_iter().max()).map_or_else(String::new, |age| age.to_string())
}

/// Of a result how sure it is, of an emoji where it stands.
fn group(row: &Row) -> String {
    let group = row.emoji.map(|emoji| emoji.group());
    group.or(row.group.map(|group| group.as_str())).unwrap_or_default().into()
}

/// A blank, unless the character is wide: with it, two columns of characters stand straight.
fn wide_padding(row: &Row) -> String {
    if row.subject.text().width() >= 2 { String::new() } else { " ".into() }
}
