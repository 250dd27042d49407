//! The database is locked, missing, or not one.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::Connection;
use tempfile::TempDir;

use crate::support::{Process, TestApp};

#[tokio::test]
async fn a_locked_database_is_said_and_waited_out() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.remember("harbour.md", "The lighthouse of Marlin Quay was built in 1907.", &[]).await;
    let url = format!("sqlite://{}/groundstate.db", app.folder().display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let start = Instant::now();
    let question = json!({"question": "When was the lighthouse of Marlin Quay built?"});
    let reply = admin.post("/v1/answers", &question).await;
    reply.problem(503, "unavailable");
    assert!(!reply.text().contains("1907"), "what is not recorded is not said");
    assert_eq!(reply.header("retry-after"), "1");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    admin.get("/v1/documents").await.json(200);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(admin.ask("When was the lighthouse of Marlin Quay built?").await["outcome"], "answered");
}

/// What a start says that fails; it ends by itself, with a code of its own and without a panic.
fn complaint(folder: &TempDir, environment: &[(&str, &str)]) -> String {
    let output = Process::fail_to_start(folder.path(), environment);
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code().is_some_and(|code| code != 0 && code != 101), "{:?}: {text}", output.status);
    assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
    text
}

#[test]
fn a_start_that_cannot_succeed_says_why() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let inside = file.join("data");
    let said = complaint(&folder, &[("GROUNDSTATE_DATA_DIR", inside.to_str().unwrap())]);
    assert!(said.contains(inside.to_str().unwrap()) && said.contains("cannot be made"), "{said}");

    let garbage = TempDir::new().unwrap();
    std::fs::write(garbage.path().join("groundstate.db"), "this is not a database ".repeat(500)).unwrap();
    let said = complaint(&garbage, &[]);
    assert!(said.contains("not a database"), "{said}");

    let said = complaint(&folder, &[("GROUNDSTATE_DATABASE_URL", "sqlite:///nowhere/at/all.db?mode=ro")]);
    assert!(said.contains("database") || said.contains("folder"), "{said}");
    let said = complaint(&folder, &[("GROUNDSTATE_DATABASE_URL", "mysql://root:hunter2@localhost/x")]);
    assert!(said.contains("mysql") && !said.contains("hunter2"), "{said}");
    let said = complaint(&folder, &[("GROUNDSTATE_DATABASE_URL", "postgres://u:hunter2@127.0.0.1:1/x")]);
    assert!(said.contains("database") && !said.contains("hunter2"), "{said}");
    let said = complaint(&folder, &[("GROUNDSTATE_ENCODER_DIR", "/nowhere")]);
    assert!(said.contains("encoder") && said.contains("/nowhere"), "{said}");
    let said = complaint(&folder, &[("GROUNDSTATE_BOOTSTRAP_KEY", "hunter2")]);
    assert!(said.contains("BOOTSTRAP_KEY") && !said.contains("hunter2"), "{said}");
    let said = complaint(&folder, &[("GROUNDSTATE_MAX_BODY_BYTE", "1")]);
    assert!(said.contains("max_body_byte"), "{said}");
}

/// The file goes away under a running server.
#[tokio::test]
async fn a_missing_database_is_said() {
    let app = TestApp::tiny().await;
    let store = app.app.store.clone();
    store.close().await;
    let admin = app.admin();
    for reply in [
        admin.get("/readyz").await,
        admin.get("/v1/documents").await,
        admin.post("/v1/answers", &json!({"question": "x"})).await,
    ] {
        let problem: Value = reply.problem(503, "unavailable");
        assert_eq!(problem["detail"], "the database does not answer");
    }
    admin.get("/healthz").await.json(200);
}
