//! Errors: one shape, whatever went wrong.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn every_error_has_the_same_shape() {
    let app = TestApp::with(|config| config.max_body_bytes = 5_000).await;
    let admin = app.admin();
    admin.get("/v1/nothing").await.problem(404, "not_found");
    admin.get("/v1/documents/doc_0").await.problem(404, "not_found");
    admin.delete("/v1/answers").await.problem(405, "method_not_allowed");
    admin.get("/v1/statements/one").await.problem(400, "invalid_request");
    admin.get("/v1/statements?document=doc_1&limit=many").await.problem(400, "invalid_request");
    admin.post_bytes("/v1/answers", "text/plain", "question").await.problem(415, "unsupported_media_type");
    admin.post("/v1/answers", &json!({"question": "x".repeat(6_000)})).await.problem(413, "too_large");
    admin.post("/v1/search", &json!({"query": "x", "limit": 101})).await.problem(422, "unprocessable");
    admin.post("/v1/search", &json!({"query": " "})).await.problem(422, "unprocessable");
    for cut in ["", "{", "{\"question\": \"x\"", "[]", "{\"question\": \"x\"} more", "\"x\""] {
        admin.post_bytes("/v1/answers", "application/json", cut).await.problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn malformed_json_names_the_place_of_the_fault() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    for (path, body, parameter) in [
        ("/v1/answers", json!({"question": 1}), "question"),
        ("/v1/answers", json!({"question": "x", "max_statements": "three"}), "max_statements"),
        (
            "/v1/answers",
            json!({"question": "x", "conversation": [{"role": "user", "content": "y"}, {"role": "robot", "content": "y"}]}),
            "conversation[1].role",
        ),
        ("/v1/checks", json!({"text": "x", "evidence": [{"id": "1", "text": 2}]}), "evidence[0].text"),
        ("/v1/search", json!({"query": "x", "limit": -1}), "limit"),
    ] {
        assert_eq!(admin.post(path, &body).await.problem(400, "invalid_request")["parameter"], parameter, "{body}");
    }
    let unknown =
        admin.post("/v1/answers", &json!({"question": "x", "max_statment": 1})).await.problem(400, "invalid_request");
    assert!(unknown["detail"].as_str().unwrap().contains("max_statment"), "{unknown}");
}

#[tokio::test]
async fn requests_are_named_and_secured() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let request = admin.request(Method::GET, "/v1/nothing").header("x-request-id", "mine").body(Body::empty()).unwrap();
    assert_eq!(admin.send(request).await.problem(404, "not_found")["request_id"], "mine");
    let reply = admin.get("/v1/me").await;
    assert!(reply.header("x-request-id").starts_with("req_"));
    let headers = [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("cache-control", "no-store")];
    for (name, value) in headers {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert!(reply.header("content-security-policy").contains("default-src 'self'"));
}

#[tokio::test]
async fn health_and_metrics_need_no_key() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.ask("What is a text?").await;
    for path in ["/healthz", "/readyz"] {
        let reply = admin.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.json(200)["status"], "ok");
    }
    let metrics = admin.send(Request::get("/metrics").body(Body::empty()).unwrap()).await.text();
    assert!(metrics.contains("groundstate_requests_total") && metrics.contains("route=\"/v1/answers\""), "{metrics}");
    assert!(
        metrics.contains("groundstate_answer_stage_seconds") && metrics.contains("groundstate_encoder_tokens_total")
    );
}
