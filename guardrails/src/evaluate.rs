//! Evaluation: a compiled policy, a stage and a subject give a report.
//!
//! Fails closed: a hard objective that cannot be evaluated (budget spent, features missing, subject too
//! large, objective panicked) blocks as if it were violated. Shadow objectives never block and cost
//! nothing, but are reported. Panics are contained by unwinding; a build with `panic = "abort"` would
//! not contain them.

mod compile;
mod redact;
mod report;
mod run_tests;

pub use compile::{CompileError, CompiledObjective, CompiledPolicy};
pub use redact::Redaction;
pub use report::{Level, Redacted, Report, Status, Verdict};
pub use run_tests::{TestOutcome, TestReport};

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::features::{Budget, TextFeatures};
use crate::objective::{Assessment, Prepared, Scope, Unevaluable};
use crate::policy::{Enforcement, Stage};
use crate::subject::Subject;

impl CompiledPolicy {
    /// Checks the subject against every objective of the stage, in the policy's order.
    pub fn evaluate(
        &self,
        stage: Stage,
        subject: &Subject<'_>,
        features: &dyn TextFeatures,
        budget: &dyn Budget,
    ) -> Report {
        self.evaluate_where(stage, subject, features, budget, |_| true)
    }

    /// Checks the subject against the objectives of the stage that have this scope: the unary ones on a
    /// candidate statement, say. Never a substitute for [`CompiledPolicy::evaluate`] on what is emitted.
    pub fn evaluate_scope(
        &self,
        stage: Stage,
        scope: Scope,
        subject: &Subject<'_>,
        features: &dyn TextFeatures,
        budget: &dyn Budget,
    ) -> Report {
        self.evaluate_where(stage, subject, features, budget, |objective| objective.scope() == scope)
    }

    /// Checks the subject against the objectives of the stage that are chosen.
    pub fn evaluate_where(
        &self,
        stage: Stage,
        subject: &Subject<'_>,
        features: &dyn TextFeatures,
        budget: &dyn Budget,
        choose: impl Fn(&CompiledObjective) -> bool,
    ) -> Report {
        let prepared = Prepared::new(stage, subject, features, budget);
        let verdicts = self
            .objectives_at(stage)
            .filter(|objective| choose(objective))
            .map(|objective| {
                let assessed = match &prepared {
                    Ok(prepared) => assess(objective, prepared),
                    Err(error) => Err(error.clone().into()),
                };
                verdict(objective, stage, assessed)
            })
            .collect();
        Report::new(stage, verdicts)
    }
}

/// G as the objective finds it; a panic, a value that is no number and a spent budget make it unevaluable.
fn assess(objective: &CompiledObjective, prepared: &Prepared<'_>) -> Result<Assessment, Unevaluable> {
    let context = prepared.context(&objective.spec().roles);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        context.checkpoint()?;
        objective.objective().assess(&context)
    }));
    let assessment = outcome.map_err(|_| Unevaluable::Panicked)??;
    if assessment.value.is_finite() { Ok(assessment) } else { Err(Unevaluable::Panicked) }
}

fn verdict(objective: &CompiledObjective, stage: Stage, assessed: Result<Assessment, Unevaluable>) -> Verdict {
    let spec = objective.spec();
    let (status, value, reason, evidence) = match assessed {
        Ok(Assessment { value, reason, spans }) => {
            let status = if value <= spec.margin { Status::Satisfied } else { Status::Violated };
            (status, Some(value), reason, spans)
        }
        Err(error) => (Status::Unevaluable, None, error.to_string(), Vec::new()),
    };
    Verdict {
        objective: spec.id.clone(),
        kind: spec.kind.name().to_owned(),
        stage,
        enforcement: Level::of(spec.enforcement),
        value,
        margin: spec.margin,
        status,
        reason,
        evidence,
        message: spec.message.clone(),
        energy: energy(spec.enforcement, value, spec.margin),
    }
}

/// `weight · max(0, value − margin)` of a soft objective; one that cannot be evaluated costs as much as
/// one that exceeds its margin by 1. Hard and shadow ones cost nothing.
fn energy(enforcement: Enforcement, value: Option<f64>, margin: f64) -> f64 {
    match (enforcement, value) {
        (Enforcement::Soft { weight }, Some(value)) => weight * (value - margin).max(0.0),
        (Enforcement::Soft { weight }, None) => weight,
        (Enforcement::Hard | Enforcement::Shadow, _) => 0.0,
    }
}
