//! Length: the reader's time.
//!
//! `T(y) = |y| / 6`. Its weight is the probability that one more statement must add to be worth
//! reading, times six, over the weight of relevance.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

/// See the module.
pub struct Length;

impl EnergyTerm for Length {
    fn name(&self) -> &'static str {
        "length"
    }

    fn unit(&self) -> &'static str {
        "statements, share of six"
    }

    fn evaluate(&self, _: &Problem, answer: &[usize]) -> f64 {
        answer.len() as f64 / MAX_STATEMENTS as f64
    }

    fn contribute(&self, _: &Problem, weight: f64, landscape: &mut Landscape) {
        landscape.add_unary(weight / MAX_STATEMENTS as f64, std::iter::repeat(1.0));
    }
}
