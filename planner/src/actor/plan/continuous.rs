//! Plans whose actions are vectors: sampling and gradients.
//!
//! `E(a_1 … a_H) = Σ_t cost(s_t, a_t) + final(s_H)` with `s_{t+1} = f(s_t, a_t)`, actions in a box. One file a solver,
//! all with the same outline: a [`Task`], settings, a warm start, a seed; what comes back is a [`Trajectory`]. The
//! receding-horizon loop is the caller's: take the first action, shift the rest ([`Trajectory::shifted`]), solve again.

pub mod cem;
pub mod gradient;
pub mod mppi;
pub(super) mod noise;

use serde::{Deserialize, Serialize};

/// Dynamics on vectors.
pub trait Dynamics: Sync {
    /// Numbers of a state.
    fn state_size(&self) -> usize;

    /// Numbers of an action, each kept in [−1, 1] by the solvers.
    fn action_size(&self) -> usize;

    /// The next state.
    fn step(&self, state: &[f64], action: &[f64]) -> Vec<f64>;
}

/// Dynamics through which a gradient can be passed.
pub trait Differentiable: Dynamics {
    /// Vector–Jacobian product of a step: for the gradient with respect to the next state, those with respect to state
    /// and action.
    fn pull(&self, state: &[f64], action: &[f64], next: &[f64]) -> (Vec<f64>, Vec<f64>);
}

/// What trajectories cost.
pub trait Cost: Sync {
    /// Cost of a state that a step leads to, and of the action that led there; at least 0.
    fn running(&self, state: &[f64], action: &[f64]) -> f64;

    /// Cost of the last state beyond that; at least 0.
    fn last(&self, state: &[f64]) -> f64;

    /// Gradient of `running` with respect to state and action.
    fn running_gradient(&self, state: &[f64], action: &[f64]) -> (Vec<f64>, Vec<f64>);

    /// Gradient of `last`.
    fn last_gradient(&self, state: &[f64]) -> Vec<f64>;
}

/// A planning task on vectors.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The dynamics.
    pub dynamics: &'a dyn Differentiable,
    /// The cost.
    pub cost: &'a dyn Cost,
    /// Where we are.
    pub start: &'a [f64],
    /// Steps, `H`.
    pub horizon: usize,
}

/// Actions, and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// Actions, `H × action_size`, row-major.
    pub actions: Vec<f64>,
    /// Their energy.
    pub energy: f64,
    /// Rollouts that it took; a gradient counts as one more.
    pub rollouts: usize,
}

impl Task<'_> {
    /// Numbers of a plan.
    pub fn size(&self) -> usize {
        self.horizon * self.dynamics.action_size()
    }

    /// Energy of a plan.
    pub fn energy(&self, actions: &[f64]) -> f64 {
        let mut state = self.start.to_vec();
        let mut energy = 0.0;
        for action in actions.chunks_exact(self.dynamics.action_size().max(1)) {
            state = self.dynamics.step(&state, action);
            energy += self.cost.running(&state, action);
        }
        energy + self.cost.last(&state)
    }

    /// Energy of a plan, and its gradient by the adjoint of the rollout.
    pub fn gradient(&self, actions: &[f64]) -> (f64, Vec<f64>) {
        let width = self.dynamics.action_size().max(1);
        let mut states = vec![self.start.to_vec()];
        let mut energy = 0.0;
        for action in actions.chunks_exact(width) {
            let next = self.dynamics.step(states.last().map_or(self.start, Vec::as_slice), action);
            energy += self.cost.running(&next, action);
            states.push(next);
        }
        let end = states.last().map_or(self.start, Vec::as_slice);
        energy += self.cost.last(end);
        let mut adjoint = self.cost.last_gradient(end);
        let mut blocks = Vec::with_capacity(self.horizon);
        for (action, pair) in actions.chunks_exact(width).zip(states.windows(2)).rev() {
            let (Some(before), Some(after)) = (pair.first(), pair.last()) else { continue };
            let (by_state, by_action) = self.cost.running_gradient(after, action);
            adjoint.iter_mut().zip(by_state).for_each(|(sum, part)| *sum += part);
            let (earlier, through) = self.dynamics.pull(before, action, &adjoint);
            blocks.push(by_action.iter().zip(through).map(|(direct, through)| direct + through).collect::<Vec<f64>>());
            adjoint = earlier;
        }
        (energy, blocks.into_iter().rev().flatten().collect())
    }

    /// The warm start, filled up with rest, and kept in the box.
    pub(super) fn warm(&self, warm_start: &[f64]) -> Vec<f64> {
        let mut actions: Vec<f64> = warm_start.iter().copied().take(self.size()).map(boxed).collect();
        actions.resize(self.size(), 0.0);
        actions
    }
}

impl Trajectory {
    /// What is left after the first action, with rest at the end: the next warm start.
    pub fn shifted(&self, action_size: usize) -> Vec<f64> {
        let mut actions: Vec<f64> = self.actions.iter().skip(action_size).copied().collect();
        actions.resize(self.actions.len(), 0.0);
        actions
    }

    /// The first action.
    pub fn first(&self, action_size: usize) -> Vec<f64> {
        self.actions.iter().take(action_size).copied().collect()
    }
}

/// A number of an action, kept in its range; one that is no number is rest.
pub(super) fn boxed(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) }
}
