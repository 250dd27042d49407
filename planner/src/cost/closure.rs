//! Self-containedness: a statement that cannot stand alone, said without the one it requires.
//!
//! `T(y) = |{i ∈ y : i requires j, j ∉ y}| / 6`. It closes the answer under dependency: adding the
//! required statement removes the cost. A requirement that was not even recalled always costs.

use super::EnergyTerm;
use super::landscape::Landscape;
use crate::configurator::Problem;
use crate::configurator::problem::{MAX_STATEMENTS, Requirement};

/// See the module.
pub struct SelfContainedness;

impl EnergyTerm for SelfContainedness {
    fn name(&self) -> &'static str {
        "self_containedness"
    }

    fn unit(&self) -> &'static str {
        "statements without the one they require, share of six"
    }

    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64 {
        let statements = answer.iter().filter_map(|index| problem.statements.get(*index));
        let open = statements.filter(|statement| match statement.requires {
            Requirement::Nothing => false,
            Requirement::Candidate(required) => !answer.contains(&required),
            Requirement::Absent => true,
        });
        open.count() as f64 / MAX_STATEMENTS as f64
    }

    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape) {
        let cost = (weight / MAX_STATEMENTS as f64) as f32;
        let needs = |requires: Requirement| if requires == Requirement::Nothing { 0.0 } else { cost };
        landscape.add_unary(1.0, problem.statements.iter().map(|statement| needs(statement.requires)));
        for (index, statement) in problem.statements.iter().enumerate() {
            if let Requirement::Candidate(required) = statement.requires {
                landscape.pair.add(index, required, -cost);
                landscape.pair.add(required, index, -cost);
                if let Some(relief) = landscape.relief.get_mut(index) {
                    *relief -= cost;
                }
            }
        }
    }
}
