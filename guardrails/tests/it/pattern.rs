//! Pattern: expressions and word lists.

use std::time::{Duration, Instant};

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::{Enforcement, Stage};

use crate::support::{check, compiled, found, kind, objective, policy_of, verdict};
use groundstate_guardrails::subject::Subject;

#[test]
fn expressions_and_words_are_counted_with_their_places() {
    let policy = compiled("pattern = { patterns = [\"wind(?:ow|mill)\", \"gl[ae]ss\"], words = [\"door\"] }");
    let text = "A Window, a windmill, a glass door.";
    assert_eq!(
        found(&policy, text),
        [
            ("pattern 1".to_owned(), "Window"),
            ("pattern 1".to_owned(), "windmill"),
            ("pattern 2".to_owned(), "glass"),
            ("word 1".to_owned(), "door"),
        ]
    );
    assert_eq!(verdict(&policy, text).value, Some(4.0));
    assert_eq!(verdict(&policy, "nothing").value, Some(0.0));
}

#[test]
fn case_counts_only_where_asked() {
    let policy = compiled("pattern = { patterns = [\"Secret\"], case_sensitive = true }");
    assert_eq!(found(&policy, "secret SECRET Secret").len(), 1);
}

#[test]
fn words_stand_alone() {
    let policy = compiled("pattern.words = [\"cat\", \"black cat\", \"c++\"]");
    for (text, count) in [
        ("cat", 1),
        ("Cat.", 1),
        ("(cat)", 1),
        ("concatenate", 0),
        ("cats", 0),
        ("cat_1", 0),
        ("a black cat", 2),
        ("C++ rocks", 1),
        ("cat-like", 1),
        ("kat", 0),
    ] {
        assert_eq!(found(&policy, text).len(), count, "{text}");
    }
    let inside = compiled("pattern = { words = [\"禁止\"], whole_words = false }");
    assert_eq!(found(&inside, "这是禁止的"), [("word 1".to_owned(), "禁止")]);
}

#[test]
fn a_longer_word_is_not_hidden_by_a_shorter_one() {
    let policy = compiled("pattern.words = [\"back\", \"backdoor\", \"door\"]");
    assert_eq!(found(&policy, "a backdoor"), [("word 2".to_owned(), "backdoor")]);
}

#[test]
fn required_expressions_are_missed_when_absent() {
    let policy = compiled("pattern = { patterns = [\"not legal advice\"], words = [\"source\"], mode = \"require\" }");
    assert_eq!(verdict(&policy, "Source: this is not legal advice.").value, Some(0.0));
    assert_eq!(verdict(&policy, "This is not legal advice.").value, Some(1.0));
    assert_eq!(verdict(&policy, "Hello").value, Some(2.0));
    assert_eq!(policy.scope("probe"), Some(Scope::Answer));
    assert_eq!(compiled("pattern.words = [\"x\"]").scope("probe"), Some(Scope::Statement));
    assert_eq!(policy.scope("nothing"), None);
}

#[test]
fn the_margin_tolerates_and_the_weight_prices() {
    let mut spec = objective(kind("pattern.words = [\"um\"]"));
    spec.margin = 1.0;
    spec.enforcement = Enforcement::Soft { weight: 0.5 };
    let policy = CompiledPolicy::compile(&policy_of(vec![spec])).expect("compiles");
    for (text, status, energy) in
        [("well", Status::Satisfied, 0.0), ("um", Status::Satisfied, 0.0), ("um um um", Status::Violated, 1.0)]
    {
        let report = check(&policy, &Subject::text(text));
        assert_eq!((report.verdicts[0].status, report.soft_energy), (status, energy), "{text}");
        assert!(report.permits(), "a soft objective never blocks");
    }
}

/// Expressions that make backtracking engines run for ages, on texts made for them. The bound is loose: a
/// backtracking engine would not finish in the age of the universe.
#[test]
fn pathological_expressions_stay_linear() {
    for pattern in ["(a+)+$", "(a|a)*$", "(a*)*b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){12}"] {
        let source = format!("pattern.patterns = ['{pattern}']");
        let Ok(policy) = std::panic::catch_unwind(|| compiled(&source)) else {
            continue; // matches the empty text, and so is refused
        };
        for length in [1_000, 100_000] {
            let text = format!("{}!", "a".repeat(length));
            let start = Instant::now();
            verdict(&policy, &text);
            assert!(start.elapsed() < Duration::from_secs(20), "{pattern} on {length}");
        }
    }
}

#[test]
fn a_very_long_text_cannot_be_evaluated_and_is_withheld() {
    let policy = compiled("pattern.words = [\"x\"]");
    let text = "a ".repeat(3 << 20);
    let report = check(&policy, &Subject::text(&text));
    assert_eq!(report.verdicts[0].status, Status::Unevaluable);
    assert!(!report.permits());
    assert!(report.verdicts[0].reason.contains("more than"), "{}", report.verdicts[0].reason);
    let report = policy.evaluate_scope(
        Stage::Output,
        Scope::Answer,
        &Subject::text(&text),
        &groundstate_guardrails::features::NoFeatures,
        &groundstate_guardrails::features::Unlimited,
    );
    assert!(report.verdicts.is_empty(), "the objective is unary");
}
