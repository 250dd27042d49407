//! Lint: what a sound policy says that its author cannot have meant.
//!
//! An *error* is a policy that cannot work (two hard objectives that nothing satisfies both), a *warning* something that
//! never takes effect or was never shown to work, a *hint* the rest. Lint reads documents only: what it reports is
//! certain, and what it does not report is not therefore right.

mod coverage;
mod margins;
mod pairs;
mod patterns;

use serde::{Deserialize, Serialize};

use super::inherit::{Layer, Level, Source, compose};
use super::{Kind, ObjectiveSpec, Policy, Stage};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The policy cannot work as written.
    Error,
    /// Something never takes effect, or was never shown to.
    Warning,
    /// It may be meant.
    Hint,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// What one hard objective demands another forbids.
    Contradiction,
    /// No value can violate the margin.
    NeverViolated,
    /// No value can satisfy the margin.
    NeverSatisfied,
    /// The objective can find nothing at this stage.
    StageWithoutEffect,
    /// The roles matter at the stage *input* only.
    RolesWithoutEffect,
    /// Whatever the expression or word finds, another of the objective finds.
    Subsumed,
    /// Whatever the hard objective stops, another hard one stops.
    Shadowed,
    /// No case shows that the objective is ever violated.
    NeverTested,
    /// No case shows what is let through.
    NothingPermitted,
    /// The policy has no case at all.
    NoTests,
    /// The policy has no objective and removes none.
    Empty,
    /// A change of a policy above has no effect.
    Refused,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub code: Check,
    /// The objective, where it is about one.
    pub objective: Option<String>,
    /// Where in the document: `objectives[3].margin`; empty for the whole.
    pub path: String,
    /// What is the matter, in a sentence.
    pub detail: String,
}

/// An objective with its place in the document.
#[derive(Clone, Copy)]
struct Placed<'a> {
    place: usize,
    spec: &'a ObjectiveSpec,
}

impl Placed<'_> {
    fn finding(&self, severity: Severity, code: Check, field: &str, detail: String) -> Finding {
        let path = format!("objectives[{}].{field}", self.place);
        Finding { severity, code, objective: Some(self.spec.id.clone()), path, detail }
    }

    /// The stages that it shares with another.
    fn shares_a_stage(&self, other: &ObjectiveSpec) -> bool {
        self.spec.stages.iter().any(|stage| other.stages.contains(stage))
    }
}

/// Every finding, the gravest first, then in the document's order.
pub fn lint(policy: &Policy) -> Vec<Finding> {
    let placed: Vec<Placed<'_>> =
        policy.objectives.iter().enumerate().map(|(place, spec)| Placed { place, spec }).collect();
    let mut findings = Vec::new();
    for objective in &placed {
        findings.extend(margins::check(objective));
        findings.extend(stages(objective));
        findings.extend(patterns::check(objective));
    }
    findings.extend(pairs::check(&placed));
    findings.extend(coverage::check(policy, &placed));
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// The findings of a policy that is to be laid over `above`, those of inheritance among them.
pub fn lint_over(policy: &Policy, above: &Policy) -> Vec<Finding> {
    let layer = |level, policy: &Policy| Layer {
        source: Source { level, target: String::new(), name: policy.name.clone(), version: 0, digest: String::new() },
        policy: policy.clone(),
    };
    let effective = compose(&[layer(Level::Tenant, above), layer(Level::Application, policy)]);
    let refused = effective.refused.into_iter().map(|refused| {
        let place = policy.objectives.iter().position(|objective| objective.id == refused.id);
        let removal = policy.remove.iter().position(|id| *id == refused.id);
        let path = place.map(|place| format!("objectives[{place}]"));
        Finding {
            severity: Severity::Error,
            code: Check::Refused,
            objective: Some(refused.id),
            path: path.or(removal.map(|place| format!("remove[{place}]"))).unwrap_or_default(),
            detail: refused.reason,
        }
    });
    let mut findings: Vec<Finding> = refused.chain(lint(policy)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// Stages at which the kind can find nothing, and roles that nobody has there.
fn stages(objective: &Placed<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let spec = objective.spec;
    if matches!(spec.kind, Kind::Grounding(_)) {
        for stage in spec.stages.iter().filter(|stage| !matches!(stage, Stage::Output)) {
            let detail = format!("evidence is cited by answers only: at `{}` every text is unsupported", stage.name());
            findings.push(objective.finding(Severity::Warning, Check::StageWithoutEffect, "stages", detail));
        }
    }
    let with_roles = |stage: &Stage| matches!(stage, Stage::Input | Stage::Action);
    if !spec.roles.is_empty() && !spec.stages.iter().any(with_roles) {
        let detail = "only conversations have roles, and none of these stages sees one".to_owned();
        findings.push(objective.finding(Severity::Hint, Check::RolesWithoutEffect, "roles", detail));
    }
    findings
}
