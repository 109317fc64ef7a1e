//! `/api/v1/blocks`, `scripts`, `categories`, `versions`, `languages`: what there is, whole. Each is written once.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::http::json::{self, write_display, write_list, write_string};
use crate::set::filter;
use crate::{Block, Category, Language, Script, UnicodeVersion};

pub(super) async fn blocks() -> Response {
    static BODY: LazyLock<Bytes> = LazyLock::new(|| {
        whole("blocks", Block::all(), |out, block| {
            text(out, b"{\"name\":", block.name());
            text(out, b",\"first\":", &block.first().to_string());
            text(out, b",\"last\":", &block.last().to_string());
            number(out, b",\"assigned\":", block.assigned());
        })
    });
    respond(&BODY)
}

pub(super) async fn scripts() -> Response {
    static BODY: LazyLock<Bytes> = LazyLock::new(|| {
        whole("scripts", Script::all(), |out, script| {
            text(out, b"{\"code\":", script.code());
            text(out, b",\"name\":", script.name());
            number(out, b",\"count\":", script.count());
        })
    });
    respond(&BODY)
}

pub(super) async fn categories() -> Response {
    static BODY: LazyLock<Bytes> = LazyLock::new(|| {
        whole("categories", Category::all(), |out, category| {
            text(out, b"{\"code\":", category.as_str());
            text(out, b",\"name\":", category.name());
            number(out, b",\"count\":", category.count());
        })
    });
    respond(&BODY)
}

pub(super) async fn versions() -> Response {
    static BODY: LazyLock<Bytes> = LazyLock::new(|| {
        whole("versions", UnicodeVersion::all(), |out, version| {
            let version = version.to_string();
            text(out, b"{\"version\":", &version);
            number(out, b",\"count\":", filter("age", &version).map_or(0, |set| set.len()));
        })
    });
    respond(&BODY)
}

pub(super) async fn languages() -> Response {
    static BODY: LazyLock<Bytes> = LazyLock::new(|| {
        whole("languages", Language::all(), |out, language| {
            text(out, b"{\"tag\":", language.tag());
            text(out, b",\"name\":", language.english_name());
            text(out, b",\"own_name\":", language.own_name());
            let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
            text(out, b",\"direction\":", direction);
            out.push(b'}');
        })
    });
    respond(&BODY)
}

fn respond(body: &Bytes) -> Response {
    (StatusCode::OK, [(CONTENT_TYPE, json::JSON)], body.clone()).into_response()
}

/// An object with the version of the data and one list.
fn whole<T>(name: &str, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Vec<u8>, T)) -> Bytes {
    let mut body = Vec::new();
    text(&mut body, b"{\"unicode\":", &UnicodeVersion::LATEST.to_string());
    body.extend_from_slice(format!(",\"{name}\":").as_bytes());
    write_list(&mut body, items, write);
    body.push(b'}');
    body.into()
}

fn text(out: &mut Vec<u8>, before: &[u8], text: &str) {
    out.extend_from_slice(before);
    write_string(out, text);
}

/// The last member of an object, and its end.
fn number(out: &mut Vec<u8>, before: &[u8], number: u32) {
    out.extend_from_slice(before);
    write_display(out, number);
    out.push(b'}');
}
