//! What an environment is made of.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;

/// Identifier of the JSON Schema; a change that older documents would not pass gets a new number.
pub const SCHEMA_ID: &str = "urn:groundstate:environment:1";

/// Types of object, actions, and named predicates over states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Name of the environment.
    #[serde(default)]
    pub name: String,
    /// What it is, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Types of object by name.
    pub types: BTreeMap<String, ObjectType>,
    /// Actions by verb.
    #[serde(default)]
    pub actions: BTreeMap<String, ActionSchema>,
    /// Predicates that plans may be asked to make true.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub goals: BTreeMap<String, Predicate>,
    /// Predicates that every predicted state must satisfy.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub guardrails: BTreeMap<String, Predicate>,
    /// Tools by name, which actions may name to be carried out by the server.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tools: BTreeMap<String, Tool>,
}

/// A type of object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectType {
    /// What it is, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Properties by name. One that is not optional stands in every state.
    #[serde(default)]
    pub properties: BTreeMap<String, Property>,
    /// Types that may contain an object of this one; absent: any type, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contained_in: Option<Vec<String>>,
}

/// A property of an object, a field of a structure, an item of a list, or the value of an argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Property {
    /// What values it takes.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether it may be null or absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What it is, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// Kinds of value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// True or false.
    Boolean,
    /// A finite number.
    Number {
        /// Unit of measurement; a value given in another one is refused, not converted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Least value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minimum: Option<f64>,
        /// Greatest value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<f64>,
        /// Whether fractions are refused.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        integer: bool,
        /// Least and greatest value in the data that the schema was inferred from: a remark, not a constraint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        observed: Option<[f64; 2]>,
    },
    /// One of a vocabulary.
    Category {
        /// The vocabulary.
        values: Vec<String>,
    },
    /// Any text.
    Text,
    /// Another object of the same state.
    Reference {
        /// Types it may have; empty: any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        types: Vec<String>,
    },
    /// Values in order.
    List {
        /// What the items are.
        items: Box<Property>,
    },
    /// Named values.
    Structure {
        /// What the fields are.
        fields: BTreeMap<String, Property>,
    },
    /// Anything: what inference says of a property whose kinds contradict each other.
    Any,
}

/// An action: a verb with typed roles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionSchema {
    /// What it does, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Roles in the order in which people would say them. A role of kind `reference` takes an object, any other a value.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// CEL expression over the state and the roles; where it is false the action is not possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precondition: Option<String>,
    /// What it costs to take it, in the environment's own unit, at least 0.
    #[serde(default = "one")]
    pub cost: f64,
    /// Whether it cannot be undone: a plan that takes it needs approval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub irreversible: bool,
    /// The tool of the schema that carries it out, where the server may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
}

/// A role of an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// Name of the role.
    pub name: String,
    /// What fills it.
    #[serde(flatten)]
    pub property: Property,
}

/// A named condition on a state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// What it means, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// CEL expression over the state.
    pub expression: String,
}

impl Property {
    /// A property of that kind that must be there.
    pub fn required(kind: Kind) -> Self {
        Self { kind, optional: false, description: String::new() }
    }
}

impl Kind {
    /// A number without unit or bounds.
    pub fn number() -> Self {
        Self::Number { unit: None, minimum: None, maximum: None, integer: false, observed: None }
    }

    /// The word for it, as documents spell it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Number { .. } => "number",
            Self::Category { .. } => "category",
            Self::Text => "text",
            Self::Reference { .. } => "reference",
            Self::List { .. } => "list",
            Self::Structure { .. } => "structure",
            Self::Any => "any",
        }
    }
}

fn one() -> f64 {
    1.0
}

/// The JSON Schema (draft 2020-12) of environment schemas, states and transitions, as checked in at
/// `planner/environment.schema.json`.
///
/// What passes it may still be refused for what it cannot say: that types exist, that references lead somewhere, that
/// containment has no cycle.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Schema).to_value();
    let transition = schemars::schema_for!(super::Transition).to_value();
    if let Some(root) = schema.as_object_mut() {
        root.insert("$id".to_owned(), SCHEMA_ID.into());
        root.insert("title".to_owned(), "Groundstate environment".into());
        let definitions = root.entry("$defs").or_insert_with(|| serde_json::json!({}));
        if let (Some(definitions), serde_json::Value::Object(mut transition)) =
            (definitions.as_object_mut(), transition)
        {
            transition.remove("$schema");
            if let Some(serde_json::Value::Object(parts)) = transition.remove("$defs") {
                definitions.extend(parts);
            }
            definitions.insert("Transition".to_owned(), transition.into());
        }
    }
    schema
}
