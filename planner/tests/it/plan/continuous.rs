//! Sampling and gradients.

use groundstate_planner::actor::plan::continuous::cem::{Cem, cem};
use groundstate_planner::actor::plan::continuous::gradient::{Gradient, gradient};
use groundstate_planner::actor::plan::continuous::mppi::{Mppi, mppi, weights};
use groundstate_planner::actor::plan::continuous::{Dynamics, Task, Trajectory};
use groundstate_planner::actor::plan::trial::two_rooms::{Euclidean, Experience, STEPS, TwoRooms, reached};
use proptest::prelude::*;

const ROOMS: TwoRooms = TwoRooms;

type Solve = fn(&Task<'_>, &[f64], u64) -> Trajectory;

fn solvers() -> [Solve; 3] {
    [
        |task, warm, seed| cem(task, &Cem::default(), warm, seed),
        |task, warm, seed| mppi(task, &Mppi::default(), warm, seed),
        |task, warm, seed| gradient(task, &Gradient::default(), warm, seed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_least_energy_weighs_most_and_more_so_the_lower_the_temperature(
        energies in prop::collection::vec(0.0..10.0_f64, 2..20), temperature in 0.1..5.0_f64,
    ) {
        let (warm, cold) = (weights(&energies, temperature), weights(&energies, temperature / 2.0));
        prop_assert!((warm.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (one, other) in energies.iter().zip(&warm).flat_map(|one| energies.iter().zip(&warm).map(move |other| (one, other))) {
            if one.0 < other.0 {
                prop_assert!(one.1 >= other.1);
            }
        }
        let least = (0..energies.len()).min_by(|left, right| energies[*left].total_cmp(&energies[*right])).unwrap();
        prop_assert!(cold[least] >= warm[least] - 1e-12);
    }

    #[test]
    fn the_gradient_is_the_slope(seed in 0..500_u64, actions in prop::collection::vec(-0.9..0.9_f64, 16)) {
        let (start, goal) = ROOMS.episode(seed);
        let cost = Euclidean { goal };
        let task = Task { dynamics: &ROOMS, cost: &cost, start: &start, horizon: 8 };
        let (energy, slope) = task.gradient(&actions);
        prop_assert!((energy - task.energy(&actions)).abs() < 1e-9);
        for place in 0..actions.len() {
            let at = |by: f64| {
                let mut moved = actions.clone();
                moved[place] += by;
                task.energy(&moved)
            };
            let (left, right) = ((energy - at(-1e-6)) / 1e-6, (at(1e-6) - energy) / 1e-6);
            // Where the two sides differ there is a wall, and no slope.
            if (left - right).abs() < 1e-3 {
                prop_assert!((slope[place] - right).abs() < 1e-3, "{} {}", slope[place], right);
            }
        }
    }
}

#[test]
fn what_is_returned_is_in_the_box_costs_what_is_said_and_is_the_same_again() {
    let (start, goal) = ROOMS.episode(3);
    let cost = Euclidean { goal };
    let task = Task { dynamics: &ROOMS, cost: &cost, start: &start, horizon: 10 };
    for solve in solvers() {
        let found = solve(&task, &[], 1);
        assert_eq!(found.actions.len(), task.size());
        assert!(found.actions.iter().all(|value| value.abs() <= 1.0));
        assert!((found.energy - task.energy(&found.actions)).abs() < 1e-12 && found.rollouts > 0);
        assert_eq!(found, solve(&task, &[], 1));
    }
}

#[test]
fn a_warm_start_is_never_made_worse() {
    let experience = Experience::learn(&ROOMS.logged(300, 1));
    let (start, goal) = ROOMS.episode(4);
    let cost = experience.towards(goal);
    let task = Task { dynamics: &ROOMS, cost: &cost, start: &start, horizon: 24 };
    let good = cem(&task, &Cem { samples: 256, rounds: 8, ..Cem::default() }, &[], 1);
    let lazy = Cem { samples: 2, rounds: 1, ..Cem::default() };
    assert!(cem(&task, &lazy, &good.actions, 2).energy <= good.energy);
    assert!(cem(&task, &lazy, &[], 2).energy > good.energy);
    let lazy = Mppi { samples: 2, rounds: 1, ..Mppi::default() };
    assert!(mppi(&task, &lazy, &good.actions, 2).energy <= good.energy);
    let refined = cem(&task, &Cem { refinement: 10, ..Cem::default() }, &[], 5);
    assert!(refined.energy <= cem(&task, &Cem::default(), &[], 5).energy);
    let shifted = good.shifted(ROOMS.action_size());
    assert_eq!((shifted.len(), shifted[0]), (good.actions.len(), good.actions[2]));
}

#[test]
fn episodes_begin_unsolved_and_walls_are_walls() {
    for seed in 0..200 {
        let (start, goal) = ROOMS.episode(seed);
        assert!(!reached(&start, &goal) && (start[0] < 0.5) != (goal[0] < 0.5));
    }
    let mut state = vec![0.4, 0.2, 0.0, 0.0];
    for _ in 0..40 {
        state = ROOMS.step(&state, &[1.0, 0.0]);
    }
    assert!(state[0] < 0.5 && state[0] > 0.49, "{state:?}");
    let mut state = vec![0.4, 0.78, 0.0, 0.0];
    for _ in 0..40 {
        state = ROOMS.step(&state, &[1.0, 0.0]);
    }
    assert!(state[0] > 0.99, "{state:?}");
}

#[test]
fn a_learned_distance_leads_through_the_door() {
    let experience = Experience::learn(&ROOMS.logged(400, 1));
    for seed in 0..6 {
        let (mut state, goal) = ROOMS.episode(seed);
        let cost = experience.towards(goal);
        let mut warm = Vec::new();
        let mut arrived = false;
        for step in 0..STEPS {
            let task = Task { dynamics: &ROOMS, cost: &cost, start: &state, horizon: 12 };
            let found = cem(&task, &Cem::default(), &warm, step as u64);
            state = ROOMS.step(&state, &found.first(2));
            warm = found.shifted(2);
            if reached(&state, &goal) {
                arrived = true;
                break;
            }
        }
        assert!(arrived, "episode {seed} ended at {state:?}, goal {goal:?}");
    }
}
