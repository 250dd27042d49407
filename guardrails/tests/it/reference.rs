//! The reference model: policy evaluation once more, slow and obvious, and random policies and subjects
//! through both.
//!
//! The model knows the structure that its subjects were made from (words, sentences) where the crate sees
//! only text, and follows the definitions of the kinds word by word. By default 1,500 policies meet 16
//! subjects each; `GROUNDSTATE_REFERENCE_CASES` sets another number of policies.

mod draw;
mod model;
pub(crate) mod nearness;
mod world;

use groundstate_guardrails::evaluate::{CompiledPolicy, Level, Report, Status};
use groundstate_guardrails::features::{NoFeatures, TextFeatures, Unlimited};
use groundstate_guardrails::objective::Scope;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::WordHeads;
use model::{Answer, Outcome};
use world::{RandomPolicy, RandomSubject};

const SUBJECTS: usize = 16;

fn cases() -> u32 {
    std::env::var("GROUNDSTATE_REFERENCE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_500)
}

#[test]
fn the_crate_and_the_reference_agree() {
    let subjects = prop::collection::vec(draw::subject(), SUBJECTS);
    let strategy = (draw::policy(), subjects);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(cases()) });
    runner.run(&strategy, |(policy, subjects)| compare(&policy, &subjects)).expect("both say the same");
}

fn compare(policy: &RandomPolicy, subjects: &[RandomSubject]) -> Result<(), TestCaseError> {
    let document = policy.document();
    prop_assert_eq!(document.problems(), vec![]);
    let compiled = CompiledPolicy::compile(&document).expect("a sound document compiles");
    let heads = WordHeads::new();
    for subject in subjects {
        let features: &dyn TextFeatures = if subject.features { &heads } else { &NoFeatures };
        let parts = subject.parts();
        let report = compiled.evaluate(subject.stage, &parts.borrow(), features, &Unlimited);
        agree(&report, &model::evaluate(policy, subject), policy, subject)?;
        for scope in [Scope::Statement, Scope::Answer] {
            let scoped = compiled.evaluate_scope(subject.stage, scope, &parts.borrow(), features, &Unlimited);
            let expected: Vec<&str> = policy
                .objectives
                .iter()
                .filter(|o| o.at(subject.stage) && o.scope() == scope)
                .map(|o| &*o.id)
                .collect();
            let found: Vec<&str> = scoped.verdicts.iter().map(|verdict| &*verdict.objective).collect();
            prop_assert_eq!(found, expected);
        }
        let redaction = compiled.redact(subject.stage, &parts.borrow(), features, &Unlimited);
        let (text, messages, answer) = model::redact(policy, subject);
        prop_assert_eq!(&redaction.text, &text, "{:?} {:?}", policy, subject);
        let contents: Vec<&String> = redaction.messages.iter().map(|message| &message.content).collect();
        prop_assert_eq!(contents, messages.iter().collect::<Vec<_>>(), "{:?} {:?}", policy, subject);
        agree(&redaction.report, &answer, policy, subject)?;
    }
    Ok(())
}

fn agree(
    report: &Report,
    expected: &Answer,
    policy: &RandomPolicy,
    subject: &RandomSubject,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(report.verdicts.len(), expected.outcomes.len());
    for (verdict, (objective, outcome)) in report.verdicts.iter().zip(&expected.outcomes) {
        let context = || format!("{objective}: {verdict:?} and {outcome:?}\n{policy:?}\n{subject:?}");
        prop_assert_eq!(&verdict.objective, objective);
        let status = match outcome {
            Outcome::Unevaluable => Status::Unevaluable,
            Outcome::Value(_) if outcome.violates(verdict.margin) => Status::Violated,
            Outcome::Value(_) => Status::Satisfied,
        };
        prop_assert_eq!(verdict.status, status, "{}", context());
        if let Outcome::Value(value) = outcome {
            prop_assert!((verdict.value.unwrap_or(f64::NAN) - value).abs() < 1e-6, "{}", context());
        }
        prop_assert_eq!(verdict.blocks(), verdict.enforcement == Level::Hard && status != Status::Satisfied);
    }
    prop_assert!((report.soft_energy - expected.energy).abs() < 1e-6, "{} {}", report.soft_energy, expected.energy);
    prop_assert_eq!(report.permits(), expected.permits);
    prop_assert_eq!(report.first_violation().map(|verdict| &verdict.objective), expected.first.as_ref());
    Ok(())
}
