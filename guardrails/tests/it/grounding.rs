//! Grounding: every statement stands in what it cites.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status, Verdict};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::{Claim, Evidence, Subject};
use proptest::prelude::*;

use crate::support::{HashedWords, compiled};

fn evidence(texts: &[&str]) -> Vec<Evidence> {
    texts.iter().enumerate().map(|(n, text)| Evidence { id: format!("s{n}"), text: (*text).to_owned() }).collect()
}

fn judge(policy: &CompiledPolicy, text: &str, claims: &[Claim], evidence: &[Evidence]) -> Verdict {
    let subject = Subject::answer(text, claims, evidence);
    policy.evaluate(Stage::Output, &subject, &NoFeatures, &Unlimited).verdicts.remove(0)
}

fn value(text: &str, source: &str) -> f64 {
    judge(&compiled("grounding = {}"), text, &[], &evidence(&[source])).value.expect("evaluable")
}

const SOURCE: &str =
    "The Amazon River discharges about 209,000 cubic metres per second, more than the next seven rivers together.";

#[test]
fn quotations_are_supported_whatever_their_case_quotes_and_spaces() {
    for text in [
        SOURCE,
        "the amazon river discharges about 209,000 cubic metres per second",
        "The Amazon River discharges about 209,000 cubic metres per second.",
        "“The  Amazon River”\ndischarges about ２09,000 cubic metres",
    ] {
        assert!((value(text, SOURCE) + 0.2).abs() < 1e-9, "{text}");
    }
}

#[test]
fn other_words_numbers_and_negations_are_not() {
    for (text, source) in [
        ("The Amazon River discharges about 210,000 cubic metres per second.", SOURCE),
        ("The Nile is the longest river in Africa and maybe anywhere.", SOURCE),
        ("The Amazon River never discharges cubic metres.", SOURCE),
        ("The river discharges 20 cubic metres.", SOURCE),
        ("Overtime isn't paid.", "Overtime is paid."),
        ("Die Stunden werden nicht bezahlt.", "Die Stunden werden bezahlt."),
        ("at", "cat"),
    ] {
        assert!(value(text, source) > 0.0, "{text}");
    }
}

#[test]
fn support_is_the_share_of_words_that_are_there() {
    let source = "Refunds take thirty days after delivery";
    let policy = compiled("grounding.threshold = 0.7");
    let judged = judge(&policy, "Refunds take thirty days, usually", &[], &evidence(&[source]));
    assert!((judged.value.expect("evaluable") - (0.7 - 0.8)).abs() < 1e-9, "{judged:?}");
    assert_eq!(judged.status, Status::Satisfied);
    let strict =
        judge(&compiled("grounding.threshold = 1.0"), "Refunds take thirty days, usually", &[], &evidence(&[source]));
    assert_eq!(strict.status, Status::Violated, "1 admits quotations only");
}

#[test]
fn a_statement_counts_only_what_it_cites() {
    let sources = evidence(&["Shipping is free.", "Refunds take thirty days."]);
    let text = "Refunds take thirty days. Shipping is free.";
    let claim = |start: usize, end: usize, cites: &[&str]| Claim {
        start,
        end,
        cites: cites.iter().map(|c| (*c).to_owned()).collect(),
    };
    let policy = compiled("grounding = {}");
    let judged = |claims: &[Claim]| judge(&policy, text, claims, &sources);
    assert_eq!(judged(&[claim(0, 25, &["s1"]), claim(26, 43, &["s0"])]).status, Status::Satisfied);
    for (claims, place) in [
        (vec![claim(0, 25, &["s0"]), claim(26, 43, &["s0"])], 0..25),
        (vec![claim(0, 25, &["s1"]), claim(26, 43, &[])], 26..43),
        (vec![claim(0, 25, &["s1"]), claim(26, 43, &["nowhere"])], 26..43),
        (vec![claim(0, 25, &["s1"])], 25..43),
        (vec![claim(26, 43, &["s0"])], 0..26),
    ] {
        let verdict = judged(&claims);
        assert_eq!(verdict.status, Status::Violated, "{claims:?}");
        assert_eq!(
            (verdict.evidence[0].start, verdict.evidence[0].end),
            (place.start, place.end),
            "the unsupported part is named"
        );
    }
    for broken in [claim(0, 99, &["s1"]), claim(9, 3, &["s1"])] {
        assert_eq!(judged(&[broken]).status, Status::Unevaluable);
    }
}

#[test]
fn nothing_said_needs_no_support_and_everything_said_does() {
    let policy = compiled("grounding = {}");
    assert_eq!(judge(&policy, "", &[], &[]).status, Status::Satisfied);
    assert_eq!(judge(&policy, " … \n", &[], &[]).status, Status::Satisfied);
    assert_eq!(judge(&policy, "Yes.", &[], &[]).status, Status::Violated);
    assert_eq!(judge(&policy, "Yes.", &[], &evidence(&[""])).status, Status::Violated);
    assert_eq!(policy.scope("probe"), Some(Scope::Statement));
}

#[test]
fn nearness_may_support_but_never_against_a_number_or_a_negation() {
    let policy = compiled("grounding = { threshold = 0.9, semantic_threshold = 0.6 }");
    let source = evidence(&["refunds take thirty days after the delivery of the goods"]);
    let near = |text: &str| {
        let subject = Subject::answer(text, &[], &source);
        policy.evaluate(Stage::Output, &subject, &HashedWords, &Unlimited).verdicts[0].value.expect("evaluable")
    };
    let lexical =
        judge(&compiled("grounding.threshold = 0.9"), "refunds take thirty days after delivery usually", &[], &source);
    assert!(near("refunds take thirty days after delivery usually") <= lexical.value.expect("evaluable"));
    assert!((near("refunds take 30 days after the delivery of the goods") - 0.9).abs() < 1e-9);
    assert!((near("refunds never take thirty days after the delivery of the goods") - 0.9).abs() < 1e-9);
    let without = judge(&policy, "refunds usually take long", &[], &source);
    assert_eq!(without.status, Status::Unevaluable, "asked for, and not to be had");
}

#[test]
fn repeated_words_do_not_make_it_slow() {
    let source = "a ".repeat(100_000);
    let text = format!("{}b", "a ".repeat(50_000));
    let start = std::time::Instant::now();
    value(&text, &source);
    assert!(start.elapsed().as_secs() < 30);
}

proptest! {
    #[test]
    fn any_part_in_whole_words_is_supported(words in prop::collection::vec("[a-zA-Z0-9äß]{1,8}", 1..20), from in 0..20_usize, to in 0..20_usize) {
        let source = words.join(" ");
        let (from, to) = (from.min(words.len() - 1), to.min(words.len()));
        prop_assume!(from < to);
        let part = words[from..to].join(" ").to_uppercase().replace("SS", "ß");
        prop_assume!(part.to_lowercase() == words[from..to].join(" ").to_lowercase());
        prop_assert!((value(&part, &source) + 0.2).abs() < 1e-9, "{} in {}", part, source);
    }

    #[test]
    fn the_value_is_in_range(text in "\\PC{0,60}", source in "\\PC{0,60}") {
        let value = value(&text, &source);
        prop_assert!((-1.0..=1.0).contains(&value));
    }
}
