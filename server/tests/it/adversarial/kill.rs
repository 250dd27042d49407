//! SIGKILL, in the middle of things.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Process, eventually};

#[tokio::test]
async fn a_job_goes_on_after_its_server_was_killed() {
    let mut server = Process::start(&[]);
    let count = 1_500;
    let text: String = (0..count).map(|index| format!("Cleat number {index} holds rope number {index}.\n\n")).collect();
    let (_, job) =
        server.post("/v1/documents", &json!({"source": "cleats.txt", "title": "Cleats", "text": text})).await;
    let id = job["id"].as_str().unwrap().to_owned();
    let store =
        groundstate_server::store::Store::open(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let tenant = store.tenants().await.unwrap()[0].id.clone();
    // Kill it when some statements are written, and not all.
    let document = eventually("half a document", Duration::from_secs(120), || async {
        let document = store.document_by_source(&tenant, "cleats.txt").await.unwrap()?;
        let written = store.statements_written(&document.id, 1).await.unwrap();
        (written > 0).then_some(document)
    })
    .await;
    server.kill();
    let written = store.statements_written(&document.id, 1).await.unwrap();
    assert!((1..count).contains(&written), "{written} were written: killed too late");
    assert_eq!(store.document(&tenant, &document.id).await.unwrap().unwrap().version, 0, "and none is visible");
    store.close().await;

    let server = server.restart();
    let item = server.item(&id).await;
    assert_eq!((&item["status"], &item["document_id"]), (&json!("succeeded"), &json!(document.id)), "{item}");
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/statements?document={}&limit=200{cursor}", document.id);
        let page = server.get(&path).await.1;
        for statement in page["data"].as_array().unwrap() {
            assert!(seen.insert(statement["text"].as_str().unwrap().to_owned()), "twice: {statement}");
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), usize::try_from(count).unwrap(), "every statement once");
    let published = server.get("/v1/decisions?kind=memory").await.1;
    assert_eq!(published["data"].as_array().unwrap().len(), 1, "published once");
    server.log_verifies(&[]).await;
}

#[tokio::test]
async fn every_acknowledged_decision_survives_a_kill() {
    let mut server = Process::start(&[]);
    server.ingest("harbour.md", "The lighthouse of Marlin Quay was built in 1907.").await;
    let acknowledged = Mutex::new(Vec::<String>::new());
    for round in 0..3 {
        let body = json!({"question": "When was the lighthouse of Marlin Quay built?"});
        let (running, acknowledged) = (&server, &acknowledged);
        let asking = (0..16).map(|_| async {
            loop {
                let Ok(response) = running.request(Method::POST, "/v1/answers").json(&body).send().await else {
                    return;
                };
                let Ok(answer) = response.json::<Value>().await else { return };
                acknowledged.lock().unwrap().push(answer["decision_id"].as_str().unwrap().to_owned());
            }
        });
        let enough = async {
            eventually("answers", Duration::from_secs(60), || async {
                (acknowledged.lock().unwrap().len() >= 25 * (round + 1)).then_some(())
            })
            .await;
        };
        tokio::select! {
            _ = futures::future::join_all(asking) => panic!("the server stopped by itself"),
            () = enough => server.kill(),
        }
        server = server.restart();
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    server.log_verifies(&acknowledged).await;
    for decision in acknowledged.iter().step_by(10) {
        let found = server.get(&format!("/v1/decisions/{decision}")).await;
        assert_eq!((found.0, &found.1["detail"]["body"]["outcome"]), (200, &json!("answered")));
    }
}
