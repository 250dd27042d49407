//! Policies of organisation, application and key: who is governed by what, and what the record says of it.

use serde_json::json;

use super::lifecycle::House;
use crate::support::User;

fn policy(name: &str, objectives: &[(&str, &str, bool)], remove: &str) -> String {
    let objective = |(id, word, overridable): &(&str, &str, bool)| {
        format!(
            "[[objectives]]\nid = \"{id}\"\nkind.pattern.words = [\"{word}\"]\nstages = [\"input\"]\nenforcement = \"hard\"\n\
             message = \"no {word}\"\nowner = \"o\"\noverridable = {overridable}\n[[tests]]\nname = \"{id}\"\nstage = \"input\"\n\
             text = \"{word}\"\nexpect = {{ violates = [\"{id}\"] }}\n"
        )
    };
    let objectives: String = objectives.iter().map(objective).collect();
    format!(
        "name = \"{name}\"\nremove = [{remove}]\n{objectives}[[tests]]\nname = \"clean\"\nstage = \"input\"\ntext = \"x\"\nexpect = \"permitted\"\n"
    )
}

async fn attach(user: &User, place: &str, name: &str) -> crate::support::Reply {
    let body = json!({"policy": name, "reason": "a test"}).to_string();
    let request = user.request(axum::http::Method::PUT, &format!("/v1/policy-attachments/{place}"));
    let request = request.header("content-type", "application/json").body(axum::body::Body::from(body)).unwrap();
    user.send(request).await
}

async fn permits(user: &User, text: &str) -> bool {
    user.post("/v1/checks", &json!({"text": text})).await.json(200)["permitted"].as_bool().unwrap()
}

#[tokio::test]
async fn each_level_adds_to_those_above_and_only_loosens_what_they_mark() {
    let those = House::new().await;
    let admin = those.app.admin();
    those.release(&policy("organisation", &[("fixed", "plover", false), ("loose", "lapwing", true)], "")).await;
    those.release(&policy("desk", &[("own", "curlew", false)], "\"loose\"")).await;
    those.release(&policy("greedy", &[("own", "curlew", false)], "\"fixed\"")).await;
    let made = admin.post("/v1/applications", &json!({"name": "desk"})).await.json(201);
    let application = made["id"].as_str().unwrap();
    admin.post("/v1/applications", &json!({"name": "desk"})).await.problem(409, "conflict");
    let new = json!({"name": "k", "scopes": ["check", "answer", "policy:read"], "application_id": application});
    let key = admin.post("/v1/keys", &new).await.json(201);
    assert_eq!(key["application_id"], application);
    let caller = those.app.holder_of(key["key"].as_str().unwrap());
    assert!(permits(&caller, "a plover").await, "the default policy governs until another is attached");

    attach(&those.approver, "tenant/self", "organisation").await.json(200);
    assert!(
        !permits(&caller, "a plover").await
            && !permits(&caller, "a lapwing").await
            && permits(&caller, "a curlew").await
    );
    let refused =
        attach(&those.approver, &format!("application/{application}"), "greedy").await.problem(422, "unprocessable");
    assert!(refused["detail"].as_str().unwrap().contains("`fixed`"), "{refused}");
    attach(&those.approver, &format!("application/{application}"), "desk").await.json(200);
    assert!(
        !permits(&caller, "a plover").await
            && permits(&caller, "a lapwing").await
            && !permits(&caller, "a curlew").await
    );
    assert!(!permits(&admin, "a lapwing").await, "another key is governed by the organisation alone");

    let seen = caller.get(&format!("/v1/policies/effective?application={application}")).await.json(200);
    let from: Vec<(&str, &str)> = seen["objectives"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["objective"]["id"].as_str().unwrap(), one["source"]["level"].as_str().unwrap()))
        .collect();
    assert_eq!(from, [("fixed", "tenant"), ("own", "application")], "{seen}");
    assert_eq!((&seen["removed"][0]["id"], &seen["refused"]), (&json!("loose"), &json!([])));
    let checked = caller.post("/v1/checks", &json!({"text": "a text"})).await.json(200);
    assert_eq!(checked["policy"]["digest"], seen["digest"], "the decision names what was in force");
    let levels: Vec<&str> =
        checked["policy"]["sources"].as_array().unwrap().iter().map(|one| one["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["tenant", "application"]);
    let explained = caller.post("/v1/policies/explain", &json!({"text": "a curlew"})).await.json(200);
    let own = explained["verdicts"].as_array().unwrap().iter().find(|one| one["objective"] == "own").unwrap();
    assert_eq!((&own["status"], &own["source"]["name"]), (&json!("violated"), &json!("desk")));
    // Nobody slips out from under what is attached by naming another.
    caller.post("/v1/checks", &json!({"text": "a plover", "policy": "default"})).await.problem(403, "forbidden");
    assert!(permits(&caller, "x").await);

    let key_id = key["id"].as_str().unwrap();
    those.release(&policy("mine", &[("third", "dunlin", false)], "")).await;
    attach(&those.approver, &format!("key/{key_id}"), "mine").await.json(200);
    assert!(
        !permits(&caller, "a dunlin").await
            && !permits(&caller, "a curlew").await
            && !permits(&caller, "a plover").await
    );
    admin.delete(&format!("/v1/applications/{application}")).await.problem(409, "conflict");
    those.author.post("/v1/policies/mine/versions/1/retire", &json!({"reason": "away"})).await.problem(409, "conflict");
    let away = format!("/v1/policy-attachments/key/{key_id}?reason=done");
    assert_eq!(those.approver.delete(&away).await.status, 204);
    those.approver.delete(&away).await.problem(404, "not_found");
    assert!(permits(&caller, "a dunlin").await);
    those.author.post("/v1/policies/mine/versions/1/retire", &json!({"reason": "away"})).await.json(200);
    let listed = those.author.get("/v1/policy-attachments").await.json(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 2, "{listed}");
    attach(&caller, "tenant/self", "default").await.problem(403, "forbidden");
    attach(&those.approver, "tenant/other", "default").await.problem(404, "not_found");
    attach(&those.approver, "application/app_0", "desk").await.problem(404, "not_found");
    attach(&those.approver, "key/key_0", "desk").await.problem(404, "not_found");
    attach(&those.approver, "planet/self", "desk").await.problem(422, "unprocessable");
}

#[tokio::test]
async fn what_several_levels_decided_is_replayed_and_back_tested_as_they_did() {
    let those = House::new().await;
    let admin = those.app.admin();
    admin.remember("harbour.md", super::HARBOUR, &[]).await;
    those.release(&policy("organisation", &[("fixed", "plover", false)], "")).await;
    those.release(&policy("desk", &[("own", "curlew", false)], "")).await;
    let application = admin.post("/v1/applications", &json!({"name": "desk"})).await.json(201);
    let application = application["id"].as_str().unwrap();
    attach(&those.approver, "tenant/self", "organisation").await.json(200);
    attach(&those.approver, &format!("application/{application}"), "desk").await.json(200);
    let new = json!({"name": "k", "scopes": ["check", "answer"], "application_id": application});
    let key = admin.post("/v1/keys", &new).await.json(201);
    let caller = those.app.holder_of(key["key"].as_str().unwrap());
    let answer = caller.ask("When was the lighthouse of Marlin Quay built?").await;
    assert_eq!(answer["outcome"], "answered", "{answer}");
    let path = format!("/v1/decisions/{}/replay", answer["decision_id"].as_str().unwrap());
    assert_eq!(admin.post(&path, &json!({})).await.json(200)["identical"], true);
    // The next version of the overlay, in its place among the levels.
    let version = those.draft(&policy("desk", &[("own", "lighthouse", false)], "")).await;
    let ended = those.backtest("desk", version).await;
    let rows = admin.get(&format!("/v1/backtests/{}/rows", ended["id"].as_str().unwrap())).await.json(200);
    assert_eq!((&rows["data"][0]["outcome"], &rows["data"][0]["objective"]), (&json!("newly_refused"), &json!("own")));
    let sides = admin
        .get(&format!(
            "/v1/backtests/{}/rows/{}",
            ended["id"].as_str().unwrap(),
            answer["decision_id"].as_str().unwrap()
        ))
        .await
        .json(200);
    let objectives: Vec<&str> = sides["replayed"]["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["objective"].as_str().unwrap())
        .collect();
    assert_eq!(objectives, ["fixed", "own"], "the organisation's objectives are still there");
}
