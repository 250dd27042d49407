//! Exhaustive search: the reference that the solver is measured against.

use super::order::best_order;
use crate::cost::landscape::Landscape;

/// Sets that an instance has: `Σ_{k=1..K} C(n, k)`, saturating.
#[must_use]
pub fn sets(n: usize, limit: usize) -> usize {
    let choose = |k: usize| (0..k).fold(1_usize, |product, i| product.saturating_mul(n.saturating_sub(i)) / (i + 1));
    (1..=limit).fold(0, |sum, k| sum.saturating_add(choose(k)))
}

/// The cheapest answer and its energy over every set of one to `limit` statements in its best order;
/// none when there are no statements. Constraints and set penalties are not asked.
#[must_use]
pub fn exhaustive(landscape: &Landscape) -> Option<(Vec<usize>, f64)> {
    let mut best = None;
    extend(landscape, &mut Vec::new(), 0, &mut best);
    best
}

fn extend(landscape: &Landscape, set: &mut Vec<usize>, from: usize, best: &mut Option<(Vec<usize>, f64)>) {
    if !set.is_empty() {
        let (order, path) = best_order(landscape, set);
        let energy = landscape.set_energy(set) + path;
        if best.as_ref().is_none_or(|(_, least)| energy < *least) {
            *best = Some((order, energy));
        }
    }
    if set.len() < landscape.limit {
        for row in from..landscape.len() {
            set.push(row);
            extend(landscape, set, row + 1, best);
            set.pop();
        }
    }
}
