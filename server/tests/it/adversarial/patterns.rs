//! Policies whose patterns want to burn time or memory.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::TestApp;

fn policy(pattern: &str, text: &str) -> serde_json::Value {
    json!({"document": {"name": "hostile", "objectives": [{"id": "a", "kind": {"pattern": {"patterns": [pattern]}},
        "stages": ["input"], "enforcement": "hard", "message": "m", "owner": "o"}],
        "tests": [{"name": "long", "stage": "input", "text": text, "expect": "permitted"}]}})
}

#[tokio::test]
async fn a_pathological_pattern_is_refused_or_linear() {
    let app = TestApp::tiny().await;
    let validate = async |pattern: &str, text: &str| {
        app.admin().post("/v1/policies/validate", &policy(pattern, text)).await.json(200)
    };
    // Too large once compiled, or too long, or not of this language: an error, not a dead server.
    for pattern in
        ["(?:a{1000}){1000}", "((a{100}){100}){100}", r"(\w{500}){500}", r"(a)\1", "(?=a)b", &"a|".repeat(5_000)]
    {
        let found = validate(pattern, "a").await;
        assert_eq!(found["valid"], false, "{pattern}: {found}");
        assert!(!found["errors"][0].as_str().unwrap().is_empty());
    }
    // Those that make a backtracking engine take 2^n steps are matched in linear time.
    let text = "a".repeat(50_000);
    for pattern in ["(?:a+)+b", "(?:a|aa)+b", "(?:a|a)*b", "(?:.*a){12}b", "^(?:a?){20}a{20}b"] {
        let start = Instant::now();
        let found = validate(pattern, &text).await;
        assert!(start.elapsed() < Duration::from_secs(20), "{pattern}: {:?}", start.elapsed());
        assert_eq!(found["valid"], true, "{pattern}: {found}");
    }
    let many = json!({"document": {"name": "hostile", "objectives": vec![json!({"id": "a"}); 100_000]}});
    let found = app.admin().post("/v1/policies/validate", &many).await.json(200);
    assert_eq!(found["valid"], false);
    app.admin().get("/readyz").await.json(200);
}
