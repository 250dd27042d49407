//! Which kinds of action ever changed anything.
//!
//! A kind is a verb with the types of the objects that fill its roles, and with the words that do. A schema that was
//! inferred allows every object that was ever tried; most of what it allows does nothing. A kind that never did anything
//! is not tried, except for one such action as a way to let time pass; a kind that was never seen comes last.

use std::collections::BTreeMap;

use crate::actor::plan::simulator::Candidates;
use crate::environment::{Action, State, Transition, Value};

/// So few candidates are all tried: then a search can still prove what it says.
const FEW: usize = 24;

/// Counts by kind of action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Affordances {
    kinds: BTreeMap<String, Tried>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tried {
    times: usize,
    changed: usize,
    roles: usize,
}

impl Affordances {
    pub(super) fn push(&mut self, row: &Transition) {
        let kind = kind(&row.action, &row.state);
        let tried = self.kinds.entry(kind).or_default();
        tried.times += 1;
        tried.roles = row.action.arguments.len();
        tried.changed += usize::from(changes(row));
    }

    /// The candidates worth trying, at most `most`: kinds that have changed something, then one that lets time pass,
    /// then kinds never seen. Each group keeps the order that it came in. What is left out is said.
    pub fn narrow(&self, candidates: Candidates, state: &State, most: usize) -> Candidates {
        if self.kinds.is_empty() || candidates.actions.len() <= FEW {
            return candidates;
        }
        let all = candidates.actions.len();
        let (mut known, mut new, mut idle) = (Vec::new(), Vec::new(), None);
        for action in candidates.actions {
            match self.kinds.get(&kind(&action, state)) {
                Some(tried) if tried.changed > 0 => known.push(action),
                None => new.push(action),
                Some(tried) => {
                    // The simplest and most often seen: what it does not do is known best.
                    let rank = (tried.roles, usize::MAX - tried.times);
                    if idle.as_ref().is_none_or(|(best, _)| rank < *best) {
                        idle = Some((rank, action));
                    }
                }
            }
        }
        known.extend(idle.map(|(_, action)| action));
        known.extend(new);
        known.truncate(most);
        let cut = candidates.cut || known.len() < all;
        Candidates { actions: known, cut }
    }
}

/// Whether the action itself did something. What the environment does meanwhile is not its doing; progress is, where
/// nothing else changed.
fn changes(row: &Transition) -> bool {
    let middle = row.mid_state.as_ref().unwrap_or(&row.next_state);
    *middle != row.state || (row.next_state == row.state && row.after() != row.before)
}

fn kind(action: &Action, state: &State) -> String {
    let mut kind = action.verb.clone();
    for (role, value) in &action.arguments {
        kind.push_str(&format!(" {role}={}", sort(value, state)));
    }
    kind
}

fn sort(value: &Value, state: &State) -> String {
    match value {
        Value::Reference(id) => state.get(id).map_or_else(String::new, |object| format!("<{}>", object.object_type)),
        Value::Number(_) => "#".to_owned(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
