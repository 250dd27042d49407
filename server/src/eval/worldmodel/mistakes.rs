//! What exactly was wrong: one line for each wrong prediction, to read and to count by property.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::metric::equal;
use super::rows::Row;

/// Which prediction was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// The state after the action.
    Act,
    /// The state after the environment's own move.
    Env,
    /// Score and end.
    Progress,
}

/// A wrong prediction.
#[derive(Clone, Debug, Serialize)]
pub struct Mistake {
    /// Name of the game.
    pub game: String,
    /// Trajectory.
    pub trajectory: String,
    /// Step in it.
    pub step: u64,
    /// Verb and arguments.
    pub action: Option<Vec<Json>>,
    /// What was asked.
    pub task: Task,
    /// By object and property: what was before, what happened, what was predicted; null where there is nothing.
    pub wrong: BTreeMap<String, [Json; 3]>,
}

impl Mistake {
    /// The mistake of a row, where there is one: states before, after, as predicted.
    pub(super) fn of(row: &Row, task: Task, [before, after, predicted]: [&[Json]; 3]) -> Option<Self> {
        let [before, after, predicted] = [before, after, predicted].map(leaves);
        let mut wrong = BTreeMap::new();
        let nothing = || Json::Null;
        for key in after.keys().chain(predicted.keys()) {
            let read = |from: &BTreeMap<String, Json>| from.get(key).cloned().unwrap_or_else(nothing);
            if !equal(&read(&after), &read(&predicted), true) {
                wrong.insert(key.clone(), [read(&before), read(&after), read(&predicted)]);
            }
        }
        (!wrong.is_empty()).then(|| Self::new(row, task, wrong))
    }

    /// A wrong score or end.
    pub(super) fn of_progress(row: &Row, [before, after, predicted]: [Json; 3]) -> Self {
        Self::new(row, Task::Progress, BTreeMap::from([("progress".to_owned(), [before, after, predicted])]))
    }

    fn new(row: &Row, task: Task, wrong: BTreeMap<String, [Json; 3]>) -> Self {
        let (game, trajectory) = (row.game.clone(), row.traj.clone());
        Self { game, trajectory, step: row.step, action: row.args.clone(), task, wrong }
    }
}

/// Properties of all objects by `identifier type.property`, and what contains what.
fn leaves(objects: &[Json]) -> BTreeMap<String, Json> {
    let mut found = BTreeMap::new();
    for object in objects {
        let name = format!("{} {}", object["uuid"], object["type"].as_str().unwrap_or("?"));
        for (key, value) in object["properties"].as_object().into_iter().flatten() {
            found.insert(format!("{name}.{key}"), value.clone());
        }
        let mut contents: Vec<Json> = object["contains"].as_array().cloned().unwrap_or_default();
        contents.sort_by_key(ToString::to_string);
        found.insert(format!("{name}.contains"), contents.into());
    }
    found
}
