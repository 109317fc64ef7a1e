//! Characters side by side: a block, a script, a category, a version of the standard, a range.
//!
//! `/block/arrows`, `/script/greek`, `/category/Sm` and `/version/18.0` are canonical; other names of the same thing lead there.

use std::fmt::{self, Display, Formatter};

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::address::{Address, slug};
use super::character::move_to;
use super::frame::{Page, refuse};
use super::glyph::Shown;
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::parameters::Parameters;
use crate::http::preferences::Visit;
use crate::http::texts::Texts;
use crate::http::{HttpState, as_of};
use crate::{Block, Category, CodePoint, CodePointKind, CodePointSet, Script, UnicodeVersion, char_name};

pub(in crate::http) const BLOCK_PATH: &str = "/block/{name}";
pub(in crate::http) const SCRIPT_PATH: &str = "/script/{name}";
pub(in crate::http) const CATEGORY_PATH: &str = "/category/{name}";
pub(in crate::http) const VERSION_PATH: &str = "/version/{name}";

/// The characters of one page: the largest blocks of small things fit.
const CELLS: usize = 512;

pub(in crate::http) async fn block(
    State(state): State<HttpState>,
    visit: Visit,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let found = Block::all().find(|block| slug(block.name()) == name).or_else(|| Block::named(&name));
    let Some(block) = found else { return nothing(&visit) };
    let subject = Subject {
        title: block.name().to_owned(),
        canonical: block_address(block),
        kind: visit.texts().block,
        about: format!(
            "{}–{} · {}",
            block.first(),
            block.last(),
            (visit.texts().assigned)(as_of::assigned(block, state.version()) as usize)
        ),
        filter: Some(format!("block:{}", loose_value(block.name()))),
        set: as_of::block(block, state.version()),
    };
    subject.respond(&visit, &uri)
}

pub(in crate::http) async fn script(
    State(state): State<HttpState>,
    visit: Visit,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let found = Script::all().find(|script| slug(script.name()) == name).or_else(|| Script::named(&name));
    let Some(script) = found else { return nothing(&visit) };
    let title = script.name().replace('_', " ");
    let set = as_of::script(script, state.version());
    let subject = Subject {
        canonical: script_address(script),
        kind: visit.texts().script,
        about: format!("{} · {}", script.code(), (visit.texts().count)(set.len() as usize)),
        filter: Some(format!("script:{}", script.code())),
        set,
        title,
    };
    subject.respond(&visit, &uri)
}

pub(in crate::http) async fn category(
    State(state): State<HttpState>,
    visit: Visit,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let found = Category::named(&name).filter(|found| found.len() == 1);
    let Some(category) = found.and_then(|found| found.into_iter().next()) else { return nothing(&visit) };
    let set = as_of::category(category, state.version());
    let subject = Subject {
        title: visit.texts().term(category.name()).into_text(),
        canonical: category_address(category),
        kind: visit.texts().category,
        about: format!("{category} · {}", (visit.texts().count)(set.len() as usize)),
        filter: Some(format!("gc:{category}")),
        set,
    };
    subject.respond(&visit, &uri)
}

pub(in crate::http) async fn version(
    State(state): State<HttpState>,
    visit: Visit,
    Path(name): Path<String>,
    uri: Uri,
) -> Response {
    let version = name.parse::<UnicodeVersion>().ok().filter(|version| *version <= state.version());
    let Some(version) = version else { return nothing(&visit) };
    let set = as_of::added_by(version);
    let subject = Subject {
        title: format!("Unicode {version}"),
        canonical: version_address(version),
        kind: visit.texts().versions,
        about: (visit.texts().count)(set.len() as usize),
        filter: Some(format!("age:{version}")),
        set,
    };
    subject.respond(&visit, &uri)
}

/// The page of a range, whose address was read already.
pub(super) fn range(
    state: &HttpState,
    visit: &Visit,
    first: CodePoint,
    last: CodePoint,
    uri: &Uri,
) -> Response {
    let set = CodePointSet::from_ranges([first..=last]).as_of(state.version());
    let subject = Subject {
        title: format!("{first}..{last}"),
        canonical: format!("/{first}..{last}"),
        kind: visit.texts().range,
        about: (visit.texts().count)(set.len() as usize),
        filter: None,
        set,
    };
    subject.respond(visit, uri)
}

pub(super) fn block_address(block: Block) -> String {
    format!("/block/{}", slug(block.name()))
}

pub(super) fn script_address(script: Script) -> String {
    format!("/script/{}", slug(script.name()))
}

pub(super) fn category_address(category: Category) -> String {
    format!("/category/{category}")
}

pub(super) fn version_address(version: UnicodeVersion) -> String {
    format!("/version/{version}")
}

fn nothing(visit: &Visit) -> Response {
    refuse(visit, StatusCode::NOT_FOUND, visit.texts().not_found_detail)
}

/// A name as the value of a filter, which ends at a space.
fn loose_value(name: &str) -> String {
    name.replace([' ', '-'], "_").to_lowercase()
}

/// What the characters have in common.
struct Subject {
    title: String,
    canonical: String,
    /// The word for what it is.
    kind: &'static str,
    about: String,
    /// The filter that a search in it needs.
    filter: Option<String>,
    set: CodePointSet,
}

impl Subject {
    fn respond(self, visit: &Visit, uri: &Uri) -> Response {
        if uri.path() != self.canonical {
            return move_to(&self.canonical, uri);
        }
        let (parameters, _) = Parameters::read(uri.query(), &["from"]);
        let first = match parameters.text("from").and_then(Address::of_code) {
            Some(Address::CodePoint(first)) => first,
            _ => CodePoint::from('\0'),
        };
        Page {
            visit,
            title: &self.title,
            canonical: Some(&self.canonical),
            query: "",
            kept: &[],
            kind: "grid",
            body: Grid { subject: &self, first, texts: visit.texts() },
        }
        .respond(StatusCode::OK)
    }
}

struct Grid<'a> {
    subject: &'a Subject,
    /// Where the page starts.
    first: CodePoint,
    texts: &'static Texts,
}

impl Display for Grid<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let subject = self.subject;
        writeln!(
            f,
            "<h1>{}</h1>\n<p class=\"about\">{} · {}</p>",
            Escaped(&subject.title),
            subject.kind,
            subject.about
        )?;
        if let Some(filter) = &subject.filter {
            writeln!(
                f,
                "<p><a href=\"/?q={}\">{}: <code>{}</code></a></p>",
                UrlEncoded(filter),
                self.texts.search_in,
                Escaped(filter)
            )?;
        }
        self.write_paging(f, "nav")?;
        f.write_str("<ol class=\"grid\">\n")?;
        for code_point in subject.set.iter_from(self.first).take(CELLS) {
            write_cell(f, code_point)?;
        }
        f.write_str("</ol>\n")?;
        self.write_paging(f, "div")
    }
}

impl Grid<'_> {
    /// The links to the other pages. A page has them twice, but one landmark of them is enough.
    fn write_paging(&self, f: &mut Formatter<'_>, element: &str) -> fmt::Result {
        let set = &self.subject.set;
        let (total, passed) = (set.len() as usize, set.rank(self.first) as usize);
        if total <= CELLS && passed == 0 {
            return Ok(());
        }
        let last = (passed + CELLS).min(total);
        writeln!(f, "<{element} class=\"paging\">")?;
        if passed > 0 {
            let before = set.nth(passed.saturating_sub(CELLS) as u32).unwrap_or(CodePoint::from('\0'));
            writeln!(
                f,
                "<a rel=\"prev\" href=\"?from={:04X}\">← {}</a>",
                before.value(),
                self.texts.previous
            )?;
        }
        if passed < last {
            writeln!(f, "<span class=\"range\">{}</span>", (self.texts.range_of)(passed + 1, last, total))?;
        }
        if let Some(next) = set.nth(last as u32) {
            writeln!(f, "<a rel=\"next\" href=\"?from={:04X}\">{} →</a>", next.value(), self.texts.next)?;
        }
        writeln!(f, "</{element}>")
    }
}

fn write_cell(f: &mut Formatter<'_>, code_point: CodePoint) -> fmt::Result {
    let value = code_point.value();
    if code_point.kind() == CodePointKind::Reserved {
        return writeln!(
            f,
            "<li class=\"unassigned\"><a href=\"/{code_point}\"><span></span><small>{value:04X}</small></a></li>"
        );
    }
    let shown = Shown::CodePoint(code_point);
    match code_point.to_char().and_then(char_name) {
        Some(name) => writeln!(
            f,
            "<li><a href=\"/{code_point}\" title=\"{name}\"><span aria-hidden=\"true\">{shown}</span><small>{value:04X}<span class=\"spoken\"> {name}</span></small></a></li>"
        ),
        None => writeln!(f, "<li><a href=\"/{code_point}\">{shown}<small>{value:04X}</small></a></li>"),
    }
}
