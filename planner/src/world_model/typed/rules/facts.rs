//! What can be said of a question and a slot, as hashed facts.

use std::collections::BTreeMap;

use crate::world_model::typed::batch::Question;
use crate::world_model::typed::corpus::{Coded, Scene};
use crate::world_model::typed::leaf::{Leaf, PARENT};
use crate::world_model::typed::vocabulary::{Index, Phase, Slot};

/// Facts that all slots of a question share.
pub(super) struct Facts {
    shared: Vec<u32>,
}

/// A hash of parts, the parts kept apart. Of facts that tell equally much trees take the least, so the first bits say how
/// particular a fact is: what holds of a type comes before one number, and both come before what holds of a name.
fn ranked(rank: u32, parts: &[&str]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    let folded = ((hash >> 32) ^ hash) as u32;
    (rank << 30) | (folded >> 2)
}

fn fact(parts: &[&str]) -> u32 {
    ranked(0, parts)
}

/// Limits that numbers are compared with.
const LIMITS: [f64; 17] =
    [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 75.0, 100.0, 1000.0];

/// Facts of one leaf under a heading.
fn leaf_facts(heading: &str, path: &str, leaf: &Leaf, spoken: &str, put: &mut dyn FnMut(u32)) {
    match leaf {
        Leaf::Number(number) => {
            put(ranked(1, &[heading, path, "=", &number.to_string()]));
            for limit in LIMITS.iter().filter(|limit| number > *limit) {
                put(fact(&[heading, path, ">", &limit.to_string()]));
            }
        }
        Leaf::Text(text) => {
            let rank = if path == crate::world_model::typed::leaf::NAME { 2 } else { 0 };
            put(ranked(rank, &[heading, path, "=", text]));
            if text.len() >= 2 && spoken.contains(&text.to_lowercase()) {
                put(fact(&[heading, path, "spoken of"]));
            }
        }
        Leaf::Reference(_) => put(fact(&[heading, path, "refers"])),
        other => put(fact(&[heading, path, "=", &other.key()])),
    }
}

fn compared(left: f64, right: f64) -> &'static str {
    let gap = left - right;
    match gap {
        _ if gap == 0.0 => "=",
        _ if gap > 0.0 && gap <= 1.0 => "> by 1",
        _ if gap > 0.0 => ">",
        _ if gap >= -1.0 => "< by 1",
        _ => "<",
    }
}

/// How the numbers of two objects compare.
fn comparisons(heading: &str, index: &Index, left: &Coded, right: Option<&Coded>, put: &mut dyn FnMut(u32)) {
    for (path, leaf) in &left.leaves {
        let (Some(number), Some(pairs)) = (leaf.number(), index.pairs.get(path)) else { continue };
        for other in pairs.keys() {
            let found = match other.strip_prefix('^') {
                Some(path) => right.and_then(|right| right.leaf(path).number()),
                None => left.leaf(other).number(),
            };
            if let Some(found) = found {
                put(fact(&[heading, path, compared(number, found), other]));
                if found > number {
                    put(fact(&[heading, path, "less", other]));
                }
            }
        }
    }
}

fn find<'a>(scene: &'a Scene, id: Option<&str>) -> Option<&'a Coded> {
    let id = id?;
    scene.iter().find(|object| object.id == id).map(AsRef::as_ref)
}

/// The object's identity, contents and comparisons under a heading.
fn describe(heading: &str, index: &Index, (object, scene): (&Coded, &Scene), spoken: &str, put: &mut dyn FnMut(u32)) {
    for (path, leaf) in object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
        leaf_facts(heading, path, leaf, spoken, put);
    }
    let container = find(scene, object.parent());
    put(fact(&[heading, "in", container.map_or("nothing", |container| container.object_type())]));
    comparisons(heading, index, object, container, put);
}

impl Facts {
    /// The verb, its arguments, what exists in the scene; for progress, what has changed.
    pub(super) fn shared(index: &Index, question: &Question) -> Self {
        let mut shared = Vec::new();
        let spoken = question.context.task.to_lowercase();
        let scene = &question.scene;
        let mut put = |fact: u32| shared.push(fact);
        if question.phase != Phase::Environment {
            action(index, question, &spoken, &mut put);
        }
        existence(index, scene, &spoken, &mut put);
        if let Some(earlier) = &question.earlier {
            history(earlier, scene, &spoken, &mut put);
        }
        let progress = question.context.progress;
        put(fact(&["score", &progress.score.to_string()]));
        put(fact(&["done", &progress.done.to_string(), &progress.won.to_string()]));
        Self { shared }
    }

    /// All facts of a slot, sorted.
    pub(super) fn of_slot(&self, index: &Index, question: &Question, slot: &Slot) -> Vec<u32> {
        let mut facts = self.shared.clone();
        if let Some(object) = slot.token.checked_sub(1).and_then(|place| question.scene.get(place)) {
            owner(index, question, object, &mut |fact| facts.push(fact));
        }
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

fn action(index: &Index, question: &Question, spoken: &str, put: &mut dyn FnMut(u32)) {
    let (context, scene) = (&question.context, &question.scene);
    put(fact(&["verb", &context.verb]));
    for (role, id) in &context.objects {
        let Some(object) = find(scene, Some(id)) else {
            put(fact(&["no such", role]));
            continue;
        };
        describe(role, index, (object, scene), spoken, put);
        let container = find(scene, object.parent());
        if let Some(container) = container {
            let heading = format!("{role}'s container");
            for (path, leaf) in container.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
                leaf_facts(&heading, path, leaf, spoken, put);
            }
            put(fact(&[
                &heading,
                "in",
                find(scene, container.parent()).map_or("nothing", |outer| outer.object_type()),
            ]));
        }
        for inner in scene.iter().filter(|inner| inner.parent() == Some(id)) {
            put(fact(&[role, "contains", inner.object_type()]));
        }
        for speaker in scene {
            for path in
                speaker.leaves.iter().filter(|(_, leaf)| matches!(leaf, Leaf::Reference(target) if target == id))
            {
                put(fact(&["some", speaker.object_type(), &anywhere(path.0), "refers to", role]));
            }
        }
        for (other, other_id) in &context.objects {
            if object.parent() == Some(other_id) {
                put(fact(&[role, "in argument", other]));
            }
            let beside = find(scene, Some(other_id)).is_some_and(|found| found.parent() == object.parent());
            if other != role && beside {
                put(fact(&[role, "beside", other]));
            }
            if other != role && other_id == id {
                put(fact(&[role, "is", other]));
            }
            for (path, leaf) in &object.leaves {
                if matches!(leaf, Leaf::Reference(target) if target == other_id) {
                    put(fact(&[role, path, "refers to", other]));
                }
            }
        }
    }
    for (role, leaf) in &context.values {
        leaf_facts("value", role, leaf, spoken, put);
        for object in scene {
            for (path, own) in &object.leaves {
                if own == leaf {
                    put(fact(&[role, "is the", path, object.object_type()]));
                }
            }
        }
    }
}

/// What there is: types, their contents, values that some object of a type has, with number and mention.
fn existence(index: &Index, scene: &Scene, spoken: &str, put: &mut dyn FnMut(u32)) {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for object in scene {
        let kind = object.object_type();
        let container = find(scene, object.parent());
        let outer = container.map_or("nothing", |container| container.object_type());
        *counts.entry((kind, outer)).or_default() += 1;
        let heading = format!("some {kind}");
        holdings(&heading, object, put);
        describe(&heading, index, (object, scene), spoken, put);
        // Two objects of one type may behave differently: what can be told by name.
        if let Leaf::Text(name) = object.leaf(crate::world_model::typed::leaf::NAME) {
            for (path, leaf) in object.leaves.iter().filter(|(_, leaf)| matches!(leaf, Leaf::Boolean(_))) {
                put(ranked(3, &["some", name, path, &leaf.key()]));
            }
            put(ranked(3, &["some", name, "in", outer]));
        }
        let name = |object: &Coded| match object.leaf(crate::world_model::typed::leaf::NAME) {
            Leaf::Text(name) => name.clone(),
            _ => String::new(),
        };
        let named = name(object);
        if named.len() >= 2 && spoken.contains(&named.to_lowercase()) {
            put(fact(&["spoken of", kind, "in", outer]));
            let inside = container.is_some_and(|container| spoken.contains(&name(container).to_lowercase()));
            put(fact(&["spoken of", kind, "in spoken of", &inside.to_string()]));
        }
    }
    for ((kind, outer), count) in counts {
        put(fact(&[kind, "in", outer, &count.to_string()]));
    }
}

/// A path without places in lists.
fn anywhere(path: &str) -> String {
    let step = |step: &str| if step.parse::<usize>().is_ok() { "#".to_owned() } else { step.to_owned() };
    path.split('\u{1f}').map(step).collect::<Vec<_>>().join("\u{1f}")
}

/// How many values the lists and structures of an object hold, nulls left out.
fn holdings(heading: &str, object: &Coded, put: &mut dyn FnMut(u32)) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, leaf) in &object.leaves {
        let top = path.split_once('\u{1f}').filter(|(top, _)| !top.is_empty());
        if let (Some((top, _)), true) = (top, !matches!(leaf, Leaf::Null | Leaf::Absent)) {
            *counts.entry(top).or_default() += 1;
        }
    }
    for (top, count) in counts {
        put(fact(&[heading, top, "holds", &count.to_string()]));
    }
}

/// What has changed between two scenes.
fn history(earlier: &Scene, scene: &Scene, spoken: &str, put: &mut dyn FnMut(u32)) {
    put(fact(&["changed", &(earlier != scene).to_string()]));
    for object in scene {
        let kind = object.object_type();
        let Some(before) = find(earlier, Some(&object.id)) else {
            put(fact(&["new", kind]));
            continue;
        };
        for (path, leaf) in object.leaves.iter().filter(|(path, leaf)| before.leaf(path) != *leaf) {
            put(fact(&["changed", kind, path]));
            leaf_facts("changed to", path, leaf, spoken, put);
        }
    }
    for object in earlier.iter().filter(|object| find(scene, Some(&object.id)).is_none()) {
        put(fact(&["gone", object.object_type()]));
    }
}

/// What the slot's owner is, has, lies in, contains, and how it stands to the action's arguments.
fn owner(index: &Index, question: &Question, object: &Coded, put: &mut dyn FnMut(u32)) {
    let (context, scene) = (&question.context, &question.scene);
    describe("own", index, (object, scene), &context.task.to_lowercase(), put);
    let container = find(scene, object.parent());
    if let Some(container) = container {
        for (path, leaf) in container.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
            leaf_facts("container", path, leaf, "", put);
        }
        if let Some(outer) = find(scene, container.parent()) {
            for (path, leaf) in outer.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
                leaf_facts("outer", path, leaf, "", put);
            }
        }
    }
    for other in scene.iter().filter(|other| other.id != object.id) {
        let heading = match other.parent() {
            parent if parent == Some(object.id.as_str()) => "contents",
            parent if parent == object.parent() => "beside",
            _ => continue,
        };
        let kind = other.object_type();
        put(fact(&[heading, kind]));
        for (path, leaf) in &other.leaves {
            if matches!(leaf, Leaf::Boolean(_) | Leaf::Text(_)) {
                leaf_facts(&format!("{heading} {kind}"), path, leaf, "", put);
            }
        }
    }
    if question.phase != Phase::Environment {
        for (role, id) in &context.objects {
            if *id == object.id {
                put(fact(&["own is", role]));
            }
            let argument = find(scene, Some(id));
            if container.is_some_and(|container| container.id == *id) {
                put(fact(&["own in", role]));
            }
            if argument.is_some_and(|argument| argument.parent() == Some(&object.id)) {
                put(fact(&["own contains", role]));
            }
            for (path, leaf) in &object.leaves {
                if matches!(leaf, Leaf::Reference(target) if target == id) {
                    put(fact(&["own", path, "refers to", role]));
                }
            }
            for (path, leaf) in argument.iter().flat_map(|argument| &argument.leaves) {
                if matches!(leaf, Leaf::Reference(target) if *target == object.id) {
                    put(fact(&[role, path, "refers to own"]));
                }
            }
        }
        parts(question, object, put);
        for (role, leaf) in &context.values {
            for (path, _) in object.leaves.iter().filter(|(_, own)| *own == leaf) {
                put(fact(&["own", path, "is value", role]));
            }
        }
    }
    references(object, scene, put);
}

/// Leaves that stand side by side and speak of an argument and a value of the action together: this very part of that
/// object.
fn parts(question: &Question, object: &Coded, put: &mut dyn FnMut(u32)) {
    let context = &question.context;
    let above = |path: &str| path.rsplit_once('\u{1f}').map(|(above, _)| above.to_owned());
    for (path, leaf) in &object.leaves {
        let (Leaf::Reference(id), Some(place)) = (leaf, above(path)) else { continue };
        for (role, _) in context.objects.iter().filter(|(_, argument)| argument == id) {
            for (other, own) in object.leaves.iter().filter(|(other, _)| above(other).as_ref() == Some(&place)) {
                for (value, _) in context.values.iter().filter(|(_, value)| value == own) {
                    put(fact(&["own", &place, other, "is", value, "of", role]));
                }
            }
        }
    }
}

/// Where the owner's references lead, and which others lead to it.
fn references(object: &Coded, scene: &Scene, put: &mut dyn FnMut(u32)) {
    for (path, leaf) in object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
        if let Leaf::Reference(id) = leaf
            && let Some(target) = find(scene, Some(id))
        {
            put(fact(&["own", path, "refers to a", target.object_type()]));
            for (path_there, leaf) in &target.leaves {
                if matches!(leaf, Leaf::Boolean(_) | Leaf::Text(_)) {
                    leaf_facts(&format!("at {path}"), path_there, leaf, "", put);
                }
                if let Leaf::Reference(next) = leaf
                    && path_there != PARENT
                {
                    let kind = find(scene, Some(next)).map_or("", |next| next.object_type());
                    put(fact(&["at", path, path_there, "refers to a", kind]));
                }
            }
        }
    }
}
