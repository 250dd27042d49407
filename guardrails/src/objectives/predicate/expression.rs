//! The same expressions over values of another's naming: the state of an environment, the arguments of an action.
//!
//! What bounds the predicate objective bounds these as well: source, nesting and size when the expression is compiled,
//! an upper bound on its steps before it runs. What cannot be evaluated holds no claim: the caller must count it as
//! refused.

use std::collections::{BTreeMap, HashMap};

use cel::Value;
use serde_json::Value as Json;

use super::cost::{self, Bound};
use super::program::Program;
use super::values;

/// How large a variable is in an ordinary evaluation, on which every admitted expression must be cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Items of the list or map; 0 of anything else.
    pub items: u64,
    /// Members of an item.
    pub members: u64,
    /// Bytes of an item, or of the whole value where it has none.
    pub bytes: u64,
}

/// Why an expression says neither that it holds nor that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// It could take too many steps on values of these sizes.
    #[error("the expression could take too long on these values")]
    TooLong,
    /// Something that it reads is absent or of another type.
    #[error("the expression fails: something that it reads is absent or of another type")]
    Fails,
    /// It gives something else.
    #[error("the expression gives no boolean")]
    NoBoolean,
}

/// Values by name, converted and measured once for many expressions.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, (Value, Bound)>);

impl Values {
    /// Adds a value; the one that had the name gives way. Whole numbers become integers, others doubles.
    #[must_use]
    pub fn with(self, name: &str, value: &Json) -> Self {
        self.insert(name, values::json(value))
    }

    /// Adds a value whose numbers are all doubles, whole or not.
    #[must_use]
    pub fn with_doubles(self, name: &str, value: &Json) -> Self {
        self.insert(name, doubles(value))
    }

    fn insert(mut self, name: &str, value: Value) -> Self {
        let bound = Bound::of(&value);
        self.0.insert(name.to_owned(), (value, bound));
        self
    }
}

/// JSON as values, every number a double: `30` and `30.0` are one number there.
fn doubles(value: &Json) -> Value {
    match value {
        Json::Number(number) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        Json::Array(items) => items.iter().map(doubles).collect::<Vec<Value>>().into(),
        Json::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), doubles(value))).collect::<HashMap<String, Value>>().into()
        }
        other => values::json(other),
    }
}

/// A compiled expression.
#[derive(Debug)]
pub struct Expression(Program);

impl Expression {
    /// Compiles an expression that may read these variables.
    ///
    /// # Errors
    /// Why it is refused, with line and column where they are known.
    pub fn new(source: &str, variables: &[(&str, Size)]) -> Result<Self, String> {
        let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
        let ordinary = |name: &str| {
            let size = variables.iter().find(|(known, _)| *known == name).map(|(_, size)| *size);
            size.map_or(Bound::default(), Size::bound)
        };
        Program::new(source, &names, ordinary).map(Self)
    }

    /// Whether the expression reads this variable.
    pub fn reads(&self, name: &str) -> bool {
        self.0.reads(name)
    }

    /// Whether the expression holds.
    ///
    /// # Errors
    /// [`Undecided`]; count it as refused.
    pub fn holds(&self, values: &Values) -> Result<bool, Undecided> {
        let steps = self.0.steps(|name| values.0.get(name).map(|(_, bound)| *bound));
        if steps > cost::MOST {
            return Err(Undecided::TooLong);
        }
        let read = values.0.iter().filter(|(name, _)| self.0.reads(name));
        let read = read.map(|(name, (value, _))| (name.as_str(), value.clone()));
        match self.0.run(read) {
            Ok(Value::Bool(held)) => Ok(held),
            Ok(_) => Err(Undecided::NoBoolean),
            Err(()) => Err(Undecided::Fails),
        }
    }
}

impl Size {
    fn bound(self) -> Bound {
        if self.items == 0 {
            return Bound::container(self.members, 0, self.bytes, self.bytes);
        }
        let item = self.bytes.saturating_add(8);
        Bound::container(self.items, self.members, item.saturating_mul(self.items), item)
    }
}
