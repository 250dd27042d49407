//! The judge: what an answer costs in full and whether it may be given.
//!
//! Set-valued guardrails are black boxes and may be slow, so each ordered answer is asked about once,
//! only when it would win, and at most a stated number of times. What was seen goes to memory.

use std::collections::BTreeMap;

use crate::cost::guard::{Guards, Violation};
use crate::cost::landscape::Landscape;
use crate::memory::ShortTermMemory;

/// Energies closer than this are equal.
pub(super) const TOLERANCE: f64 = 1e-9;

pub(super) struct Judge<'a> {
    pub(super) landscape: &'a Landscape,
    pub(super) memory: ShortTermMemory,
    guards: Guards<'a>,
    verdicts: BTreeMap<Vec<usize>, Option<Violation>>,
    budget: usize,
    exhausted: bool,
}

/// An ordered answer in rows of the landscape, feasible, with its full energy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scored {
    pub(super) rows: Vec<usize>,
    pub(super) energy: f64,
}

impl<'a> Judge<'a> {
    /// A judge that asks the set-valued constraints about at most `budget` answers.
    pub(super) fn new(landscape: &'a Landscape, guards: Guards<'a>, budget: usize) -> Self {
        let (memory, verdicts) = (ShortTermMemory::default(), BTreeMap::new());
        Self { landscape, memory, guards, verdicts, budget, exhausted: false }
    }

    /// Full energy: the landscape's and the set energy of the soft guardrails.
    pub(super) fn energy(&self, rows: &[usize]) -> f64 {
        let energy = self.landscape.energy(rows);
        if self.guards.penalties.is_empty() {
            return energy;
        }
        energy + self.guards.set_energy(&self.landscape.indices(rows))
    }

    /// The answer with its energy if it costs less than `below` and may be given.
    pub(super) fn accept(&mut self, rows: &[usize], below: f64) -> Option<Scored> {
        let energy = self.energy(rows);
        (energy < below - TOLERANCE && self.permits(rows, energy)).then(|| Scored { rows: rows.to_vec(), energy })
    }

    /// Whether an answer may be given. Fails closed once the budget is spent.
    pub(super) fn permits(&mut self, rows: &[usize], energy: f64) -> bool {
        let indices = self.landscape.indices(rows);
        if self.guards.constraints.is_empty() {
            self.memory.visit(&indices, energy, None);
            return true;
        }
        if let Some(known) = self.verdicts.get(rows) {
            return known.is_none();
        }
        if self.verdicts.len() >= self.budget {
            self.exhausted = true;
            return false;
        }
        let violation = self.guards.admit_answer(&indices).err();
        self.memory.visit(&indices, energy, violation.clone());
        let permitted = violation.is_none();
        self.verdicts.insert(rows.to_vec(), violation);
        permitted
    }

    /// Gives the judge some more questions to ask.
    pub(super) fn extend_budget(&mut self, by: usize) {
        self.budget = self.verdicts.len() + by;
    }

    /// Whether some answer was refused only because the budget was spent.
    pub(super) fn exhausted(&self) -> bool {
        self.exhausted
    }
}
