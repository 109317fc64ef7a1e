//! What the page and the API show of a code point is what its description says, for every code point.
//!
//! `conformance/charfinder/agreement.py` compares descriptions with other implementations of the standard; this joins them with
//! what people and programs get to see.

use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use serde_json::{Value as Json, json};

use super::*;
use crate::describe::{Description, Value};
use crate::http::html::{Escaped, UrlEncoded};
use crate::{CodePoint, is_bidi_control};

#[test]
fn pages_and_answers_tell_what_descriptions_say() {
    // Where scripts and kinds of code points meet, much is special.
    let edges = [0xAC00, 0xD7A3, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xF8FF, 0xFDD0, 0xFDFA, 0xFEFF];
    let low = (0..0x250).chain(0x200B..=0x2010).chain(0x2028..=0x202F).chain(0x2066..=0x2069).step_by(7);
    walk(&(0..=CodePoint::MAX.value()).step_by(3001).chain(low).chain(edges).collect::<Vec<_>>());
}

#[test]
#[ignore = "takes minutes, and an hour unoptimized; `cargo xtask agreement` runs it"]
fn every_page_and_every_answer_tells_what_its_description_says() {
    walk(&(0..=CodePoint::MAX.value()).collect::<Vec<_>>());
}

/// Asks for the page and the answer of each of `values`, on all processors.
fn walk(values: &[u32]) {
    let next = AtomicU32::new(0);
    let router = router(state());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            let router = router.clone();
            scope.spawn(|| {
                let router = router;
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                while let Some(value) = values.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    runtime.block_on(check(&router, CodePoint::new(*value).unwrap()));
                }
            });
        }
    });
}

async fn check(router: &Router, code_point: CodePoint) {
    let description = Description::of(code_point);
    let answer = ask(router, format!("/api/v1/char/{:04X}", code_point.value())).await;
    assert_eq!(
        serde_json::from_str::<Json>(&answer).expect("the answer is JSON"),
        told(&description),
        "{code_point}"
    );
    let page = ask(router, format!("/{code_point}")).await;
    html_check::check(&page);
    assert!(!page.contains(is_unsafe), "{code_point}: something is raw");
    for part in shown(&description) {
        assert!(page.contains(&part), "the page of {code_point} lacks {part}");
    }
}

async fn ask(router: &Router, target: String) -> String {
    let request = Request::get(&target).body(Body::empty()).unwrap();
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    assert_eq!(parts.status, StatusCode::OK, "{target}");
    String::from_utf8(to_bytes(body, BODY_BYTES_MAX).await.unwrap().into()).expect("answers are UTF-8")
}

/// What must not stand in a page as it is: what moves the cursor, turns the text or is no character.
fn is_unsafe(c: char) -> bool {
    c.is_control() && c != '\n'
        || is_bidi_control(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The object that the API is to answer with.
fn told(description: &Description) -> Json {
    let mut members = serde_json::Map::new();
    for section in description.sections() {
        let facts = section.facts.iter().map(|fact| {
            let value = match &fact.value {
                Value::Mapping(text) if fact.key == "char" => json!(text),
                value => json_of(value),
            };
            (fact.key.to_owned(), value)
        });
        if section.key == "summary" {
            members.extend(facts);
        } else {
            members.insert(section.key.to_owned(), Json::Object(facts.collect()));
        }
    }
    Json::Object(members)
}

fn json_of(value: &Value) -> Json {
    let all = |code_points: &[CodePoint]| -> Json {
        code_points.iter().map(|code_point| json!(code_point.to_string())).collect()
    };
    match value {
        Value::Text(text) => json!(text),
        Value::Texts(texts) => json!(texts),
        Value::Number(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::Named { name, short } => json!({ "name": name, "short": short }),
        Value::Mapping(text) => {
            let code_points: Vec<CodePoint> = text.chars().map(CodePoint::from).collect();
            json!({ "text": text, "codepoints": all(&code_points) })
        }
        Value::CodePoints(code_points) => all(code_points),
        Value::Radicals(places) => places
            .iter()
            .map(|place| {
                let radical = place.radical;
                json!({
                    "number": radical.number, "form": radical.form, "character": radical.character,
                    "ideograph": radical.ideograph, "residual": place.residual,
                })
            })
            .collect(),
    }
}

/// What the page has to show of the facts on which implementations of the standard are to agree.
fn shown(description: &Description) -> Vec<String> {
    let mut parts = vec![
        format!("<p class=\"code\">{}</p>", description.code_point()),
        format!("<h1>{}</h1>", Escaped(description.title())),
    ];
    for fact in description.sections().iter().flat_map(|section| &section.facts) {
        match (fact.key, &fact.value) {
            ("category", Value::Named { short, .. }) => parts.push(format!("href=\"/category/{short}\"")),
            ("age", Value::Text(age)) => parts.push(format!("href=\"/version/{age}\"")),
            ("east_asian_width", Value::Named { short, .. }) => {
                parts.push(format!("?q={}\"", UrlEncoded(&format!("[\\p{{ea={short}}}]"))));
            }
            ("cells", Value::Number(cells)) => parts.push(format!("<dd>{cells}</dd>")),
            ("decomposition_type", Value::Named { name, .. }) => parts.push(format!("<dd>{name}: ")),
            (
                "decomposition" | "nfc" | "nfd" | "nfkc" | "nfkd" | "lowercase" | "uppercase" | "titlecase"
                | "casefold",
                Value::Mapping(text),
            ) => {
                let code_points: Vec<String> = text.chars().map(|c| CodePoint::from(c).to_string()).collect();
                parts.push(format!("<span class=\"code\">{}</span>", code_points.join(" ")));
            }
            _ => {}
        }
    }
    parts
}
