//! `/search?q=`: what the clients of the second edition rely on.

use super::*;
use crate::http::second_edition::TOTAL_COUNT;

#[tokio::test]
async fn the_answer_is_the_second_editions_byte_for_byte() {
    let check = async |target: &str, status: u16, expected: &str| {
        let answer = get(target).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (status, expected), "{target}");
        assert_eq!(answer.content_type(), "application/json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    };
    check("/search?q=registered+sign", 200, r#"[{"char":"®","name":"REGISTERED SIGN"}]"#).await;
    check("/search?q=reverse+solidus+operator", 200, r#"[{"char":"⧵","name":"REVERSE SOLIDUS OPERATOR"}]"#)
        .await;
    check("/search?q=", 200, "[]").await;
    check("/search?q=qwertyuiop", 200, "[]").await;
    let missing =
        r#"{"detail":[{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}]}"#;
    check("/search", 422, missing).await;
    check("/search?query=sun", 422, missing).await;
}

#[tokio::test]
async fn what_json_must_escape_is_escaped() {
    let answer = get("/search?q=quotation+mark").await;
    assert!(answer.body.starts_with(r#"[{"char":"\"","name":"QUOTATION MARK"},"#), "{}", answer.body);
}

#[tokio::test]
async fn answers_and_errors_are_as_described() {
    let document = schema::document();
    let ok = schema::of_answer(&document, "/search", "200", "application/json");
    schema::check(&document, &ok, &get("/search?q=chess").await.json());
    for (target, status) in
        [("/search", "422"), ("/search?q=%", "400"), ("/search?q=%ff", "400"), ("/search?q=a&q=b", "400")]
    {
        let answer = get(target).await;
        assert_eq!(answer.status.as_str(), status);
        let detail = schema::of_answer(&document, "/search", status, "application/json");
        schema::check(&document, &detail, &answer.json());
        assert_eq!(answer.json()["detail"][0]["loc"][1], "q");
    }
    let answer = get(&format!("/search?{}", "a".repeat(5000))).await;
    assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
    schema::check(
        &document,
        &schema::of_answer(&document, "/search", "414", "application/json"),
        &answer.json(),
    );
}

#[tokio::test]
async fn a_cut_answer_says_where_the_rest_is() {
    let answer = get_from(HttpState::new(Finder::default(), 10, None), "/search?q=black+chess").await;
    assert_eq!(answer.json().as_array().unwrap().len(), 10);
    assert_eq!(answer.header(TOTAL_COUNT.as_str()), "35");
    let next = answer.header("link").strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    let rest = get(next).await.json();
    assert_eq!(rest["results"].as_array().unwrap().len(), 25);
    assert_eq!(get("/search?q=black+chess").await.header("link"), "");
}
