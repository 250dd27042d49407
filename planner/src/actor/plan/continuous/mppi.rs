//! MPPI: model-predictive path integral control.
//!
//! Williams et al., "Information theoretic MPC for model-based reinforcement learning" (2017): plans are drawn around
//! the mean, and the mean moves to their average under the weights [`weights`]. A plan of low energy weighs much, and
//! more so the lower the temperature.

use serde::{Deserialize, Serialize};

use super::noise::coloured;
use super::{Task, Trajectory, boxed};
use crate::actor::plan::random::Draws;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mppi {
    /// Plans drawn in each round.
    pub samples: usize,
    /// Rounds.
    pub rounds: usize,
    /// Temperature `T` > 0, in units of the standard deviation of the round's energies.
    pub temperature: f64,
    /// Standard deviation of the noise.
    pub spread: f64,
    /// Exponent `β` of the noise.
    pub exponent: f64,
}

impl Default for Mppi {
    fn default() -> Self {
        Self { samples: 64, rounds: 4, temperature: 0.2, spread: 0.5, exponent: 2.0 }
    }
}

/// `w_i ∝ exp(−(E_i − E_min) / T)`, summing to 1: the least energy weighs most.
pub fn weights(energies: &[f64], temperature: f64) -> Vec<f64> {
    let least = energies.iter().copied().fold(f64::INFINITY, f64::min);
    let raw: Vec<f64> = energies.iter().map(|energy| (-(energy - least) / temperature.max(1e-12)).exp()).collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|weight| weight / sum).collect()
}

/// Solves a task. What is returned is the best of the plans drawn and the means.
pub fn mppi(task: &Task<'_>, config: &Mppi, warm_start: &[f64], seed: u64) -> Trajectory {
    let width = task.dynamics.action_size();
    let mut draws = Draws::new(seed);
    let mut mean = task.warm(warm_start);
    let mut best = Trajectory { energy: task.energy(&mean), actions: mean.clone(), rollouts: 1 };
    let mut rollouts = 1;
    for _ in 0..config.rounds.max(1) {
        let mut plans = vec![mean.clone()];
        for _ in 1..config.samples.max(1) {
            let noise = coloured(&mut draws, task.horizon, width, config.exponent);
            plans.push(mean.iter().zip(noise).map(|(mean, noise)| boxed(mean + config.spread * noise)).collect());
        }
        let energies: Vec<f64> = plans.iter().map(|plan| task.energy(plan)).collect();
        rollouts += plans.len() + 1;
        let weights = weights(&energies, config.temperature * deviation(&energies));
        mean.fill(0.0);
        for (plan, weight) in plans.iter().zip(&weights) {
            mean.iter_mut().zip(plan).for_each(|(mean, value)| *mean += weight * value);
        }
        let moved = (task.energy(&mean), mean.clone());
        for (energy, plan) in energies.into_iter().zip(plans).chain([moved]) {
            if energy < best.energy {
                best = Trajectory { energy, actions: plan, rollouts: 0 };
            }
        }
    }
    Trajectory { rollouts, ..best }
}

fn deviation(energies: &[f64]) -> f64 {
    let count = energies.len().max(1) as f64;
    let mean = energies.iter().sum::<f64>() / count;
    (energies.iter().map(|energy| (energy - mean) * (energy - mean)).sum::<f64>() / count).sqrt()
}
