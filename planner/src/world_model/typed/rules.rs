//! Induction: what becomes of a slot, read off facts by decision trees.
//!
//! A second account of the same slots, entries and candidates as the network's. A question and a slot give a set of facts:
//! the verb, what its arguments are and have, what the owner, its container and its contents are and have, how numbers
//! compare, what exists in the scene. For each family of slots a few trees tell operations apart by these facts; an
//! operation on another object is named by how that object stands to the owner (`argument1`, container, the only one of its
//! type), so what was learned with one object holds for another. Trees are grown until their leaves are pure: the rules of
//! an environment are mostly exact, and a handful of transitions can show one. Numbers that follow from several others are
//! told by formulas, fitted to the data (`fit`) and chosen by the trees like any other operation. The model mixes both
//! accounts, and does not ask the network where it could not change what the trees say.

mod facts;
mod feature;
mod fit;
mod formula;
mod gather;
mod labels;
mod learn;
mod tree;
mod view;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::batch::Question;
use super::corpus::{Coded, Scene};
use super::decode::Choice;
use super::leaf::Leaf;
use super::vocabulary::{Family, Index, Phase, Slot, Vocabulary, candidates, sources};
use facts::{Sift, of_owner, of_question, of_scene};
use formula::Formula;
use gather::carries;
use labels::Labelled;
use tree::Tree;
use view::View;

/// Trees of a family, and operations told apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Grove {
    labels: Vec<String>,
    trees: Vec<Tree>,
    /// What `m|n` among the labels means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    formulas: Vec<Formula>,
    /// How often one tree was right about trajectories that were kept back, 0 to 1.
    certainty: f64,
}

/// When a family is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Stage {
    number: u8,
    /// Whether later stages see what became of it.
    settled: bool,
}

/// Stages by family; a family that is not there is told first and alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Stages(BTreeMap<usize, Stage>);

impl Stages {
    fn set(&mut self, family: usize, stage: Stage) {
        self.0.insert(family, stage);
    }

    fn settled(&self, family: usize) -> bool {
        self.0.get(&family).is_some_and(|stage| stage.settled)
    }

    fn number(&self, family: usize) -> u8 {
        self.0.get(&family).map_or(0, |stage| stage.number)
    }

    /// Whether anything is settled in a phase that others could wait for.
    fn any(&self, phase: Phase) -> bool {
        phase != Phase::Progress && self.0.values().any(|stage| stage.settled)
    }
}

/// Trees by family.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rules {
    groves: BTreeMap<usize, Grove>,
    stages: Stages,
    #[serde(skip)]
    sift: Sift,
}

/// Facts of scenes, by the objects' addresses and the task; the scenes are held so that no address is given twice.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<Address, Told>>);

/// Addresses of a scene's objects, and the task.
type Address = (Vec<usize>, Arc<str>);
/// A scene and its facts.
type Told = (Scene, Arc<Vec<u32>>);

/// What the trees say of a slot: of each tree the outcomes with their shares.
pub(super) struct Saying {
    pub(super) trees: Vec<Vec<(Leaf, f64)>>,
    pub(super) certainty: f64,
}

impl Rules {
    /// Made ready for being asked; without it the same is said, but slowly.
    pub(super) fn ready(mut self) -> Self {
        let trees = self.groves.values().flat_map(|grove| &grove.trees);
        let mut asked: Vec<u32> = trees.flat_map(Tree::facts).collect();
        asked.sort_unstable();
        asked.dedup();
        self.sift = Sift::of(&asked);
        self
    }

    /// Stages of some slots, in order.
    pub(super) fn stages(&self, slots: &[Slot]) -> Vec<u8> {
        let mut numbers: Vec<u8> = slots.iter().map(|slot| self.stages.number(slot.family)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The stage of a family.
    pub(super) fn stage(&self, family: usize) -> u8 {
        self.stages.number(family)
    }

    /// What the trees say of some slots of a question, in a scene in which earlier stages have come to be.
    pub(super) fn say(
        &self,
        (vocabulary, index): (&Vocabulary, &Index),
        (question, scene): (&Question, &Scene),
        slots: &[&Slot],
        known: &Known,
    ) -> Vec<Option<Saying>> {
        let view = View::of(question, scene);
        let shared = known.facts(index, &view, &self.sift);
        let asked = of_question(index, &view, &self.sift);
        let context = (question.phase != Phase::Environment).then_some(question.context.as_ref());
        let read = OnceCell::new();
        let mut own: (usize, Vec<u32>) = (usize::MAX, Vec::new());
        let mut sayings = Vec::with_capacity(slots.len());
        for slot in slots {
            let (Some(family), Some(grove)) = (vocabulary.families.get(slot.family), self.groves.get(&slot.family))
            else {
                sayings.push(None);
                continue;
            };
            if own.0 != slot.token {
                own = (slot.token, of_owner(index, &view, slot.token.checked_sub(1), &self.sift));
            }
            let found = OnceCell::new();
            let pointed = || {
                found.get_or_init(|| {
                    let read = read.get_or_init(|| sources(scene, context));
                    let found = candidates(slot, family, read);
                    (Labelled::of(&view, slot, read, &found), found)
                })
            };
            let meaning = |name: &str| -> Vec<Leaf> {
                match (name.split_once('|'), slot.current.number()) {
                    (Some(("e" | "s", number)), _) => entry(family, number, &slot.current).into_iter().collect(),
                    (Some(("m", number)), Some(current)) => {
                        let formula = number.parse::<usize>().ok().and_then(|number| grove.formulas.get(number));
                        let owner = slot.token.checked_sub(1).and_then(|place| view.object(place));
                        let outcome = formula.and_then(|formula| formula.outcome(&view, owner, current));
                        outcome.map(Leaf::Number).into_iter().collect()
                    }
                    (Some(("o", _)), _) => {
                        let (labelled, found) = pointed();
                        labelled.meant(name, found).cloned().collect()
                    }
                    _ => Vec::new(),
                }
            };
            sayings.push(Some(grove.say(&[&shared, &asked, &own.1], &meaning)));
        }
        sayings
    }

    /// The scene with what became of the settled families among the choices.
    pub(super) fn carried(&self, vocabulary: &Vocabulary, scene: &Scene, choices: &[Choice]) -> Scene {
        let mut scene = scene.clone();
        for choice in choices.iter().filter(|choice| choice.outcome != choice.current) {
            let family = vocabulary.families.get(choice.family).filter(|family| carries(family));
            let Some(family) = family.filter(|_| self.stages.settled(choice.family)) else { continue };
            let Some(object) = choice.token.checked_sub(1).and_then(|place| scene.get_mut(place)) else { continue };
            let mut leaves = object.leaves.clone();
            leaves.insert(family.path.clone(), choice.outcome.clone());
            *object = Arc::new(Coded { id: object.id.clone(), leaves });
        }
        scene
    }
}

fn entry(family: &Family, number: &str, current: &Leaf) -> Option<Leaf> {
    number.parse::<usize>().ok().and_then(|number| family.entries.get(number)).and_then(|entry| entry.outcome(current))
}

impl Grove {
    fn say(&self, facts: &[&[u32]], meaning: &dyn Fn(&str) -> Vec<Leaf>) -> Saying {
        let mut known: BTreeMap<u32, Vec<Leaf>> = BTreeMap::new();
        let mut trees = Vec::with_capacity(self.trees.len());
        for tree in &self.trees {
            let mut outcomes: Vec<(Leaf, f64)> = Vec::new();
            for (label, share) in tree.read(facts) {
                let Some(name) = self.labels.get(*label as usize) else { continue };
                let meant = known.entry(*label).or_insert_with(|| meaning(name));
                let each = f64::from(*share) / meant.len().max(1) as f64;
                for leaf in meant.iter() {
                    match outcomes.iter_mut().find(|(known, _)| known == leaf) {
                        Some((_, sum)) => *sum += each,
                        None => outcomes.push((leaf.clone(), each)),
                    }
                }
            }
            trees.push(outcomes);
        }
        Saying { trees, certainty: self.certainty }
    }
}

impl Known {
    fn facts(&self, index: &Index, view: &View<'_>, sift: &Sift) -> Arc<Vec<u32>> {
        let places = view.scene.iter().map(|object| Arc::as_ptr(object) as usize).collect();
        let key = (places, view.question.context.task.clone());
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = lock().get(&key) {
            return known.clone();
        }
        let facts = Arc::new(of_scene(index, view, sift));
        lock().insert(key, (view.scene.clone(), facts.clone()));
        facts
    }
}

/// The rules as the model holds them.
pub(super) type Shared = Option<Arc<Rules>>;
