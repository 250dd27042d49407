//! The typed difference of two states.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fault, Object, State, Value};

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// A property takes another value.
    Set {
        /// The object.
        id: String,
        /// The property.
        property: String,
        /// Its new value.
        value: Value,
    },
    /// A property is no longer there.
    Unset {
        /// The object.
        id: String,
        /// The property.
        property: String,
    },
    /// An object is called otherwise.
    Rename {
        /// The object.
        id: String,
        /// Its new name.
        name: String,
    },
    /// An object becomes one of another type.
    Retype {
        /// The object.
        id: String,
        /// Its new type.
        #[serde(rename = "type")]
        object_type: String,
    },
    /// An object moves into another container, or elsewhere in its own.
    Move {
        /// The object.
        id: String,
        /// The container; none: outside of all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<String>,
        /// Its place there; absent: the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index: Option<usize>,
    },
    /// An object comes into being, in the container it names.
    Create {
        /// The object.
        object: Object,
        /// Its place in the container; absent: the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index: Option<usize>,
    },
    /// An object ceases to be.
    Delete {
        /// The object.
        id: String,
    },
}

impl Change {
    /// The object concerned.
    pub fn id(&self) -> &str {
        match self {
            Self::Set { id, .. }
            | Self::Unset { id, .. }
            | Self::Rename { id, .. }
            | Self::Retype { id, .. }
            | Self::Move { id, .. }
            | Self::Delete { id } => id,
            Self::Create { object, .. } => &object.id,
        }
    }
}

/// Changes made together: first whatever moves or ceases is taken out, then moves and creations happen in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Changes(pub Vec<Change>);

type Siblings = BTreeMap<Option<String>, Vec<String>>;

impl Changes {
    /// The changes that lead from one state to another: `between(a, b).apply(a) == b`.
    pub fn between(before: &State, after: &State) -> Self {
        let old: BTreeMap<&str, &Object> = before.objects().iter().map(|object| (object.id.as_str(), object)).collect();
        let new: BTreeSet<&str> = after.objects().iter().map(|object| object.id.as_str()).collect();
        let mut changes = Vec::new();
        for object in before.objects().iter().filter(|object| !new.contains(object.id.as_str())) {
            changes.push(Change::Delete { id: object.id.clone() });
        }
        let stay = staying(before, after);
        let mut next: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for object in after.objects() {
            let index = next.entry(object.parent.as_deref()).or_default();
            match old.get(object.id.as_str()) {
                None => changes.push(Change::Create { object: object.clone(), index: Some(*index) }),
                Some(earlier) => {
                    if !stay.contains(object.id.as_str()) {
                        let parent = object.parent.clone();
                        changes.push(Change::Move { id: object.id.clone(), parent, index: Some(*index) });
                    }
                    of_object(earlier, object, &mut changes);
                }
            }
            *index += 1;
        }
        Self(changes)
    }

    /// The state after the changes.
    ///
    /// # Errors
    /// On an object that is not there or already there, and where the outcome is not a state.
    pub fn apply(&self, state: &State) -> Result<State, Fault> {
        let mut objects: BTreeMap<String, Object> =
            state.objects().iter().map(|object| (object.id.clone(), object.clone())).collect();
        let mut siblings = Siblings::new();
        for object in state.objects() {
            siblings.entry(object.parent.clone()).or_default().push(object.id.clone());
        }
        self.take_out(&mut objects, &mut siblings)?;
        for change in &self.0 {
            make(change, &mut objects, &mut siblings)?;
        }
        let order: Vec<String> = siblings.into_values().flatten().collect();
        State::new(order.into_iter().filter_map(|id| objects.remove(&id)).collect())
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take_out(&self, objects: &mut BTreeMap<String, Object>, siblings: &mut Siblings) -> Result<(), Fault> {
        for change in &self.0 {
            if let Change::Move { id, .. } | Change::Delete { id } = change {
                let parent = objects.get(id).ok_or_else(|| missing(id))?.parent.clone();
                siblings.entry(parent).or_default().retain(|sibling| sibling != id);
                if matches!(change, Change::Delete { .. }) {
                    objects.remove(id);
                }
            }
        }
        Ok(())
    }
}

fn missing(id: &str) -> Fault {
    Fault::Dangling { at: "changes".to_owned(), id: id.to_owned() }
}

fn put(siblings: &mut Siblings, parent: Option<String>, id: &str, index: Option<usize>) {
    let list = siblings.entry(parent).or_default();
    list.insert(index.unwrap_or(list.len()).min(list.len()), id.to_owned());
}

fn make(change: &Change, objects: &mut BTreeMap<String, Object>, siblings: &mut Siblings) -> Result<(), Fault> {
    match change {
        Change::Delete { .. } => return Ok(()),
        Change::Create { object, index } => {
            if objects.insert(object.id.clone(), object.clone()).is_some() {
                return Err(Fault::Duplicate(object.id.clone()));
            }
            put(siblings, object.parent.clone(), &object.id, *index);
            return Ok(());
        }
        _ => {}
    }
    let object = objects.get_mut(change.id()).ok_or_else(|| missing(change.id()))?;
    match change {
        Change::Set { property, value, .. } => {
            object.properties.insert(property.clone(), value.clone());
        }
        Change::Unset { property, .. } => {
            object.properties.remove(property);
        }
        Change::Rename { name, .. } => object.name.clone_from(name),
        Change::Retype { object_type, .. } => object.object_type.clone_from(object_type),
        Change::Move { id, parent, index } => {
            object.parent.clone_from(parent);
            put(siblings, parent.clone(), id, *index);
        }
        Change::Create { .. } | Change::Delete { .. } => {}
    }
    Ok(())
}

fn of_object(before: &Object, after: &Object, changes: &mut Vec<Change>) {
    let id = || after.id.clone();
    if before.object_type != after.object_type {
        changes.push(Change::Retype { id: id(), object_type: after.object_type.clone() });
    }
    if before.name != after.name {
        changes.push(Change::Rename { id: id(), name: after.name.clone() });
    }
    for property in before.properties.keys().filter(|key| !after.properties.contains_key(*key)) {
        changes.push(Change::Unset { id: id(), property: property.clone() });
    }
    for (property, value) in &after.properties {
        if before.properties.get(property) != Some(value) {
            changes.push(Change::Set { id: id(), property: property.clone(), value: value.clone() });
        }
    }
}

/// Objects that need not move: the same container before and after, and in an order that was already theirs (the
/// longest increasing run of former positions).
fn staying<'a>(before: &State, after: &'a State) -> BTreeSet<&'a str> {
    let old = before.positions();
    let mut lists: BTreeMap<Option<&str>, Vec<(usize, &'a str)>> = BTreeMap::new();
    for object in after.objects() {
        let Some(position) = old.get(object.id.as_str()) else { continue };
        let unmoved = before.objects().get(*position).is_some_and(|earlier| earlier.parent == object.parent);
        if unmoved {
            lists.entry(object.parent.as_deref()).or_default().push((*position, object.id.as_str()));
        }
    }
    lists.into_values().flat_map(|list| increasing(&list)).collect()
}

/// Patience sorting: the longest strictly increasing subsequence.
fn increasing<'a>(list: &[(usize, &'a str)]) -> Vec<&'a str> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(list.len());
    let key = |place: usize| list.get(place).map_or(0, |(position, _)| *position);
    for (place, (position, _)) in list.iter().enumerate() {
        let length = tails.partition_point(|tail| key(*tail) < *position);
        before.push(length.checked_sub(1).and_then(|last| tails.get(last).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = place,
            None => tails.push(place),
        }
    }
    let mut chosen = Vec::new();
    let mut at = tails.last().copied();
    while let Some(place) = at {
        chosen.extend(list.get(place).map(|(_, id)| *id));
        at = before.get(place).copied().flatten();
    }
    chosen
}
