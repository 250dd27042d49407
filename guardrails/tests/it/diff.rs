//! The difference of two policies.

use groundstate_guardrails::pack::default_policy;
use groundstate_guardrails::policy::diff::{Effect, difference};
use groundstate_guardrails::policy::{Enforcement, ObjectiveSpec, Policy, Stage};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{kind, objective, policy_of};

fn words(id: &str) -> ObjectiveSpec {
    ObjectiveSpec { id: id.to_owned(), ..objective(kind(r#"pattern.words = ["one", "two"]"#)) }
}

fn effect(change: impl Fn(&mut ObjectiveSpec)) -> Effect {
    let before = words("a");
    let mut after = before.clone();
    change(&mut after);
    let found = difference(&policy_of(vec![before]), &policy_of(vec![after]));
    assert_eq!(found.changed.len(), 1, "{found:?}");
    found.changed[0].effect
}

#[test]
fn a_policy_does_not_differ_from_itself() {
    let policy = default_policy().unwrap();
    let found = difference(&policy, &policy);
    assert!(found.identical && !found.reordered, "{found:?}");
    assert!(found.fields.is_empty() && found.added.is_empty() && found.removed.is_empty() && found.changed.is_empty());
    assert_eq!(found.tests, groundstate_guardrails::policy::diff::TestChanges::default());
}

#[test]
fn objectives_are_told_apart_field_by_field() {
    let before = policy_of(vec![words("a"), words("b"), words("c")]);
    let mut after = policy_of(vec![words("c"), words("a"), words("d")]);
    after.objectives[1].enforcement = Enforcement::Shadow;
    after.objectives[1].kind = kind(r#"pattern.words = ["one", "three"]"#);
    after.description = "other".to_owned();
    let found = difference(&before, &after);
    assert!(!found.identical && found.reordered);
    assert_eq!((&*found.added[0].id, &*found.removed[0].id), ("d", "b"));
    assert_eq!((found.added.len(), found.removed.len(), found.changed.len()), (1, 1, 1));
    let fields: Vec<(&str, _, _)> = found.changed[0]
        .fields
        .iter()
        .map(|field| (field.path.as_str(), field.from.clone(), field.to.clone()))
        .collect();
    assert!(fields.contains(&("enforcement", json!("hard"), json!("shadow"))), "{fields:?}");
    assert!(fields.contains(&("kind.pattern.words[1]", json!("two"), json!("three"))), "{fields:?}");
    assert_eq!(found.fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>(), ["description"]);
}

#[test]
fn the_effect_of_a_change_is_told() {
    assert_eq!(effect(|objective| objective.message = "other".to_owned()), Effect::Neutral);
    assert_eq!(effect(|objective| objective.margin = 1.0), Effect::Looser);
    assert_eq!(effect(|objective| objective.margin = -1.0), Effect::Stricter);
    assert_eq!(effect(|objective| objective.enforcement = Enforcement::Soft { weight: 9.0 }), Effect::Looser);
    assert_eq!(effect(|objective| objective.stages = vec![Stage::Input]), Effect::Looser);
    let both = |objective: &mut ObjectiveSpec| {
        objective.stages = vec![Stage::Input];
        objective.margin = -1.0;
    };
    assert_eq!(effect(both), Effect::Mixed);
    assert_eq!(effect(|objective| objective.kind = kind(r#"pattern.words = ["one"]"#)), Effect::Unknown);
    let roles = |objective: &mut ObjectiveSpec| objective.roles = vec![groundstate_guardrails::subject::Role::User];
    assert_eq!(effect(roles), Effect::Unknown);
}

fn enforcement() -> impl Strategy<Value = Enforcement> {
    prop_oneof![
        Just(Enforcement::Hard),
        Just(Enforcement::Shadow),
        (0.5_f64..9.0).prop_map(|weight| Enforcement::Soft { weight })
    ]
}

fn specs() -> impl Strategy<Value = Vec<ObjectiveSpec>> {
    let one = (0_usize..5, enforcement(), -2.0_f64..2.0, prop::sample::subsequence(Stage::ALL.to_vec(), 1..=6));
    prop::collection::vec(one, 0..6).prop_map(|ones| {
        let mut specs: Vec<ObjectiveSpec> = Vec::new();
        for (name, enforcement, margin, stages) in ones {
            let id = ["a", "b", "c", "d", "e"][name];
            if specs.iter().all(|spec| spec.id != id) {
                specs.push(ObjectiveSpec { enforcement, margin, stages, ..words(id) });
            }
        }
        specs
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// Turning round what is compared turns round what is found.
    #[test]
    fn differences_have_a_direction(one in specs(), two in specs()) {
        let (one, two): (Policy, Policy) = (policy_of(one), policy_of(two));
        let (there, back) = (difference(&one, &two), difference(&two, &one));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.identical, one == two);
        prop_assert_eq!(there.reordered, back.reordered);
        for change in &there.changed {
            let other = back.changed.iter().find(|other| other.id == change.id).unwrap();
            let turned = match change.effect {
                Effect::Stricter => Effect::Looser,
                Effect::Looser => Effect::Stricter,
                same => same,
            };
            prop_assert_eq!(other.effect, turned);
            prop_assert_eq!(change.fields.len(), other.fields.len());
        }
    }
}
