//! Redundancy: statements that say the same.
//!
//! `T(y) = Σ_{i<j} [s_ij − 0.6]_+ / 0.4 / 15`: each pair counts from the similarity at which two
//! sentences of this encoder start to be paraphrases, and 15 is the number of pairs in six statements.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;

const FLOOR: f32 = 0.6;
const PAIRS: f32 = (MAX_STATEMENTS * (MAX_STATEMENTS - 1) / 2) as f32;

/// See the module.
pub struct Redundancy;

/// Cost of one pair of the given similarity.
#[inline]
fn cost(similarity: f32) -> f32 {
    let above = if similarity < 1.0 { similarity - FLOOR } else { 1.0 - FLOOR };
    if above > 0.0 { above * (1.0 / (1.0 - FLOOR) / PAIRS) } else { 0.0 }
}

impl EnergyTerm for Redundancy {
    fn name(&self) -> &'static str {
        "redundancy"
    }

    fn unit(&self) -> &'static str {
        "similarity of pairs above 0.6, share of all pairs"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let pairs = answer.iter().enumerate().flat_map(|(place, i)| answer.iter().take(place).map(move |j| (*j, *i)));
        pairs.map(|(i, j)| f64::from(cost(problem.overlap.at(i, j)))).sum()
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        let weight = weight as f32;
        for (row, similarities) in problem.overlap.iter_rows().enumerate() {
            for (pair, similarity) in landscape.pair.row_mut(row).iter_mut().zip(similarities) {
                *pair += weight * cost(*similarity);
            }
            let itself = similarities.get(row).map_or(0.0, |similarity| weight * cost(*similarity));
            landscape.pair.add(row, row, -itself);
        }
    }
}
