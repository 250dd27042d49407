//! Budgets, cancellation, determinism, and having nothing to do.

use std::sync::atomic::{AtomicUsize, Ordering};

use groundstate_planner::actor::plan::hierarchy::{MiningConfig, Operators};
use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem};
use groundstate_planner::actor::plan::trial::keys::Keys;
use groundstate_planner::actor::plan::{Aids, Certificate, Method, PlanConfig, plan};

use super::tables::{Tables, is};

const METHODS: [Method; 3] = [Method::BestFirst, Method::CrossEntropy, Method::TwoLevel];

#[test]
fn a_goal_that_is_true_needs_no_plan() {
    let tables = Tables::line();
    let goal = is(2);
    let outcome = plan(&tables.problem(2, &goal, 6), &PlanConfig::default(), &Aids::default(), Control::default());
    let empty = outcome.plan.unwrap();
    assert!(empty.steps.is_empty() && empty.reached && empty.energy.total == 0.0);
    assert_eq!(outcome.certificate, Certificate::AlreadyTrue);
    assert_eq!(tables.asked.load(Ordering::Relaxed), 0);
}

#[test]
fn no_method_simulates_more_than_it_may() {
    let keys = Keys::corridor(4, 5, 7);
    let out = Condition::new("out", keys.goal());
    let operators = Operators::mine(&keys.logged(2_000, 8, 1), &MiningConfig::default());
    let aids = Aids { operators: Some(&operators), ..Aids::default() };
    let problem = PlanningProblem { horizon: 60, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    for method in METHODS {
        for budget in [0, 1, 17, 300] {
            let config = PlanConfig { method, ..PlanConfig::default() };
            let outcome = plan(&problem, &config, &aids, Control::expansions(budget));
            let spent = outcome.statistics.expansions + outcome.statistics.upper;
            assert!(spent <= budget, "{method:?}: {spent} of {budget}");
            assert_eq!((outcome.plan.is_none(), outcome.certificate), (true, Certificate::BudgetSpent), "{method:?}");
            assert!(outcome.nearest.is_some());
        }
    }
}

#[test]
fn the_simulator_is_asked_as_often_as_is_said() {
    let tables = Tables::line();
    let goal = is(3);
    let outcome = plan(&tables.problem(0, &goal, 6), &PlanConfig::default(), &Aids::default(), Control::default());
    let said = outcome.statistics.expansions + outcome.statistics.rescored;
    assert_eq!(tables.asked.load(Ordering::Relaxed), said);
    assert!(outcome.statistics.rescored >= 3, "a plan is returned only after another rollout");
}

#[test]
fn whoever_asks_may_stop() {
    let keys = Keys::corridor(4, 5, 7);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 60, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    for method in METHODS {
        let asked = AtomicUsize::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 2;
        let control = Control { expansions: 1_000_000, stop: &stop };
        let config = PlanConfig { method, ..PlanConfig::default() };
        let outcome = plan(&problem, &config, &Aids::default(), control);
        assert_eq!(outcome.certificate, Certificate::Stopped, "{method:?}");
    }
}

#[test]
fn whoever_may_stop_is_asked_every_few_simulated_pairs() {
    let keys = Keys::corridor(3, 4, 7);
    let out = Condition::new("out", keys.goal());
    let problem = PlanningProblem { horizon: 60, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    for method in METHODS {
        let asked = AtomicUsize::new(0);
        let stop = || {
            asked.fetch_add(1, Ordering::Relaxed);
            false
        };
        let control = Control { expansions: 1_500, stop: &stop };
        let config = PlanConfig { method, ..PlanConfig::default() };
        let simulated = plan(&problem, &config, &Aids::default(), control).statistics.expansions;
        let asked = asked.load(Ordering::Relaxed);
        assert!(simulated > 100 && simulated <= 32 * (asked + 1), "{method:?}: {simulated} pairs, asked {asked} times");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let keys = Keys::corridor(3, 4, 3);
    let out = Condition::new("out", keys.goal());
    let operators = Operators::mine(&keys.logged(2_000, 8, 1), &MiningConfig::default());
    let aids = Aids { operators: Some(&operators), ..Aids::default() };
    let problem = PlanningProblem { horizon: 30, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
    for method in METHODS {
        let mut config = PlanConfig { method, seed: 5, ..PlanConfig::default() };
        config.categorical_cem.rounds = 4;
        let run = || serde_json::to_string(&plan(&problem, &config, &aids, Control::expansions(6_000))).unwrap();
        assert_eq!(run(), run());
    }
}
