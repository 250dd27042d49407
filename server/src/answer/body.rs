//! The deterministic part of an answer: what is compared when it is replayed. No times, no identifiers
//! of the decision.

use groundstate_guardrails::evaluate::{Level, Redacted, Report, Status, Verdict};
use groundstate_guardrails::policy::Stage;
use groundstate_planner::{actor, cost, short_answer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::critic::CriticName;
use crate::guard::PolicyName;

/// What is said, what it cost, and why nothing else was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerBody {
    /// How it ended.
    pub outcome: Outcome,
    /// The answer, or what the user is told instead.
    pub text: String,
    /// The statements of the answer, in order.
    pub statements: Vec<AnswerStatement>,
    /// The words that answer a factoid question.
    pub short_answer: Option<ShortSpan>,
    /// Calibrated probability that memory holds an answer: what abstention rests on.
    pub answerable: f64,
    /// Calibrated probability that the best answer found is right.
    pub confidence: f64,
    /// Why there is no answer.
    pub abstention: Option<Abstention>,
    /// What the answer costs, by term.
    pub energy: Energy,
    /// How it was found.
    pub trace: Trace,
    /// The best answers that were not given.
    pub rejected: Vec<RejectedAnswer>,
    /// The statements considered, most relevant first; at most 20.
    pub candidates: Vec<CandidateEntry>,
    /// What every objective said of the request and of the answer.
    pub verdicts: Vec<VerdictEntry>,
    /// What the policy took out of the question and of the statements that are said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redactions: Vec<RedactionEntry>,
    /// The policy in force.
    pub policy: PolicyName,
    /// The memory that was asked.
    pub memory: Snapshot,
    /// The models that were used.
    pub model: Model,
    /// Seed of the solver.
    pub seed: u64,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something is said.
    Answered,
    /// Memory does not hold an answer that is likely enough to be right.
    Abstained,
    /// A hard guardrail forbids the question or every answer.
    Refused,
}

impl Outcome {
    /// The outcome as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Abstained => "abstained",
            Self::Refused => "refused",
        }
    }
}

/// One statement of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerStatement {
    /// Identity in memory.
    pub statement_id: i64,
    /// Its words.
    pub text: String,
    /// Calibrated probability that it answers the question.
    pub relevance: f64,
    /// Where it stands.
    pub citation: Citation,
}

/// Where a statement stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Citation {
    /// The document.
    pub document_id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: i64,
    /// Headings above the statement, outermost first.
    pub heading_path: Vec<String>,
    /// Characters in the document's text.
    pub span: Span,
    /// Where the document comes from.
    pub source: String,
}

/// A range of characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Span {
    /// First character.
    pub start: i64,
    /// Character after the last.
    pub end: i64,
}

/// The words that answer a factoid question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShortSpan {
    /// The words.
    pub text: String,
    /// `number`, `date`, `person`, `place`, `entity` or `phrase`.
    pub kind: String,
    /// Position of the statement in the answer.
    pub statement: usize,
    /// First character in the statement.
    pub start: usize,
    /// Character after the last in the statement.
    pub end: usize,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Abstention {
    /// `no_evidence`, `low_confidence`, `no_feasible_answer` or `input_refused`.
    pub reason: String,
    /// Probability reached that memory holds an answer.
    pub score: f64,
    /// Probability needed.
    pub threshold: f64,
    /// The objective that could not be met.
    pub objective: Option<String>,
}

/// What an answer costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Energy {
    /// Sum of the terms.
    pub total: f64,
    /// The terms, then the soft guardrails.
    pub terms: Vec<EnergyTerm>,
}

/// One term of the energy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EnergyTerm {
    /// Name.
    pub name: String,
    /// Unit of the value.
    pub unit: String,
    /// Least and greatest value.
    pub range: [f64; 2],
    /// Weight, ≥ 0.
    pub weight: f64,
    /// Value.
    pub value: f64,
    /// Weight times value.
    pub energy: f64,
}

/// How an answer was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Trace {
    /// Candidates that no guardrail pruned.
    pub candidates: usize,
    /// Restarts of the relaxed descent.
    pub restarts: usize,
    /// The relaxed descent, sampled.
    pub steps: Vec<Step>,
    /// Energies of the distinct answers that rounding left, ascending.
    pub rounded: Vec<f64>,
    /// Discrete moves that led to the answer.
    pub moves: Vec<Move>,
    /// Whether no feasible answer of less energy exists.
    pub certified: bool,
}

/// One sampled step of the relaxed descent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// Number of the step, from 0.
    pub step: usize,
    /// Temperature.
    pub temperature: f64,
    /// Least relaxed energy over the restarts.
    pub best: f64,
    /// Mean relaxed energy over the restarts.
    pub mean: f64,
}

/// One accepted discrete move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Move {
    /// `insert`, `drop`, `swap`, `pair_swap`, `reorder` or `branch`.
    #[serde(rename = "move")]
    pub kind: String,
    /// Energy after it.
    pub energy: f64,
}

/// An answer that was not given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RejectedAnswer {
    /// Its statements, in order.
    pub statements: Vec<i64>,
    /// Its words; absent when a guardrail refuses them.
    pub text: Option<String>,
    /// What it costs.
    pub energy: Energy,
    /// Why it lost.
    pub reason: RejectedReason,
}

/// Why an answer lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RejectedReason {
    /// A feasible answer costs less.
    HigherEnergy {
        /// How much less.
        by: f64,
    },
    /// A hard guardrail refuses it.
    Violates {
        /// The objective.
        objective: String,
        /// What it found.
        detail: String,
    },
    /// It is too likely to be wrong.
    LowConfidence {
        /// Probability reached that memory holds an answer.
        score: f64,
        /// Probability needed.
        threshold: f64,
    },
}

/// A statement that was considered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CandidateEntry {
    /// Identity in memory.
    pub statement_id: i64,
    /// Its words; absent when a guardrail pruned it.
    pub text: Option<String>,
    /// Calibrated probability that it answers the question.
    pub relevance: f64,
    /// Lexical score (BM25).
    pub lexical: f64,
    /// Whether it could be said.
    pub admitted: bool,
    /// Whether the policy took something out of its words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// The objective that pruned it, and what it found.
    pub reason: Option<String>,
}

/// What one objective said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VerdictEntry {
    /// The objective.
    pub objective: String,
    /// Its kind.
    pub kind: String,
    /// `input`, `recall`, `output` …
    pub stage: String,
    /// `hard`, `soft` or `shadow`.
    pub enforcement: String,
    /// `satisfied`, `violated` or `unevaluable`.
    pub status: String,
    /// Its value: satisfied when at most its margin.
    pub value: Option<f64>,
    /// Its margin.
    pub margin: f64,
    /// Why, for whoever reads the decision.
    pub reason: String,
    /// What the user is told when it is violated.
    pub message: String,
}

/// Something that was taken out of a text: its label stands there in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RedactionEntry {
    /// `input`, `recall` or `output`.
    pub stage: String,
    /// The objective.
    pub objective: String,
    /// What it was: `email`, `pattern 1`.
    pub label: String,
    /// The statement that it stood in; absent for the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_id: Option<i64>,
}

/// Names a snapshot of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// Number of published changes.
    pub revision: i64,
}

/// Names the models that were used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Model {
    /// Name of the encoder's checkpoint.
    pub name: String,
    /// SHA-256 over the encoder's configuration, tokenizer and weights.
    pub encoder: String,
    /// Version of the fitted weights and thresholds.
    pub calibration: String,
    /// Version of what predicts the states of an answer; absent where none was trained for the encoder, and before
    /// there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictor: Option<String>,
    /// The critic that judged the statements; absent where the policy asks for none, or none was trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critic: Option<CriticName>,
}

impl From<&cost::EnergyReport> for Energy {
    fn from(report: &cost::EnergyReport) -> Self {
        let term = |term: &cost::TermEnergy| EnergyTerm {
            name: term.name.clone(),
            unit: term.unit.clone(),
            range: term.range,
            weight: term.weight,
            value: term.value,
            energy: term.energy,
        };
        Self { total: report.total, terms: report.terms.iter().map(term).collect() }
    }
}

impl From<&actor::Trace> for Trace {
    fn from(trace: &actor::Trace) -> Self {
        let step = |step: &actor::Step| Step {
            step: step.step,
            temperature: step.temperature,
            best: step.best,
            mean: step.mean,
        };
        let moved = |moved: &actor::Move| Move { kind: name(&moved.kind), energy: moved.energy };
        Self {
            candidates: trace.candidates,
            restarts: trace.restarts,
            steps: trace.steps.iter().map(step).collect(),
            rounded: trace.rounded.clone(),
            moves: trace.moves.iter().map(moved).collect(),
            certified: trace.certified,
        }
    }
}

impl From<&actor::RejectionReason> for RejectedReason {
    fn from(reason: &actor::RejectionReason) -> Self {
        match reason.clone() {
            actor::RejectionReason::HigherEnergy { by } => Self::HigherEnergy { by },
            actor::RejectionReason::Violates { constraint, detail } => Self::Violates { objective: constraint, detail },
            actor::RejectionReason::LowConfidence { score, threshold } => Self::LowConfidence { score, threshold },
        }
    }
}

impl From<&actor::Abstention> for Abstention {
    fn from(abstention: &actor::Abstention) -> Self {
        Self {
            reason: name(&abstention.reason),
            score: abstention.score,
            threshold: abstention.threshold,
            objective: abstention.objective.clone(),
        }
    }
}

impl ShortSpan {
    /// A short answer with its place counted in characters.
    pub(super) fn of(short: &short_answer::ShortAnswer, statement: &str) -> Self {
        let chars = |byte: usize| statement.get(..byte).map_or(0, |before| before.chars().count());
        Self {
            text: short.text.clone(),
            kind: name(&short.kind),
            statement: short.statement,
            start: chars(short.start),
            end: chars(short.end),
        }
    }
}

impl RedactionEntry {
    /// What was taken out at a stage.
    pub(crate) fn of(stage: Stage, redacted: &Redacted, statement_id: Option<i64>) -> Self {
        Self {
            stage: stage.name().to_owned(),
            objective: redacted.objective.clone(),
            label: redacted.span.label.clone(),
            statement_id,
        }
    }

    /// What was taken out of a request.
    pub(crate) fn of_input(report: &Report) -> Vec<Self> {
        report.redactions.iter().map(|redacted| Self::of(report.stage, redacted, None)).collect()
    }
}

impl From<&Verdict> for VerdictEntry {
    fn from(verdict: &Verdict) -> Self {
        Self {
            objective: verdict.objective.clone(),
            kind: verdict.kind.clone(),
            stage: verdict.stage.name().to_owned(),
            enforcement: match verdict.enforcement {
                Level::Hard => "hard",
                Level::Soft => "soft",
                Level::Shadow => "shadow",
            }
            .to_owned(),
            status: match verdict.status {
                Status::Satisfied => "satisfied",
                Status::Violated => "violated",
                Status::Unevaluable => "unevaluable",
            }
            .to_owned(),
            value: verdict.value,
            margin: verdict.margin,
            reason: verdict.reason.clone(),
            message: verdict.message.clone(),
        }
    }
}

/// The serialised name of a unit variant.
fn name<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
