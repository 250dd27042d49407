//! The disk is full.

use serde_json::json;

use crate::support::Process;

/// Files may grow to two or four MiB (the unit differs between shells); writing on gives an error, as a
/// full disk does, and no signal.
const SMALL: &str = "trap '' XFSZ; ulimit -f 4096";

#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing_that_was_acknowledged() {
    let mut server = Process::start_under(SMALL, &[]);
    let text = "A text that takes room. ".repeat(3_000);
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for _ in 0..400 {
        let (status, body) = server.post("/v1/checks", &json!({"text": text})).await;
        match (status, body["code"].as_str()) {
            (200, _) => acknowledged.push(body["decision_id"].as_str().unwrap().to_owned()),
            (507, Some("storage_full")) | (503, Some("unavailable")) => refused += 1,
            _ => panic!("{status}: {body}"),
        }
        if refused >= 5 {
            break;
        }
    }
    assert!(refused >= 5 && !acknowledged.is_empty(), "{} acknowledged, {refused} refused", acknowledged.len());
    let (status, body) = server.post("/v1/documents", &json!({"text": text.repeat(20)})).await;
    assert!(matches!((status, body["code"].as_str()), (507, Some("storage_full")) | (503, Some("unavailable"))), "{status}: {body}");
    assert!(server.alive(), "it refuses, it does not end");
    assert_eq!(server.get(&format!("/v1/decisions/{}", acknowledged[0])).await.0, 200, "and still reads");
    server.kill();
    let server = server.restart();
    server.log_verifies(&acknowledged).await;
    assert_eq!(server.post("/v1/checks", &json!({"text": "There is room again."})).await.0, 200);
}
