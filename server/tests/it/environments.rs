//! Environments without the API: what expressions see, and what is stored of a row.

use std::collections::BTreeSet;

use groundstate_guardrails::objectives::predicate::expression::Undecided;
use groundstate_planner::environment::{Action, Progress, Schema, State, Value, demo};
use groundstate_server::environments::predicates::{PredicateError, Predicates, View, holds, over_states};
use serde_json::json;

fn schema(precondition: &str) -> Schema {
    serde_json::from_value(json!({
        "types": { "box": { "properties": {
            "size": { "kind": "number" }, "open": { "kind": "boolean" }, "label": { "kind": "text", "optional": true },
            "twin": { "kind": "reference", "optional": true }, "tags": { "kind": "list", "items": { "kind": "text" } },
            "id": { "kind": "text", "optional": true } } } },
        "actions": { "put": { "precondition": precondition, "roles": [
            { "name": "what", "kind": "reference" }, { "name": "times", "kind": "number" },
            { "name": "with", "kind": "list", "items": { "kind": "reference" }, "optional": true } ] } },
        "goals": { "open": { "expression": "objects.all(o, o.open)" } }
    }))
    .unwrap()
}

fn state() -> State {
    let one = |id: &str, parent: Option<&str>, twin: serde_json::Value, size: f64| {
        json!({ "id": id, "type": "box", "name": format!("box {id}"), "parent": parent,
                "properties": { "size": size, "open": true, "label": null, "twin": twin, "tags": ["x", "y"], "id": "other" } })
    };
    let objects = [one("a", None, json!({"ref": "b"}), 3.0), one("b", Some("a"), json!(null), 2.5)];
    serde_json::from_value(json!({ "objects": objects })).unwrap()
}

fn put(what: &str, times: f64) -> Action {
    let arguments = [("what", Value::Reference(what.to_owned())), ("times", Value::Number(times))];
    Action { verb: "put".to_owned(), arguments: arguments.map(|(role, value)| (role.to_owned(), value)).into() }
}

#[test]
fn progress_is_seen_where_it_is_known() {
    let expression = over_states("progress.won && progress.score >= 2 && !progress.done").unwrap();
    let at = |progress: &Progress| holds(&expression, &View::of(&state()).at(progress));
    assert_eq!(at(&Progress { score: 2.0, done: false, won: true }), Ok(true));
    assert_eq!(at(&Progress::default()), Ok(false));
    // Where nobody knows it, nothing is taken for true.
    assert!(holds(&expression, &View::of(&state())).is_err());
}

#[test]
fn an_expression_sees_objects_as_documented() {
    let view = View::of(&state());
    for (source, held) in [
        ("size(objects) == 2 && objects[0].id == 'a' && objects[1].parent == 'a'", true),
        ("objects[0].parent == null && objects[0].name == 'box a' && objects[0].type == 'box'", true),
        ("objects_by_id['a'].twin == 'b' && objects_by_id[objects_by_id['a'].twin].size == 2.5", true),
        ("objects_by_id['b'].twin == null", true),
        ("objects_by_id['a'].size + 1.0 == 4.0 && objects_by_id['a'].size == 3 && objects_by_id['a'].size > 2", true),
        ("'x' in objects[0].tags && size(objects[0].tags) == 2", true),
        ("objects.exists(o, o.id == 'other')", false),
        ("objects.exists(o, o.type == 'crate' && o.lid)", false),
    ] {
        assert_eq!(holds(&over_states(source).unwrap(), &view), Ok(held), "{source}");
    }
    for (source, why) in [
        ("objects[0].lid", Undecided::Fails),
        ("objects[0].size + 1 == 4", Undecided::Fails),
        ("objects[0].name", Undecided::NoBoolean),
        ("objects_by_id['c'].open", Undecided::Fails),
    ] {
        assert_eq!(holds(&over_states(source).unwrap(), &view), Err(why), "{source}");
    }
}

#[test]
fn a_precondition_sees_the_arguments_by_role() {
    let view = View::of(&state());
    let decide =
        |source: &str, action: &Action| Predicates::compile(&schema(source)).unwrap().precondition(action, &view);
    assert_eq!(decide("what.size >= times && what.open", &put("a", 3.0)), Ok(true));
    assert_eq!(decide("what.size >= times && what.open", &put("b", 3.0)), Ok(false));
    assert_eq!(decide("objects_by_id[what.twin].id == 'b'", &put("a", 1.0)), Ok(true));
    assert_eq!(decide("with == null", &put("a", 1.0)), Ok(true), "what is not given is null");
    let mut both = put("a", 1.0);
    both.arguments.insert("with".to_owned(), Value::List(vec![Value::Reference("b".to_owned())]));
    assert_eq!(decide("with.all(o, o.parent == what.id)", &both), Ok(true));
    let gone = decide("what.open", &put("z", 1.0)).unwrap_err();
    assert!(matches!(gone, PredicateError::Dangling { .. }), "{gone}");
    let unknown = decide("what.open", &Action { verb: "eat".to_owned(), ..Action::default() }).unwrap_err();
    assert!(matches!(unknown, PredicateError::Unknown { what: "action", .. }), "{unknown}");
    let fails = decide("what.twin.open", &put("b", 1.0)).unwrap_err();
    assert!(matches!(fails, PredicateError::Undecided { why: Undecided::Fails, .. }), "{fails}");
    let compiled = Predicates::compile(&schema("true")).unwrap();
    assert_eq!(compiled.goal("open", &view), Ok(true));
    assert!(matches!(compiled.goal("shut", &view), Err(PredicateError::Unknown { what: "goal", .. })));
    assert!(matches!(compiled.guardrail("open", &view), Err(PredicateError::Unknown { what: "guardrail", .. })));
    let refused = Predicates::compile(&schema("which.open")).unwrap_err();
    assert_eq!(refused.at, "actions.put.precondition");
}

#[test]
fn what_is_too_slow_on_a_state_is_undecided_and_not_run() {
    let pairs = over_states("objects.all(a, objects.all(b, a.id == b.id || a.size != b.size))").unwrap();
    let of = |count: usize| {
        let objects: Vec<_> = (0..count)
            .map(|id| json!({ "id": format!("o{id}"), "type": "box", "properties": { "size": id } }))
            .collect();
        View::of(&serde_json::from_value::<State>(json!({ "objects": objects })).unwrap())
    };
    assert_eq!(holds(&pairs, &of(60)), Ok(true), "an ordinary state");
    assert_eq!(holds(&pairs, &of(5_000)), Err(Undecided::TooLong));
}

#[test]
fn the_expressions_of_the_demonstration_say_what_its_simulator_does() {
    let schema = demo::schema().unwrap();
    let predicates = Predicates::compile(&schema).unwrap();
    let mut undone = 0;
    let mut verdicts = BTreeSet::new();
    for (place, row) in demo::transitions(11).take(3_000).enumerate() {
        let view = View::of(&row.state);
        let possible: BTreeSet<String> = demo::possible(&row.state).iter().map(Action::line).collect();
        for action in every(&row.state, &schema).into_iter().filter(|_| place % 15 == 0) {
            let allowed = predicates.precondition(&action, &view).unwrap();
            assert_eq!(allowed, possible.contains(&action.line()), "{}", action.line());
            assert_eq!(demo::step(&row.state, &action, row.before).is_some(), allowed, "{}", action.line());
            undone += usize::from(!allowed);
        }
        verdicts.extend(predicates.goals().map(|name| (name.to_owned(), predicates.goal(name, &view).unwrap())));
        verdicts
            .extend(predicates.guardrails().map(|name| (name.to_owned(), predicates.guardrail(name, &view).unwrap())));
    }
    assert!(undone > 1_000, "{undone}");
    let names = schema.goals.len() + schema.guardrails.len();
    assert_eq!(verdicts.len(), 2 * names, "each holds in some states and not in others: {verdicts:?}");
}

/// Every action that the schema can say in a state.
fn every(state: &State, schema: &Schema) -> Vec<Action> {
    let of = |object_type: &str| -> Vec<Value> {
        let objects = state.objects().iter().filter(|object| object.object_type == object_type);
        objects.map(|object| Value::Reference(object.id.clone())).collect()
    };
    let mut all = Vec::new();
    for (verb, action) in &schema.actions {
        let mut bound = vec![Action { verb: verb.clone(), ..Action::default() }];
        for role in &action.roles {
            let values = if role.name == "speed" {
                (0..=3).map(|speed| Value::Number(f64::from(speed))).collect()
            } else {
                of(&role.name)
            };
            let with = |action: Action| {
                let name = role.name.clone();
                values.iter().map(move |value| {
                    let mut action = action.clone();
                    action.arguments.insert(name.clone(), value.clone());
                    action
                })
            };
            bound = bound.into_iter().flat_map(with).collect();
        }
        all.extend(bound);
    }
    all
}
