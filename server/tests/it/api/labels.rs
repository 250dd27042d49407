//! Labels and tenants: who does not hold all labels of a document does not learn that it exists.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::HARBOUR;
use crate::support::{TestApp, User};

#[tokio::test]
async fn labels_hide_documents_from_every_endpoint() {
    let app = TestApp::tiny().await;
    let id = app.admin().remember("harbour.md", HARBOUR, &["crew"]).await;
    let (crew, guest, stranger) =
        (app.reader(&["crew", "other"]).await, app.reader(&["other"]).await, app.stranger().await);
    let statement = crew.get(&format!("/v1/statements?document={id}")).await.json(200)["data"][0]["id"].clone();
    let paths = |document: &str, statement: &str| {
        let document = ["/v1/documents/#", "/v1/documents/#/text", "/v1/statements?document=#"]
            .map(|path| path.replace('#', document));
        document.into_iter().chain([format!("/v1/statements/{statement}")]).collect::<Vec<_>>()
    };
    for (path, nothing) in paths(&id, &statement.to_string()).iter().zip(paths("doc_0", "0")) {
        assert_eq!(crew.get(path).await.status, 200, "{path}");
        let hidden = guest.get(path).await.problem(404, "not_found");
        let missing = guest.get(&nothing).await.problem(404, "not_found");
        let words = |problem: &Value| problem["detail"].as_str().unwrap().split('`').next().unwrap().to_owned();
        assert_eq!(words(&hidden), words(&missing), "the same words as for what is not there");
        stranger.get(path).await.problem(404, "not_found");
    }
    let question = "When was the lighthouse of Marlin Quay built?";
    assert_eq!(crew.ask(question).await["outcome"], "answered");
    // An administrator holds no label that it was not given.
    for user in [&guest, &stranger, &app.admin()] {
        assert_eq!(user.get("/v1/documents").await.json(200)["data"], json!([]));
        let answer = user.ask(question).await;
        assert_eq!((&answer["outcome"], &answer["candidates"]), (&json!("abstained"), &json!([])));
        assert_eq!(user.post("/v1/search", &json!({"query": question})).await.json(200)["results"], json!([]));
    }
    stranger.delete(&format!("/v1/documents/{id}")).await.problem(404, "not_found");
    app.admin().delete(&format!("/v1/documents/{id}")).await.problem(404, "not_found");
}

/// A document that lost a label does not show what it said under it.
#[tokio::test]
async fn an_older_version_keeps_its_labels() {
    let app = TestApp::tiny().await;
    let id = app.admin().remember("harbour.md", HARBOUR, &["crew"]).await;
    app.admin().remember("harbour.md", "The harbour is closed.", &[]).await;
    let guest = app.reader(&[]).await;
    assert_eq!(guest.get(&format!("/v1/documents/{id}/text")).await.json(200)["text"], "The harbour is closed.");
    guest.get(&format!("/v1/documents/{id}/text?version=1")).await.problem(404, "not_found");
    let old = guest.get(&format!("/v1/statements?document={id}&version=1")).await.json(200);
    assert_eq!(old["data"], json!([]));
    let crew = app.reader(&["crew"]).await;
    assert!(
        crew.get(&format!("/v1/documents/{id}/text?version=1")).await.json(200)["text"]
            .as_str()
            .unwrap()
            .contains("1907")
    );
}

const LABELS: [&str; 3] = ["red", "green", "blue"];

fn subset(bits: u8) -> Vec<&'static str> {
    LABELS.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1).map(|(_, label)| *label).collect()
}

/// What somebody may see of the texts `(tenant, labels)`, by the rule alone.
fn permitted(texts: &[(bool, u8)], mine: bool, held: u8) -> BTreeSet<String> {
    let visible = texts.iter().enumerate().filter(|(_, (tenant, labels))| *tenant == mine && labels & !held == 0);
    visible.map(|(index, _)| said(index)).collect()
}

fn said(index: usize) -> String {
    format!("Buoy number {index} off Marlin Quay is painted with phosphor.")
}

/// Every statement text that the service shows to a user who asks and searches.
async fn shown(user: &User, most: usize) -> (BTreeSet<String>, BTreeSet<String>) {
    let texts = |value: &Value| -> BTreeSet<String> {
        value.as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).map(str::to_owned).collect()
    };
    let question = "Which buoy off Marlin Quay is painted with phosphor?";
    let found = user.post("/v1/search", &json!({"query": question, "limit": most})).await.json(200);
    let answer = user.ask(question).await;
    let mut said = texts(&answer["statements"]);
    said.extend(texts(&answer["candidates"]));
    said.extend(
        answer["rejected"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["text"].as_str())
            .flat_map(|text| text.split_inclusive('.').map(|part| part.trim().to_owned()).collect::<Vec<_>>()),
    );
    (texts(&found["results"]), said)
}

/// Random documents of two tenants with random labels; everybody sees what the rule permits, and nothing else.
#[test]
fn nobody_recalls_what_is_not_theirs() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 6, ..ProptestConfig::default() });
    let texts = prop::collection::vec((any::<bool>(), 0_u8..8), 1..10);
    runner
        .run(&(texts, 0_u8..8), |(texts, held)| {
            runtime.block_on(async {
                let app = TestApp::tiny().await;
                let (mine, theirs) = (app.admin(), app.stranger().await);
                for (index, (tenant, labels)) in texts.iter().enumerate() {
                    let owner = if *tenant { &mine } else { &theirs };
                    owner.remember(&format!("buoy {index}"), &said(index), &subset(*labels)).await;
                }
                let reader = app.reader(&subset(held)).await;
                for (user, tenant, held) in [(&reader, true, held), (&mine, true, 0), (&theirs, false, 0)] {
                    let expected = permitted(&texts, tenant, held);
                    let (found, said) = shown(user, 100).await;
                    assert_eq!(found, expected, "search: all of it, and nothing else");
                    assert!(said.is_subset(&expected), "answer: {said:?} of {expected:?}");
                }
            });
            Ok(())
        })
        .unwrap();
}
