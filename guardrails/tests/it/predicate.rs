//! Predicate: conditions in CEL, bounded before they run.

use std::time::{Duration, Instant};

use groundstate_guardrails::evaluate::{CompiledPolicy, Status, Verdict};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::policy::kind::{Kind, Predicate};
use groundstate_guardrails::subject::{Claim, Evidence, Message, Principal, Role, Subject, ToolCall};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{objective, policy_of};

fn predicate(expression: &str) -> Kind {
    Kind::Predicate(Predicate { expression: expression.to_owned() })
}

fn problems(expression: &str) -> Vec<String> {
    let policy = policy_of(vec![objective(predicate(expression))]);
    let problems = policy.problems();
    assert!(problems.iter().all(|problem| problem.path == "objectives[0].kind.predicate.expression"), "{problems:?}");
    problems.into_iter().map(|problem| problem.reason).collect()
}

fn compiled(expression: &str) -> CompiledPolicy {
    CompiledPolicy::compile(&policy_of(vec![objective(predicate(expression))])).expect("the policy compiles")
}

fn check(expression: &str, subject: &Subject<'_>) -> Verdict {
    compiled(expression).evaluate(Stage::Output, subject, &NoFeatures, &Unlimited).verdicts.remove(0)
}

#[test]
fn an_expression_sees_the_whole_subject() {
    let messages = [Message { role: Role::User, content: "hello".to_owned() }];
    let tool = ToolCall {
        name: "pay".to_owned(),
        arguments: json!({"amount": 120, "to": ["anna"], "rate": 1.5, "note": null}),
    };
    let text = "It is thirty days. Shipping is free.";
    let evidence = [Evidence { id: "s1".to_owned(), text: "thirty days".to_owned() }];
    let statements = [Claim { start: 0, end: 18, cites: vec!["s1".to_owned()] }];
    let state = json!({"account": {"balance": 80, "open": true}});
    let principal =
        Principal { id: "key_1".to_owned(), roles: vec!["answer".to_owned()], labels: vec!["finance".to_owned()] };
    let subject = Subject {
        text,
        messages: &messages,
        tool: Some(&tool),
        evidence: &evidence,
        statements: &statements,
        state: Some(&state),
        principal: Some(&principal),
        language: Some("en"),
        ..Subject::default()
    };
    for (expression, holds) in [
        ("stage == 'output'", true),
        ("text.startsWith('It is') && size(text) < 100", true),
        ("text.matches('(?i)SHIPPING is (free|paid)')", true),
        ("matches(text, '^Shipping')", false),
        ("language in ['en', 'de']", true),
        ("messages.exists(m, m.role == 'user' && m.content.contains('hell'))", true),
        ("messages.all(m, m.role != 'user')", false),
        ("tool.name == 'pay' && tool.arguments.amount <= 100", false),
        ("tool.arguments.amount > 100 && tool.arguments.to[0] == 'anna'", true),
        ("tool.arguments.rate > 1.0 && tool.arguments.note == null", true),
        ("has(tool.arguments.currency)", false),
        ("statements.all(s, size(s.cites) > 0)", true),
        ("statements[0].text == 'It is thirty days.'", true),
        ("evidence.exists_one(e, e.id == 's1')", true),
        ("state.account.balance >= tool.arguments.amount", false),
        ("principal != null && 'finance' in principal.labels", true),
        ("size(messages.filter(m, m.role == 'tool')) == 0", true),
        ("'hello' in messages.map(m, m.content)", true),
        ("tool == null || tool.name != 'pay' || 'payments' in principal.roles", false),
    ] {
        let verdict = check(expression, &subject);
        assert_eq!(verdict.value, Some(if holds { -1.0 } else { 1.0 }), "{expression}: {}", verdict.reason);
        assert_eq!(verdict.blocks(), !holds);
    }
}

#[test]
fn what_gives_no_boolean_or_fails_cannot_be_evaluated_and_repeats_nothing() {
    for expression in [
        "text",
        "1 + 1",
        "tool.name == 'x'",
        "principal.id == 'x'",
        "1 / size(text.contains('x') ? 'a' : '') == 1",
        "messages[7].role == 'user'",
        "text + 1 == 'x'",
        "int(text) == 4",
    ] {
        let verdict = check(expression, &Subject::text("4111 1111 1111 1111"));
        assert_eq!(verdict.status, Status::Unevaluable, "{expression}: {}", verdict.reason);
        assert!(verdict.blocks());
        assert!(!verdict.reason.contains("4111"), "{}", verdict.reason);
    }
}

#[test]
fn mistakes_are_found_with_the_policy_and_their_place() {
    for (expression, reason) in [
        ("", ""),
        ("text ==", "column"),
        ("txet == 'a'", "there is no variable `txet`"),
        ("text.reverse() == 'a'", "there is no function `reverse`"),
        ("text.matches(language)", "written out"),
        ("text.matches('(')", "the pattern of `matches`"),
        ("text.matches('(?:(?:(?:a{100}){100}){100})')", "the pattern of `matches`"),
        ("messages.map(m, m.role)[0] == 'user'", "no order"),
        ("messages.map(m, m.role) == ['user']", "no order"),
        ("messages.exists(text, true)", "name of a variable"),
        ("timestamp('2020-01-01T00:00:00Z') == null", "there is no function `timestamp`"),
    ] {
        let found = problems(expression);
        assert_eq!(found.len(), 1, "{expression}: {found:?}");
        assert!(found[0].contains(reason), "{expression}: {found:?}");
    }
}

/// Expressions that would run away, blow the stack or eat memory: each is refused with the policy, or ends soon.
fn pathological() -> Vec<String> {
    let nested = (0..5).fold("true".to_owned(), |inner, n| format!("messages.all(a{n}, {inner})"));
    let tripled = (0..6).fold("x0 != ''".to_owned(), |inner, n| {
        format!("[text, text, text, text, text, text, text, text].all(x{n}, {inner})")
    });
    let doubled = (0..24).fold("text".to_owned(), |inner, _| format!("['{{}}', {inner}].map(x, x + x)"));
    let sums = (0..30).fold("[text]".to_owned(), |inner, n| format!("{inner}.map(s{n}, s{n} + s{n})"));
    vec![
        nested,
        tripled,
        doubled,
        format!("size({sums}) == 1"),
        "(".repeat(1_000),
        format!("{}true{}", "(".repeat(1_000), ")".repeat(1_000)),
        format!("{}true", "!".repeat(2_000)),
        format!("{}1 == 1", "-".repeat(2_000)),
        format!("{}1 == 1", "1 + ".repeat(500)),
        format!("text{} == 'a'", ".a".repeat(1_000)),
        format!("{}true{}", "true ? ".repeat(300), " : false".repeat(300)),
        format!("{}1{} == null", "[".repeat(1_000), "]".repeat(1_000)),
        format!("{}1{} == null", "{1:".repeat(600), "}".repeat(600)),
        format!("text == '{}'", "a".repeat(3_000)),
        format!("{}true", "true && ".repeat(255)),
    ]
}

#[test]
fn a_pathological_expression_is_refused_or_ends_within_the_budget() {
    let messages: Vec<Message> =
        (0..200).map(|n| Message { role: Role::User, content: format!("message {n} ").repeat(50) }).collect();
    let text = "some words ".repeat(5_000);
    let subject = Subject { text: &text, messages: &messages, ..Subject::default() };
    for expression in pathological() {
        let short: String = expression.chars().take(60).collect();
        let started = Instant::now();
        if let Ok(policy) = CompiledPolicy::compile(&policy_of(vec![objective(predicate(&expression))])) {
            let report = policy.evaluate(Stage::Input, &subject, &NoFeatures, &Unlimited);
            assert_eq!(report.verdicts.len(), 1);
        }
        // The budget of a request is two seconds; this build is not optimised.
        assert!(started.elapsed() < Duration::from_secs(2), "{short}… took {:?}", started.elapsed());
    }
}

#[test]
fn a_subject_on_which_it_could_take_too_long_is_withheld() {
    let expression = "messages.all(a, messages.all(b, a.content != b.content || a.role == b.role))";
    let conversation = |count: usize| -> Vec<Message> {
        (0..count).map(|n| Message { role: Role::User, content: format!("number {n}") }).collect()
    };
    let policy = compiled(expression);
    let few = conversation(10);
    let report = policy.evaluate(Stage::Input, &Subject::conversation(&few), &NoFeatures, &Unlimited);
    assert!(report.permits());
    let many = conversation(2_000);
    let started = Instant::now();
    let report = policy.evaluate(Stage::Input, &Subject::conversation(&many), &NoFeatures, &Unlimited);
    assert_eq!(report.verdicts[0].status, Status::Unevaluable);
    assert!(report.verdicts[0].reason.contains("too long"), "{}", report.verdicts[0].reason);
    assert!(started.elapsed() < Duration::from_secs(1));
}

/// Random expressions from a small grammar, loops and growth included.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("text".to_owned()),
        Just("stage".to_owned()),
        Just("messages".to_owned()),
        Just("1".to_owned()),
        Just("'a'".to_owned()),
        Just("[1, 2, 3]".to_owned()),
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(6, 40, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} + {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} == {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}.exists(x, x == {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("size({a}.map(x, x + {b})) > 0")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}.map(y, y + y).all(z, z != {b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} == 1 ? {b} : {c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_admitted_ends_soon(expression in expression(), length in 0_usize..20_000, count in 0_usize..60) {
        let kind = predicate(&expression);
        if let Ok(policy) = CompiledPolicy::compile(&policy_of(vec![objective(kind)])) {
            let text = "w".repeat(length);
            let messages: Vec<Message> =
                (0..count).map(|n| Message { role: Role::User, content: format!("m{n}") }).collect();
            let subject = Subject { text: &text, messages: &messages, ..Subject::default() };
            let started = Instant::now();
            policy.evaluate(Stage::Input, &subject, &NoFeatures, &Unlimited);
            prop_assert!(started.elapsed() < Duration::from_secs(2), "{}: {:?}", expression, started.elapsed());
        }
    }

    #[test]
    fn no_source_makes_the_parser_panic(source in "[ -~]{0,80}") {
        let _ = policy_of(vec![objective(predicate(&source))]).problems();
    }
}
