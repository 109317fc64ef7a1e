//! The fields of templates: what there is to tell of a row, by name.

use charfinder::{Category, CodePoint, Field, age, general_category};
use unicode_width::UnicodeWidthStr;

use super::super::row::Row;

/// A field of templates.
#[derive(Debug)]
pub(in super::super) struct Named {
    /// Its name, and other names for it: those that `uni` has.
    pub(in super::super) names: &'static [&'static str],
    pub(super) value: fn(&Row) -> String,
}

/// The field with this name.
pub(super) fn named(name: &str) -> Option<&'static Named> {
    FIELDS.iter().find(|field| field.names.contains(&name))
}

/// All fields.
pub(in super::super) const FIELDS: &[Named] = &[
    Named { names: &["char", "emoji"], value: |row| row.subject.text() },
    Named { names: &["cp", "cpoint", "codepoint"], value: |row| row.subject.notation() },
    Named { names: &["name"], value: |row| row.subject.name() },
    Named { names: &["hex"], value: |row| each(row, |cp| format!("{cp:x}")) },
    Named { names: &["dec"], value: |row| each(row, |cp| cp.to_string()) },
    Named { names: &["oct"], value: |row| each(row, |cp| format!("{cp:o}")) },
    Named { names: &["bin"], value: |row| each(row, |cp| format!("{cp:b}")) },
    Named { names: &["utf8"], value: |row| bytes(row.subject.text().bytes()) },
    Named { names: &["utf16be", "utf16"], value: |row| utf16(row, u16::to_be_bytes) },
    Named { names: &["utf16le"], value: |row| utf16(row, u16::to_le_bytes) },
    Named { names: &["html"], value: html },
    Named { names: &["xml"], value: xml },
    Named { names: &["json"], value: json },
    Named { names: &["keysym"], value: |row| first(row, Field::Keysym) },
    Named { names: &["digraph"], value: |row| first(row, Field::Digraph) },
    Named { names: &["latex"], value: |row| first(row, Field::Latex) },
    Named { names: &["shortcode"], value: |row| first(row, Field::Shortcode) },
    Named { names: &["aliases"], value: aliases },
    Named { names: &["keywords", "cldr"], value: |row| all(row, &[Field::Keyword]) },
    Named { names: &["notes"], value: |row| all(row, &[Field::Note]) },
    Named { names: &["gc"], value: |row| category(row).map_or_else(String::new, |gc| gc.to_string()) },
    Named { names: &["age", "unicode"], value: age_of },
    Named { names: &["cells"], value: |row| row.subject.text().width().to_string() },
    Named { names: &["wide_padding"], value: wide_padding },
    Named { names: &["group"], value: |row| row.group.map_or("", |group| group.as_str()).into() },
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

/// The named entity if there is one, else the numeric ones.
fn html(row: &Row) -> String {
    let name = row.subject.texts(Field::Entity).next();
    name.map_or_else(|| xml(row), |name| format!("&{name};"))
}

fn xml(row: &Row) -> String {
    row.subject.code_points().iter().map(|cp| format!("&#x{:x};", cp.value())).collect()
}

fn json(row: &Row) -> String {
    let units = |cp: &CodePoint| match cp.to_char() {
        Some(c) => c.encode_utf16(&mut [0; 2]).to_vec(),
        // A surrogate is a unit of its own.
        None => vec![u16::try_from(cp.value()).expect("surrogates are below 10000")],
    };
    row.subject.code_points().iter().flat_map(units).map(|unit| format!("\\u{unit:04x}")).collect()
}

fn first(row: &Row, field: Field) -> String {
    row.subject.texts(field).next().unwrap_or_default().to_owned()
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

fn category(row: &Row) -> Option<Category> {
    match (row.subject.code_point(), row.subject.char()) {
        (_, Some(c)) => Some(general_category(c)),
        (Some(_), None) => Some(Category::Surrogate),
        (None, None) => None,
    }
}

/// Of a sequence the age of its youngest character.
fn age_of(row: &Row) -> String {
    let chars = row.subject.text();
    let ages: Option<Vec<_>> = chars.chars().map(age).collect();
    ages.and_then(|ages| ages.into_iter().max()).map_or_else(String::new, |age| age.to_string())
}

/// A blank, unless the character is wide: with it, two columns of characters stand straight.
fn wide_padding(row: &Row) -> String {
    if row.subject.text().width() >= 2 { String::new() } else { " ".into() }
}
