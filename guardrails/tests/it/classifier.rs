//! Classifier: a learned head's probabilities against thresholds.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status, Verdict};
use groundstate_guardrails::features::{FeatureError, Head, NoFeatures, TextFeatures, Unlimited};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_guardrails::subject::Subject;
use proptest::prelude::*;

use crate::support::{WordHeads, compiled, kind, objective, policy_of};

fn check(policy: &CompiledPolicy, text: &str) -> Verdict {
    policy.evaluate(Stage::Output, &Subject::text(text), &WordHeads::new(), &Unlimited).verdicts.remove(0)
}

fn value(policy: &CompiledPolicy, text: &str) -> f64 {
    check(policy, text).value.expect("evaluable")
}

#[test]
fn the_value_is_the_largest_probability_over_its_threshold() {
    for (point, threshold) in [("balanced", 0.4), ("strict", 0.6), ("sensitive", 0.2)] {
        let policy = compiled(&format!("classifier = {{ head = \"moderation\", operating_point = \"{point}\" }}"));
        assert!((value(&policy, "violence hate") - (0.5 - threshold)).abs() < 1e-6, "{point}");
        assert!((value(&policy, "violence violence violence hate") - (0.75 - threshold)).abs() < 1e-6, "{point}");
        assert!((value(&policy, "good morning") + threshold).abs() < 1e-6, "{point}");
        assert!((value(&policy, "") + 1.0).abs() < 1e-6, "no text");
    }
}

#[test]
fn labels_and_thresholds_of_the_policy_come_first() {
    let hate = compiled("classifier = { head = \"moderation\", labels = [\"hate\"] }");
    assert!(value(&hate, "violence violence") <= 0.0);
    assert!(value(&hate, "hate hate") > 0.0);
    let own = compiled("classifier = { head = \"moderation\", thresholds = { hate = 1.0 } }");
    assert!(value(&own, "hate") <= 0.0);
    assert!(value(&own, "violence") > 0.0, "the other label keeps its operating point");
}

#[test]
fn a_short_sentence_is_not_diluted_by_a_long_text() {
    let policy = compiled("classifier = { head = \"moderation\" }");
    let filler = "The canteen opens at noon and closes at two. ".repeat(40);
    let text = format!("{filler}Violence violence! {filler}");
    let verdict = check(&policy, &text);
    assert_eq!(verdict.status, Status::Violated);
    let places: Vec<_> = verdict.evidence.iter().map(|span| (&text[span.start..span.end], &*span.label)).collect();
    assert_eq!(places, [("Violence violence!", "violence")]);
    let twice = format!("Hate hate. {text} Hate hate.");
    let places = check(&policy, &twice).evidence;
    let hateful = places.iter().filter(|span| span.label == "hate").map(|span| &twice[span.start..span.end]);
    assert_eq!(hateful.collect::<Vec<_>>(), ["Hate hate.", "Hate hate."], "each place, though both read the same");
}

#[test]
fn a_head_that_is_missing_or_a_label_that_it_lacks_cannot_be_evaluated() {
    let unknown = compiled("classifier = { head = \"toxicity\" }");
    let label = compiled("classifier = { head = \"moderation\", labels = [\"spam\"] }");
    for policy in [&unknown, &label] {
        let verdict = check(policy, "fine");
        assert_eq!(verdict.status, Status::Unevaluable);
        assert!(verdict.blocks());
        assert!(verdict.reason.contains("toxicity") || verdict.reason.contains("spam"), "{}", verdict.reason);
    }
    let report = unknown.evaluate(Stage::Output, &Subject::text("fine"), &NoFeatures, &Unlimited);
    assert!(!report.permits());
}

#[test]
fn what_is_no_probability_cannot_be_evaluated() {
    struct Odd(WordHeads, f32, usize);
    impl TextFeatures for Odd {
        fn fingerprint(&self) -> &str {
            "odd"
        }
        fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
            self.0.embed(text)
        }
        fn head(&self, name: &str) -> Result<&Head, FeatureError> {
            self.0.head(name)
        }
        fn classify(&self, _: &str, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
            Ok(texts.iter().map(|_| vec![self.1; self.2]).collect())
        }
    }
    let policy = compiled("classifier = { head = \"moderation\" }");
    for (probability, labels) in [(f32::NAN, 2), (1.5, 2), (-0.1, 2), (0.1, 1), (0.1, 3)] {
        let features = Odd(WordHeads::new(), probability, labels);
        let report = policy.evaluate(Stage::Output, &Subject::text("fine"), &features, &Unlimited);
        assert_eq!(report.verdicts[0].status, Status::Unevaluable, "{probability} × {labels}");
    }
}

#[test]
fn mistakes_in_the_parameters_are_named() {
    for (parameters, path) in [
        ("head = \"Big Head\"", "head"),
        ("head = \"m\", labels = [\"a\", \"a\"]", "labels"),
        ("head = \"m\", thresholds = { a = 1.5 }", "thresholds.a"),
        ("head = \"m\", thresholds = { a = 0.0 }", "thresholds.a"),
        ("head = \"m\", labels = [\"b\"], thresholds = { a = 0.5 }", "thresholds"),
    ] {
        let policy: Policy = policy_of(vec![objective(kind(&format!("classifier = {{ {parameters} }}")))]);
        let problems = policy.problems();
        assert_eq!(problems.len(), 1, "{parameters}: {problems:?}");
        assert_eq!(problems[0].path, format!("objectives[0].kind.classifier.{path}"));
    }
}

proptest! {
    /// More text never makes a text less harmful.
    #[test]
    fn the_value_grows_with_the_text(before in "([a-z]{2,8} ){1,6}[a-z]+\\. ", after in " [A-Z][a-z]{2,8}( [a-z]{2,8}){1,60}\\.") {
        let policy = compiled("classifier = { head = \"moderation\" }");
        let alone = value(&policy, "Violence and hate.");
        let among = value(&policy, &[before.as_str(), "Violence and hate.", after.as_str()].concat());
        prop_assert!(among >= alone - 1e-6, "{} {}", among, alone);
    }
}
