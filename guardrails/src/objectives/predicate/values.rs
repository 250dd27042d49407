//! A subject as the values that an expression reads.

use std::collections::{BTreeMap, HashMap};

use cel::Value;
use serde_json::Value as Json;

use crate::objective::{Context, Unevaluable};
use crate::policy::limits;
use crate::subject::Role;

/// The variables, in the order in which they are documented.
pub(super) const VARIABLES: [&str; 9] =
    ["stage", "text", "language", "messages", "tool", "statements", "evidence", "state", "principal"];

/// The variables that are read. Those that the subject lacks are null, or empty where they are lists or texts.
///
/// # Errors
/// [`Unevaluable`] where the statements repeat the text too often; everything else of a subject is bounded.
pub(super) fn variables(
    context: &Context<'_>,
    reads: impl Fn(&str) -> bool,
) -> Result<BTreeMap<&'static str, Value>, Unevaluable> {
    let repeated =
        context.subject().statements.iter().fold(0_usize, |all, claim| all.saturating_add(claim.range().len()));
    if reads("statements") && repeated > limits::SUBJECT_BYTES {
        return Err(Unevaluable::Missing("the statements overlap too much".to_owned()));
    }
    Ok(VARIABLES.into_iter().filter(|name| reads(name)).map(|name| (name, variable(context, name))).collect())
}

fn variable(context: &Context<'_>, name: &str) -> Value {
    let subject = context.subject();
    match name {
        "stage" => context.stage().name().into(),
        "text" => subject.text.into(),
        "language" => subject.language.unwrap_or_default().into(),
        "messages" => {
            list(subject.messages.iter().map(|message| {
                map([("role", role(message.role).into()), ("content", message.content.as_str().into())])
            }))
        }
        "tool" => subject.tool.map_or(Value::Null, |tool| {
            map([("name", tool.name.as_str().into()), ("arguments", json(&tool.arguments))])
        }),
        "statements" => list(subject.statements.iter().map(|claim| {
            let text = subject.text.get(claim.range()).unwrap_or_default();
            map([("text", text.into()), ("cites", texts(&claim.cites))])
        })),
        "evidence" => list(
            subject
                .evidence
                .iter()
                .map(|evidence| map([("id", evidence.id.as_str().into()), ("text", evidence.text.as_str().into())])),
        ),
        "state" => subject.state.map_or(Value::Null, json),
        "principal" => subject.principal.map_or(Value::Null, |principal| {
            map([
                ("id", principal.id.as_str().into()),
                ("roles", texts(&principal.roles)),
                ("labels", texts(&principal.labels)),
            ])
        }),
        _ => Value::Null,
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

fn list(items: impl Iterator<Item = Value>) -> Value {
    items.collect::<Vec<Value>>().into()
}

fn texts(items: &[String]) -> Value {
    list(items.iter().map(|item| item.as_str().into()))
}

fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<HashMap<String, Value>>().into()
}

/// JSON as values: whole numbers as integers where they fit, others as doubles. The nesting of a subject is
/// bounded by [`crate::policy::limits::ARGUMENT_DEPTH`].
pub(super) fn json(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => number
            .as_i64()
            .map(Value::Int)
            .or_else(|| number.as_u64().map(Value::UInt))
            .unwrap_or_else(|| Value::Float(number.as_f64().unwrap_or(f64::NAN))),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => list(items.iter().map(json)),
        Json::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), json(value))).collect::<HashMap<String, Value>>().into()
        }
    }
}
