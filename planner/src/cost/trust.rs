//! Source trust: statements from sources that the organisation trusts less.
//!
//! `T(y) = Σ_{i∈y} (1 − trust_i) / 6`.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

/// See the module.
pub struct Trust;

impl EnergyTerm for Trust {
    fn name(&self) -> &'static str {
        "source_trust"
    }

    fn unit(&self) -> &'static str {
        "distrust, mean over six places"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let statements = answer.iter().filter_map(|index| problem.statements.get(*index));
        statements.map(|statement| f64::from(1.0 - statement.trust)).sum::<f64>() / MAX_STATEMENTS as f64
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        let distrust = problem.statements.iter().map(|statement| 1.0 - statement.trust);
        landscape.add_unary(weight / MAX_STATEMENTS as f64, distrust);
    }
}
