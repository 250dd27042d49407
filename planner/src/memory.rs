//! The short-term memory of one request: answers visited, what each cost, and why some may not be given.
//!
//! The trace and the rejected answers of a decision are read from here. It never holds text.

use std::collections::BTreeMap;

use crate::actor::{Move, MoveKind};
use crate::cost::guard::Violation;

/// Answers kept at most; the worst are forgotten first.
const CAPACITY: usize = 64;

/// What is known of one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Candidate indices, in order.
    pub answer: Vec<usize>,
    /// What it costs.
    pub energy: f64,
    /// Why it may not be given, if so.
    pub violation: Option<Violation>,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct ShortTermMemory {
    /// One visit a set of candidates: the cheapest order seen.
    visits: BTreeMap<Vec<usize>, Visit>,
    moves: Vec<Move>,
}

impl ShortTermMemory {
    /// Remembers an answer; of two orders of the same set the cheaper one stays.
    pub fn visit(&mut self, answer: &[usize], energy: f64, violation: Option<Violation>) {
        let mut key = answer.to_vec();
        key.sort_unstable();
        let cheaper = self.visits.get(&key).is_none_or(|visit| better(energy, violation.is_none(), visit));
        if cheaper {
            self.visits.insert(key, Visit { answer: answer.to_vec(), energy, violation });
        }
        if self.visits.len() > 2 * CAPACITY {
            let mut energies: Vec<f64> = self.visits.values().map(|visit| visit.energy).collect();
            energies.sort_by(f64::total_cmp);
            let worst = energies.get(CAPACITY).copied().unwrap_or(f64::INFINITY);
            self.visits.retain(|_, visit| visit.energy < worst);
        }
    }

    /// Remembers a move of the refinement.
    pub fn moved(&mut self, kind: MoveKind, energy: f64) {
        self.moves.push(Move { kind, energy });
    }

    /// Number of moves remembered.
    #[must_use]
    pub fn moves(&self) -> usize {
        self.moves.len()
    }

    /// Keeps the moves before `from` or those since: a descent that led nowhere, or to something better.
    pub fn keep_moves(&mut self, from: usize, since: bool) {
        if since {
            self.moves.drain(..from.min(self.moves.len()));
        } else {
            self.moves.truncate(from);
        }
    }

    /// Takes the moves remembered so far.
    pub fn take_moves(&mut self) -> Vec<Move> {
        std::mem::take(&mut self.moves)
    }

    /// The best remembered answers that are not the given set; cheapest first, ties by indices.
    #[must_use]
    pub fn rejected(&self, given: Option<&[usize]>, count: usize) -> Vec<&Visit> {
        let mut given = given.map(<[usize]>::to_vec);
        if let Some(given) = &mut given {
            given.sort_unstable();
        }
        let others = self.visits.iter().filter(|(key, _)| given.as_ref() != Some(*key));
        let mut visits: Vec<&Visit> = others.map(|(_, visit)| visit).collect();
        visits.sort_by(|left, right| left.energy.total_cmp(&right.energy).then_with(|| left.answer.cmp(&right.answer)));
        visits.truncate(count);
        visits
    }
}

/// A feasible order of a set beats an infeasible one; of two alike the cheaper wins.
fn better(energy: f64, feasible: bool, than: &Visit) -> bool {
    match (feasible, than.violation.is_none()) {
        (true, false) => true,
        (false, true) => false,
        _ => energy < than.energy,
    }
}
