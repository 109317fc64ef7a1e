//! `/api/v1/blocks`, `scripts`, `categories`, `versions`, `languages`: what there is, whole.

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::http::json::{self, write_display, write_list, write_string};
use crate::http::{HttpState, as_of};
use crate::{Block, Category, Language, Script, UnicodeVersion};

pub(super) async fn blocks(State(state): State<HttpState>) -> Response {
    static LATEST: OnceLock<Bytes> = OnceLock::new();
    respond(&LATEST, state.version(), |version| {
        whole(version, "blocks", Block::all(), |out, block| {
            text(out, b"{\"name\":", block.name());
            text(out, b",\"first\":", &block.first().to_string());
            text(out, b",\"last\":", &block.last().to_string());
            number(out, b",\"assigned\":", as_of::assigned(block, version));
        })
    })
}

pub(super) async fn scripts(State(state): State<HttpState>) -> Response {
    static LATEST: OnceLock<Bytes> = OnceLock::new();
    respond(&LATEST, state.version(), |version| {
        whole(version, "scripts", Script::all(), |out, script| {
            text(out, b"{\"code\":", script.code());
            text(out, b",\"name\":", script.name());
            number(out, b",\"count\":", as_of::script(script, version).len());
        })
    })
}

pub(super) async fn categories(State(state): State<HttpState>) -> Response {
    static LATEST: OnceLock<Bytes> = OnceLock::new();
    respond(&LATEST, state.version(), |version| {
        whole(version, "categories", Category::all(), |out, category| {
            text(out, b"{\"code\":", category.as_str());
            text(out, b",\"name\":", category.name());
            number(out, b",\"count\":", as_of::category(category, version).len());
        })
    })
}

pub(super) async fn versions(State(state): State<HttpState>) -> Response {
    static LATEST: OnceLock<Bytes> = OnceLock::new();
    respond(&LATEST, state.version(), |version| {
        whole(version, "versions", as_of::versions(version), |out, version| {
            text(out, b"{\"version\":", &version.to_string());
            number(out, b",\"count\":", as_of::added_by(version).len());
        })
    })
}

pub(super) async fn languages(State(state): State<HttpState>) -> Response {
    static LATEST: OnceLock<Bytes> = OnceLock::new();
    respond(&LATEST, state.version(), |version| {
        whole(version, "languages", Language::all(), |out, language| {
            text(out, b"{\"tag\":", language.tag());
            text(out, b",\"name\":", language.english_name());
            text(out, b",\"own_name\":", language.own_name());
            let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
            text(out, b",\"direction\":", direction);
            out.push(b'}');
        })
    })
}

/// What `write` makes of `version`; that of the latest one, which nearly all services answer by, is kept.
fn respond(
    latest: &OnceLock<Bytes>,
    version: UnicodeVersion,
    write: impl FnOnce(UnicodeVersion) -> Bytes,
) -> Response {
    let body = if version == UnicodeVersion::LATEST {
        latest.get_or_init(|| write(version)).clone()
    } else {
        write(version)
    };
    (StatusCode::OK, [(CONTENT_TYPE, json::JSON)], body).into_response()
}

/// An object with the version of the data and one list.
fn whole<T>(
    version: UnicodeVersion,
    name: &str,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) -> Bytes {
    let mut body = Vec::new();
    text(&mut body, b"{\"unicode\":", &version.to_string());
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
