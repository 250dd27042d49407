//! The OpenAPI document: the committed file is what the code says, and what it says is served.

use axum::body::Body;
use axum::http::Method;
use groundstate_server::api;
use serde_json::Value;

use crate::support::TestApp;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let current = serde_json::to_string_pretty(&api::openapi()).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{current}\n")).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed.trim_end() == current,
        "docs/openapi.json is stale: run this test with UPDATE=1 and commit the file"
    );
}

#[tokio::test]
async fn every_documented_path_is_served_and_guarded() {
    let app = TestApp::tiny().await;
    let document: Value = serde_json::to_value(api::openapi()).unwrap();
    let nobody = app.holder_of("gs_wrong");
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let method: Method = method.to_uppercase().parse().unwrap();
            let concrete = path.replace("{id}", "1").replace("{name}", "default");
            let request = nobody.request(method.clone(), &concrete).header("content-type", "application/json");
            let reply = nobody.send(request.body(Body::from("{}")).unwrap()).await;
            let open =
                operation["security"] == serde_json::json!([{}]) || operation["security"] == serde_json::json!([]);
            let expected = if open { 200 } else { 401 };
            assert_eq!(reply.status.as_u16(), expected, "{method} {path}");
            assert!(operation["responses"].as_object().is_some_and(|responses| !responses.is_empty()), "{path}");
        }
    }
    assert!(operations >= 30, "{operations}");
    let served = app.admin().get("/openapi.json").await.json(200);
    assert_eq!(served["paths"], document["paths"]);
    assert_eq!(served["openapi"], "3.1.0");
}
