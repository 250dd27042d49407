//! Coherence: what it costs the reader to go from one statement to the next.
//!
//! `T(y) = Σ_t D_{y_t y_{t+1}} / 5`: one transition in [0, 1] for each statement after the first, from the
//! reader's exact state (see `world_model::reader`).

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

const STEPS: f64 = (MAX_STATEMENTS - 1) as f64;

/// See the module.
pub struct Coherence;

impl EnergyTerm for Coherence {
    fn name(&self) -> &'static str {
        "coherence"
    }

    fn unit(&self) -> &'static str {
        "cost of transitions, mean over five steps"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let steps = answer.iter().zip(answer.iter().skip(1));
        steps.map(|(from, to)| f64::from(problem.transition.at(*from, *to))).sum::<f64>() / STEPS
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        landscape.transition.add_scaled(&problem.transition, (weight / STEPS) as f32);
    }
}
