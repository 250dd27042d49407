//! One line of NDJSON: from its bytes to a transition in canonical form, or to what is wrong with it.

use groundstate_planner::environment::{Fault, Object, Schema, State, Transition};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::fault;
use super::lines::Line;

/// Longest detail of a refusal, characters: values of the row may be repeated in it.
const DETAIL: usize = 400;
/// Longest verb and longest name of a trajectory, bytes.
const NAME_BYTES: usize = 256;
/// Fields of a row that hold states.
const STATES: [&str; 3] = ["state", "mid_state", "next_state"];

/// A row that may be stored.
#[derive(Clone, Debug)]
pub struct Checked {
    /// SHA-256 of the row as it was sent, keys sorted, numbers in one spelling: whatever schema it is checked against.
    pub digest: String,
    /// The row in canonical form.
    pub transition: Transition,
}

/// Why a line was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// SHA-256 of the line's bytes.
    pub digest: String,
    /// What is wrong, for programs: the codes of [`fault::code`], and `line_too_long`, `invalid_utf8`, `invalid_json`,
    /// `invalid_row`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: String,
}

/// Reads and checks a line; without a schema, its shape alone.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(line: &Line, schema: Option<&Schema>) -> Result<Checked, Refused> {
    let refused = |code, detail: &str| refusal(line, code, detail);
    if line.too_long {
        return Err(refused("line_too_long", "the line is longer than `max_transition_bytes`"));
    }
    let text = std::str::from_utf8(&line.bytes).map_err(|error| refused("invalid_utf8", &error.to_string()))?;
    let row = parse(text).map_err(|(code, detail)| refused(code, &detail))?;
    storable(&row).map_err(|detail| refused("invalid_row", &detail))?;
    let canonical = serde_json::to_vec(&row).map_err(|error| refused("invalid_row", &error.to_string()))?;
    let digest = hex::encode(Sha256::digest(&canonical));
    let transition = match schema {
        Some(schema) => schema.admit_transition(&row).map_err(|found| refused(named(&found), &found.to_string()))?,
        None => row,
    };
    Ok(Checked { digest, transition })
}

/// What a database column cannot hold, or an index not.
fn storable(row: &Transition) -> Result<(), String> {
    let name = |at: &str, text: &str| match text.len() {
        1..=NAME_BYTES if !text.contains('\0') => Ok(()),
        _ => Err(format!("{at}: use 1 to {NAME_BYTES} bytes, none of them null")),
    };
    name("action.verb", &row.action.verb)?;
    row.trajectory.as_deref().map_or(Ok(()), |text| name("trajectory", text))?;
    match row.step.map(i64::try_from) {
        Some(Err(_)) => Err(format!("step: at most {}", i64::MAX)),
        _ => Ok(()),
    }
}

fn refusal(line: &Line, code: &'static str, detail: &str) -> Refused {
    Refused {
        digest: hex::encode(Sha256::digest(&line.bytes)),
        code,
        // Control characters say nothing, and Postgres stores no null.
        detail: detail.chars().filter(|c| !c.is_control()).take(DETAIL).collect(),
    }
}

fn named(found: &Fault) -> &'static str {
    fault::code(found).as_str()
}

/// Reads a row; code and words of what is wrong with it.
fn parse(text: &str) -> Result<Transition, (&'static str, String)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let failed = match serde_path_to_error::deserialize::<_, Transition>(&mut reader) {
        Ok(row) => return reader.end().map(|()| row).map_err(|error| ("invalid_json", error.to_string())),
        Err(failed) => failed,
    };
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Err(("invalid_json", failed.inner().to_string()));
    };
    // A state that is none says so only in words when it is read as part of a row: ask again for the fault itself.
    match STATES.into_iter().find_map(|field| state_fault(value.get(field)?, field)) {
        Some(found) => Err((named(&found), found.to_string())),
        None => Err(("invalid_row", failed.to_string())),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Objects {
    objects: Vec<Object>,
}

fn state_fault(value: &Value, at: &str) -> Option<Fault> {
    let objects = Objects::deserialize(value).ok()?.objects;
    State::new(objects).err().map(|found| found.within(at))
}

/// Reads a state that was sent on its own.
///
/// # Errors
/// The code of its fault; `invalid_request` where it is no state at all.
pub fn state(value: &Value) -> Result<State, crate::problem::Problem> {
    use crate::problem::{Code, Problem};

    let parsed = serde_path_to_error::deserialize::<_, Objects>(value).map_err(|error| Problem {
        parameter: Some(format!("state.{}", error.path())),
        ..Problem::new(Code::InvalidRequest, error.inner().to_string())
    })?;
    State::new(parsed.objects).map_err(fault::problem)
}
