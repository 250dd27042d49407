//! What the planner is worth on the trial environments: one row a setting, to be printed as a table.
//!
//! Time is whoever's clock is passed in. Everything but the times is the same on every machine.

use serde::{Deserialize, Serialize};

use super::keys::Keys;
use super::two_rooms::{Euclidean, Experience, STEPS, TwoRooms, reached};
use crate::actor::plan::continuous::cem::{Cem, cem};
use crate::actor::plan::continuous::gradient::{Gradient, gradient};
use crate::actor::plan::continuous::mppi::{Mppi, mppi};
use crate::actor::plan::continuous::{Cost, Dynamics, Task, Trajectory};
use crate::actor::plan::hierarchy::{MiningConfig, Operators, Relaxed};
use crate::actor::plan::problem::{Condition, Control, PlanningProblem, Predicate};
use crate::actor::plan::{Aids, Method, PlanConfig, plan};

/// Episodes that operators are mined from, and their steps.
const LOGGED: (usize, usize) = (6_000, 8);

/// Milliseconds since any fixed moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// Steps that a plan looks ahead in the two rooms.
const LOOK_AHEAD: usize = 12;
/// Random episodes that the distance in the two rooms is learned from.
const EXPLORED: usize = 400;

/// A solver of continuous plans with its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Solver {
    /// iCEM.
    Cem(Cem),
    /// MPPI.
    Mppi(Mppi),
    /// Descent.
    Gradient(Gradient),
}

/// What a solver achieves in the two rooms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NavigationRow {
    /// Its name and settings.
    pub solver: String,
    /// The cost of a state: `euclidean` or `learned`.
    pub cost: String,
    /// Episodes, each unsolved at its start, start and goal in different rooms.
    pub episodes: usize,
    /// Share of them in which the goal was reached, in [0, 1].
    pub success: f64,
    /// Mean steps of those.
    pub steps: f64,
    /// Rollouts of one plan.
    pub rollouts: usize,
    /// Median time of one plan, milliseconds.
    pub plan_ms: f64,
}

impl Solver {
    /// All that are compared: each at several numbers of samples.
    pub fn compared() -> Vec<Self> {
        let mut solvers = Vec::new();
        for samples in [8, 32, 128] {
            solvers.push(Self::Cem(Cem { samples, elites: (samples / 6).max(3), ..Cem::default() }));
        }
        for samples in [8, 32, 128] {
            solvers.push(Self::Mppi(Mppi { samples, ..Mppi::default() }));
        }
        for restarts in [1, 4, 16] {
            solvers.push(Self::Gradient(Gradient { restarts, ..Gradient::default() }));
        }
        solvers.push(Self::Cem(Cem { samples: 32, elites: 5, refinement: 10, ..Cem::default() }));
        solvers
    }

    fn name(&self) -> String {
        match self {
            Self::Cem(config) if config.refinement > 0 => format!("cem {} + gradient", config.samples),
            Self::Cem(config) => format!("cem {}", config.samples),
            Self::Mppi(config) => format!("mppi {}", config.samples),
            Self::Gradient(config) => format!("gradient {}", config.restarts),
        }
    }

    fn solve(&self, task: &Task<'_>, warm_start: &[f64], seed: u64) -> Trajectory {
        match self {
            Self::Cem(config) => cem(task, config, warm_start, seed),
            Self::Mppi(config) => mppi(task, config, warm_start, seed),
            Self::Gradient(config) => gradient(task, config, warm_start, seed),
        }
    }
}

/// Runs one solver on episodes of the two rooms, planning again after every step.
pub fn navigate(solver: &Solver, learned: bool, episodes: usize, seed: u64, clock: Clock<'_>) -> NavigationRow {
    let rooms = TwoRooms;
    let experience = Experience::learn(&rooms.logged(EXPLORED, seed.wrapping_add(1)));
    let (mut arrived, mut steps, mut rollouts, mut times) = (0_usize, 0_usize, 0, Vec::new());
    for episode in 0..episodes {
        let (mut state, goal) = rooms.episode(seed.wrapping_mul(1_000_003).wrapping_add(episode as u64));
        let (straight, through) = (Euclidean { goal }, experience.towards(goal));
        let cost: &dyn Cost = if learned { &through } else { &straight };
        let mut warm = Vec::new();
        for step in 0..STEPS {
            let started = clock();
            let task = Task { dynamics: &rooms, cost, start: &state, horizon: LOOK_AHEAD };
            let found = solver.solve(&task, &warm, step as u64);
            times.push(clock() - started);
            rollouts = found.rollouts;
            state = rooms.step(&state, &found.first(2));
            warm = found.shifted(2);
            if reached(&state, &goal) {
                (arrived, steps) = (arrived + 1, steps + step + 1);
                break;
            }
        }
    }
    NavigationRow {
        solver: solver.name(),
        cost: if learned { "learned" } else { "euclidean" }.to_owned(),
        episodes,
        success: arrived as f64 / episodes.max(1) as f64,
        steps: steps as f64 / arrived.max(1) as f64,
        rollouts,
        plan_ms: median(times),
    }
}

/// What a search achieves in the rooms with keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelsRow {
    /// Rooms to cross.
    pub rooms: usize,
    /// `flat`, `flat, relaxed distance` or `two levels`.
    pub search: String,
    /// Problems.
    pub problems: usize,
    /// Share of them for which a plan was found, in [0, 1].
    pub found: f64,
    /// Mean length of the shortest plans, over all problems.
    pub shortest: f64,
    /// Mean of found length by shortest, over the plans found.
    pub excess: f64,
    /// Mean of expansions and imagined steps spent, of the same budget.
    pub spent: f64,
    /// Median time of one plan, milliseconds.
    pub plan_ms: f64,
}

/// Searches of one distance, all of them with the same budget.
pub fn levels(rooms: usize, problems: usize, budget: usize, seed: u64, clock: Clock<'_>) -> Vec<LevelsRow> {
    let searches = [("flat", false, false), ("flat, relaxed distance", false, true), ("two levels", true, false)];
    let mut rows: Vec<(LevelsRow, Vec<f64>)> = Vec::new();
    for (search, _, _) in searches {
        let row = LevelsRow {
            rooms,
            search: search.to_owned(),
            problems,
            found: 0.0,
            shortest: 0.0,
            excess: 0.0,
            spent: 0.0,
            plan_ms: 0.0,
        };
        rows.push((row, Vec::new()));
    }
    for problem in 0..problems {
        let keys = Keys::corridor(rooms, 5, seed.wrapping_mul(1_000_003).wrapping_add(problem as u64));
        let operators =
            Operators::mine(&keys.logged(LOGGED.0, LOGGED.1, seed.wrapping_add(1)), &MiningConfig::default());
        for ((row, times), (_, two, relaxed)) in rows.iter_mut().zip(searches) {
            one(&keys, &operators, (two, relaxed, budget), clock, row, times);
        }
    }
    let finish = |(row, times): (LevelsRow, Vec<f64>)| LevelsRow {
        found: row.found / problems.max(1) as f64,
        shortest: row.shortest / problems.max(1) as f64,
        excess: if row.found > 0.0 { row.excess / row.found } else { 0.0 },
        spent: row.spent / problems.max(1) as f64,
        plan_ms: median(times),
        ..row
    };
    rows.into_iter().map(finish).collect()
}

fn one(
    keys: &Keys,
    operators: &Operators,
    (two, relaxed, budget): (bool, bool, usize),
    clock: Clock<'_>,
    row: &mut LevelsRow,
    times: &mut Vec<f64>,
) {
    let out = Condition::new("out", keys.goal());
    let goals: [&dyn Predicate; 1] = [&out];
    let distance = Relaxed::new(operators, &goals);
    let mut problem = PlanningProblem::new(keys, keys.start(), goals.to_vec());
    problem.horizon = keys.shortest() * 2;
    if relaxed {
        problem.reachability = Some(&distance);
    }
    let method = if two { Method::TwoLevel } else { Method::BestFirst };
    let aids = Aids { operators: two.then_some(operators), ..Aids::default() };
    let started = clock();
    let outcome = plan(&problem, &PlanConfig { method, ..PlanConfig::default() }, &aids, Control::expansions(budget));
    times.push(clock() - started);
    row.shortest += keys.shortest() as f64;
    row.spent += (outcome.statistics.expansions + outcome.statistics.upper) as f64;
    if let Some(plan) = outcome.plan {
        row.found += 1.0;
        row.excess += plan.steps.len() as f64 / keys.shortest().max(1) as f64;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
