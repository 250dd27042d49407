//! Lint: what it finds, and that it does not cry wolf.

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::pack::default_policy;
use groundstate_guardrails::policy::lint::{Check, Severity, lint, lint_over};
use groundstate_guardrails::policy::{Enforcement, Expectation, ObjectiveSpec, Policy, Stage, TestCase};
use groundstate_guardrails::subject::{Role, Subject};
use proptest::prelude::*;

use crate::support::{kind, objective, policy_of};

fn named(id: &str, source: &str) -> ObjectiveSpec {
    ObjectiveSpec { id: id.to_owned(), ..objective(kind(source)) }
}

/// What lint says of these objectives, without what it says of missing tests.
fn found(objectives: Vec<ObjectiveSpec>) -> Vec<(Check, String)> {
    let untested = [Check::NoTests, Check::NeverTested, Check::NothingPermitted];
    let findings = lint(&policy_of(objectives)).into_iter();
    findings.filter(|one| !untested.contains(&one.code)).map(|one| (one.code, one.path)).collect()
}

fn case(name: &str, text: &str, expect: Expectation) -> TestCase {
    TestCase {
        critic: None,
        name: name.to_owned(),
        stage: Stage::Input,
        text: Some(text.to_owned()),
        messages: Vec::new(),
        tool_call: None,
        evidence: Vec::new(),
        statements: Vec::new(),
        principal: None,
        state: None,
        expect,
    }
}

#[test]
fn the_shipped_policy_has_no_error() {
    let findings = lint(&default_policy().unwrap());
    assert!(findings.iter().all(|one| one.severity != Severity::Error), "{findings:?}");
    let wrong = [Check::Subsumed, Check::Shadowed, Check::NeverViolated];
    assert!(findings.iter().all(|one| !wrong.contains(&one.code)), "{findings:?}");
}

#[test]
fn words_that_another_word_finds_are_subsumed() {
    let source = r#"pattern.words = ["credit card", "card", "cardinal", "CARD"]"#;
    assert_eq!(
        found(vec![named("a", source)]),
        [
            (Check::Subsumed, "objectives[0].kind.pattern.words[0]".to_owned()),
            (Check::Subsumed, "objectives[0].kind.pattern.words[3]".to_owned())
        ],
        "`cardinal` is another whole word"
    );
    let parts = r#"pattern.words = ["card", "cardinal"]
pattern.whole_words = false"#;
    assert_eq!(found(vec![named("a", parts)]).len(), 1);
    let expressions = r#"pattern.patterns = ["secret", "top secret", "se.ret"]"#;
    assert_eq!(
        found(vec![named("a", expressions)]),
        [(Check::Subsumed, "objectives[0].kind.pattern.patterns[1]".to_owned())]
    );
    let required = r#"pattern.words = ["card", "credit card"]
pattern.mode = "require""#;
    assert_eq!(found(vec![named("a", required)]), [], "what is required must all be there");
}

#[test]
fn a_second_hard_objective_of_the_same_stands_in_the_shadow_of_the_first() {
    let (one, two) = (named("a", r#"pattern.words = ["x"]"#), named("b", r#"pattern.words = ["x"]"#));
    assert_eq!(found(vec![one.clone(), two.clone()]), [(Check::Shadowed, "objectives[1].id".to_owned())]);
    let looser = ObjectiveSpec { margin: 3.0, ..one.clone() };
    assert_eq!(found(vec![looser, two.clone()]), [(Check::Shadowed, "objectives[0].id".to_owned())]);
    let elsewhere = ObjectiveSpec { stages: vec![Stage::Input], ..one.clone() };
    let other = ObjectiveSpec { stages: vec![Stage::Output], ..two.clone() };
    assert_eq!(found(vec![elsewhere, other]), []);
    let soft = ObjectiveSpec { enforcement: Enforcement::Soft { weight: 1.0 }, ..two };
    assert_eq!(found(vec![one, soft]), [], "a soft one is no constraint");
}

#[test]
fn contradictions_are_errors() {
    let demand = |text: &str| format!("pattern.words = [\"{text}\"]\npattern.mode = \"require\"");
    let both = vec![named("a", r#"pattern.words = ["Yes"]"#), named("b", &demand("yes"))];
    assert_eq!(found(both.clone()), [(Check::Contradiction, "objectives[1].kind".to_owned())]);
    let findings = lint(&policy_of(both));
    assert_eq!(findings[0].severity, Severity::Error, "the gravest first");
    assert_eq!(found(vec![named("a", r#"pattern.words = ["no"]"#), named("b", &demand("yes"))]), []);
    assert_eq!(found(vec![named("a", "shape.min_chars = 9\nshape.max_chars = 8")]).len(), 1);
    assert_eq!(found(vec![named("a", "shape.min_chars = 9"), named("b", "shape.max_chars = 8")]).len(), 1);
    assert_eq!(found(vec![named("a", "shape.min_chars = 8"), named("b", "shape.max_chars = 8")]), []);
}

#[test]
fn margins_out_of_reach_are_found() {
    let with = |margin| vec![ObjectiveSpec { margin, ..named("a", r#"pattern.words = ["x"]"#) }];
    assert_eq!(found(with(100.0)), [(Check::NeverViolated, "objectives[0].margin".to_owned())]);
    assert_eq!(found(with(-0.5)), [(Check::NeverSatisfied, "objectives[0].margin".to_owned())]);
    assert_eq!(found(with(0.0)), []);
    assert_eq!(found(with(99.0)), []);
}

#[test]
fn stages_and_roles_without_effect_are_found() {
    let grounding = ObjectiveSpec { stages: vec![Stage::Input, Stage::Output], ..named("a", "grounding = {}") };
    assert_eq!(found(vec![grounding]), [(Check::StageWithoutEffect, "objectives[0].stages".to_owned())]);
    let words = named("a", r#"pattern.words = ["x"]"#);
    let roles = ObjectiveSpec { roles: vec![Role::User], stages: vec![Stage::Output], ..words };
    assert_eq!(found(vec![roles]), [(Check::RolesWithoutEffect, "objectives[0].roles".to_owned())]);
}

#[test]
fn what_no_case_shows_is_named() {
    let objectives = vec![named("a", r#"pattern.words = ["x"]"#), named("b", r#"pattern.words = ["y"]"#)];
    let violates = |id: &str| Expectation::Violates([id.to_owned()].into());
    let tests = vec![case("one", "x", violates("a"))];
    let policy = Policy { tests, ..policy_of(objectives) };
    let codes: Vec<_> = lint(&policy).into_iter().map(|one| (one.code, one.objective)).collect();
    assert_eq!(codes, [(Check::NeverTested, Some("b".to_owned())), (Check::NothingPermitted, None)]);
    let mut policy = policy;
    policy.tests.extend([case("two", "y", violates("b")), case("three", "z", Expectation::Permitted)]);
    assert_eq!(lint(&policy), []);
    assert_eq!(lint(&policy_of(Vec::new()))[0].code, Check::Empty);
}

#[test]
fn an_overlay_is_told_what_it_cannot_do() {
    let above = policy_of(vec![named("a", r#"pattern.words = ["x"]"#)]);
    let overlay = Policy { remove: vec!["a".to_owned()], ..policy_of(Vec::new()) };
    let findings = lint_over(&overlay, &above);
    assert_eq!((findings[0].code, findings[0].path.as_str()), (Check::Refused, "remove[0]"));
    let marked = ObjectiveSpec { overridable: true, ..named("a", r#"pattern.words = ["x"]"#) };
    assert!(lint_over(&overlay, &policy_of(vec![marked])).iter().all(|one| one.code != Check::Refused));
}

fn pattern() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["ant", "bee", "ant hill", "hill", "beehive", "bee hive"]);
    prop::collection::vec(word, 1..5).prop_map(|words| format!("{words:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// Taking a subsumed word away, or an objective in another's shadow, changes no verdict.
    #[test]
    fn what_lint_calls_useless_is(
        one in pattern(), two in pattern(), whole in any::<bool>(),
        text in prop::collection::vec(prop::sample::select(vec!["ant", "bee", "hill", "hive", "beehive", "x"]), 0..6),
    ) {
        let of = |id: &str, words: &str| named(id, &format!("pattern.words = {words}\npattern.whole_words = {whole}"));
        let policy = policy_of(vec![of("one", &one), of("two", &two)]);
        let mut less = policy.clone();
        let findings = lint(&policy);
        // From the back, so that places stay what they are.
        for (place, spec) in less.objectives.iter_mut().enumerate() {
            if let groundstate_guardrails::policy::Kind::Pattern(pattern) = &mut spec.kind {
                for word in (0..pattern.words.len()).rev() {
                    let path = format!("objectives[{place}].kind.pattern.words[{word}]");
                    if findings.iter().any(|one| one.code == Check::Subsumed && one.path == path) {
                        pattern.words.remove(word);
                    }
                }
            }
        }
        let shadowed = |id: &str| {
            findings.iter().any(|one| one.code == Check::Shadowed && one.objective.as_deref() == Some(id))
        };
        less.objectives.retain(|spec| !shadowed(&spec.id));
        prop_assert!(!less.objectives.is_empty());
        let text = text.join(" ");
        let permits = |policy: &Policy| {
            let compiled = CompiledPolicy::compile(policy).unwrap();
            compiled.evaluate(Stage::Input, &Subject::text(&text), &NoFeatures, &Unlimited).permits()
        };
        prop_assert_eq!(permits(&policy), permits(&less), "{} {:?}", text, findings);
    }
}
