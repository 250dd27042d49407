//! What was seen of one property.

use std::collections::{BTreeMap, BTreeSet};

use super::InferenceLimits;
use crate::environment::{Kind, Property, Value};

/// Longest text that may be a word of a vocabulary, in bytes: it bounds what a vocabulary costs.
const WORD_BYTES: usize = 256;

#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Times that the property stood there, null or not.
    count: u64,
    nulls: u64,
    booleans: u64,
    numbers: Numbers,
    /// Texts, and those among them that name an object of their state.
    texts: u64,
    naming: u64,
    references: u64,
    referred: BTreeSet<String>,
    words: BTreeSet<String>,
    too_many_words: bool,
    lists: u64,
    items: Option<Box<Evidence>>,
    structures: u64,
    fields: BTreeMap<String, Evidence>,
    /// A value that was too deep, or a structure of too many fields.
    beyond: bool,
}

#[derive(Clone, Debug, Default)]
struct Numbers {
    count: u64,
    least: f64,
    most: f64,
    unit: Option<String>,
    units_differ: bool,
}

type Context<'a, 'b> = (&'a BTreeMap<&'b str, &'b str>, InferenceLimits);

impl Evidence {
    pub(super) fn observe(&mut self, value: &Value, context: Context<'_, '_>, depth: usize) {
        self.count += 1;
        match value {
            Value::Null => self.nulls += 1,
            Value::Boolean(_) => self.booleans += 1,
            Value::Number(number) => self.numbers.observe(*number, None),
            Value::Text(text) => self.text(text, context),
            Value::Reference(id) => {
                self.references += 1;
                self.refer(id, context);
            }
            Value::List(items) => self.list(items, context, depth),
            Value::Structure(fields) => match (fields.get("value"), fields.get("unit"), fields.len()) {
                (Some(Value::Number(number)), Some(Value::Text(unit)), 2) => self.numbers.observe(*number, Some(unit)),
                _ => self.structure(fields, context, depth),
            },
        }
    }

    fn text(&mut self, text: &str, context: Context<'_, '_>) {
        self.texts += 1;
        if context.0.contains_key(text) {
            self.naming += 1;
            self.refer(text, context);
        }
        if self.words.len() < context.1.vocabulary && text.len() <= WORD_BYTES {
            self.words.insert(text.to_owned());
        } else if !self.words.contains(text) {
            self.too_many_words = true;
        }
    }

    fn refer(&mut self, id: &str, context: Context<'_, '_>) {
        if let Some(object_type) = context.0.get(id).filter(|_| self.referred.len() < context.1.names) {
            self.referred.insert((*object_type).to_owned());
        }
    }

    fn list(&mut self, items: &[Value], context: Context<'_, '_>, depth: usize) {
        self.lists += 1;
        let Some(deeper) = depth.checked_sub(1) else {
            self.beyond = true;
            return;
        };
        for item in items {
            self.items.get_or_insert_default().observe(item, context, deeper);
        }
    }

    fn structure(&mut self, fields: &BTreeMap<String, Value>, context: Context<'_, '_>, depth: usize) {
        self.structures += 1;
        let Some(deeper) = depth.checked_sub(1) else {
            self.beyond = true;
            return;
        };
        for (name, value) in fields {
            if !self.fields.contains_key(name) && self.fields.len() >= context.1.vocabulary {
                self.beyond = true;
                continue;
            }
            self.fields.entry(name.clone()).or_default().observe(value, context, deeper);
        }
    }

    /// The property, where its owner was seen `owners` times.
    pub(super) fn property(&self, owners: u64) -> Property {
        let optional = self.nulls > 0 || self.count < owners;
        Property { kind: self.kind(), optional, description: String::new() }
    }

    fn kind(&self) -> Kind {
        let counts = [self.booleans, self.numbers.count, self.texts + self.references, self.lists, self.structures];
        let several = counts.iter().filter(|count| **count > 0).count() > 1;
        if several || self.beyond || self.numbers.units_differ {
            return Kind::Any;
        }
        if self.booleans > 0 {
            return Kind::Boolean;
        }
        if self.numbers.count > 0 {
            return self.numbers.kind();
        }
        if self.lists > 0 {
            let anything = || Property { kind: Kind::Any, optional: true, description: String::new() };
            return Kind::listed(self.items.as_ref().map_or_else(anything, |items| items.property(items.count)));
        }
        if self.structures > 0 {
            let field = |(name, field): (&String, &Self)| (name.clone(), field.property(self.structures));
            return Kind::Structure { fields: self.fields.iter().map(field).collect() };
        }
        match (self.texts, self.references) {
            (0, 0) => Kind::Any,
            (texts, _) if texts == self.naming => Kind::Reference { types: self.referred.iter().cloned().collect() },
            (_, 1..) => Kind::Any,
            _ if self.too_many_words => Kind::Text,
            _ => Kind::Category { values: self.words.iter().cloned().collect() },
        }
    }
}

impl Numbers {
    fn observe(&mut self, number: f64, unit: Option<&String>) {
        if self.count == 0 {
            (self.least, self.most) = (number, number);
        }
        self.count += 1;
        self.least = self.least.min(number);
        self.most = self.most.max(number);
        match (unit, &self.unit) {
            (None, _) => {}
            (Some(found), Some(known)) if found != known => self.units_differ = true,
            (Some(found), _) => self.unit = Some(found.clone()),
        }
    }

    fn kind(&self) -> Kind {
        Kind::Number {
            unit: self.unit.clone(),
            minimum: None,
            maximum: None,
            integer: false,
            observed: Some([self.least, self.most]),
        }
    }
}
