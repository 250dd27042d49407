//! The certifying search: branch and bound over sets, after Land & Doig (1960).
//!
//! For any set `T` that extends `S`, `E(T) ≥ e(S) + Σ_{i∈S} a_i + Σ_{i∈T∖S} k_i(S)`, where `e` is the
//! set energy, `a_i` the least arrival and `k_i(S)` the gain of `i` alone plus relief and arrival: coverage is
//! submodular, the other pairs are ≥ 0, and each statement is heard exactly once. Exhausting the tree
//! proves the minimum; stopping early leaves a lower bound, and so a gap.

use super::judge::{Judge, Scored, TOLERANCE};
use super::outcome::MoveKind;
use super::refine::{cheapest_order, keys, sort, unsorted_keys};
use super::screen::screen;
use crate::configurator::matrix::at;
use crate::cost::landscape::Landscape;

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
///
/// Only rows that some better answer may hold take part ([`super::screen`]): the others' bounds exclude them at the root.
pub(super) fn certify(judge: &mut Judge<'_>, best: Option<Scored>, arrivals: &[f32], nodes: usize) -> Certificate {
    let energy = best.as_ref().map_or(f64::INFINITY, |best| best.energy);
    let root = keys(judge.landscape, &[], arrivals);
    let rows = screen(judge.landscape, &root, energy, &[], usize::MAX);
    let core = judge.landscape.select(&rows);
    let arrivals: Vec<f32> = rows.iter().map(|row| at(arrivals, *row)).collect();
    let allowed = vec![true; rows.len()];
    let (open, expanded, budget) = (f64::INFINITY, 0, nodes);
    let mut search = Search { judge, core, rows, arrivals, best, energy, open, expanded, budget };
    search.expand(&mut Vec::new(), allowed);
    let certified = search.open == f64::INFINITY && !search.judge.exhausted();
    let bound = search.open.min(search.energy);
    Certificate { bound, certified, nodes: search.expanded, best: search.best }
}

struct Search<'s, 'a> {
    judge: &'s mut Judge<'a>,
    /// The landscape over the rows that take part.
    core: Landscape,
    /// The judge's row of each of the core's.
    rows: Vec<usize>,
    arrivals: Vec<f32>,
    best: Option<Scored>,
    energy: f64,
    /// Least bound among the subtrees left unexplored.
    open: f64,
    expanded: usize,
    budget: usize,
}

impl Search<'_, '_> {
    /// Visits every extension of `set` by `allowed` rows that the bound does not exclude.
    fn expand(&mut self, set: &mut Vec<usize>, mut allowed: Vec<bool>) {
        let room = self.core.limit - set.len();
        if room == 0 {
            return;
        }
        self.expanded += 1;
        let path: f64 = set.iter().map(|row| f64::from(at(&self.arrivals, *row))).sum();
        let base = self.core.set_energy(set) + path;
        let keys = self.promising(set, &allowed, base, room);
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
            if let Some(allowed) = allowed.get_mut(*row) {
                *allowed = false;
            }
            set.push(*row);
            self.try_set(set);
            self.expand(set, allowed.clone());
            set.pop();
        }
    }

    /// Keys of the allowed rows that may lead to something better from `set`, ascending.
    fn promising(&self, set: &[usize], allowed: &[bool], base: f64, room: usize) -> Vec<(f32, usize)> {
        let mut keys = unsorted_keys(&self.core, set, &self.arrivals);
        keys.retain(|(_, row)| allowed.get(*row).copied().unwrap_or(false));
        let least = keys.iter().map(|(key, _)| *key).fold(0.0, f32::min);
        let others = f64::from(least) * (room - 1) as f64;
        keys.retain(|(key, _)| base + f64::from(*key) + others < self.energy - TOLERANCE);
        sort(&mut keys);
        keys
    }

    fn try_set(&mut self, set: &[usize]) {
        let set: Vec<usize> = set.iter().filter_map(|row| self.rows.get(*row).copied()).collect();
        if let Some(better) = cheapest_order(self.judge, &set, self.energy) {
            self.judge.memory.moved(MoveKind::Branch, better.energy);
            self.energy = better.energy;
            self.best = Some(better);
        }
    }
}
