//! Objects as flat lists of leaves: one path, one scalar.
//!
//! Lists and structures become a leaf that says how long they are or which fields they have, followed by the leaves of
//! their contents. Type, name and container are leaves like any property, so one kind of slot covers every change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::environment::{Object, Value};

/// Between the steps of a path; no property name holds it.
const STEP: char = '\u{1f}';
/// Path of the type.
pub(super) const TYPE: &str = "\u{1f}type";
/// Path of the name.
pub(super) const NAME: &str = "\u{1f}name";
/// Path of the container.
pub(super) const PARENT: &str = "\u{1f}parent";
/// Path of whether the object still exists.
pub(super) const EXISTS: &str = "\u{1f}exists";

/// A scalar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "leaf", content = "value", rename_all = "snake_case")]
pub(super) enum Leaf {
    /// The path does not occur.
    Absent,
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    Reference(String),
    /// A list of so many items.
    Length(usize),
    /// A structure of these fields.
    Fields(Vec<String>),
}

/// Leaves by path.
pub(super) type Leaves = BTreeMap<String, Leaf>;

impl Leaf {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// A key that is the same for equal leaves only.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Absent => "a".to_owned(),
            Self::Null => "n".to_owned(),
            Self::Boolean(value) => format!("b{value}"),
            Self::Number(value) => format!("#{value}"),
            Self::Text(value) => format!("t{value}"),
            Self::Reference(value) => format!("r{value}"),
            Self::Length(value) => format!("l{value}"),
            Self::Fields(names) => format!("f{}", names.join("\u{1f}")),
        }
    }
}

/// The leaves of an object.
pub(super) fn flatten(object: &Object) -> Leaves {
    let mut leaves = Leaves::new();
    leaves.insert(TYPE.to_owned(), Leaf::Text(object.object_type.clone()));
    leaves.insert(NAME.to_owned(), Leaf::Text(object.name.clone()));
    leaves.insert(PARENT.to_owned(), object.parent.clone().map_or(Leaf::Null, Leaf::Reference));
    for (name, value) in &object.properties {
        spread(name.clone(), value, &mut leaves);
    }
    leaves
}

fn spread(path: String, value: &Value, leaves: &mut Leaves) {
    let leaf = match value {
        Value::Null => Leaf::Null,
        Value::Boolean(value) => Leaf::Boolean(*value),
        Value::Number(value) => Leaf::Number(*value),
        Value::Text(value) => Leaf::Text(value.clone()),
        Value::Reference(id) => Leaf::Reference(id.clone()),
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                spread(format!("{path}{STEP}{place}"), item, leaves);
            }
            Leaf::Length(items.len())
        }
        Value::Structure(fields) => {
            for (name, field) in fields {
                spread(format!("{path}{STEP}{name}"), field, leaves);
            }
            Leaf::Fields(fields.keys().cloned().collect())
        }
    };
    leaves.insert(path, leaf);
}

/// The object of these leaves. Leaves below a list's end or outside a structure's fields are left aside; what a list or
/// structure should have and has not is null.
pub(super) fn gather(id: &str, leaves: &Leaves) -> Object {
    let text = |path: &str| match leaves.get(path) {
        Some(Leaf::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let parent = match leaves.get(PARENT) {
        Some(Leaf::Reference(id)) => Some(id.clone()),
        _ => None,
    };
    let top = leaves.iter().filter(|(path, leaf)| !path.contains(STEP) && **leaf != Leaf::Absent);
    let properties = top.map(|(path, _)| (path.clone(), collect(path, leaves))).collect();
    Object { id: id.to_owned(), object_type: text(TYPE), name: text(NAME), parent, properties }
}

fn collect(path: &str, leaves: &Leaves) -> Value {
    match leaves.get(path) {
        None | Some(Leaf::Absent | Leaf::Null) => Value::Null,
        Some(Leaf::Boolean(value)) => Value::Boolean(*value),
        Some(Leaf::Number(value)) => Value::Number(*value),
        Some(Leaf::Text(value)) => Value::Text(value.clone()),
        Some(Leaf::Reference(id)) => Value::Reference(id.clone()),
        Some(Leaf::Length(length)) => {
            Value::List((0..*length).map(|place| collect(&format!("{path}{STEP}{place}"), leaves)).collect())
        }
        Some(Leaf::Fields(names)) => {
            let field = |name: &String| (name.clone(), collect(&format!("{path}{STEP}{name}"), leaves));
            Value::Structure(names.iter().map(field).collect())
        }
    }
}
