//! Jobs: followed, cancelled, listed.

use serde_json::{Value, json};

use crate::support::{TestApp, events};

#[tokio::test]
async fn a_job_is_followed_to_its_end() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let job = admin.post("/v1/documents", &json!({"text": "Ropes hold ships."})).await.json(202);
    assert_eq!((&job["status"], &job["total"], &job["object"]), (&json!("queued"), &json!(1), &json!("job")));
    let id = job["id"].as_str().unwrap();
    let events = events(&admin.get(&format!("/v1/jobs/{id}/events")).await.text());
    let (last, before) = events.split_last().unwrap();
    assert_eq!(last.0, "done");
    assert!(before.iter().all(|(name, _)| name == "progress"), "{before:?}");
    let ended: Value = serde_json::from_str(&before.last().unwrap().1).unwrap();
    assert_eq!((&ended["status"], &ended["done"], &ended["failed"]), (&json!("succeeded"), &json!(1), &json!(0)));
    admin.post(&format!("/v1/jobs/{id}/cancel"), &json!({})).await.problem(409, "conflict");
    let stranger = app.stranger().await;
    for path in [format!("/v1/jobs/{id}"), format!("/v1/jobs/{id}/items"), format!("/v1/jobs/{id}/events")] {
        stranger.get(&path).await.problem(404, "not_found");
    }
    stranger.post(&format!("/v1/jobs/{id}/cancel"), &json!({})).await.problem(404, "not_found");
    assert_eq!(stranger.get("/v1/jobs").await.json(200)["data"], json!([]));
}

#[tokio::test]
async fn a_cancelled_job_ends_and_keeps_what_it_finished() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let long: String =
        (0..4_000).map(|index| format!("Rope number {index} is held by cleat number {index}.\n\n")).collect();
    let job = admin.post("/v1/documents", &json!({"text": long, "source": "long.txt"})).await.json(202);
    let id = job["id"].as_str().unwrap();
    let asked = admin.post(&format!("/v1/jobs/{id}/cancel"), &json!({})).await.json(202);
    assert_eq!(asked["cancel_requested"], true);
    let ended = admin.job(id).await;
    assert_eq!(ended["status"], "cancelled", "{ended}");
    assert!(!ended["finished_at"].is_null());
    let items = admin.get(&format!("/v1/jobs/{id}/items")).await.json(200);
    assert_eq!(items["data"][0]["status"], "cancelled");
    assert_eq!(admin.get("/v1/documents").await.json(200)["data"], json!([]), "nothing of it is published");
    // The same document again is taken up where it was left.
    let item = admin.ingest(&json!({"text": "Short now.", "source": "long.txt"})).await;
    assert_eq!(item["status"], "succeeded", "{item}");
    let statements =
        admin.get(&format!("/v1/statements?document={}", item["document_id"].as_str().unwrap())).await.json(200);
    assert_eq!(statements["data"].as_array().unwrap().len(), 1);
}
