//! The problem that the actor solves: everything numeric that the configurator read from a request.
//!
//! A problem is self-contained and serialisable, so a recorded one can be solved again elsewhere.
//! Guardrails are not part of it: unary violations are recorded, set-valued ones are asked again.

use serde::{Deserialize, Serialize};

use super::matrix::{Matrix, at};
use super::reading::openings;
use crate::cost::calibration::Calibration;
use crate::cost::guard::Violation;
use crate::cost::relevance::Evidence;
use crate::cost::relevance::model::calibrated;

/// Most candidates a problem holds.
pub const MAX_CANDIDATES: usize = 256;
/// Most statements an answer holds. Terms that add up over statements are divided by this, so
/// that a calibration does not depend on how many statements a request allows.
pub const MAX_STATEMENTS: usize = 6;

/// One minimisation: `n` statements, `q` facets, answers of one to `limit` statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What may be said, `n` of them.
    pub statements: Vec<Statement>,
    /// Most statements of an answer, 1 to [`MAX_STATEMENTS`].
    pub limit: usize,
    /// What the question asks about, `q` of them; weights sum to 1 unless there are none.
    pub facets: Vec<Facet>,
    /// How well a statement supports a facet, `q × n`, in [0, 1].
    pub support: Matrix,
    /// Similarity of two statements, `n × n`, symmetric, in [−1, 1].
    pub overlap: Matrix,
    /// What it costs the reader to hear the column's statement after the row's, `n × n`, in [0, 1].
    pub transition: Matrix,
    /// Unary part of the soft guardrails.
    pub penalties: Vec<PenaltyColumn>,
    /// What the whole candidate list says about whether the question can be answered.
    pub evidence: Evidence,
    /// Weights, temperatures and thresholds in force.
    pub calibration: Calibration,
}

/// What the terms need to know of one candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Identity in memory.
    pub id: i64,
    /// Calibrated probability that this statement answers the question, in [0, 1]; they sum to at most 1.
    pub relevance: f32,
    /// Relevance in log-odds, up to a constant of the request.
    pub score: f32,
    /// Lexical score as recalled (BM25).
    pub lexical: f32,
    /// What it costs the reader to hear this statement first, in [0, 1].
    pub opening: f32,
    /// The statement that must be heard for this one to be understood.
    pub requires: Requirement,
    /// Trust in the source, in [0, 1].
    pub trust: f32,
    /// Age of the document in days, ≥ 0.
    pub age_days: f32,
    /// Why a hard guardrail refuses the candidate, if one does.
    pub pruned: Option<Violation>,
}

/// What a statement needs before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// It stands alone.
    Nothing,
    /// It needs the candidate at this index.
    Candidate(usize),
    /// It needs a statement that is not among the candidates.
    Absent,
}

/// One aspect of the question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// Wordpiece of the question.
    pub wordpiece: u32,
    /// Inverse document frequency of the wordpiece, ≥ 0, nats.
    pub idf: f32,
    /// Share by rarity alone, in [0, 1].
    pub rarity: f32,
    /// Share of the question's meaning as fitted, in [0, 1].
    pub weight: f32,
}

/// Unary energies of one soft guardrail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PenaltyColumn {
    /// Name of the penalty.
    pub name: String,
    /// Its factor, ≥ 0.
    pub weight: f64,
    /// One energy for each candidate, in [0, 1].
    pub unary: Vec<f32>,
}

/// A problem whose parts do not fit each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the problem is malformed: {0}")]
pub struct MalformedProblem(&'static str);

impl Problem {
    /// Number of candidates, pruned ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there is no candidate at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Indices of the candidates that no hard guardrail refused.
    #[must_use]
    pub fn admitted(&self) -> Vec<usize> {
        let statements = self.statements.iter().enumerate();
        statements.filter(|(_, statement)| statement.pruned.is_none()).map(|(index, _)| index).collect()
    }

    /// Whether an answer is well-formed: 1 to `limit` distinct admitted candidates.
    #[must_use]
    pub fn is_answer(&self, answer: &[usize]) -> bool {
        let known = |index: &usize| self.statements.get(*index).is_some_and(|statement| statement.pruned.is_none());
        let distinct =
            answer.iter().enumerate().all(|(place, index)| !answer.iter().take(place).any(|other| other == index));
        !answer.is_empty() && answer.len() <= self.limit && distinct && answer.iter().all(known)
    }

    /// The `most` likeliest candidates, in the order of the problem; ties by position.
    #[must_use]
    pub fn likeliest(&self, most: usize) -> Vec<usize> {
        let mut order: Vec<(f32, usize)> = self.statements.iter().map(|one| one.score).zip(0..).collect();
        order.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        let mut kept: Vec<usize> = order.into_iter().take(most).map(|(_, index)| index).collect();
        kept.sort_unstable();
        kept
    }

    /// The problem of some of its candidates, in the order given. What a statement requires is absent where it was
    /// not kept; relevance, openings and evidence stay as they were.
    #[must_use]
    pub fn select(&self, kept: &[usize]) -> Self {
        let facets: Vec<usize> = (0..self.facets.len()).collect();
        let place = |required: usize| kept.iter().position(|index| *index == required);
        let statement = |index: &usize| {
            let mut statement = self.statements.get(*index)?.clone();
            if let Requirement::Candidate(required) = statement.requires {
                statement.requires = place(required).map_or(Requirement::Absent, Requirement::Candidate);
            }
            Some(statement)
        };
        let column = |column: &PenaltyColumn| PenaltyColumn {
            unary: kept.iter().map(|index| at(&column.unary, *index)).collect(),
            ..column.clone()
        };
        Self {
            statements: kept.iter().filter_map(statement).collect(),
            support: self.support.select(&facets, kept),
            overlap: self.overlap.select(kept, kept),
            transition: self.transition.select(kept, kept),
            penalties: self.penalties.iter().map(column).collect(),
            ..self.clone()
        }
    }

    /// The same problem under another calibration: scores are sharpened anew and what follows from them is
    /// computed again. Facet weights, coefficients and the number considered stay as they were configured.
    #[must_use]
    pub fn recalibrated(&self, calibration: &Calibration) -> Self {
        let factor = calibration.relevance.sharpness / self.calibration.relevance.sharpness;
        let scores = self.statements.iter().map(|statement| statement.score * factor).collect();
        let considered: Vec<bool> = self.statements.iter().map(|statement| statement.relevance > 0.0).collect();
        let relevances = calibrated(scores, &considered, self.evidence.similarity);
        let openings = openings(&relevances.probabilities);
        let mut problem = Self { calibration: calibration.clone(), evidence: relevances.evidence, ..self.clone() };
        let values = relevances.scores.iter().zip(&relevances.probabilities).zip(openings);
        for (statement, ((score, relevance), opening)) in problem.statements.iter_mut().zip(values) {
            (statement.score, statement.relevance, statement.opening) = (*score, *relevance, opening);
        }
        problem
    }

    /// Checks shapes and values of a problem that came from outside.
    ///
    /// # Errors
    /// Names the part that does not fit.
    pub fn validate(&self) -> Result<(), MalformedProblem> {
        let n = self.len();
        let fits = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(MalformedProblem(what)) };
        fits(n <= MAX_CANDIDATES, "more than 256 candidates")?;
        fits((1..=MAX_STATEMENTS).contains(&self.limit), "limit is not 1 to 6")?;
        fits(self.support.is_sound(self.facets.len(), n), "support is not facets by candidates")?;
        fits(self.overlap.is_sound(n, n), "overlap is not candidates by candidates")?;
        fits(self.transition.is_sound(n, n), "transition is not candidates by candidates")?;
        fits(self.penalties.iter().all(|column| column.unary.len() == n && column.weight >= 0.0), "penalty column")?;
        let unit = |value: f32| (0.0..=1.0).contains(&value);
        let sound = |statement: &Statement| {
            unit(statement.relevance) && unit(statement.opening) && unit(statement.trust) && statement.age_days >= 0.0
        };
        fits(self.statements.iter().all(sound), "a statement's values are out of range")?;
        let requirement =
            |statement: &Statement| !matches!(statement.requires, Requirement::Candidate(index) if index >= n);
        fits(self.statements.iter().all(requirement), "a statement requires an unknown candidate")
    }
}
