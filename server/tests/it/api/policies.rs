//! Policies: read, validated.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn the_default_policy_is_read_and_is_what_it_says() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let list = admin.get("/v1/policies").await.json(200);
    assert_eq!((&list["data"][0]["name"], &list["data"][0]["status"]), (&json!("default"), &json!("active")));
    let policy = admin.get("/v1/policies/default").await.json(200);
    assert_eq!((&policy["version"], &policy["digest"]), (&json!(1), &list["data"][0]["digest"]));
    let schema = admin.get("/v1/policies/schema").await.json(200);
    assert!(schema["properties"]["objectives"].is_object(), "{schema}");
    admin.get("/v1/policies/unknown").await.problem(404, "not_found");
    let mut document = policy["document"].clone();
    document["tests"] = json!([]);
    let validation = admin.post("/v1/policies/validate", &json!({"document": document})).await.json(200);
    assert_eq!((&validation["valid"], &validation["errors"]), (&json!(true), &json!([])), "{validation}");
    let whole = admin.post("/v1/policies/validate", &json!({"document": policy["document"]})).await.json(200);
    assert_eq!(whole["digest"], policy["digest"]);
    let again = app.beside(|_| ()).await;
    assert_eq!(again.admin().get("/v1/policies").await.json(200), list, "a second start installs nothing");
}

/// The cases that ship with the default policy pass on the real encoder, through the API.
#[tokio::test]
async fn the_default_policy_passes_its_own_cases() {
    let app = TestApp::real().await;
    let toml = groundstate_guardrails::pack::DEFAULT_POLICY;
    let validation = app.admin().post("/v1/policies/validate", &json!({"toml": toml})).await.json(200);
    let failed: Vec<&Value> =
        validation["tests"].as_array().unwrap().iter().filter(|test| test["passed"] != true).collect();
    assert!(failed.is_empty() && validation["valid"] == true, "{failed:?} {}", validation["errors"]);
    assert!(validation["tests"].as_array().unwrap().len() > 20);
}

#[tokio::test]
async fn a_policy_that_is_not_sound_says_where() {
    let app = TestApp::tiny().await;
    let reader = app.user(&["policy:read"], &[]).await;
    let validate = async |toml: &str| reader.post("/v1/policies/validate", &json!({"toml": toml})).await.json(200);
    let objective = |pattern: &str| {
        format!(
            "name = \"p\"\n[[objectives]]\nid = \"a\"\nkind.pattern.patterns = ['{pattern}']\nstages = [\"input\"]\nenforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n"
        )
    };
    let sound = validate(&objective("forbidden")).await;
    assert_eq!((&sound["valid"], &sound["errors"]), (&json!(true), &json!([])), "{sound}");
    for (toml, word) in
        [("name = ", ""), (&objective("("), "pattern"), (&objective("x").replace("hard", "harsh"), "enforcement")]
    {
        let found = validate(toml).await;
        assert_eq!((&found["valid"], &found["digest"]), (&json!(false), &Value::Null), "{found}");
        assert!(found["errors"][0].as_str().unwrap().contains(word), "{found}");
    }
    let case = "[[tests]]\nname = \"wrong\"\nstage = \"input\"\ntext = \"forbidden\"\nexpect = \"permitted\"\n";
    let failing = validate(&(objective("forbidden") + case)).await;
    assert_eq!((&failing["valid"], &failing["tests"][0]["passed"]), (&json!(false), &json!(false)), "{failing}");
    assert!(failing["tests"][0]["detail"].as_str().unwrap().contains('a'));
    for body in [json!({}), json!({"toml": "", "document": {}})] {
        reader.post("/v1/policies/validate", &body).await.problem(422, "unprocessable");
    }
}
