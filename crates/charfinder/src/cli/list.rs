//! `charfinder list`: what there is to choose from in filters, sets and options.

use std::process::ExitCode;

use charfinder::{
    BinaryProperty, Block, Category, CodePointSet, Emoji, Encoding, EnumeratedProperty, Language, Script,
    UnicodeVersion, encodings,
};

use super::arguments::{List, Listed};
use super::find::code;
use super::listing::{Listing, Value};
use super::paint::Style;
use super::table::Column;
use super::terminal::Terminal;

pub(super) fn run(list: &List) -> anyhow::Result<ExitCode> {
    let mut listing = match list.what {
        Listed::Blocks => blocks(),
        Listed::Scripts => scripts(),
        Listed::Categories => categories(),
        Listed::Ages => ages(),
        Listed::Languages => languages(),
        Listed::Properties => properties(),
        Listed::Values => values(),
        Listed::Filters => filters(),
        Listed::Encodings => encoding_names(),
        Listed::EmojiGroups => emoji_groups(),
    };
    listing.filter(&list.words);
    let terminal = Terminal::of_stdout(list.output.color);
    listing.print(&list.output.layout(terminal.is_terminal), terminal)?;
    Ok(code(!listing.rows.is_empty()))
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn number(number: impl Into<u64>) -> Value {
    Value::Number(number.into())
}

fn blocks() -> Listing {
    let row = |block: Block| {
        let size = block.last().value() - block.first().value() + 1;
        vec![
            text(block.first().to_string()),
            text(block.last().to_string()),
            text(block.name()),
            number(block.assigned()),
            number(size),
        ]
    };
    Listing {
        columns: &[
            ("first", Column::Fixed, Style::Key),
            ("last", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
            ("assigned", Column::Number, Style::Plain),
            ("size", Column::Number, Style::Plain),
        ],
        rows: Block::all().map(row).collect(),
    }
}

fn scripts() -> Listing {
    Listing {
        columns: &[
            ("code", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
            ("characters", Column::Number, Style::Plain),
        ],
        rows: Script::all()
            .map(|script| vec![text(script.code()), text(script.name()), number(script.count())])
            .collect(),
    }
}

fn categories() -> Listing {
    Listing {
        columns: &[
            ("code", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
            ("code_points", Column::Number, Style::Plain),
        ],
        rows: Category::all()
            .map(|category| vec![text(category.as_str()), text(category.name()), number(category.count())])
            .collect(),
    }
}

/// The versions of Unicode, with the number of code points that each assigned and that were assigned then.
fn ages() -> Listing {
    let mut before = 0;
    let rows = UnicodeVersion::all().map(|version| {
        let set = CodePointSet::parse(&format!(r"\p{{age={version}}}")).expect("each version is an age");
        let added = set.len() - before;
        before = set.len();
        vec![text(version.to_string()), number(added), number(set.len())]
    });
    Listing {
        columns: &[
            ("version", Column::Fixed, Style::Key),
            ("added", Column::Number, Style::Plain),
            ("code_points", Column::Number, Style::Plain),
        ],
        rows: rows.collect(),
    }
}

fn languages() -> Listing {
    Listing {
        columns: &[
            ("tag", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
            ("own_name", Column::Flexible, Style::Plain),
        ],
        rows: Language::all()
            .map(|language| {
                vec![text(language.tag()), text(language.english_name()), text(language.own_name())]
            })
            .collect(),
    }
}

fn properties() -> Listing {
    let binary = BinaryProperty::all().map(|property| {
        vec![text(property.short_name()), text(property.name()), text("binary"), number(2_u64)]
    });
    let enumerated = EnumeratedProperty::all().map(|property| {
        let values = property.values().len() as u64;
        vec![text(property.short_name()), text(property.name()), text("enumerated"), number(values)]
    });
    Listing {
        columns: &[
            ("short_name", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
            ("kind", Column::Fixed, Style::Plain),
            ("values", Column::Number, Style::Plain),
        ],
        rows: enumerated.chain(binary).collect(),
    }
}

fn values() -> Listing {
    let rows = EnumeratedProperty::all().flat_map(|property| {
        property
            .values()
            .into_iter()
            .map(move |value| vec![text(property.name()), text(value.short_name()), text(value.name())])
    });
    Listing {
        columns: &[
            ("property", Column::Fixed, Style::Plain),
            ("short_name", Column::Fixed, Style::Key),
            ("name", Column::Flexible, Style::Plain),
        ],
        rows: rows.collect(),
    }
}

fn filters() -> Listing {
    let row = |filter: &str, what: &str| vec![text(filter), text(what)];
    let mut rows = vec![
        row("block:", "a block: block:arrows; `charfinder list blocks`"),
        row("script:", "a script: script:greek; `charfinder list scripts`"),
        row("gc:", "a general category: gc:Sm; `charfinder list categories`"),
        row("age:", "a version of Unicode: age:15.0, age:<=6.3; `charfinder list ages`"),
        row(
            "radical:",
            "ideographs under a radical, with strokes beside it: radical:85, radical:85+3, radical:水+3..5",
        ),
        row("strokes:", "ideographs by strokes: strokes:9, strokes:9..11, strokes:<=3"),
        row("lang:", "words of a language: lang:fr; `charfinder list languages`"),
    ];
    let is = charfinder::set::is_filter_names().map(|name| row(&format!("is:{name}"), "a property"));
    rows.extend(is);
    Listing {
        columns: &[("filter", Column::Fixed, Style::Key), ("chooses", Column::Flexible, Style::Plain)],
        rows,
    }
}

/// The encodings that `--format` knows as fields, with what they make of a character that has nearly all of them.
fn encoding_names() -> Listing {
    let example = |encoding: Encoding| {
        let mut texts = ENCODED.iter().filter_map(|c| {
            encodings(&[(*c).into()]).find_map(|(other, text)| (other == encoding).then_some(text))
        });
        vec![text(encoding.as_str()), text(texts.next().unwrap_or_default())]
    };
    Listing {
        columns: &[("name", Column::Fixed, Style::Key), ("example", Column::Flexible, Style::Plain)],
        // A field of templates has this name, for the digits alone.
        rows: Encoding::ALL.into_iter().filter(|it| *it != Encoding::Hexadecimal).map(example).collect(),
    }
}

fn emoji_groups() -> Listing {
    let mut rows: Vec<(&str, &str, u64)> = Vec::new();
    for emoji in Emoji::all() {
        match rows.last_mut() {
            Some((_, subgroup, count)) if *subgroup == emoji.subgroup() => *count += 1,
            _ => rows.push((emoji.group(), emoji.subgroup(), 1)),
        }
    }
    let row = |(group, subgroup, count)| vec![text(group), text(subgroup), number(count)];
    Listing {
        columns: &[
            ("group", Column::Fixed, Style::Plain),
            ("subgroup", Column::Flexible, Style::Key),
            ("emoji", Column::Number, Style::Plain),
        ],
        rows: rows
            .into_iter()
            .map(|(group, subgroup, count)| row((group.to_owned(), subgroup.to_owned(), count)))
            .collect(),
    }
}

/// Characters that show what encodings do.
const ENCODED: &[char] = &['♥', '→', '😀'];
