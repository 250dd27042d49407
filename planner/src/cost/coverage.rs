//! Coverage: the share of the question's meaning that no statement of the answer touches.
//!
//! `T(y) = Σ_q ω_q (1 − max_{i∈y} s_qi)` over facets `q` with weights `ω` that sum to one. The covered
//! part is submodular: a facet already supported gains nothing from a second statement.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::matrix::at;

/// See the module.
pub struct Coverage;

impl EnergyTerm for Coverage {
    fn name(&self) -> &'static str {
        "coverage"
    }

    fn unit(&self) -> &'static str {
        "share of the question's facets left unsupported"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let facets = problem.facets.iter().zip(problem.support.iter_rows());
        let open = facets.map(|(facet, support)| {
            let best = answer.iter().fold(0.0_f32, |best, index| best.max(at(support, *index)));
            f64::from(facet.weight) * (1.0 - f64::from(best))
        });
        open.sum()
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        for (index, (facet, support)) in problem.facets.iter().zip(problem.support.iter_rows()).enumerate() {
            landscape.constant += weight * f64::from(facet.weight);
            let factor = weight as f32 * facet.weight;
            for (cover, support) in landscape.cover.row_mut(index).iter_mut().zip(support) {
                *cover += factor * support.max(0.0);
            }
        }
    }
}
