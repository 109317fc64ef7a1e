//! `/blocks`, `/scripts`, `/categories`, `/versions`, `/emoji`: what there is, with links to the characters.

use std::fmt::{self, Display, Formatter};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::address::{Address, slug};
use super::frame::{Page, refuse};
use super::glyph::Shown;
use super::grid::{block_address, category_address, script_address, version_address};
use crate::http::html::Escaped;
use crate::http::preferences::Visit;
use crate::http::{HttpState, as_of};
use crate::{Block, Category, Emoji, Script, UnicodeVersion, is_known_in};

pub(in crate::http) const BLOCKS_PATH: &str = "/blocks";
pub(in crate::http) const SCRIPTS_PATH: &str = "/scripts";
pub(in crate::http) const CATEGORIES_PATH: &str = "/categories";
pub(in crate::http) const VERSIONS_PATH: &str = "/versions";
pub(in crate::http) const EMOJI_PATH: &str = "/emoji";
pub(in crate::http) const EMOJI_GROUP_PATH: &str = "/emoji/{group}";

pub(in crate::http) async fn blocks(State(state): State<HttpState>, visit: Visit) -> Response {
    let rows = Block::all().map(|block| Row {
        address: block_address(block),
        name: block.name().to_owned(),
        detail: format!("{}–{}", block.first(), block.last()),
        count: as_of::assigned(block, state.version()),
    });
    List { title: visit.texts().blocks, path: BLOCKS_PATH, rows: rows.collect() }.respond(&visit)
}

pub(in crate::http) async fn scripts(State(state): State<HttpState>, visit: Visit) -> Response {
    let mut rows: Vec<Row> = Script::all()
        .map(|script| Row {
            address: script_address(script),
            name: script.name().replace('_', " "),
            detail: script.code().to_owned(),
            count: as_of::script(script, state.version()).len(),
        })
        .collect();
    rows.sort_by(|one, two| one.name.cmp(&two.name));
    List { title: visit.texts().scripts, path: SCRIPTS_PATH, rows }.respond(&visit)
}

pub(in crate::http) async fn categories(State(state): State<HttpState>, visit: Visit) -> Response {
    let rows = Category::all().map(|category| Row {
        address: category_address(category),
        name: visit.texts().term(category.name()).into_text(),
        detail: category.as_str().to_owned(),
        count: as_of::category(category, state.version()).len(),
    });
    List { title: visit.texts().categories, path: CATEGORIES_PATH, rows: rows.collect() }.respond(&visit)
}

pub(in crate::http) async fn versions(State(state): State<HttpState>, visit: Visit) -> Response {
    let rows = as_of::versions(state.version()).rev().map(|version| Row {
        address: version_address(version),
        name: format!("Unicode {version}"),
        detail: String::new(),
        count: as_of::added_by(version).len(),
    });
    List { title: visit.texts().versions, path: VERSIONS_PATH, rows: rows.collect() }.respond(&visit)
}

struct List {
    title: &'static str,
    path: &'static str,
    rows: Vec<Row>,
}

struct Row {
    address: String,
    name: String,
    /// The range, the code.
    detail: String,
    count: u32,
}

impl List {
    fn respond(self, visit: &Visit) -> Response {
        Page {
            visit,
            title: self.title,
            canonical: Some(self.path),
            query: "",
            kept: &[],
            kind: "list",
            body: Body { list: &self, visit },
        }
        .respond(StatusCode::OK)
    }
}

struct Body<'a> {
    list: &'a List,
    visit: &'a Visit,
}

impl Display for Body<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(f, "<h1>{}</h1>", self.list.title)?;
        write_tabs(f, self.visit, self.list.path)?;
        writeln!(
            f,
            "<table class=\"list\">\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"wide-only\">{}</th>\
             <th scope=\"col\" class=\"number\">{}</th></tr>\n</thead>\n<tbody>",
            texts.name, texts.range, texts.characters
        )?;
        for row in &self.list.rows {
            writeln!(
                f,
                "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td class=\"mono wide-only\">{}</td><td class=\"number\">{}</td></tr>",
                row.address,
                Escaped(&row.name),
                row.detail,
                row.count
            )?;
        }
        f.write_str("</tbody>\n</table>\n")
    }
}

/// The links to all lists.
fn write_tabs(f: &mut Formatter<'_>, visit: &Visit, here: &str) -> fmt::Result {
    let texts = visit.texts();
    writeln!(f, "<nav class=\"tabs\" aria-label=\"{}\">", texts.browse)?;
    let tabs = [
        (BLOCKS_PATH, texts.blocks),
        (SCRIPTS_PATH, texts.scripts),
        (CATEGORIES_PATH, texts.categories),
        (VERSIONS_PATH, texts.versions),
        (EMOJI_PATH, texts.emoji),
    ];
    for (path, text) in tabs {
        let current = if path == here { " aria-current=\"page\"" } else { "" };
        writeln!(f, "<a href=\"{path}\"{current}>{text}</a>")?;
    }
    f.write_str("</nav>\n")
}

/// The first group of emoji.
pub(in crate::http) async fn emoji(State(state): State<HttpState>, visit: Visit) -> Response {
    emoji_group(State(state), visit, Path(String::new())).await
}

pub(in crate::http) async fn emoji_group(
    State(state): State<HttpState>,
    visit: Visit,
    Path(group): Path<String>,
) -> Response {
    let found = Emoji::all().find(|emoji| group.is_empty() || slug(emoji.group()) == group);
    let Some(first) = found else {
        return refuse(&visit, StatusCode::NOT_FOUND, visit.texts().not_found_detail);
    };
    let texts = visit.texts();
    let canonical = format!("{EMOJI_PATH}/{}", slug(first.group()));
    Page {
        visit: &visit,
        title: &format!("{}: {}", texts.emoji, texts.term(first.group()).into_text()),
        canonical: Some(&canonical),
        query: "",
        kept: &[],
        kind: "emoji",
        body: EmojiGroup { group: first.group(), version: state.version(), visit: &visit },
    }
    .respond(StatusCode::OK)
}

struct EmojiGroup<'a> {
    group: &'static str,
    version: UnicodeVersion,
    visit: &'a Visit,
}

impl Display for EmojiGroup<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let texts = self.visit.texts();
        writeln!(f, "<h1>{}</h1>", texts.emoji)?;
        write_tabs(f, self.visit, EMOJI_PATH)?;
        writeln!(f, "<nav class=\"tabs\" aria-label=\"{}\">", texts.emoji)?;
        let mut last = "";
        for group in Emoji::all().map(Emoji::group) {
            if group != last {
                let current = if group == self.group { " aria-current=\"page\"" } else { "" };
                writeln!(f, "<a href=\"{EMOJI_PATH}/{}\"{current}>{}</a>", slug(group), texts.term(group))?;
                last = group;
            }
        }
        f.write_str("</nav>\n")?;
        let mut subgroup = "";
        let is_here = |emoji: &Emoji| {
            emoji.group() == self.group
                && !emoji.is_variant()
                && is_known_in(self.version, emoji.item().code_points())
        };
        for emoji in Emoji::all().filter(is_here) {
            if emoji.subgroup() != subgroup {
                if !subgroup.is_empty() {
                    f.write_str("</ol>\n")?;
                }
                subgroup = emoji.subgroup();
                writeln!(f, "<h2 class=\"group\">{}</h2>\n<ol class=\"grid emoji\">", texts.term(subgroup))?;
            }
            writeln!(
                f,
                "<li><a href=\"{}\" title=\"{1}\" aria-label=\"{1}\">{2}</a></li>",
                Address::from(emoji.item()),
                Escaped(emoji.name()),
                Shown::Item(emoji.item())
            )?;
        }
        f.write_str("</ol>\n")
    }
}
