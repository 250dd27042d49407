//! From probabilities to exact states.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::corpus::{Coded, Scene};
use super::leaf::{EXISTS, Leaf, PARENT, gather};
use super::vocabulary::{CREATIONS, DONE, EPISODE, SCORE, Vocabulary, WON, creation, creation_parent, marker};
use crate::environment::{Progress, State};

/// The likeliest outcome of one slot.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) family: usize,
    pub(super) token: usize,
    pub(super) current: Leaf,
    pub(super) outcome: Leaf,
    /// Probability of that outcome, all operations that lead to it taken together.
    pub(super) probability: f64,
    /// How far the members' distributions lie apart (total variation from their mean), 0 to 1.
    pub(super) disagreement: f64,
}

/// The scene and state after the choices; none where they do not make a state (a container that ceased, a circle).
pub(super) fn apply(
    vocabulary: &Vocabulary,
    scene: &Scene,
    choices: &[Choice],
    fresh: &[String],
) -> Option<(Scene, State, Vec<String>)> {
    let mut changed: BTreeMap<usize, BTreeMap<String, Leaf>> = BTreeMap::new();
    let mut episode: BTreeMap<&str, Leaf> = BTreeMap::new();
    let mut gone: Vec<usize> = Vec::new();
    for choice in choices {
        let Some(family) = vocabulary.families.get(choice.family) else { continue };
        if family.object_type == EPISODE {
            episode.insert(family.path.as_str(), choice.outcome.clone());
        } else if choice.outcome != choice.current {
            let place = choice.token.saturating_sub(1);
            if family.path == EXISTS {
                gone.push(place);
            } else {
                changed.entry(place).or_default().insert(family.path.clone(), choice.outcome.clone());
            }
        }
    }
    let mut names: Vec<String> = Vec::new();
    let mut made: Vec<(Leaf, BTreeMap<String, Leaf>)> = Vec::new();
    for place in 0..CREATIONS {
        let Some(Leaf::Length(number)) = episode.get(creation(place).as_str()) else { break };
        let Some(template) = vocabulary.templates.get(*number) else { break };
        let parent = episode.get(creation_parent(place).as_str()).cloned().unwrap_or(Leaf::Null);
        names.push(name_of(scene, fresh, place));
        made.push((parent, template.clone()));
    }
    let resolve = |leaf: &Leaf| resolved(leaf, &names);
    let mut objects: Vec<Arc<Coded>> = Vec::with_capacity(scene.len());
    let mut moved: Vec<Arc<Coded>> = Vec::new();
    for (place, object) in scene.iter().enumerate().filter(|(place, _)| !gone.contains(place)) {
        let Some(changes) = changed.get(&place) else {
            objects.push(object.clone());
            continue;
        };
        let mut leaves = object.leaves.clone();
        leaves.extend(changes.iter().map(|(path, leaf)| (path.clone(), resolve(leaf))));
        let coded = Arc::new(Coded { id: object.id.clone(), leaves });
        // Whatever moves comes last in its new container.
        if changes.contains_key(PARENT) { moved.push(coded) } else { objects.push(coded) }
    }
    objects.extend(moved);
    for ((parent, mut leaves), id) in made.into_iter().zip(&names) {
        leaves = leaves.iter().map(|(path, leaf)| (path.clone(), resolve(leaf))).collect();
        leaves.insert(PARENT.to_owned(), resolve(&parent));
        objects.push(Arc::new(Coded { id: id.clone(), leaves }));
    }
    let state = State::new(objects.iter().map(|object| gather(&object.id, &object.leaves)).collect()).ok()?;
    let mut by_id: BTreeMap<&str, &Arc<Coded>> = objects.iter().map(|object| (object.id.as_str(), object)).collect();
    let scene = state.objects().iter().filter_map(|object| by_id.remove(object.id.as_str()).cloned()).collect();
    Some((scene, state, names))
}

/// Progress after the choices of its phase.
pub(super) fn progress(vocabulary: &Vocabulary, before: Progress, choices: &[Choice]) -> Progress {
    let mut after = before;
    for choice in choices {
        let path = vocabulary.families.get(choice.family).map_or("", |family| family.path.as_str());
        match (path, &choice.outcome) {
            (SCORE, Leaf::Number(score)) => after.score = *score,
            (DONE, Leaf::Boolean(done)) => after.done = *done,
            (WON, Leaf::Boolean(won)) => after.won = *won,
            _ => {}
        }
    }
    after
}

fn name_of(scene: &Scene, fresh: &[String], place: usize) -> String {
    if let Some(given) = fresh.get(place) {
        return given.clone();
    }
    let taken = |name: &String| scene.iter().any(|object| object.id == *name);
    let mut free = (1..).map(|number| format!("new-{number}")).filter(|name| !taken(name));
    free.nth(place).unwrap_or_default()
}

fn resolved(leaf: &Leaf, names: &[String]) -> Leaf {
    let made = |id: &String| names.iter().enumerate().find(|(place, _)| marker(*place) == *id).map(|(_, name)| name);
    match leaf {
        Leaf::Reference(id) if id.starts_with('\u{1f}') => {
            made(id).map_or(Leaf::Null, |name| Leaf::Reference(name.clone()))
        }
        other => other.clone(),
    }
}
