//! Which actions were steps on the way to the goal: inverse dynamics given the goal, by counting.

use std::collections::{BTreeMap, HashMap};

use super::Episode;
use crate::environment::{Action, Object, State, Value};

/// Weight of what is known of a verb with types of objects, in counts of what is known of it with these very objects.
const PRIOR: f64 = 2.0;

/// How often a kind of action led nearer to the goal, of the times it was taken where a way to it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Promise {
    kinds: BTreeMap<String, (f64, f64)>,
}

impl Promise {
    pub(super) fn learn(episodes: &[Episode], reached: &[bool], steps: &HashMap<&str, u32>) -> Self {
        let mut kinds: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (episode, reached) in episodes.iter().zip(reached) {
            let Some(before) = steps.get(episode.before.digest.as_str()) else { continue };
            let after = if *reached { Some(&0) } else { steps.get(episode.next.digest.as_str()) };
            let nearer = after.is_some_and(|after| after < before);
            for kind in kinds_of(&episode.action, &episode.before.state) {
                let (times, taken) = kinds.entry(kind).or_default();
                (*times, *taken) = (*times + f64::from(u8::from(nearer)), *taken + 1.0);
            }
        }
        Self { kinds }
    }

    /// Between 0 and 1: what is known of these very objects, held back to what is known of their types.
    pub(super) fn of(&self, action: &Action, state: &State) -> f64 {
        let [general, particular] = kinds_of(action, state);
        let known = |kind: &str| self.kinds.get(kind).copied().unwrap_or_default();
        let (times, taken) = known(&general);
        let prior = times / (taken + 1.0);
        let (times, taken) = known(&particular);
        (times + PRIOR * prior) / (taken + PRIOR)
    }
}

/// The action by the types of its objects, and by their names. A number is what it can be read from.
fn kinds_of(action: &Action, state: &State) -> [String; 2] {
    let mut kinds = [action.verb.clone(), action.verb.clone()];
    for (role, value) in &action.arguments {
        let [general, particular] = match value {
            Value::Reference(id) => state.get(id).map_or_else(Default::default, |object| {
                [format!("<{}>", object.object_type), format!("<{}> {}", object.object_type, object.name)]
            }),
            Value::Number(number) => [
                read(state, *number, |object| object.object_type.clone()),
                read(state, *number, |object| object.name.clone()),
            ],
            other => {
                let word = serde_json::to_string(other).unwrap_or_default();
                [word.clone(), word]
            }
        };
        for (kind, part) in kinds.iter_mut().zip([general, particular]) {
            kind.push_str(&format!(" {role}={part}"));
        }
    }
    let [general, particular] = kinds;
    // Kept apart where objects have no names.
    [general, format!("{particular}!")]
}

/// The properties that have this number, with whose they are.
fn read(state: &State, number: f64, whose: impl Fn(&Object) -> String) -> String {
    let mut places: Vec<String> = Vec::new();
    for object in state.objects() {
        let same = object.properties.iter().filter(|(_, value)| **value == Value::Number(number));
        places.extend(same.map(|(name, _)| format!("{}.{name}", whose(object))));
    }
    places.sort();
    places.dedup();
    format!("#{}", places.join("|"))
}
