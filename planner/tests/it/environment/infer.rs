//! Schemas read off transitions.

use groundstate_planner::environment::{Inference, InferenceLimits, Kind, Schema, Transition};
use serde_json::json;

fn row(step: usize) -> Transition {
    let state = |level: usize| {
        json!({ "objects": [
            { "id": "tank", "type": "tank", "properties": {
                "level": { "value": level, "unit": "litre" }, "label": format!("tank number {step}"),
                "valve": "v", "mode": if step.is_multiple_of(2) { "fill" } else { "drain" },
                "spare": if step == 0 { json!(null) } else { json!(step) }, "log": [[1, 2], []] } },
            { "id": "v", "type": "valve", "parent": "tank", "properties": { "open": step.is_multiple_of(3), "odd": if step == 1 { json!(1) } else { json!("x") } } } ] })
    };
    serde_json::from_value(json!({ "state": state(step), "next_state": state(step + 1),
        "action": { "verb": "wait", "arguments": { "valve": { "ref": "v" }, "minutes": step } } }))
    .unwrap()
}

fn inferred(rows: usize, limits: InferenceLimits) -> Schema {
    let mut inference = Inference::new(limits);
    (0..rows).for_each(|step| inference.observe(&row(step)));
    inference.finish()
}

#[test]
fn every_row_fits_the_schema_that_was_read_off_them() {
    let schema = inferred(100, InferenceLimits::default());
    schema.check().unwrap();
    for step in 0..100 {
        let row = row(step);
        let admitted = schema.admit_transition(&row).unwrap();
        assert_eq!(schema.admit_transition(&admitted).unwrap(), admitted);
    }
}

#[test]
fn kinds_are_recognised() {
    let schema = inferred(100, InferenceLimits::default());
    let tank = &schema.types["tank"].properties;
    let number = |unit: Option<&str>, observed| Kind::Number {
        unit: unit.map(Into::into),
        minimum: None,
        maximum: None,
        integer: false,
        observed: Some(observed),
    };
    assert_eq!(tank["level"].kind, number(Some("litre"), [0.0, 100.0]));
    assert_eq!(tank["label"].kind, Kind::Text, "a hundred labels are no vocabulary");
    assert_eq!(tank["mode"].kind, Kind::Category { values: vec!["drain".into(), "fill".into()] });
    assert_eq!(tank["valve"].kind, Kind::Reference { types: vec!["valve".into()] });
    assert!(tank["spare"].optional && !tank["mode"].optional);
    assert!(matches!(&tank["log"].kind, Kind::List { items } if matches!(items.kind, Kind::List { .. })));
    assert_eq!(schema.types["valve"].properties["odd"].kind, Kind::Any);
    let roles = &schema.actions["wait"].roles;
    assert_eq!(roles.iter().map(|role| role.property.kind.word()).collect::<Vec<_>>(), ["number", "reference"]);
}

#[test]
fn what_is_remembered_does_not_grow_with_the_data() {
    let limits = InferenceLimits { vocabulary: 4, names: 3, depth: 2 };
    let mut inference = Inference::new(limits);
    (0..10).for_each(|step| inference.observe(&row(step)));
    let size = format!("{inference:?}").len();
    (10..100).for_each(|step| inference.observe(&row(step)));
    assert!(format!("{inference:?}").len() < size + 200, "only counters grow");
    assert!(inference.left_out() > 0, "three properties of six fit");
    assert_eq!(inference.finish().types["tank"].properties.len(), 3);
}
