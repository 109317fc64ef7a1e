//! `/api/v1`: answers and problems, held to the API's own description.

use serde_json::{Value, json};

use super::*;
use crate::http::cursor::Cursors;

const SEARCH: &str = "/api/v1/search";

/// The answer to a search, checked against the description.
async fn search(query_string: &str) -> Value {
    let answer = get(&format!("{SEARCH}?{query_string}")).await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (StatusCode::OK, "application/json"),
        "{query_string}"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let document = schema::document();
    schema::check(
        &document,
        &schema::of_answer(&document, SEARCH, "200", "application/json"),
        &answer.json(),
    );
    answer.json()
}

#[tokio::test]
async fn a_result_says_what_the_character_is() {
    let answer = search("q=Registered&order=codepoint").await;
    assert_eq!(
        answer,
        json!({
            "query": "Registered", "unicode": "18.0", "total": 1, "notices": [], "next_cursor": null,
            "results": [{
                "codepoint": "U+00AE", "char": "®", "name": "REGISTERED SIGN", "age": "1.1", "category": "So", "aliases": [],
                "group": "match", "why": { "field": "name", "text": "REGISTERED SIGN", "language": null },
            }],
        })
    );
    let answer = search("q=zwj").await;
    assert_eq!(answer["results"][0]["aliases"], json!([{ "kind": "abbreviation", "text": "ZWJ" }]));
    assert_eq!(answer["results"][0]["char"], "\u{200d}");
    let answer = search("q=%E2%99%9A").await;
    assert_eq!(
        (&answer["results"][0]["char"], &answer["results"][0]["group"]),
        (&json!("♚"), &json!("literal"))
    );
    assert_eq!(answer["results"][0]["why"]["field"], Value::Null);
    // A control character has no name, a sequence no age of its own.
    assert_eq!(search("q=U%2B000A").await["results"][0]["name"], "<control-000A>");
    let flag = search("q=%F0%9F%87%AB%F0%9F%87%B7").await;
    assert_eq!(flag["results"][0]["codepoint"], "U+1F1EB U+1F1F7");
    assert_eq!(flag["results"][0]["age"], Value::Null);
}

#[tokio::test]
async fn surrogates_are_found_by_number_and_in_sets() {
    let answer = search("q=U%2BD800").await;
    assert_eq!(
        answer["results"],
        json!([{
            "codepoint": "U+D800", "char": null, "name": "<surrogate-D800>", "age": "2.0", "category": "Cs", "aliases": [],
            "group": "literal", "why": { "field": null, "text": "code point", "language": null },
        }])
    );
    let page = get("/?q=U%2BD800").await.body;
    assert!(page.contains("href=\"/U+D800\"") && page.contains("&lt;surrogate-D800&gt;"), "{page}");
    let answer = search("q=U%2BD7FB..U%2BD801").await;
    let found: Vec<&str> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|result| result["codepoint"].as_str())
        .collect();
    assert_eq!(found, ["U+D7FB", "U+D800", "U+D801"]);
    assert_eq!(search("q=%5B%5Cp%7BCs%7D%5D").await["total"], 2048);
    assert_eq!(search("q=U%2BD800&unicode=1.1").await["total"], 0);
}

#[tokio::test]
async fn the_version_decides_what_is_found() {
    assert_eq!(search("q=chess+black&order=codepoint").await["total"], 35);
    assert_eq!(search("q=chess+black&order=codepoint&unicode=6.3").await["total"], 6);
    assert_eq!(search("q=sun&order=codepoint&unicode=6.3").await["total"], 10);
    let then = search("q=chess+black&unicode=6.3&limit=1000").await;
    assert_eq!(then["unicode"], "6.3");
    assert!(
        then["results"].as_array().unwrap().iter().all(|result| result["age"].as_str().unwrap() <= "6.3")
    );
}

#[tokio::test]
async fn words_are_what_the_description_says() {
    let check = async |query: &str, total: usize| {
        let answer = get(&format!("/api/v1/search?order=codepoint&q={query}")).await;
        assert_eq!(answer.json()["total"], total, "{query}");
    };
    check("white+chess+king", 4).await;
    check("KING-white,chess", 4).await;
    check("white+chess+kin", 0).await;
    // U+4E00 is not found by its number, only the character whose own name in the data ends in it.
    check("4e00", 1).await;
    check("4e01", 0).await;
    check("f900", 0).await;
    // An alias of U+00A0.
    check("nbsp", 0).await;
    let description = schema::document()["components"]["schemas"]["Words"]["description"].to_string();
    for part in ["whole word", "tail of a CJK ideograph's name is no word", "aliases are not searched"] {
        assert!(description.contains(part), "{description}");
    }
}

#[tokio::test]
async fn nothing_is_found_without_a_word() {
    for query in ["", "+", "!!!", "qwertyuiop", "%00", "%F0%9F%98%80"] {
        let answer = search(&format!("order=codepoint&q={query}")).await;
        assert_eq!((&answer["total"], &answer["results"]), (&json!(0), &json!([])), "{query}");
    }
}

#[tokio::test]
async fn cursors_lead_through_everything_once() {
    let by_rank = everything("q=arrow&limit=100").await;
    let total = search("q=arrow&limit=1").await["total"].as_u64().unwrap() as usize;
    assert_eq!(by_rank.len(), total);
    let mut unique = by_rank.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), total);
    let ascending = everything("q=hangul&limit=1000&order=codepoint").await;
    assert_eq!(ascending.len(), Finder::default().find("hangul").total());
    assert!(ascending.is_sorted());
}

/// All results of a query, page by page.
async fn everything(query: &str) -> Vec<String> {
    let mut codepoints = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = search(&format!("{query}{cursor}")).await;
        let results = answer["results"].as_array().unwrap();
        codepoints.extend(results.iter().map(|result| result["char"].as_str().unwrap().to_owned()));
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return codepoints,
        }
    }
}

#[tokio::test]
async fn a_cursor_is_refused_by_any_other_request() {
    let cursor = async |query: &str| search(query).await["next_cursor"].as_str().unwrap().to_owned();
    let check = async |target: &str, is_accepted: bool| {
        let answer = get(target).await;
        if is_accepted {
            assert_eq!(answer.status, StatusCode::OK, "{target}");
            return;
        }
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        assert_eq!(answer.content_type(), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["parameter"], "cursor");
        assert!(problem["detail"].as_str().unwrap().contains("another request"), "{problem}");
    };
    let ranked = cursor("q=arrow&limit=3").await;
    check(&format!("{SEARCH}?q=arrow&limit=5&cursor={ranked}"), true).await;
    check(&format!("{SEARCH}?q=arrow&unicode=18.0&order=rank&lang=&cursor={ranked}"), true).await;
    for other in ["q=arrows", "q=arrow&unicode=6.3", "q=arrow&order=codepoint"] {
        check(&format!("{SEARCH}?{other}&cursor={ranked}"), false).await;
    }
    #[cfg(feature = "languages")]
    check(&format!("{SEARCH}?q=arrow&lang=fr&cursor={ranked}"), false).await;
    let ascending = cursor("q=arrow&order=codepoint&limit=3").await;
    check(&format!("{SEARCH}?q=arrow&order=codepoint&cursor={ascending}"), true).await;
    check(&format!("{SEARCH}?q=chess&order=codepoint&cursor={ascending}"), false).await;
    check(&format!("{SEARCH}?q=arrow&cursor={ascending}"), false).await;
    let set = get("/api/v1/set?expr=[a-z]&limit=3").await.json()["next_cursor"].as_str().unwrap().to_owned();
    check(&format!("/api/v1/set?expr=[a-z]&cursor={set}"), true).await;
    check(&format!("/api/v1/set?expr=[a-y]&cursor={set}"), false).await;
    check(&format!("/api/v1/set?expr=[a-z]&unicode=6.3&cursor={set}"), false).await;
    check(&format!("/api/v1/set?expr=[a-z]&cursor={ranked}"), false).await;
}

#[tokio::test]
async fn what_a_route_of_data_does_not_know_is_refused() {
    let document = schema::document();
    let schema = schema::of_answer(&document, SEARCH, "400", "application/problem+json");
    for (target, allowed) in [
        ("/api/v1/search?q=sun", "q, limit, cursor, order, unicode, lang"),
        ("/api/v1/char/265A?", "unicode, lang"),
        ("/api/v1/sequence/1F1EB+1F1F7?", "unicode, lang"),
        ("/api/v1/set?expr=[a]", "expr, unicode, limit, cursor"),
        ("/api/v1/identify?text=a", "text"),
        ("/api/v1/blocks?", "none"),
        ("/api/v1/openapi.json?", "none"),
    ] {
        let answer = get(&format!("{target}&limits=3")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        assert_eq!(answer.content_type(), "application/problem+json");
        let problem = answer.json();
        schema::check(&document, &schema, &problem);
        assert_eq!(problem["parameter"], "limits");
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(detail, format!("the parameter 'limits' is unknown here; allowed: {allowed}"));
    }
    for page in ["/?q=sun", "/U+265A?", "/search?q=sun", "/chars?query=sun", "/blocks?", "/identify?text=a"] {
        assert_eq!(get(&format!("{page}&utm_source=x")).await.status, StatusCode::OK, "{page}");
    }
}

#[tokio::test]
async fn a_page_is_as_long_as_asked_for() {
    let length = |answer: Value| answer["results"].as_array().unwrap().len();
    assert_eq!(length(search("q=letter").await), 100);
    assert_eq!(length(search("q=letter&limit=1").await), 1);
    assert_eq!(length(search("q=letter&limit=1000").await), 1000);
    let small = HttpState::new(Finder::default(), 10, None);
    assert_eq!(length(get_from(small, "/api/v1/search?q=letter&limit=1000").await.json()), 10);
}

#[tokio::test]
async fn a_problem_names_the_parameter_and_what_is_allowed() {
    let document = schema::document();
    let check = async |query_string: &str, parameter: &str, allowed: &str| {
        let answer = get(&format!("{SEARCH}?{query_string}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query_string}");
        assert_eq!(answer.content_type(), "application/problem+json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let problem = answer.json();
        schema::check(
            &document,
            &schema::of_answer(&document, SEARCH, "400", "application/problem+json"),
            &problem,
        );
        assert_eq!(problem["parameter"], parameter);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("'{parameter}'")) && detail.contains(allowed), "{detail}");
    };
    check("", "q", "give the words").await;
    check("q=a&q=b", "q", "once").await;
    check("q=%", "q", "two hexadecimal digits").await;
    check("q=%c3%28", "q", "UTF-8").await;
    check(&format!("q={}", "a".repeat(1001)), "q", "at most 1000").await;
    check("q=a&limit=0", "limit", "from 1 to 1000").await;
    check("q=a&limit=1001", "limit", "from 1 to 1000").await;
    check("q=a&limit=", "limit", "from 1 to 1000").await;
    check("q=a&limit=1&limit=1", "limit", "once").await;
    check("q=a&cursor=265a", "cursor", "'next_cursor' of an earlier answer").await;
    check("q=a&cursor=p00265a", "cursor", "'next_cursor' of an earlier answer").await;
    check("q=a&order=codepoint&cursor=r000001", "cursor", "'next_cursor' of an earlier answer").await;
    check("q=a&order=age", "order", "'rank' or 'codepoint'").await;
    check("q=a&lang=xx", "lang", "xx").await;
    check("q=a&unicode=19.0", "unicode", "18.0").await;
    check("q=a&unicode=x", "unicode", "18.0").await;
}

#[tokio::test]
async fn problems_without_a_parameter_have_no_type_of_their_own() {
    let document = schema::document();
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let post = Request::post(SEARCH).body(Body::empty()).unwrap();
    let answers = [
        (get("/api/v1/nothing").await, StatusCode::NOT_FOUND),
        (get("/api/").await, StatusCode::NOT_FOUND),
        (get(&format!("{SEARCH}?{}", "a".repeat(5000))).await, StatusCode::URI_TOO_LONG),
        (send(state(), post).await, StatusCode::METHOD_NOT_ALLOWED),
    ];
    for (answer, status) in answers {
        assert_eq!((answer.status, answer.content_type()), (status, "application/problem+json"));
        schema::check(&document, &schema, &answer.json());
        assert_eq!(answer.json()["status"], status.as_u16());
    }
}

#[tokio::test]
async fn the_document_is_served_and_describes_each_route() {
    let answer = get("/api/v1/openapi.json").await;
    assert_eq!(
        (answer.content_type(), answer.header("access-control-allow-origin")),
        ("application/json", "*")
    );
    let document = answer.json();
    for (path, item) in document["paths"].as_object().unwrap() {
        let target = example(path, &item["get"]);
        let answer = get(&target).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}");
        let content = &item["get"]["responses"]["200"]["content"];
        let content_type = answer.content_type().split(';').next().unwrap();
        let described = content.get(content_type);
        assert!(described.is_some(), "{target} answers {content_type}");
        if content_type == "application/json" {
            schema::check(&document, &described.unwrap()["schema"], &answer.json());
        }
    }
}

/// An address of a described path that is answered, made of the document's own examples.
fn example(path: &str, operation: &Value) -> String {
    let mut target = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let Some(name) = parameter["name"].as_str() else { continue };
        if parameter["in"] == "path" {
            target = target.replace(&format!("{{{name}}}"), parameter["example"].as_str().unwrap());
        } else if parameter["required"] == true {
            query.push(format!("{name}={}", if name == "expr" { "[a]" } else { "sun" }));
        }
    }
    if query.is_empty() { target } else { format!("{target}?{}", query.join("&")) }
}

#[tokio::test]
async fn the_described_parameters_are_those_that_are_known() {
    let document = schema::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        let target = example(path, &item["get"]);
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = match parameter["$ref"].as_str() {
                Some(reference) => reference.rsplit('/').next().unwrap(),
                None if parameter["in"] == "path" => continue,
                None => parameter["name"].as_str().unwrap(),
            };
            // A page about a character says nothing of parameters that it cannot use, and the cursor is the first edition's.
            if path == "/{address}" || path == "/" && name == "cursor" {
                continue;
            }
            // A known parameter is refused when it comes twice, for that reason; an unknown one at once, or never.
            let join = if target.contains('?') { '&' } else { '?' };
            let twice = get(&format!("{target}{join}{name}=&{name}=")).await;
            assert!(twice.status.is_client_error(), "{target} {name}");
            assert!(!twice.body.contains("is unknown"), "{target} {name}");
            let unknown = get(&format!("{target}{join}unknown=&unknown=")).await;
            let is_api = path.starts_with("/api/");
            let expected = if is_api { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            assert_eq!(unknown.status, expected, "{target}");
        }
    }
}

#[tokio::test]
async fn sets_are_paged_through() {
    let document = schema::document();
    let of_set = schema::of_answer(&document, "/api/v1/set", "200", "application/json");
    let answer = get("/api/v1/set?expr=[a-e%5Cud800]&limit=4").await.json();
    schema::check(&document, &of_set, &answer);
    assert_eq!(answer["total"], 6);
    let cursor = answer["next_cursor"].as_str().unwrap();
    let rest = get(&format!("/api/v1/set?expr=[a-e%5Cud800]&limit=4&cursor={cursor}")).await.json();
    schema::check(&document, &of_set, &rest);
    assert_eq!(
        rest["results"][1],
        json!({ "codepoint": "U+D800", "char": null, "name": "<surrogate-D800>" })
    );
    assert_eq!(rest["next_cursor"], Value::Null);
    for bad in ["[", "%5B%5Cp%7Bnothing%7D%5D", "[a", "(", ""] {
        let answer = get(&format!("/api/v1/set?expr={bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(answer.json()["parameter"], "expr");
    }
    let past = format!("/api/v1/set?expr=[a]&cursor={}", Cursors::of(&["[a]", "18.0"]).behind_first(999_999));
    let past = get(&past).await.json();
    assert_eq!((&past["results"], &past["next_cursor"]), (&json!([]), &Value::Null));
    let older = get("/api/v1/set?expr=[%E2%82%AC%F0%9F%8E%89]&unicode=5.0");
    assert_eq!(older.await.json()["total"], 1);
    assert_eq!(get("/api/v1/set?expr=[a]&unicode=99").await.json()["parameter"], "unicode");
}

#[tokio::test]
async fn every_code_point_has_an_answer() {
    let document = schema::document();
    let schema = schema::of_answer(&document, "/api/v1/char/{codepoint}", "200", "application/json");
    for value in
        (0..=0x10_FFFF).step_by(4099).chain([0, 0x0A, 0x7F, 0x378, 0x597D, 0xD800, 0xE000, 0xFDD0, 0x10_FFFF])
    {
        let answer = get(&format!("/api/v1/char/{value:04X}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{value:X}");
        schema::check(&document, &schema, &answer.json());
        assert_eq!(answer.json()["codepoint"], format!("U+{value:04X}"));
    }
    let king = get("/api/v1/char/265A").await.body;
    for same in ["U+265A", "u+265a", "%E2%99%9A", "265a"] {
        assert_eq!(get(&format!("/api/v1/char/{same}")).await.body, king, "{same}");
    }
    assert_eq!(get("/api/v1/char/265A?lang=").await.body, king);
    for bad in ["110000", "U+", "zwj", "2654..2655", "41+42", "%ff"] {
        let answer = get(&format!("/api/v1/char/{bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(answer.json()["parameter"], "codepoint");
    }
}

#[tokio::test]
async fn sequences_have_answers() {
    let document = schema::document();
    let schema = schema::of_answer(&document, "/api/v1/sequence/{codepoints}", "200", "application/json");
    for (path, name) in [
        ("1F468+200D+1F469+200D+1F467", json!("family: man, woman, girl")),
        ("U+1F1EB+1F1F7", json!("flag: France")),
        ("0061+D800", Value::Null),
        ("0061+0062", Value::Null),
    ] {
        let answer = get(&format!("/api/v1/sequence/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        schema::check(&document, &schema, &answer.json());
        assert_eq!(answer.json()["name"], name, "{path}");
    }
    assert_eq!(
        get(&format!("/api/v1/sequence/41{}", "+41".repeat(32))).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[cfg(feature = "languages")]
#[tokio::test]
async fn keywords_come_in_the_languages_asked_for() {
    let answer = get("/api/v1/char/2600?lang=fr,de").await.json();
    assert_eq!(answer["languages"]["fr"]["short_name"], "soleil");
    assert_eq!(answer["languages"]["de"]["short_name"], "Sonne");
    assert!(!answer["languages"]["fr"]["keywords"].as_array().unwrap().is_empty());
    assert_eq!(get("/api/v1/char/2600?lang=xx").await.json()["parameter"], "lang");
}

async fn identify(content_type: &str, body: impl Into<Body>) -> Answer {
    let request =
        Request::post("/api/v1/identify").header(CONTENT_TYPE, content_type).body(body.into()).unwrap();
    send(state(), request).await
}

#[tokio::test]
async fn a_text_is_identified_however_it_is_sent() {
    let document = schema::document();
    let schema = schema::of_answer(&document, "/api/v1/identify", "200", "application/json");
    let text = "p\u{430}y\u{202e}";
    let plain = identify("text/plain; charset=utf-8", text).await;
    assert_eq!(plain.status, StatusCode::OK);
    schema::check(&document, &schema, &plain.json());
    let found = plain.json();
    assert_eq!(found["summary"]["characters"], 4);
    assert_eq!(found["characters"][1]["name"], "CYRILLIC SMALL LETTER A");
    assert_eq!(found["findings"][0]["kind"], "mixed-scripts");
    assert!(!found["findings"].to_string().contains('\u{202e}'));
    let sent = identify("application/json", json!({ "text": text }).to_string()).await;
    assert_eq!(sent.json(), found);
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(get(&format!("/api/v1/identify?text={encoded}")).await.json(), found);
    let broken = identify("text/plain", b"a\xFFb".to_vec()).await.json();
    schema::check(&document, &schema, &broken);
    assert_eq!(
        (&broken["summary"]["invalid_bytes"], &broken["characters"][1]["codepoint"]),
        (&json!(1), &Value::Null)
    );
}

#[tokio::test]
async fn a_text_that_cannot_be_identified_is_refused_with_a_reason() {
    let document = schema::document();
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    let check = async |content_type: &str, body: Vec<u8>, status: StatusCode| {
        let answer = identify(content_type, body).await;
        assert_eq!((answer.status, answer.content_type()), (status, "application/problem+json"));
        schema::check(&document, &problem, &answer.json());
    };
    check("application/json", b"{".to_vec(), StatusCode::BAD_REQUEST).await;
    check("application/json", b"{\"text\":1}".to_vec(), StatusCode::BAD_REQUEST).await;
    check("application/json", b"[\"text\"]".to_vec(), StatusCode::BAD_REQUEST).await;
    check("image/png", b"x".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    check("text/plain", vec![b'a'; (64 << 10) + 1], StatusCode::PAYLOAD_TOO_LARGE).await;
    check("text/plain", vec![b'a'; 1 << 20], StatusCode::PAYLOAD_TOO_LARGE).await;
    // Ten thousand marks on one letter are listed up to the limit, and found.
    let zalgo = format!("a{}", "\u{301}".repeat(10_000));
    let answer = identify("text/plain", zalgo).await.json();
    assert_eq!(answer["characters"].as_array().unwrap().len(), 2000);
    assert!(answer["findings"].as_array().unwrap().iter().any(|finding| finding["kind"] == "many-marks"));
}

#[tokio::test]
async fn the_attic_is_answered_in_its_own_shape() {
    let check = async |target: &str, expected: &str| {
        let answer = get(target).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, expected), "{target}");
        assert_eq!(answer.content_type(), "text/plain; charset=UTF-8");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    };
    check(
        "/chars?query=registered&start=0&stop=10",
        "{\"total\": 1, \"start\": 0, \"stop\": 1, \"chars\": \"\\u00ae\"}",
    )
    .await;
    check("/chars?query=qwertyuiop", "{\"total\": 0, \"start\": 0, \"stop\": 0, \"chars\": \"\"}").await;
    let long = get("/chars?query=letter&start=60&stop=100").await.json();
    assert_eq!((&long["start"], &long["stop"]), (&json!(60), &json!(75)));
    let chars = long["chars"].as_str().unwrap();
    assert_eq!((chars.chars().count(), chars.chars().position(|c| c == '\n')), (16, Some(4)));
    for bad in ["/chars", "/chars?query=sun&start=x", "/chars?query=sun&stop=-1"] {
        assert_eq!(get(bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}
