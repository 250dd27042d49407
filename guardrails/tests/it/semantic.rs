//! Semantic: nearness to examples, with a real if simple encoder.

use std::cell::Cell;

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::features::{FeatureError, NoFeatures, TextFeatures, Unlimited};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::Subject;
use proptest::prelude::*;

use crate::support::{HashedWords, compiled};

const REFUNDS: &str = r#"semantic = { examples = ["how do I get a refund", "I want my money back"],
    counterexamples = ["how do I get a badge"], threshold = 0.55, separation = 0.1 }"#;

fn value(policy: &CompiledPolicy, text: &str) -> f64 {
    let report = policy.evaluate(Stage::Input, &Subject::text(text), &HashedWords, &Unlimited);
    report.verdicts[0].value.expect("evaluable")
}

/// The formula, written out: cosines of hashed words.
fn expected(text: &str) -> f64 {
    let cosine = |other: &str| {
        let (a, b) = (HashedWords.embed(text).expect("words"), HashedWords.embed(other).expect("words"));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| f64::from(x * y)).sum::<f64>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    };
    let near = cosine("how do I get a refund").max(cosine("I want my money back"));
    (near - 0.55).min(near - cosine("how do I get a badge") - 0.1)
}

#[test]
fn the_value_is_the_formula() {
    let policy = compiled(REFUNDS);
    for text in ["how do I get a refund", "I want my money back please", "how do I get a badge", "where is the canteen"]
    {
        assert!(
            (value(&policy, text) - expected(text)).abs() < 1e-5,
            "{text}: {} {}",
            value(&policy, text),
            expected(text)
        );
    }
    assert!(value(&policy, "I want my money back") > 0.4);
    assert!(value(&policy, "how do I get a badge") <= 0.0, "a counterexample is nearer");
}

#[test]
fn one_sentence_among_many_is_found_where_it_stands() {
    let policy = compiled(REFUNDS);
    let filler = "The canteen opens at noon and closes at two. ".repeat(30);
    let text = format!("{filler}I want my money back! {filler}");
    let report = policy.evaluate(Stage::Input, &Subject::text(&text), &HashedWords, &Unlimited);
    let places: Vec<_> = report.verdicts[0].evidence.iter().map(|span| &text[span.start..span.end]).collect();
    assert_eq!(places, ["I want my money back!"]);
    assert_eq!(report.verdicts[0].evidence[0].label, "like example 2");
}

#[test]
fn invisible_characters_and_other_widths_change_nothing() {
    let policy = compiled(REFUNDS);
    let plain = value(&policy, "I want my money back");
    for text in ["I wa\u{200b}nt my mo\u{ad}ney back", "Ｉ ｗａｎｔ ｍｙ ｍｏｎｅｙ ｂａｃｋ"] {
        assert!((value(&policy, text) - plain).abs() < 1e-6, "{text}");
        let report = policy.evaluate(Stage::Input, &Subject::text(text), &HashedWords, &Unlimited);
        let span = &report.verdicts[0].evidence[0];
        assert_eq!((span.start, span.end), (0, text.len()), "places of the original");
    }
}

#[test]
fn a_required_topic_is_missed_when_no_sentence_is_near() {
    let policy = compiled("semantic = { examples = [\"refund of an order\"], threshold = 0.5, mode = \"require\" }");
    assert!(value(&policy, "Hello. I need a refund of my order.") <= 0.0);
    assert!(value(&policy, "Tell me a joke.") > 0.0);
    assert!(value(&policy, "") > 0.0, "no text is on no topic");
}

#[test]
fn without_features_or_with_broken_ones_it_cannot_be_evaluated() {
    struct Broken(&'static str, fn() -> Vec<f32>);
    impl TextFeatures for Broken {
        fn fingerprint(&self) -> &str {
            self.0
        }
        fn embed(&self, _: &str) -> Result<Vec<f32>, FeatureError> {
            Ok(self.1())
        }
    }
    let policy = compiled(REFUNDS);
    let broken: [&dyn TextFeatures; 4] = [
        &NoFeatures,
        &Broken("zero", || vec![0.0; 8]),
        &Broken("nan", || vec![f32::NAN; 8]),
        &Broken("empty", Vec::new),
    ];
    for features in broken {
        let report = policy.evaluate(Stage::Input, &Subject::text("x"), features, &Unlimited);
        assert_eq!(report.verdicts[0].status, Status::Unevaluable, "{}", features.fingerprint());
        assert!(!report.permits());
    }
    assert!(value(&policy, "I want my money back") > 0.0, "a failure is not remembered");
}

/// Counts the texts it embeds.
struct Counting(Cell<usize>, &'static str);

impl TextFeatures for Counting {
    fn fingerprint(&self) -> &str {
        self.1
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        self.0.set(self.0.get() + 1);
        HashedWords.embed(text)
    }
}

#[test]
fn examples_are_embedded_once_an_encoder() {
    let policy = compiled(REFUNDS);
    let first = Counting(Cell::new(0), "first");
    policy.warm(&first).expect("features");
    assert_eq!(first.0.get(), 3);
    policy.evaluate(Stage::Input, &Subject::text("one text"), &first, &Unlimited);
    assert_eq!(first.0.get(), 4);
    let second = Counting(Cell::new(0), "second");
    policy.evaluate(Stage::Input, &Subject::text("one text"), &second, &Unlimited);
    assert_eq!(second.0.get(), 4, "another encoder, other embeddings");
}

#[test]
fn a_text_with_too_many_sentences_is_withheld() {
    let policy = compiled(REFUNDS);
    let text = "No. ".repeat(10_000);
    let report = policy.evaluate(Stage::Input, &Subject::text(&text), &HashedWords, &Unlimited);
    assert_eq!(report.verdicts[0].status, Status::Unevaluable);
}

proptest! {
    /// Adding sentences never hides one that is near.
    #[test]
    fn the_value_grows_with_the_text(before in "([a-z]{2,8} ){1,6}[a-z]+\\. ", after in " [A-Z][a-z]{2,8}( [a-z]{2,8}){1,60}\\.") {
        let policy = compiled(REFUNDS);
        let alone = value(&policy, "I want my money back.");
        let among = value(&policy, &[before.as_str(), "I want my money back.", after.as_str()].concat());
        prop_assert!(among >= alone - 1e-6, "{} {}", among, alone);
    }
}
