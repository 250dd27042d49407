//! The configurator: turns a request and the guardrails in force into a problem for the actor.
//!
//! It reads the relevance of every candidate, what facet of the question each supports, how similar
//! and how far apart any two are, and prunes what a unary hard guardrail refuses. It does not search.

mod facets;
pub mod matrix;
pub mod problem;
mod reading;

use std::sync::Arc;

use crate::cost::calibration::Calibration;
use crate::cost::guard::{Guards, bounded};
use crate::cost::relevance::features::Features;
use crate::cost::relevance::late_interaction;
use crate::perception::{Encoding, TokenStates};
use crate::world_model::predictor::Predictor;

pub use matrix::Matrix;
pub use problem::{Facet, MAX_CANDIDATES, MAX_STATEMENTS, PenaltyColumn, Problem, Requirement, Statement};

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The question's words.
    pub text: &'a str,
    /// The question as the encoder sees it.
    pub encoding: &'a Encoding,
    /// Earlier turns as the encoder sees them, most recent last; their facets weigh less.
    pub conversation: &'a [Encoding],
    /// Inverse document frequency of a wordpiece in the caller's memory, ≥ 0.
    pub idf: &'a dyn Fn(u32) -> f32,
}

/// What may be said.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Identity in memory.
    pub id: i64,
    /// The statement's words.
    pub text: &'a str,
    /// Token states of the statement.
    pub tokens: &'a TokenStates,
    /// Pooled embedding, unit norm.
    pub pooled: &'a [f32],
    /// Lexical score (BM25), ≥ 0.
    pub lexical: f32,
    /// Key of the paragraph: equal for statements of one paragraph.
    pub paragraph: u64,
    /// Key of the document: equal for statements of one document.
    pub document: u64,
    /// Position in the document.
    pub ordinal: u32,
    /// Title and heading path.
    pub heading: &'a str,
    /// Statement that must be heard for this one to be understood.
    pub requires: Option<i64>,
    /// Trust in the source, in [0, 1].
    pub trust: f32,
    /// Age of the document in days, ≥ 0.
    pub age_days: f32,
}

/// How to set the other modules up.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Most statements of an answer, 1 to 6.
    pub limit: usize,
    /// Weights, temperatures and thresholds.
    pub calibration: Calibration,
    /// What predicts the states of the answer; without one, the question's own states stand for them.
    pub predictor: Option<Arc<Predictor>>,
}

/// A request that cannot become a problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConfigureError {
    /// More candidates than a problem holds.
    #[error("{0} candidates are more than {MAX_CANDIDATES}")]
    TooManyCandidates(usize),
    /// A limit outside 1 to 6.
    #[error("an answer of at most {0} statements was asked for; 1 to {MAX_STATEMENTS} are possible")]
    Limit(usize),
    /// Two candidates share an identity.
    #[error("candidate `{0}` is listed twice")]
    Duplicate(i64),
    /// A candidate does not come from the question's encoder, or holds a value that is not finite.
    #[error("candidate `{0}` does not fit the question's encoder or holds a value that is not finite")]
    Candidate(i64),
}

/// What relevance is read from: everything about a request that nothing but the facets' weights depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the question asks about, `q` of them.
    pub facets: Vec<Facet>,
    /// Late interaction of facets and statements, `q × n`, in [−1, 1].
    pub support: Matrix,
    /// The same of what the predictor expects of the answer in each facet's place.
    pub predicted: Matrix,
    /// One row of features a candidate, `n` of them.
    pub features: Features,
}

/// Reads a request, without posing its problem. Pure and deterministic.
///
/// # Errors
/// As [`configure`].
pub fn read(
    question: &Question<'_>,
    candidates: &[Candidate<'_>],
    configuration: &Configuration,
) -> Result<Reading, ConfigureError> {
    check(question, candidates, configuration)?;
    let (facets, asked) = facets::of(question, &configuration.calibration);
    let states: Vec<&TokenStates> = candidates.iter().map(|candidate| candidate.tokens).collect();
    let support = late_interaction::support(&asked, &states);
    let predicted = match &configuration.predictor {
        Some(predictor) => late_interaction::support(&predictor.predict(&asked), &states),
        None => support.clone(),
    };
    let features = Features::of(question.text, candidates, &facets, (&support, &predicted));
    Ok(Reading { facets, support, predicted, features })
}

/// Builds the problem of one request. Pure and deterministic.
///
/// # Errors
/// When there are too many candidates, the limit is out of range, or a candidate is malformed.
pub fn configure(
    question: &Question<'_>,
    candidates: &[Candidate<'_>],
    guards: &Guards<'_>,
    configuration: &Configuration,
) -> Result<Problem, ConfigureError> {
    let Reading { facets, support, features, .. } = read(question, candidates, configuration)?;
    let calibration = &configuration.calibration;
    let relevances = calibration.relevance.read(&features);
    let openings = reading::openings(&relevances.probabilities);
    let overlap = reading::overlap(candidates);
    let transition = reading::transitions(candidates, &overlap);
    let described = candidates.iter().enumerate().zip(relevances.scores.iter().zip(&relevances.probabilities));
    let statements = described.zip(&openings).map(|(((index, candidate), (score, relevance)), opening)| Statement {
        id: candidate.id,
        relevance: *relevance,
        score: *score,
        lexical: candidate.lexical,
        opening: *opening,
        requires: requirement(candidates, candidate.requires),
        trust: candidate.trust.clamp(0.0, 1.0),
        age_days: candidate.age_days.max(0.0),
        pruned: guards.admit(index).err(),
    });
    Ok(Problem {
        statements: statements.collect(),
        limit: configuration.limit,
        support: Matrix::from_fn(support.rows(), support.columns(), |row, column| support.at(row, column).max(0.0)),
        facets,
        overlap,
        transition,
        penalties: penalties(candidates.len(), guards),
        evidence: relevances.evidence,
        calibration: calibration.clone(),
    })
}

/// Unary energies of the soft guardrails.
fn penalties(candidates: usize, guards: &Guards<'_>) -> Vec<PenaltyColumn> {
    let column = |penalty: &&dyn crate::cost::guard::Penalty| PenaltyColumn {
        name: penalty.name().to_owned(),
        weight: penalty.weight().max(0.0),
        unary: (0..candidates).map(|index| bounded(penalty.unary(index)) as f32).collect(),
    };
    guards.penalties.iter().map(column).collect()
}

fn requirement(candidates: &[Candidate<'_>], required: Option<i64>) -> Requirement {
    let position = |id| candidates.iter().position(|other| other.id == id);
    required.map_or(Requirement::Nothing, |id| position(id).map_or(Requirement::Absent, Requirement::Candidate))
}

fn check(
    question: &Question<'_>,
    candidates: &[Candidate<'_>],
    configuration: &Configuration,
) -> Result<(), ConfigureError> {
    if candidates.len() > MAX_CANDIDATES {
        return Err(ConfigureError::TooManyCandidates(candidates.len()));
    }
    if !(1..=MAX_STATEMENTS).contains(&configuration.limit) {
        return Err(ConfigureError::Limit(configuration.limit));
    }
    let mut seen = std::collections::BTreeSet::new();
    for candidate in candidates {
        if !seen.insert(candidate.id) {
            return Err(ConfigureError::Duplicate(candidate.id));
        }
        let numbers = [candidate.lexical, candidate.trust, candidate.age_days];
        let finite = numbers.iter().chain(candidate.pooled).all(|value| value.is_finite());
        let pooled = candidate.pooled.len() == question.encoding.pooled.len();
        let states = candidate.tokens.dimension() == question.encoding.tokens.dimension();
        if !(finite && pooled && states) || candidate.requires == Some(candidate.id) {
            return Err(ConfigureError::Candidate(candidate.id));
        }
    }
    Ok(())
}
