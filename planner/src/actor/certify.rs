//! The certifying search: branch and bound over sets, after Land & Doig (1960).
//!
//! For any set `T` that extends `S`, `E(T) ≥ e(S) + Σ_{i∈S} a_i + Σ_{i∈T∖S} k_i(S)`, where `e` is the
//! set energy, `a_i` the least arrival and `k_i(S)` the gain of `i` alone plus relief and arrival: coverage is
//! submodular, the other pairs are ≥ 0, and each statement is heard exactly once. Exhausting the tree
//! proves the minimum; stopping early leaves a lower bound, and so a gap.

use super::judge::{Judge, Scored, TOLERANCE};
use super::outcome::MoveKind;
use super::refine::{cheapest_order, keys};
use crate::configurator::matrix::at;

/// What the search proved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Certificate {
    /// The best answer, the one given or a better one.
    pub(super) best: Option<Scored>,
    /// Least energy that could not be excluded.
    pub(super) bound: f64,
    /// Whether the tree was exhausted.
    pub(super) certified: bool,
    /// Nodes expanded.
    pub(super) nodes: usize,
}

/// Searches for something better than `best` through at most `nodes` nodes.
pub(super) fn certify(judge: &mut Judge<'_>, best: Option<Scored>, arrivals: &[f32], nodes: usize) -> Certificate {
    let energy = best.as_ref().map_or(f64::INFINITY, |best| best.energy);
    let mut search = Search { judge, arrivals, best, energy, open: f64::INFINITY, expanded: 0, budget: nodes };
    let all: Vec<usize> = (0..search.judge.landscape.len()).collect();
    search.expand(&mut Vec::new(), &all);
    let certified = search.open == f64::INFINITY && !search.judge.exhausted();
    let bound = search.open.min(search.energy);
    Certificate { bound, certified, nodes: search.expanded, best: search.best }
}

struct Search<'s, 'a> {
    judge: &'s mut Judge<'a>,
    arrivals: &'s [f32],
    best: Option<Scored>,
    energy: f64,
    /// Least bound among the subtrees left unexplored.
    open: f64,
    expanded: usize,
    budget: usize,
}

impl Search<'_, '_> {
    /// Visits every extension of `set` by `allowed` rows that the bound does not exclude.
    fn expand(&mut self, set: &mut Vec<usize>, allowed: &[usize]) {
        let room = self.judge.landscape.limit - set.len();
        if room == 0 || allowed.is_empty() {
            return;
        }
        self.expanded += 1;
        let mut permitted = vec![false; self.judge.landscape.len()];
        for row in allowed {
            if let Some(permitted) = permitted.get_mut(*row) {
                *permitted = true;
            }
        }
        let mut keys = keys(self.judge, set, self.arrivals);
        keys.retain(|(_, row)| permitted.get(*row).copied().unwrap_or(false));
        let path: f64 = set.iter().map(|row| f64::from(at(self.arrivals, *row))).sum();
        let base = self.judge.landscape.set_energy(set) + path;
        let order: Vec<usize> = keys.iter().map(|(_, row)| *row).collect();
        for (place, (key, row)) in keys.iter().enumerate() {
            let later = keys.iter().skip(place + 1).take(room - 1).map(|(key, _)| f64::from(key.min(0.0)));
            let bound = base + f64::from(*key) + later.sum::<f64>();
            if bound >= self.energy - TOLERANCE {
                break;
            }
            if self.expanded >= self.budget {
                self.open = self.open.min(bound);
                break;
            }
            set.push(*row);
            self.try_set(set);
            self.expand(set, order.get(place + 1..).unwrap_or_default());
            set.pop();
        }
    }

    fn try_set(&mut self, set: &[usize]) {
        if let Some(better) = cheapest_order(self.judge, set, self.energy) {
            self.judge.memory.moved(MoveKind::Branch, better.energy);
            self.energy = better.energy;
            self.best = Some(better);
        }
    }
}
