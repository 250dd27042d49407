//! Bodies and files that are empty, huge, binary, broken or bombs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::memory::files::{archive, pdf};
use crate::support::TestApp;

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Ingests bytes next to an honest document; what became of the bytes.
async fn beside_honest(app: &TestApp, name: &str, bytes: &[u8]) -> Value {
    let mut body = Vec::new();
    for (file, content) in [(name, bytes), ("honest.txt", b"Ropes hold ships.".as_slice())] {
        body.extend(
            format!("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\r\n").bytes(),
        );
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    let admin = app.admin();
    let job = admin.post_bytes("/v1/documents", "multipart/form-data; boundary=XX", body).await.json(202);
    let id = job["id"].as_str().unwrap();
    let ended = admin.job(id).await;
    let items = admin.get(&format!("/v1/jobs/{id}/items")).await.json(200);
    assert_eq!(ended["status"], "succeeded", "{ended} {items}");
    assert!(
        matches!(items["data"][1]["status"].as_str(), Some("succeeded" | "unchanged")),
        "the other fails not: {items}"
    );
    items["data"][0].clone()
}

/// The code with which the bytes failed; the detail says something.
async fn failure(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let item = beside_honest(app, name, bytes).await;
    assert_eq!(item["status"], "failed", "{name}: {item}");
    assert!(!item["error"]["detail"].as_str().unwrap().is_empty());
    item["error"]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn empty_huge_and_binary_questions() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.post_bytes("/v1/answers", "application/json", "").await.problem(400, "invalid_request");
    admin.post("/v1/answers", &json!({"question": ""})).await.problem(422, "unprocessable");
    let huge = json!({"question": "x".repeat(10 << 20)}).to_string();
    admin.post_bytes("/v1/answers", "application/json", huge.clone()).await.problem(413, "too_large");
    admin.post_bytes("/v1/chat/completions", "application/json", huge).await.openai_error(413, "invalid_request_error");
    admin.post_bytes("/v1/answers", "application/json", noise(100_000)).await.problem(400, "invalid_request");
    let control: String = (0_u8..32).map(char::from).collect();
    assert_ne!(admin.ask(&control).await["outcome"], "answered");
    let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    admin.post_bytes("/v1/answers", "application/json", nested).await.problem(400, "invalid_request");
}

#[tokio::test]
async fn invalid_utf_8_in_json() {
    let app = TestApp::tiny().await;
    for path in ["/v1/answers", "/v1/search", "/v1/checks", "/v1/documents"] {
        let body = b"{\"question\": \"caf\xE9\", \"query\": \"caf\xE9\", \"text\": \"caf\xE9\"}".to_vec();
        app.admin().post_bytes(path, "application/json", body).await.problem(400, "invalid_request");
    }
    let lone = br#"{"question": "\ud800"}"#.to_vec();
    app.admin().post_bytes("/v1/answers", "application/json", lone).await.problem(400, "invalid_request");
}

#[tokio::test]
async fn an_empty_or_binary_document_fails_alone() {
    let app = TestApp::tiny().await;
    assert_eq!(failure(&app, "empty.txt", b"").await, "empty");
    assert_eq!(failure(&app, "blank.md", b" \n\n ").await, "empty");
    assert_eq!(failure(&app, "noise.txt", &noise(100_000)).await, "binary");
    assert_eq!(failure(&app, "latin.txt", b"caf\xE9 au lait").await, "invalid_encoding");
    let all = app.admin().get("/v1/documents").await.json(200);
    assert_eq!(all["data"].as_array().unwrap().len(), 1, "the honest one");
}

#[tokio::test]
async fn ten_megabytes_of_noise_fail_alone() {
    let app = TestApp::tiny().await;
    assert_eq!(failure(&app, "noise.txt", &noise(10 << 20)).await, "binary");
    let content =
        json!({"content": STANDARD.encode(noise(10 << 20)), "source": "noise.pdf", "media_type": "application/pdf"});
    let item = app.admin().ingest(&content).await;
    assert_eq!((&item["status"], &item["error"]["code"]), (&json!("failed"), &json!("malformed")), "{item}");
}

#[tokio::test]
async fn a_zip_bomb_fails_alone() {
    let app = TestApp::tiny().await;
    let bomb = archive(&[("word/document.xml", &vec![b' '; 48 << 20])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(failure(&app, "bomb.docx", &bomb).await, "archive_bomb");
}

#[tokio::test]
async fn a_truncated_pdf_fails_alone() {
    let app = TestApp::tiny().await;
    let whole = pdf(&["Ropes hold ships."]);
    assert_eq!(beside_honest(&app, "whole.pdf", &whole).await["status"], "succeeded");
    for length in [9, 60, whole.len() / 3] {
        assert_eq!(failure(&app, "cut.pdf", &whole[..length]).await, "malformed", "{length} bytes");
    }
}
