//! A service that answers as of an older version, and one with a low limit of results.

use serde_json::json;

use super::*;
use crate::{Block, Category, Script, UnicodeVersion, http::as_of};

async fn old(target: &str) -> Answer {
    get_from(state_as_of("6.3"), target).await
}

#[tokio::test]
async fn later_characters_are_nowhere() {
    // NEUTRAL CHESS KING is of 12.0, the block of 11.0; U+0378 is still not assigned.
    for target in
        ["/U+1FA00", "/U+1FA00+200D", "/version/18.0", "/api/v1/char/1FA00", "/api/v1/sequence/1FA00+200D"]
    {
        let answer = old(target).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{target}");
        assert_eq!(get(target).await.status, StatusCode::OK, "{target}");
    }
    assert_eq!(old("/api/v1/char/1FA00").await.json()["detail"], "Unicode 6.3 has no U+1FA00.");
    for target in
        ["/U+265A", "/U+0378", "/version/6.3", "/api/v1/char/265A", "/api/v1/char/1FA00?unicode=12.0"]
    {
        assert_eq!(old(target).await.status, StatusCode::OK, "{target}");
    }
    let block = old("/block/chess-symbols").await;
    assert!(!block.body.contains("/U+1FA00") && get("/block/chess-symbols").await.body.contains("/U+1FA00"));
    let range = old("/U+265A..U+1FA00").await;
    assert!(range.body.contains("/U+265A") && !range.body.contains("/U+1FA00\""));
    assert!(
        !old("/emoji").await.body.contains("/U+1FAE0\"") && get("/emoji").await.body.contains("/U+1FAE0\"")
    );
    assert!(!old("/versions").await.body.contains("/version/18.0"));
}

#[tokio::test]
async fn lists_and_sets_count_what_the_version_has() {
    let member = |answer: &Answer, list: &str, key: &str, name: &str| {
        let answer = answer.json();
        assert_eq!(answer["unicode"], "6.3");
        answer[list].as_array().unwrap().iter().find(|one| one[key] == name).cloned()
    };
    let blocks = old("/api/v1/blocks").await;
    assert_eq!(member(&blocks, "blocks", "name", "Chess Symbols").unwrap()["assigned"], 0);
    assert_eq!(member(&blocks, "blocks", "name", "Arrows").unwrap()["assigned"], 112);
    // Currencies were added since; what is not assigned became less.
    let categories = old("/api/v1/categories").await;
    let latest = get("/api/v1/categories").await.json();
    let latest = |code: &str| {
        let all = latest["categories"].as_array().unwrap();
        all.iter().find(|one| one["code"] == code).unwrap()["count"].as_u64().unwrap()
    };
    let count =
        |code: &str| member(&categories, "categories", "code", code).unwrap()["count"].as_u64().unwrap();
    assert!(count("Sc") < latest("Sc") && count("Sc") > 40);
    assert!(count("Cn") > latest("Cn"));
    let scripts = old("/api/v1/scripts").await;
    assert_eq!(member(&scripts, "scripts", "code", "Osge").unwrap()["count"], 0);
    let versions = old("/api/v1/versions").await;
    assert!(member(&versions, "versions", "version", "6.3").is_some());
    assert_eq!(member(&versions, "versions", "version", "7.0"), None);
    let total = async |target: &str| old(target).await.json()["total"].clone();
    let set = "/api/v1/set?expr=[%E2%82%AC%F0%9F%A9%80]";
    assert_eq!(total(set).await, 1);
    assert_eq!(total(&format!("{set}&unicode=18.0")).await, 2);
}

#[test]
fn the_latest_version_has_everything() {
    let latest = UnicodeVersion::LATEST;
    for block in Block::all() {
        let known = as_of::block(block, latest).known_in(latest);
        assert_eq!(as_of::assigned(block, latest), block.assigned(), "{block}");
        assert!(known.len() >= block.assigned(), "{block}");
    }
    for script in Script::all() {
        assert_eq!(as_of::script(script, latest).len(), script.count(), "{}", script.code());
    }
    for category in Category::all() {
        assert_eq!(as_of::category(category, latest).len(), category.count(), "{category}");
    }
}

#[tokio::test]
async fn the_limit_of_results_holds_for_each_search() {
    let state = || HttpState::new(Finder::default(), 5, None);
    let set = get_from(state(), "/api/v1/set?expr=%5Cp%7BL%7D&limit=100").await.json();
    assert_eq!(set["results"].as_array().unwrap().len(), 5);
    assert!(set["next_cursor"].as_str().unwrap().starts_with("r000005-"), "{set}");
    let chars = get_from(state(), "/chars?query=letter").await.json();
    assert_eq!((&chars["start"], &chars["stop"]), (&json!(0), &json!(5)));
}
