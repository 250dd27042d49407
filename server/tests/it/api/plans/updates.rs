//! A world model that is updated by what surprised.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Lamps, press, state};
use crate::support::eventually;

/// Follows a plan into a surprise: the first lamp does not go on.
async fn surprise(those: &Lamps) {
    let plan = those.plan(|_| {}).await.json(201);
    assert_eq!(plan["next_action"], press("a"));
    let observed = those.observe(&plan, &state([false; 3], false)).await;
    assert_eq!(observed["verdict"]["verdict"], "surprise", "{observed}");
}

async fn newest(those: &Lamps) -> Value {
    those.planner.get("/v1/environments/lamps/models?limit=1").await.json(200)["data"][0].clone()
}

async fn heads(those: &Lamps, job: &str) -> f64 {
    let training = those.planner.get(&format!("/v1/environments/lamps/trainings/{job}")).await.json(200);
    training["curve"].as_array().unwrap().last().unwrap()["losses"]["heads"].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprises_update_the_model_on_request_and_by_themselves() {
    let those = Lamps::with(|_| {}).await;
    let admin = those.app.admin();
    let (update, order) = ("/v1/environments/lamps/models/update", json!({"reason": "it went otherwise", "steps": 1}));
    those.planner.post(update, &order).await.problem(409, "conflict");
    surprise(&those).await;
    those.approver.post(update, &order).await.problem(403, "forbidden");

    // One step from the weights there are: as good as before, where one step from nothing is not.
    let job = those.planner.post(update, &order).await.json(202)["id"].as_str().unwrap().to_owned();
    assert_eq!(admin.job(&job).await["status"], "succeeded");
    let model = newest(&those).await;
    assert_eq!((&model["version"], &model["job_id"]), (&json!(2), &json!(job)));
    let updated = json!({"base": 1, "asked": 1, "wrong": 1});
    assert_eq!((&model["training"]["updated"], &model["training"]["transitions"]), (&updated, &json!(65)), "{model}");
    let anew = json!({"reason": "from nothing", "steps": 1, "members": 1});
    let fresh = those.planner.post("/v1/environments/lamps/models", &anew).await.json(202);
    let fresh = fresh["id"].as_str().unwrap();
    assert_eq!(admin.job(fresh).await["status"], "succeeded");
    assert_eq!(newest(&those).await["training"]["updated"], Value::Null);
    let (warm, cold) = (heads(&those, &job).await, heads(&those, fresh).await);
    assert!(warm < 0.5 * cold, "{warm} after one step from the weights there were, {cold} from none");
    let nothing_new = those.planner.post(update, &order).await.problem(409, "conflict");
    assert!(nothing_new["detail"].as_str().unwrap().contains("learned"), "{nothing_new}");

    // By itself after two; the guardrails are what they were.
    let learning = "/v1/environments/lamps/learning";
    let set = async |after: i64| {
        let request =
            those.planner.request(axum::http::Method::PUT, learning).header("content-type", "application/json");
        let body = json!({"update_after": after}).to_string();
        those.planner.send(request.body(axum::body::Body::from(body)).unwrap()).await
    };
    set(-1).await.problem(422, "unprocessable");
    assert_eq!(set(2).await.json(200)["update_after"], 2);
    assert_eq!(admin.get("/v1/environments/lamps").await.json(200)["update_after"], 2);
    let decided = admin.get("/v1/decisions?kind=environment&limit=1").await.json(200);
    assert_eq!(decided["data"][0]["outcome"], "learning");
    let policy = those.app.store.active_policy(&tenant(&those).await, "default").await.unwrap().unwrap();
    // The model that is newest has hardly learned: plans are made with the one before.
    let follow = async || {
        let plan = those.plan(|asked| asked["model"] = json!(1)).await.json(201);
        those.observe(&plan, &state([false; 3], false)).await;
    };
    follow().await;
    assert_eq!(trainings(&those).await, 3, "one is not two");
    follow().await;
    let after = eventually("the model updates itself", Duration::from_secs(120), || async {
        let model = newest(&those).await;
        (model["version"] == 4).then_some(model)
    })
    .await;
    assert_eq!(after["training"]["updated"]["base"], 3, "{after}");
    assert_eq!(trainings(&those).await, 4);
    let after = those.app.store.active_policy(&tenant(&those).await, "default").await.unwrap().unwrap();
    assert_eq!(policy, after);
    assert_eq!(set(0).await.json(200)["update_after"], 0);
    follow().await;
    follow().await;
    assert_eq!(trainings(&those).await, 4, "it was told not to");
}

async fn tenant(those: &Lamps) -> String {
    those.app.store.tenants().await.unwrap()[0].id.clone()
}

async fn trainings(those: &Lamps) -> usize {
    let id = those.planner.get("/v1/environments/lamps").await.json(200)["id"].as_str().unwrap().to_owned();
    those.app.store.trainings(&id, 100).await.unwrap().len()
}
