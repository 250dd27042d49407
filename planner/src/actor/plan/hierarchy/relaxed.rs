//! The relaxed problem: operators whose effects never undo anything.
//!
//! Facts once true stay true, so what it takes to make a fact true can be added up (`h_add`, Bonet & Geffner 2001) and
//! the operators that a goal needs can be read off (helpful operators of the relaxed plan, Hoffmann & Nebel 2001).
//! Goals are opaque predicates: an operator is taken to achieve one if the predicate holds in the state imagined after
//! the operator alone.

use std::collections::{BTreeMap, BTreeSet};

use super::operators::{Fact, Operators};
use crate::actor::plan::problem::{Predicate, TRUE};
use crate::actor::plan::reachability::Reachability;
use crate::environment::{Progress, State};

/// What the relaxed problem says of one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Relaxation {
    /// Steps to all goals, added up.
    pub(super) steps: f64,
    /// Operators of the relaxed plan.
    pub(super) helpful: BTreeSet<usize>,
    /// Goals that no operator reaches.
    pub(super) unreached: usize,
}

/// Steps that a goal counts for which no operator is known to achieve.
const UNKNOWN: f64 = 16.0;

/// Distance by operators mined from transitions with everything left out that they undo.
pub struct Relaxed<'a> {
    operators: &'a Operators,
    goals: &'a [&'a dyn Predicate],
}

impl<'a> Relaxed<'a> {
    /// For these goals.
    pub fn new(operators: &'a Operators, goals: &'a [&'a dyn Predicate]) -> Self {
        Self { operators, goals }
    }
}

impl Reachability for Relaxed<'_> {
    fn steps(&self, states: &[&State]) -> Vec<f64> {
        // Many states of a batch are the same to the upper level.
        let mut known: BTreeMap<String, f64> = BTreeMap::new();
        let steps = |state: &&State| {
            let fill = || relax(self.operators, self.goals, state, &BTreeSet::new()).steps;
            *known.entry(self.operators.key(state)).or_insert_with(fill)
        };
        states.iter().map(steps).collect()
    }
}

/// Least steps to each fact by (slot, value), and the operator that makes it true.
struct Layers<'o> {
    operators: &'o Operators,
    /// One operator: least steps until it is done, infinite where its precondition is out of reach.
    done: Vec<f64>,
}

/// Solves the relaxed problem of one state, without the banned operators.
pub(super) fn relax(
    operators: &Operators,
    goals: &[&dyn Predicate],
    state: &State,
    banned: &BTreeSet<usize>,
) -> Relaxation {
    let open = |goal: &&&dyn Predicate| goal.holds(state, &Progress::default()).unwrap_or(0.0) < TRUE;
    let open: Vec<&&dyn Predicate> = goals.iter().filter(open).collect();
    let mut relaxation = Relaxation::default();
    if open.is_empty() {
        return relaxation;
    }
    let layers = Layers::of(operators, state, banned);
    let mut order: Vec<usize> = (0..layers.done.len()).filter(|place| layers.done(*place).is_finite()).collect();
    order.sort_by(|left, right| layers.done(*left).total_cmp(&layers.done(*right)).then(left.cmp(right)));
    let imagined: Vec<(usize, State)> =
        order.into_iter().filter_map(|place| Some((place, operators.list.get(place)?.imagine(state)?))).collect();
    for goal in open {
        let achieves = |(_, state): &&(usize, State)| goal.holds(state, &Progress::default()).unwrap_or(0.0) >= TRUE;
        match imagined.iter().find(achieves) {
            Some((place, _)) => {
                relaxation.steps += layers.done(*place);
                layers.mark(*place, state, &mut relaxation.helpful);
            }
            None => {
                relaxation.steps += UNKNOWN;
                relaxation.unreached += 1;
            }
        }
    }
    relaxation
}

impl<'o> Layers<'o> {
    fn of(operators: &'o Operators, state: &State, banned: &BTreeSet<usize>) -> Self {
        let mut layers = Self { operators, done: vec![f64::INFINITY; operators.list.len()] };
        loop {
            let mut better = Vec::new();
            for (place, operator) in operators.list.iter().enumerate().filter(|(place, _)| !banned.contains(place)) {
                let paid: f64 = operator.before.iter().map(|fact| layers.paid(fact, state)).sum();
                if paid + operator.steps < layers.done(place) {
                    better.push((place, paid + operator.steps));
                }
            }
            if better.is_empty() {
                return layers;
            }
            for (place, steps) in better {
                if let Some(done) = layers.done.get_mut(place) {
                    *done = steps;
                }
            }
        }
    }

    fn done(&self, place: usize) -> f64 {
        self.done.get(place).copied().unwrap_or(f64::INFINITY)
    }

    /// Least steps until the fact is true.
    fn paid(&self, fact: &Fact, state: &State) -> f64 {
        if fact.holds(state) {
            return 0.0;
        }
        self.achiever(fact).map_or(f64::INFINITY, |place| self.done(place))
    }

    fn achiever(&self, fact: &Fact) -> Option<usize> {
        let makes = |place: &usize| self.operators.list.get(*place).is_some_and(|one| one.flips.contains(fact));
        let reached = (0..self.done.len()).filter(|place| self.done(*place).is_finite()).filter(makes);
        reached.min_by(|left, right| self.done(*left).total_cmp(&self.done(*right)))
    }

    /// Marks an operator and whatever its precondition needs.
    fn mark(&self, place: usize, state: &State, helpful: &mut BTreeSet<usize>) {
        let mut stack = vec![place];
        while let Some(place) = stack.pop() {
            if helpful.insert(place) {
                let before = self.operators.list.get(place).map(|operator| operator.before.as_slice());
                let open = before.unwrap_or_default().iter().filter(|fact| !fact.holds(state));
                stack.extend(open.filter_map(|fact| self.achiever(fact)));
            }
        }
    }
}
