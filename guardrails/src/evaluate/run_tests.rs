//! Running a policy's own test cases.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CompileError, CompiledPolicy, Report, Status};
use crate::features::{TextFeatures, Unlimited};
use crate::policy::{Expectation, Policy, TestCase};

/// The outcome of every case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestReport {
    /// One outcome a case, in the policy's order.
    pub outcomes: Vec<TestOutcome>,
}

/// The outcome of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestOutcome {
    /// The case's name.
    pub name: String,
    /// Whether it came out as expected.
    pub passed: bool,
    /// What was otherwise; empty where it passed.
    pub differences: Vec<String>,
    /// What the evaluation said.
    pub report: Report,
}

impl TestReport {
    /// Whether every case passed.
    pub fn passed(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.passed)
    }

    /// The cases that did not.
    pub fn failures(&self) -> impl Iterator<Item = &TestOutcome> {
        self.outcomes.iter().filter(|outcome| !outcome.passed)
    }
}

impl Policy {
    /// Compiles the policy and runs its test cases with these text features.
    ///
    /// # Errors
    /// [`CompileError`] where it does not compile.
    pub fn run_tests(&self, features: &dyn TextFeatures) -> Result<TestReport, CompileError> {
        Ok(CompiledPolicy::compile(self)?.run_tests(features))
    }
}

impl CompiledPolicy {
    /// Runs the policy's test cases with these text features.
    pub fn run_tests(&self, features: &dyn TextFeatures) -> TestReport {
        let outcomes = self.policy().tests.iter().map(|case| self.run_test(case, features)).collect();
        TestReport { outcomes }
    }

    fn run_test(&self, case: &TestCase, features: &dyn TextFeatures) -> TestOutcome {
        let report = self.evaluate(case.stage, &case.subject(), features, &Unlimited);
        let differences = differences(&case.expect, &report);
        TestOutcome { name: case.name.clone(), passed: differences.is_empty(), differences, report }
    }
}

fn differences(expected: &Expectation, report: &Report) -> Vec<String> {
    let nothing = BTreeSet::new();
    let expected = match expected {
        Expectation::Permitted => &nothing,
        Expectation::Violates(ids) => ids,
    };
    let mut found = Vec::new();
    for id in expected {
        match report.verdict(id).map(|verdict| (verdict.status, &verdict.reason)) {
            Some((Status::Violated, _)) => {}
            Some((Status::Satisfied, _)) => found.push(format!("`{id}` should be violated and is satisfied")),
            Some((Status::Unevaluable, reason)) => found.push(format!("`{id}` could not be evaluated: {reason}")),
            None => found.push(format!("`{id}` was not checked")),
        }
    }
    for verdict in report.violations().filter(|verdict| !expected.contains(&verdict.objective)) {
        found.push(format!("`{}` should not block and does: {}", verdict.objective, verdict.reason));
    }
    found
}
