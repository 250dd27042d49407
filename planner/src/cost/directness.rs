//! Directness: the answer comes first.
//!
//! `T(y) = 1 − p_{y_1} / max_i p_i`: nothing when the likeliest statement opens the answer.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;

/// See the module.
pub struct Directness;

impl EnergyTerm for Directness {
    fn name(&self) -> &'static str {
        "directness"
    }

    fn unit(&self) -> &'static str {
        "how much likelier another statement is than the first"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let first = answer.first().and_then(|index| problem.statements.get(*index));
        first.map_or(0.0, |statement| f64::from(statement.opening))
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        for (opening, statement) in landscape.opening.iter_mut().zip(&problem.statements) {
            *opening += weight as f32 * statement.opening;
        }
    }
}
