//! Numbers that can be read off a scene around an object: its own, its container's, those it refers to, and counts and sums
//! over what it contains, what refers to it and what there is of a type.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::view::{View, anywhere};
use crate::world_model::typed::corpus::Coded;
use crate::world_model::typed::leaf::{Leaf, NAME, PARENT, TYPE};

/// An object by how it stands to the owner of a slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Own,
    Container,
    /// The one object of its type.
    Only(String),
    /// Where a reference of the owner leads.
    At(String),
    /// What fills a role of the action.
    Role(String),
}

/// Objects by how they stand to the owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Group {
    /// What a place contains, of a type.
    Contents(Place, String),
    /// Objects of a type that refer to a place by a path.
    Referrers(Place, String, String),
    /// All objects of a type.
    Typed(String),
}

/// Which of a group count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Condition {
    Any,
    /// The leaf of the path has this key.
    Is(String, String),
    /// The number of the path is no less.
    AtLeast(String, i64),
}

/// A number read off a scene. The order is one of simplicity: of features that say the same the first is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Feature {
    /// What the slot holds.
    Current,
    /// A number of an object.
    Value(Place, String),
    /// A number that the action names.
    Said(String),
    /// 1 where a leaf of an object has this key, else 0.
    Is(Place, String, String),
    /// 1 where the first is greater than the second, else 0.
    Exceeds(Box<Self>, Box<Self>),
    Count(Group, Condition),
    Sum(Group, String, Condition),
    Product(Box<Self>, Box<Self>),
}

/// Features of one scene at most.
const MOST: usize = 480;
/// Round numbers that counts may have as a limit.
const LIMITS: [i64; 26] =
    [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90, 100, 150, 200, 1000];

impl View<'_> {
    fn place(&self, owner: Option<&Coded>, place: &Place) -> Option<&Coded> {
        match place {
            Place::Own => self.find(Some(&owner?.id)),
            Place::Container => self.find(owner?.parent()),
            Place::Only(kind) => match self.typed(kind) {
                [only] => self.object(*only),
                _ => None,
            },
            Place::At(path) => match owner?.leaf(path) {
                Leaf::Reference(id) => self.find(Some(id)),
                _ => None,
            },
            Place::Role(role) => self.argument(role),
        }
    }

    /// Objects of a group; none where the place that it speaks of is not there.
    fn group(&self, owner: Option<&Coded>, group: &Group) -> Option<Vec<&Coded>> {
        let typed = |places: &[usize], kind: &str| {
            let objects = places.iter().filter_map(|place| self.object(*place));
            objects.filter(|object| object.object_type() == kind).collect()
        };
        match group {
            Group::Contents(place, kind) => Some(typed(self.contents(&self.place(owner, place)?.id), kind)),
            Group::Typed(kind) => Some(typed(self.typed(kind), kind)),
            Group::Referrers(place, kind, path) => {
                let speakers = self.referrers(&self.place(owner, place)?.id).iter();
                let places: Vec<usize> =
                    speakers.filter(|(_, by)| anywhere(by) == *path).map(|(speaker, _)| *speaker).collect();
                Some(typed(&places, kind))
            }
        }
    }
}

impl Condition {
    fn holds(&self, object: &Coded) -> bool {
        match self {
            Self::Any => true,
            Self::Is(path, key) => same(object.leaf(path), key),
            Self::AtLeast(path, limit) => object.leaf(path).number().is_some_and(|number| number >= *limit as f64),
        }
    }
}

/// Whether a leaf has a key, without making its own.
fn same(leaf: &Leaf, key: &str) -> bool {
    match leaf {
        Leaf::Boolean(value) => key == if *value { "btrue" } else { "bfalse" },
        Leaf::Text(text) => key.strip_prefix('t').is_some_and(|known| known == text),
        other => other.key() == key,
    }
}

fn flag(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

impl Feature {
    /// The number; none where the scene has it not.
    pub(super) fn value(&self, view: &View<'_>, owner: Option<&Coded>, current: f64) -> Option<f64> {
        match self {
            Self::Current => Some(current),
            Self::Value(place, path) => view.place(owner, place)?.leaf(path).number(),
            Self::Said(role) => {
                let said = view.question.context.values.iter().find(|(known, _)| known == role);
                said.and_then(|(_, leaf)| leaf.number())
            }
            Self::Is(place, path, key) => Some(flag(same(view.place(owner, place)?.leaf(path), key))),
            Self::Exceeds(left, right) => {
                Some(flag(left.value(view, owner, current)? > right.value(view, owner, current)?))
            }
            Self::Count(group, condition) => {
                Some(view.group(owner, group)?.into_iter().filter(|object| condition.holds(object)).count() as f64)
            }
            Self::Sum(group, path, condition) => {
                let counted = view.group(owner, group)?.into_iter().filter(|object| condition.holds(object));
                Some(counted.filter_map(|object| object.leaf(path).number()).sum())
            }
            Self::Product(left, right) => Some(left.value(view, owner, current)? * right.value(view, owner, current)?),
        }
    }

    /// Whether it says yes or no rather than how much.
    pub(super) fn is_flag(&self) -> bool {
        matches!(self, Self::Is(..) | Self::Exceeds(..))
    }
}

/// Features that a scene has around an owner, the slot's own path among them.
pub(super) fn features(view: &View<'_>, owner: Option<&Coded>, path: &str, found: &mut BTreeSet<Feature>) {
    found.insert(Feature::Current);
    let mut numbers: Vec<Feature> = vec![Feature::Current];
    for (place, object) in places(view, owner) {
        for (name, leaf) in real(object) {
            match leaf {
                Leaf::Number(_) if place != Place::Own || name != path => {
                    numbers.push(Feature::Value(place.clone(), name.clone()));
                }
                Leaf::Boolean(_) => {
                    found.insert(Feature::Is(place.clone(), name.clone(), "btrue".to_owned()));
                }
                Leaf::Text(_) => {
                    found.insert(Feature::Is(place.clone(), name.clone(), leaf.key()));
                }
                _ => {}
            }
        }
    }
    if view.acts() {
        let said = view.question.context.values.iter().filter(|(_, leaf)| leaf.number().is_some());
        numbers.extend(said.map(|(role, _)| Feature::Said(role.clone())));
    }
    pairs(&numbers, found);
    found.extend(numbers);
    for group in groups(view, owner) {
        if found.len() > MOST {
            break;
        }
        aggregates(view, owner, &group, found);
    }
}

/// Comparisons and products with the owner's own numbers.
fn pairs(numbers: &[Feature], found: &mut BTreeSet<Feature>) {
    let own = |feature: &&Feature| matches!(feature, Feature::Current | Feature::Value(Place::Own, _));
    for left in numbers.iter().filter(own).take(6) {
        for right in numbers.iter().filter(|right| *right != left).take(24) {
            let boxed = || (Box::new(left.clone()), Box::new(right.clone()));
            let (one, other) = boxed();
            found.insert(Feature::Exceeds(one, other));
            let (one, other) = boxed();
            found.insert(Feature::Exceeds(other, one));
            if left < right {
                let (one, other) = boxed();
                found.insert(Feature::Product(one, other));
            }
        }
    }
}

fn real(object: &Coded) -> impl Iterator<Item = (&String, &Leaf)> {
    object.leaves.iter().filter(|(path, _)| ![NAME, TYPE, PARENT].contains(&path.as_str()))
}

fn places<'a>(view: &'a View<'_>, owner: Option<&Coded>) -> Vec<(Place, &'a Coded)> {
    let mut places = Vec::new();
    let mut put = |place: Place| {
        if let Some(object) = view.place(owner, &place) {
            places.push((place, object));
        }
    };
    put(Place::Own);
    put(Place::Container);
    for (path, leaf) in owner.iter().flat_map(|owner| real(owner)) {
        if matches!(leaf, Leaf::Reference(_)) {
            put(Place::At(path.clone()));
        }
    }
    for (role, _) in view.question.context.objects.iter().filter(|_| view.acts()) {
        put(Place::Role(role.clone()));
    }
    let others = [Place::Own, Place::Container].map(|place| view.place(owner, &place).map(Coded::object_type));
    let kinds: BTreeSet<&str> = view.scene.iter().map(|object| object.object_type()).collect();
    for kind in kinds.into_iter().filter(|kind| !others.contains(&Some(kind))) {
        put(Place::Only(kind.to_owned()));
    }
    places
}

fn groups(view: &View<'_>, owner: Option<&Coded>) -> Vec<Group> {
    let mut groups = BTreeSet::new();
    for (place, object) in places(view, owner) {
        if matches!(place, Place::Only(_) | Place::Role(_)) {
            continue;
        }
        for inner in view.contents(&object.id).iter().filter_map(|inner| view.object(*inner)) {
            groups.insert(Group::Contents(place.clone(), inner.object_type().to_owned()));
        }
        for (speaker, path) in view.referrers(&object.id) {
            let kind = view.object(*speaker).map_or("", Coded::object_type);
            groups.insert(Group::Referrers(place.clone(), kind.to_owned(), anywhere(path).into_owned()));
        }
    }
    for object in view.scene.iter().filter(|object| view.typed(object.object_type()).len() > 1) {
        groups.insert(Group::Typed(object.object_type().to_owned()));
    }
    groups.into_iter().collect()
}

fn aggregates(view: &View<'_>, owner: Option<&Coded>, group: &Group, found: &mut BTreeSet<Feature>) {
    let members = view.group(owner, group).unwrap_or_default();
    found.insert(Feature::Count(group.clone(), Condition::Any));
    let flags: BTreeSet<&String> = members
        .iter()
        .flat_map(|object| real(object))
        .filter(|(_, leaf)| matches!(leaf, Leaf::Boolean(_)))
        .map(|(path, _)| path)
        .collect();
    let truth = |path: &String| Condition::Is(path.clone(), "btrue".to_owned());
    for path in &flags {
        found.insert(Feature::Count(group.clone(), truth(path)));
    }
    for (path, leaf) in members.iter().flat_map(|object| real(object)) {
        match leaf {
            Leaf::Text(_) => {
                found.insert(Feature::Count(group.clone(), Condition::Is(path.clone(), leaf.key())));
            }
            Leaf::Number(number) => {
                found.insert(Feature::Sum(group.clone(), path.clone(), Condition::Any));
                for flag in &flags {
                    found.insert(Feature::Sum(group.clone(), path.clone(), truth(flag)));
                }
                for limit in LIMITS.into_iter().filter(|limit| *limit as f64 <= *number) {
                    let least = Condition::AtLeast(path.clone(), limit);
                    found.insert(Feature::Count(group.clone(), least));
                }
            }
            _ => {}
        }
    }
}
