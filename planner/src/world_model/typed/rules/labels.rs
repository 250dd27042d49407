//! Operations by name, in words that hold for other objects as well.

use super::view::View;
use crate::world_model::typed::leaf::{Leaf, NAME, PARENT};
use crate::world_model::typed::operation::{Entry, Operation};
use crate::world_model::typed::vocabulary::{Candidate, Family, Slot, Source};

/// Name of keeping a value.
pub(super) const KEEP: &str = "e|0";

/// Name of an entry: those that say what it will be apart from those that say what becomes of it.
fn entry_label(entry: &Entry, number: usize) -> String {
    match entry {
        Entry::Set(_) => format!("s|{number}"),
        Entry::Keep | Entry::Add(_) => format!("e|{number}"),
    }
}

/// Names of each candidate of a slot.
pub(super) struct Labelled {
    names: Vec<Vec<String>>,
}

impl Labelled {
    pub(super) fn of(view: &View<'_>, slot: &Slot, read: &[Source], found: &[Candidate]) -> Self {
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
            let stands = relations(view, slot.token, source.token);
            stands.into_iter().map(|relation| format!("o|{operation}|{path}|{relation}")).collect()
        };
        Self { names: found.iter().map(name).collect() }
    }

    /// Names of everything that explains the value; of a value that is kept, that it is kept and that it is set to itself.
    ///
    /// Each with its weight: how surely the name alone leads to a right value, and a little less for names further down.
    pub(super) fn explaining(
        &self,
        slot: &Slot,
        family: &Family,
        leaf: &Leaf,
        found: &[Candidate],
    ) -> Vec<(String, f64)> {
        let entries = family.entries.iter().enumerate();
        let entries = entries.filter(|(_, entry)| entry.outcome(&slot.current).as_ref() == Some(leaf));
        if *leaf == slot.current {
            let set = entries.filter(|(_, entry)| matches!(entry, Entry::Set(_)));
            let set = set.map(|(number, entry)| (entry_label(entry, number), 1.0));
            return std::iter::once((KEEP.to_owned(), 1.0)).chain(set).collect();
        }
        let mut names: Vec<(String, f64)> = entries.map(|(number, entry)| (entry_label(entry, number), 1.0)).collect();
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

impl Labelled {
    /// Outcomes of the candidates that a name means.
    pub(super) fn meant<'a>(&'a self, name: &'a str, found: &'a [Candidate]) -> impl Iterator<Item = &'a Leaf> {
        let named = self.names.iter().zip(found).filter(move |(names, _)| names.iter().any(|known| known == name));
        named.map(|(_, candidate)| &candidate.outcome)
    }
}

/// How the object of a token stands to that of another.
fn relations(view: &View<'_>, owner: usize, other: usize) -> Vec<String> {
    let object = |token: usize| token.checked_sub(1).and_then(|place| view.object(place));
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
    let container = view.find(parent);
    let grandparent = container.and_then(|object| object.parent());
    if grandparent.is_some() && grandparent == Some(found.id.as_str()) {
        names.push("container of the container".to_owned());
    }
    // The environment's own move is not told what the action was about.
    for (role, id) in view.question.context.objects.iter().filter(|_| view.acts()) {
        if *id == found.id {
            names.push(format!("argument {role}"));
        }
        let argument = view.find(Some(id));
        if argument.and_then(|object| object.parent()) == Some(found.id.as_str()) {
            names.push(format!("container of {role}"));
        }
    }
    if own.is_some_and(|own| found.parent() == Some(own.id.as_str())) {
        names.push("contents".to_owned());
    }
    for (path, leaf) in container.iter().flat_map(|container| &container.leaves) {
        if matches!(leaf, Leaf::Reference(id) if *id == found.id) && path != PARENT {
            names.push(format!("at the container's {path}"));
        }
    }
    for (path, leaf) in own.iter().flat_map(|own| &own.leaves) {
        if matches!(leaf, Leaf::Reference(id) if *id == found.id) && path != PARENT {
            names.push(format!("at {path}"));
        }
    }
    let kind = found.object_type();
    // Which of several of one type, told by where it lies and by its name.
    let outer = view.find(found.parent());
    names.push(format!("a {kind} in {}", outer.map_or("nothing", |outer| outer.object_type())));
    if let Leaf::Text(name) = found.leaf(NAME) {
        names.push(format!("named {name}"));
    }
    if view.typed(kind).len() == 1 {
        names.push(format!("the {kind}"));
    } else {
        names.push(format!("a {kind}"));
    }
    names
}
