//! The published metric, and a strict one.
//!
//! The comparison walks the target: each of its objects must be in the prediction by identifier, each of its properties
//! must be there and equal (floats exactly, lists in order, dictionaries recursively), and `contains` must be the same
//! sorted list of names. Objects and properties beyond the target, names and types are not looked at. The strict variant
//! looks at all of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

/// Whether a predicted state is right.
pub(super) fn correct(target: &[Json], predicted: &[Json], strict: bool) -> bool {
    if strict && target.len() != predicted.len() {
        return false;
    }
    target.iter().all(|wanted| {
        let found = predicted.iter().find(|object| object["uuid"] == wanted["uuid"]);
        found.is_some_and(|found| {
            let named = !strict || (found["name"] == wanted["name"] && found["type"] == wanted["type"]);
            named && equal(&wanted["properties"], &found["properties"], strict) && contents(wanted) == contents(found)
        })
    })
}

fn contents(object: &Json) -> Vec<&str> {
    let mut names: Vec<&str> = object["contains"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    names.sort_unstable();
    names
}

pub(super) fn equal(wanted: &Json, found: &Json, strict: bool) -> bool {
    match (wanted, found) {
        (Json::Object(wanted), Json::Object(found)) => {
            (!strict || wanted.len() == found.len())
                && wanted.iter().all(|(key, value)| found.get(key).is_some_and(|found| equal(value, found, strict)))
        }
        (Json::Array(wanted), Json::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| equal(wanted, found, strict))
        }
        (Json::Number(wanted), Json::Number(found)) => wanted.as_f64() == found.as_f64(),
        _ => wanted == found,
    }
}

/// Right ones of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) right: usize,
    pub(super) strictly: usize,
    pub(super) count: usize,
}

/// Tallies by game.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies(BTreeMap<String, Tally>);

impl Tallies {
    pub(super) fn add(&mut self, game: &str, right: bool, strictly: bool) {
        let tally = self.0.entry(game.to_owned()).or_default();
        tally.count += 1;
        tally.right += usize::from(right);
        tally.strictly += usize::from(strictly);
    }

    pub(super) fn figure(&self) -> Figure {
        let sum = |read: &dyn Fn(&Tally) -> usize| self.0.values().map(read).sum::<usize>();
        let share = |right: usize, count: usize| if count == 0 { 0.0 } else { 100.0 * right as f64 / count as f64 };
        let count = sum(&|tally| tally.count);
        let mean = |read: &dyn Fn(&Tally) -> usize| {
            let shares = self.0.values().map(|tally| share(read(tally), tally.count));
            shares.sum::<f64>() / self.0.len().max(1) as f64
        };
        Figure {
            micro: share(sum(&|tally| tally.right), count),
            r#macro: mean(&|tally| tally.right),
            strict_micro: share(sum(&|tally| tally.strictly), count),
            strict_macro: mean(&|tally| tally.strictly),
            count,
        }
    }

    pub(super) fn by_game(&self) -> BTreeMap<String, (usize, usize)> {
        self.0.iter().map(|(game, tally)| (game.clone(), (tally.right, tally.count))).collect()
    }
}

/// Percentages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figure {
    /// Over all transitions.
    pub micro: f64,
    /// Mean of the games; games without such transitions drop out.
    #[serde(rename = "macro")]
    pub r#macro: f64,
    /// `micro`, extras, forgotten deletions, names and types counted as wrong.
    pub strict_micro: f64,
    /// `macro`, likewise.
    pub strict_macro: f64,
    /// Transitions.
    pub count: usize,
}

/// Figures of one task: transitions in which something changes, and those in which nothing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Something changes.
    pub dynamic: Figure,
    /// Nothing changes.
    #[serde(rename = "static")]
    pub still: Figure,
}
