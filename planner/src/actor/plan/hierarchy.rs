//! Two levels: changes that matter above, actions below.
//!
//! The upper level plans over operators mined from transitions, on states that it only imagines, and hands the
//! changes it wants to the lower as subgoals; the lower reaches each by simulated actions under every hard constraint,
//! and the next begins where it ended (H-JEPA: LeCun 2022, section 4.6; in the typed world the first abstract state is a
//! set of typed facts and not a latent). A subgoal that the lower level does not reach is taken out of the upper level's
//! hands there, and the upper plans again from where the lower stands. What is imagined is never reported.

mod lower;
mod operators;
mod relaxed;
mod upper;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::best_first::{self, BestFirst, Ended};
use super::pool::Pool;
use super::rollout::{Point, World};
use lower::Pursued;
use upper::Upper;

pub use operators::{Fact, MiningConfig, Operator, Operators, Slot};
pub use relaxed::Relaxed;

/// Settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TwoLevel {
    /// Points that the lower level expands as one batch.
    pub width: usize,
    /// Actions of one subgoal at most.
    pub subgoal_depth: usize,
    /// Expansions of one subgoal at most.
    pub subgoal_expansions: usize,
    /// Imagined steps of the upper level at most; each costs the budget as much as an expansion.
    pub upper_steps: usize,
    /// Subgoals that may fail.
    pub failures: usize,
}

impl Default for TwoLevel {
    fn default() -> Self {
        Self { width: 16, subgoal_depth: 24, subgoal_expansions: 3_000, upper_steps: 2_000, failures: 8 }
    }
}

/// Searches from the start on.
pub(super) fn search(
    world: &mut World<'_, '_>,
    operators: &Operators,
    config: &TwoLevel,
    flat: &BestFirst,
    pool: &mut Pool,
) -> Ended {
    let mut point = world.start();
    let mut banned = BTreeSet::new();
    while banned.len() <= config.failures {
        let Some(chain) = imagine(world, operators, config, &point, &banned) else { break };
        let followed = follow(world, operators, config, &mut point, &chain, pool);
        match followed {
            Followed::All => break,
            Followed::Failed(operator) => banned.insert(operator),
            Followed::Spent => return Ended { exhausted: false, spent: true },
        };
    }
    if !pool.plans.is_empty() {
        return Ended::default();
    }
    // What the operators do not know of the goals is searched for from where they led, then from the start.
    let ended = best_first::search(world, &point, flat, pool);
    if pool.plans.is_empty() && !ended.spent && point.depth > 0 {
        let start = world.start();
        return best_first::search(world, &start, flat, pool);
    }
    Ended { exhausted: ended.exhausted && point.depth == 0, ..ended }
}

enum Followed {
    All,
    Failed(usize),
    Spent,
}

/// Asks the upper level, and pays for what it tried.
fn imagine(
    world: &mut World<'_, '_>,
    operators: &Operators,
    config: &TwoLevel,
    point: &Point,
    banned: &BTreeSet<usize>,
) -> Option<Vec<usize>> {
    let left = config.upper_steps.saturating_sub(world.statistics.upper);
    let goals = &world.problem.goals;
    let mut upper = Upper { operators, goals, budget: left.min(world.remaining()), tried: 0 };
    let chain = upper.chain(&point.belief.representative().state, banned);
    world.statistics.upper += upper.tried;
    chain
}

fn follow(
    world: &mut World<'_, '_>,
    operators: &Operators,
    config: &TwoLevel,
    point: &mut Arc<Point>,
    chain: &[usize],
    pool: &mut Pool,
) -> Followed {
    for place in chain {
        if world.ended(point) {
            return Followed::All;
        }
        let Some(operator) = operators.list.get(*place) else { continue };
        match lower::pursue(world, point, &operator.flips, config, pool) {
            Pursued::Reached(next) => *point = next,
            Pursued::Failed => return Followed::Failed(*place),
            Pursued::Spent => return Followed::Spent,
        }
    }
    Followed::All
}
