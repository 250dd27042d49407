//! Reading rows, gzipped or not.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::Value;

/// Longest line, in bytes.
const LINE: u64 = 16 << 20;

/// Score and end, under the names of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Score.
    pub score: f64,
    /// Whether the game is over.
    pub game_over: bool,
    /// Whether it is won.
    pub game_won: bool,
}

/// A difference of states.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Difference {
    /// Objects that are new or not as before, whole.
    #[serde(rename = "mod")]
    pub modified: Vec<Value>,
    /// Identifiers of objects that are gone.
    #[serde(rename = "del")]
    pub deleted: Vec<i64>,
}

/// One logged transition.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Name of the game.
    pub game: String,
    /// Trajectory.
    #[serde(default)]
    pub traj: String,
    /// Step in it.
    #[serde(default)]
    pub step: u64,
    /// Whether the trajectory went on from here.
    #[serde(default)]
    pub on_policy: bool,
    /// Verb and arguments as the game resolves them; null for what is no action.
    pub args: Option<Vec<Value>>,
    /// Next free identifier before the action, and after it.
    #[serde(default)]
    pub uuid0: i64,
    /// See `uuid0`.
    #[serde(default)]
    pub uuid1: i64,
    /// Score before.
    pub score0: Score,
    /// Score after.
    pub score1: Score,
    /// Whether the action, the environment, the score change anything.
    #[serde(rename = "dyn")]
    pub dynamic: [bool; 3],
    /// Objects before.
    pub s0: Vec<Value>,
    /// What the action changes.
    pub d1: Difference,
    /// What the environment changes.
    pub d2: Difference,
    /// The task in words.
    #[serde(default)]
    pub task: String,
}

impl Row {
    /// Objects before, after the action, after the environment's own move.
    pub fn states(&self) -> [Vec<Value>; 3] {
        let middle = after(&self.s0, &self.d1);
        let last = after(&middle, &self.d2);
        [self.s0.clone(), middle, last]
    }
}

fn after(objects: &[Value], difference: &Difference) -> Vec<Value> {
    let gone = |object: &Value| object["uuid"].as_i64().is_some_and(|uuid| difference.deleted.contains(&uuid));
    let mut next: Vec<Value> = objects.iter().filter(|object| !gone(object)).cloned().collect();
    for object in &difference.modified {
        match next.iter_mut().find(|known| known["uuid"] == object["uuid"]) {
            Some(known) => known.clone_from(object),
            None => next.push(object.clone()),
        }
    }
    next
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// The file itself.
    #[error("`{0}`: {1}")]
    File(String, #[source] std::io::Error),
    /// One of its lines.
    #[error("`{0}` line {1}: {2}")]
    Line(String, usize, #[source] serde_json::Error),
}

/// Hands the rows of a file on, one at a time.
///
/// # Errors
/// When the file cannot be read or a line is no row.
pub fn read(path: &Path, each: &mut dyn FnMut(Row)) -> Result<usize, RowsError> {
    let name = || path.display().to_string();
    let failed = |error| RowsError::File(name(), error);
    let file = File::open(path).map_err(failed)?;
    let zipped = path.extension().is_some_and(|ending| ending == "gz");
    let inner: Box<dyn Read> = if zipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut reader = BufReader::new(inner);
    let (mut line, mut count) = (String::new(), 0);
    loop {
        line.clear();
        if Read::by_ref(&mut reader).take(LINE).read_line(&mut line).map_err(failed)? == 0 {
            return Ok(count);
        }
        if line.trim().is_empty() {
            continue;
        }
        count += 1;
        each(serde_json::from_str(&line).map_err(|error| RowsError::Line(name(), count, error))?);
    }
}
