//! What does not fit is refused, and the place is named.

use groundstate_planner::environment::{Action, Fault, Schema, State, Value};
use serde_json::json;

fn schema() -> Schema {
    serde_json::from_value(json!({
        "types": {
            "rack": { "properties": {
                "heat": { "kind": "number", "unit": "celsius", "minimum": -40, "maximum": 120 },
                "slots": { "kind": "number", "integer": true },
                "ports": { "kind": "structure", "fields": { "left": { "kind": "reference", "types": ["server"], "optional": true } } } } },
            "server": { "contained_in": ["rack"], "properties": {
                "on": { "kind": "boolean" },
                "state": { "kind": "category", "values": ["healthy", "degraded"] },
                "tags": { "kind": "list", "items": { "kind": "text" } } } }
        },
        "actions": { "set_heat": { "roles": [
            { "name": "rack", "kind": "reference", "types": ["rack"] },
            { "name": "heat", "kind": "number", "unit": "celsius", "minimum": 0 },
            { "name": "note", "kind": "text", "optional": true } ] } }
    }))
    .unwrap()
}

fn state(rack: serde_json::Value, server: serde_json::Value) -> State {
    serde_json::from_value(json!({ "objects": [
        { "id": "r", "type": "rack", "properties": rack },
        { "id": "s", "type": "server", "parent": "r", "properties": server } ] }))
    .unwrap()
}

fn good() -> State {
    state(
        json!({ "heat": { "value": 20, "unit": "celsius" }, "slots": 3, "ports": { "left": "s" } }),
        json!({ "on": true, "state": "healthy", "tags": [] }),
    )
}

fn refused(rack: serde_json::Value, server: serde_json::Value) -> String {
    schema().admit(&state(rack, server)).unwrap_err().to_string()
}

#[test]
fn what_fits_comes_back_canonical_and_fits_again() {
    let schema = schema();
    schema.check().unwrap();
    let admitted = schema.admit(&good()).unwrap();
    let rack = admitted.get("r").unwrap();
    assert_eq!(rack.properties["heat"], Value::Number(20.0));
    assert_eq!(rack.properties["ports"].references(), ["s"]);
    assert_eq!(schema.admit(&admitted).unwrap(), admitted);
}

#[test]
fn each_misfit_names_its_place() {
    let server = || json!({ "on": true, "state": "healthy", "tags": [] });
    let rack = |heat: serde_json::Value| json!({ "heat": heat, "slots": 3, "ports": {} });
    let cases = [
        (
            rack(json!({ "value": 20, "unit": "kelvin" })),
            server(),
            "objects.r.heat: the unit is `celsius`, found `kelvin`",
        ),
        (rack(json!(121)), server(), "objects.r.heat: 121 is not at most 120"),
        (rack(json!("warm")), server(), "objects.r.heat: expected number, found text"),
        (json!({ "heat": 1, "slots": 0.5, "ports": {} }), server(), "objects.r.slots: 0.5 is not an integer"),
        (json!({ "heat": 1, "ports": {} }), server(), "objects.r.slots: missing"),
        (
            json!({ "heat": 1, "slots": 1, "ports": { "left": "q" } }),
            server(),
            "objects.r.ports.left: there is no object `q`",
        ),
        (
            json!({ "heat": 1, "slots": 1, "ports": { "left": "r" } }),
            server(),
            "objects.r.ports.left: unknown type `rack`",
        ),
        (json!({ "heat": 1, "slots": 1, "ports": { "up": "s" } }), server(), "objects.r.ports: unknown property `up`"),
        (
            rack(json!(1)),
            json!({ "on": true, "state": "ill", "tags": [] }),
            "objects.s.state: `ill` is not in the vocabulary",
        ),
        (
            rack(json!(1)),
            json!({ "on": true, "state": "healthy", "tags": ["a", 2] }),
            "objects.s.tags.1: expected text, found number",
        ),
    ];
    for (rack, server, message) in cases {
        assert_eq!(refused(rack, server), message);
    }
}

#[test]
fn types_and_containers_are_checked() {
    let unknown: State = serde_json::from_value(json!({ "objects": [{ "id": "x", "type": "cat" }] })).unwrap();
    assert_eq!(schema().admit(&unknown), Err(Fault::UnknownType { at: "objects.x".into(), found: "cat".into() }));
    let nested: State = serde_json::from_value(json!({ "objects": [
        { "id": "a", "type": "server", "properties": { "on": true, "state": "healthy", "tags": [] } },
        { "id": "b", "type": "server", "parent": "a", "properties": { "on": true, "state": "healthy", "tags": [] } } ] }))
    .unwrap();
    assert!(matches!(schema().admit(&nested), Err(Fault::Containment { .. })));
}

#[test]
fn actions_are_checked_against_their_roles() {
    let (schema, state) = (schema(), good());
    let action = |value: serde_json::Value| -> Action { serde_json::from_value(value).unwrap() };
    let fine =
        action(json!({ "verb": "set_heat", "arguments": { "rack": "r", "heat": { "value": 3, "unit": "celsius" } } }));
    let admitted = schema.admit_action(&fine, &state).unwrap();
    assert_eq!(admitted.line(), "set_heat heat=3 rack=r");
    for (wrong, message) in [
        (json!({ "verb": "jump" }), "unknown verb `jump`"),
        (
            json!({ "verb": "set_heat", "arguments": { "rack": "s", "heat": 1 } }),
            "action.arguments.rack: unknown type `server`",
        ),
        (json!({ "verb": "set_heat", "arguments": { "rack": "r" } }), "action.arguments.heat: missing"),
        (
            json!({ "verb": "set_heat", "arguments": { "rack": "r", "heat": -1 } }),
            "action.arguments.heat: -1 is not at least 0",
        ),
        (
            json!({ "verb": "set_heat", "arguments": { "rack": "r", "heat": 1, "why": 2 } }),
            "action.arguments: unknown property `why`",
        ),
    ] {
        assert_eq!(schema.admit_action(&action(wrong), &state).unwrap_err().to_string(), message);
    }
}

#[test]
fn contradictory_schemas_are_refused() {
    let with = |property: serde_json::Value| -> String {
        let schema: Schema =
            serde_json::from_value(json!({ "types": { "t": { "properties": { "p": property } } } })).unwrap();
        schema.check().unwrap_err().to_string()
    };
    let at = "types.t.properties.p";
    assert_eq!(
        with(json!({ "kind": "number", "minimum": 2, "maximum": 1 })),
        format!("{at}: the minimum 2 is above the maximum 1")
    );
    assert_eq!(with(json!({ "kind": "category", "values": [] })), format!("{at}: the vocabulary is empty"));
    assert_eq!(
        with(json!({ "kind": "category", "values": ["a", "a"] })),
        format!("{at}: a word stands twice in the vocabulary")
    );
    assert_eq!(with(json!({ "kind": "reference", "types": ["u"] })), format!("{at}: unknown type `u`"));
    let roles = json!({ "types": {}, "actions": { "go": { "roles": [
        { "name": "to", "kind": "text" }, { "name": "to", "kind": "text" }] } } });
    let schema: Schema = serde_json::from_value(roles).unwrap();
    assert_eq!(schema.check().unwrap_err().to_string(), "actions.go.roles.to: two roles have this name");
}
