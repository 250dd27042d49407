//! Plans: typed actions whose predicted consequences are checked before anything is done.
//!
//! Three seams, none of which knows the others: the [`simulator`] says where actions lead (a learned ensemble, or an
//! exact one in tests); the [`problem`] says what is wanted, forbidden, and what it costs; a solver looks for the plan
//! of least energy. [`plan`] puts them together: nothing to do where the goals hold already; warm start and proposals
//! verified first; then [`best_first`], [`categorical_cem`] or the two levels of [`hierarchy`]; and at the end
//! `rescore`, which rolls every plan out again before it is returned. [`mpc`] follows a plan while it is carried
//! out. [`continuous`] holds the solvers for actions that are vectors.
//!
//! Pure, and counted in expansions: same problem, settings and world model give the same bytes, unless whoever calls
//! stops the search by a clock of his own.
//!
//! ```
//! use groundstate_planner::actor::plan::problem::{Condition, Control, PlanningProblem};
//! use groundstate_planner::actor::plan::trial::keys::Keys;
//! use groundstate_planner::actor::plan::{Aids, PlanConfig, plan};
//!
//! let keys = Keys::corridor(2, 3, 0);
//! let out = Condition::new("out", keys.goal());
//! let problem = PlanningProblem { horizon: 16, ..PlanningProblem::new(&keys, keys.start(), vec![&out]) };
//! let outcome = plan(&problem, &PlanConfig::default(), &Aids::default(), Control::default());
//! assert!(outcome.plan.is_some_and(|plan| plan.reached));
//! ```

pub mod best_first;
pub mod categorical_cem;
pub mod continuous;
pub mod experience;
pub mod hierarchy;
pub mod learned;
mod ledger;
pub mod mpc;
mod outcome;
mod pool;
pub mod problem;
pub mod proposer;
mod random;
pub mod reachability;
mod rescore;
mod rollout;
mod shorten;
pub mod simulator;
mod state;
pub mod trial;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::environment::Action;
use best_first::{BestFirst, Ended};
use categorical_cem::CategoricalCem;
use hierarchy::{Operators, TwoLevel};
use pool::Pool;
use problem::{Control, PlanningProblem};
use proposer::Proposer;
use rollout::{Point, World};

pub use outcome::{Certificate, GoalReading, Plan, PlanOutcome, PlannedStep, RejectedPlan, Rejection, Statistics};

/// How to search. Counts, never clocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanConfig {
    /// Seed of everything random.
    pub seed: u64,
    /// Which solver.
    pub method: Method,
    /// See [`best_first`].
    pub best_first: BestFirst,
    /// See [`categorical_cem`].
    pub categorical_cem: CategoricalCem,
    /// See [`hierarchy`].
    pub two_level: TwoLevel,
    /// Actions in the first state up to which [`Method::Automatic`] searches best-first.
    pub few_actions: usize,
    /// Plans asked of the proposer at most.
    pub proposals: usize,
    /// Rejected plans to report at most.
    pub rejected: usize,
}

impl Default for PlanConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            method: Method::Automatic,
            best_first: BestFirst::default(),
            categorical_cem: CategoricalCem::default(),
            two_level: TwoLevel::default(),
            few_actions: 128,
            proposals: 16,
            rejected: 5,
        }
    }
}

/// Solvers for typed actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Best-first for few actions, the cross-entropy method for many.
    #[default]
    Automatic,
    /// [`best_first`].
    BestFirst,
    /// [`categorical_cem`].
    CrossEntropy,
    /// [`hierarchy`]; without operators the same as best-first.
    TwoLevel,
}

/// What may help a search. None of it is believed.
#[derive(Clone, Copy, Default)]
pub struct Aids<'a> {
    /// What is left of an earlier plan.
    pub warm_start: &'a [Action],
    /// Proposes plans.
    pub proposer: Option<&'a dyn Proposer>,
    /// Macro-operators mined from transitions.
    pub operators: Option<&'a Operators>,
}

/// Finds the plan of least energy that reaches the goals and keeps every hard constraint in every member's rollout.
#[must_use]
pub fn plan(problem: &PlanningProblem<'_>, config: &PlanConfig, aids: &Aids<'_>, control: Control<'_>) -> PlanOutcome {
    let mut world = World::new(problem, control);
    let mut pool = Pool::default();
    let start = world.start();
    pool.offer(&world, &start);
    if world.reached(&start.belief) {
        return conclude(&world, pool, Certificate::AlreadyTrue, config);
    }
    let seeds = verified(&mut world, config, aids, &mut pool);
    let method = match config.method {
        Method::Automatic if world.candidates(&start.belief).actions.len() <= config.few_actions => Method::BestFirst,
        Method::Automatic => Method::CrossEntropy,
        chosen => chosen,
    };
    let ended = match (method, aids.operators) {
        (Method::CrossEntropy, _) => {
            categorical_cem::search(&mut world, &seeds, &config.categorical_cem, config.seed, &mut pool)
        }
        (Method::TwoLevel, Some(operators)) => {
            hierarchy::search(&mut world, operators, &config.two_level, &config.best_first, &mut pool)
        }
        _ => best_first::search(&mut world, &start, &config.best_first, &mut pool),
    };
    if !ended.exhausted {
        shorten::shorten(&mut world, &mut pool);
    }
    let certificate = certify(&world, &pool, ended);
    conclude(&world, pool, certificate, config)
}

/// Rolls out the warm start and the proposals.
fn verified(world: &mut World<'_, '_>, config: &PlanConfig, aids: &Aids<'_>, pool: &mut Pool) -> Vec<Arc<Point>> {
    let mut plans = Vec::new();
    if !aids.warm_start.is_empty() {
        plans.push(aids.warm_start.to_vec());
    }
    if let Some(proposer) = aids.proposer {
        let problem = world.problem;
        let proposed = proposer.propose(&problem.state, &problem.goals, problem.horizon, config.proposals);
        plans.extend(proposed.into_iter().take(config.proposals));
    }
    let points = world.follow(&plans);
    for point in &points {
        pool.offer(world, point);
    }
    points
}

fn certify(world: &World<'_, '_>, pool: &Pool, ended: Ended) -> Certificate {
    match (pool.plans.is_empty(), ended) {
        (false, Ended { exhausted: true, .. }) => Certificate::Optimal,
        (false, _) => Certificate::Feasible,
        (true, Ended { exhausted: true, .. }) => Certificate::Unreachable,
        (true, _) if world.stopped() => Certificate::Stopped,
        (true, Ended { spent: true, .. }) => Certificate::BudgetSpent,
        (true, _) => Certificate::NotFound,
    }
}

/// Rescores the plans in hand and reports the best that stands.
fn conclude(world: &World<'_, '_>, pool: Pool, certificate: Certificate, config: &PlanConfig) -> PlanOutcome {
    let mut statistics = world.statistics;
    let mut again = |energy: f64, point: &Point| {
        let (plan, simulated) = rescore::rescore(world.problem, &point.actions(), energy);
        statistics.rescored += simulated;
        plan
    };
    let rescored = pool.plans.iter().filter_map(|(energy, point)| again(*energy, point));
    let mut stand: Vec<Plan> = rescored.filter(|plan| plan.reached).collect();
    stand.sort_by(|left, right| left.energy.total.total_cmp(&right.energy.total));
    let mut stand = stand.into_iter();
    let plan = stand.next();
    let nearest = match (&plan, &pool.nearest) {
        (None, Some(((_, _, energy), point))) => again(*energy, point),
        _ => None,
    };
    let mut rejected = world.ledger.best(config.rejected);
    if let Some(best) = &plan {
        let higher = |lost: Plan| RejectedPlan {
            actions: lost.actions(),
            energy: lost.energy.total,
            reached: true,
            reason: Rejection::HigherEnergy { by: lost.energy.total - best.energy.total },
        };
        rejected.extend(stand.map(higher));
        rejected.truncate(config.rejected);
    }
    // A plan that the search found and rescoring did not confirm voids whatever the search claims.
    let certificate = match (certificate, &plan) {
        (Certificate::Optimal | Certificate::Feasible, None) => Certificate::NotFound,
        (certified, _) => certified,
    };
    PlanOutcome { plan, nearest, rejected, certificate, statistics }
}
