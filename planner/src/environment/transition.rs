//! Logged steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Action, State};

/// How far the task has come: what the environment's owner counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Score, in the environment's own unit.
    #[serde(default)]
    pub score: f64,
    /// Whether the task has ended.
    #[serde(default)]
    pub done: bool,
    /// Whether it ended well.
    #[serde(default)]
    pub won: bool,
}

/// One step: what was, what was done, what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The run it belongs to; held-out data is split by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trajectory: Option<String>,
    /// Number of the step in its run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// The task in words, where the environment has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Progress before.
    #[serde(default)]
    pub before: Progress,
    /// State before.
    pub state: State,
    /// What was done.
    pub action: Action,
    /// State after the action, before the environment moved by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mid_state: Option<State>,
    /// State after.
    pub next_state: State,
    /// Score after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Whether the task has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// Whether it ended well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub won: Option<bool>,
}

impl Transition {
    /// Progress after; what the row does not say has not changed.
    pub fn after(&self) -> Progress {
        Progress {
            score: self.score.unwrap_or(self.before.score),
            done: self.done.unwrap_or(self.before.done),
            won: self.won.unwrap_or(self.before.won),
        }
    }
}
