//! Descent on the actions through the dynamics, from several starts.
//!
//! Adam on the energy of the rollout, actions kept in their box; the best plan seen on the way is returned, since a path
//! that has to lead away from the goal first is uphill for a while. Each start is a problem of its own: nothing is
//! summed over them.

use serde::{Deserialize, Serialize};

use super::noise::coloured;
use super::{Task, Trajectory, boxed};
use crate::actor::plan::random::Draws;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gradient {
    /// Starts: the warm start, then coloured noise.
    pub restarts: usize,
    /// Steps of each.
    pub steps: usize,
    /// Step size of Adam.
    pub step_size: f64,
    /// Standard deviation of the other starts.
    pub spread: f64,
}

impl Default for Gradient {
    fn default() -> Self {
        Self { restarts: 4, steps: 30, step_size: 0.1, spread: 0.7 }
    }
}

/// Solves a task.
pub fn gradient(task: &Task<'_>, config: &Gradient, warm_start: &[f64], seed: u64) -> Trajectory {
    let mut draws = Draws::new(seed);
    let mut best = Trajectory { energy: f64::INFINITY, ..Trajectory::default() };
    let mut rollouts = 0;
    for restart in 0..config.restarts.max(1) {
        let mut actions = task.warm(warm_start);
        if restart > 0 {
            let noise = coloured(&mut draws, task.horizon, task.dynamics.action_size(), 2.0);
            actions = noise.into_iter().map(|noise| boxed(config.spread * noise)).collect();
        }
        let plan = descend(task, config, Trajectory { energy: f64::INFINITY, actions, rollouts: 0 });
        rollouts += plan.rollouts;
        if plan.energy < best.energy {
            best = plan;
        }
    }
    Trajectory { rollouts, ..best }
}

/// Adam (Kingma & Ba, 2015) from one plan on; the best plan on the way.
pub(super) fn descend(task: &Task<'_>, config: &Gradient, from: Trajectory) -> Trajectory {
    const DECAY: (f64, f64) = (0.9, 0.99);
    let mut actions = from.actions.clone();
    let mut best = from;
    let (mut first, mut second) = (vec![0.0; actions.len()], vec![0.0; actions.len()]);
    for step in 0..=config.steps {
        let (energy, gradient) = task.gradient(&actions);
        best.rollouts += 2;
        if energy < best.energy {
            best = Trajectory { energy, actions: actions.clone(), rollouts: best.rollouts };
        }
        let power = i32::try_from(step + 1).unwrap_or(i32::MAX);
        let (left, right) = (1.0 - DECAY.0.powi(power), 1.0 - DECAY.1.powi(power));
        let moments = first.iter_mut().zip(&mut second);
        for ((action, gradient), (first, second)) in actions.iter_mut().zip(gradient).zip(moments) {
            *first = DECAY.0 * *first + (1.0 - DECAY.0) * gradient;
            *second = DECAY.1 * *second + (1.0 - DECAY.1) * gradient * gradient;
            *action = boxed(*action - config.step_size * (*first / left) / ((*second / right).sqrt() + 1e-8));
        }
    }
    best
}
