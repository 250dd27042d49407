//! What can be said of a question and a slot, as hashed facts.

use std::collections::BTreeMap;

use super::view::{View, anywhere};
use crate::world_model::typed::corpus::{Coded, Scene};
use crate::world_model::typed::leaf::{Leaf, NAME, PARENT, TYPE};
use crate::world_model::typed::vocabulary::Index;

/// Which facts are worth keeping: all, or those that some tree asks for (and a few that share their place).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sift(Option<Vec<u64>>);

impl Sift {
    /// Only these facts.
    pub(super) fn of(facts: &[u32]) -> Self {
        let words = (facts.len() / 4).next_power_of_two().clamp(64, 1 << 16);
        let mut bits = vec![0_u64; words];
        for fact in facts {
            if let Some(word) = bits.get_mut((*fact as usize / 64) & (words - 1)) {
                *word |= 1 << (fact % 64);
            }
        }
        Self(Some(bits))
    }

    fn passes(&self, fact: u32) -> bool {
        let Some(bits) = &self.0 else { return true };
        let word = bits.get((fact as usize / 64) & (bits.len() - 1)).copied().unwrap_or(0);
        word >> (fact % 64) & 1 == 1
    }
}

/// Heading of what holds of the slot's owner itself.
const OWN: &str = "own";

/// FNV-1a over parts that are kept apart.
#[derive(Clone, Copy)]
struct Hash {
    state: u64,
    far: bool,
}

impl Hash {
    fn of(parts: &[&str]) -> Self {
        let far = parts.first().is_some_and(|heading| *heading != OWN);
        parts.iter().fold(Self { state: 0xcbf2_9ce4_8422_2325, far }, |hash, part| hash.with(part))
    }

    fn with(self, part: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self { state: step(part.bytes().fold(self.state, step), 0xff), far: self.far }
    }

    /// Of facts that tell equally much trees take the least, so the first bits say how particular a fact is: what holds of
    /// a type comes before one number, and both come before what holds of a name. Then what holds of the owner itself
    /// comes before what holds around it.
    fn ranked(self, rank: u32) -> u32 {
        let folded = ((self.state >> 32) ^ self.state) as u32;
        (rank << 30) | (u32::from(self.far) << 29) | (folded >> 3)
    }
}

fn ranked(rank: u32, parts: &[&str]) -> u32 {
    Hash::of(parts).ranked(rank)
}

fn fact(parts: &[&str]) -> u32 {
    ranked(0, parts)
}

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

/// Containers around containers that are looked at.
const ENCLOSING: usize = 8;

/// How particular a fact is, 0 to 3.
pub(super) fn rank(fact: u32) -> usize {
    (fact >> 30) as usize
}

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

/// What the slot's owner is, has, lies in, contains, and how it stands to the action's arguments.
fn owner(index: &Index, view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
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
                put(fact(&["own", path, "refers to", role]));
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
            put(fact(&["own", path, "is value", role]));
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
                    put(fact(&["own", &place, other, "is", value, "of", role]));
                }
            }
        }
    }
}

/// Where the owner's references lead, where those of the objects there lead, and who else refers to either.
fn references(view: &View<'_>, object: &Coded, put: &mut dyn FnMut(u32)) {
    for (path, target) in led(view, object) {
        put(fact(&["own", path, "refers to a", target.object_type()]));
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
