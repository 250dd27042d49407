//! Differences are exact: what lies between two states leads from one to the other.

use std::collections::BTreeMap;

use groundstate_planner::environment::{Change, Changes, Fault, Object, State, Value};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        (-1e6..1e6_f64).prop_map(Value::Number),
        (-9..9_i64).prop_map(|number| Value::Number(number as f64)),
        "[a-z]{0,3}".prop_map(Value::Text),
        (0..8_u8).prop_map(|id| Value::Reference(format!("o{id}"))),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::List),
            prop::collection::btree_map("[p-t]", inner, 0..3).prop_map(Value::Structure),
        ]
    })
}

/// Up to eight objects in any order; each lies in one that was drawn before it, or in none.
fn state() -> impl Strategy<Value = State> {
    let object = (
        0..2_u8,
        "[a-c]?",
        prop::option::of(any::<prop::sample::Index>()),
        prop::collection::btree_map("[xyz]", value(), 0..3),
    );
    let order = Just((0..8_u8).collect::<Vec<_>>()).prop_shuffle();
    (order, prop::collection::vec(object, 0..8)).prop_map(|(order, drawn)| {
        let mut objects: Vec<Object> = Vec::new();
        for (id, (object_type, name, parent, properties)) in order.into_iter().zip(drawn) {
            let parent = parent.filter(|_| !objects.is_empty()).map(|index| index.get(&objects).id.clone());
            let object_type = format!("t{object_type}");
            objects.push(Object { id: format!("o{id}"), object_type, name, parent, properties });
        }
        State::new(objects).unwrap()
    })
}

proptest! {
    #[test]
    fn changes_between_two_states_lead_from_one_to_the_other(before in state(), after in state()) {
        let changes = Changes::between(&before, &after);
        prop_assert_eq!(changes.apply(&before).unwrap(), after.clone());
        prop_assert_eq!(changes.is_empty(), before == after);
    }

    #[test]
    fn states_and_changes_survive_json(before in state(), after in state()) {
        let read: State = serde_json::from_str(&after.canonical()).unwrap();
        prop_assert_eq!(&read, &after);
        prop_assert_eq!(read.digest(), after.digest());
        let changes = Changes::between(&before, &after);
        let line = serde_json::to_string(&changes).unwrap();
        prop_assert_eq!(serde_json::from_str::<Changes>(&line).unwrap(), changes);
    }

    #[test]
    fn the_order_in_which_containers_are_given_does_not_matter(state in state()) {
        let mut objects = state.objects().to_vec();
        objects.sort_by_key(|object| std::cmp::Reverse(object.parent.clone()));
        prop_assert_eq!(State::new(objects).unwrap().digest(), state.digest());
    }
}

fn object(id: &str, parent: Option<&str>) -> Object {
    Object { id: id.into(), object_type: "t".into(), parent: parent.map(Into::into), ..Object::default() }
}

#[test]
fn one_that_moves_to_the_end_is_one_change() {
    let list = |ids: &[&str]| State::new(ids.iter().map(|id| object(id, None)).collect()).unwrap();
    let changes = Changes::between(&list(&["a", "b", "c", "d"]), &list(&["b", "c", "d", "a"]));
    assert_eq!(changes.0, [Change::Move { id: "a".into(), parent: None, index: Some(3) }]);
}

#[test]
fn numbers_have_one_spelling() {
    let with = |text: &str| {
        let properties = BTreeMap::from([("n".to_owned(), serde_json::from_str(text).unwrap())]);
        State::new(vec![Object { properties, ..object("a", None) }]).unwrap().digest()
    };
    assert_eq!(with("3"), with("3.0"));
    assert_eq!(with("0"), with("-0.0"));
    assert_ne!(with("0.1"), with("0.10000000000000002"));
}

#[test]
fn what_is_no_state_is_refused() {
    let twice = State::new(vec![object("a", None), object("a", None)]);
    assert_eq!(twice, Err(Fault::Duplicate("a".into())));
    let lost = State::new(vec![object("a", Some("b"))]);
    assert_eq!(lost, Err(Fault::Dangling { at: "objects.a.parent".into(), id: "b".into() }));
    let circle = State::new(vec![object("a", Some("b")), object("b", Some("a")), object("c", None)]);
    assert_eq!(circle, Err(Fault::Cycle("a".into())));
    let state = State::new(vec![object("a", None), object("b", Some("a"))]).unwrap();
    assert!(Changes(vec![Change::Delete { id: "a".into() }]).apply(&state).is_err(), "b would hang in the air");
    let inside = Changes(vec![Change::Move { id: "a".into(), parent: Some("b".into()), index: None }]);
    assert_eq!(inside.apply(&state), Err(Fault::Cycle("a".into())));
}
