//! Evaluation: what blocks, what costs, and that nothing fails open.

use groundstate_guardrails::evaluate::{CompiledPolicy, Level, Status};
use groundstate_guardrails::features::{NoFeatures, Steps, Unlimited};
use groundstate_guardrails::objective::{Assessment, Context, Objective, Scope, Span, Unevaluable};
use groundstate_guardrails::policy::{Enforcement, Stage};
use groundstate_guardrails::subject::{Message, Role, Subject, ToolCall};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{HashedWords, check, compiled, kind, objective, policy_of};

/// An objective that behaves as it is told.
#[derive(Debug, Clone)]
enum Told {
    Value(f64),
    Fail,
    Panic,
}

impl Objective for Told {
    fn scope(&self) -> Scope {
        Scope::Answer
    }

    fn assess(&self, _context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        match self {
            Self::Value(value) => Ok(Assessment {
                value: *value,
                reason: "told".to_owned(),
                spans: vec![Span::new("/text", 0..1, "told")],
            }),
            Self::Fail => Err(Unevaluable::Missing("told to fail".to_owned())),
            Self::Panic => panic!("told to panic with 4111111111111111"),
        }
    }
}

fn told(told: Told, enforcement: Enforcement, margin: f64) -> CompiledPolicy {
    let mut spec = objective(kind("pattern.words = [\"x\"]"));
    (spec.enforcement, spec.margin) = (enforcement, margin);
    CompiledPolicy::with_objective(spec, Box::new(told)).expect("compiles")
}

#[test]
fn only_what_is_hard_blocks_and_only_what_is_soft_costs() {
    let soft = Enforcement::Soft { weight: 2.0 };
    for (enforcement, value, status, permits, energy) in [
        (Enforcement::Hard, 0.5, Status::Satisfied, true, 0.0),
        (Enforcement::Hard, 0.6, Status::Violated, false, 0.0),
        (soft, 0.5, Status::Satisfied, true, 0.0),
        (soft, 2.0, Status::Violated, true, 3.0),
        (Enforcement::Shadow, 9.0, Status::Violated, true, 0.0),
    ] {
        let report = check(&told(Told::Value(value), enforcement, 0.5), &Subject::text("a"));
        let verdict = &report.verdicts[0];
        assert_eq!(
            (verdict.status, report.permits(), report.soft_energy),
            (status, permits, energy),
            "{enforcement:?} {value}"
        );
        assert_eq!(verdict.enforcement, Level::of(enforcement));
        assert_eq!(report.first_violation().is_none(), permits);
    }
}

#[test]
fn what_cannot_be_evaluated_blocks_where_it_is_hard() {
    std::panic::set_hook(Box::new(|_| {}));
    for failing in [Told::Fail, Told::Panic, Told::Value(f64::NAN), Told::Value(f64::INFINITY)] {
        let report = check(&told(failing.clone(), Enforcement::Hard, 1000.0), &Subject::text("a"));
        let verdict = report.first_violation().expect("blocks");
        assert_eq!((verdict.status, verdict.value), (Status::Unevaluable, None), "{failing:?}");
        assert!(!verdict.reason.contains("4111"), "the payload of a panic is not repeated");
        assert_eq!(verdict.message, "not like this");

        let report = check(&told(failing.clone(), Enforcement::Soft { weight: 0.7 }, 0.0), &Subject::text("a"));
        assert!(report.permits());
        assert!((report.soft_energy - 0.7).abs() < 1e-12, "as much as exceeding the margin by one");

        let report = check(&told(failing, Enforcement::Shadow, 0.0), &Subject::text("a"));
        assert!(report.permits() && report.soft_energy == 0.0);
    }
}

#[test]
fn a_spent_budget_names_every_objective_that_was_not_decided() {
    let mut objectives = Vec::new();
    for n in 0..4 {
        let mut spec = objective(kind("pattern.words = [\"x\"]"));
        spec.id = format!("o{n}");
        objectives.push(spec);
    }
    let policy = CompiledPolicy::compile(&policy_of(objectives)).expect("compiles");
    let subject = Subject::text("fine");
    assert!(policy.evaluate(Stage::Output, &subject, &NoFeatures, &Unlimited).permits());
    let mut before = 5;
    for steps in 0..20 {
        let report = policy.evaluate(Stage::Output, &subject, &NoFeatures, &Steps::new(steps));
        let open = report.verdicts.iter().filter(|verdict| verdict.status == Status::Unevaluable).count();
        assert_eq!(report.verdicts.len(), 4, "none is left out in silence");
        assert!(open <= before);
        assert_eq!(report.permits(), open == 0);
        before = open;
    }
    assert_eq!(before, 0, "twenty steps are enough");
}

#[test]
fn objectives_are_checked_at_their_stages_and_scopes_only() {
    let mut unary = objective(kind("pattern.words = [\"x\"]"));
    unary.stages = vec![Stage::Recall, Stage::Output];
    let mut whole = objective(kind("shape.max_chars = 3"));
    (whole.id, whole.stages) = ("length".to_owned(), vec![Stage::Output]);
    let policy = CompiledPolicy::compile(&policy_of(vec![unary, whole])).expect("compiles");
    let named = |stage| policy.objectives_at(stage).map(|o| o.spec().id.clone()).collect::<Vec<_>>();
    assert_eq!(named(Stage::Output), ["probe", "length"]);
    assert_eq!(named(Stage::Recall), ["probe"]);
    assert!(named(Stage::Input).is_empty());
    let subject = Subject::text("x and more");
    let scoped = |scope| policy.evaluate_scope(Stage::Output, scope, &subject, &NoFeatures, &Unlimited);
    assert_eq!(scoped(Scope::Statement).verdicts[0].objective, "probe");
    assert_eq!(scoped(Scope::Answer).verdicts[0].objective, "length");
    assert!(policy.evaluate(Stage::Input, &subject, &NoFeatures, &Unlimited).permits(), "nothing is checked there");
    assert_eq!((policy.scope("probe"), policy.scope("length")), (Some(Scope::Statement), Some(Scope::Answer)));
}

#[test]
fn roles_choose_the_messages_and_texts_without_a_role_always_count() {
    let mut spec = objective(kind("pattern.words = [\"x\"]"));
    spec.roles = vec![Role::User];
    let policy = CompiledPolicy::compile(&policy_of(vec![spec])).expect("compiles");
    let message = |role| [Message { role, content: "x".to_owned() }];
    assert!(!check(&policy, &Subject::conversation(&message(Role::User))).permits());
    assert!(check(&policy, &Subject::conversation(&message(Role::System))).permits());
    assert!(!check(&policy, &Subject::text("x")).permits());
    let spoken = Subject { role: Some(Role::Tool), ..Subject::text("x") };
    assert!(check(&policy, &spoken).permits());
}

#[test]
fn arguments_too_deep_or_too_many_are_withheld() {
    let policy = compiled("pattern.words = [\"x\"]");
    let deep = (0..200).fold(json!("x"), |inner, _| json!([inner]));
    let wide = Value::Array((0..5_000).map(|n| json!(n)).collect());
    for arguments in [deep, wide] {
        let call = ToolCall { name: "t".to_owned(), arguments };
        let report = check(&policy, &Subject::tool_call(&call));
        assert_eq!(report.verdicts[0].status, Status::Unevaluable);
        assert!(!report.permits());
    }
}

#[test]
fn a_report_survives_serialisation() {
    let policy = compiled("pii.detectors = [\"email\"]");
    let report = check(&policy, &Subject::text("a@example.com"));
    let written = serde_json::to_value(&report).expect("serialises");
    assert_eq!(written["verdicts"][0]["status"], "violated");
    assert_eq!(written["verdicts"][0]["enforcement"], "hard");
    assert_eq!(written["verdicts"][0]["evidence"][0]["label"], "email");
    assert_eq!(serde_json::from_value::<groundstate_guardrails::evaluate::Report>(written).expect("reads"), report);
}

#[test]
fn an_empty_policy_permits() {
    let policy = CompiledPolicy::compile(&policy_of(Vec::new())).expect("compiles");
    assert!(check(&policy, &Subject::text("anything")).permits());
}

static DEFAULT: std::sync::LazyLock<CompiledPolicy> = std::sync::LazyLock::new(|| {
    CompiledPolicy::compile(&groundstate_guardrails::pack::default_policy().expect("sound")).expect("compiles")
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The same subject gives the same report, byte for byte.
    #[test]
    fn evaluation_is_deterministic(text in "\\PC{0,120}") {
        for stage in Stage::ALL {
            let report = || DEFAULT.evaluate(stage, &Subject::text(&text), &HashedWords, &Unlimited);
            prop_assert_eq!(serde_json::to_string(&report()).expect("json"), serde_json::to_string(&report()).expect("json"));
        }
    }

    /// Unary objectives speak of single statements: an answer violates wherever one of its statements does.
    #[test]
    fn a_violating_statement_makes_a_violating_answer(statements in prop::collection::vec("[a-c ]{0,6}(4111111111111111|door|a@b.cc|)[ .]", 1..5)) {
        let policy = compiled("pii.detectors = [\"email\", \"payment_card\"]");
        let words = compiled("pattern.words = [\"door\"]");
        let answer = statements.join(" ");
        for policy in [policy, words] {
            let single = statements.iter().any(|statement| !check(&policy, &Subject::text(statement)).permits());
            prop_assert!(!single || !check(&policy, &Subject::text(&answer)).permits());
        }
    }
}
