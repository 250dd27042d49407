//! Idempotency keys: the same request twice has one effect.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_repeated_request_gets_the_first_response() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let body = json!({"text": "A text."});
    let first = admin.post_once("/v1/checks", "once", &body).await;
    let again = admin.post_once("/v1/checks", "once", &body).await;
    assert_eq!((first.status, &first.bytes), (again.status, &again.bytes));
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!(
        admin.get("/v1/decisions?kind=check").await.json(200)["data"].as_array().unwrap().len(),
        1,
        "one effect"
    );
    admin.post_once("/v1/checks", "once", &json!({"text": "Another."})).await.problem(409, "idempotency_conflict");
    admin.post_once("/v1/answers", "once", &body).await.problem(409, "idempotency_conflict");
    // Another user's key of the same name is another key.
    let other = app.user(&["check"], &[]).await;
    assert_ne!(other.post_once("/v1/checks", "once", &body).await.bytes, first.bytes);
    admin.post_once("/v1/checks", &"k".repeat(256), &body).await.problem(422, "unprocessable");
    let job = json!({"text": "Ropes hold ships.", "source": "ropes"});
    let jobs =
        [admin.post_once("/v1/documents", "job", &job).await, admin.post_once("/v1/documents", "job", &job).await];
    assert_eq!(jobs[0].json(202)["id"], jobs[1].json(202)["id"]);
}

#[tokio::test]
async fn a_request_that_failed_can_be_tried_again() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin
        .post_once("/v1/checks", "retry", &json!({"text": "A text.", "policy": "unknown"}))
        .await
        .problem(404, "not_found");
    admin.post_once("/v1/checks", "retry", &json!({"text": "A text."})).await.json(200);
    app.holder_of("gs_wrong").post_once("/v1/checks", "retry", &json!({})).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_secret_is_not_kept_for_repetition() {
    let app = TestApp::tiny().await;
    let made = app.admin().post_once("/v1/keys", "key", &json!({"name": "n", "scopes": ["answer"]})).await;
    made.problem(422, "unprocessable");
    assert_eq!(app.admin().get("/v1/keys").await.json(200)["data"].as_array().unwrap().len(), 1, "none was made");
}

/// A caller that hangs up leaves no claim behind that nobody works on: the work ends, and is found.
#[tokio::test]
async fn a_request_whose_caller_left_is_finished() {
    let app = TestApp::tiny().await;
    let (admin, body) = (app.admin(), json!({"text": "A text."}));
    for wait in [0, 1, 3, 10] {
        let key = format!("left after {wait}");
        let left =
            tokio::time::timeout(std::time::Duration::from_millis(wait), admin.post_once("/v1/checks", &key, &body))
                .await;
        drop(left);
        let reply = crate::support::eventually("the response", std::time::Duration::from_secs(20), || async {
            let reply = admin.post_once("/v1/checks", &key, &body).await;
            (reply.status != 409).then_some(reply)
        })
        .await;
        reply.json(200);
    }
    assert_eq!(admin.get("/v1/decisions?kind=check").await.json(200)["data"].as_array().unwrap().len(), 4);
}
