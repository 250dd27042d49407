//! Topic: thresholds learned from the examples.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::features::{NoFeatures, TextFeatures, Unlimited};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::Subject;
use proptest::prelude::*;

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

fn cosine(a: &str, b: &str) -> f64 {
    let (a, b) = (HashedWords.embed(a).expect("words"), HashedWords.embed(b).expect("words"));
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| f64::from(x * y)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

fn nearest(text: &str, among: &[&str], but: Option<usize>) -> f64 {
    let others = among.iter().enumerate().filter(|(index, _)| Some(*index) != but);
    others.map(|(_, other)| cosine(text, other)).fold(-1.0, f64::max)
}

/// The rule, written out: every middle of two neighbouring leads is tried.
fn learned(examples: &[&str], counterexamples: &[&str]) -> (f64, f64) {
    let mut nearness: Vec<f64> = (0..examples.len()).map(|i| nearest(examples[i], examples, Some(i))).collect();
    nearness.sort_by(f64::total_cmp);
    let on: Vec<f64> = (0..examples.len())
        .map(|i| nearest(examples[i], examples, Some(i)) - nearest(examples[i], counterexamples, None))
        .collect();
    let off: Vec<f64> = (0..counterexamples.len())
        .map(|i| nearest(counterexamples[i], examples, None) - nearest(counterexamples[i], counterexamples, Some(i)))
        .collect();
    let mut all: Vec<f64> = on.iter().chain(&off).copied().collect();
    all.sort_by(f64::total_cmp);
    let mut best = (f64::NEG_INFINITY, 0.0, all[0]);
    for pair in all.windows(2).filter(|pair| pair[1] > pair[0]) {
        let cut = f64::midpoint(pair[0], pair[1]);
        let share = |values: &[f64], test: &dyn Fn(f64) -> bool| {
            values.iter().filter(|value| test(**value)).count() as f64 / values.len() as f64
        };
        let accuracy = f64::midpoint(share(&on, &|v| v > cut), share(&off, &|v| v < cut));
        if accuracy > best.0 + 1e-12 || (accuracy > best.0 - 1e-12 && pair[1] - pair[0] > best.1 + 1e-9) {
            best = (accuracy, pair[1] - pair[0], cut);
        }
    }
    (nearness[nearness.len() / 10], best.2)
}

#[test]
fn the_value_is_the_formula_with_the_learned_edge() {
    let policy = policy("forbid");
    let (floor, cut) = learned(&EXAMPLES, &COUNTEREXAMPLES);
    for text in ["I want my money back now", "where is my badge", "the weather is fine", "please refund"] {
        let near = nearest(text, &EXAMPLES, None);
        let expected = (near - floor).min(near - nearest(text, &COUNTEREXAMPLES, None) - cut);
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
