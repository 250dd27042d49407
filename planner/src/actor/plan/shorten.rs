//! Leaving out what is not needed: plans that were drawn hold detours.

use super::pool::Pool;
use super::rollout::World;

/// Tries the best plan without one of its actions, all of them in one batch, until that brings nothing.
pub(super) fn shorten(world: &mut World<'_, '_>, pool: &mut Pool) {
    while let Some((energy, point)) = pool.plans.first().cloned() {
        let actions = point.actions();
        let without = |left_out: usize| {
            let kept = actions.iter().enumerate().filter(|(place, _)| *place != left_out);
            kept.map(|(_, action)| action.clone()).collect::<Vec<_>>()
        };
        let shorter: Vec<_> = (0..actions.len()).map(without).collect();
        for point in world.follow(&shorter) {
            pool.offer(world, &point);
        }
        if pool.least() >= energy || world.stopped() {
            break;
        }
    }
}
