//! What somebody may send who means no good, or whose text is merely strange: every answer stays bounded, escaped, ours.

use std::time::{Duration, Instant};

use axum::http::Method;
use axum::http::header::{LOCATION, SET_COOKIE};
use proptest::prelude::*;

use super::*;
use crate::is_bidi_control;

/// Each kind of page, to be given any parameter.
const PAGES: [&str; 16] = [
    "/",
    "/results",
    "/U+265A",
    "/U+D800",
    "/U+1F468+200D+1F469",
    "/U+2654..U+265F",
    "/block/arrows",
    "/script/greek",
    "/category/Sc",
    "/version/18.0",
    "/blocks",
    "/emoji",
    "/identify",
    "/settings",
    "/help",
    "/nothing",
];
const PARAMETERS: [&str; 10] =
    ["q", "query", "text", "lang", "ui", "unicode", "from", "cursor", "to", "theme"];
const API: [&str; 5] = [
    "/api/v1/search?q=",
    "/api/v1/set?expr=",
    "/api/v1/identify?text=",
    "/api/v1/char/",
    "/api/v1/sequence/",
];

/// The largest answer to anything: a page of characters of a text at its limit.
const ANSWER_BYTES_MAX: usize = 2 << 20;
/// How long one answer may take; the machine may be busy, and this is no build for speed.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// An answer that is bounded, and of a page that is well-formed and ours.
#[track_caller]
fn check(what: &str, answer: &Answer) {
    let status = answer.status;
    assert!(!status.is_server_error() && status != StatusCode::METHOD_NOT_ALLOWED, "{what}: {status}");
    assert!(answer.body.len() <= ANSWER_BYTES_MAX, "{what}: {} bytes", answer.body.len());
    let raw = answer.body.chars().find(|c| c.is_control() && *c != '\n' || is_bidi_control(*c));
    assert_eq!(raw, None, "{what}");
    if answer.content_type().starts_with("text/html") {
        let is_whole = answer.body.starts_with("<!DOCTYPE");
        let expected = usize::from(is_whole);
        assert_eq!(answer.body.matches("<script").count(), expected, "{what}");
        assert_eq!(answer.body.matches("<img").count(), expected, "{what}");
        for tag in ["<svg", "<iframe", "<object", "<style", "<base", "<math"] {
            assert!(!answer.body.contains(tag), "{what}: {tag}");
        }
        if is_whole {
            html_check::check(&answer.body);
        }
    } else if answer.content_type().contains("json") {
        answer.json();
    }
    if let Some(location) = answer.headers.get(LOCATION) {
        let location = location.to_str().unwrap();
        assert!(location.starts_with('/') && !location.starts_with("//"), "{what}: {location}");
    }
}

async fn visit(target: &str) -> Answer {
    let start = Instant::now();
    let answer = get(target).await;
    assert!(start.elapsed() <= ANSWER_TIME_MAX, "{target} took {:?}", start.elapsed());
    let shown: String = target.chars().take(200).collect();
    check(&shown, &answer);
    answer
}

const ATTACKS: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "</textarea><script src=//evil.example></script>",
    "--><base href=//evil.example>",
    "javascript:alert(1)",
    "&lt;script&gt;&#60;script&#62;",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "\r\nSet-Cookie: a=b\r\n\r\n<svg>",
    "\u{202e}\u{2066}gnp.exe\u{2069}",
    "\u{1b}[31m\u{9b}31m\u{0}\u{7f}\u{85}",
];

#[tokio::test]
async fn markup_in_any_parameter_of_any_page_stays_text() {
    for attack in ATTACKS {
        let value = encoded(attack);
        for page in PAGES {
            let together: Vec<String> = PARAMETERS.iter().map(|name| format!("{name}={value}")).collect();
            visit(&format!("{page}?{}", together.join("&"))).await;
        }
        for name in PARAMETERS {
            visit(&format!("/?{name}={value}")).await;
            visit(&format!("/?q=sun&{name}={value}")).await;
        }
        for folder in
            ["", "block/", "script/", "category/", "version/", "emoji/", "a/b/", "assets/", "api/v1/"]
        {
            visit(&format!("/{folder}{value}")).await;
        }
        for api in API {
            visit(&format!("{api}{value}")).await;
        }
    }
}

#[tokio::test]
async fn markup_in_headers_stays_out_of_pages() {
    for attack in ["\"><script>", "en\"><b>", "ui=<b>; lang=\"><b>; theme=\"><b>", "../../etc", "ru;q=<b>"] {
        for name in ["accept-language", "cookie", "host", "x-forwarded-proto", "if-none-match", "referer"] {
            for page in ["/", "/settings", "/nothing", "/opensearch.xml"] {
                let request = Request::get(page).header(name, attack).body(Body::empty()).unwrap();
                let answer = send(state(), request).await;
                check(&format!("{page} {name}: {attack}"), &answer);
                assert!(!answer.body.contains("<b>"), "{page} {name}: {attack}");
            }
        }
    }
}

#[tokio::test]
async fn line_ends_in_an_address_make_no_headers() {
    let breaks = [
        "%0d%0aSet-Cookie:%20a=b",
        "%0aSet-Cookie:%20a=b",
        "%0d%0a%0d%0a%3Cb%3E",
        "%E5%98%8D%E5%98%8ASet-Cookie:a",
    ];
    for broken in breaks {
        for target in [
            format!("/{broken}"),
            format!("/%E2%99%9A{broken}"),
            format!("/%E2%99%9A?lang={broken}"),
            format!("/u+265a?{broken}"),
            format!("/block/Arrows{broken}"),
            format!("/block/Arrows?from={broken}"),
            format!("/script/Grek?{broken}"),
            format!("/category/sm?{broken}"),
            format!("/search?q={broken}"),
            format!("/api/v1/search?q={broken}"),
            format!("/settings?to=/{broken}"),
        ] {
            let answer = visit(&target).await;
            assert!(answer.headers.get(SET_COOKIE).is_none(), "{target}");
        }
        let form = format!("theme=dark&to=/{broken}");
        let answer = send(state(), Request::post("/settings").body(Body::from(form)).unwrap()).await;
        assert_eq!(answer.headers.get_all(SET_COOKIE).iter().count(), 1);
        assert!(answer.header("set-cookie").starts_with("theme=dark;"));
        check(broken, &answer);
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_site() {
    for path in [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%5c..%5cCargo.toml",
        "/assets/.",
        "/assets//etc/passwd",
        "/block/..%2f..%2fetc%2fpasswd",
        "/api/v1/../../etc/passwd",
        "/%00/etc/passwd",
        "/C:%5cWindows%5cwin.ini",
        "/.git/config",
        "//evil.example/U+265A",
        "/%2f%2fevil.example",
        "/%5c%5cevil.example",
    ] {
        let answer = visit(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/api/v1/char/..%2f..%2fetc%2fpasswd", "/api/v1/sequence/..%2f.."] {
        assert_eq!(visit(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused_by_name() {
    let refused = async |target: String, status: StatusCode| {
        assert_eq!(visit(&target).await.status, status, "{}", &target[..20]);
    };
    for start in [
        "/?q=",
        "/results?q=",
        "/?query=",
        "/identify?text=",
        "/search?q=",
        "/api/v1/search?q=",
        "/api/v1/set?expr=",
    ] {
        refused(format!("{start}{}", "a".repeat(1001)), StatusCode::BAD_REQUEST).await;
        refused(format!("{start}{}", "%CC%81".repeat(600)), StatusCode::BAD_REQUEST).await;
        refused(format!("{start}{}", "a".repeat(60_000)), StatusCode::URI_TOO_LONG).await;
        refused(format!("{start}{}", "%CC%81".repeat(10_000)), StatusCode::URI_TOO_LONG).await;
    }
    for folder in ["", "block/", "script/"] {
        refused(format!("/{folder}{}", "a".repeat(60_000)), StatusCode::NOT_FOUND).await;
        refused(format!("/{folder}{}", "%CC%81".repeat(10_000)), StatusCode::NOT_FOUND).await;
    }
    refused(format!("/api/v1/char/{}", "a".repeat(60_000)), StatusCode::BAD_REQUEST).await;
    refused(format!("/api/v1/sequence/61{}", "+0301".repeat(10_000)), StatusCode::BAD_REQUEST).await;
    for path in ["/identify", "/api/v1/identify"] {
        let request = Request::post(path).header("content-type", "text/plain");
        let answer = send(state(), request.body(Body::from(vec![b'a'; 1 << 20])).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        check(path, &answer);
    }
}

#[tokio::test]
async fn deep_wide_and_pathological_queries_are_answered_in_time() {
    let queries = [
        "[".repeat(1000),
        format!("{}a{}", "[".repeat(499), "]".repeat(499)),
        format!("{}a{}", "[^".repeat(333), "]".repeat(333)),
        "[^[^[^".repeat(160),
        "[[a]&[b]-[c]".repeat(80),
        format!("[{}]", "\\p{L}".repeat(190)),
        format!("[{}]", "\\p{L}&".repeat(160)),
        "\\p{".repeat(300),
        format!("[{}]", "a-z".repeat(300)),
        format!("[{}]", "\\u0000-\\U0010ffff".repeat(50)),
        "(a+)+$".repeat(160),
        format!("{}b", "a*".repeat(499)),
        "(((((((((".repeat(110),
        ".*.*.*.*".repeat(120),
        "a ".repeat(500),
        "U+".repeat(500),
        "U+0..U+10FFFF ".repeat(70),
        "%".repeat(1000),
        "\\u{".repeat(300),
        "&#x".repeat(300),
        "is:emoji ".repeat(110),
        "block: script: gc: age: ".repeat(40),
        "hangul cjk latin letter small with ".repeat(28),
        "-".repeat(1000),
        "\"".repeat(1000),
        "\u{301}".repeat(500),
        "👨\u{200d}".repeat(140),
        "\u{202e}\u{2066}".repeat(160),
        "\u{e0061}".repeat(250),
        "zzzzqqqqxxxx ".repeat(76),
    ];
    for query in queries {
        assert!(query.len() <= 1000, "{}", query.len());
        let value = encoded(&query);
        for start in ["/?q=", "/results?q=", "/?query=", "/search?q=", "/identify?text="] {
            let answer = visit(&format!("{start}{value}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{start} {query}");
        }
        for start in API {
            visit(&format!("{start}{value}")).await;
        }
        visit(&format!("/{value}")).await;
    }
}

/// The controls of C0 and C1, and what else turns a line, ends it or is seen by nobody.
fn strange_characters() -> impl Iterator<Item = char> {
    let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    let format = ('\u{200b}'..='\u{200f}').chain('\u{2028}'..='\u{202f}').chain('\u{2060}'..='\u{206f}');
    let others = [
        '\u{ad}',
        '\u{61c}',
        '\u{feff}',
        '\u{fff9}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{fdd0}',
        '\u{e0001}',
        '\u{e007f}',
        '\u{10ffff}',
    ];
    controls.chain(format).chain(others)
}

#[tokio::test]
async fn every_strange_character_is_shown_safely_everywhere() {
    for c in strange_characters() {
        let value = encoded(&c.to_string());
        let code = format!("U+{:04X}", u32::from(c));
        for start in ["/?q=", "/?q=a", "/results?q=", "/?query=", "/search?q="] {
            assert_eq!(visit(&format!("{start}{value}")).await.status, StatusCode::OK, "{start} {code}");
        }
        let identified = visit(&format!("/identify?text=a{value}b")).await;
        assert!(identified.body.contains(&format!("<span class=\"code\">{code}</span>")), "{code}");
        let literal = visit(&format!("/{value}")).await;
        assert_eq!(literal.header("location"), format!("/{code}"));
        let page = visit(&format!("/{code}")).await;
        assert!(page.body.contains("<span class=\"label\">"), "{code}");
        let told = visit(&format!("/api/v1/char/{code}")).await.json();
        assert_eq!(told["char"], c.to_string(), "{code}");
        for start in API {
            visit(&format!("{start}{value}")).await;
        }
    }
}

#[tokio::test]
async fn a_tower_of_marks_is_listed_up_to_a_limit_and_named() {
    let tower = format!("a{}", "\u{301}".repeat(10_000));
    let form = format!("text={}", encoded(&tower));
    let answer = send(state(), Request::post("/identify").body(Body::from(form)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    check("a tower", &answer);
    assert_eq!(answer.body.matches("<tr").count(), 2001);
    assert!(answer.body.contains("class=\"finding"));
}

#[tokio::test]
async fn a_method_that_changes_things_changes_nothing_where_it_is_not_meant() {
    for target in PAGES.into_iter().filter(|page| !matches!(*page, "/settings" | "/identify")) {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let request =
                Request::builder().method(method).uri(target).body(Body::from("q=a&ui=ru")).unwrap();
            let answer = send(state(), request).await;
            assert!(answer.status.is_client_error(), "{target}");
            assert!(answer.headers.get(SET_COOKIE).is_none(), "{target}");
        }
    }
}

/// Texts out of what means something to one of the readers, and of any characters at all.
fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[\\[\\]\\\\{}^&:|()*+?.$-]{1,6}",
        "(U\\+|\\\\u|\\\\x|&#x|0x|%)[0-9A-Fa-f{};]{0,8}",
        "(block|script|gc|age|is|lang|sc|cat):[a-zA-Z0-9._\"-]{0,8}",
        "\\\\p\\{[A-Za-z_=]{0,12}\\}?",
        "[a-z ]{1,12}",
        "<[a-z/!]{1,6}[\"'>]{0,2}",
        "\\PC{1,6}",
        any::<Vec<char>>().prop_map(|chars| chars.into_iter().take(8).collect::<String>()),
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_sent_is_answered(text in any_text()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let value = encoded(&text);
        runtime.block_on(async {
            for start in ["/?q=", "/results?q=", "/?query=", "/identify?text=", "/", "/block/"] {
                visit(&format!("{start}{value}")).await;
            }
            for start in API {
                visit(&format!("{start}{value}")).await;
            }
        });
    }
}
