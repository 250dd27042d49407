//! The slots of a scene, their candidates, and what became of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    CREATIONS, DONE, EPISODE, Family, Index, Phase, SCORE, Vocabulary, WON, creation, creation_parent, marked, marker,
};
use crate::environment::Progress;
use crate::world_model::typed::corpus::{Coded, Context, Scene};
use crate::world_model::typed::leaf::{EXISTS, Leaf, PARENT};
use crate::world_model::typed::operation::Operation;

/// A slot of a scene.
#[derive(Clone, Debug)]
pub(in crate::world_model::typed) struct Slot {
    pub(in crate::world_model::typed) family: usize,
    /// Token of the owner: 0 is the episode, objects follow in order.
    pub(in crate::world_model::typed) token: usize,
    pub(in crate::world_model::typed) current: Leaf,
}

/// What an operation may read.
#[derive(Clone, Debug)]
pub(in crate::world_model::typed) struct Source {
    pub(in crate::world_model::typed) token: usize,
    /// Path of the leaf; none: the object itself.
    pub(in crate::world_model::typed) path: Option<String>,
    pub(in crate::world_model::typed) leaf: Leaf,
}

/// An operation on one source, and what comes of it.
#[derive(Clone, Debug)]
pub(in crate::world_model::typed) struct Candidate {
    pub(in crate::world_model::typed) operation: Operation,
    pub(in crate::world_model::typed) source: usize,
    pub(in crate::world_model::typed) outcome: Leaf,
}

/// What became of a slot.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::world_model::typed) enum Target {
    /// This value.
    Value(Leaf),
    /// Its owner is gone, or was not made: nothing to learn here.
    Nothing,
}

/// The slots of a scene in a phase.
pub(in crate::world_model::typed) fn slots(
    (vocabulary, index): (&Vocabulary, &Index),
    phase: Phase,
    scene: &Scene,
    progress: Progress,
) -> Vec<Slot> {
    let mut slots = Vec::new();
    for family in index.families_of(phase, EPISODE) {
        let path = vocabulary.families.get(*family).map_or("", |family| family.path.as_str());
        let current = match path {
            SCORE => Leaf::Number(progress.score),
            DONE => Leaf::Boolean(progress.done),
            WON => Leaf::Boolean(progress.won),
            _ => Leaf::Null,
        };
        slots.push(Slot { family: *family, token: 0, current });
    }
    for (place, object) in scene.iter().enumerate() {
        for family in index.families_of(phase, object.object_type()) {
            let path = vocabulary.families.get(*family).map_or("", |family| family.path.as_str());
            let current = if path == EXISTS { Leaf::Boolean(true) } else { object.leaf(path).clone() };
            slots.push(Slot { family: *family, token: place + 1, current });
        }
    }
    slots
}

/// What operations may read: every object, every number and text, and the action's values.
pub(in crate::world_model::typed) fn sources(scene: &Scene, context: Option<&Context>) -> Vec<Source> {
    let object = |(place, object): (usize, &Arc<Coded>)| Source {
        token: place + 1,
        path: None,
        leaf: Leaf::Reference(object.id.clone()),
    };
    let mut sources: Vec<Source> = scene.iter().enumerate().map(object).collect();
    for (role, leaf) in context.iter().flat_map(|context| &context.values) {
        sources.push(Source { token: 0, path: Some(argument(role)), leaf: leaf.clone() });
    }
    for (place, object) in scene.iter().enumerate() {
        for (path, leaf) in &object.leaves {
            if matches!(leaf, Leaf::Number(_) | Leaf::Text(_)) {
                sources.push(Source { token: place + 1, path: Some(path.clone()), leaf: leaf.clone() });
            }
        }
    }
    sources
}

/// Path under which an action's value is a source.
pub(in crate::world_model::typed) fn argument(role: &str) -> String {
    format!("\u{1f}argument\u{1f}{role}")
}

/// The operations that a slot may take in its scene.
pub(in crate::world_model::typed) fn candidates(slot: &Slot, family: &Family, sources: &[Source]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (source, read) in sources.iter().enumerate() {
        let Some(path) = &read.path else {
            if family.refers {
                found.push(Candidate { operation: Operation::Refer, source, outcome: read.leaf.clone() });
            }
            continue;
        };
        for (operation, wanted) in &family.operations {
            if wanted == path
                && let Some(outcome) = operation.outcome(&slot.current, &read.leaf)
            {
                found.push(Candidate { operation: *operation, source, outcome });
            }
        }
    }
    found
}

/// Objects of the later scene that were not in the earlier one, in the order of their identifiers.
pub(in crate::world_model::typed) fn created(before: &Scene, after: &Scene) -> Vec<Arc<Coded>> {
    let mut found: Vec<Arc<Coded>> =
        after.iter().filter(|object| before.iter().all(|known| known.id != object.id)).cloned().collect();
    found.sort_by(|left, right| (left.id.len(), &left.id).cmp(&(right.id.len(), &right.id)));
    found
}

/// The leaf with markers in place of what comes into being.
pub(in crate::world_model::typed) fn mark(leaf: &Leaf, made: &[Arc<Coded>]) -> Leaf {
    if let Leaf::Reference(id) = leaf
        && let Some(place) = made.iter().position(|object| object.id == *id)
    {
        return Leaf::Reference(marker(place));
    }
    leaf.clone()
}

/// Values of the episode's slots after.
fn after_progress(path: &str, after: Progress) -> Leaf {
    match path {
        SCORE => Leaf::Number(after.score),
        DONE => Leaf::Boolean(after.done),
        _ => Leaf::Boolean(after.won),
    }
}

/// What became of a slot, where the scene after (or the progress after) is known.
pub(in crate::world_model::typed) fn target(
    slot: &Slot,
    vocabulary: &Vocabulary,
    (before, after): (&Scene, &Scene),
    made: &[Arc<Coded>],
    progress: Progress,
) -> Target {
    let Some(family) = vocabulary.families.get(slot.family) else { return Target::Nothing };
    if family.phase == Phase::Progress {
        return Target::Value(after_progress(&family.path, progress));
    }
    if family.object_type == EPISODE {
        return creation_target(&family.path, vocabulary, made);
    }
    let id = slot.token.checked_sub(1).and_then(|place| before.get(place)).map_or("", |object| object.id.as_str());
    let kept = after.iter().find(|object| object.id == id);
    match (kept, family.path.as_str()) {
        (kept, EXISTS) => Target::Value(Leaf::Boolean(kept.is_some())),
        (None, _) => Target::Nothing,
        (Some(object), path) => Target::Value(mark(object.leaf(path), made)),
    }
}

fn creation_target(path: &str, vocabulary: &Vocabulary, made: &[Arc<Coded>]) -> Target {
    for place in 0..CREATIONS {
        let object = made.get(place);
        if path == creation(place) {
            return Target::Value(object.map_or(Leaf::Null, |object| template_of(object, made, vocabulary)));
        }
        if path == creation_parent(place) {
            return object.map_or(Target::Nothing, |object| Target::Value(mark(object.leaf(PARENT), made)));
        }
    }
    Target::Nothing
}

fn template_of(object: &Coded, made: &[Arc<Coded>], vocabulary: &Vocabulary) -> Leaf {
    let wanted = template(object, made);
    let number = wanted.and_then(|wanted| vocabulary.templates.iter().position(|known| *known == wanted));
    // A number that no entry has: the creation is beyond the model, and the loss leaves it aside.
    Leaf::Length(number.unwrap_or(usize::MAX))
}

/// What another object made like this one would have: all its leaves but the container. None where it refers to
/// particular objects.
pub(in crate::world_model::typed) fn template(object: &Coded, made: &[Arc<Coded>]) -> Option<BTreeMap<String, Leaf>> {
    let mut leaves = BTreeMap::new();
    for (path, leaf) in object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
        let leaf = mark(leaf, made);
        if matches!(leaf, Leaf::Reference(_)) && !marked(&leaf) {
            return None;
        }
        leaves.insert(path.clone(), leaf);
    }
    Some(leaves)
}
