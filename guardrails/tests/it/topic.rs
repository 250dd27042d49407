//! Topic: thresholds learned from the examples.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::Subject;
use proptest::prelude::*;

use crate::reference::nearness::Topic;
use crate::support::{HashedWords, compiled, kind, objective, policy_of};

const EXAMPLES: [&str; 4] =
    ["I want my money back", "give my money back to me", "I want a refund of my money", "please refund my money"];
const COUNTEREXAMPLES: [&str; 4] =
    ["where is the canteen", "the canteen opens at noon", "I want a new badge", "how do I get a badge"];

fn policy(mode: &str) -> CompiledPolicy {
    compiled(&format!(
        "topic = {{ examples = {EXAMPLES:?}, counterexamples = {COUNTEREXAMPLES:?}, mode = \"{mode}\" }}"
    ))
}

fn value(policy: &CompiledPolicy, text: &str) -> f64 {
    policy.evaluate(Stage::Input, &Subject::text(text), &HashedWords, &Unlimited).verdicts[0].value.expect("evaluable")
}

#[test]
fn the_value_is_the_formula_with_the_learned_edge() {
    let policy = policy("forbid");
    let (like, unlike) = (EXAMPLES.map(str::to_owned), COUNTEREXAMPLES.map(str::to_owned));
    let topic = Topic::learn(&like, &unlike);
    for text in ["I want my money back now", "where is my badge", "the weather is fine", "please refund"] {
        let expected = topic.nearest(&[text]);
        assert!((value(&policy, text) - expected).abs() < 1e-5, "{text}: {} {expected}", value(&policy, text));
    }
}

#[test]
fn the_examples_lie_on_their_own_side() {
    let policy = policy("forbid");
    for text in EXAMPLES {
        assert!(value(&policy, text) >= 0.0, "{text}");
    }
    for text in COUNTEREXAMPLES {
        assert!(value(&policy, text) < 0.0, "{text}");
    }
    assert!(value(&policy, "a text about something else") < 0.0);
    assert!(value(&policy, "") < 0.0, "no text is on no topic");
}

#[test]
fn a_required_topic_turns_the_sign() {
    let (forbid, require) = (policy("forbid"), policy("require"));
    for text in ["I want my money back", "where is the canteen", "", "Hello. I want my money back."] {
        assert!((value(&forbid, text) + value(&require, text)).abs() < 1e-12, "{text}");
    }
    let report = require.evaluate(Stage::Input, &Subject::text("hello"), &HashedWords, &Unlimited);
    assert!(!report.permits() && report.verdicts[0].evidence.is_empty());
}

#[test]
fn without_features_it_cannot_be_evaluated_and_is_said_before_time() {
    let policy = policy("forbid");
    assert!(policy.warm(&NoFeatures).is_err());
    assert!(policy.warm(&HashedWords).is_ok());
    let report = policy.evaluate(Stage::Input, &Subject::text("x"), &NoFeatures, &Unlimited);
    assert_eq!(report.verdicts[0].status, Status::Unevaluable);
}

#[test]
fn too_few_examples_teach_nothing() {
    for (examples, counterexamples, expected) in [
        (vec!["a", "b"], vec!["c", "d", "e"], "examples"),
        (vec!["a", "b", "c"], vec!["d"], "counterexamples"),
        (vec!["a", "b", "c"], vec!["c", "d", "e"], "counterexamples"),
        (vec!["a", "b", "b"], vec!["c", "d", "e"], "examples"),
    ] {
        let source = format!("topic = {{ examples = {examples:?}, counterexamples = {counterexamples:?} }}");
        let problems = policy_of(vec![objective(kind(&source))]).problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].path, format!("objectives[0].kind.topic.{expected}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is learned depends neither on the order of the examples nor on the run.
    #[test]
    fn the_order_of_the_examples_does_not_matter(
        (examples, counterexamples) in (
            Just(EXAMPLES.to_vec()).prop_shuffle(),
            Just(COUNTEREXAMPLES.to_vec()).prop_shuffle(),
        ),
        text in "[a-z]{1,6}( (money|back|canteen|badge|refund|my)){0,5}",
    ) {
        let shuffled = compiled(&format!("topic = {{ examples = {examples:?}, counterexamples = {counterexamples:?} }}"));
        prop_assert_eq!(value(&shuffled, &text), value(&policy("forbid"), &text));
    }
}
