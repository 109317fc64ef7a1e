//! The pages of code points, sequences, ranges and lists, and the page that identifies a text.

use axum::http::header::COOKIE;

use super::*;

#[tokio::test]
async fn a_character_is_told_of_whole() {
    let page = page("/U+2192").await;
    for part in [
        "<title>U+2192 RIGHTWARDS ARROW – Charfinder</title>",
        "<link rel=\"canonical\" href=\"/U+2192\">",
        "<h1>RIGHTWARDS ARROW</h1>",
        "href=\"/block/arrows\"",
        "href=\"/category/Sm\"",
        "href=\"/version/1.1\"",
        "right-pointing arrow",
        "E2 86 92",
        "&amp;rarr;",
        "\\rightarrow",
        "<code>-&gt;</code>",
        "href=\"/U+FFEB\"",
        "rel=\"prev\" href=\"/U+2191\"",
        "rel=\"next\" href=\"/U+2193\"",
        "data-char=\"→\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(self::page("/U+0041").await.contains("href=\"/U+0061\""), "its lower case");
    assert!(self::page("/U+00E9").await.contains("U+0065 U+0301"), "its decomposition");
    assert!(self::page("/U+2460").await.contains("U+0031"), "its compatibility form");
}

#[tokio::test]
async fn every_code_point_has_a_page() {
    let steps = (0..=0x10_FFFF).step_by(2711);
    let special =
        (0..=0xFF).chain(0x2000..=0x206F).chain([0x34F, 0x61C, 0x378, 0xD800, 0xDFFF, 0xE000, 0xFDD0]);
    let edges = [0xFEFF, 0xFFF9, 0xFFFD, 0xFFFE, 0xFFFF, 0x1_F1E6, 0xE_0001, 0xE_01EF, 0x10_FFFD, 0x10_FFFF];
    for value in steps.chain(special).chain(edges) {
        let page = page(&format!("/U+{value:04X}")).await;
        assert!(page.contains(&format!("<p class=\"code\">U+{value:04X}</p>")), "{value:X}");
    }
    assert!(page("/U+D800").await.contains("half of a pair in UTF-16"));
    assert!(page("/U+000A").await.contains("LINE FEED"));
    assert!(page("/U+E000").await.contains("private use"));
    assert!(page("/U+FFFF").await.contains("noncharacter"));
    assert!(page("/U+0378").await.contains("Not assigned"));
}

#[tokio::test]
async fn one_thing_has_one_address() {
    let check = async |target: &str, location: &str| {
        let answer = get(target).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::PERMANENT_REDIRECT, location),
            "{target}"
        );
    };
    for same in ["/%E2%99%9A", "/♚", "/u+265a", "/265A", "/265a", "/black-chess-king", "/Black_Chess_King"]
    {
        check(same, "/U+265A").await;
    }
    check("/%E2%99%9A?lang=fr&ui=ru", "/U+265A?lang=fr&ui=ru").await;
    check("/%00", "/U+0000").await;
    check("/zwj", "/U+200D").await;
    check("/U+2654-265F", "/U+2654..U+265F").await;
    check("/U+1F468%20U+200D%20U+1F469", "/U+1F468+200D+1F469").await;
    check("/%F0%9F%87%AB%F0%9F%87%B7", "/U+1F1EB+1F1F7").await;
    for same in ["/1F1EB+1F1F7", "/1F1EB%2B1F1F7", "/1f1eb-1f1f7", "/u+1f1eb+1f1f7", "/1F1EB%201F1F7"] {
        check(same, "/U+1F1EB+1F1F7").await;
    }
    check("/U+1F1EB-U+1F1F7", "/U+1F1EB..U+1F1F7").await;
    check("/block/Arrows", "/block/arrows").await;
    check("/block/latin_1", "/block/latin-1-supplement").await;
    check("/script/Grek", "/script/greek").await;
    check("/category/math-symbol", "/category/Sm").await;
    check("/category/sm", "/category/Sm").await;
}

#[tokio::test]
async fn what_denotes_nothing_is_offered_for_a_search() {
    for target in [
        "/black-chess",
        "/U+110000",
        "/nothing",
        "/%F0%9F",
        "/..%2f..%2fetc%2fpasswd",
        "/block/x",
        "/emoji/x",
    ] {
        let answer = get(target).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        html_check::check(&answer.body);
    }
    assert!(get("/black-chess").await.body.contains("href=\"/?q=black+chess\""));
}

#[tokio::test]
async fn sequences_and_ranges_have_pages() {
    let family = page("/U+1F468+200D+1F469+200D+1F467").await;
    assert!(family.contains("<h1>family: man, woman, girl</h1>"));
    assert!(family.contains("href=\"/U+1F468\"") && family.contains("ZERO WIDTH JOINER"));
    assert!(page("/U+0041+D800").await.contains("&lt;surrogate-D800&gt;"));
    let range = page("/U+2654..U+265F").await;
    assert_eq!(range.matches("<li>").count(), 12);
    assert!(range.contains("<span class=\"spoken\"> BLACK CHESS KING</span>"));
    let all = page("/U+0000..U+10FFFF").await;
    assert!(all.contains("href=\"?from=0200\""));
    assert!(page("/U+0000..U+10FFFF?from=D800").await.contains("<small>D800</small>"));
}

#[tokio::test]
async fn the_characters_of_a_script_are_paged_through() {
    let (mut target, mut cells) = ("/script/latin".to_owned(), 0);
    loop {
        let page = page(&target).await;
        cells += page.matches("<li>").count();
        match page.split_once("rel=\"next\" href=\"") {
            Some((_, rest)) => target = format!("/script/latin{}", rest.split('"').next().unwrap()),
            None => break,
        }
    }
    let latin = crate::Script::named("Latin").unwrap();
    assert_eq!(cells, latin.count() as usize);
}

#[tokio::test]
async fn every_list_leads_to_pages_that_exist() {
    for list in ["/blocks", "/scripts", "/categories", "/versions", "/emoji"] {
        let page = page(list).await;
        let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        let links: Vec<&str> =
            main.split("href=\"/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(links.len() > 20, "{list}");
        for link in links.iter().step_by(7) {
            assert_eq!(get(&format!("/{link}")).await.status, StatusCode::OK, "{list} → {link}");
        }
    }
}

#[tokio::test]
async fn the_lists_and_pages_speak_every_language() {
    for tag in ["ru", "zh"] {
        for target in
            ["/U+265A", "/U+D800", "/blocks", "/emoji", "/block/arrows", "/identify?text=a%E2%80%AE", "/help"]
        {
            let answer = get_with(target, COOKIE, &format!("ui={tag}")).await;
            html_check::check(&answer.body);
            assert!(answer.body.contains(&format!("<html lang=\"{tag}\"")), "{target}");
        }
    }
}

#[tokio::test]
async fn what_a_reader_reads_is_in_the_language_of_the_page() {
    let check = async |target: &str, tag: &str, parts: &[&str]| {
        let answer = get_with(target, COOKIE, &format!("ui={tag}")).await;
        html_check::check(&answer.body);
        for part in parts {
            assert!(answer.body.contains(part), "{part} is missing on {target} in {tag}: {}", answer.body);
        }
    };
    check("/U+0041", "ru", &["Lu, Прописная буква<", ">слева направо<", "<dd>рекомендован</dd>"]).await;
    check("/U+0041", "zh", &["Lu, 大写字母<", "<dt title=\"Bidi_Class\">双向类别</dt>", ">从左到右<"]).await;
    check("/U+0041", "en", &["Lu, Uppercase Letter<", "<dt title=\"Bidi_Class\">Bidi Class</dt>"]).await;
    check(
        "/U+0645",
        "ru",
        &["<dt title=\"Joining_Group\">Группа соединения</dt>", "<span lang=\"en\">Meem</span>"],
    )
    .await;
    check("/categories", "ru", &["Математический символ"]).await;
    check("/category/Sm", "zh", &["<h1>数学符号</h1>"]).await;
    check("/emoji", "ru", &["Еда и напитки", "улыбающиеся лица"]).await;
    check("/identify?text=a%E2%80%AE", "ru", &["<b>опасно</b>", "RLO не отменён до конца абзаца</p>"]).await;
    check("/identify?text=a%E2%80%AE", "zh", &["<b>危险</b>", "在段落结束前没有被结束</p>"]).await;
    check("/?q=%5Bz-a%5D", "ru", &["диапазон кончается раньше, чем начинается.</p>"]).await;
    check("/?q=%5Bz-a%5D", "zh", &["范围的终点在起点之前"]).await;
    for (tag, told) in [("ru", ">По этому адресу ничего нет.</p>"), ("zh", ">该地址没有任何内容。</p>")]
    {
        for nowhere in ["/a/b/c", "/block/nothing", "/nothing"] {
            let answer = get_with(nowhere, COOKIE, &format!("ui={tag}")).await;
            assert!(answer.body.contains(told), "{nowhere}: {}", answer.body);
        }
    }
    check("/?q=a&q=b", "ru", &["параметр «q» указан несколько раз; нужен один."]).await;
}

#[cfg(feature = "languages")]
#[tokio::test]
async fn keywords_are_those_of_the_visitors_languages() {
    let page = page("/U+2600?lang=fr,ar").await;
    assert!(page.contains("<span lang=\"fr\">français</span>"), "{page}");
    assert!(page.contains("soleil") && page.contains("dir=\"rtl\""));
}

async fn identify(text: &str) -> Answer {
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    send(state(), Request::post("/identify").body(Body::from(format!("text={encoded}"))).unwrap()).await
}

#[tokio::test]
async fn a_text_is_identified_without_a_script() {
    for text in [
        "p\u{430}ypal",
        "a\u{202e}b\u{200b}",
        "<script>alert(1)</script>",
        "\0\u{1b}[31m",
        "\r\na\r\n",
        "\u{ffff}",
    ] {
        let answer = identify(text).await;
        assert_eq!(answer.status, StatusCode::OK);
        html_check::check(&answer.body);
    }
    let answer = identify("p\u{430}ypal").await.body;
    assert!(answer.contains("CYRILLIC SMALL LETTER A") && answer.contains("class=\"finding danger\""));
    assert!(page("/identify?text=%E2%99%9A").await.contains("BLACK CHESS KING"));
    assert!(!page("/identify").await.contains("<tbody>"));
    let zalgo = identify(&format!("a{}", "\u{301}".repeat(10_000))).await;
    html_check::check(&zalgo.body);
    assert_eq!(zalgo.body.matches("<tr").count(), 2001);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_on_the_page() {
    let answer = identify(&"a".repeat((64 << 10) + 1)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    html_check::check(&answer.body);
    let request = Request::post("/identify").body(Body::from(vec![b'a'; 1 << 20])).unwrap();
    let answer = send(state(), request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    html_check::check(&answer.body);
}

#[tokio::test]
async fn who_sees_a_box_is_told_which_font_to_look_for() {
    let check = async |address: &str, script: Option<&str>| {
        let page = page(address).await;
        assert_eq!(page.contains("A box?"), script.is_some(), "{address}");
        assert!(script.is_none_or(|script| page.contains(&format!("one with {script};"))), "{address}");
    };
    check("/U+13000", Some("Egyptian Hieroglyphs")).await;
    check("/U+1F7D9", Some("Geometric Shapes Extended")).await;
    check("/U+20000", Some("Han")).await;
    for usual in ["/U+0041", "/U+2192", "/U+597D", "/U+1F600", "/U+000A", "/U+0378"] {
        check(usual, None).await;
    }
}

#[cfg(feature = "unihan")]
#[tokio::test]
async fn an_ideograph_is_told_by_meaning_reading_and_shape() {
    let page = page("/U+597D").await;
    for part in [
        "good, excellent, fine; well",
        "<dd lang=\"cmn-Latn\"><a href=\"/?q=h%C7%8Eo\">hǎo</a>, ",
        "<a href=\"/U+5973\">⼥</a> + 3",
        "<dt>Strokes</dt><dd>6</dd>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!self::page("/U+0041").await.contains("Ideograph"));
}
