//! The exported log: whole, or found out.

use std::io::BufReader;

use groundstate_guardrails::log::export::{Problem, Sought, VerifyOptions, VerifyReport, verify_export};
use groundstate_guardrails::log::head::{PublicKey, SignedHead};
use serde_json::{Value, json};

use super::HARBOUR;
use crate::support::{TestApp, User};

fn verify(export: &[u8], options: &VerifyOptions) -> VerifyReport {
    verify_export(BufReader::new(export), options)
}

async fn head(user: &User) -> (SignedHead, PublicKey) {
    let mut head = user.get("/v1/log/head").await.json(200);
    let key = head.as_object_mut().unwrap().remove("public_key").unwrap();
    (serde_json::from_value(head).unwrap(), PublicKey::from_hex(key.as_str().unwrap()).unwrap())
}

async fn lived() -> (TestApp, Vec<String>) {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = admin.remember("harbour.md", HARBOUR, &[]).await;
    let mut decisions = Vec::new();
    for question in ["When was the lighthouse of Marlin Quay built?", "Who are you?"] {
        decisions.push(admin.ask(question).await["decision_id"].as_str().unwrap().to_owned());
    }
    admin.delete(&format!("/v1/documents/{id}")).await;
    (app, decisions)
}

#[tokio::test]
async fn an_export_verifies_with_the_key_and_the_heads_of_earlier() {
    let (app, decisions) = lived().await;
    let admin = app.admin();
    let (early, key) = head(&admin).await;
    admin.post("/v1/checks", &json!({"text": "A text."})).await.json(200);
    let options = VerifyOptions {
        trusted_key: Some(key),
        earlier_heads: vec![early.clone()],
        expect_inclusion_of: decisions.iter().cloned().map(Sought::Id).collect(),
        ..VerifyOptions::default()
    };
    let export = admin.export().await;
    let report = verify(&export, &options);
    assert!(report.verified(), "{report:?}");
    assert_eq!(
        (report.leaves, report.earlier_heads, report.found.len(), report.key_trusted),
        (early.size + 1, 1, 2, true)
    );
    let missing = VerifyOptions { expect_inclusion_of: vec![Sought::Id("dec_0".to_owned())], ..options.clone() };
    assert!(!verify(&export, &missing).verified());
    // Another server's log is not this one's.
    let (other, _) = lived().await;
    assert!(!verify(&other.admin().export().await, &options).verified());
}

#[tokio::test]
async fn a_byte_flipped_anywhere_is_found() {
    let (app, _) = lived().await;
    let export = app.admin().export().await;
    let (_, key) = head(&app.admin()).await;
    let options = VerifyOptions { trusted_key: Some(key), ..VerifyOptions::default() };
    assert!(verify(&export, &options).verified());
    let mut spoiled = export.clone();
    // All lines are met; the last, which no hash covers, more closely.
    let last = export.len() - 300;
    let stride = (last / 300).max(1) | 1;
    for place in (0..last).step_by(stride).chain((last..export.len()).step_by(3)) {
        let bit = 1 << (place % 8);
        spoiled[place] ^= bit;
        assert!(!verify(&spoiled, &options).verified(), "byte {place} of {}", export.len());
        spoiled[place] ^= bit;
    }
    for length in [0, 1, export.len() / 2, export.len() - 1] {
        assert!(!verify(&export[..length], &options).verified(), "cut to {length}");
    }
}

/// A database set back to an older state signs an export that is whole in itself: only a head that was kept tells.
#[tokio::test]
async fn a_deleted_tail_is_found_against_an_earlier_head() {
    let (app, _) = lived().await;
    let admin = app.admin();
    let shorter = admin.export().await;
    admin.post("/v1/checks", &json!({"text": "A text that somebody wants to be forgotten."})).await.json(200);
    let (kept, key) = head(&admin).await;
    let options = VerifyOptions { trusted_key: Some(key), ..VerifyOptions::default() };
    assert!(verify(&shorter, &options).verified());
    let options = VerifyOptions { earlier_heads: vec![kept.clone()], ..options };
    let report = verify(&shorter, &options);
    let removed = Problem::TailRemoved { head: kept.size, leaves: kept.size - 1 };
    assert!(report.failures.iter().any(|failure| failure.problem == removed), "{report:?}");
}

#[tokio::test]
async fn the_command_line_says_the_same() {
    let (app, decisions) = lived().await;
    let file = app.folder().join("log.ndjson");
    let kept = app.folder().join("head.json");
    let mut export = app.admin().export().await;
    std::fs::write(&file, &export).unwrap();
    std::fs::write(&kept, app.admin().get("/v1/log/head").await.bytes).unwrap();
    let run = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_groundstate"));
        let output =
            command.args(["log", "verify", "--json"]).arg(&file).args(more).current_dir(app.folder()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), report["verified"].as_bool().unwrap())
    };
    let kept = kept.to_str().unwrap();
    assert_eq!(run(&["--head", kept, "--decision", &decisions[0]]), (Some(0), true));
    assert_eq!(run(&["--decision", "dec_0"]), (Some(3), false));
    let middle = export.len() / 2;
    export[middle] ^= 1;
    std::fs::write(&file, &export).unwrap();
    assert_eq!(run(&[]), (Some(3), false));
}
