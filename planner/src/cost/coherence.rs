//! Coherence: what it costs the reader to go from what was heard to what comes next.
//!
//! `T(y) = (o_{y_1} + Σ_t D_{y_t y_{t+1}}) / 6`: an opening cost and one transition a further statement,
//! both in [0, 1], both computed from the reader's exact state (see `world_model::reader`).

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

/// See the module.
pub struct Coherence;

impl EnergyTerm for Coherence {
    fn name(&self) -> &'static str {
        "coherence"
    }

    fn unit(&self) -> &'static str {
        "cost of opening and transitions, mean over six places"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let first = answer.first().and_then(|index| problem.statements.get(*index));
        let opening = first.map_or(0.0, |statement| f64::from(statement.opening));
        let steps = answer.iter().zip(answer.iter().skip(1));
        let path: f64 = steps.map(|(from, to)| f64::from(problem.transition.at(*from, *to))).sum();
        (opening + path) / MAX_STATEMENTS as f64
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        let factor = (weight / MAX_STATEMENTS as f64) as f32;
        landscape.transition.add_scaled(&problem.transition, factor);
        for (opening, statement) in landscape.opening.iter_mut().zip(&problem.statements) {
            *opening += factor * statement.opening;
        }
    }
}
