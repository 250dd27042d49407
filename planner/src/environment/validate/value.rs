//! Values against the kinds of a schema.

use std::collections::BTreeMap;

use super::Types;
use crate::environment::{Fault, Kind, Property, Value};

/// The value in canonical form.
pub(super) fn admit(found: Option<&Value>, property: &Property, at: &str, types: &Types<'_>) -> Result<Value, Fault> {
    match found {
        None if property.optional || property.kind == Kind::Any => Ok(Value::Null),
        None => Err(Fault::Missing { at: at.to_owned() }),
        Some(Value::Null) if property.optional || property.kind == Kind::Any => Ok(Value::Null),
        Some(value) => of_kind(value, &property.kind, at, types),
    }
}

fn of_kind(value: &Value, kind: &Kind, at: &str, types: &Types<'_>) -> Result<Value, Fault> {
    match (kind, value) {
        (Kind::Boolean, Value::Boolean(_)) | (Kind::Text, Value::Text(_)) => Ok(value.clone()),
        (Kind::Number { .. }, Value::Number(number)) => in_range(*number, kind, at),
        (Kind::Number { unit, .. }, Value::Structure(fields)) => quantity(fields, unit.as_deref(), kind, at),
        (Kind::Category { values }, Value::Text(word)) => {
            let unknown = || Fault::Vocabulary { at: at.to_owned(), found: word.clone() };
            if values.contains(word) { Ok(value.clone()) } else { Err(unknown()) }
        }
        (Kind::Reference { types: allowed }, Value::Reference(id) | Value::Text(id)) => {
            reference(id, allowed, at, types)
        }
        (Kind::List { items }, Value::List(values)) => {
            let admit = |(place, value)| admit(Some(value), items, &format!("{at}.{place}"), types);
            values.iter().enumerate().map(admit).collect::<Result<_, _>>().map(Value::List)
        }
        (Kind::Structure { fields }, Value::Structure(found)) => structure(fields, found, at, types),
        (Kind::Any, _) => {
            let gone = value.references().into_iter().find(|id| !types.contains_key(*id));
            gone.map_or_else(|| Ok(value.clone()), |id| Err(dangling(at, id)))
        }
        _ => Err(Fault::Kind { at: at.to_owned(), expected: kind.word(), found: value.kind() }),
    }
}

fn dangling(at: &str, id: &str) -> Fault {
    Fault::Dangling { at: at.to_owned(), id: id.to_owned() }
}

fn in_range(number: f64, kind: &Kind, at: &str) -> Result<Value, Fault> {
    let Kind::Number { minimum, maximum, integer, .. } = kind else { return Ok(Value::Number(number)) };
    let refuse = |expected: String| Err(Fault::Range { at: at.to_owned(), value: number, expected });
    if *integer && number.fract() != 0.0 {
        return refuse("an integer".to_owned());
    }
    if !number.is_finite() {
        return refuse("finite".to_owned());
    }
    match (minimum, maximum) {
        (Some(least), _) if number < *least => refuse(format!("at least {least}")),
        (_, Some(most)) if number > *most => refuse(format!("at most {most}")),
        _ => Ok(Value::Number(number)),
    }
}

fn quantity(fields: &BTreeMap<String, Value>, unit: Option<&str>, kind: &Kind, at: &str) -> Result<Value, Fault> {
    match (fields.get("value"), fields.get("unit"), fields.len()) {
        (Some(Value::Number(number)), Some(Value::Text(found)), 2) if Some(found.as_str()) == unit => {
            in_range(*number, kind, at)
        }
        (Some(Value::Number(_)), Some(Value::Text(found)), 2) => {
            let expected = unit.map_or_else(|| "not declared".to_owned(), |unit| format!("`{unit}`"));
            Err(Fault::Unit { at: at.to_owned(), expected, found: found.clone() })
        }
        _ => Err(Fault::Kind { at: at.to_owned(), expected: "number", found: "structure" }),
    }
}

fn reference(id: &str, allowed: &[String], at: &str, types: &Types<'_>) -> Result<Value, Fault> {
    let found = types.get(id).ok_or_else(|| dangling(at, id))?;
    if !allowed.is_empty() && !allowed.iter().any(|name| name == found) {
        return Err(Fault::UnknownType { at: at.to_owned(), found: (*found).to_owned() });
    }
    Ok(Value::Reference(id.to_owned()))
}

fn structure(
    fields: &BTreeMap<String, Property>,
    found: &BTreeMap<String, Value>,
    at: &str,
    types: &Types<'_>,
) -> Result<Value, Fault> {
    if let Some(unknown) = found.keys().find(|name| !fields.contains_key(*name)) {
        return Err(Fault::UnknownProperty { at: at.to_owned(), found: unknown.clone() });
    }
    let mut admitted = BTreeMap::new();
    for (name, property) in fields {
        let value = admit(found.get(name), property, &format!("{at}.{name}"), types)?;
        // An optional field that is absent stays absent: null is a value that it may have as well.
        if found.contains_key(name) {
            admitted.insert(name.clone(), value);
        }
    }
    Ok(Value::Structure(admitted))
}
