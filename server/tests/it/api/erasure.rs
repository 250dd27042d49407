//! The end of words: sealed at rest, erased one by one, by age, and all at once; the log stays whole.

use groundstate_guardrails::log::export::{VerifyOptions, VerifyReport, verify_export};
use groundstate_server::audit::erase;
use groundstate_server::store::DetailRow;
use serde_json::{Value, json};

use super::HARBOUR;
use crate::support::{TestApp, User};

const QUESTION: &str = "When was the lighthouse of Marlin Quay built?";
const SECRET: &str = "the heron flies at midnight";

fn verify(export: &[u8]) -> VerifyReport {
    let report = verify_export(export, &VerifyOptions::default());
    assert!(report.verified(), "{report:?}");
    report
}

async fn checked(user: &User, text: &str) -> String {
    user.post("/v1/checks", &json!({"text": text})).await.json(200)["id"].as_str().unwrap().to_owned()
}

/// Every byte of the database's files.
fn bytes_at_rest(app: &TestApp) -> Vec<u8> {
    let files = std::fs::read_dir(app.folder()).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("groundstate.db"));
    files.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn words_are_sealed_at_rest_and_opened_for_those_who_may() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = checked(&admin, SECRET).await;
    assert!(!contains(&bytes_at_rest(&app), SECRET), "not in the database, not in its write-ahead log");
    let row = app.store.decision_detail(&id).await.unwrap().unwrap();
    assert_eq!((row.salt.as_str(), row.content.as_str()), ("", ""));
    let decision = admin.get(&format!("/v1/decisions/{id}")).await.json(200);
    assert_eq!(decision["detail"]["subject"]["text"], SECRET);
    assert_eq!(verify(&admin.export().await).details, 1, "the salted digest in the envelope fits what was opened");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(app.folder().join("master.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Bound to its decision: under another's name it cannot be opened.
    let other = checked(&admin, "another").await;
    let mut write = app.store.write().await.unwrap();
    write.put_details(&[DetailRow { decision_id: other.clone(), ..row }]).await.unwrap();
    write.commit().await.unwrap();
    admin.get(&format!("/v1/decisions/{other}")).await.problem(500, "internal");
}

#[tokio::test]
async fn another_master_key_does_not_open_the_database() {
    let app = TestApp::tiny().await;
    checked(&app.admin(), SECRET).await;
    let config = groundstate_server::config::Config { master_key: Some("00".repeat(32).into()), ..app.config.clone() };
    let clock = std::sync::Arc::new(groundstate_server::clock::SystemClock);
    let refused = groundstate_server::app::App::start(config, clock.clone()).await.err().unwrap();
    assert!(refused.to_string().contains("master key"), "{refused}");
    let config =
        groundstate_server::config::Config { master_key: Some("no key".to_owned().into()), ..app.config.clone() };
    let refused = groundstate_server::app::App::start(config, clock).await.err().unwrap();
    assert!(refused.to_string().contains("64 hexadecimal digits"), "{refused}");
}

#[tokio::test]
async fn rows_from_before_there_were_keys_are_read_and_then_sealed() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = checked(&admin, SECRET).await;
    let tenant = admin.get("/v1/me").await.json(200)["tenant"].as_str().unwrap().to_owned();
    let words = app.audit.vault().words(&tenant, &id).await.unwrap().unwrap();
    let plain = DetailRow {
        decision_id: id.clone(),
        salt: hex::encode(words.salt),
        content: words.content,
        key_id: None,
        sealed: None,
    };
    let mut write = app.store.write().await.unwrap();
    write.put_details(std::slice::from_ref(&plain)).await.unwrap();
    write.commit().await.unwrap();
    let path = format!("/v1/decisions/{id}");
    assert_eq!(admin.get(&path).await.json(200)["detail"]["subject"]["text"], SECRET);
    verify(&admin.export().await);
    assert_eq!(erase::seal_old(&app).await.unwrap(), 1);
    assert_eq!(erase::seal_old(&app).await.unwrap(), 0);
    assert!(app.store.decision_detail(&id).await.unwrap().unwrap().key_id.is_some());
    assert_eq!(admin.get(&path).await.json(200)["detail"]["subject"]["text"], SECRET);
    assert_eq!(verify(&admin.export().await).details, 1);
}

#[tokio::test]
async fn the_words_of_one_decision_are_erased_and_the_log_is_whole() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let answer = admin.ask(QUESTION).await;
    let id = answer["decision_id"].as_str().unwrap();
    let kept = checked(&admin, SECRET).await;
    let before = admin.get(&format!("/v1/decisions/{id}")).await.json(200);
    let path = format!("/v1/decisions/{id}/detail?reason=asked%20for");
    app.user(&["audit"], &[]).await.delete(&path).await.problem(403, "forbidden");
    admin.delete(&format!("/v1/decisions/{id}/detail?reason=")).await.problem(422, "unprocessable");
    assert_eq!(admin.delete(&path).await.status, 204);
    admin.delete(&path).await.problem(410, "gone");
    admin.delete("/v1/decisions/dec_0/detail?reason=x").await.problem(404, "not_found");
    let after = admin.get(&format!("/v1/decisions/{id}")).await.json(200);
    assert_eq!((&after["envelope"], &after["leaf"]), (&before["envelope"], &before["leaf"]));
    assert_eq!(after["detail"], Value::Null);
    admin.post(&format!("/v1/decisions/{id}/replay"), &json!({})).await.problem(410, "gone");
    admin.get(&format!("/v1/decisions/{id}/proof")).await.json(200);
    assert_eq!(admin.get(&format!("/v1/decisions/{kept}")).await.json(200)["detail"]["subject"]["text"], SECRET);
    verify(&admin.export().await);
    let list = admin.get("/v1/decisions?kind=tombstone").await.json(200);
    assert_eq!(list["data"][0]["outcome"], "words_erased");
}

#[tokio::test]
async fn shredding_ends_every_word_of_a_tenant_and_no_other() {
    let app = TestApp::tiny().await;
    let (admin, stranger) = (app.admin(), app.stranger().await);
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let answer = admin.ask(QUESTION).await;
    let id = answer["decision_id"].as_str().unwrap();
    let theirs = checked(&stranger, SECRET).await;
    admin.post_once("/v1/checks", "kept", &json!({"text": "repeatable"})).await.json(200);
    // Somebody keeps a copy of the row.
    let copy = app.store.decision_detail(id).await.unwrap().unwrap();
    let tenant = admin.get("/v1/me").await.json(200)["tenant"].as_str().unwrap().to_owned();
    let wrong = json!({"reason": "the contract ends", "confirm": "ten_0"});
    admin.post("/v1/log/shred", &wrong).await.problem(422, "unprocessable");
    let body = json!({"reason": "the contract ends", "confirm": tenant});
    app.user(&["audit"], &[]).await.post("/v1/log/shred", &body).await.problem(403, "forbidden");
    let before = verify(&admin.export().await);
    let done = admin.post("/v1/log/shred", &body).await.json(200);
    assert_eq!(done["keys_destroyed"], 1, "{done}");
    assert!(done["details_erased"].as_u64().unwrap() >= 3, "{done}");
    let after = verify(&admin.export().await);
    assert_eq!((after.details, after.leaves), (0, before.leaves + 1));
    admin.post(&format!("/v1/decisions/{id}/replay"), &json!({})).await.problem(410, "gone");
    // The copy is worth nothing.
    let mut write = app.store.write().await.unwrap();
    write.put_details(std::slice::from_ref(&copy)).await.unwrap();
    assert!(!write.has_words(id).await.unwrap(), "a back-test that had read it keeps no copy");
    assert!(write.has_words(&theirs).await.unwrap() && !write.has_words("dec_0").await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(admin.get(&format!("/v1/decisions/{id}")).await.json(200)["detail"], Value::Null);
    admin.post(&format!("/v1/decisions/{id}/replay"), &json!({})).await.problem(410, "gone");
    verify(&admin.export().await);
    // Life goes on, under a new key; others are not touched.
    let id = checked(&admin, "after").await;
    assert_eq!(admin.get(&format!("/v1/decisions/{id}")).await.json(200)["detail"]["subject"]["text"], "after");
    assert_eq!(stranger.get(&format!("/v1/decisions/{theirs}")).await.json(200)["detail"]["subject"]["text"], SECRET);
    verify(&stranger.export().await);
}

#[tokio::test]
async fn what_is_too_old_is_erased_by_a_job() {
    let app = TestApp::with(|config| config.detail_retention_days = 30).await;
    let admin = app.admin();
    let id = checked(&admin, SECRET).await;
    assert_eq!(erase::queue_expired(&app).await.unwrap(), 0, "nothing is too old");
    let tenant = admin.get("/v1/me").await.json(200)["tenant"].as_str().unwrap().to_owned();
    let mut write = app.store.write().await.unwrap();
    let horizon = groundstate_server::clock::Clock::now(&groundstate_server::clock::SystemClock) + 1;
    assert_eq!(write.erase_expired(&tenant, horizon - 86_400_000, 10).await.unwrap(), 0);
    assert_eq!(write.erase_expired(&tenant, horizon, 10).await.unwrap(), 1);
    drop(write);
    assert!(app.store.decision_detail(&id).await.unwrap().is_some(), "it did not happen");
    // A server that keeps nothing for long, over the same database, a month later.
    let later = app.later(31).await;
    assert_eq!(erase::queue_expired(&later).await.unwrap(), 1);
    let user = later.admin();
    let jobs = user.get("/v1/jobs").await.json(200);
    let job = jobs["data"].as_array().unwrap().iter().find(|job| job["kind"] == "retention").unwrap();
    let ended = user.job(job["id"].as_str().unwrap()).await;
    assert_eq!((&ended["status"], &ended["done"]), (&json!("succeeded"), &ended["total"]), "{ended}");
    assert_eq!(user.get(&format!("/v1/decisions/{id}")).await.json(200)["detail"], Value::Null);
    verify(&user.export().await);
    assert_eq!(erase::queue_expired(&later).await.unwrap(), 0);
}
