//! Recency: statements from documents that have aged.
//!
//! `T(y) = Σ_{i∈y} (1 − 2^(−age_i / h)) / 6` with half-life `h` = 365 days: a day costs nothing, a year
//! half, and what is older than a few years costs the same.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

const HALF_LIFE_DAYS: f32 = 365.0;

/// See the module.
pub struct Recency;

/// Cost of one statement of the given age.
fn cost(age_days: f32) -> f32 {
    1.0 - (-age_days.max(0.0) / HALF_LIFE_DAYS).exp2()
}

impl EnergyTerm for Recency {
    fn name(&self) -> &'static str {
        "recency"
    }

    fn unit(&self) -> &'static str {
        "ageing with a half-life of a year, mean over six places"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let statements = answer.iter().filter_map(|index| problem.statements.get(*index));
        statements.map(|statement| f64::from(cost(statement.age_days))).sum::<f64>() / MAX_STATEMENTS as f64
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        let ages = problem.statements.iter().map(|statement| cost(statement.age_days));
        landscape.add_unary(weight / MAX_STATEMENTS as f64, ages);
    }
}
