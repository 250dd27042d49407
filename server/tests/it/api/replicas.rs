//! The whole service on Postgres, two servers over one database.

use serde_json::json;

use super::HARBOUR;
use crate::support::{TestApp, scratch_database};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_over_one_postgres_are_one_service() {
    let Some(url) = scratch_database().await else { return };
    let settings = |config: &mut groundstate_server::config::Config| config.database_url = Some(url.clone());
    let first = TestApp::with(settings).await;
    let second = first.beside(settings).await;
    let (here, there) = (first.admin(), second.admin());
    let id = here.remember("harbour.md", HARBOUR, &[]).await;
    let question = "When was the lighthouse of Marlin Quay built?";
    let answer = there.ask(question).await;
    assert!(answer["outcome"] == "answered" && answer["text"].as_str().unwrap().contains("1907"), "{answer}");
    there.remember("harbour.md", &HARBOUR.replace("1907", "1911"), &[]).await;
    assert!(here.ask(question).await["text"].as_str().unwrap().contains("1911"), "what one ingests, the other knows");
    let replay = here
        .post(&format!("/v1/decisions/{}/replay", answer["decision_id"].as_str().unwrap()), &json!({}))
        .await
        .json(200);
    assert_eq!(
        (&replay["identical"], &replay["recall"]),
        (&json!(true), &json!("recomputed")),
        "{}",
        replay["differences"]
    );

    // Both append to one log at once, and one of them erases.
    let body = json!({"text": "A text."});
    let checks = [&here, &there].into_iter().cycle().take(40).map(|user| user.post("/v1/checks", &body));
    let path = format!("/v1/documents/{id}");
    let (replies, erased) = tokio::join!(futures::future::join_all(checks), here.delete(&path));
    assert!(replies.iter().all(|reply| reply.status == 200) && erased.status == 204);
    assert_eq!(there.ask(question).await["outcome"], "abstained");
    let export = there.export().await;
    let options = groundstate_guardrails::log::export::VerifyOptions::default();
    let report = groundstate_guardrails::log::export::verify_export(export.as_slice(), &options);
    assert!(report.verified(), "{report:?}");
    // Key, policy, two versions, three answers, forty checks, a tombstone.
    assert_eq!(report.leaves, 48);
    let again = here.post_once("/v1/checks", "shared", &body).await;
    assert_eq!(there.post_once("/v1/checks", "shared", &body).await.bytes, again.bytes);
}
