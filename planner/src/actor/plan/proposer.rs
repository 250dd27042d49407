//! Amortised proposals: where the search may as well begin.

use crate::environment::{Action, State};

use super::problem::Predicate;

/// Proposes plans for a goal without searching: a goal-conditioned inverse-dynamics network, plans of the past, a rule.
/// What it says is a guess. Every proposal is rolled out like any other plan before it counts.
pub trait Proposer: Sync {
    /// At most `most` sequences of actions from a state towards the goals, the most promising first. They may be
    /// invalid, too long, or useless.
    fn propose(&self, state: &State, goals: &[&dyn Predicate], horizon: usize, most: usize) -> Vec<Vec<Action>>;
}
