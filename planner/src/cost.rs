//! Energy: what an answer costs, term by term.
//!
//! `E(y) = Σ_t w_t · T_t(y) + Σ_g λ_g · G_g(y)` over answers `y` of ordered statements. Every term is
//! ≥ 0, has a name, a unit and a range, and is reported on its own. A term says two things: its value
//! on a discrete answer (the reference), and what it contributes to the tables that the solver
//! descends on ([`landscape::Landscape`]); a test holds the two equal.
//!
//! To add a term: write its file beside the others, add its weight to [`calibration::Weights`], list
//! it in [`TERMS`]. The tests of identities then cover it.

pub mod calibration;
mod closure;
mod coherence;
mod coverage;
pub mod critic;
mod directness;
pub mod fit;
pub mod guard;
pub mod landscape;
mod length;
pub mod outcomes;
mod recency;
mod redundancy;
pub mod relevance;
mod trust;

use serde::{Deserialize, Serialize};

use crate::configurator::Problem;
use crate::configurator::problem::MAX_STATEMENTS;
use guard::{Guards, bounded};
use landscape::Landscape;

pub use closure::SelfContainedness;
pub use coherence::Coherence;
pub use coverage::Coverage;
pub use directness::Directness;
pub use length::Length;
pub use recency::Recency;
pub use redundancy::Redundancy;
pub use relevance::Relevance;
pub use trust::Trust;

/// One term of the energy.
pub trait EnergyTerm: Sync {
    /// Name in reports and calibrations.
    fn name(&self) -> &'static str;

    /// Unit of the value, in words.
    fn unit(&self) -> &'static str;

    /// Least and greatest value.
    fn range(&self) -> [f64; 2] {
        [0.0, 1.0]
    }

    /// Value on an ordered answer of distinct candidates.
    fn evaluate(&self, problem: &Problem, answer: &[usize]) -> f64;

    /// Adds `weight` times the term to the solver's tables.
    fn contribute(&self, problem: &Problem, weight: f64, landscape: &mut Landscape);
}

/// Every term, in the order of reports.
pub const TERMS: [&dyn EnergyTerm; 9] =
    [&Relevance, &Coverage, &Redundancy, &Directness, &Coherence, &SelfContainedness, &Length, &Trust, &Recency];

/// One line of an energy report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermEnergy {
    /// Name of the term or of the soft guardrail.
    pub name: String,
    /// Unit of the value.
    pub unit: String,
    /// Least and greatest value.
    pub range: [f64; 2],
    /// Weight in the sum, ≥ 0.
    pub weight: f64,
    /// Value before weighting.
    pub value: f64,
    /// `weight · value`.
    pub energy: f64,
}

/// What an answer costs, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnergyReport {
    /// Sum of the terms' energies.
    pub total: f64,
    /// The terms, then the soft guardrails.
    pub terms: Vec<TermEnergy>,
}

/// Evaluates every term and every soft guardrail on an answer.
#[must_use]
pub fn report(problem: &Problem, guards: &Guards<'_>, answer: &[usize]) -> EnergyReport {
    let line = |term: &&dyn EnergyTerm| {
        // Adding zero turns a negative zero, which an empty sum of `f64` is, into zero.
        let (weight, value) = (problem.calibration.weights.of(term.name()), term.evaluate(problem, answer) + 0.0);
        let (name, unit) = (term.name().to_owned(), term.unit().to_owned());
        TermEnergy { name, unit, range: term.range(), weight, value, energy: weight * value }
    };
    let mut terms: Vec<TermEnergy> = TERMS.iter().map(line).collect();
    let mut columns: Vec<&str> = problem.penalties.iter().map(|column| column.name.as_str()).collect();
    columns.extend(guards.penalties.iter().map(|penalty| penalty.name()));
    columns.dedup();
    let mut seen: Vec<&str> = Vec::with_capacity(columns.len());
    for name in columns {
        if !seen.contains(&name) {
            seen.push(name);
            terms.push(penalty_line(problem, guards, name, answer));
        }
    }
    EnergyReport { total: terms.iter().map(|term| term.energy).sum(), terms }
}

/// A soft guardrail as a term: mean over the six places an answer has, plus what the set costs.
fn penalty_line(problem: &Problem, guards: &Guards<'_>, name: &str, answer: &[usize]) -> TermEnergy {
    let column = problem.penalties.iter().find(|column| column.name == name);
    let unary: f64 = column.map_or(0.0, |column| {
        answer.iter().filter_map(|index| column.unary.get(*index)).map(|value| f64::from(*value)).sum::<f64>()
            / MAX_STATEMENTS as f64
    });
    let guard = guards.penalties.iter().find(|penalty| penalty.name() == name);
    let set = guard.map_or(0.0, |penalty| bounded(penalty.set(answer)));
    let weight = column.map(|column| column.weight).or(guard.map(|penalty| penalty.weight().max(0.0)));
    let (weight, value) = (weight.unwrap_or_default(), unary + set);
    let unit = "violation, statements and whole".to_owned();
    TermEnergy { name: name.to_owned(), unit, range: [0.0, 2.0], weight, value, energy: weight * value }
}
