//! The policy's own test cases.

use std::collections::HashSet;

use super::{Problems, text};
use crate::policy::{Expectation, Policy, TestCase, limits};

pub(super) fn check(problems: &mut Problems, policy: &Policy) {
    let mut names = HashSet::new();
    for (index, case) in policy.tests.iter().take(limits::TESTS).enumerate() {
        let path = format!("tests[{index}]");
        text(problems, &format!("{path}.name"), &case.name, 200);
        if !names.insert(case.name.as_str()) {
            problems.add(format!("{path}.name"), format!("the name `{}` is used twice", case.name));
        }
        subject(problems, &path, case);
        expectation(problems, &path, policy, case);
    }
}

fn subject(problems: &mut Problems, path: &str, case: &TestCase) {
    let given = [case.text.is_some(), !case.messages.is_empty(), case.tool_call.is_some(), case.state.is_some()];
    let count = given.iter().filter(|given| **given).count();
    problems.require(count == 1, path, || {
        format!("exactly one of `text`, `messages`, `tool_call` and `state` is needed, {count} are given")
    });
    let mut ids = HashSet::new();
    for (index, evidence) in case.evidence.iter().enumerate() {
        let path = format!("{path}.evidence[{index}].id");
        problems.require(ids.insert(evidence.id.as_str()), &path, || format!("the id `{}` is used twice", evidence.id));
    }
    let body = case.text.as_deref().unwrap_or_default();
    for (index, claim) in case.statements.iter().enumerate() {
        let path = format!("{path}.statements[{index}]");
        problems.require(body.get(claim.range()).is_some(), &path, || {
            format!("{}..{} is not a range of the text", claim.start, claim.end)
        });
        for cited in claim.cites.iter().filter(|cited| !ids.contains(cited.as_str())) {
            problems.add(&*path, format!("`{cited}` is not in `evidence`"));
        }
    }
}

fn expectation(problems: &mut Problems, path: &str, policy: &Policy, case: &TestCase) {
    let Expectation::Violates(ids) = &case.expect else { return };
    let path = format!("{path}.expect.violates");
    problems.require(!ids.is_empty(), &path, || "at least one objective is needed".to_owned());
    for id in ids {
        match policy.objective(id) {
            None => problems.add(&*path, format!("the policy has no objective `{id}`")),
            Some(objective) if !objective.stages.contains(&case.stage) => problems
                .add(&*path, format!("the objective `{id}` is not checked at the stage `{}`", case.stage.name())),
            Some(_) => {}
        }
    }
}
