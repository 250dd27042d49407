//! Transitions as they are stored: whole states now and then, changes in between.
//!
//! The state before is written as changes to the state after the transition stored just before, which in a log is most
//! often the same state; the state after the action, and the state after, as changes to the state before them.
//! [`Changes`] are exact in both directions, so nothing is lost. A whole state stands at the start of every batch, at
//! least every [`REACH`] rows, and wherever it is the shorter of the two.

use groundstate_planner::environment::{Action, Changes, Progress, State, Transition};
use serde::{Deserialize, Serialize};

use super::row::Checked;
use crate::problem::{Answer, Problem};
use crate::store::TransitionLine;

/// Rows between whole states at most: what reading from any place must go through first.
pub const REACH: usize = 64;

/// What a row holds besides its states and what can be asked for.
#[derive(Debug, Serialize, Deserialize)]
struct Rest {
    action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    before: Progress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    won: Option<bool>,
}

fn is_default(progress: &Progress) -> bool {
    *progress == Progress::default()
}

/// Writes transitions one after the other.
#[derive(Debug, Default)]
pub struct Encoder {
    previous: Option<State>,
    since: usize,
}

impl Encoder {
    /// The row of a transition at a place. It becomes what the next is written against by [`Encoder::stored`] only:
    /// a duplicate is not stored.
    ///
    /// # Errors
    /// `internal` where something cannot be written as JSON.
    pub fn line(&self, environment: &str, (sequence, version): (i64, i64), row: &Checked) -> Answer<TransitionLine> {
        let one = &row.transition;
        let (keyframe, before) = self.before(&one.state)?;
        let middle = one.mid_state.as_ref().map(|middle| changes(&one.state, middle)).transpose()?;
        let after = changes(one.mid_state.as_ref().unwrap_or(&one.state), &one.next_state)?;
        let rest = Rest {
            action: one.action.clone(),
            task: one.task.clone(),
            before: one.before,
            score: one.score,
            done: one.done,
            won: one.won,
        };
        Ok(TransitionLine {
            environment_id: environment.to_owned(),
            sequence,
            digest: row.digest.clone(),
            version,
            trajectory: one.trajectory.clone(),
            step: one.step.map(i64::try_from).transpose().map_err(Problem::internal)?,
            verb: one.action.verb.clone(),
            keyframe: i64::from(keyframe),
            before,
            middle,
            after,
            rest: serde_json::to_string(&rest).map_err(Problem::internal)?,
        })
    }

    /// Notes that a row was stored.
    pub fn stored(&mut self, line: &TransitionLine, row: Transition) {
        self.since = if line.keyframe == 1 { 0 } else { self.since + 1 };
        self.previous = Some(row.next_state);
    }

    fn before(&self, state: &State) -> Answer<(bool, String)> {
        let whole = state.canonical();
        let Some(previous) = self.previous.as_ref().filter(|_| self.since + 1 < REACH) else {
            return Ok((true, whole));
        };
        let difference = changes(previous, state)?;
        Ok(if difference.len() < whole.len() { (false, difference) } else { (true, whole) })
    }
}

fn changes(before: &State, after: &State) -> Answer<String> {
    serde_json::to_string(&Changes::between(before, after)).map_err(Problem::internal)
}

/// Reads transitions one after the other, from a whole state on.
#[derive(Debug, Default)]
pub struct Decoder {
    previous: Option<State>,
}

impl Decoder {
    /// The transition of a row.
    ///
    /// # Errors
    /// `internal` where it cannot be read.
    pub fn transition(&mut self, line: &TransitionLine) -> Answer<Transition> {
        let unreadable = |error: &dyn std::fmt::Display| {
            Problem::internal(format!("transition {} of `{}`: {error}", line.sequence, line.environment_id))
        };
        let apply = |text: &str, state: &State| -> Answer<State> {
            let changes: Changes = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
            changes.apply(state).map_err(|fault| unreadable(&fault))
        };
        let state = match (line.keyframe, &self.previous) {
            (1, _) => serde_json::from_str(&line.before).map_err(|error| unreadable(&error))?,
            (_, Some(previous)) => apply(&line.before, previous)?,
            (_, None) => return Err(unreadable(&"the state before it is missing")),
        };
        let mid_state = line.middle.as_deref().map(|text| apply(text, &state)).transpose()?;
        let next_state = apply(&line.after, mid_state.as_ref().unwrap_or(&state))?;
        self.previous = Some(next_state.clone());
        let rest: Rest = serde_json::from_str(&line.rest).map_err(|error| unreadable(&error))?;
        Ok(Transition {
            trajectory: line.trajectory.clone(),
            step: line.step.map(u64::try_from).transpose().map_err(|error| unreadable(&error))?,
            task: rest.task,
            before: rest.before,
            state,
            action: rest.action,
            mid_state,
            next_state,
            score: rest.score,
            done: rest.done,
            won: rest.won,
        })
    }
}
