//! Rows of the format as transitions of a typed environment, and predicted states back.
//!
//! Objects are named `name (ID: n)`, and other objects speak of them by that text: it becomes a reference where the object
//! is there under that very name. A dictionary whose keys are such texts becomes a list of keys and values.

use std::collections::BTreeMap;

use groundstate_planner::environment::{Action, Object, Progress, State, Transition, Value};
use serde_json::{Map, Value as Json, json};

use super::rows::{Row, Score};

/// Ending of a name that stands in the game without its identifier.
const BARE: &str = " (bare)";
/// Field of the list that stands for a dictionary keyed by objects.
const ENTRIES: &str = "entries";

/// The name space of a game's types. Each game is an environment of its own; only where some are left out, to see what the
/// others teach about them, do they share types.
pub(super) fn space(game: &str, shared: bool) -> String {
    if shared { String::new() } else { format!("{game}: ") }
}

/// A row as a transition; none where one of its states is none (two objects of one identifier).
pub(super) fn transition(row: &Row, states: &[Vec<Json>; 3], space: &str) -> Option<Transition> {
    let [first, middle, last] = states;
    Some(Transition {
        trajectory: Some(format!("{}|{}", row.game, row.traj)),
        step: Some(row.step),
        task: Some(row.task.clone()),
        before: progress(&row.score0),
        state: state(first, space)?,
        action: action(row),
        mid_state: Some(state(middle, space)?),
        next_state: state(last, space)?,
        score: Some(row.score1.score),
        done: Some(row.score1.game_over),
        won: Some(row.score1.game_won),
    })
}

pub(super) fn progress(score: &Score) -> Progress {
    Progress { score: score.score, done: score.game_over, won: score.game_won }
}

pub(super) fn action(row: &Row) -> Action {
    let mut parts = row.args.iter().flatten();
    let verb = parts.next().and_then(Json::as_str).unwrap_or("(no action)").to_owned();
    let argument = |(place, part): (usize, &Json)| {
        let value = match part {
            Json::Object(object) => Value::Reference(object.get("o").map(Json::to_string).unwrap_or_default()),
            Json::String(text) => Value::Text(text.clone()),
            Json::Number(number) => Value::Number(number.as_f64().unwrap_or(0.0)),
            Json::Bool(value) => Value::Boolean(*value),
            _ => Value::Null,
        };
        (format!("argument{}", place + 1), value)
    };
    Action { arguments: parts.enumerate().map(argument).collect(), verb }
}

/// A state; types get the name space, so that each game has types of its own.
pub(super) fn state(objects: &[Json], space: &str) -> Option<State> {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for object in objects {
        names.insert(object["name"].as_str()?, object["uuid"].to_string());
    }
    let mut parents: BTreeMap<String, String> = BTreeMap::new();
    for container in objects {
        for name in container["contains"].as_array().into_iter().flatten() {
            if let Some(id) = name.as_str().and_then(|name| names.get(name)) {
                parents.entry(id.clone()).or_insert_with(|| container["uuid"].to_string());
            }
        }
    }
    let object = |object: &Json| {
        let id = object["uuid"].to_string();
        let name = object["name"].as_str().unwrap_or_default();
        let properties = object["properties"].as_object().into_iter().flatten();
        Object {
            name: plain(name, &id).map_or_else(|| format!("{name}{BARE}"), str::to_owned),
            object_type: format!("{space}{}", object["type"].as_str().unwrap_or_default()),
            parent: parents.get(&id).cloned(),
            properties: properties.map(|(name, value)| (name.clone(), read(value, &names))).collect(),
            id,
        }
    };
    State::new(objects.iter().map(object).collect()).ok()
}

/// The name without its identifier.
fn plain<'a>(name: &'a str, id: &str) -> Option<&'a str> {
    name.strip_suffix(&format!(" (ID: {id})"))
}

fn read(value: &Json, names: &BTreeMap<&str, String>) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(0.0)),
        Json::String(text) => {
            // A word that some object happens to be called is no reference.
            let found = names.get(text.as_str()).filter(|id| plain(text, id).is_some());
            found.map_or_else(|| Value::Text(text.clone()), |id| Value::Reference(id.clone()))
        }
        Json::Array(items) => Value::List(items.iter().map(|item| read(item, names)).collect()),
        Json::Object(fields) if !fields.is_empty() && fields.keys().all(|key| names.contains_key(key.as_str())) => {
            let mut entries: Vec<(&String, &Json)> = fields.iter().collect();
            entries.sort_by_key(|(key, _)| names.get(key.as_str()).map(|id| (id.len(), id.clone())));
            let entry = |(key, value): (&String, &Json)| {
                let key = Value::Reference(names.get(key.as_str()).cloned().unwrap_or_default());
                Value::Structure(BTreeMap::from([("key".to_owned(), key), ("value".to_owned(), read(value, names))]))
            };
            let entries = Value::List(entries.into_iter().map(entry).collect());
            Value::Structure(BTreeMap::from([(ENTRIES.to_owned(), entries)]))
        }
        Json::Object(fields) => {
            Value::Structure(fields.iter().map(|(name, value)| (name.clone(), read(value, names))).collect())
        }
    }
}

/// A predicted state in the format.
pub(super) fn render(state: &State, space: &str) -> Vec<Json> {
    let numbered = |object: &Object| {
        let name = &object.name;
        let bare = name.strip_suffix(BARE).map(str::to_owned);
        (object.id.clone(), bare.unwrap_or_else(|| format!("{name} (ID: {})", object.id)))
    };
    let names: BTreeMap<String, String> = state.objects().iter().map(numbered).collect();
    let name = |id: &String| names.get(id).cloned().unwrap_or_else(|| id.clone());
    let one = |object: &Object| {
        let contains: Vec<String> = state.children(Some(&object.id)).map(|child| name(&child.id)).collect();
        let properties: Map<String, Json> =
            object.properties.iter().map(|(key, value)| (key.clone(), write(value, &name))).collect();
        let uuid = object.id.parse::<i64>().map_or_else(|_| json!(object.id), |id| json!(id));
        json!({ "uuid": uuid, "name": name(&object.id), "type": object.object_type.strip_prefix(space).unwrap_or(&object.object_type),
                "properties": properties, "contains": contains })
    };
    state.objects().iter().map(one).collect()
}

fn write(value: &Value, name: &dyn Fn(&String) -> String) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => json!(value),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Reference(id) => json!(name(id)),
        Value::List(items) => items.iter().map(|item| write(item, name)).collect(),
        Value::Structure(fields) => match (fields.get(ENTRIES), fields.len()) {
            (Some(Value::List(entries)), 1) => entries.iter().filter_map(|entry| pair(entry, name)).collect(),
            _ => fields.iter().map(|(key, value)| (key.clone(), write(value, name))).collect(),
        },
    }
}

fn pair(entry: &Value, name: &dyn Fn(&String) -> String) -> Option<(String, Json)> {
    let Value::Structure(fields) = entry else { return None };
    let Some(Value::Reference(id)) = fields.get("key") else { return None };
    Some((name(id), fields.get("value").map_or(Json::Null, |value| write(value, name))))
}
