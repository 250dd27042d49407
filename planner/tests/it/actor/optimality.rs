//! The solver against exhaustive search.

use groundstate_planner::actor::optimality::measure;
use groundstate_planner::actor::{SolverConfig, solve};
use groundstate_planner::configurator::Problem;
use groundstate_planner::cost::guard::Guards;

use crate::support::problems::problem;

/// 1,000 requests of 4 to 40 candidates and 1 to 3 statements.
fn thousand() -> Vec<Problem> {
    (0..1_000).map(|seed| problem(seed, 4 + (seed as usize * 7) % 37, 1 + (seed as usize) % 3)).collect()
}

#[test]
fn the_exact_minimum_is_found() {
    let report = measure(&thousand(), &SolverConfig::default(), 11_000);
    eprintln!("{report:#?}");
    assert_eq!(report.enumerated, 1_000);
    assert!(report.exact >= 0.995, "{report:?}");
    assert!(report.mean_gap <= 0.001, "{report:?}");
    assert!(report.exact_without_certification >= 0.97, "{report:?}");
}

#[test]
fn large_instances_are_bounded_from_below() {
    for seed in 0..20 {
        let outcome = solve(&problem(seed, 256, 4), &Guards::none(), &SolverConfig::default());
        assert!(outcome.trace.bound <= outcome.energy.total + 1e-6, "{:?}", outcome.trace);
        assert!(!outcome.certified || (outcome.trace.bound - outcome.energy.total).abs() < 1e-6);
    }
}

#[test]
fn same_problem_and_seed_give_the_same_bytes() {
    let problem = problem(5, 120, 4);
    let bytes = |seed| {
        let config = SolverConfig { seed, ..SolverConfig::default() };
        serde_json::to_vec(&solve(&problem, &Guards::none(), &config)).unwrap()
    };
    assert_eq!(bytes(3), bytes(3));
    let read: Problem = serde_json::from_slice(&serde_json::to_vec(&problem).unwrap()).unwrap();
    assert_eq!(read, problem);
}
