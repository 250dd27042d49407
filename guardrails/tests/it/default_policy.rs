//! The policy that comes with the program.

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::pack;
use groundstate_guardrails::policy::{Enforcement, Expectation, Kind, Policy, Stage};
use groundstate_guardrails::subject::Subject;

use crate::support::HashedWords;

fn policy() -> Policy {
    pack::default_policy().expect("the shipped policy is sound")
}

#[test]
fn every_case_of_the_policy_comes_out_as_it_says() {
    let report = policy().run_tests(&HashedWords).expect("the policy compiles");
    let failures: Vec<_> = report.failures().map(|outcome| (&outcome.name, &outcome.differences)).collect();
    assert!(report.passed(), "{failures:#?}");
    assert!(report.outcomes.len() >= 40, "only {} cases", report.outcomes.len());
}

#[test]
fn every_objective_is_violated_by_some_case() {
    let policy = policy();
    for objective in &policy.objectives {
        let tested = policy.tests.iter().any(|case| match &case.expect {
            Expectation::Violates(ids) => ids.contains(&objective.id),
            Expectation::Permitted => false,
        });
        let long = ["answer-length", "question-length"].contains(&objective.id.as_str());
        assert!(tested || long, "`{}` is never violated in a case", objective.id);
    }
}

#[test]
fn every_objective_is_owned_explained_and_hard_ones_refer_to_a_source() {
    for objective in &policy().objectives {
        assert!(objective.message.len() >= 20, "`{}`", objective.id);
        if objective.enforcement == Enforcement::Hard {
            assert!(!objective.references.is_empty(), "`{}`", objective.id);
        }
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let compiled = CompiledPolicy::compile(&policy()).expect("compiles");
    let question = "why ".repeat(5_000);
    let report = compiled.evaluate(Stage::Input, &Subject::text(&question), &HashedWords, &Unlimited);
    assert!(report.violations().any(|verdict| verdict.objective == "question-length"));
    let answer = "so ".repeat(3_000);
    let report = compiled.evaluate(Stage::Output, &Subject::text(&answer), &HashedWords, &Unlimited);
    assert!(report.violations().any(|verdict| verdict.objective == "answer-length"));
}

#[test]
fn without_an_encoder_questions_are_withheld_and_documents_are_not() {
    let compiled = CompiledPolicy::compile(&policy()).expect("compiles");
    let subject = Subject::text("How many vacation days do I have left?");
    let report = compiled.evaluate(Stage::Input, &subject, &NoFeatures, &Unlimited);
    let named: Vec<_> = report.violations().map(|verdict| verdict.objective.as_str()).collect();
    assert_eq!(named, ["self-harm", "violence"], "fails closed, and says which");
    assert!(compiled.evaluate(Stage::MemoryWrite, &subject, &NoFeatures, &Unlimited).permits());
}

#[test]
fn objectives_that_need_an_encoder_can_be_told_before_time() {
    let compiled = CompiledPolicy::compile(&policy()).expect("compiles");
    assert!(compiled.warm(&HashedWords).is_ok());
    assert!(compiled.warm(&NoFeatures).is_err());
    let semantic = compiled.objectives_at(Stage::Input).filter(|o| matches!(o.spec().kind, Kind::Semantic(_))).count();
    assert_eq!(semantic, 2);
}
