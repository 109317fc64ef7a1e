//! `/api/v1`: answers and problems, held to the API's own description.

use serde_json::{Value, json};

use super::*;

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
    let answer = search("q=Registered").await;
    assert_eq!(
        answer,
        json!({
            "query": "Registered", "unicode": "18.0", "total": 1, "next_cursor": null,
            "results": [{
                "codepoint": "U+00AE", "char": "®", "name": "REGISTERED SIGN", "age": "1.1", "category": "So", "aliases": [],
            }],
        })
    );
    let answer = search("q=zero+width+joiner").await;
    assert_eq!(answer["results"][1]["aliases"], json!([{ "kind": "abbreviation", "text": "ZWJ" }]));
    assert_eq!(answer["results"][1]["char"], "\u{200d}");
}

#[tokio::test]
async fn the_version_decides_what_is_found() {
    assert_eq!(search("q=chess+black").await["total"], 35);
    assert_eq!(search("q=chess+black&unicode=6.3").await["total"], 6);
    assert_eq!(search("q=sun&unicode=6.3").await["total"], 10);
    assert_eq!(search("q=sun&unicode=6.3").await["unicode"], "6.3");
}

#[tokio::test]
async fn words_are_what_the_description_says() {
    let check = async |query: &str, total: usize| {
        let answer = get(&format!("/api/v1/search?q={query}")).await;
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
    let description = schema::document()["components"]["schemas"]["Query"]["description"].to_string();
    for part in ["whole word", "tail of a CJK ideograph's name is no word", "aliases are not searched"] {
        assert!(description.contains(part), "{description}");
    }
}

#[tokio::test]
async fn nothing_is_found_without_a_word() {
    for query in ["", "+", "!!!", "qwertyuiop", "%00", "%F0%9F%98%80"] {
        let answer = search(&format!("q={query}")).await;
        assert_eq!((&answer["total"], &answer["results"]), (&json!(0), &json!([])), "{query}");
    }
}

#[tokio::test]
async fn cursors_lead_through_everything_once() {
    let total = Finder::default().find("hangul").total();
    let mut codepoints = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = search(&format!("q=hangul&limit=1000{cursor}")).await;
        assert_eq!(answer["total"], total);
        let results = answer["results"].as_array().unwrap();
        codepoints.extend(results.iter().map(|result| result["char"].as_str().unwrap().to_owned()));
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(codepoints.len(), total);
    assert!(codepoints.is_sorted());
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
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/", "/api/v1/openapi.json", "/api/v1/search", "/healthz", "/search"]);
    for path in paths {
        let answer = get(&format!("{path}?q=sun")).await;
        let described = &document["paths"][path]["get"]["responses"][answer.status.as_str()]["content"];
        let content_type = answer.content_type().split(';').next().unwrap();
        assert!(described.get(content_type).is_some(), "{path} answers {} {content_type}", answer.status);
    }
}

#[tokio::test]
async fn the_described_parameters_are_those_that_are_known() {
    let document = schema::document();
    let described = |path: &str| {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let name = |parameter: &Value| match parameter["$ref"].as_str() {
            Some(reference) => reference.rsplit('/').next().unwrap().to_owned(),
            None => parameter["name"].as_str().unwrap().to_owned(),
        };
        parameters.iter().map(name).collect::<Vec<_>>()
    };
    for (path, count) in [("/", 4), ("/search", 1), (SEARCH, 4)] {
        assert_eq!(described(path).len(), count);
        // A known parameter is refused when it comes twice, an unknown one is not.
        for name in described(path) {
            assert!(get(&format!("{path}?{name}=&{name}=")).await.status.is_client_error(), "{path} {name}");
        }
        assert_eq!(get(&format!("{path}?q=sun&unknown=&unknown=")).await.status, StatusCode::OK);
    }
}
