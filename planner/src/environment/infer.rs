//! A schema read off logged transitions.

mod evidence;

use std::collections::BTreeMap;

use evidence::Evidence;

use super::{ActionSchema, Kind, ObjectType, Property, Role, Schema, State, Transition, Value};

/// How much inference may remember: what bounds its memory, however many transitions it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InferenceLimits {
    /// Distinct texts of a property, beyond which it is a text and no category.
    pub vocabulary: usize,
    /// Types, properties of a type, and verbs, beyond which further ones are counted and left out.
    pub names: usize,
    /// Depth of lists and structures, beyond which a value may be anything.
    pub depth: usize,
}

impl Default for InferenceLimits {
    fn default() -> Self {
        Self { vocabulary: 64, names: 4_096, depth: 8 }
    }
}

/// Reads a schema off transitions, one at a time.
///
/// A property is a reference where every value names an object of its state, a category where it takes few distinct
/// texts, optional where it is null or absent somewhere. Numbers get no bounds, only the range that was observed: that a
/// value has not been seen does not make it wrong.
#[derive(Clone, Debug, Default)]
pub struct Inference {
    limits: InferenceLimits,
    types: BTreeMap<String, Seen>,
    verbs: BTreeMap<String, Seen>,
    left_out: u64,
}

/// What was seen of a type or a verb.
#[derive(Clone, Debug, Default)]
struct Seen {
    count: u64,
    properties: BTreeMap<String, Evidence>,
}

impl Inference {
    /// Nothing seen yet.
    pub fn new(limits: InferenceLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes a transition into account.
    pub fn observe(&mut self, row: &Transition) {
        let states = [Some(&row.state), row.mid_state.as_ref(), Some(&row.next_state)];
        for state in states.into_iter().flatten() {
            self.observe_state(state);
        }
        let types: BTreeMap<&str, &str> = types_of(&row.state);
        let Self { limits, verbs, left_out, .. } = self;
        note(verbs, &row.action.verb, &row.action.arguments, (&types, *limits), left_out);
    }

    /// Takes a state into account.
    pub fn observe_state(&mut self, state: &State) {
        let types = types_of(state);
        let Self { limits, types: seen, left_out, .. } = self;
        for object in state.objects() {
            note(seen, &object.object_type, &object.properties, (&types, *limits), left_out);
        }
    }

    /// Names that there was no room for, counted each time they stood somewhere.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The schema of everything seen.
    pub fn finish(self) -> Schema {
        let properties = |seen: &Seen| -> BTreeMap<String, Property> {
            seen.properties.iter().map(|(name, evidence)| (name.clone(), evidence.property(seen.count))).collect()
        };
        let object_type = |seen: &Seen| ObjectType { properties: properties(seen), ..ObjectType::default() };
        let action = |seen: &Seen| ActionSchema {
            roles: properties(seen).into_iter().map(|(name, property)| Role { name, property }).collect(),
            cost: 1.0,
            ..ActionSchema::default()
        };
        Schema {
            types: self.types.iter().map(|(name, seen)| (name.clone(), object_type(seen))).collect(),
            actions: self.verbs.iter().map(|(verb, seen)| (verb.clone(), action(seen))).collect(),
            ..Schema::default()
        }
    }
}

fn types_of(state: &State) -> BTreeMap<&str, &str> {
    state.objects().iter().map(|object| (object.id.as_str(), object.object_type.as_str())).collect()
}

fn note(
    all: &mut BTreeMap<String, Seen>,
    name: &str,
    values: &BTreeMap<String, Value>,
    (types, limits): (&BTreeMap<&str, &str>, InferenceLimits),
    left_out: &mut u64,
) {
    if !all.contains_key(name) && all.len() >= limits.names {
        *left_out += 1;
        return;
    }
    let seen = all.entry(name.to_owned()).or_default();
    seen.count += 1;
    for (property, value) in values {
        if !seen.properties.contains_key(property) && seen.properties.len() >= limits.names {
            *left_out += 1;
            continue;
        }
        seen.properties.entry(property.clone()).or_default().observe(value, (types, limits), limits.depth);
    }
}

impl Kind {
    /// The kind of a list of such items.
    fn listed(items: Property) -> Self {
        Self::List { items: Box::new(items) }
    }
}
