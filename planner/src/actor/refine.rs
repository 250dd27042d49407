//! Stage three: exact discrete moves until none lowers the energy. Feasible answers only.
//!
//! Insert, drop, swap and reposition over all `n` statements, then every order of the set, then
//! pair swaps: two statements in for at most two out, where a lower bound does not exclude them.

use super::judge::{Judge, Scored, TOLERANCE};
use super::moves::neighbours;
use super::order::{all_orders, best_order};
use super::outcome::MoveKind;
use crate::configurator::matrix::at;
use crate::cost::landscape::Landscape;

/// Moves accepted at most in one descent; each lowers the energy, so this is never reached in practice.
const MOVES: usize = 64;
/// Infeasible neighbours tried at most before a descent gives up a step.
const REFUSALS: usize = 48;
/// Pairs evaluated exactly in one pair swap.
const PAIRS: usize = 128;

/// Descends from an answer, which may be empty or infeasible, to a feasible local minimum.
pub(super) fn descend(judge: &mut Judge<'_>, start: &[usize]) -> Option<Scored> {
    let mut current = if start.is_empty() { None } else { judge.accept(start, f64::INFINITY) };
    let mut rows = start.to_vec();
    for _ in 0..MOVES {
        let below = current.as_ref().map_or(f64::INFINITY, |current| current.energy);
        let Some(next) = step(judge, &rows, below).or_else(|| reorder(judge, &rows, below)) else { break };
        rows.clone_from(&next.rows);
        current = Some(next);
    }
    current
}

/// The first feasible neighbour, in order of energy, that costs less than `below`.
fn step(judge: &mut Judge<'_>, rows: &[usize], below: f64) -> Option<Scored> {
    let found = neighbours(judge.landscape, rows, (below - TOLERANCE) as f32, REFUSALS);
    for neighbour in found {
        if let Some(next) = judge.accept(&neighbour.answer, below) {
            judge.memory.moved(neighbour.kind, next.energy);
            return Some(next);
        }
    }
    None
}

/// The cheapest feasible order of the same statements, if it costs less than `below`.
fn reorder(judge: &mut Judge<'_>, rows: &[usize], below: f64) -> Option<Scored> {
    let next = cheapest_order(judge, rows, below)?;
    judge.memory.moved(MoveKind::Reorder, next.energy);
    Some(next)
}

/// The cheapest feasible order of a set that costs less than `below`.
pub(super) fn cheapest_order(judge: &mut Judge<'_>, set: &[usize], below: f64) -> Option<Scored> {
    if set.is_empty() {
        return None;
    }
    let (order, path) = best_order(judge.landscape, set);
    let fixed = judge.landscape.set_energy(set);
    if fixed + path >= below - TOLERANCE {
        return None;
    }
    if let Some(scored) = judge.accept(&order, below) {
        return Some(scored);
    }
    let orders = all_orders(judge.landscape, set).into_iter();
    let mut cheaper = orders.take_while(|(_, path)| fixed + path < below - TOLERANCE).take(REFUSALS);
    cheaper.find_map(|(order, _)| judge.accept(&order, below))
}

/// Two statements in for at most two out: the first set that costs less than the answer.
///
/// A pair is tried in order of its bound: by submodularity the gain of two statements is at most the
/// sum of their gains, and each is reached at no less than its least arrival.
pub(super) fn pair_swap(judge: &mut Judge<'_>, answer: &Scored, arrivals: &[f32]) -> Option<Scored> {
    let mut left = PAIRS;
    for rest in remainders(&answer.rows, judge.landscape.limit) {
        let keys = keys(judge.landscape, &rest, arrivals);
        let path: f64 = rest.iter().map(|row| f64::from(at(arrivals, *row))).sum();
        let base = judge.landscape.set_energy(&rest) + path;
        for (place, (first, row)) in keys.iter().enumerate() {
            for (second, other) in keys.iter().skip(place + 1) {
                if left == 0 || base + f64::from(first + second) >= answer.energy - TOLERANCE {
                    break;
                }
                left -= 1;
                let set: Vec<usize> = rest.iter().copied().chain([*row, *other]).collect();
                if let Some(next) = cheapest_order(judge, &set, answer.energy) {
                    judge.memory.moved(MoveKind::PairSwap, next.energy);
                    return Some(next);
                }
            }
        }
    }
    None
}

/// The answer less one or two statements, where two more still fit.
fn remainders(rows: &[usize], limit: usize) -> Vec<Vec<usize>> {
    let without = |out: &[usize]| rows.iter().filter(|row| !out.contains(row)).copied().collect::<Vec<usize>>();
    let mut remainders = vec![rows.to_vec()];
    for (place, row) in rows.iter().enumerate() {
        remainders.push(without(&[*row]));
        remainders.extend(rows.iter().take(place).map(|other| without(&[*row, *other])));
    }
    remainders.retain(|rest| rest.len() + 2 <= limit);
    remainders
}

/// Least change of the energy when each row joins `rest` or any superset of it, ascending.
pub(super) fn keys(landscape: &Landscape, rest: &[usize], arrivals: &[f32]) -> Vec<(f32, usize)> {
    let mut keys = unsorted_keys(landscape, rest, arrivals);
    sort(&mut keys);
    keys
}

/// [`keys`] in the order of the rows.
pub(super) fn unsorted_keys(landscape: &Landscape, rest: &[usize], arrivals: &[f32]) -> Vec<(f32, usize)> {
    let mut gains = Vec::new();
    landscape.gains(rest, &mut gains);
    let bounds = gains.iter().zip(landscape.relief.iter().zip(arrivals)).enumerate();
    let keys = bounds.map(|(row, (gain, (relief, arrival)))| (gain + relief + arrival, row));
    keys.filter(|(key, _)| key.is_finite()).collect()
}

/// By key, ties by row.
pub(super) fn sort(keys: &mut [(f32, usize)]) {
    keys.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
}
