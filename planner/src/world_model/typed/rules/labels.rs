//! Operations by name, in words that hold for other objects as well.

use crate::world_model::typed::batch::Question;
use crate::world_model::typed::leaf::Leaf;
use crate::world_model::typed::operation::Operation;
use crate::world_model::typed::vocabulary::{Candidate, Family, Phase, Slot, Source};

/// Names of each candidate of a slot.
pub(super) struct Labelled {
    names: Vec<Vec<String>>,
}

impl Labelled {
    pub(super) fn of(question: &Question, slot: &Slot, read: &[Source], found: &[Candidate]) -> Self {
        let name = |candidate: &Candidate| {
            let Some(source) = read.get(candidate.source) else { return Vec::new() };
            let operation = match candidate.operation {
                Operation::Copy => "copy",
                Operation::Plus => "plus",
                Operation::Minus => "minus",
                Operation::Mean => "mean",
                Operation::Refer => "refer",
            };
            let path = source.path.as_deref().unwrap_or_default();
            let stands = relations(question, slot.token, source.token);
            stands.into_iter().map(|relation| format!("o|{operation}|{path}|{relation}")).collect()
        };
        Self { names: found.iter().map(name).collect() }
    }

    /// Names of everything that explains the value; to keep explains a value that is kept, and nothing else is looked for.
    ///
    /// Each with its weight: how surely the name alone leads to a right value, and a little less for names further down.
    pub(super) fn explaining(
        &self,
        slot: &Slot,
        family: &Family,
        leaf: &Leaf,
        found: &[Candidate],
    ) -> Vec<(String, f64)> {
        if *leaf == slot.current {
            return vec![("e|0".to_owned(), 1.0)];
        }
        let entries = family.entries.iter().enumerate();
        let entries = entries.filter(|(_, entry)| entry.outcome(&slot.current).as_ref() == Some(leaf));
        let mut names: Vec<(String, f64)> = entries.map(|(number, _)| (format!("e|{number}"), 1.0)).collect();
        for (candidate, own) in found.iter().zip(&self.names) {
            if candidate.outcome != *leaf {
                continue;
            }
            for (rank, name) in own.iter().enumerate() {
                let meant = found.iter().zip(&self.names).filter(|(_, names)| names.contains(name));
                let (right, all) = meant
                    .fold((0, 0), |(right, all), (other, _)| (right + usize::from(other.outcome == *leaf), all + 1));
                let weight = right as f64 / all.max(1) as f64 - 0.01 * (rank + 1) as f64;
                if names.iter().all(|(known, _)| known != name) {
                    names.push((name.clone(), weight));
                }
            }
        }
        names
    }
}

/// Columns (entries, then candidates) that a name means.
pub(super) fn label_columns(name: &str, labelled: &Labelled, offset: usize, entries: usize) -> Vec<usize> {
    if let Some(number) = name.strip_prefix("e|").and_then(|number| number.parse::<usize>().ok()) {
        return vec![offset + number];
    }
    let named = labelled.names.iter().enumerate().filter(|(_, names)| names.iter().any(|known| known == name));
    named.map(|(place, _)| entries + place).collect()
}

/// How the object of a token stands to that of another.
fn relations(question: &Question, owner: usize, other: usize) -> Vec<String> {
    let scene = &question.scene;
    let object = |token: usize| token.checked_sub(1).and_then(|place| scene.get(place));
    let Some(found) = object(other) else { return vec!["action".to_owned()] };
    let mut names = Vec::new();
    let own = object(owner);
    if owner == other {
        names.push("self".to_owned());
    }
    let parent = own.and_then(|own| own.parent());
    if parent == Some(found.id.as_str()) {
        names.push("container".to_owned());
    }
    let grandparent =
        parent.and_then(|id| scene.iter().find(|object| object.id == id)).and_then(|object| object.parent());
    if grandparent.is_some() && grandparent == Some(found.id.as_str()) {
        names.push("container of the container".to_owned());
    }
    // The environment's own move is not told what the action was about.
    let acts = question.phase != Phase::Environment;
    for (role, id) in question.context.objects.iter().filter(|_| acts) {
        if *id == found.id {
            names.push(format!("argument {role}"));
        }
        let argument = scene.iter().find(|object| object.id == *id);
        if argument.and_then(|object| object.parent()) == Some(found.id.as_str()) {
            names.push(format!("container of {role}"));
        }
    }
    if own.is_some_and(|own| found.parent() == Some(own.id.as_str())) {
        names.push("contents".to_owned());
    }
    let container = parent.and_then(|id| scene.iter().find(|object| object.id == id));
    for (path, leaf) in container.iter().flat_map(|container| &container.leaves) {
        if matches!(leaf, Leaf::Reference(id) if *id == found.id) && path != crate::world_model::typed::leaf::PARENT {
            names.push(format!("at the container's {path}"));
        }
    }
    for (path, leaf) in own.iter().flat_map(|own| &own.leaves) {
        if matches!(leaf, Leaf::Reference(id) if *id == found.id) && path != crate::world_model::typed::leaf::PARENT {
            names.push(format!("at {path}"));
        }
    }
    let kind = found.object_type();
    // Which of several of one type, told by where it lies and by its name.
    let outer = found.parent().and_then(|id| scene.iter().find(|object| object.id == id));
    names.push(format!("a {kind} in {}", outer.map_or("nothing", |outer| outer.object_type())));
    if let Leaf::Text(name) = found.leaf(crate::world_model::typed::leaf::NAME) {
        names.push(format!("named {name}"));
    }
    if scene.iter().filter(|object| object.object_type() == kind).count() == 1 {
        names.push(format!("the {kind}"));
    } else {
        names.push(format!("a {kind}"));
    }
    names
}
