//! Relevance: the probability that nothing in the answer is what was asked for.
//!
//! `T(y) = 1 − Σ_{i∈y} p_i`, where `p` is a calibrated distribution over the candidates and "none of
//! them". A question has few right statements, so the mass of an answer is its expected recall, and
//! weighing it against length is the choice of least expected cost.
//!
//! The distribution comes from [`features`] (late interaction over token states and its context,
//! lexical and pooled similarity) through [`model::RelevanceModel`].

pub mod features;
pub mod late_interaction;
pub mod model;

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;

pub use model::{Evidence, RelevanceModel};

/// See the module.
pub struct Relevance;

impl EnergyTerm for Relevance {
    fn name(&self) -> &'static str {
        "relevance"
    }

    fn unit(&self) -> &'static str {
        "probability that the answer misses"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let statements = answer.iter().filter_map(|index| problem.statements.get(*index));
        1.0 - statements.map(|statement| f64::from(statement.relevance)).sum::<f64>()
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        landscape.constant += weight;
        landscape.add_unary(-weight, problem.statements.iter().map(|statement| statement.relevance));
    }
}
