//! The critic of plans: what it learns from, what it does not, and that it tells.

use std::collections::BTreeMap;

use groundstate_planner::cost::outcomes::{PlanCritic, PlanEnding, features};
use groundstate_planner::environment::{Object, State, Value};
use proptest::prelude::*;

fn lamp(id: &str, on: bool, watts: f64) -> Object {
    let properties = [("on".to_owned(), Value::Boolean(on)), ("watts".to_owned(), Value::Number(watts))];
    Object { id: id.to_owned(), object_type: "lamp".to_owned(), properties: properties.into(), ..Object::default() }
}

fn state(objects: Vec<Object>) -> State {
    State::new(objects).unwrap()
}

/// Plans that pull the fuse fail; others do not.
fn endings(count: usize) -> Vec<PlanEnding> {
    let ending = |number: usize| {
        let pulls = number.is_multiple_of(3);
        let name = if pulls { "fuse.pulled=true" } else { "lamp.on=true" };
        let features = BTreeMap::from([(name.to_owned(), 0.5), ("lamp.on".to_owned(), 0.5)]);
        PlanEnding { plan: format!("plan_{number}"), features, failed: pulls }
    };
    (0..count).map(ending).collect()
}

#[test]
fn features_count_what_is_otherwise_and_nothing_else() {
    let before = state(vec![lamp("a", false, 1.0), lamp("b", false, 1.0), lamp("c", true, 1.0)]);
    assert_eq!(features(&before, &before), BTreeMap::new());
    let after = state(vec![lamp("a", true, 2.0), lamp("b", true, 1.0), lamp("d", true, 1.0)]);
    let expected =
        [("+lamp", 0.5), ("lamp.on", 2.0 / 3.0), ("lamp.on=true", 2.0 / 3.0), ("lamp.watts", 0.5), ("−lamp", 0.5)];
    let expected: BTreeMap<String, f64> = expected.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(features(&before, &after), expected);
}

#[test]
fn what_fails_costs_more_and_the_check_says_so() {
    let critic = PlanCritic::train(&endings(60)).unwrap();
    let training = critic.training;
    assert_eq!(training.plans + training.held_out, 60);
    assert!(training.passed && training.loss < 0.5 * training.base_loss, "{training:?}");
    assert!(critic.weights["fuse.pulled=true"] > 0.0 && critic.weights["lamp.on=true"] < 0.0, "{critic:?}");
    let again = PlanCritic::train(&endings(60)).unwrap();
    assert_eq!(critic, again);
    let read: PlanCritic = serde_json::from_str(&serde_json::to_string(&critic).unwrap()).unwrap();
    assert_eq!(critic, read);
}

#[test]
fn of_one_kind_or_of_nothing_nothing_is_learned() {
    assert!(PlanCritic::train(&[]).is_err());
    let mut same = endings(60);
    same.iter_mut().for_each(|ending| ending.failed = false);
    assert_eq!(PlanCritic::train(&same).unwrap_err().failed, 0);
}

#[test]
fn a_critic_of_chance_does_not_pass() {
    // Whether a plan fails has nothing to do with what it changes.
    let mut passed = 0;
    for draw in 0..20_u64 {
        let chance = |number: u64| number.wrapping_add(draw * 1_000).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 62 == 0;
        let ending = |number: u64| PlanEnding {
            plan: format!("plan_{draw}_{number}"),
            features: (0..4).filter(|bit| number >> bit & 1 == 1).map(|bit| (format!("f{bit}"), 0.5)).collect(),
            failed: chance(number),
        };
        let endings: Vec<PlanEnding> = (0..64).map(ending).collect();
        passed += u32::from(PlanCritic::train(&endings).is_ok_and(|critic| critic.training.passed));
    }
    assert!(passed <= 4, "one in twenty by luck, not many more: {passed} of 20");
}

proptest! {
    #[test]
    fn a_cost_is_a_probability(on in prop::collection::vec(any::<bool>(), 3), watts in -1e9..1e9_f64) {
        let critic = PlanCritic::train(&endings(40)).unwrap();
        let before = state(vec![lamp("a", false, 0.0), lamp("b", false, 0.0), lamp("c", false, 0.0)]);
        let objects = ["a", "b", "c"].iter().zip(on).map(|(id, on)| lamp(id, on, watts)).collect();
        let cost = critic.cost(&before, &state(objects));
        prop_assert!(cost > 0.0 && cost < 1.0);
    }
}
