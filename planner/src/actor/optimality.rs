//! How close the solver comes to the exact minimum, measured by enumeration.

use serde::{Deserialize, Serialize};

use super::enumerate::{exhaustive, sets};
use super::{SolverConfig, solve};
use crate::configurator::Problem;
use crate::cost::guard::Guards;
use crate::cost::landscape::Landscape;

/// Energies closer than this are the same minimum: the tables are `f32`.
const SAME: f64 = 1e-6;

/// Figures over a list of problems. Guardrails are not asked: they are not part of a recorded problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OptimalityReport {
    /// Problems given.
    pub problems: usize,
    /// Of those, small enough to enumerate and with something to say.
    pub enumerated: usize,
    /// Share of the enumerated on which the exact minimum was found, in [0, 1].
    pub exact: f64,
    /// The same when the certifying search is left out.
    pub exact_without_certification: f64,
    /// Mean of `(E − E*) / E*` over the enumerated.
    pub mean_gap: f64,
    /// Greatest such gap.
    pub worst_gap: f64,
    /// The mean gap when the certifying search is left out.
    pub mean_gap_without_certification: f64,
    /// Share of all problems whose minimum was certified, in [0, 1].
    pub certified: f64,
}

/// Solves every problem and enumerates those of at most `most_sets` sets.
#[must_use]
pub fn measure(problems: &[Problem], config: &SolverConfig, most_sets: usize) -> OptimalityReport {
    let uncertified = SolverConfig { nodes: 0, ..config.clone() };
    let mut report = OptimalityReport { problems: problems.len(), ..OptimalityReport::default() };
    let share = |count: f64, of: usize| if of == 0 { 0.0 } else { count / of as f64 };
    for problem in problems {
        let outcome = solve(problem, &Guards::none(), config);
        report.certified += f64::from(u8::from(outcome.certified));
        let landscape = Landscape::of(problem);
        if sets(landscape.len(), landscape.limit) > most_sets {
            continue;
        }
        let Some((_, least)) = exhaustive(&landscape) else { continue };
        let without = solve(problem, &Guards::none(), &uncertified);
        let gap = |energy: f64| ((energy - least) / least.max(SAME)).max(0.0);
        let same = |energy: f64| f64::from(u8::from(energy - least <= SAME));
        report.enumerated += 1;
        report.exact += same(outcome.energy.total);
        report.exact_without_certification += same(without.energy.total);
        report.mean_gap += gap(outcome.energy.total);
        report.mean_gap_without_certification += gap(without.energy.total);
        report.worst_gap = report.worst_gap.max(gap(outcome.energy.total));
    }
    report.certified = share(report.certified, report.problems);
    for figure in [
        &mut report.exact,
        &mut report.exact_without_certification,
        &mut report.mean_gap,
        &mut report.mean_gap_without_certification,
    ] {
        *figure = share(*figure, report.enumerated);
    }
    report
}
