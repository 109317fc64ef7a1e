//! `/`, `/?q=`, `/results`, `/settings`: the ranked search and what surrounds it.

use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};

use super::*;

#[tokio::test]
async fn without_a_query_it_invites() {
    for target in ["/", "/?", "/?q=", "/?q=+%20", "/?other=x"] {
        let page = page(target).await;
        assert!(page.contains("<title>Charfinder</title>"), "{target}");
        assert!(page.contains("data-kind=\"home\"") && page.contains("autofocus"));
        assert!(page.contains("<a href=\"/?q=Braille\">Braille</a>"));
        assert!(!page.contains("class=\"row\""));
    }
}

#[tokio::test]
async fn results_are_rows_with_links_and_marks() {
    let page = page("/?q=chess+black").await;
    assert!(page.contains("<title>chess black – Charfinder</title>"));
    assert!(page.contains("name=\"q\" value=\"chess black\""));
    assert!(page.contains("role=\"status\">"));
    assert!(
        page.contains("href=\"/U+265A\" draggable=\"false\"><mark>BLACK</mark> <mark>CHESS</mark> KING</a>")
    );
    assert!(page.contains("<span class=\"glyph\" aria-hidden=\"true\"><bdi>♚</bdi></span>"));
}

/// The script puts this in place of what stands in the page, so they must be the same.
#[tokio::test]
async fn the_fragment_is_what_the_page_has() {
    for query in ["q=chess+black", "q=", "q=zzzzqqqq", "q=arrow&from=50", "q=a&unicode=6.3"] {
        let fragment = get(&format!("/results?{query}")).await;
        assert_eq!(fragment.status, StatusCode::OK);
        assert!(page(&format!("/?{query}")).await.contains(&fragment.body), "{query}");
        html_check::check(&format!(
            "<!DOCTYPE html>\n<html><head><title>x</title></head><body><main>{}</main></body></html>\n",
            fragment.body
        ));
    }
}

#[tokio::test]
async fn a_long_answer_goes_on_behind_a_link() {
    let (mut target, mut rows) = ("/?q=arrow".to_owned(), 0);
    let total = loop {
        let page = page(&target).await;
        rows += page.matches("class=\"row").count() - page.matches("class=\"rows").count();
        match page.split_once("rel=\"next\" href=\"") {
            Some((_, rest)) => target = rest.split('"').next().unwrap().replace("&amp;", "&"),
            None => {
                let count = page.split("data-count=\"").nth(1).unwrap().split(' ').next().unwrap();
                break count.parse::<usize>().unwrap();
            }
        }
    };
    assert_eq!(rows, total);
}

#[tokio::test]
async fn markup_in_a_query_stays_text() {
    let plain = page("/?q=x").await;
    let count = |page: &str, tag: &str| page.matches(tag).count();
    for attack in [
        "<script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "' onfocus='alert(1)",
        "</title><script>alert(1)</script>",
        "--><svg/onload=alert(1)>",
        "\u{202e}gnp.exe",
        "a\0b\u{1b}[31mc\u{7f}\u{80}\u{9f}\u{fffe}\u{10ffff}",
        "javascript:alert(1)",
        "\r\nSet-Cookie: a=b\r\n\r\n<b>",
        "\u{2028}\u{2029}\u{85}x",
        "block:<b>",
        "[<b>",
        "[[[[[[[[",
        "\\u{<b>}",
        "&<b>;",
    ] {
        let encoded: String = attack.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = page(&format!("/?q={encoded}")).await;
        for tag in ["<script", "<img", "<svg", "<b>"] {
            assert!(
                count(&page, tag) <= count(&plain, tag) + usize::from(tag == "<b>") * 60,
                "{attack} {tag}"
            );
        }
        assert!(!page.contains("<b>;") && !page.contains("alert(1)</script>"), "{attack}");
        for name in ["unicode", "from", "lang"] {
            let answer = get(&format!("/?q=sun&{name}={encoded}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name} {attack}");
            html_check::check(&answer.body);
        }
        for path in ["", "block/", "script/", "category/"] {
            let answer = get(&format!("/{path}{encoded}")).await;
            if answer.status != StatusCode::PERMANENT_REDIRECT {
                html_check::check(&answer.body);
            }
        }
    }
}

#[tokio::test]
async fn pages_speak_the_visitors_language() {
    for (tag, word) in [("en", "Settings"), ("ru", "Настройки"), ("zh", "设置")] {
        let answer = get_with("/", ACCEPT_LANGUAGE, tag).await;
        html_check::check(&answer.body);
        assert!(answer.body.contains(&format!("<html lang=\"{tag}\" dir=\"ltr\">")));
        assert!(answer.body.contains(&format!(">{word}</a>")), "{tag}");
        assert_eq!(answer.header("content-language"), tag);
        assert!(answer.header("vary").contains("Accept-Language"));
        for target in ["/?q=arrow", "/settings", "/nothing", "/offline", "/?q=zzzz"] {
            html_check::check(&get_with(target, COOKIE, &format!("ui={tag}; theme=dark")).await.body);
        }
    }
    let dark = get_with("/", COOKIE, "ui=ru; theme=dark").await.body;
    assert!(dark.contains("<html lang=\"ru\" dir=\"ltr\" data-theme=\"dark\">"));
    for target in
        ["/", "/U+265A", "/blocks", "/block/arrows", "/emoji", "/identify", "/settings", "/help", "/offline"]
    {
        assert!(page(&format!("{target}?ui=zh")).await.contains("<html lang=\"zh\""), "{target}");
    }
    assert!(get("/nothing?ui=ru").await.body.contains("<html lang=\"ru\""));
}

#[tokio::test]
async fn settings_are_kept_in_cookies_and_lead_back() {
    let save = async |form: &str| {
        let request = Request::post("/settings").body(Body::from(form.to_owned())).unwrap();
        let answer = send(state(), request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form}");
        let cookies: Vec<String> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        (answer.header("location").to_owned(), cookies.join("; "))
    };
    let check = async |form: &str, location: &str, cookies: &str| {
        assert_eq!(save(form).await, (location.to_owned(), cookies.to_owned()), "{form}");
    };
    check("ui=ru&theme=dark&lang1=&to=%2F%3Fq%3Da%2Bb", "/?q=a+b", "ui=ru; theme=dark; lang=").await;
    check("theme=light", "/", "theme=light").await;
    check("ui=xx&theme=<b>", "/", "").await;
    for bad in
        ["//example.org", "https://example.org", "/\\example.org", "/a%0d%0aSet-Cookie:x", "", "a", "/\u{e9}"]
    {
        let (location, _) = save(&format!("theme=dark&to={bad}")).await;
        assert_eq!(location, "/", "{bad}");
    }
}

#[tokio::test]
async fn the_worker_and_the_manifest_name_files_that_exist() {
    let worker = get("/service-worker.js").await;
    assert_eq!(worker.content_type(), "text/javascript; charset=utf-8");
    assert!(!worker.body.contains("%VERSION%") && !worker.body.contains("%FILES%"));
    let list = worker.body.split("const FILES = [").nth(1).unwrap().split(']').next().unwrap();
    let manifest = get("/manifest.webmanifest").await.json();
    let icons = manifest["icons"].as_array().unwrap().iter().map(|icon| icon["src"].as_str().unwrap());
    for path in list.split(", ").map(|path| path.trim_matches('"')).chain(icons) {
        assert_eq!(get_bytes(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_search_engine_is_described_for_the_host_that_was_asked() {
    let answer = get_with("/opensearch.xml", axum::http::header::HOST, "find.example:8888").await;
    assert!(answer.body.contains("template=\"http://find.example:8888/?q={searchTerms}\""));
    let answer = get_with("/opensearch.xml", axum::http::header::HOST, "a\"><b>").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
