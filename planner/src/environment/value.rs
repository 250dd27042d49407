//! Values of properties and of arguments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The field that marks a reference to an object: `{"ref": "identifier"}`.
pub(super) const REFERENCE: &str = "ref";
/// Integers up to here are exact in `f64`, and written without a fraction.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value. Categories and texts are both [`Value::Text`]; the schema tells them apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, where the property is optional.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A finite number, in the unit of the schema.
    Number(f64),
    /// A category or a text.
    Text(String),
    /// The identifier of an object of the same state.
    Reference(String),
    /// Values in order.
    List(Vec<Value>),
    /// Named values.
    Structure(BTreeMap<String, Value>),
}

impl Value {
    /// The word for what this is, as errors name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Reference(_) => "reference",
            Self::List(_) => "list",
            Self::Structure(_) => "structure",
        }
    }

    /// Identifiers of all objects that the value refers to, in order.
    pub fn references(&self) -> Vec<&str> {
        match self {
            Self::Reference(id) => vec![id.as_str()],
            Self::List(items) => items.iter().flat_map(Self::references).collect(),
            Self::Structure(fields) => fields.values().flat_map(Self::references).collect(),
            _ => Vec::new(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            // One spelling for one number: 3.0 and 3 are the same value and have the same digest.
            Self::Number(value) if value.fract() == 0.0 && value.abs() < EXACT => {
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Reference(id) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(REFERENCE, id)?;
                map.end()
            }
            Self::List(items) => items.serialize(serializer),
            Self::Structure(fields) => fields.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("null, a boolean, a number, a text, a list, a structure, or {\"ref\": identifier}")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if value.is_finite() { Ok(Value::Number(value)) } else { Err(E::custom("a number must be finite")) }
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields: BTreeMap<String, Value> = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            if fields.insert(key.clone(), value).is_some() {
                return Err(de::Error::custom(format!("the field `{key}` stands twice")));
            }
        }
        match (fields.len(), fields.get(REFERENCE)) {
            (1, Some(Value::Text(id))) => Ok(Value::Reference(id.clone())),
            _ => Ok(Value::Structure(fields)),
        }
    }
}

impl JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Null, a boolean, a number or {\"value\", \"unit\"}, a text, a list, a structure, or {\"ref\": identifier}."
        })
    }
}
