//! What is learned by counting: words, paths, verbs, and for every family of slots the table of what may become of it.
//!
//! A family is a leaf's path in a type of object, in one of the three phases. Families whose leaf was never seen to
//! change get no slot: they keep what they have.

mod learn;
mod slots;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use learn::learn;
pub(super) use slots::{Candidate, Slot, Source, Target, candidates, created, slots, sources, target};

use super::leaf::{Leaf, Leaves};
use super::operation::{Entry, Operation};

/// The three questions asked of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// What the action changes.
    Act,
    /// What the environment then changes by itself.
    Environment,
    /// What the new state means for score and end.
    Progress,
}

impl Phase {
    pub(super) const ALL: [Self; 3] = [Self::Act, Self::Environment, Self::Progress];

    pub(super) fn index(self) -> usize {
        match self {
            Self::Act => 0,
            Self::Environment => 1,
            Self::Progress => 2,
        }
    }
}

/// The owner of score, end and creations stands before all objects and has this type.
pub(super) const EPISODE: &str = "";
pub(super) const SCORE: &str = "\u{1f}score";
pub(super) const DONE: &str = "\u{1f}done";
pub(super) const WON: &str = "\u{1f}won";
/// Objects that may come into being in one phase.
pub(super) const CREATIONS: usize = 3;

/// Path of the template of the `k`-th creation.
pub(super) fn creation(place: usize) -> String {
    format!("\u{1f}create{place}")
}

/// Path of the container of the `k`-th creation.
pub(super) fn creation_parent(place: usize) -> String {
    format!("\u{1f}create{place}parent")
}

/// Slots of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Family {
    pub(super) phase: Phase,
    /// Type of the object.
    #[serde(rename = "type")]
    pub(super) object_type: String,
    pub(super) path: String,
    /// What may become of it; the first is to keep.
    pub(super) entries: Vec<Entry>,
    /// Operations on leaves of these paths.
    pub(super) operations: Vec<(Operation, String)>,
    /// Whether it may become a reference to any object.
    pub(super) refers: bool,
    /// Changes seen.
    pub(super) changes: u64,
}

/// Everything learned by counting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    pub(super) paths: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) verbs: Vec<String>,
    /// Roles, each with its verb.
    pub(super) roles: Vec<(String, String)>,
    /// Paths of references that are edges of their own.
    pub(super) edges: Vec<String>,
    /// Pairs of numeric paths that are compared: in one object, or with its container.
    pub(super) pairs: Vec<(String, String)>,
    /// Values that numbers of a path were seen to have, ascending; of many, some.
    #[serde(default)]
    pub(super) cuts: Vec<(String, Vec<f64>)>,
    pub(super) families: Vec<Family>,
    pub(super) templates: Vec<Leaves>,
}

/// Numbers of everything that has a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) paths: BTreeMap<String, usize>,
    pub(super) texts: BTreeMap<String, usize>,
    pub(super) verbs: BTreeMap<String, usize>,
    pub(super) roles: BTreeMap<(String, String), usize>,
    pub(super) edges: BTreeMap<String, usize>,
    pub(super) pairs: BTreeMap<String, BTreeMap<String, usize>>,
    /// Values by path, with their spelling.
    pub(super) cuts: BTreeMap<String, Vec<(f64, String)>>,
    /// Families by phase and type.
    pub(super) families: BTreeMap<(Phase, String), Vec<usize>>,
    /// Number of the first entry of each family, and how many there are in all.
    pub(super) offsets: Vec<usize>,
    pub(super) entries: usize,
}

fn numbered<T: Clone + Ord>(items: &[T]) -> BTreeMap<T, usize> {
    items.iter().cloned().enumerate().map(|(number, item)| (item, number)).collect()
}

impl Index {
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let mut index = Self {
            paths: numbered(&vocabulary.paths),
            texts: numbered(&vocabulary.texts),
            verbs: numbered(&vocabulary.verbs),
            roles: numbered(&vocabulary.roles),
            edges: numbered(&vocabulary.edges),
            ..Self::default()
        };
        for (path, values) in &vocabulary.cuts {
            index.cuts.insert(path.clone(), values.iter().map(|value| (*value, value.to_string())).collect());
        }
        for (number, (left, right)) in vocabulary.pairs.iter().enumerate() {
            index.pairs.entry(left.clone()).or_default().insert(right.clone(), number);
        }
        for (number, family) in vocabulary.families.iter().enumerate() {
            index.families.entry((family.phase, family.object_type.clone())).or_default().push(number);
            index.offsets.push(index.entries);
            index.entries += family.entries.len();
        }
        index
    }

    pub(super) fn families_of(&self, phase: Phase, object_type: &str) -> &[usize] {
        self.families.get(&(phase, object_type.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A marker in place of the identifier of the `k`-th object that comes into being.
pub(super) fn marker(place: usize) -> String {
    format!("\u{1f}created{place}")
}

/// Whether a leaf refers to something that comes into being in the same phase.
pub(super) fn marked(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Reference(id) if id.starts_with('\u{1f}'))
}
