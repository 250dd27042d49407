//! The actor: finds the ordered answer of least energy among those that may be given.
//!
//! Three stages, each visible in the trace: relax, round, refine; then a certifying search that
//! proves the minimum where that is cheap. Hard guardrails are constraints throughout: the answer
//! returned is feasible, or there is none and the outcome says which constraint stood in the way.
//! Same problem, guardrails and configuration give the same bytes.

mod abstain;
mod certify;
pub mod enumerate;
mod judge;
pub mod moves;
pub mod order;
mod outcome;
mod refine;

use serde::{Deserialize, Serialize};

use crate::configurator::Problem;
use crate::cost::guard::Guards;
use crate::cost::landscape::Landscape;
use judge::{Judge, Scored};

pub use outcome::{Abstention, AbstentionReason, Move, MoveKind, Outcome, Rejected, RejectionReason, Step, Trace};

/// How hard to search. Counts, never clocks: the outcome does not depend on the machine's speed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SolverConfig {
    /// Seed of the restarts and of the noise.
    pub seed: u64,
    /// Distinct rounded answers that are refined.
    pub rounded: usize,
    /// Nodes of the certifying search.
    pub nodes: usize,
    /// Answers that the set-valued guardrails are asked about at most.
    pub constraint_checks: usize,
    /// Rejected answers to report.
    pub rejected: usize,
}

impl Default for SolverConfig {
    fn default() -> Self {
        Self { seed: 0, rounded: 8, nodes: 400, constraint_checks: 256, rejected: 5 }
    }
}

/// Finds the best feasible answer, or abstains.
#[must_use]
pub fn solve(problem: &Problem, guards: &Guards<'_>, config: &SolverConfig) -> Outcome {
    let landscape = Landscape::of(problem);
    if landscape.is_empty() {
        return abstain::without_candidates(problem, guards, config);
    }
    let mut judge = Judge::new(&landscape, *guards, config.constraint_checks);
    let mut trace = Trace { candidates: landscape.len(), ..Trace::default() };
    let arrivals = landscape.least_arrivals();
    let best = refine::descend(&mut judge, &[]);
    let best = best.map(|best| polish(&mut judge, best, &arrivals));
    let certificate = certify::certify(&mut judge, best, &arrivals, config.nodes);
    let best = certificate.best.or_else(|| singles(&mut judge));
    trace.nodes = certificate.nodes;
    trace.bound = certificate.bound;
    trace.certified = certificate.certified;
    abstain::conclude(problem, guards, config, judge, best, trace)
}

/// Pair swaps and descents in turn until neither helps.
fn polish(judge: &mut Judge<'_>, mut best: Scored, arrivals: &[f32]) -> Scored {
    while let Some(next) = refine::pair_swap(judge, &best, arrivals) {
        best = refine::descend(judge, &next.rows).unwrap_or(next);
    }
    best
}

/// The last resort where set-valued guardrails refused everything: each statement alone.
fn singles(judge: &mut Judge<'_>) -> Option<Scored> {
    judge.extend_budget(judge.landscape.len());
    let mut alone: Vec<(f64, usize)> = (0..judge.landscape.len()).map(|row| (judge.energy(&[row]), row)).collect();
    alone.sort_by(|left, right| left.0.total_cmp(&right.0));
    alone.into_iter().find_map(|(_, row)| judge.accept(&[row], f64::INFINITY))
}
