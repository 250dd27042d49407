//! What a schema says in expressions, evaluated on states: goals, guardrail predicates, preconditions of actions.
//!
//! # What an expression sees
//!
//! `objects` is the list of the state's objects in canonical order, `objects_by_id` the same by identifier. An object is
//! a map of `id`, `type`, `name`, `parent` (null outside of all containers) and its properties beside them; where a
//! property has one of those four names, the object's own stands there. A reference is the identifier of its object,
//! null where it leads to none: `objects_by_id[o.backup].on`. Every number is a double: write `o.load + 1.0`; numbers
//! compare with whole ones as well (`o.load > 1`). A goal or a guardrail predicate also sees `progress` with `score`, `done`
//! and `won`, where it is known how far the task has come. A precondition sees each argument of the action by the name of its
//! role, an object where the argument is one: `target.on`. An argument that is not given is null.
//!
//! An expression that cannot be decided is an error, never true: whoever asks must count it as refused.

use std::collections::BTreeMap;

use groundstate_guardrails::objectives::predicate::expression::{Expression, Size, Undecided, Values};
use groundstate_planner::environment::{Action, Object, Progress, Schema, State, Value};
use serde_json::{Map, Value as Json, json};

/// An ordinary state: sixty objects of sixteen properties. What is cheap on it is admitted; what is too slow on the
/// state at hand is undecided.
const OBJECTS: Size = Size { items: 60, members: 16, bytes: 400 };
const ARGUMENT: Size = Size { items: 0, members: 16, bytes: 400 };
const PROGRESS: Size = Size { items: 0, members: 3, bytes: 8 };

/// An expression of a schema that is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {reason}")]
pub struct RefusedExpression {
    /// Where: `goals.cool`, `actions.shut_down.precondition`.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// Why an expression of a schema says neither yes nor no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredicateError {
    /// The schema has no goal, guardrail or action of this name.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// `goal`, `guardrail` or `action`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// An argument that leads to no object.
    #[error("the argument `{role}` names no object of the state: `{id}`")]
    Dangling {
        /// The role.
        role: String,
        /// The identifier.
        id: String,
    },
    /// It cannot be decided.
    #[error("`{name}`: {why}")]
    Undecided {
        /// The goal, guardrail or action.
        name: String,
        /// Why.
        why: Undecided,
    },
}

/// A state as expressions see it, prepared once for all of them. By default nothing is known, and nothing can be decided.
#[derive(Clone, Debug, Default)]
pub struct View {
    values: Values,
    objects: BTreeMap<String, Json>,
}

impl View {
    /// The view of a state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let objects: Vec<Json> = state.objects().iter().map(flat).collect();
        let by_id: BTreeMap<String, Json> =
            state.objects().iter().map(|object| object.id.clone()).zip(objects.iter().cloned()).collect();
        let values = Values::default()
            .with_doubles("objects", &Json::Array(objects))
            .with_doubles("objects_by_id", &Json::Object(by_id.clone().into_iter().collect()));
        Self { values, objects: by_id }
    }

    /// What goals and guardrails see of it, with how far the task has come. Without that, an expression that asks cannot be
    /// decided.
    #[must_use]
    pub fn at(&self, progress: &Progress) -> Self {
        let told = json!({"score": progress.score, "done": progress.done, "won": progress.won});
        Self { values: self.values.clone().with_doubles("progress", &told), objects: BTreeMap::new() }
    }

    fn with(&self, action: &Action, roles: &[String]) -> Result<Values, PredicateError> {
        roles.iter().try_fold(self.values.clone(), |values, role| {
            let bound = match action.arguments.get(role) {
                Some(value) => self.bound(role, value)?,
                None => Json::Null,
            };
            Ok(values.with_doubles(role, &bound))
        })
    }

    fn bound(&self, role: &str, value: &Value) -> Result<Json, PredicateError> {
        match value {
            Value::Reference(id) => self
                .objects
                .get(id)
                .cloned()
                .ok_or_else(|| PredicateError::Dangling { role: role.to_owned(), id: id.clone() }),
            Value::List(items) => items.iter().map(|item| self.bound(role, item)).collect(),
            other => Ok(plain(other)),
        }
    }
}

fn flat(object: &Object) -> Json {
    let mut fields: Map<String, Json> =
        object.properties.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    fields.insert("id".to_owned(), object.id.clone().into());
    fields.insert("type".to_owned(), object.object_type.clone().into());
    fields.insert("name".to_owned(), object.name.clone().into());
    fields.insert("parent".to_owned(), object.parent.clone().into());
    Json::Object(fields)
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Number(number) => json!(number),
        Value::Text(text) | Value::Reference(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Structure(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
    }
}

/// The condition of an action: none, or an expression over the state and its roles.
#[derive(Debug)]
struct Precondition {
    roles: Vec<String>,
    expression: Option<Expression>,
}

/// The expressions of a schema, compiled.
#[derive(Debug)]
pub struct Predicates {
    goals: BTreeMap<String, Expression>,
    guardrails: BTreeMap<String, Expression>,
    preconditions: BTreeMap<String, Precondition>,
}

/// Compiles an expression over states that stands in no schema: the goal of one plan.
///
/// # Errors
/// Why it is refused.
pub fn over_states(source: &str) -> Result<Expression, String> {
    Expression::new(source, &[("objects", OBJECTS), ("objects_by_id", OBJECTS), ("progress", PROGRESS)])
}

impl Predicates {
    /// Compiles the expressions of a schema.
    ///
    /// # Errors
    /// The first that is refused, with its place.
    pub fn compile(schema: &Schema) -> Result<Self, RefusedExpression> {
        let section = |section: &str, all: &BTreeMap<String, groundstate_planner::environment::Predicate>| {
            let compile = |(name, predicate): (&String, &groundstate_planner::environment::Predicate)| {
                let refused = |reason| RefusedExpression { at: format!("{section}.{name}"), reason };
                Ok((name.clone(), over_states(&predicate.expression).map_err(refused)?))
            };
            all.iter().map(compile).collect::<Result<BTreeMap<_, _>, _>>()
        };
        let precondition = |(verb, action): (&String, &groundstate_planner::environment::ActionSchema)| {
            let roles: Vec<String> = action.roles.iter().map(|role| role.name.clone()).collect();
            let refused = |reason| RefusedExpression { at: format!("actions.{verb}.precondition"), reason };
            let compile = |source: &String| over_roles(source, &roles).map_err(refused);
            let expression = action.precondition.as_ref().map(compile).transpose()?;
            Ok((verb.clone(), Precondition { roles, expression }))
        };
        Ok(Self {
            goals: section("goals", &schema.goals)?,
            guardrails: section("guardrails", &schema.guardrails)?,
            preconditions: schema.actions.iter().map(precondition).collect::<Result<_, _>>()?,
        })
    }

    /// Names of the goals, in order.
    pub fn goals(&self) -> impl Iterator<Item = &str> {
        self.goals.keys().map(String::as_str)
    }

    /// Names of the guardrail predicates, in order.
    pub fn guardrails(&self) -> impl Iterator<Item = &str> {
        self.guardrails.keys().map(String::as_str)
    }

    /// Whether a goal is reached.
    ///
    /// # Errors
    /// [`PredicateError`]; count it as not reached.
    pub fn goal(&self, name: &str, view: &View) -> Result<bool, PredicateError> {
        decided("goal", name, self.goals.get(name), view)
    }

    /// Whether a guardrail predicate is satisfied.
    ///
    /// # Errors
    /// [`PredicateError`]; count it as violated.
    pub fn guardrail(&self, name: &str, view: &View) -> Result<bool, PredicateError> {
        decided("guardrail", name, self.guardrails.get(name), view)
    }

    /// Whether an action is known and possible in every state: no condition is put on it.
    #[must_use]
    pub fn unconditional(&self, verb: &str) -> bool {
        self.preconditions.get(verb).is_some_and(|condition| condition.expression.is_none())
    }

    /// Whether an action is possible in a state; one without a precondition is.
    ///
    /// # Errors
    /// [`PredicateError`]; count it as impossible.
    pub fn precondition(&self, action: &Action, view: &View) -> Result<bool, PredicateError> {
        let unknown = || PredicateError::Unknown { what: "action", name: action.verb.clone() };
        let condition = self.preconditions.get(&action.verb).ok_or_else(unknown)?;
        let Some(expression) = &condition.expression else { return Ok(true) };
        let values = view.with(action, &condition.roles)?;
        expression.holds(&values).map_err(|why| PredicateError::Undecided { name: action.verb.clone(), why })
    }
}

/// Whether an expression over states holds.
///
/// # Errors
/// [`Undecided`]; count it as refused.
pub fn holds(expression: &Expression, view: &View) -> Result<bool, Undecided> {
    expression.holds(&view.values)
}

fn over_roles(source: &str, roles: &[String]) -> Result<Expression, String> {
    let mut variables = vec![("objects", OBJECTS), ("objects_by_id", OBJECTS)];
    if let Some(taken) = roles.iter().find(|role| variables.iter().any(|(name, _)| name == role)) {
        return Err(format!("the role `{taken}` has the name of a variable"));
    }
    variables.extend(roles.iter().map(|role| (role.as_str(), ARGUMENT)));
    Expression::new(source, &variables)
}

fn decided(
    what: &'static str,
    name: &str,
    expression: Option<&Expression>,
    view: &View,
) -> Result<bool, PredicateError> {
    let expression = expression.ok_or_else(|| PredicateError::Unknown { what, name: name.to_owned() })?;
    holds(expression, view).map_err(|why| PredicateError::Undecided { name: name.to_owned(), why })
}
