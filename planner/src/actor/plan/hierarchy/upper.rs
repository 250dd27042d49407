//! The upper level: which changes, in which order, lead to the goals.

use std::collections::{BTreeMap, BTreeSet};

use super::operators::Operators;
use super::relaxed::relax;
use crate::actor::plan::problem::Predicate;
use crate::environment::State;

/// What the upper level may try and has tried.
pub(super) struct Upper<'o, 'g> {
    pub(super) operators: &'o Operators,
    pub(super) goals: &'g [&'g dyn Predicate],
    /// Imagined steps that may still be taken.
    pub(super) budget: usize,
    /// Imagined steps taken.
    pub(super) tried: usize,
}

struct Imagined {
    state: State,
    chain: Vec<usize>,
    steps: f64,
    helpful: BTreeSet<usize>,
}

impl Upper<'_, '_> {
    /// Operators in order whose imagined effects make all goals true; none where the goals are not reached in
    /// imagination. Greedy best-first search, ordered by steps so far plus those of the relaxed problem; only helpful
    /// operators are followed, since the data may know very many.
    pub(super) fn chain(&mut self, state: &State, banned: &BTreeSet<usize>) -> Option<Vec<usize>> {
        let relaxation = relax(self.operators, self.goals, state, banned);
        let first = Imagined { state: state.clone(), chain: Vec::new(), steps: 0.0, helpful: relaxation.helpful };
        // Ordered by what is estimated in thousandths of a step, then by age.
        let mut open: BTreeMap<(u64, usize), Imagined> = BTreeMap::from([((0, 0), first)]);
        let mut seen = BTreeSet::from([self.operators.key(state)]);
        while let Some((_, at)) = open.pop_first() {
            for place in &at.helpful {
                let Some(operator) = self.operators.list.get(*place).filter(|one| one.applies(&at.state)) else {
                    continue;
                };
                if self.tried >= self.budget {
                    return None;
                }
                self.tried += 1;
                let Some(state) = operator.imagine(&at.state) else { continue };
                if !seen.insert(self.operators.key(&state)) {
                    continue;
                }
                let relaxation = relax(self.operators, self.goals, &state, banned);
                let mut chain = at.chain.clone();
                chain.push(*place);
                if relaxation.steps == 0.0 {
                    return Some(chain);
                }
                let steps = at.steps + operator.steps;
                let order = ((steps + relaxation.steps) * 1e3) as u64;
                open.insert((order, self.tried), Imagined { state, chain, steps, helpful: relaxation.helpful });
            }
        }
        None
    }
}
