//! Contradictions inside a schema.

use std::collections::BTreeSet;

use crate::environment::{ActionSchema, Fault, Kind, Predicate, Property, Schema};

/// Depth of nested lists and structures.
const DEPTH: usize = 16;

pub(super) fn check(schema: &Schema) -> Result<(), Fault> {
    for (name, object_type) in &schema.types {
        let at = format!("types.{name}");
        named(name, &at)?;
        for container in object_type.contained_in.iter().flatten() {
            known(schema, container, &format!("{at}.contained_in"))?;
        }
        for (property, declared) in &object_type.properties {
            let at = format!("{at}.properties.{property}");
            named(property, &at)?;
            declared_well(schema, declared, &at, DEPTH)?;
        }
    }
    for (verb, action) in &schema.actions {
        named(verb, &format!("actions.{verb}"))?;
        action_well(schema, action, &format!("actions.{verb}"))?;
    }
    for (section, predicates) in [("goals", &schema.goals), ("guardrails", &schema.guardrails)] {
        for (name, Predicate { expression, .. }) in predicates {
            let at = format!("{section}.{name}");
            named(name, &at)?;
            written(expression, &at)?;
        }
    }
    Ok(())
}

fn fault(at: &str, reason: impl Into<String>) -> Fault {
    Fault::Schema { at: at.to_owned(), reason: reason.into() }
}

fn named(name: &str, at: &str) -> Result<(), Fault> {
    if name.trim().is_empty() { Err(fault(at, "the name is empty")) } else { Ok(()) }
}

fn written(expression: &str, at: &str) -> Result<(), Fault> {
    if expression.trim().is_empty() { Err(fault(at, "the expression is empty")) } else { Ok(()) }
}

fn known(schema: &Schema, name: &str, at: &str) -> Result<(), Fault> {
    if schema.types.contains_key(name) {
        return Ok(());
    }
    Err(Fault::UnknownType { at: at.to_owned(), found: name.to_owned() })
}

fn action_well(schema: &Schema, action: &ActionSchema, at: &str) -> Result<(), Fault> {
    let mut names = BTreeSet::new();
    for role in &action.roles {
        let at = format!("{at}.roles.{}", role.name);
        named(&role.name, &at)?;
        if !names.insert(role.name.as_str()) {
            return Err(fault(&at, "two roles have this name"));
        }
        declared_well(schema, &role.property, &at, DEPTH)?;
    }
    if !action.cost.is_finite() || action.cost < 0.0 {
        return Err(fault(at, "the cost must be finite and at least 0"));
    }
    if let Some(tool) = action.tool.as_ref().filter(|tool| !schema.tools.contains_key(*tool)) {
        return Err(fault(&format!("{at}.tool"), format!("there is no tool `{tool}`")));
    }
    action.precondition.as_deref().map_or(Ok(()), |expression| written(expression, &format!("{at}.precondition")))
}

fn declared_well(schema: &Schema, property: &Property, at: &str, depth: usize) -> Result<(), Fault> {
    let Some(deeper) = depth.checked_sub(1) else { return Err(fault(at, format!("nested deeper than {DEPTH}"))) };
    match &property.kind {
        Kind::Number { unit, minimum, maximum, .. } => number_well(unit.as_deref(), *minimum, *maximum, at),
        Kind::Category { values } => {
            let distinct: BTreeSet<&String> = values.iter().collect();
            match (values.is_empty(), distinct.len() == values.len()) {
                (true, _) => Err(fault(at, "the vocabulary is empty")),
                (_, false) => Err(fault(at, "a word stands twice in the vocabulary")),
                _ => Ok(()),
            }
        }
        Kind::Reference { types } => types.iter().try_for_each(|name| known(schema, name, at)),
        Kind::List { items } => declared_well(schema, items, &format!("{at}.items"), deeper),
        Kind::Structure { fields } => {
            if fields.len() == 1 && fields.contains_key("ref") {
                return Err(fault(at, "a structure of the one field `ref` cannot be told from a reference"));
            }
            let field =
                |(name, field): (&String, &Property)| declared_well(schema, field, &format!("{at}.{name}"), deeper);
            fields.iter().try_for_each(field)
        }
        Kind::Boolean | Kind::Text | Kind::Any => Ok(()),
    }
}

fn number_well(unit: Option<&str>, minimum: Option<f64>, maximum: Option<f64>, at: &str) -> Result<(), Fault> {
    if unit.is_some_and(|unit| unit.trim().is_empty()) {
        return Err(fault(at, "the unit is empty"));
    }
    if [minimum, maximum].iter().flatten().any(|bound| !bound.is_finite()) {
        return Err(fault(at, "a bound must be finite"));
    }
    match (minimum, maximum) {
        (Some(least), Some(most)) if least > most => {
            Err(fault(at, format!("the minimum {least} is above the maximum {most}")))
        }
        _ => Ok(()),
    }
}
