//! iCEM: the cross-entropy method with coloured noise and kept elites.
//!
//! Pinneri et al., "Sample-efficient cross-entropy method for real-time planning" (2020): noise of exponent `β`, a share
//! of the elites kept from round to round, the mean itself tried in the last round, best plan returned. The warm start
//! is the first mean, and one of the first samples.

use serde::{Deserialize, Serialize};

use super::gradient::{Gradient, descend};
use super::noise::coloured;
use super::{Task, Trajectory, boxed};
use crate::actor::plan::random::Draws;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cem {
    /// Plans drawn in each round.
    pub samples: usize,
    /// Rounds.
    pub rounds: usize,
    /// Plans that the next distribution is fitted to.
    pub elites: usize,
    /// Elites that take part in the next round.
    pub keep: usize,
    /// Exponent `β` of the noise.
    pub exponent: f64,
    /// First standard deviation.
    pub spread: f64,
    /// How much of the old distribution stays, in [0, 1).
    pub momentum: f64,
    /// Gradient steps that refine the best plans at the end; none: 0.
    pub refinement: usize,
    /// Best plans that are refined.
    pub refined: usize,
}

impl Default for Cem {
    fn default() -> Self {
        Self {
            samples: 64,
            rounds: 4,
            elites: 10,
            keep: 5,
            exponent: 2.0,
            spread: 0.7,
            momentum: 0.1,
            refinement: 0,
            refined: 3,
        }
    }
}

/// Solves a task.
pub fn cem(task: &Task<'_>, config: &Cem, warm_start: &[f64], seed: u64) -> Trajectory {
    let width = task.dynamics.action_size();
    let mut draws = Draws::new(seed);
    let mut mean = task.warm(warm_start);
    let mut spread = vec![config.spread; mean.len()];
    let mut elites: Vec<(f64, Vec<f64>)> = Vec::new();
    let mut rollouts = 0;
    for _ in 0..config.rounds.max(1) {
        elites.truncate(config.keep);
        let mut plans = vec![mean.clone()];
        for _ in 1..config.samples.max(1) {
            let noise = coloured(&mut draws, task.horizon, width, config.exponent);
            let drawn = mean.iter().zip(&spread).zip(noise).map(|((mean, spread), noise)| boxed(mean + spread * noise));
            plans.push(drawn.collect());
        }
        rollouts += plans.len();
        elites.extend(plans.into_iter().map(|plan| (task.energy(&plan), plan)));
        elites.sort_by(|left, right| left.0.total_cmp(&right.0));
        let fitted: Vec<&Vec<f64>> = elites.iter().take(config.elites.max(1)).map(|(_, plan)| plan).collect();
        fit(&mut mean, &mut spread, &fitted, config.momentum);
    }
    let mut best: Vec<Trajectory> = Vec::new();
    let refinement = Gradient { steps: config.refinement, ..Gradient::default() };
    for (energy, actions) in elites.into_iter().take(config.refined.max(1)) {
        let plan = Trajectory { actions, energy, rollouts: 0 };
        let refined = if config.refinement > 0 { descend(task, &refinement, plan) } else { plan };
        rollouts += refined.rollouts;
        best.push(refined);
    }
    let best = best.into_iter().min_by(|left, right| left.energy.total_cmp(&right.energy)).unwrap_or_default();
    Trajectory { rollouts, ..best }
}

fn fit(mean: &mut [f64], spread: &mut [f64], elites: &[&Vec<f64>], momentum: f64) {
    let count = elites.len().max(1) as f64;
    for (place, (mean, spread)) in mean.iter_mut().zip(spread).enumerate() {
        let values = || elites.iter().filter_map(|plan| plan.get(place).copied());
        let centre = values().sum::<f64>() / count;
        let variance = values().map(|value| (value - centre) * (value - centre)).sum::<f64>() / count;
        *mean = momentum * *mean + (1.0 - momentum) * centre;
        *spread = momentum * *spread + (1.0 - momentum) * variance.sqrt();
    }
}
