//! `/?query=`: what is on the page of the first edition, that it is HTML, that nothing gets into it.

use super::*;
use crate::http::parameters::PARAMETER_BYTES_MAX;

#[tokio::test]
async fn without_a_query_it_invites() {
    for target in
        ["/?query", "/?query=", "/?query=+%1c%09", "/?other=x&query=", "/?unicode=&query=", "/?%71uery="]
    {
        let page = page(target).await;
        assert!(page.contains("<title>Charfinder</title>"));
        assert!(page.contains("<p role=\"status\" class=\"message\">Enter words describing characters.</p>"));
        assert!(!page.contains("<table>"), "{target}");
    }
}

#[tokio::test]
async fn the_examples_are_those_of_the_book() {
    let page = page("/?query=").await;
    let words: Vec<&str> =
        page.split("find &quot;").skip(1).map(|rest| rest.split('&').next().unwrap()).collect();
    assert_eq!(
        words.join(" "),
        "bismillah black Braille cat chess circled digit dot Ethiopic face hexagram Malayalam mark operator Roman symbol"
    );
    assert!(page.contains("<a href=\"/?query=Braille\" title=\"find &quot;Braille&quot;\">Braille</a>"));
}

/// The key works by script only, so the script shows the hint.
#[tokio::test]
async fn the_key_that_leads_to_the_field_is_told_where_it_works() {
    assert!(page("/?query=").await.contains("<span id=\"shortcut\" hidden><kbd>/</kbd> leads here</span>"));
    let script = get(crate::http::asset::BOOK_SCRIPT.path()).await.body;
    assert!(script.contains("getElementById(\"shortcut\")") && script.contains("event.key !== \"/\""));
}

#[tokio::test]
async fn a_query_is_answered_as_in_the_book() {
    let answer = get_from(state_as_of("6.3"), "/?query=+chess+black+").await;
    html_check::check(&answer.body);
    assert!(answer.body.contains(">6 matches for &#39;chess black&#39;</p>"), "{}", answer.body);
    assert!(answer.body.contains("name=\"query\" value=\"chess black\""));
    assert_eq!(answer.body.matches("<tr><td class=\"code\">").count(), 6);
    for c in '\u{265a}'..='\u{265f}' {
        assert!(answer.body.contains(&format!("<bdi>{c}</bdi>")));
    }
    assert!(page("/?query=registered").await.contains(">1 match for &#39;registered&#39;</p>"));
    assert!(page("/?query=qwertyuiop").await.contains(">No match for &#39;qwertyuiop&#39;</p>"));
}

#[tokio::test]
async fn markup_in_a_query_stays_text() {
    let attacks = [
        "<script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "' onfocus='alert(1)",
        "\" autofocus onfocus=\"alert(1)",
        "</title><script>alert(1)</script>",
        "&lt;script&gt;",
        "&#60;img src=x&#62;",
        "--><svg/onload=alert(1)>",
        "\u{202e}gnp.exe",
        "a\0b\u{1b}[31mc\u{7f}\u{80}\u{9f}\u{fffe}\u{10ffff}",
        "javascript:alert(1)",
        "{{7*7}}",
        "\r\nSet-Cookie: a=b\r\n\r\n<b>",
        "\u{2028}\u{2029}\u{85}x",
    ];
    for attack in attacks {
        let encoded: String = attack.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = page(&format!("/?query={encoded}")).await;
        assert_eq!(page.matches("<script").count(), 1, "{attack}");
        assert_eq!(page.matches("<img").count(), 1, "{attack}");
        assert!(!page.contains("<svg") && !page.contains("<b>"), "{attack}");
        for name in ["unicode", "cursor"] {
            let answer = get(&format!("/?query=sun&{name}={encoded}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            html_check::check(&answer.body);
        }
    }
}

#[tokio::test]
async fn every_kind_of_character_leaves_the_html_whole() {
    let queries = [
        "sign",
        "space",
        "joiner",
        "override",
        "isolate",
        "selector",
        "tag",
        "combining",
        "arabic+ligature",
        "filler",
        "mark",
        "less",
        "ampersand",
        "quotation",
        "format",
        "control",
        "invisible",
        "separator",
        "hebrew+letter",
        "musical+symbol",
    ];
    for query in queries {
        assert!(page(&format!("/?query={query}")).await.contains("<table>"), "{query}");
    }
}

#[tokio::test]
async fn a_long_answer_is_paged_through_by_links() {
    let total = Finder::default().find("arrow").total();
    let (mut target, mut rows) = ("/?query=arrow".to_owned(), 0);
    for pages_left in (0..total.div_ceil(100)).rev() {
        let answer = get(&target).await;
        html_check::check(&answer.body);
        let first = rows + 1;
        rows += answer.body.matches("<tr><td class=\"code\">").count();
        assert!(answer.body.contains(&format!(">{total} matches for ")));
        // Above the table and below it, with the same links.
        let navigation: Vec<&str> = answer.body.split("<nav class=\"paging\"").skip(1).collect();
        let links = |part: &str| part.split("</nav>").next().unwrap().to_owned();
        assert_eq!(navigation.len(), 2);
        assert_eq!(links(navigation[0]), links(navigation[1]));
        assert!(navigation[0].contains("<table>") && !navigation[1].contains("<table>"));
        assert!(navigation[0].contains(&format!("<span>{first}–{rows} of {total}</span>")));
        assert_eq!(answer.body.contains(">first 100</a>"), target.contains("cursor"));
        match answer.body.split_once("rel=\"next\" href=\"") {
            Some((_, rest)) => {
                assert!(rest.contains(&format!("\">next {}</a>", (total - rows).min(100))));
                target = rest.split('"').next().unwrap().replace("&amp;", "&");
            }
            None => assert_eq!(pages_left, 0),
        }
    }
    assert_eq!(rows, total);
}

#[tokio::test]
async fn a_page_has_at_most_a_hundred_characters() {
    let check = async |results_max: usize, expected: usize| {
        let state = HttpState::new(Finder::default(), results_max, None);
        let answer = get_from(state, "/?query=cjk").await;
        assert_eq!(answer.body.matches("<tr><td class=\"code\">").count(), expected);
        assert!(answer.body.contains(&format!("<span>1–{expected} of ")));
        assert!(answer.body.contains(&format!(">next {expected}</a>")));
    };
    check(usize::MAX, 100).await;
    check(1000, 100).await;
    check(7, 7).await;
}

#[tokio::test]
async fn another_unicode_version_stays_chosen() {
    let page = page("/?query=chess+black&unicode=6.3").await;
    assert!(page.contains(">6 matches for "));
    assert!(page.contains("<option value=\"6.3\" selected>6.3</option>"));
    assert!(page.contains("<a href=\"/?query=cat&amp;unicode=6.3\""));
    let latest = get_from(state_as_of("6.3"), "/?query=chess+black&unicode=18.0").await.body;
    assert!(latest.contains(">35 matches for ") && latest.contains("<option value=\"\">6.3</option>"));
}

#[tokio::test]
async fn a_bad_parameter_is_named_on_the_page() {
    let check = async |target: &str, status: StatusCode, part: &str| {
        let answer = get(target).await;
        assert_eq!(answer.status, status, "{target}");
        html_check::check(&answer.body);
        let message =
            answer.body.split("role=\"alert\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
        assert!(message.contains(part), "{message}");
    };
    let bad = StatusCode::BAD_REQUEST;
    check("/?query=%zz", bad, "&#39;query&#39; has a &#39;%&#39;").await;
    check("/?query=%ff", bad, "&#39;query&#39; is not UTF-8").await;
    check("/?query=a&query=b", bad, "&#39;query&#39; is given more than once").await;
    check("/?query=a&q=b", bad, "&#39;query&#39; and &#39;q&#39; mean the same").await;
    check("/?query=a&unicode=19.0", bad, "&#39;unicode&#39; is not valid").await;
    check("/?query=a&cursor=b", bad, "&#39;cursor&#39; is not valid").await;
    check(&format!("/?query={}", "a".repeat(PARAMETER_BYTES_MAX + 1)), bad, "at most 1000").await;
    check(&format!("/?query&x={}", "a".repeat(4096)), StatusCode::URI_TOO_LONG, "at most 4096").await;
}

#[tokio::test]
async fn a_refused_search_keeps_what_was_valid_in_the_form() {
    let check = async |target: &str, query: &str, version: &str| {
        let answer = get(target).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
        html_check::check(&answer.body);
        assert!(answer.body.contains(&format!("name=\"query\" value=\"{query}\"")), "{target}");
        assert!(answer.body.contains(&format!(" selected>{version}</option>")), "{target}");
        assert!(!answer.body.contains("<table>"), "{target}");
    };
    check("/?unicode=77&query=sun", "sun", "18.0").await;
    check("/?unicode=%zz&query=sun", "sun", "18.0").await;
    check("/?query=+chess+black&unicode=6.3&cursor=b", "chess black", "6.3").await;
    check("/?query=%ff&unicode=6.3", "", "6.3").await;
    check("/?query=a&query=b", "a", "18.0").await;
    check("/?q=b&query=a", "a", "18.0").await;
    check("/?query=%3Cb%3E&unicode=x", "&lt;b&gt;", "18.0").await;
}

#[tokio::test]
async fn the_console_says_what_the_original_says() {
    let (state, console) = logging_state("6.3");
    get_from(state.clone(), "/?query=chess+black").await;
    get_from(state.clone(), "/?query=").await;
    get_from(state, "/?query=jabberwocky%27s+vest").await;
    assert_eq!(
        *console.lock().unwrap(),
        [
            "Query: 'chess black'",
            "Sending 6 results",
            "Query: ''",
            "Sending 0 results",
            "Query: \"jabberwocky's vest\"",
            "Sending 0 results",
        ]
    );
}
