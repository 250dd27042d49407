//! Induction: what becomes of a slot, read off facts by decision trees.
//!
//! A second account of the same slots, entries and candidates as the network's. A question and a slot give a set of facts:
//! the verb, what its arguments are and have, what the owner, its container and its contents are and have, how numbers
//! compare, what exists in the scene. For each family of slots a few trees tell operations apart by these facts; an
//! operation on another object is named by how that object stands to the owner (`argument1`, container, the only one of its
//! type), so what was learned with one object holds for another. Trees are grown until their leaves are pure: the rules of
//! an environment are mostly exact, and a handful of transitions can show one. The model mixes both accounts.

mod facts;
mod labels;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::batch::Question;
use super::corpus::Corpus;
use super::train::questions;
use super::vocabulary::{Family, Index, Phase, Slot, Target, Vocabulary, candidates, created, slots, sources, target};
use facts::Facts;
use labels::{Labelled, label_columns};
use tree::{Instance, Tree};

/// Trees of a family, and operations told apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Grove {
    labels: Vec<String>,
    trees: Vec<Tree>,
}

/// Trees by family.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rules {
    groves: BTreeMap<usize, Grove>,
}

/// Instances of a family that trees are grown on: in which it changes, and in which it does not.
const CHANGED: usize = 6_000;
const UNCHANGED: usize = 6_000;
/// Operations of a family that are told apart.
const LABELS: usize = 64;
/// Rows whose facts are gathered at once.
const ROWS: usize = 2_048;

/// What one slot of one row says.
struct Sighting {
    family: usize,
    changed: bool,
    facts: Vec<u32>,
    labels: Vec<(String, f64)>,
}

type Entry = (Vec<u32>, Vec<(String, f64)>);

#[derive(Default)]
struct Gathered {
    changed: Vec<Entry>,
    unchanged: Vec<Entry>,
    /// Sightings in all, of which the kept ones are a sample.
    seen: [usize; 2],
}

impl Rules {
    /// Rules of the rows of a corpus.
    pub(super) fn learn(
        (vocabulary, index): (&Vocabulary, &Index),
        corpus: &Corpus,
        rows: &[usize],
        (trees, seed): (usize, u64),
    ) -> Self {
        let mut gathered: BTreeMap<usize, Gathered> = BTreeMap::new();
        let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x7ee5);
        for chunk in rows.chunks(ROWS) {
            let sightings: Vec<Vec<Sighting>> = chunk
                .par_iter()
                .map(|row| sight((vocabulary, index), &questions(corpus, &[*row]), (rows.len(), *row as u64 ^ seed)))
                .collect();
            for sighting in sightings.into_iter().flatten() {
                gathered.entry(sighting.family).or_default().keep(sighting, &mut random);
            }
        }
        let gathered: Vec<(usize, Gathered)> = gathered.into_iter().collect();
        let groves = gathered.into_par_iter().map(|(family, seen)| (family, seen.grow(trees, seed ^ family as u64)));
        Self { groves: groves.collect::<Vec<_>>().into_iter().collect() }
    }

    /// Probabilities of a question's slots over entries and candidates, as the network gives them; sparse.
    pub(super) fn columns(
        &self,
        (vocabulary, index): (&Vocabulary, &Index),
        question: &Question,
        slots: &[&Slot],
    ) -> Vec<Vec<(usize, f64)>> {
        let context = (question.phase != Phase::Environment).then_some(question.context.as_ref());
        let read = sources(&question.scene, context);
        let shared = Facts::shared(index, question);
        let one = |slot: &&Slot| {
            let (Some(family), Some(grove)) = (vocabulary.families.get(slot.family), self.groves.get(&slot.family))
            else {
                return Vec::new();
            };
            let facts = shared.of_slot(index, question, slot);
            let found = candidates(slot, family, &read);
            let mut columns: BTreeMap<usize, f64> = BTreeMap::new();
            let labelled = Labelled::of(question, slot, &read, &found);
            let share = 1.0 / grove.trees.len().max(1) as f64;
            for tree in &grove.trees {
                for (label, probability) in tree.read(&facts) {
                    let Some(name) = grove.labels.get(*label as usize) else { continue };
                    let offset = index.offsets.get(slot.family).copied().unwrap_or(0);
                    let meant = label_columns(name, &labelled, offset, index.entries);
                    let each = share * f64::from(*probability) / meant.len().max(1) as f64;
                    meant.into_iter().for_each(|column| *columns.entry(column).or_default() += each);
                }
            }
            columns.into_iter().collect()
        };
        slots.iter().map(one).collect()
    }
}

/// What a row's questions say of their slots.
fn sight((vocabulary, index): (&Vocabulary, &Index), asked: &[Question], (rows, seed): (usize, u64)) -> Vec<Sighting> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut sightings = Vec::new();
    for question in asked {
        let Some((after, progress)) = &question.answer else { continue };
        let made = created(&question.scene, after);
        let context = (question.phase != Phase::Environment).then_some(question.context.as_ref());
        let mut shared: Option<(Facts, Vec<super::vocabulary::Source>)> = None;
        for slot in slots((vocabulary, index), question.phase, &question.scene, question.context.progress) {
            let Some(family) = vocabulary.families.get(slot.family) else { continue };
            let Target::Value(leaf) = target(&slot, vocabulary, (&question.scene, after), &made, *progress) else {
                continue;
            };
            let changed = leaf != slot.current;
            // What stays is common; a sample of it says as much.
            if !changed && random.random::<f64>() > keep_share(family, rows) {
                continue;
            }
            let (facts, read) =
                shared.get_or_insert_with(|| (Facts::shared(index, question), sources(&question.scene, context)));
            let found = candidates(&slot, family, read);
            let labelled = Labelled::of(question, &slot, read, &found);
            let labels = labelled.explaining(&slot, family, &leaf, &found);
            if labels.is_empty() {
                continue;
            }
            let facts = facts.of_slot(index, question, &slot);
            sightings.push(Sighting { family: slot.family, changed, facts, labels });
        }
    }
    sightings
}

/// Share of the sightings without change that is looked at: all of few rows, a sample of many.
fn keep_share(family: &Family, rows: usize) -> f64 {
    let least = if family.phase == Phase::Progress { 0.5 } else { 0.4 };
    (20_000.0 / rows.max(1) as f64).clamp(least, 1.0)
}

impl Gathered {
    /// Reservoir sampling: every sighting has the same chance of staying.
    fn keep(&mut self, sighting: Sighting, random: &mut ChaCha8Rng) {
        let (list, most, seen) = match sighting.changed {
            true => (&mut self.changed, CHANGED, &mut self.seen[0]),
            false => (&mut self.unchanged, UNCHANGED, &mut self.seen[1]),
        };
        *seen += 1;
        let entry = (sighting.facts, sighting.labels);
        if list.len() < most {
            list.push(entry);
        } else if let Some(slot) = list.get_mut(random.random_range(0..*seen)) {
            *slot = entry;
        }
    }

    fn grow(self, trees: usize, seed: u64) -> Grove {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        for (_, labels) in self.changed.iter().chain(&self.unchanged) {
            labels.iter().for_each(|(label, weight)| *counts.entry(label).or_default() += weight);
        }
        // Of the operations that explain a change, the one that explains most changes is meant.
        let count = |label: &String| counts.get(label.as_str()).copied().unwrap_or(0.0);
        let commonest = |labels: &Vec<(String, f64)>| -> Option<String> {
            let names = labels.iter().map(|(label, _)| label);
            names.reduce(|best, next| if count(next) > count(best) { next } else { best }).cloned()
        };
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut instances = Vec::with_capacity(self.changed.len() + self.unchanged.len());
        for (facts, labels) in self.changed.iter().chain(&self.unchanged) {
            let Some(label) = commonest(labels) else { continue };
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            if !numbers.contains_key(&label) && numbers.len() >= LABELS {
                continue;
            }
            let label = *numbers.entry(label).or_insert(next);
            instances.push(Instance { facts: facts.clone(), label });
        }
        let mut names: Vec<(String, u32)> = numbers.into_iter().collect();
        names.sort_by_key(|(_, number)| *number);
        let grown = |number: usize| Tree::grow(&instances, names.len(), number, seed.wrapping_add(number as u64));
        let trees = (0..trees).map(grown).collect();
        Grove { labels: names.into_iter().map(|(name, _)| name).collect(), trees }
    }
}

/// The rules as the model holds them.
pub(super) type Shared = Option<Arc<Rules>>;
