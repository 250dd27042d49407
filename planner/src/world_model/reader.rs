//! The reader's state: what has been heard of the question's facets, and the last statement.
//!
//! The transition is exact, not learned: hearing a statement raises the support of each facet to the
//! statement's own, and the cost of the step is where the statement stands relative to the last one.

use serde::{Deserialize, Serialize};

use super::WorldModel;
use crate::configurator::Problem;
use crate::configurator::matrix::at;

/// The world model of one request.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    problem: &'a Problem,
}

/// What the reader knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReaderState {
    /// Support heard for each facet, in [0, 1].
    pub coverage: Vec<f32>,
    /// Candidate heard last.
    pub last: Option<usize>,
    /// Relevance mass heard, in [0, 1].
    pub mass: f64,
    /// What the way here cost the reader: opening and transitions, each in [0, 1].
    pub effort: f64,
}

/// The reader after one statement, as the trace shows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// Candidate that was said.
    pub candidate: usize,
    /// Share of the question's facets heard so far, in [0, 1].
    pub coverage: f64,
    /// Probability that the answer has been heard, in [0, 1].
    pub mass: f64,
    /// What the way so far cost: opening and transitions, each in [0, 1].
    pub effort: f64,
}

impl<'a> Reader<'a> {
    /// The reader of one problem's statements.
    #[must_use]
    pub fn new(problem: &'a Problem) -> Self {
        Self { problem }
    }

    /// Share of the question's facets that a state covers, in [0, 1].
    #[must_use]
    pub fn covered(&self, state: &ReaderState) -> f64 {
        let facets = self.problem.facets.iter().zip(&state.coverage);
        facets.map(|(facet, heard)| f64::from(facet.weight) * f64::from(*heard)).sum()
    }

    /// The rollout of an answer.
    #[must_use]
    pub fn hear(&self, answer: &[usize]) -> Vec<Heard> {
        let states = self.rollout(answer);
        let heard = answer.iter().zip(&states).map(|(candidate, state)| Heard {
            candidate: *candidate,
            coverage: self.covered(state),
            mass: state.mass,
            effort: state.effort,
        });
        heard.collect()
    }
}

impl WorldModel for Reader<'_> {
    type State = ReaderState;
    /// A candidate's index.
    type Action = usize;

    fn initial(&self) -> ReaderState {
        ReaderState { coverage: vec![0.0; self.problem.facets.len()], ..ReaderState::default() }
    }

    fn predict(&self, state: &ReaderState, action: &usize) -> ReaderState {
        let Some(statement) = self.problem.statements.get(*action) else { return state.clone() };
        let support = self.problem.support.iter_rows().map(|row| at(row, *action));
        let step = state.last.map_or(statement.opening, |last| self.problem.transition.at(last, *action));
        ReaderState {
            coverage: state.coverage.iter().zip(support).map(|(heard, support)| heard.max(support)).collect(),
            last: Some(*action),
            mass: state.mass + f64::from(statement.relevance),
            effort: state.effort + f64::from(step),
        }
    }
}
