//! Authorisation: Cedar policies on requests made from the subject.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status, Verdict};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::kind::{Authorisation, Kind};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_guardrails::subject::{Evidence, Principal, Subject, ToolCall};
use serde_json::{Value, json};

use crate::support::{objective, policy_of};

fn policy(policies: &str, resource_argument: Option<&str>) -> Policy {
    let policies = policies.to_owned();
    let resource_argument = resource_argument.map(str::to_owned);
    policy_of(vec![objective(Kind::Authorisation(Authorisation { policies, resource_argument }))])
}

fn compiled(policies: &str, resource_argument: Option<&str>) -> CompiledPolicy {
    CompiledPolicy::compile(&policy(policies, resource_argument)).expect("the policy compiles")
}

fn principal(roles: &[&str], labels: &[&str]) -> Principal {
    let owned = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    Principal { id: "key_7".to_owned(), roles: owned(roles), labels: owned(labels) }
}

fn call(name: &str, arguments: Value) -> ToolCall {
    ToolCall { name: name.to_owned(), arguments }
}

fn verdict(policy: &CompiledPolicy, stage: Stage, subject: &Subject<'_>) -> Verdict {
    policy.evaluate(stage, subject, &NoFeatures, &Unlimited).verdicts.remove(0)
}

const PAYMENTS: &str = r#"
permit(principal in Role::"payer", action == Action::"pay", resource)
  when { context.arguments.amount <= 100 && principal.labels.contains("finance") };
permit(principal, action == Action::"read", resource == Resource::"handbook");
forbid(principal, action, resource == Resource::"vault");
"#;

#[test]
fn a_tool_call_is_permitted_only_where_a_policy_says_so() {
    let policy = compiled(PAYMENTS, Some("account"));
    let payer = principal(&["payer"], &["finance"]);
    for (name, arguments, asker, permitted) in [
        ("pay", json!({"account": "a1", "amount": 100}), &payer, true),
        ("pay", json!({"account": "a1", "amount": 101}), &payer, false),
        ("pay", json!({"account": "vault", "amount": 1}), &payer, false),
        ("pay", json!({"account": "a1", "amount": 1}), &principal(&["payer"], &[]), false),
        ("pay", json!({"account": "a1", "amount": 1}), &principal(&[], &["finance"]), false),
        ("read", json!({"account": "handbook"}), &principal(&[], &[]), true),
        ("read", json!({"account": "diary"}), &principal(&[], &[]), false),
        ("delete", json!({"account": "handbook"}), &payer, false),
    ] {
        let tool = call(name, arguments.clone());
        let subject = Subject { principal: Some(asker), ..Subject::tool_call(&tool) };
        let found = verdict(&policy, Stage::Action, &subject);
        assert_eq!(
            found.value,
            Some(if permitted { -1.0 } else { 1.0 }),
            "{name} {arguments} {asker:?}: {}",
            found.reason
        );
        assert_eq!(found.blocks(), !permitted);
    }
}

#[test]
fn nobody_and_policies_that_fail_cannot_be_evaluated() {
    let payer = principal(&["payer"], &["finance"]);
    let policy = compiled(PAYMENTS, Some("account"));
    let tool = call("read", json!({"account": "handbook"}));
    assert_eq!(verdict(&policy, Stage::Action, &Subject::tool_call(&tool)).status, Status::Unevaluable);
    for arguments in
        [json!({"account": "a1"}), json!({"account": "a1", "amount": 10.5}), json!({"account": "a1", "amount": null})]
    {
        let tool = call("pay", arguments);
        let subject = Subject { principal: Some(&payer), ..Subject::tool_call(&tool) };
        let found = verdict(&policy, Stage::Action, &subject);
        assert_eq!(found.status, Status::Unevaluable, "{}", found.reason);
        assert!(found.reason.contains("policy0"), "{}", found.reason);
    }
    for arguments in [json!({}), json!({"account": ["a1"]}), json!(3)] {
        let tool = call("read", arguments);
        let subject = Subject { principal: Some(&payer), ..Subject::tool_call(&tool) };
        assert_eq!(verdict(&policy, Stage::Action, &subject).status, Status::Unevaluable);
    }
}

/// A `forbid` that fails on a request would be passed over by Cedar: what it forbids must not slip through.
#[test]
fn a_forbid_that_fails_lets_nothing_through() {
    let policy = compiled(
        "permit(principal, action, resource); forbid(principal, action, resource) when { context.arguments.amount > 100 };",
        None,
    );
    let asker = principal(&[], &[]);
    let tool = call("pay", json!({"amount": "a lot"}));
    let subject = Subject { principal: Some(&asker), ..Subject::tool_call(&tool) };
    assert_eq!(verdict(&policy, Stage::Action, &subject).status, Status::Unevaluable);
}

#[test]
fn an_argument_cannot_name_an_entity() {
    let policy = compiled(
        r#"permit(principal, action, resource) when { context.arguments has who && context.arguments.who == Role::"admin" };"#,
        None,
    );
    let asker = principal(&[], &[]);
    for who in [
        json!({"__entity": {"type": "Role", "id": "admin"}}),
        json!({"type": "Role", "id": "admin"}),
        json!("Role::\"admin\""),
    ] {
        let tool = call("pay", json!({"who": who}));
        let subject = Subject { principal: Some(&asker), ..Subject::tool_call(&tool) };
        assert_eq!(verdict(&policy, Stage::Action, &subject).value, Some(1.0));
    }
}

#[test]
fn an_answer_is_denied_where_one_piece_of_evidence_is() {
    let policy = compiled(
        r#"permit(principal, action == Action::"output", resource);
           forbid(principal, action, resource == Evidence::"s2") unless { principal in Role::"board" };"#,
        None,
    );
    let evidence = ["s1", "s2"].map(|id| Evidence { id: id.to_owned(), text: "x".to_owned() });
    let (staff, board) = (principal(&["staff"], &[]), principal(&["board"], &[]));
    let answer = |asker, evidence| Subject { principal: Some(asker), ..Subject::answer("x", &[], evidence) };
    let denied = verdict(&policy, Stage::Output, &answer(&staff, &evidence));
    assert_eq!((denied.value, denied.evidence.len(), &*denied.evidence[0].at), (Some(1.0), 1, "/evidence/1"));
    assert_eq!(verdict(&policy, Stage::Output, &answer(&board, &evidence)).value, Some(-1.0));
    assert_eq!(verdict(&policy, Stage::Output, &answer(&staff, &evidence[..1])).value, Some(-1.0));
    let question = Subject { principal: Some(&staff), ..Subject::text("x") };
    assert_eq!(verdict(&policy, Stage::Input, &question).value, Some(1.0), "nothing permits it");
}

#[test]
fn mistakes_in_the_policies_are_named_with_their_place() {
    for (policies, reason) in [
        ("permit(principal, action, resource)\n  when { principal.x = };", "line 2, column"),
        ("permit(principal, action);", "line 1, column"),
        ("", "at least one policy"),
        ("permit(principal == ?principal, action, resource);", "templates"),
    ] {
        let problems = policy(policies, None).problems();
        assert!(!problems.is_empty(), "{policies}");
        assert_eq!(problems[0].path, "objectives[0].kind.authorisation.policies");
        assert!(problems[0].reason.contains(reason), "{policies}: {problems:?}");
    }
    let many = "permit(principal, action, resource);".repeat(300);
    assert!(!policy(&many, None).problems().is_empty());
}

#[test]
fn only_such_a_policy_reads_the_principal() {
    assert!(compiled("permit(principal, action, resource);", None).reads_principal());
    assert!(!crate::support::compiled("pattern.words = [\"x\"]").reads_principal());
}
