//! Environments: registered, fed, read and deleted, by people whose data is not always sound.

mod command_line;
mod hostile;
mod push;

use serde_json::{Value, json};

use crate::support::{Reply, TestApp, User};

/// Two rooms, a lamp that may hang in one of them, and a thermometer.
fn schema() -> Value {
    json!({
        "types": {
            "room": { "properties": {} },
            "lamp": { "contained_in": ["room"], "properties": {
                "on": { "kind": "boolean" },
                "heat": { "kind": "number", "unit": "celsius", "minimum": 0, "maximum": 100 },
                "colour": { "kind": "category", "values": ["red", "white"] },
                "next": { "kind": "reference", "types": ["lamp"], "optional": true } } }
        },
        "actions": {
            "switch": { "roles": [{ "name": "lamp", "kind": "reference", "types": ["lamp"] }],
                        "precondition": "!lamp.on || lamp.heat < 90" },
            "wait": {}
        },
        "goals": { "dark": { "expression": "objects.all(o, o.type != 'lamp' || !o.on)" } },
        "guardrails": { "cold": { "expression": "objects.all(o, o.type != 'lamp' || o.heat + 1.0 <= 91)" },
                        "named": { "expression": "objects_by_id['l'].name == 'the lamp'" } }
    })
}

fn state(on: bool, heat: i64) -> Value {
    json!({ "objects": [
        { "id": "l", "type": "lamp", "name": "the lamp", "parent": "r",
          "properties": { "on": on, "heat": heat, "colour": "red", "next": null } },
        { "id": "r", "type": "room" } ] })
}

/// A lamp is switched on and warms up: `step` makes rows that differ.
fn row(step: i64) -> Value {
    json!({ "trajectory": "t", "step": step, "state": state(step % 2 == 1, step % 90),
            "action": { "verb": "switch", "arguments": { "lamp": "l" } },
            "mid_state": state(step % 2 == 0, step % 90), "next_state": state(step % 2 == 0, (step + 1) % 90),
            "score": 1.5, "done": false })
}

fn ndjson(rows: impl IntoIterator<Item = Value>) -> String {
    rows.into_iter().map(|row| format!("{row}\n")).collect()
}

async fn push(user: &User, name: &str, body: impl Into<axum::body::Bytes>) -> Reply {
    user.post_bytes(&format!("/v1/environments/{name}/transitions"), "application/x-ndjson", body).await
}

async fn registered(app: &TestApp, schema: Option<Value>) -> User {
    let admin = app.admin();
    admin.post("/v1/environments", &json!({"name": "house", "schema": schema})).await.json(201);
    admin
}

/// Decisions about environments, oldest first, as outcome and facts.
async fn decisions(user: &User) -> Vec<(String, Value)> {
    let listed = user.get("/v1/decisions?limit=200").await.json(200);
    let mut all = Vec::new();
    for one in listed["data"].as_array().unwrap().iter().filter(|one| one["kind"] == "environment") {
        let read = user.get(&format!("/v1/decisions/{}", one["id"].as_str().unwrap())).await.json(200);
        all.push((one["outcome"].as_str().unwrap().to_owned(), read["envelope"]["facts"].clone()));
    }
    all.reverse();
    all
}

#[tokio::test]
async fn an_environment_is_registered_revised_and_deleted_and_the_log_says_so() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    admin.post("/v1/environments", &json!({"name": "house"})).await.problem(409, "conflict");
    let read = admin.get("/v1/environments/house").await.json(200);
    assert_eq!((&read["version"], &read["transitions"]), (&json!(1), &json!(0)));
    assert_eq!(read["schema"]["name"], "house", "it is called as its environment is");
    assert_eq!(read["coverage"][1], json!({"verb": "wait", "transitions": 0, "declared": true}));
    let by_id = admin.get(&format!("/v1/environments/{}", read["id"].as_str().unwrap())).await.json(200);
    assert_eq!(by_id, read);

    push(&admin, "house", ndjson((0..4).map(row))).await.json(200);
    let mut narrower = schema();
    let unchanged = json!({"schema": narrower});
    admin.post("/v1/environments/house/versions", &unchanged).await.problem(409, "conflict");
    narrower["types"]["lamp"]["properties"]["heat"]["maximum"] = json!(2);
    let revised = admin.post("/v1/environments/house/versions", &json!({"schema": narrower})).await.json(201);
    assert_eq!(revised["environment"]["version"], 2);
    let fit = &revised["fit"];
    assert_eq!((&fit["checked"], &fit["fitting"]), (&json!(4), &json!(2)), "{fit}");
    assert_eq!((&fit["misfits"][0]["sequence"], &fit["misfits"][0]["code"]), (&json!(2), &json!("out_of_range")));
    let first = admin.get("/v1/environments/house/versions/1/fit").await.json(200);
    assert_eq!((&first["checked"], &first["fitting"]), (&json!(4), &json!(4)));
    let later = admin.get("/v1/environments/house/versions/1/fit?cursor=3").await.json(200);
    assert_eq!(later["checked"], 1);
    let versions = admin.get("/v1/environments/house/versions").await.json(200);
    assert_eq!(versions["data"].as_array().unwrap().len(), 2);
    let old = admin.get("/v1/environments/house/versions/1").await.json(200);
    assert_eq!(old["schema"]["types"]["lamp"]["properties"]["heat"]["maximum"], json!(100.0));

    assert_eq!(admin.delete("/v1/environments/house").await.status, 204);
    admin.get("/v1/environments/house").await.problem(404, "not_found");
    admin.delete("/v1/environments/house").await.problem(404, "not_found");
    assert!(admin.get("/v1/environments").await.json(200)["data"].as_array().unwrap().is_empty());
    admin.post("/v1/environments", &json!({"name": "house"})).await.json(201);

    let decided = decisions(&admin).await;
    let outcomes: Vec<&str> = decided.iter().map(|(outcome, _)| outcome.as_str()).collect();
    assert_eq!(outcomes, ["registered", "ingested", "version", "deleted", "registered"]);
    assert_eq!((&decided[1].1["accepted"], &decided[1].1["version"]), (&json!(4), &json!(1)));
    assert!(!decided[1].1.to_string().contains("the lamp"), "no words of the rows");
}

#[tokio::test]
async fn scopes_and_tenants_are_kept_apart() {
    let app = TestApp::tiny().await;
    registered(&app, Some(schema())).await;
    let reader = app.user(&["environment:read"], &[]).await;
    reader.get("/v1/environments/house").await.json(200);
    reader.post("/v1/environments", &json!({"name": "other"})).await.problem(403, "forbidden");
    push(&reader, "house", ndjson([row(0)])).await.problem(403, "forbidden");
    reader.delete("/v1/environments/house").await.problem(403, "forbidden");
    let writer = app.user(&["environment:write"], &[]).await;
    assert_eq!(push(&writer, "house", ndjson([row(0)])).await.json(200)["accepted"], 1);
    writer.get("/v1/environments").await.problem(403, "forbidden");
    let stranger = app.stranger().await;
    stranger.get("/v1/environments/house").await.problem(404, "not_found");
    push(&stranger, "house", ndjson([row(0)])).await.problem(404, "not_found");
    assert!(stranger.get("/v1/environments").await.json(200)["data"].as_array().unwrap().is_empty());
    stranger.post("/v1/environments", &json!({"name": "house"})).await.json(201);
}

#[tokio::test]
async fn a_state_is_judged_and_comes_back_in_canonical_form() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    let action = json!({"verb": "switch", "arguments": {"lamp": "l"}});
    let validate = |body: Value| {
        let admin = admin.clone();
        async move { admin.post("/v1/environments/house/validate", &body).await }
    };
    let cold = validate(json!({"state": state(true, 20), "action": action})).await.json(200);
    assert_eq!(cold["action"]["arguments"]["lamp"], json!({"ref": "l"}));
    assert_eq!(cold["state"]["objects"][0]["id"], "r", "containers stand first");
    assert_eq!(cold["possible"], json!({"holds": true}));
    assert_eq!(cold["goals"]["dark"], json!({"holds": false}));
    assert_eq!(cold["guardrails"]["cold"], json!({"holds": true}));
    let hot = validate(json!({"state": state(true, 95), "action": action})).await.json(200);
    assert_eq!((&hot["possible"], &hot["guardrails"]["cold"]), (&json!({"holds": false}), &json!({"holds": false})));
    let empty = validate(json!({"state": {"objects": []}})).await.json(200);
    let undecided = &empty["guardrails"]["named"];
    assert_eq!(undecided["holds"], false, "what cannot be decided does not hold");
    assert!(undecided["undecided"].as_str().unwrap().contains("absent"), "{undecided}");
    assert_eq!(empty["goals"]["dark"], json!({"holds": true}));

    let unknown = validate(json!({"state": state(true, 1), "action": {"verb": "eat"}})).await;
    assert_eq!(unknown.problem(422, "unknown_verb")["parameter"], "action.verb");
    validate(json!({"state": state(true, 101)})).await.problem(422, "out_of_range");
    validate(json!({"state": {"things": []}})).await.problem(400, "invalid_request");
    admin.post("/v1/environments", &json!({"name": "bare"})).await.json(201);
    let none = admin.post("/v1/environments/bare/validate", &json!({"state": state(true, 1)})).await;
    none.problem(409, "conflict");
    let published = admin.get("/v1/environments/schema").await.json(200);
    assert_eq!(published["$id"], "urn:groundstate:environment:1");
}

#[tokio::test]
async fn a_schema_is_inferred_from_what_is_stored_or_sent() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, None).await;
    let infer = "/v1/environments/house/infer";
    admin.post(infer, &json!({})).await.problem(409, "conflict");
    assert_eq!(push(&admin, "house", ndjson((0..50).map(row))).await.json(200)["versions"], json!([0]));
    let stored = admin.post(infer, &json!({"rows": 50})).await.json(200);
    assert_eq!(stored["rows"], 50);
    let sent = admin.post_bytes(infer, "application/x-ndjson", ndjson((0..50).map(row)) + "no row\n").await.json(200);
    assert_eq!((&sent["schema"], &sent["rejected"]), (&stored["schema"], &json!(1)));
    let lamp = &stored["schema"]["types"]["lamp"]["properties"];
    assert_eq!((&lamp["on"]["kind"], &lamp["heat"]["kind"]), (&json!("boolean"), &json!("number")));
    assert_eq!(stored["schema"]["actions"]["switch"]["roles"][0]["types"], json!(["lamp"]));
    // What was collected without a schema fits the one that was read off it, and is not stored twice.
    let revised = admin.post("/v1/environments/house/versions", &json!({"schema": stored["schema"]})).await.json(201);
    assert_eq!(revised["fit"]["fitting"], 50);
    let again = push(&admin, "house", ndjson((0..50).map(row))).await.json(200);
    assert_eq!((&again["duplicates"], &again["versions"]), (&json!(50), &json!([1])));
    admin.post(infer, &json!({"rows": 0})).await.problem(422, "unprocessable");
}
