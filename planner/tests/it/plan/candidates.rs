//! Enumeration of actions.

use std::collections::BTreeMap;

use groundstate_planner::actor::plan::simulator::Candidates;
use groundstate_planner::environment::{ActionSchema, Kind, Object, ObjectType, Property, Role, Schema, State};

fn schema(kinds: Vec<Property>) -> Schema {
    let role = |(place, property)| Role { name: format!("r{place}"), property };
    let roles = kinds.into_iter().enumerate().map(role).collect();
    Schema {
        types: BTreeMap::from([("t".to_owned(), ObjectType::default()), ("u".to_owned(), ObjectType::default())]),
        actions: BTreeMap::from([("do".to_owned(), ActionSchema { roles, ..ActionSchema::default() })]),
        ..Schema::default()
    }
}

fn state() -> State {
    let object = |id: &str, of: &str| Object { id: id.into(), object_type: of.into(), ..Object::default() };
    State::new(vec![object("a", "t"), object("b", "t"), object("c", "u")]).unwrap()
}

fn number(least: f64, most: f64, integer: bool) -> Property {
    Property::required(Kind::Number { unit: None, minimum: Some(least), maximum: Some(most), integer, observed: None })
}

#[test]
fn every_filling_of_every_role_is_a_valid_action() {
    let objects = Property { optional: true, ..Property::required(Kind::Reference { types: vec!["t".into()] }) };
    let schema = schema(vec![objects, Property::required(Kind::Boolean), number(1.0, 4.0, true)]);
    let all = Candidates::enumerate(&schema, &state(), 512);
    assert_eq!((all.actions.len(), all.cut), (3 * 2 * 4, false));
    for action in &all.actions {
        assert_eq!(schema.admit_action(action, &state()).as_ref(), Ok(action));
    }
    let mut lines: Vec<String> = all.actions.iter().map(|action| action.line()).collect();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), all.actions.len());
}

#[test]
fn what_is_left_out_is_said() {
    let many = schema(vec![number(0.0, 9.0, true), number(0.0, 9.0, true)]);
    let cut = Candidates::enumerate(&many, &state(), 50);
    assert_eq!((cut.actions.len(), cut.cut), (50, true));
    assert!(!Candidates::enumerate(&many, &state(), 100).cut);
    assert!(Candidates::enumerate(&schema(vec![number(0.0, 1.0, false)]), &state(), 512).cut);
    let text = Candidates::enumerate(&schema(vec![Property::required(Kind::Text)]), &state(), 512);
    assert_eq!((text.actions.len(), text.cut), (0, true));
}
