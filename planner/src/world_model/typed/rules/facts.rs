//! What can be said of a question and a slot, as hashed facts.

mod hash;
mod owner;

use std::collections::BTreeMap;

use super::view::{View, anywhere};
use crate::world_model::typed::corpus::{Coded, Scene};
use crate::world_model::typed::leaf::{Leaf, NAME, PARENT};
use crate::world_model::typed::vocabulary::Index;
use hash::{Hash, fact, ranked};
use owner::owner;

pub(super) use hash::{Sift, worth};

/// Limits that numbers are compared with.
const LIMITS: [(f64, &str); 17] = [
    (0.0, "0"),
    (1.0, "1"),
    (2.0, "2"),
    (3.0, "3"),
    (5.0, "5"),
    (10.0, "10"),
    (15.0, "15"),
    (20.0, "20"),
    (25.0, "25"),
    (30.0, "30"),
    (35.0, "35"),
    (40.0, "40"),
    (45.0, "45"),
    (50.0, "50"),
    (75.0, "75"),
    (100.0, "100"),
    (1000.0, "1000"),
];

/// Greatest amount that amounts are compared with.
const AMOUNTS: usize = 8;

/// Facts of one leaf under a heading.
fn leaf_facts(heading: &str, path: &str, leaf: &Leaf, spoken: &str, put: &mut dyn FnMut(u32)) {
    let start = Hash::of(&[heading, path]);
    match leaf {
        Leaf::Number(number) => {
            put(start.with("=").with(&number.to_string()).ranked(1));
            let above = start.with(">");
            for (_, limit) in LIMITS.iter().filter(|(limit, _)| number > limit) {
                put(above.with(limit).ranked(0));
            }
        }
        Leaf::Text(text) => {
            let rank = if path == NAME { 2 } else { 0 };
            put(start.with("=").with(text).ranked(rank));
            if text.len() >= 2 && !spoken.is_empty() && spoken.contains(&text.to_lowercase()) {
                put(start.with("spoken of").ranked(0));
            }
        }
        Leaf::Reference(_) => put(start.with("refers").ranked(0)),
        Leaf::Boolean(true) => put(start.with("=").with("btrue").ranked(0)),
        Leaf::Boolean(false) => put(start.with("=").with("bfalse").ranked(0)),
        other => put(start.with("=").with(&other.key()).ranked(0)),
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

/// The object's identity, contents and comparisons under a heading.
fn describe(heading: &str, index: &Index, (object, view): (&Coded, &View<'_>), spoken: &str, put: &mut dyn FnMut(u32)) {
    for (path, leaf) in object.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
        leaf_facts(heading, path, leaf, spoken, put);
    }
    let container = view.find(object.parent());
    put(fact(&[heading, "in", container.map_or("nothing", |container| container.object_type())]));
    comparisons(heading, index, object, container, put);
}

/// What there is in a scene, whatever is asked of it; sorted.
pub(super) fn of_scene(index: &Index, view: &View<'_>, sift: &Sift) -> Vec<u32> {
    gathered(sift, |put| existence(index, view, put))
}

/// The verb, its arguments, progress; for progress, what has changed. Sorted.
pub(super) fn of_question(index: &Index, view: &View<'_>, sift: &Sift) -> Vec<u32> {
    gathered(sift, |put| {
        if view.acts() {
            action(index, view, put);
        }
        if let Some(earlier) = &view.question.earlier {
            history(earlier, view, put);
        }
        let progress = view.question.context.progress;
        put(fact(&["score", &progress.score.to_string()]));
        put(fact(&["done", &progress.done.to_string(), &progress.won.to_string()]));
    })
}

/// What the object at a place of the scene is, has, and how it stands to others; sorted.
pub(super) fn of_owner(index: &Index, view: &View<'_>, place: Option<usize>, sift: &Sift) -> Vec<u32> {
    gathered(sift, |put| {
        if let Some(object) = place.and_then(|place| view.object(place)) {
            owner(index, view, object, put);
        }
    })
}

fn gathered(sift: &Sift, say: impl FnOnce(&mut dyn FnMut(u32))) -> Vec<u32> {
    let mut facts = Vec::new();
    say(&mut |fact| {
        if sift.passes(fact) {
            facts.push(fact);
        }
    });
    facts.sort_unstable();
    facts.dedup();
    facts
}

fn action(index: &Index, view: &View<'_>, put: &mut dyn FnMut(u32)) {
    let (context, scene, spoken) = (&view.question.context, view.scene, view.spoken.as_str());
    put(fact(&["verb", &context.verb]));
    for (role, id) in &context.objects {
        let Some(object) = view.find(Some(id)) else {
            put(fact(&["no such", role]));
            continue;
        };
        describe(role, index, (object, view), spoken, put);
        let container = view.find(object.parent());
        if let Some(container) = container {
            let heading = format!("{role}'s container");
            for (path, leaf) in container.leaves.iter().filter(|(path, _)| path.as_str() != PARENT) {
                leaf_facts(&heading, path, leaf, spoken, put);
            }
            put(fact(&[&heading, "in", view.find(container.parent()).map_or("nothing", |outer| outer.object_type())]));
        }
        for inner in view.contents(id).iter().filter_map(|place| view.object(*place)) {
            put(fact(&[role, "contains", inner.object_type()]));
            put(fact(&["some", inner.object_type(), PARENT, "refers to", role]));
        }
        for (speaker, path) in view.referrers(id) {
            let kind = view.object(*speaker).map_or("", Coded::object_type);
            put(fact(&["some", kind, &anywhere(path), "refers to", role]));
        }
        for (other, other_id) in &context.objects {
            if object.parent() == Some(other_id) {
                put(fact(&[role, "in argument", other]));
            }
            let beside = view.find(Some(other_id)).is_some_and(|found| found.parent() == object.parent());
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
fn existence(index: &Index, view: &View<'_>, put: &mut dyn FnMut(u32)) {
    let (scene, spoken) = (view.scene, view.spoken.as_str());
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for object in scene {
        let kind = object.object_type();
        let container = view.find(object.parent());
        let outer = container.map_or("nothing", |container| container.object_type());
        *counts.entry((kind, outer)).or_default() += 1;
        let heading = format!("some {kind}");
        holdings(&heading, object, put);
        describe(&heading, index, (object, view), spoken, put);
        // Two objects of one type may behave differently: what can be told by name.
        if let Leaf::Text(name) = object.leaf(NAME) {
            for (path, leaf) in object.leaves.iter().filter(|(_, leaf)| matches!(leaf, Leaf::Boolean(_))) {
                put(ranked(3, &["some", name, path, &leaf.key()]));
            }
            put(ranked(3, &["some", name, "in", outer]));
        }
        let name = |object: &Coded| match object.leaf(NAME) {
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
        amount(&[kind, "in", outer], count, put);
    }
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
        amount(&[heading, top, "holds"], count, put);
    }
}

/// How many there are: so many, and no fewer than. What is told by the latter holds for more than were ever seen.
fn amount(of: &[&str], count: usize, put: &mut dyn FnMut(u32)) {
    let start = Hash::of(of);
    put(start.with(&count.to_string()).ranked(1));
    let least = start.with("at least");
    for limit in 1..=count.min(AMOUNTS) {
        put(least.with(&limit.to_string()).ranked(0));
    }
}

/// What has changed between two scenes.
fn history(earlier: &Scene, view: &View<'_>, put: &mut dyn FnMut(u32)) {
    let (scene, spoken) = (view.scene, view.spoken.as_str());
    let known: BTreeMap<&str, &Coded> = earlier.iter().map(|object| (object.id.as_str(), object.as_ref())).collect();
    put(fact(&["changed", &(earlier != scene).to_string()]));
    for object in scene {
        let kind = object.object_type();
        let Some(before) = known.get(object.id.as_str()) else {
            put(fact(&["new", kind]));
            continue;
        };
        for (path, leaf) in object.leaves.iter().filter(|(path, leaf)| before.leaf(path) != *leaf) {
            put(fact(&["changed", kind, path]));
            leaf_facts("changed to", path, leaf, spoken, put);
        }
    }
    for object in earlier.iter().filter(|object| view.find(Some(&object.id)).is_none()) {
        put(fact(&["gone", object.object_type()]));
    }
}
