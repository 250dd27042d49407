//! The plans that a search has in hand.

use std::sync::Arc;

use super::rollout::{Point, World};

/// Plans kept for rescoring.
const KEPT: usize = 8;

/// Feasible plans that reach the goals, best first, and the one that comes nearest.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) plans: Vec<(f64, Arc<Point>)>,
    pub(super) nearest: Option<((f64, f64, f64), Arc<Point>)>,
}

impl Pool {
    /// Least energy in hand, infinite without a plan.
    pub(super) fn least(&self) -> f64 {
        self.plans.first().map_or(f64::INFINITY, |(energy, _)| *energy)
    }

    /// Takes note of a plan; says whether it is the best so far.
    pub(super) fn offer(&mut self, world: &World<'_, '_>, point: &Arc<Point>) -> bool {
        let energy = world.energy(point);
        if !world.reached(&point.belief) {
            let rank = (world.missing(&point.belief), point.belief.steps(), energy);
            if self.nearest.as_ref().is_none_or(|(kept, _)| nearer(rank, *kept)) {
                self.nearest = Some((rank, Arc::clone(point)));
            }
            return false;
        }
        let place = self.plans.partition_point(|(kept, _)| *kept <= energy);
        let before = place.checked_sub(1).and_then(|place| self.plans.get(place));
        let again = before.is_some_and(|(kept, known)| *kept == energy && known.actions() == point.actions());
        if place < KEPT && !again {
            self.plans.insert(place, (energy, Arc::clone(point)));
            self.plans.truncate(KEPT);
        }
        place == 0
    }
}

fn nearer(left: (f64, f64, f64), right: (f64, f64, f64)) -> bool {
    left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)).then(left.2.total_cmp(&right.2)).is_lt()
}
