//! Guardrails as the planner sees them: constraints that bind and penalties that cost.
//!
//! The planner knows nothing of policies. Whoever calls it adapts a hard objective to [`Constraint`]
//! and a soft one to [`Penalty`]. Indices are positions in the list of candidates of the request.

use serde::{Deserialize, Serialize};

/// Why a candidate or an answer is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Name of the constraint.
    pub constraint: String,
    /// What was found, in words a reviewer understands; never the matched secret.
    pub detail: String,
}

/// A hard guardrail: a constraint, never a weight. No other term can buy a violation.
pub trait Constraint: Sync {
    /// Name that the decision record shows.
    fn name(&self) -> &str;

    /// Whether a candidate may appear in any answer. Checked once for each candidate, before the search.
    ///
    /// # Errors
    /// The violation, or why the constraint could not be evaluated: both prune (fail closed).
    fn admits(&self, candidate: usize) -> Result<(), Violation>;

    /// Whether this ordered answer may be given. Checked during refinement and on the final answer.
    ///
    /// # Errors
    /// The violation, or why the constraint could not be evaluated: both reject (fail closed).
    fn admits_answer(&self, answer: &[usize]) -> Result<(), Violation>;
}

/// A soft guardrail: an energy, reported as a term of its own.
pub trait Penalty: Sync {
    /// Name that the decision record shows.
    fn name(&self) -> &str;

    /// Factor λ ≥ 0 of the penalty in the energy.
    fn weight(&self) -> f64;

    /// What saying this candidate costs, in [0, 1]. Read once for each candidate, by the configurator.
    fn unary(&self, candidate: usize) -> f64;

    /// What this ordered answer costs beyond its statements, in [0, 1]. Read during refinement.
    fn set(&self, answer: &[usize]) -> f64;
}

/// The guardrails of one request.
#[derive(Clone, Copy, Default)]
pub struct Guards<'a> {
    /// Hard guardrails.
    pub constraints: &'a [&'a dyn Constraint],
    /// Soft guardrails.
    pub penalties: &'a [&'a dyn Penalty],
}

impl<'a> Guards<'a> {
    /// No guardrails at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Guardrails from their two lists.
    #[must_use]
    pub fn new(constraints: &'a [&'a dyn Constraint], penalties: &'a [&'a dyn Penalty]) -> Self {
        Self { constraints, penalties }
    }

    /// The first constraint that refuses a candidate.
    ///
    /// # Errors
    /// That constraint's violation.
    pub fn admit(&self, candidate: usize) -> Result<(), Violation> {
        self.constraints.iter().try_for_each(|constraint| constraint.admits(candidate))
    }

    /// The first constraint that refuses an ordered answer.
    ///
    /// # Errors
    /// That constraint's violation.
    pub fn admit_answer(&self, answer: &[usize]) -> Result<(), Violation> {
        self.constraints.iter().try_for_each(|constraint| constraint.admits_answer(answer))
    }

    /// Weighted set energy of the soft guardrails, ≥ 0.
    #[must_use]
    pub fn set_energy(&self, answer: &[usize]) -> f64 {
        self.penalties.iter().map(|penalty| penalty.weight().max(0.0) * bounded(penalty.set(answer))).sum()
    }
}

/// Brings what a penalty returned into [0, 1]; what is not a number costs the most.
pub(crate) fn bounded(value: f64) -> f64 {
    if value.is_nan() { 1.0 } else { value.clamp(0.0, 1.0) }
}
