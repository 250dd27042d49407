//! Schemas that contradict themselves and rows that are none.

use serde_json::{Value, json};

use super::{ndjson, push, registered, row, schema, state};
use crate::support::TestApp;

/// The schema with one place replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut changed = schema();
    *changed.pointer_mut(pointer).unwrap() = value;
    changed
}

#[tokio::test]
async fn a_schema_that_contradicts_itself_is_refused_by_code_and_place() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let number = |extra: Value| {
        let mut number = json!({"kind": "number"});
        number.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        with("/types/lamp/properties/heat", number)
    };
    let role = |name: &str| json!({"name": name, "kind": "reference", "types": ["lamp"]});
    let goal = |expression: &str| with("/goals/dark/expression", json!(expression));
    for (schema, code, place) in [
        (number(json!({"minimum": 5, "maximum": 1})), "contradictory_schema", "types.lamp.properties.heat"),
        (number(json!({"unit": " "})), "contradictory_schema", "types.lamp.properties.heat"),
        (with("/types/lamp/contained_in", json!(["garage"])), "unknown_type", "types.lamp.contained_in"),
        (with("/types/lamp/properties/next/types", json!(["tree"])), "unknown_type", "types.lamp.properties.next"),
        (
            with("/types/lamp/properties/colour/values", json!(["red", "red"])),
            "contradictory_schema",
            "types.lamp.properties.colour",
        ),
        (
            with("/actions/switch/roles", json!([role("lamp"), role("lamp")])),
            "contradictory_schema",
            "actions.switch.roles.lamp",
        ),
        (with("/actions/wait", json!({"cost": -1})), "contradictory_schema", "actions.wait"),
        (goal("objects.all(o, !o.on"), "invalid_expression", "goals.dark"),
        (goal("lamps.all(o, !o.on)"), "invalid_expression", "goals.dark"),
        (goal("lamp.on"), "invalid_expression", "goals.dark"),
        (
            goal("objects.all(a, objects.all(b, objects.all(c, objects.all(d, a.id + b.id != c.id + d.id))))"),
            "invalid_expression",
            "goals.dark",
        ),
        (with("/actions/switch/precondition", json!("bulb.on")), "invalid_expression", "actions.switch.precondition"),
        (with("/actions/switch/roles", json!([role("objects")])), "invalid_expression", "actions.switch.precondition"),
    ] {
        let reply = admin.post("/v1/environments", &json!({"name": "house", "schema": schema})).await;
        let problem = reply.problem(422, code);
        assert_eq!(problem["parameter"], place, "{problem}");
    }
    for (body, parameter) in [
        (
            json!({"name": "house", "schema": {"types": {"lamp": {"properties": {"on": {"kind": "switch"}}}}}}),
            "schema.types.lamp.properties.on",
        ),
        (json!({"name": "house", "schema": {"types": {}, "actoins": {}}}), "schema.actoins"),
        (json!({"name": 3}), "name"),
    ] {
        let problem = admin.post("/v1/environments", &body).await.problem(400, "invalid_request");
        assert!(problem["parameter"].as_str().unwrap().starts_with(parameter), "{problem}");
    }
    for name in ["", "House", "a b", "schema", "env_1", &"x".repeat(65)] {
        let problem = admin.post("/v1/environments", &json!({"name": name})).await.problem(422, "unprocessable");
        assert_eq!(problem["parameter"], "name", "{name}");
    }
    assert!(admin.get("/v1/environments").await.json(200)["data"].as_array().unwrap().is_empty());
}

/// Row 0 with one place replaced.
fn broken(pointer: &str, value: Value) -> Value {
    let mut changed = row(0);
    *changed.pointer_mut(pointer).unwrap() = value;
    changed
}

#[tokio::test]
async fn rows_that_break_the_schema_are_refused_one_by_one_and_the_others_kept() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    let lamp = "/state/objects/0/properties";
    let room = |id: &str, parent: Value| json!({"id": id, "type": "room", "parent": parent});
    let cases = [
        (broken("/state/objects/0/type", json!("torch")), "unknown_type"),
        (broken("/next_state/objects/0/type", json!("torch")), "unknown_type"),
        (broken(&format!("{lamp}/heat"), json!({"value": 3, "unit": "kelvin"})), "unit_mismatch"),
        (broken(&format!("{lamp}/heat"), json!(-1)), "out_of_range"),
        (broken(&format!("{lamp}/heat"), json!("warm")), "wrong_kind"),
        (broken(&format!("{lamp}/colour"), json!("blue")), "unknown_word"),
        (broken(&format!("{lamp}/next"), json!({"ref": "m"})), "dangling_reference"),
        (broken(lamp, json!({"on": true})), "missing_value"),
        (broken(lamp, json!({"on": true, "heat": 1, "colour": "red", "watts": 3})), "unknown_property"),
        (broken("/action/verb", json!("eat")), "unknown_verb"),
        (broken("/action/arguments/lamp", json!("r")), "unknown_type"),
        (broken("/mid_state/objects/0/parent", json!("nowhere")), "dangling_reference"),
        (broken("/state/objects", json!([room("a", json!("b")), room("b", json!("a"))])), "cyclic_containment"),
        (broken("/state/objects", json!([room("a", Value::Null), room("a", Value::Null)])), "duplicate_object"),
        (
            broken(
                "/next_state/objects/1",
                json!({"id": "r", "type": "lamp", "properties": {"on": true, "heat": 1, "colour": "red"}}),
            ),
            "wrong_container",
        ),
        (json!({"state": state(true, 1)}), "invalid_row"),
        (broken("/action/verb", json!("x".repeat(300))), "invalid_row"),
        (broken("/trajectory", json!("a\0b")), "invalid_row"),
        (broken("/step", json!(u64::MAX)), "invalid_row"),
        (json!([1, 2]), "invalid_row"),
    ];
    let mut rows = Vec::new();
    for (place, (bad, _)) in (0..).zip(&cases) {
        rows.extend([row(place), bad.clone()]);
    }
    let done = push(&admin, "house", ndjson(rows)).await.json(200);
    assert_eq!((&done["accepted"], &done["rejected"]), (&json!(cases.len()), &json!(cases.len())), "{done}");
    let refused = done["refused"].as_array().unwrap();
    for (place, (one, (bad, code))) in refused.iter().zip(&cases).enumerate() {
        assert_eq!((&one["line"], &one["code"]), (&json!(2 * place + 2), &json!(code)), "{one} {bad}");
        assert!(!one["detail"].as_str().unwrap().is_empty());
    }
    let kept = admin.get("/v1/environments/house/transitions/rejected?limit=5").await.json(200);
    assert_eq!(kept["data"].as_array().unwrap().len(), 5);
    assert_eq!((&kept["data"][0]["code"], kept["next_cursor"].is_string()), (&json!("invalid_row"), true));
}

#[tokio::test]
async fn lines_that_are_no_text_are_refused_and_the_next_is_read() {
    let app = TestApp::with(|config| config.max_transition_bytes = 2_000).await;
    let admin = registered(&app, Some(schema())).await;
    let good = |step| ndjson([row(step)]).into_bytes();
    let mut body = good(0);
    body.extend(b"{\"state\": \"\xff\xfe\"}\n");
    body.extend(good(1));
    body.extend(format!("{{\"state\": \"{}\"}}\r\n", "x".repeat(1 << 20)).into_bytes());
    body.extend(b"\r\n  \n\n");
    body.extend(good(2));
    body.extend(b"{\"state\": {\"objects\": [\n");
    body.extend("[".repeat(1_000).into_bytes());
    body.extend(b"\n\0\n");
    body.extend(row(3).to_string().into_bytes());
    let done = push(&admin, "house", body).await.json(200);
    assert_eq!(done["accepted"], 4, "the last line needs no end: {done}");
    let codes: Vec<(u64, &str)> = done["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    let json = "invalid_json";
    assert_eq!(codes, [(2, "invalid_utf8"), (4, "line_too_long"), (9, json), (10, json), (11, json)]);
    push(&admin, "nowhere", good(0)).await.problem(404, "not_found");
    let path = "/v1/environments/house/transitions";
    admin.post_bytes(path, "application/json", good(0)).await.problem(415, "unsupported_media_type");
    assert_eq!(push(&admin, "house", "").await.json(200)["accepted"], 0);
}

#[tokio::test]
async fn a_body_has_a_limit_of_its_own() {
    let app = TestApp::with(|config| {
        config.max_body_bytes = 1_000;
        config.max_transitions_bytes = 20_000;
    })
    .await;
    let admin = registered(&app, None).await;
    assert_eq!(push(&admin, "house", ndjson((0..15).map(row))).await.json(200)["accepted"], 15);
    let problem = push(&admin, "house", ndjson((0..100).map(row))).await.problem(413, "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("max_transitions_bytes"), "{problem}");
}

#[tokio::test]
async fn refused_rows_are_kept_to_a_limit() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    for push_number in 0..2 {
        let lines: String = (0..1_500).map(|line| format!("bad {push_number} {line}\n")).collect();
        assert_eq!(push(&admin, "house", lines).await.json(200)["rejected"], 1_500);
    }
    let id = admin.get("/v1/environments/house").await.json(200)["id"].as_str().unwrap().to_owned();
    let kept = app.store.environment_rejects(&id, i64::MAX, 5_000).await.unwrap();
    assert_eq!((kept.len(), kept[0].ordinal), (1_000, 1_999));
}
