//! How many steps a state is from the goal.
//!
//! A heuristic for searches and the term `w_r` of the energy. Anything that can say it for a batch of states will do:
//! goals counted ([`GoalCount`]), operators mined from transitions with their preconditions left out
//! ([`super::hierarchy::Relaxed`]), or a network on `[z_i, z_j, z_i − z_j, |z_i − z_j|]`, which is why the trait takes
//! batches. Estimates guide a search and never prune it, so a wrong one costs time and not optimality.

use super::problem::Predicate;
use crate::environment::{Progress, State};

/// Learned or counted distance to the goal it was made for.
pub trait Reachability: Sync {
    /// Steps from each state to the goal, at least 0, one a state, in order.
    fn steps(&self, states: &[&State]) -> Vec<f64>;
}

/// Goals that do not hold yet, each of them one step.
pub struct GoalCount<'a>(pub &'a [&'a dyn Predicate]);

impl Reachability for GoalCount<'_> {
    fn steps(&self, states: &[&State]) -> Vec<f64> {
        let missing = |state: &State| {
            let degree = |goal: &&dyn Predicate| goal.holds(state, &Progress::default()).unwrap_or(0.0);
            self.0.iter().map(|goal| 1.0 - degree(goal).clamp(0.0, 1.0)).sum()
        };
        states.iter().map(|state| missing(state)).collect()
    }
}
