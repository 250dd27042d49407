//! Predicates from anybody: an expression is refused with the policy or ends, on whatever it is evaluated, and
//! says the same when it is asked again. The input is an expression, and after a line `---` a test case whose
//! subject it reads; one fixed subject with everything in it is read as well. Time and memory are held to their
//! bounds by libFuzzer (`-timeout`, `-malloc_limit_mb`).

#![no_main]

use std::sync::LazyLock;

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::kind::{Kind, Predicate};
use groundstate_guardrails::policy::{Policy, Stage, TestCase};
use libfuzzer_sys::fuzz_target;

const POLICY: &str = r#"
name = "fuzzed"
[[objectives]]
id = "probe"
kind.predicate.expression = "true"
stages = ["input", "output", "action"]
enforcement = "hard"
message = "not like this"
owner = "fuzzing"
"#;

const EVERYTHING: &str = r#"{
  "name": "everything", "stage": "action", "expect": "permitted",
  "text": "Returns are free for 30 days. Shipping is paid.",
  "messages": [{"role": "user", "content": "Is shipping free?"}, {"role": "assistant", "content": "No."}],
  "tool_call": {"name": "pay", "arguments": {"amount": 120, "to": ["anna", "ben"], "rate": 1.5, "note": null, "deep": {"a": {"b": [1, 2.5, "c"]}}}},
  "evidence": [{"id": "s1", "text": "Returns are free for 30 days."}, {"id": "s2", "text": "Shipping is paid."}],
  "statements": [{"start": 0, "end": 29, "cites": ["s1"]}, {"start": 30, "end": 47, "cites": ["s2"]}],
  "state": {"account": {"balance": 80, "open": true, "limit": 18446744073709551615, "debt": -9223372036854775808}},
  "principal": {"id": "key_1", "roles": ["answer", "check"], "labels": ["finance"]}
}"#;

static BASE: LazyLock<Policy> = LazyLock::new(|| Policy::from_toml(POLICY).expect("the policy is read"));
static SUBJECT: LazyLock<TestCase> = LazyLock::new(|| serde_json::from_str(EVERYTHING).expect("a test case"));

fuzz_target!(|input: &str| {
    let (expression, case) = input.split_once("\n---\n").unwrap_or((input, ""));
    let mut policy = BASE.clone();
    for objective in &mut policy.objectives {
        objective.kind = Kind::Predicate(Predicate { expression: expression.to_owned() });
    }
    let sound = policy.problems().is_empty();
    let Ok(compiled) = CompiledPolicy::compile(&policy) else {
        assert!(!sound, "a sound policy compiles");
        return;
    };
    assert!(sound, "what compiles is sound");
    let given = serde_json::from_str::<TestCase>(case).ok();
    for case in given.iter().chain([&*SUBJECT]) {
        let subject = case.subject();
        for stage in [Stage::Input, Stage::Action, Stage::Output] {
            let report = compiled.evaluate(stage, &subject, &NoFeatures, &Unlimited);
            let verdict = report.verdicts.first().expect("one objective, one verdict");
            match verdict.value {
                Some(value) => assert!(value == 1.0 || value == -1.0, "G of a predicate is 1 or -1"),
                None => assert_eq!(verdict.status, Status::Unevaluable),
            }
            let again = compiled.evaluate(stage, &subject, &NoFeatures, &Unlimited);
            assert_eq!(again.verdicts, report.verdicts, "the same again");
        }
    }
});
