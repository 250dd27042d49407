//! The lower level: actions that make the facts of one subgoal true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::TwoLevel;
use super::operators::Fact;
use crate::actor::plan::pool::Pool;
use crate::actor::plan::rollout::{Advance, Point, World};
use crate::actor::plan::state::Belief;

/// What the search for one subgoal came to.
pub(super) enum Pursued {
    /// Every fact is true in every member here.
    Reached(Arc<Point>),
    /// Not within depth and expansions of one subgoal.
    Failed,
    /// The whole budget is spent.
    Spent,
}

/// Batched best-first search from a point to a subgoal, ordered by energy so far and facts that are missing.
pub(super) fn pursue(
    world: &mut World<'_, '_>,
    from: &Arc<Point>,
    subgoal: &[Fact],
    config: &TwoLevel,
    pool: &mut Pool,
) -> Pursued {
    let allowed = world.statistics.expansions.saturating_add(config.subgoal_expansions);
    let mut seen = BTreeSet::from([from.belief.key().to_owned()]);
    let mut open: BTreeMap<(u64, usize), Arc<Point>> = BTreeMap::from([((0, 0), Arc::clone(from))]);
    let mut pushed = 0;
    while !open.is_empty() && world.statistics.expansions < allowed && !world.stopped() {
        let mut requests = Vec::new();
        for _ in 0..config.width.max(1) {
            let Some((_, point)) = open.pop_first() else { break };
            let candidates = world.candidates(&point.belief);
            requests.extend(candidates.actions.iter().map(|action| (Arc::clone(&point), action.clone())));
        }
        let mut reached: Option<Arc<Point>> = None;
        for advance in world.advance(&requests) {
            let next = match advance {
                Advance::Moved(next) => next,
                Advance::Refused => continue,
                Advance::Unpaid => return Pursued::Spent,
            };
            pool.offer(world, &next);
            if !seen.insert(next.belief.key().to_owned()) {
                continue;
            }
            let missing = missing(&next.belief, subgoal);
            if missing == 0 && reached.as_ref().is_none_or(|best| next.terms.sum() < best.terms.sum()) {
                reached = Some(next);
            } else if !world.ended(&next) && next.depth < from.depth + config.subgoal_depth {
                pushed += 1;
                let weights = &world.problem.weights;
                let estimate = next.terms.sum() + (weights.goal + weights.action) * missing as f64;
                open.insert(((estimate.max(0.0) * 1e6) as u64, pushed), next);
            }
        }
        if let Some(point) = reached {
            return Pursued::Reached(point);
        }
    }
    Pursued::Failed
}

/// Facts that are not true in every member.
fn missing(belief: &Belief, subgoal: &[Fact]) -> usize {
    subgoal.iter().filter(|fact| belief.members().iter().any(|known| !fact.holds(&known.state))).count()
}
