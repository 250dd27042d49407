//! Keys: made, scoped, expired, withdrawn.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say() {
    let app = TestApp::tiny().await;
    let text = json!({"text": "A text."});
    let question = json!({"question": "What is a text?"});
    let requests = [
        ("answer", "/v1/answers", Some(&question)),
        ("check", "/v1/checks", Some(&text)),
        ("memory:read", "/v1/documents", None),
        ("memory:write", "/v1/documents", Some(&text)),
        ("audit", "/v1/decisions", None),
        ("policy:read", "/v1/policies", None),
        ("admin", "/v1/keys", None),
    ];
    for (held, _, _) in requests {
        let user = app.user(&[held], &[]).await;
        for (needed, path, body) in requests {
            let reply = match body {
                Some(body) => user.post(path, body).await,
                None => user.get(path).await,
            };
            if held == needed || held == "admin" {
                assert!(reply.status.is_success(), "{held} at {path}: {}", reply.text());
            } else {
                let problem = reply.problem(403, "forbidden");
                assert!(problem["detail"].as_str().unwrap().contains(needed), "{problem}");
            }
        }
    }
    let user = app.user(&["answer"], &["crew"]).await;
    let me = user.get("/v1/me").await.json(200);
    assert_eq!((&me["scopes"], &me["labels"], &me["name"]), (&json!(["answer"]), &json!(["crew"]), &json!("test")));
    user.post("/v1/keys", &json!({"name": "more", "scopes": ["admin"]})).await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_key_ends_when_it_expires_or_is_withdrawn() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let expired =
        admin.post("/v1/keys", &json!({"name": "old", "scopes": ["answer"], "expires_in_days": 0})).await.json(201);
    let holder = app.holder_of(expired["key"].as_str().unwrap());
    let reply = holder.get("/v1/me").await;
    reply.problem(401, "key_expired");
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    let later =
        admin.post("/v1/keys", &json!({"name": "new", "scopes": ["answer"], "expires_in_days": 1})).await.json(201);
    let holder = app.holder_of(later["key"].as_str().unwrap());
    holder.get("/v1/me").await.json(200);
    let path = format!("/v1/keys/{}", later["id"].as_str().unwrap());
    app.stranger().await.delete(&path).await.problem(404, "not_found");
    holder.get("/v1/me").await.json(200);
    assert_eq!(admin.delete(&path).await.status, 204);
    holder.get("/v1/me").await.problem(401, "unauthenticated");
    admin.delete(&path).await.problem(404, "not_found");
    let list = admin.get("/v1/keys").await.json(200);
    assert!(list["data"].as_array().unwrap().iter().all(|key| key.get("key").is_none()), "no secret: {list}");
    assert!(!list["data"][0]["revoked_at"].is_null(), "{list}");
    let outcomes: Vec<_> = admin.get("/v1/decisions?kind=key").await.json(200)["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["revoked", "created", "created", "created"], "all of it is in the log");
}

#[tokio::test]
async fn what_is_no_key_opens_nothing() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let unknown = groundstate_server::auth::draw(&groundstate_server::clock::SystemClock);
    for key in ["", "gs_", "sk-something", &unknown, &admin.key[..admin.key.len() - 1], &admin.key.to_uppercase()] {
        app.holder_of(key).get("/v1/me").await.problem(401, "unauthenticated");
    }
    for (header, status) in [
        (None, 401),
        (Some(admin.key.clone()), 401),
        (Some(format!("Basic {}", admin.key)), 401),
        (Some(format!("bearer {}", admin.key)), 200),
    ] {
        let mut request = axum::http::Request::get("/v1/me");
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let reply = admin.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(reply.status.as_u16(), status, "{header:?}");
    }
    for (body, parameter) in [
        (json!({"name": "", "scopes": ["answer"]}), "name"),
        (json!({"name": "n".repeat(101), "scopes": ["answer"]}), "name"),
        (json!({"name": "n", "scopes": []}), "scopes"),
    ] {
        assert_eq!(admin.post("/v1/keys", &body).await.problem(422, "unprocessable")["parameter"], parameter);
    }
    let unknown = admin.post("/v1/keys", &json!({"name": "n", "scopes": ["answer", "everything"]})).await;
    assert_eq!(unknown.problem(400, "invalid_request")["parameter"], "scopes[1]");
}

#[tokio::test]
async fn requests_a_minute_are_counted_for_each_key() {
    let app = TestApp::with(|config| config.requests_per_minute = 5).await;
    let other = app.user(&["answer"], &[]).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let reply = app.admin().get("/v1/me").await;
        if reply.status == 429 {
            reply.problem(429, "rate_limited");
            assert!(reply.header("retry-after").parse::<u64>().unwrap() <= 61);
        }
        statuses.push(reply.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 200, 429, 429], "one request made the other key");
    other.get("/v1/me").await.json(200);
}
