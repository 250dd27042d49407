//! What is called optimal is: compared with enumeration of every plan, its energy said a second time, slow and obvious.

use groundstate_planner::actor::plan::best_first::BestFirst;
use groundstate_planner::actor::plan::problem::Condition;
use groundstate_planner::actor::plan::problem::{Control, PlanWeights, PlanningProblem};
use groundstate_planner::actor::plan::trial::keys::Keys;
use groundstate_planner::actor::plan::{Aids, Certificate, Method, PlanConfig, plan};
use proptest::prelude::*;

use super::tables::{Tables, VALUES, VERBS, avoids, is};

pub(super) fn tables(members: usize) -> impl Strategy<Value = Tables> {
    let row = prop::array::uniform3(0..VALUES);
    let table = prop::collection::vec(row, VALUES).prop_map(|rows| std::array::from_fn(|value| rows[value]));
    prop::collection::vec(table, 1..=members).prop_map(|next| Tables::new(next).reversible())
}

pub(super) fn exhaustive() -> PlanConfig {
    PlanConfig {
        method: Method::BestFirst,
        best_first: BestFirst { improving: usize::MAX, ..BestFirst::default() },
        ..PlanConfig::default()
    }
}

/// Least energy over all sequences of verbs that reach the target and keep off what is forbidden, in every member.
fn enumerate(tables: &Tables, start: usize, target: usize, forbidden: u8, horizon: usize, w: &PlanWeights) -> f64 {
    let mut best = f64::INFINITY;
    let mut stack: Vec<(Vec<usize>, f64, usize)> = vec![(vec![start; tables.next.len()], 0.0, 0)];
    while let Some((states, energy, depth)) = stack.pop() {
        if states.iter().all(|value| *value == target) {
            best = best.min(energy);
            continue;
        }
        if depth == horizon {
            continue;
        }
        for (verb, (_, cost)) in VERBS.iter().enumerate() {
            let next: Vec<usize> = tables.next.iter().zip(&states).map(|(table, value)| table[*value][verb]).collect();
            if next.iter().any(|value| forbidden >> value & 1 == 1) {
                continue;
            }
            let apart = |values: &[usize]| {
                let most = values.iter().map(|one| values.iter().filter(|other| *other == one).count()).max().unwrap();
                1.0 - most as f64 / values.len() as f64
            };
            let of = |value: &usize| apart(&tables.next.iter().map(|table| table[*value][verb]).collect::<Vec<_>>());
            let disagreement = states.iter().map(of).fold(apart(&next), f64::max);
            let missing = f64::from(u8::from(!next.iter().all(|value| *value == target)));
            let step = w.goal * missing + w.action * cost + w.disagreement * disagreement;
            stack.push((next, energy + w.discount.powi(depth as i32) * step, depth + 1));
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn best_first_finds_the_plan_of_least_energy_or_proves_that_there_is_none(
        tables in tables(3), start in 0..VALUES, target in 0..VALUES, forbidden in any::<u8>(),
        horizon in 0..5_usize, discount in prop::sample::select(vec![1.0, 0.8]), greed in 0.0..3.0,
    ) {
        prop_assume!(start != target);
        let (goal, guardrail) = (is(target), avoids(forbidden));
        let weights = PlanWeights { discount, ..PlanWeights::default() };
        let problem = tables.problem(start, &goal, horizon);
        let problem = PlanningProblem { guardrails: vec![&guardrail], weights, ..problem };
        let mut config = exhaustive();
        config.best_first.greed = greed;
        let outcome = plan(&problem, &config, &Aids::default(), Control::default());
        let least = enumerate(&tables, start, target, forbidden, horizon, &weights);
        match &outcome.plan {
            Some(found) => {
                prop_assert!((found.energy.total - least).abs() < 1e-9, "{} against {least}", found.energy.total);
                prop_assert!((found.energy.total - found.searched_energy).abs() < 1e-9);
                let sum: f64 = found.energy.terms.iter().map(|term| term.energy).sum();
                prop_assert!((sum - found.energy.total).abs() < 1e-9);
                prop_assert_eq!(outcome.certificate, Certificate::Optimal);
            }
            None => {
                prop_assert!(least.is_infinite(), "{least}");
                prop_assert_eq!(outcome.certificate, Certificate::Unreachable);
                prop_assert!(outcome.nearest.is_some_and(|plan| !plan.reached));
            }
        }
    }

    #[test]
    fn one_more_constraint_never_lowers_the_energy(
        tables in tables(3), target in 1..VALUES, forbidden in any::<u8>(), more in any::<u8>(),
    ) {
        let (goal, few, many) = (is(target), avoids(forbidden), avoids(forbidden | more));
        let energy = |guardrail| {
            let problem = PlanningProblem { guardrails: vec![guardrail], ..tables.problem(0, &goal, 4) };
            let outcome = plan(&problem, &exhaustive(), &Aids::default(), Control::default());
            outcome.plan.map_or(f64::INFINITY, |plan| plan.energy.total)
        };
        prop_assert!(energy(&few) <= energy(&many));
    }
}

#[test]
fn the_shortest_way_through_the_rooms_is_found() {
    for (rooms, width, seed) in [(2, 3, 0), (2, 5, 1), (3, 3, 2)] {
        let keys = Keys::corridor(rooms, width, seed);
        let out = Condition::new("out", keys.goal());
        let problem = PlanningProblem { horizon: 40, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
        let outcome = plan(&problem, &exhaustive(), &Aids::default(), Control::default());
        assert_eq!(outcome.certificate, Certificate::Optimal);
        assert_eq!(outcome.plan.unwrap().steps.len(), keys.shortest());
        let short = PlanningProblem { horizon: keys.shortest() - 1, ..problem };
        let outcome = plan(&short, &exhaustive(), &Aids::default(), Control::default());
        assert_eq!((outcome.plan, outcome.certificate), (None, Certificate::Unreachable));
    }
}
