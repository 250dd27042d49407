//! What an evaluation says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::objective::Span;
use crate::policy::{Enforcement, Stage};

/// The verdicts of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The stage.
    pub stage: Stage,
    /// One verdict an objective, in the policy's order.
    pub verdicts: Vec<Verdict>,
    /// Sum of the energies of the soft objectives, ≥ 0.
    pub soft_energy: f64,
    /// What was taken out before these verdicts, see [`super::Redaction`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redactions: Vec<Redacted>,
}

/// A place that was taken out of a subject, and for which objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Redacted {
    /// The objective's id.
    pub objective: String,
    /// The place: in the subject as it came, or, where it was found only afterwards, in what was then left.
    pub span: Span,
}

/// What one objective says of a subject. Carries nothing of the subject's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The objective's id.
    pub objective: String,
    /// Its kind.
    pub kind: String,
    /// The stage.
    pub stage: Stage,
    /// How it is enforced.
    pub enforcement: Level,
    /// G, in the kind's unit; `None` where it could not be told.
    pub value: Option<f64>,
    /// Satisfied where `value ≤ margin`.
    pub margin: f64,
    /// What came out.
    pub status: Status,
    /// Why, for whoever reads the decision.
    pub reason: String,
    /// Where, at most 100 places.
    pub evidence: Vec<Span>,
    /// The policy's message for the user.
    pub message: String,
    /// Energy that it adds, ≥ 0; 0 unless soft.
    pub energy: f64,
}

/// What came out of one objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// `value ≤ margin`.
    Satisfied,
    /// `value > margin`.
    Violated,
    /// The value could not be told.
    Unevaluable,
}

/// How an objective is enforced, without its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A constraint.
    Hard,
    /// An energy.
    Soft,
    /// Reported only.
    Shadow,
}

impl Level {
    /// The level of an enforcement.
    pub const fn of(enforcement: Enforcement) -> Self {
        match enforcement {
            Enforcement::Hard => Self::Hard,
            Enforcement::Soft { .. } => Self::Soft,
            Enforcement::Shadow => Self::Shadow,
        }
    }
}

impl Verdict {
    /// Whether it stops the subject: hard, and not satisfied.
    pub fn blocks(&self) -> bool {
        self.enforcement == Level::Hard && self.status != Status::Satisfied
    }
}

impl Report {
    pub(super) fn new(stage: Stage, verdicts: Vec<Verdict>) -> Self {
        let soft_energy = verdicts.iter().map(|verdict| verdict.energy).sum();
        Self { stage, verdicts, soft_energy, redactions: Vec::new() }
    }

    /// Whether nothing blocks the subject.
    pub fn permits(&self) -> bool {
        self.first_violation().is_none()
    }

    /// The first verdict that blocks the subject, in the policy's order.
    pub fn first_violation(&self) -> Option<&Verdict> {
        self.violations().next()
    }

    /// Every verdict that blocks the subject.
    pub fn violations(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.blocks())
    }

    /// The verdict of an objective.
    pub fn verdict(&self, objective: &str) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.objective == objective)
    }
}
