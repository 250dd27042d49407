//! What no test case shows.

use std::collections::BTreeSet;

use super::{Check, Finding, Placed, Severity};
use crate::policy::{Expectation, Policy};

pub(super) fn check(policy: &Policy, objectives: &[Placed<'_>]) -> Vec<Finding> {
    let whole = |severity, code, detail: &str| Finding {
        severity,
        code,
        objective: None,
        path: String::new(),
        detail: detail.to_owned(),
    };
    if policy.objectives.is_empty() && policy.remove.is_empty() {
        let detail = "the policy has no objective: it lets everything through";
        return vec![whole(Severity::Warning, Check::Empty, detail)];
    }
    if policy.tests.is_empty() {
        let detail = "the policy has no test case: it cannot be tested, and so not approved";
        return vec![whole(Severity::Warning, Check::NoTests, detail)];
    }
    let violated: BTreeSet<&str> = policy
        .tests
        .iter()
        .filter_map(|case| match &case.expect {
            Expectation::Violates(ids) => Some(ids),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let untested = objectives.iter().filter(|objective| !violated.contains(objective.spec.id.as_str()));
    let mut findings: Vec<Finding> = untested
        .map(|objective| {
            let detail = "no test case shows that it is ever violated".to_owned();
            objective.finding(Severity::Warning, Check::NeverTested, "id", detail)
        })
        .collect();
    if !policy.tests.iter().any(|case| case.expect == Expectation::Permitted) {
        let detail = "no test case shows what is let through: a policy that stops everything would pass";
        findings.push(whole(Severity::Hint, Check::NothingPermitted, detail));
    }
    findings
}
