//! The difference of two policies, objective by objective and field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub use super::strictness::Effect;
use super::{ObjectiveSpec, Policy, strictness};

/// What differs between two policies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Whether the documents are the same, to the last test.
    pub identical: bool,
    /// Fields of the document itself: name, description, what it removes.
    pub fields: Vec<FieldChange>,
    /// Objectives that only the second has, in its order.
    pub added: Vec<ObjectiveSpec>,
    /// Objectives that only the first has, in its order.
    pub removed: Vec<ObjectiveSpec>,
    /// Objectives that both have and that are not the same, in the order of the second.
    pub changed: Vec<ObjectiveChange>,
    /// Whether the objectives that both have are reported in another order.
    pub reordered: bool,
    /// Test cases, by name.
    pub tests: TestChanges,
}

/// A field that is not the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Where: `kind.pattern.words[3]`.
    pub path: String,
    /// What stood there; null where nothing did.
    pub from: Value,
    /// What stands there now; null where nothing does.
    pub to: Value,
}

/// An objective that is not the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectiveChange {
    /// Its identifier.
    pub id: String,
    /// What the change does to what is let through.
    pub effect: Effect,
    /// Its fields that differ.
    pub fields: Vec<FieldChange>,
}

/// Test cases that are not the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TestChanges {
    /// Names that only the second has.
    pub added: Vec<String>,
    /// Names that only the first has.
    pub removed: Vec<String>,
    /// Cases that both have and that are not the same.
    pub changed: Vec<TestChange>,
}

/// A test case that is not the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestChange {
    /// Its name.
    pub name: String,
    /// Its fields that differ.
    pub fields: Vec<FieldChange>,
}

/// What differs between `from` and `to`. Objectives are matched by id, test cases by name.
pub fn difference(from: &Policy, to: &Policy) -> Difference {
    let lost = |objective: &&ObjectiveSpec| to.objective(&objective.id).is_none();
    let new = |objective: &&ObjectiveSpec| from.objective(&objective.id).is_none();
    let changed = to.objectives.iter().filter_map(|objective| changed(from.objective(&objective.id)?, objective));
    Difference {
        identical: from == to,
        fields: heads(from, to),
        added: to.objectives.iter().filter(new).cloned().collect(),
        removed: from.objectives.iter().filter(lost).cloned().collect(),
        changed: changed.collect(),
        reordered: order(from, to).ne(order(to, from)),
        tests: tests(from, to),
    }
}

/// The identifiers that both have, in the order of the first.
fn order<'a>(policy: &'a Policy, other: &'a Policy) -> impl Iterator<Item = &'a str> {
    policy.objectives.iter().map(|objective| objective.id.as_str()).filter(|id| other.objective(id).is_some())
}

fn heads(from: &Policy, to: &Policy) -> Vec<FieldChange> {
    let head = |policy: &Policy| serde_json::json!({"name": policy.name, "description": policy.description, "remove": policy.remove});
    let mut found = Vec::new();
    walk("", &head(from), &head(to), &mut found);
    found
}

fn changed(from: &ObjectiveSpec, to: &ObjectiveSpec) -> Option<ObjectiveChange> {
    let fields = fields(from, to);
    (!fields.is_empty()).then(|| ObjectiveChange { id: to.id.clone(), effect: strictness::effect(from, to), fields })
}

fn tests(from: &Policy, to: &Policy) -> TestChanges {
    let named = |policy: &Policy| policy.tests.iter().map(|case| (case.name.clone(), case.clone())).collect();
    let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) = (named(from), named(to));
    let only = |these: &BTreeMap<String, _>, those: &BTreeMap<String, _>| -> Vec<String> {
        these.keys().filter(|name| !those.contains_key(*name)).cloned().collect()
    };
    let changed = after.iter().filter_map(|(name, case)| {
        let fields = fields(before.get(name)?, case);
        (!fields.is_empty()).then(|| TestChange { name: name.clone(), fields })
    });
    TestChanges { added: only(&after, &before), removed: only(&before, &after), changed: changed.collect() }
}

fn fields<T: Serialize>(from: &T, to: &T) -> Vec<FieldChange> {
    let value = |one: &T| serde_json::to_value(one).unwrap_or_default();
    let mut found = Vec::new();
    walk("", &value(from), &value(to), &mut found);
    found
}

/// Notes where two values differ: inside of tables and of lists of one length, else the whole.
fn walk(path: &str, from: &Value, to: &Value, found: &mut Vec<FieldChange>) {
    if from == to {
        return;
    }
    match (from, to) {
        (Value::Object(left), Value::Object(right)) => {
            let extra = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(extra) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let side = |table: &serde_json::Map<String, Value>| table.get(key).cloned().unwrap_or_default();
                walk(&path, &side(left), &side(right), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                walk(&format!("{path}[{index}]"), left, right, found);
            }
        }
        _ => found.push(FieldChange { path: path.to_owned(), from: from.clone(), to: to.clone() }),
    }
}
