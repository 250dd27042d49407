//! The two sides of a replayed decision, and what lies between them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::{AnswerBody, AnswerStatement, Energy, VerdictEntry};
use crate::check::Checked;

/// Energies nearer to each other than that are the same.
const SAME_ENERGY: f64 = 1e-9;

/// What the draft would have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BacktestOutcome)]
pub enum Outcome {
    /// Nothing that anybody is told.
    Unchanged,
    /// Something else is said, or another reason given.
    Changed,
    /// It was let through, and would not be.
    NewlyRefused,
    /// It was not let through, and would be.
    NewlyAllowed,
    /// The same statements with other words, or the same text let through: something is redacted, or no longer.
    Redacted,
    /// The same words at another energy.
    EnergyShift,
    /// Its words were erased: it cannot be replayed.
    Gone,
    /// It could not be replayed.
    Failed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 8] = [
        Self::Unchanged,
        Self::Changed,
        Self::NewlyRefused,
        Self::NewlyAllowed,
        Self::Redacted,
        Self::EnergyShift,
        Self::Gone,
        Self::Failed,
    ];

    /// The name used in documents and rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::NewlyRefused => "newly_refused",
            Self::NewlyAllowed => "newly_allowed",
            Self::Redacted => "redacted",
            Self::EnergyShift => "energy_shift",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

/// One side: what was, or would have been, decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Side {
    /// `answered`, `abstained`, `refused`; of a check `permitted`, `forbidden`.
    pub outcome: String,
    /// What the user is told; empty for a check.
    #[serde(default)]
    pub text: String,
    /// The statements of an answer, in order.
    #[serde(default)]
    pub statements: Vec<AnswerStatement>,
    /// What an answer costs, by term.
    #[serde(default)]
    pub energy: Option<Energy>,
    /// Energy of the soft guardrails of a check.
    #[serde(default)]
    pub soft_energy: Option<f64>,
    /// The objective that refuses.
    #[serde(default)]
    pub objective: Option<String>,
    /// How many places were taken out, of the request and of what is said.
    #[serde(default)]
    pub redactions: u64,
    /// What every objective said; of a recorded check only objective, enforcement and status are kept.
    #[serde(default)]
    pub verdicts: Vec<VerdictEntry>,
}

impl From<&AnswerBody> for Side {
    fn from(body: &AnswerBody) -> Self {
        Self {
            outcome: body.outcome.as_str().to_owned(),
            text: body.text.clone(),
            statements: body.statements.clone(),
            energy: Some(body.energy.clone()),
            soft_energy: None,
            objective: body.abstention.as_ref().and_then(|abstention| abstention.objective.clone()),
            redactions: body.redactions.len() as u64,
            verdicts: body.verdicts.clone(),
        }
    }
}

impl From<&Checked> for Side {
    fn from(checked: &Checked) -> Self {
        let refuses = |verdict: &&VerdictEntry| verdict.enforcement == "hard" && verdict.status != "satisfied";
        Self {
            outcome: if checked.permitted { "permitted" } else { "forbidden" }.to_owned(),
            text: String::new(),
            statements: Vec::new(),
            energy: None,
            soft_energy: Some(checked.soft_energy),
            objective: checked.verdicts.iter().find(refuses).map(|verdict| verdict.objective.clone()),
            redactions: checked.redactions.len() as u64,
            verdicts: checked.verdicts.clone(),
        }
    }
}

impl Side {
    /// The recorded side of a check, from its outcome and the facts of its envelope.
    pub(super) fn of_facts(outcome: &str, stage: &str, facts: &Value) -> Self {
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let verdicts: Vec<VerdictEntry> = facts
            .get("verdicts")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|verdict| VerdictEntry {
                objective: text(verdict, "objective"),
                kind: String::new(),
                stage: stage.to_owned(),
                enforcement: text(verdict, "enforcement"),
                status: text(verdict, "status"),
                value: None,
                margin: 0.0,
                reason: String::new(),
                message: String::new(),
            })
            .collect();
        let refuses = |verdict: &&VerdictEntry| verdict.enforcement == "hard" && verdict.status != "satisfied";
        Self {
            outcome: outcome.to_owned(),
            text: String::new(),
            statements: Vec::new(),
            energy: None,
            soft_energy: facts.get("soft_energy").and_then(Value::as_f64),
            objective: verdicts.iter().find(refuses).map(|verdict| verdict.objective.clone()),
            redactions: facts.get("redactions").and_then(Value::as_u64).unwrap_or_default(),
            verdicts,
        }
    }

    /// Its energy: of an answer all terms, of a check the soft guardrails.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        self.energy.as_ref().map(|energy| energy.total).or(self.soft_energy)
    }

    fn refused(&self) -> bool {
        matches!(self.outcome.as_str(), "refused" | "forbidden")
    }

    /// What turning this side into `other` means for whoever asked.
    #[must_use]
    pub fn against(&self, other: &Self) -> Outcome {
        match (self.refused(), other.refused()) {
            (false, true) => return Outcome::NewlyRefused,
            (true, false) => return Outcome::NewlyAllowed,
            _ => {}
        }
        let said = |side: &Self| -> Vec<i64> { side.statements.iter().map(|one| one.statement_id).collect() };
        if self.outcome != other.outcome
            || said(self) != said(other)
            || self.refused() && self.objective != other.objective
        {
            return Outcome::Changed;
        }
        if self.text != other.text {
            return if self.statements.is_empty() { Outcome::Changed } else { Outcome::Redacted };
        }
        if self.redactions != other.redactions {
            return Outcome::Redacted;
        }
        let shift = self.total().unwrap_or_default() - other.total().unwrap_or_default();
        if shift.abs() > SAME_ENERGY { Outcome::EnergyShift } else { Outcome::Unchanged }
    }
}
