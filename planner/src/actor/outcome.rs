//! What the actor returns: the answer or why there is none, what it cost, and how it was found.

use serde::{Deserialize, Serialize};

use crate::cost::EnergyReport;
use crate::world_model::reader::Heard;

/// Outcome of one minimisation. Goes into the decision record as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Candidate indices in the order in which they are said; none when the actor abstains.
    pub answer: Option<Vec<usize>>,
    /// Why there is no answer.
    pub abstention: Option<Abstention>,
    /// Calibrated probability, in [0, 1], that the best answer found is right; 0 when there is none.
    pub confidence: f64,
    /// Energy of the best answer found, given or not; empty when there is none.
    pub energy: EnergyReport,
    /// How the answer was found.
    pub trace: Trace,
    /// The best answers that were not given, and why; distinct sets, best first.
    pub rejected: Vec<Rejected>,
    /// Whether the answer is proven to be of least energy among all feasible ones.
    pub certified: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Abstention {
    /// Which of three reasons.
    pub reason: AbstentionReason,
    /// Confidence that was reached, in [0, 1].
    pub score: f64,
    /// Confidence that was needed, in [0, 1].
    pub threshold: f64,
    /// The constraint that could not be met, for [`AbstentionReason::NoFeasibleAnswer`].
    pub objective: Option<String>,
}

/// See [`Abstention`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbstentionReason {
    /// Nothing was recalled.
    NoEvidence,
    /// The best feasible answer is too likely to be wrong.
    LowConfidence,
    /// Every answer tried violates a hard guardrail.
    NoFeasibleAnswer,
}

/// An answer that was not given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// Candidate indices, in order.
    pub answer: Vec<usize>,
    /// What it costs.
    pub energy: EnergyReport,
    /// Why it lost.
    pub reason: RejectionReason,
}

/// Why an answer lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RejectionReason {
    /// A feasible answer costs less.
    HigherEnergy {
        /// How much less.
        by: f64,
    },
    /// A hard guardrail refuses it.
    Violates {
        /// Name of the constraint.
        #[serde(rename = "objective")]
        constraint: String,
        /// What the constraint found.
        detail: String,
    },
    /// It is the best feasible answer, and too likely to be wrong.
    LowConfidence {
        /// Confidence that was reached.
        score: f64,
        /// Confidence that was needed.
        threshold: f64,
    },
}

/// How the answer was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Candidates that no unary guardrail refused.
    pub candidates: usize,
    /// Candidates that took part in the relaxed descent.
    pub screened: usize,
    /// Restarts of the relaxed descent.
    pub restarts: usize,
    /// The relaxed descent, sampled.
    pub steps: Vec<Step>,
    /// Distinct answers that rounding left, energies ascending.
    pub rounded: Vec<f64>,
    /// Discrete moves that led to the answer.
    pub moves: Vec<Move>,
    /// What the reader knows after each statement.
    pub rollout: Vec<Heard>,
    /// Nodes of the certifying search.
    pub nodes: usize,
    /// Least energy that the certifying search could not exclude, at most the energy found.
    pub bound: f64,
    /// See [`Outcome::certified`].
    pub certified: bool,
}

/// One sampled step of the relaxed descent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Number of the step, from zero.
    pub step: usize,
    /// Temperature of the step.
    pub temperature: f64,
    /// Least relaxed energy over the restarts.
    pub best: f64,
    /// Mean relaxed energy over the restarts.
    pub mean: f64,
}

/// One accepted discrete move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// What was done.
    #[serde(rename = "move")]
    pub kind: MoveKind,
    /// Energy after the move.
    pub energy: f64,
}

/// See [`Move`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// One more statement.
    Insert,
    /// One statement fewer.
    Drop,
    /// One statement for another.
    Swap,
    /// Two statements for two others.
    PairSwap,
    /// The same statements in another order.
    Reorder,
    /// An answer that the certifying search found.
    Branch,
}
