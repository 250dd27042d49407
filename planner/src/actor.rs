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
pub mod optimality;
pub mod order;
mod outcome;
pub mod plan;
mod refine;
pub mod relax;
mod round;
mod screen;

use serde::{Deserialize, Serialize};

use crate::configurator::Problem;
use crate::cost::guard::Guards;
use crate::cost::landscape::Landscape;
use judge::{Judge, Scored};
use relax::native::NativeDescent;
use relax::{Descent, DescentConfig};

pub use outcome::{Abstention, AbstentionReason, Move, MoveKind, Outcome, Rejected, RejectionReason, Step, Trace};

/// How hard to search. Counts, never clocks: the outcome does not depend on the machine's speed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SolverConfig {
    /// Seed of the restarts and of the noise.
    pub seed: u64,
    /// The relaxed descent.
    pub descent: DescentConfig,
    /// Distinct rounded answers that are refined.
    pub rounded: usize,
    /// Nodes of the certifying search.
    pub nodes: usize,
    /// Answers that the set-valued guardrails are asked about at most.
    pub constraint_checks: usize,
    /// Rejected answers to report.
    pub rejected: usize,
    /// Steps of the relaxed descent to report at most.
    pub sampled: usize,
}

impl Default for SolverConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            descent: DescentConfig::default(),
            rounded: 4,
            nodes: 400,
            constraint_checks: 256,
            rejected: 5,
            sampled: 30,
        }
    }
}

/// Finds the best feasible answer, or abstains. One core, no device.
#[must_use]
pub fn solve(problem: &Problem, guards: &Guards<'_>, config: &SolverConfig) -> Outcome {
    solve_with(&NativeDescent, problem, guards, config)
}

/// [`solve`] with the relaxed descent of the caller's choice.
#[must_use]
pub fn solve_with(descent: &dyn Descent, problem: &Problem, guards: &Guards<'_>, config: &SolverConfig) -> Outcome {
    let landscape = Landscape::of(problem);
    if landscape.is_empty() {
        return abstain::without_candidates(problem, guards, config);
    }
    let mut judge = Judge::new(&landscape, *guards, config.constraint_checks);
    let arrivals = landscape.least_arrivals();
    let mut trace = Trace { candidates: landscape.len(), ..Trace::default() };
    let best = search(descent, &mut judge, &arrivals, config, &mut trace);
    let certificate = certify::certify(&mut judge, best, &arrivals, config.nodes);
    let best = certificate.best.or_else(|| singles(&mut judge));
    trace.nodes = certificate.nodes;
    trace.bound = certificate.bound;
    trace.certified = certificate.certified;
    abstain::conclude(problem, guards, config, judge, best, trace)
}

/// The three stages: relax, round, refine.
fn search(
    descent: &dyn Descent,
    judge: &mut Judge<'_>,
    arrivals: &[f32],
    config: &SolverConfig,
    trace: &mut Trace,
) -> Option<Scored> {
    let landscape = judge.landscape;
    let mut best = refine::descend(judge, &[]);
    let (keep, incumbent) = best.as_ref().map_or((Vec::new(), f64::INFINITY), |best| (best.rows.clone(), best.energy));
    let keys = refine::keys(landscape, &[], arrivals);
    let rows = screen::screen(landscape, &keys, incumbent, &keep, config.descent.screened);
    let screened = landscape.select(&rows);
    let relaxed = descent.descend(&[&screened], &config.descent, config.seed);
    trace.screened = rows.len();
    trace.restarts = config.descent.restarts;
    for relaxed in &relaxed {
        let starts = round::round(&screened, relaxed, config.rounded);
        trace.rounded = starts.iter().map(|(_, energy)| *energy).collect();
        trace.steps = sample(&relaxed.steps, config.sampled);
        for (start, _) in starts {
            let start: Vec<usize> = start.iter().filter_map(|row| rows.get(*row).copied()).collect();
            let before = judge.memory.moves();
            let local = refine::descend(judge, &start);
            let energy = best.as_ref().map_or(f64::INFINITY, |best| best.energy);
            let better = local.as_ref().is_some_and(|local| local.energy < energy - judge::TOLERANCE);
            judge.memory.keep_moves(before, better);
            best = if better { local } else { best };
        }
    }
    best.map(|best| polish(judge, best, arrivals))
}

/// At most `count` steps, evenly spaced, the first and the last among them.
fn sample(steps: &[Step], count: usize) -> Vec<Step> {
    if steps.len() <= count {
        return steps.to_vec();
    }
    let last = (steps.len() - 1) as f64 / count.saturating_sub(1).max(1) as f64;
    (0..count).filter_map(|index| steps.get((index as f64 * last).round() as usize).copied()).collect()
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
