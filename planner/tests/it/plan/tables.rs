//! A small environment whose ensemble is drawn: one number, three verbs, one table a member.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use groundstate_planner::actor::plan::problem::{Condition, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::simulator::{Predicted, Prediction, Simulator};
use groundstate_planner::environment::{
    Action, ActionSchema, Kind, Object, ObjectType, Property, Schema, State, Value,
};

pub(super) const VALUES: usize = 6;
pub(super) const VERBS: [(&str, f64); 3] = [("a", 1.0), ("b", 2.0), ("c", 0.5)];

#[derive(Debug)]
pub(super) struct Tables {
    schema: Schema,
    /// Member × value × verb → next value.
    pub(super) next: Vec<[[usize; 3]; VALUES]>,
    pub(super) asked: AtomicUsize,
}

impl Tables {
    pub(super) fn new(next: Vec<[[usize; 3]; VALUES]>) -> Self {
        let number = Kind::Number { unit: None, minimum: None, maximum: None, integer: true, observed: None };
        let properties = BTreeMap::from([("n".to_owned(), Property::required(number))]);
        let action = |cost: f64, irreversible| ActionSchema { cost, irreversible, ..ActionSchema::default() };
        let schema = Schema {
            types: BTreeMap::from([("t".to_owned(), ObjectType { properties, ..ObjectType::default() })]),
            actions: VERBS.into_iter().map(|(verb, cost)| (verb.to_owned(), action(cost, verb == "c"))).collect(),
            ..Schema::default()
        };
        Self { schema, next, asked: AtomicUsize::new(0) }
    }

    /// `a` counts up to the last value and stays there, `b` counts down, `c` jumps to the last but one.
    pub(super) fn line() -> Self {
        let row = |value: usize| [(value + 1).min(VALUES - 1), value.saturating_sub(1), VALUES - 2];
        Self::new(vec![std::array::from_fn(row)])
    }

    pub(super) fn reversible(mut self) -> Self {
        self.schema.actions.values_mut().for_each(|action| action.irreversible = false);
        self
    }

    pub(super) fn problem<'a>(&'a self, start: usize, goal: &'a dyn Predicate, horizon: usize) -> PlanningProblem<'a> {
        PlanningProblem { horizon, ..PlanningProblem::new(self, state(start), vec![goal]) }
    }
}

pub(super) fn state(value: usize) -> State {
    let properties = BTreeMap::from([("n".to_owned(), Value::Number(value as f64))]);
    State::new(vec![Object { id: "o".into(), object_type: "t".into(), properties, ..Object::default() }]).unwrap()
}

pub(super) fn value(state: &State) -> usize {
    match state.get("o").unwrap().properties["n"] {
        Value::Number(number) => number as usize,
        _ => unreachable!("the environment has one number"),
    }
}

pub(super) fn is(target: usize) -> Condition<impl Fn(&State) -> bool + Sync> {
    Condition::new(format!("is {target}"), move |state| value(state) == target)
}

pub(super) fn avoids(forbidden: u8) -> Condition<impl Fn(&State) -> bool + Sync> {
    Condition::new("avoids", move |state| forbidden >> value(state) & 1 == 0)
}

pub(super) fn action(verb: &str) -> Action {
    Action { verb: verb.to_owned(), ..Action::default() }
}

impl Simulator for Tables {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn members(&self) -> usize {
        self.next.len()
    }

    fn predict(&self, queries: &[(&State, &Action)]) -> Vec<Prediction> {
        self.asked.fetch_add(queries.len(), Ordering::Relaxed);
        let one = |(before, action): &(&State, &Action)| {
            let verb = VERBS.iter().position(|(verb, _)| *verb == action.verb).unwrap();
            let member = |table: &[[usize; 3]; VALUES]| Predicted::certain(state(table[value(before)][verb]));
            Prediction::of(self.next.iter().map(member).collect())
        };
        queries.iter().map(one).collect()
    }
}
