//! The cross-entropy method over typed actions, for large sets of them.
//!
//! An action is drawn in factors: the verb, then the filling of each role given the verb, from one categorical
//! distribution a depth and factor. At every factor only what some valid action of the predicted state still allows can
//! be drawn, so every sample is valid by construction. After each round the distributions move to the frequencies in
//! the elites, which are kept from round to round:
//!
//! `p ← ema · p + (1 − ema) · elites`, drawn from as `(1 − smoothing) · p + smoothing / |choices|`.
//!
//! (Rubinstein 1999; with kept elites as in iCEM, Pinneri et al. 2020.) A warm start and the proposer's plans take part
//! in the first elites and so shape the first distributions.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::best_first::Ended;
use super::pool::Pool;
use super::random::Draws;
use super::rollout::{Advance, Point, World};
use crate::environment::{Action, Schema};

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategoricalCem {
    /// Plans drawn in each round.
    pub samples: usize,
    /// Rounds at most.
    pub rounds: usize,
    /// Rounds without a better plan after which the search ends, once there is a plan and ten rounds are over.
    pub patience: usize,
    /// Plans that shape the next distributions.
    pub elites: usize,
    /// Share of every draw that is uniform, in [0, 1].
    pub smoothing: f64,
    /// How much of the old distribution stays, in [0, 1).
    pub ema: f64,
}

impl Default for CategoricalCem {
    fn default() -> Self {
        Self { samples: 300, rounds: 30, patience: 4, elites: 30, smoothing: 0.01, ema: 0.1 }
    }
}

const LEAST_ROUNDS: usize = 10;

/// Depth, verb (empty: the factor is the verb itself), role.
type Factor = (usize, String, String);

#[derive(Default)]
struct Distributions {
    of: BTreeMap<Factor, BTreeMap<String, f64>>,
}

/// Searches from the start on; `seeds` are plans rolled out already, which shape the first distributions.
pub(super) fn search(
    world: &mut World<'_, '_>,
    seeds: &[Arc<Point>],
    config: &CategoricalCem,
    seed: u64,
    pool: &mut Pool,
) -> Ended {
    let mut draws = Draws::new(seed);
    let mut distributions = Distributions::default();
    let mut elites: Vec<(f64, Arc<Point>)> = Vec::new();
    keep(&mut elites, seeds.iter().map(|point| (world.energy(point), Arc::clone(point))), config.elites);
    distributions.learn(world.problem.simulator.schema(), &elites, 0.0);
    let mut stale = 0;
    for round in 0..config.rounds {
        let before = pool.least();
        let (points, spent) = sample(world, &distributions, config, &mut draws, pool);
        keep(&mut elites, points.into_iter().map(|point| (world.energy(&point), point)), config.elites);
        distributions.learn(world.problem.simulator.schema(), &elites, config.ema);
        stale = if pool.least() < before { 0 } else { stale + 1 };
        if spent {
            return Ended { exhausted: false, spent: true };
        }
        let settled = pool.least().is_finite() && round + 1 >= LEAST_ROUNDS && stale >= config.patience;
        if world.stopped() || settled {
            break;
        }
    }
    Ended::default()
}

/// Draws plans, all of them one step a batch; says whether the budget ran out.
fn sample(
    world: &mut World<'_, '_>,
    distributions: &Distributions,
    config: &CategoricalCem,
    draws: &mut Draws,
    pool: &mut Pool,
) -> (Vec<Arc<Point>>, bool) {
    let start = world.start();
    let mut open = vec![start; config.samples.max(1)];
    let (mut ends, mut spent) = (Vec::with_capacity(open.len()), false);
    for depth in 0..world.problem.horizon {
        let mut requests = Vec::with_capacity(open.len());
        for point in open.drain(..) {
            let valid = world.valid(&point);
            match distributions.draw(world.problem.simulator.schema(), depth, &valid, config.smoothing, draws) {
                Some(action) => requests.push((point, action)),
                None => ends.push(point),
            }
        }
        for (advance, (point, _)) in world.advance(&requests).into_iter().zip(requests) {
            match advance {
                Advance::Moved(next) => {
                    pool.offer(world, &next);
                    if world.ended(&next) { ends.push(next) } else { open.push(next) }
                }
                // What came before the refusal is a plan as well.
                Advance::Refused => ends.push(point),
                Advance::Unpaid => {
                    spent = true;
                    ends.push(point);
                }
            }
        }
        if open.is_empty() || spent || world.stopped() {
            break;
        }
    }
    ends.extend(open);
    (ends, spent)
}

/// Merges plans into the elites: the least energies, each sequence of states once.
fn keep(elites: &mut Vec<(f64, Arc<Point>)>, new: impl Iterator<Item = (f64, Arc<Point>)>, most: usize) {
    elites.extend(new);
    elites.sort_by(|left, right| left.0.total_cmp(&right.0));
    elites.dedup_by(|later, kept| later.0 == kept.0 && later.1.actions() == kept.1.actions());
    elites.truncate(most.max(1));
}

impl Distributions {
    /// Moves towards the frequencies in the elites; what no elite does fades by `stays`.
    fn learn(&mut self, schema: &Schema, elites: &[(f64, Arc<Point>)], stays: f64) {
        let mut counts: BTreeMap<Factor, BTreeMap<String, f64>> = BTreeMap::new();
        for (_, point) in elites {
            for (depth, action) in point.actions().iter().enumerate() {
                let mut count = |verb: &str, role: &str, choice: String| {
                    let factor = (depth, verb.to_owned(), role.to_owned());
                    *counts.entry(factor).or_default().entry(choice).or_default() += 1.0;
                };
                count("", "", action.verb.clone());
                for role in roles(schema, &action.verb) {
                    count(&action.verb, role, filling(action, role));
                }
            }
        }
        for (factor, counts) in counts {
            let total: f64 = counts.values().sum();
            let known = self.of.entry(factor).or_default();
            let stays = if known.is_empty() { 0.0 } else { stays };
            known.values_mut().for_each(|share| *share *= stays);
            for (choice, count) in counts {
                *known.entry(choice).or_default() += (1.0 - stays) * count / total;
            }
        }
    }

    /// Draws one of the valid actions, factor by factor.
    fn draw(
        &self,
        schema: &Schema,
        depth: usize,
        valid: &[Action],
        smoothing: f64,
        draws: &mut Draws,
    ) -> Option<Action> {
        let factor = (depth, String::new(), String::new());
        let left: Vec<&Action> = valid.iter().collect();
        let mut left = self.factor(&factor, left, |action| action.verb.clone(), smoothing, draws);
        let verb = left.first()?.verb.clone();
        for role in roles(schema, &verb) {
            let factor = (depth, verb.clone(), role.to_owned());
            left = self.factor(&factor, left, |action| filling(action, role), smoothing, draws);
        }
        left.first().map(|action| (*action).clone())
    }

    fn factor<'v>(
        &self,
        factor: &Factor,
        left: Vec<&'v Action>,
        choice: impl Fn(&Action) -> String,
        smoothing: f64,
        draws: &mut Draws,
    ) -> Vec<&'v Action> {
        let mut groups: BTreeMap<String, Vec<&'v Action>> = BTreeMap::new();
        for action in left {
            groups.entry(choice(action)).or_default().push(action);
        }
        let uniform = 1.0 / groups.len().max(1) as f64;
        let weight = |choice: &String| match self.of.get(factor) {
            // The floor keeps a draw possible where nothing that was learnt is valid, and smoothing is none.
            Some(known) => {
                let share = known.get(choice).copied().unwrap_or(0.0);
                (1.0 - smoothing) * share + smoothing * uniform + f64::MIN_POSITIVE
            }
            None => uniform,
        };
        let weights: Vec<f64> = groups.keys().map(weight).collect();
        let place = draws.weighted(&weights).unwrap_or(0);
        groups.into_values().nth(place).unwrap_or_default()
    }
}

fn roles<'s>(schema: &'s Schema, verb: &str) -> impl Iterator<Item = &'s str> {
    schema.actions.get(verb).into_iter().flat_map(|action| action.roles.iter().map(|role| role.name.as_str()))
}

fn filling(action: &Action, role: &str) -> String {
    action.arguments.get(role).map(|value| serde_json::to_string(value).unwrap_or_default()).unwrap_or_default()
}
