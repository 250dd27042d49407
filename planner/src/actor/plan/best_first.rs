//! Batched best-first search over decoded states, for small sets of actions.
//!
//! The best `width` open points are expanded as one batch, ordered by energy so far plus what reachability says of the
//! rest. That order is a guess; what is cut off is not: a point is dropped only if what it has paid, and its next
//! action at the least cost there is, is no better than the best plan in hand, or if the same states were reached no
//! deeper at no more energy. So the search is anytime, and when the queue runs empty the plan is of least energy within
//! the horizon, or there is none. (A*, Hart, Nilsson & Raphael 1968; anytime with a bound, Hansen & Zhou 2007.)

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::pool::Pool;
use super::rollout::{Advance, Point, World};
use crate::environment::Action;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BestFirst {
    /// Points expanded as one batch.
    pub width: usize,
    /// How much the estimate of the rest counts in the order; 0 searches evenly, more goes straighter.
    pub greed: f64,
    /// Expansions spent on better plans once there is one.
    pub improving: usize,
    /// Actions of a point that are tried at a time, in the order in which the simulator names them; the rest waits in the
    /// queue, each time one step farther back (partial expansion: Yoshizumi, Miura & Ishida 2000). 0: all at once.
    pub chunk: usize,
}

impl Default for BestFirst {
    fn default() -> Self {
        Self { width: 64, greed: 1.0, improving: 4_000, chunk: 0 }
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ended {
    /// Everything within the horizon was searched or excluded by a bound.
    pub(super) exhausted: bool,
    /// The budget did not reach.
    pub(super) spent: bool,
}

struct Open {
    priority: f64,
    sequence: usize,
    point: Arc<Point>,
    /// Actions of the point that were tried already.
    tried: usize,
}

impl Ord for Open {
    /// The greatest is taken first: least priority, of equals the earliest.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.priority.total_cmp(&self.priority).then(other.sequence.cmp(&self.sequence))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Open {}

struct Search<'c> {
    config: &'c BestFirst,
    queue: BinaryHeap<Open>,
    /// Depths and energies at which each belief was reached, none of them better than another in both.
    seen: HashMap<String, Vec<(usize, f64)>>,
    pushed: usize,
    least_cost: f64,
}

/// Searches from a point on.
pub(super) fn search(world: &mut World<'_, '_>, start: &Arc<Point>, config: &BestFirst, pool: &mut Pool) -> Ended {
    let costs = world.problem.simulator.schema().actions.values().map(|action| action.cost);
    let least_cost = costs.fold(f64::INFINITY, f64::min);
    let least_cost = if least_cost.is_finite() { least_cost.max(0.0) } else { 0.0 };
    let mut search = Search { config, queue: BinaryHeap::new(), seen: HashMap::new(), pushed: 0, least_cost };
    search.push(world, start, pool);
    let (mut cut, mut last) = (false, None);
    while !search.queue.is_empty() {
        let spent = world.statistics.expansions;
        let patient = last.is_none_or(|found| spent.saturating_sub(found) < config.improving);
        if world.stopped() || !patient {
            return Ended { exhausted: false, spent: false };
        }
        let requests = search.requests(world, pool, &mut cut);
        let mut unpaid = false;
        for advance in world.advance(&requests) {
            match advance {
                Advance::Moved(next) => {
                    if pool.offer(world, &next) {
                        last = Some(world.statistics.expansions);
                    }
                    search.push(world, &next, pool);
                }
                Advance::Refused => {}
                Advance::Unpaid => unpaid = true,
            }
        }
        if unpaid {
            return Ended { exhausted: false, spent: true };
        }
    }
    Ended { exhausted: !cut, spent: false }
}

impl Search<'_> {
    fn requests(&mut self, world: &mut World<'_, '_>, pool: &Pool, cut: &mut bool) -> Vec<(Arc<Point>, Action)> {
        let (mut requests, mut expanded) = (Vec::new(), 0);
        while expanded < self.config.width.max(1) {
            let Some(Open { priority, point, tried, .. }) = self.queue.pop() else { break };
            if self.bound(world, &point) >= pool.least() || self.overtaken(&point) {
                continue;
            }
            expanded += 1;
            let candidates = world.candidates(&point.belief);
            *cut |= candidates.cut;
            let chunk = if self.config.chunk == 0 { usize::MAX } else { self.config.chunk };
            let now = candidates.actions.iter().skip(tried).take(chunk);
            requests.extend(now.map(|action| (Arc::clone(&point), action.clone())));
            let tried = tried.saturating_add(chunk);
            if tried < candidates.actions.len() {
                self.enqueue(priority + self.step(world), point, tried);
            }
        }
        requests
    }

    /// No plan through a point that does not reach the goals costs less.
    fn bound(&self, world: &World<'_, '_>, point: &Point) -> f64 {
        let next = world.problem.discount(point.depth) * world.problem.weights.action.max(0.0) * self.least_cost;
        point.terms.sum() + next
    }

    fn push(&mut self, world: &World<'_, '_>, point: &Arc<Point>, pool: &Pool) {
        if world.ended(point) || self.bound(world, point) >= pool.least() || self.known(world, point) {
            return;
        }
        let rest = self.config.greed * point.belief.steps() * self.step(world) * world.problem.discount(point.depth);
        self.enqueue(point.terms.sum() + rest, Arc::clone(point), 0);
    }

    /// What a step costs at least while a goal is missing.
    fn step(&self, world: &World<'_, '_>) -> f64 {
        world.problem.weights.goal + world.problem.weights.action * self.least_cost
    }

    fn enqueue(&mut self, priority: f64, point: Arc<Point>, tried: usize) {
        let sequence = self.pushed;
        self.pushed += 1;
        self.queue.push(Open { priority, sequence, point, tried });
    }

    /// Whether the same states were reached at least as well; if not, that they are now.
    ///
    /// What is still to come costs the same from there, and there is no less room for it, so nothing is lost. With a
    /// discount what comes later costs less, and only equal depths compare; with a budget of costs only equal costs
    /// would, so the cost is part of the key then.
    fn known(&mut self, world: &World<'_, '_>, point: &Point) -> bool {
        let any_depth = world.problem.weights.discount >= 1.0;
        let (depth, energy) = (point.depth, point.terms.sum());
        let key = match world.problem.cost_budget {
            Some(_) => format!("{} {}", point.belief.key(), point.cost),
            None => point.belief.key().to_owned(),
        };
        let reached = self.seen.entry(key).or_default();
        let better = |(other, paid): &(usize, f64)| *paid <= energy && (*other == depth || any_depth && *other < depth);
        if reached.iter().any(better) {
            return true;
        }
        reached.retain(|(other, paid)| !(energy <= *paid && (depth == *other || any_depth && depth < *other)));
        reached.push((depth, energy));
        false
    }

    /// Whether a better way to the same states was found after the point was pushed.
    fn overtaken(&self, point: &Point) -> bool {
        let reached = self.seen.get(point.belief.key());
        reached.is_some_and(|reached| !reached.contains(&(point.depth, point.terms.sum())))
    }
}
