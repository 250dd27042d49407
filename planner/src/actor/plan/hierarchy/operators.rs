//! Macro-operators mined from transitions: which changes happen together, after what, and how far apart.
//!
//! A *slot* is a property of an object, or its container. Slots that change now and then are the upper level's (doors,
//! places, who holds what); those that change all the time (coordinates) are left to the lower. One operator is
//! a set of upper slots that took new values in the same transition. Its precondition is whatever upper slots held in
//! all its occurrences (the most specific hypothesis, as in learning STRIPS operators from observations; Wang 1995), its
//! length the lower decile of the steps since the upper change before it.
//!
//! Operators are about the objects of the data: what is learned of door 3 says nothing of door 4. Objects that come
//! into being or cease are left to the lower level.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::environment::{Change, Changes, Object, State, Transition, Value};

/// Settings of the mining.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MiningConfig {
    /// Of the transitions that change anything, the share that changes a slot; above it the slot is the lower level's.
    pub busy: f64,
    /// Occurrences that an operator needs.
    pub support: usize,
}

impl Default for MiningConfig {
    fn default() -> Self {
        Self { busy: 0.2, support: 3 }
    }
}

/// A property of an object, or its container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// The object.
    pub id: String,
    /// The property; none: the container.
    pub property: Option<String>,
}

/// A slot and a value that it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The slot.
    pub slot: Slot,
    /// Its value; a container is a reference, none is null.
    pub value: Value,
}

impl Fact {
    /// Whether the fact holds in a state.
    pub fn holds(&self, state: &State) -> bool {
        state.get(&self.slot.id).is_some_and(|object| read(object, &self.slot) == self.value)
    }

    fn key(&self) -> (Slot, String) {
        (self.slot.clone(), serde_json::to_string(&self.value).unwrap_or_default())
    }
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operator {
    /// Facts that become true.
    pub flips: Vec<Fact>,
    /// Upper facts that were true before, each time.
    pub before: Vec<Fact>,
    /// Other facts that were true afterwards, each time.
    pub after: Vec<Fact>,
    /// Steps that it takes, at least 1.
    pub steps: f64,
    /// Occurrences in the data.
    pub occurrences: usize,
}

/// The operators of an environment, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Operators {
    /// The operators.
    pub list: Vec<Operator>,
    /// The upper level's slots.
    pub slots: Vec<Slot>,
}

type FactSet = BTreeMap<(Slot, String), Fact>;

#[derive(Default)]
struct Evidence {
    flips: FactSet,
    before: Option<FactSet>,
    after: Option<FactSet>,
    steps: Vec<usize>,
}

impl Operators {
    /// Mines transitions. Those of one trajectory are taken in the order given.
    pub fn mine(transitions: &[Transition], config: &MiningConfig) -> Self {
        let flips: Vec<FactSet> = transitions.iter().map(flips).collect();
        let mut changed: BTreeMap<&Slot, usize> = BTreeMap::new();
        for (slot, _) in flips.iter().flat_map(BTreeMap::keys) {
            *changed.entry(slot).or_default() += 1;
        }
        let often = config.busy * flips.iter().filter(|flips| !flips.is_empty()).count() as f64;
        let upper = |slot: &Slot| changed.get(slot).is_some_and(|count| *count as f64 <= often);
        let (slots, busy): (Vec<&Slot>, Vec<&Slot>) = changed.keys().copied().partition(|slot| upper(slot));
        let mut evidence: BTreeMap<Vec<(Slot, String)>, Evidence> = BTreeMap::new();
        let mut since: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for (row, flips) in transitions.iter().zip(&flips) {
            let steps = since.entry(row.trajectory.as_deref()).or_default();
            *steps += 1;
            let chosen: FactSet = flips.iter().filter(|((slot, _), _)| upper(slot)).map(owned).collect();
            if chosen.is_empty() {
                continue;
            }
            let steps = std::mem::take(steps);
            let found = evidence.entry(chosen.keys().cloned().collect()).or_default();
            found.steps.push(steps);
            found.before = Some(common(found.before.take(), facts(&row.state, &slots)));
            found.after = Some(common(found.after.take(), facts(&row.next_state, &busy)));
            found.flips = chosen;
        }
        let supported = evidence.into_values().filter(|found| found.steps.len() >= config.support.max(1));
        let list = supported.map(Evidence::operator).collect();
        Self { list, slots: slots.into_iter().cloned().collect() }
    }

    /// The upper level's facts of a state, as one key.
    pub(super) fn key(&self, state: &State) -> String {
        let slots: Vec<&Slot> = self.slots.iter().collect();
        facts(state, &slots).into_keys().fold(String::new(), |mut key, (slot, value)| {
            key.push_str(&format!("{}.{}={value};", slot.id, slot.property.as_deref().unwrap_or_default()));
            key
        })
    }
}

impl Operator {
    /// Whether the precondition holds.
    pub fn applies(&self, state: &State) -> bool {
        self.before.iter().all(|fact| fact.holds(state)) && !self.flips.iter().all(|fact| fact.holds(state))
    }

    /// The state as it is imagined afterwards; none where it would be no state.
    pub fn imagine(&self, state: &State) -> Option<State> {
        let mut objects = state.objects().to_vec();
        for fact in self.after.iter().chain(&self.flips) {
            write(objects.iter_mut().find(|object| object.id == fact.slot.id)?, fact);
        }
        State::new(objects).ok()
    }
}

impl Evidence {
    fn operator(mut self) -> Operator {
        self.steps.sort_unstable();
        let decile = self.steps.get(self.steps.len() / 10).copied().unwrap_or(1);
        let list = |facts: Option<FactSet>| facts.unwrap_or_default().into_values().collect();
        Operator {
            flips: self.flips.into_values().collect(),
            before: list(self.before),
            after: list(self.after),
            steps: decile.max(1) as f64,
            occurrences: self.steps.len(),
        }
    }
}

fn owned((key, fact): (&(Slot, String), &Fact)) -> ((Slot, String), Fact) {
    (key.clone(), fact.clone())
}

fn common(one: Option<FactSet>, other: FactSet) -> FactSet {
    match one {
        None => other,
        Some(one) => one.into_iter().filter(|(key, _)| other.contains_key(key)).collect(),
    }
}

/// The facts that a transition makes true; none where objects come into being or cease.
fn flips(row: &Transition) -> FactSet {
    let mut slots = BTreeSet::new();
    for change in Changes::between(&row.state, &row.next_state).0 {
        match change {
            Change::Set { id, property, .. } | Change::Unset { id, property } => {
                slots.insert(Slot { id, property: Some(property) });
            }
            Change::Move { id, .. } => {
                slots.insert(Slot { id, property: None });
            }
            Change::Create { .. } | Change::Delete { .. } => return FactSet::new(),
            Change::Rename { .. } | Change::Retype { .. } => {}
        }
    }
    let slots: Vec<&Slot> = slots.iter().collect();
    let before = facts(&row.state, &slots);
    // An object that only changes its place in the same container makes nothing true.
    facts(&row.next_state, &slots).into_iter().filter(|(key, _)| !before.contains_key(key)).collect()
}

fn facts(state: &State, slots: &[&Slot]) -> FactSet {
    let positions = state.positions();
    let fact = |slot: &&Slot| {
        let object = positions.get(slot.id.as_str()).and_then(|place| state.objects().get(*place))?;
        let fact = Fact { slot: (*slot).clone(), value: read(object, slot) };
        Some((fact.key(), fact))
    };
    slots.iter().filter_map(fact).collect()
}

fn read(object: &Object, slot: &Slot) -> Value {
    match &slot.property {
        Some(property) => object.properties.get(property).cloned().unwrap_or_default(),
        None => object.parent.clone().map(Value::Reference).unwrap_or_default(),
    }
}

fn write(object: &mut Object, fact: &Fact) {
    match (&fact.slot.property, &fact.value) {
        (Some(property), value) => {
            object.properties.insert(property.clone(), value.clone());
        }
        (None, Value::Reference(id)) => object.parent = Some(id.clone()),
        (None, _) => object.parent = None,
    }
}
