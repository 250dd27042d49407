//! What can be said of a slot's owner: what it is and has, where it lies, what lies beside it, how it stands to the action's
//! arguments, whom it refers to and who refers to it.

use super::super::view::{View, anywhere};
use super::hash::{Hash, OWN, fact};
use super::{comparisons, describe, leaf_facts};
use crate::world_model::typed::corpus::Coded;
use crate::world_model::typed::leaf::{Leaf, NAME, PARENT, TYPE};
use crate::world_model::typed::vocabulary::Index;

/// Containers around containers that are looked at.
const ENCLOSING: usize = 8;

/// What the slot's owner is, has, lies in, contains, and how it stands to the action's arguments.
pub(super) fn owner(index: &Index, view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    describe(OWN, index, (object, view), &view.spoken, put);
    cut_facts(OWN, index, object, put);
    let container = view.find(object.parent());
    if let Some(container) = container {
        for (path, leaf) in container.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
            leaf_facts("container", path, leaf, "", put);
        }
        cut_facts("container", index, container, put);
        let outer = view.find(container.parent());
        comparisons("container", index, container, outer, put);
        for (path, leaf) in outer.iter().flat_map(|outer| &outer.leaves).filter(|(path, _)| path.as_str() != PARENT) {
            leaf_facts("outer", path, leaf, "", put);
        }
    }
    enclosing(view, object, put);
    let beside = object.parent().map(|id| view.contents(id));
    neighbours("contents", view, view.contents(&object.id), put);
    match beside {
        Some(beside) => neighbours("beside", view, &others(beside, object, view), put),
        None => {
            let free = (0..view.scene.len()).filter(|place| {
                view.object(*place).is_some_and(|other| other.parent().is_none() && other.id != object.id)
            });
            neighbours("beside", view, &free.collect::<Vec<_>>(), put);
        }
    }
    if view.acts() {
        arguments(view, object, container, put);
    }
    referred(OWN, view, object, put);
    references(view, object, put);
}

/// Everything that the object lies in, however deep.
fn enclosing(view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    let parent = |object: &Coded| view.find(object.parent());
    let outer = std::iter::successors(parent(object), |outer| parent(outer));
    for outer in outer.take(ENCLOSING) {
        let kind = outer.object_type();
        put(fact(&["within", kind]));
        for (path, leaf) in outer.leaves.iter().filter(|(_, leaf)| matches!(leaf, Leaf::Boolean(_))) {
            put(fact(&["within", kind, path, &leaf.key()]));
        }
    }
}

fn others(places: &[usize], object: &Coded, view: &View<'_>) -> Vec<usize> {
    let other = |place: &usize| view.object(*place).is_some_and(|other| other.id != object.id);
    places.iter().copied().filter(other).collect()
}

fn neighbours(heading: &str, view: &View<'_>, places: &[usize], put: &mut dyn FnMut(u32)) {
    for other in places.iter().filter_map(|place| view.object(*place)) {
        let kind = other.object_type();
        put(fact(&[heading, kind]));
        let heading = format!("{heading} {kind}");
        for (path, leaf) in &other.leaves {
            if matches!(leaf, Leaf::Boolean(_) | Leaf::Text(_)) {
                leaf_facts(&heading, path, leaf, "", put);
            }
        }
    }
}

/// How the owner stands to the action's arguments.
fn arguments(view: &View<'_>, object: &Coded, container: Option<&Coded>, put: &mut dyn FnMut(u32)) {
    let context = &view.question.context;
    for (role, id) in &context.objects {
        if *id == object.id {
            put(fact(&["own is", role]));
        }
        let argument = view.find(Some(id));
        if container.is_some_and(|container| container.id == *id) {
            put(fact(&["own in", role]));
        }
        if argument.is_some_and(|argument| argument.parent() == Some(&object.id)) {
            put(fact(&["own contains", role]));
        }
        for (path, leaf) in &object.leaves {
            if matches!(leaf, Leaf::Reference(target) if target == id) {
                put(fact(&[OWN, path, "refers to", role]));
            }
        }
        for (path, leaf) in argument.iter().flat_map(|argument| &argument.leaves) {
            if matches!(leaf, Leaf::Reference(target) if *target == object.id) {
                put(fact(&[role, path, "refers to own"]));
            }
        }
    }
    parts(view, object, put);
    for (role, leaf) in &context.values {
        for (path, _) in object.leaves.iter().filter(|(_, own)| *own == leaf) {
            put(fact(&[OWN, path, "is value", role]));
        }
    }
}

/// Who refers to an object, what they are like, and what none of them is.
fn referred(heading: &str, view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    for (kind, by) in view.speakers(object.object_type()) {
        let start = Hash::of(&[heading, "referred to by", kind, by]);
        let speakers = view.referrers(&object.id).iter().filter(|(_, path)| anywhere(path) == *by);
        let speakers = speakers.filter_map(|(speaker, _)| view.object(*speaker));
        let speakers: Vec<&Coded> = speakers.filter(|speaker| speaker.object_type() == *kind).collect();
        put(start.with(if speakers.is_empty() { "none" } else { "some" }).ranked(0));
        let like = view.typed(kind).first().and_then(|place| view.object(*place));
        for (path, leaf) in like.iter().flat_map(|like| &like.leaves) {
            if matches!(leaf, Leaf::Boolean(_)) && !speakers.iter().any(|one| *one.leaf(path) == Leaf::Boolean(true)) {
                put(start.with(path).with("none").ranked(0));
            }
        }
        for (path, leaf) in speakers.iter().flat_map(|speaker| &speaker.leaves) {
            if matches!(leaf, Leaf::Boolean(_) | Leaf::Text(_)) && path.as_str() != NAME && path.as_str() != TYPE {
                put(start.with(path).with(&leaf.key()).ranked(0));
            }
        }
    }
}

/// Leaves that stand side by side and speak of an argument and a value of the action together: this very part of that
/// object.
fn parts(view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    let context = &view.question.context;
    let above = |path: &str| path.rsplit_once('\u{1f}').map(|(above, _)| above.to_owned());
    for (path, leaf) in &object.leaves {
        let (Leaf::Reference(id), Some(place)) = (leaf, above(path)) else { continue };
        for (role, _) in context.objects.iter().filter(|(_, argument)| argument == id) {
            for (other, own) in object.leaves.iter().filter(|(other, _)| above(other).as_ref() == Some(&place)) {
                for (value, _) in context.values.iter().filter(|(_, value)| value == own) {
                    put(fact(&[OWN, &place, other, "is", value, "of", role]));
                }
            }
        }
    }
}

/// Where the owner's references lead, where those of the objects there lead, and who else refers to either.
fn references(view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    for (path, target) in led(view, object) {
        put(fact(&[OWN, path, "refers to a", target.object_type()]));
        let heading = format!("at {path}");
        for (path_there, leaf) in &target.leaves {
            if matches!(leaf, Leaf::Boolean(_) | Leaf::Text(_)) {
                leaf_facts(&heading, path_there, leaf, "", put);
            }
            if let Leaf::Reference(next) = leaf
                && path_there != PARENT
            {
                let kind = view.find(Some(next)).map_or("", |next| next.object_type());
                put(fact(&["at", path, path_there, "refers to a", kind]));
            }
        }
        referred(&heading, view, target, put);
        for (further, next) in led(view, target) {
            let heading = format!("at {path} at {further}");
            for (path_there, leaf) in next.leaves.iter().filter(|(_, leaf)| matches!(leaf, Leaf::Boolean(_))) {
                leaf_facts(&heading, path_there, leaf, "", put);
            }
            referred(&heading, view, next, put);
        }
    }
}

/// The objects that one refers to, by path.
fn led<'a>(view: &'a View<'_>, object: &'a Coded) -> impl Iterator<Item = (&'a String, &'a Coded)> {
    let real = object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT);
    real.filter_map(|(path, leaf)| match leaf {
        Leaf::Reference(id) => Some((path, view.find(Some(id))?)),
        _ => None,
    })
}

/// How the numbers of an object lie to the values that were seen in its place.
fn cut_facts(heading: &str, index: &Index, object: &Coded, put: &mut dyn FnMut(u32)) {
    for (path, leaf) in &object.leaves {
        let (Some(number), Some(cuts)) = (leaf.number(), index.cuts.get(path)) else { continue };
        let start = Hash::of(&[heading, path, "at least"]);
        for (_, said) in cuts.iter().take_while(|(cut, _)| *cut <= number) {
            put(start.with(said).ranked(1));
        }
    }
}
