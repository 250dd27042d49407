//! Sightings: what became of slots of transitions, with the facts that held.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Stages;
use super::facts::{Sift, of_owner, of_question, of_scene};
use super::labels::Labelled;
use super::view::View;
use crate::world_model::typed::batch::Question;
use crate::world_model::typed::corpus::{Coded, Corpus, Scene};
use crate::world_model::typed::leaf::{EXISTS, Leaf, TYPE};
use crate::world_model::typed::train::questions;
use crate::world_model::typed::vocabulary::{
    EPISODE, Family, Index, Phase, Slot, Target, Vocabulary, candidates, created, slots, sources, target,
};

/// Instances of a family that trees are grown on: in which it changes, and in which it does not.
const CHANGED: usize = 6_000;
const UNCHANGED: usize = 6_000;
/// The same of the episode's families, in which everything that can happen anywhere comes together.
const EPISODES: usize = 16_000;
/// Rows whose facts are gathered at once: of these every sighting is in memory, of all others those that stay.
const ROWS: usize = 256;

/// What one slot of one row says.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    /// Where it was seen.
    pub(super) row: u32,
    pub(super) token: u32,
    pub(super) changed: bool,
    /// Whether it is kept back, to judge by.
    pub(super) held: bool,
    /// Sorted.
    pub(super) facts: Vec<u32>,
    /// Operations that explain it, with their weights.
    pub(super) labels: Vec<(String, f64)>,
    pub(super) current: Option<f64>,
    pub(super) outcome: Option<f64>,
}

/// Sightings of a family.
#[derive(Default)]
pub(super) struct Gathered {
    changed: Vec<Sighting>,
    unchanged: Vec<Sighting>,
    /// Sightings in all, of which the kept ones are a sample.
    seen: [usize; 2],
}

/// An open slot whose outcome is known; labels and facts are made when they are asked for.
struct Seen<'a> {
    family: &'a Family,
    slot: &'a Slot,
    leaf: &'a Leaf,
    labels: &'a dyn Fn() -> Vec<(String, f64)>,
    facts: &'a mut dyn FnMut() -> Vec<u32>,
}

/// What is looked through: tables, rows and what is settled before the slots that are asked about.
pub(super) struct Source<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) index: &'a Index,
    pub(super) corpus: &'a Corpus,
    pub(super) rows: &'a [usize],
    pub(super) stages: &'a Stages,
    pub(super) seed: u64,
}

impl Gathered {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Sighting> {
        self.changed.iter().chain(&self.unchanged)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Sighting> {
        self.changed.iter_mut().chain(&mut self.unchanged)
    }

    /// Reservoir sampling: every sighting has the same chance of staying.
    fn keep(&mut self, sighting: Sighting, random: &mut ChaCha8Rng) {
        let [changed, unchanged] = &mut self.seen;
        let most = |most: usize| if sighting.token == 0 { EPISODES } else { most };
        let (list, most, seen) = match sighting.changed {
            true => (&mut self.changed, most(CHANGED), changed),
            false => (&mut self.unchanged, most(UNCHANGED), unchanged),
        };
        *seen += 1;
        if list.len() < most {
            list.push(sighting);
        } else if let Some(slot) = list.get_mut(random.random_range(0..*seen)) {
            *slot = sighting;
        }
    }
}

impl Source<'_> {
    /// Sightings of the families that are open.
    pub(super) fn gather(&self, open: &[bool]) -> Vec<(usize, Gathered)> {
        let mut gathered: BTreeMap<usize, Gathered> = BTreeMap::new();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ 0x7ee5);
        for chunk in self.rows.chunks(ROWS) {
            let seen: Vec<Vec<(usize, Sighting)>> = chunk.par_iter().map(|row| self.sight(*row, open)).collect();
            for (family, sighting) in seen.into_iter().flatten() {
                gathered.entry(family).or_default().keep(sighting, &mut random);
            }
        }
        gathered.into_iter().collect()
    }

    /// What a row's questions say of their open slots.
    fn sight(&self, row: usize, open: &[bool]) -> Vec<(usize, Sighting)> {
        let mut random = ChaCha8Rng::seed_from_u64(row as u64 ^ self.seed);
        let held = held_back(self.corpus, row);
        let mut sightings = Vec::new();
        for question in questions(self.corpus, &[row]) {
            self.answered(&question, open, &mut |seen| {
                let Seen { family, slot, leaf, labels, facts } = seen;
                // What stays is common; a sample of it says as much.
                let changed = *leaf != slot.current;
                if !changed && random.random::<f64>() > self.keep_share(family) {
                    return;
                }
                let labels = labels();
                if labels.is_empty() {
                    return;
                }
                let (row, token) = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(slot.token).unwrap_or(0));
                let (current, outcome) = (slot.current.number(), leaf.number());
                let facts = facts();
                sightings.push((slot.family, Sighting { row, token, changed, held, facts, labels, current, outcome }));
            });
        }
        sightings
    }

    /// Goes through the open slots of a question whose outcome is known.
    fn answered(&self, question: &Question, open: &[bool], each: &mut dyn FnMut(Seen<'_>)) {
        let Some((after, progress)) = &question.answer else { return };
        let tables = (self.vocabulary, self.index);
        let all = slots(tables, question.phase, &question.scene, question.context.progress);
        if !all.iter().any(|slot| open.get(slot.family).copied().unwrap_or(false)) {
            return;
        }
        let scene = self.stages.forced(tables, question.phase, &question.scene, after);
        let made = created(&question.scene, after);
        let view = View::of(question, &scene);
        let context = (question.phase != Phase::Environment).then_some(question.context.as_ref());
        let read = std::cell::OnceCell::new();
        let mut shared: Option<Vec<u32>> = None;
        let mut own: Option<(usize, Vec<u32>)> = None;
        for slot in all.iter().filter(|slot| open.get(slot.family).copied().unwrap_or(false)) {
            let Some(family) = self.vocabulary.families.get(slot.family) else { continue };
            let Target::Value(leaf) = target(slot, self.vocabulary, (&question.scene, after), &made, *progress) else {
                continue;
            };
            let labels = || {
                let read = read.get_or_init(|| sources(&scene, context));
                let found = candidates(slot, family, read);
                Labelled::of(&view, slot, read, &found).explaining(slot, family, &leaf, &found)
            };
            let mut facts = || {
                let shared = shared.get_or_insert_with(|| {
                    let mut facts = of_scene(self.index, &view, &Sift::default());
                    facts.extend(of_question(self.index, &view, &Sift::default()));
                    facts
                });
                let same = own.as_ref().is_some_and(|(token, _)| *token == slot.token);
                if !same {
                    own = Some((slot.token, of_owner(self.index, &view, slot.token.checked_sub(1), &Sift::default())));
                }
                let own = own.as_ref().map_or(&[][..], |(_, facts)| facts.as_slice());
                let mut facts = Vec::with_capacity(shared.len() + own.len());
                facts.extend_from_slice(shared);
                facts.extend_from_slice(own);
                facts.sort_unstable();
                facts.dedup();
                facts
            };
            each(Seen { family, slot, leaf: &leaf, labels: &labels, facts: &mut facts });
        }
    }

    /// Share of the sightings without change that is looked at: all of few rows, a sample of many.
    fn keep_share(&self, family: &Family) -> f64 {
        let least = if family.phase == Phase::Progress { 0.5 } else { 0.4 };
        (20_000.0 / self.rows.len().max(1) as f64).clamp(least, 1.0)
    }

    /// Hands the question and the scene of each sighting of a family on, row by row.
    pub(super) fn revisit<'s>(
        &self,
        phase: Phase,
        sightings: impl Iterator<Item = &'s mut Sighting>,
        each: &mut dyn FnMut(&View<'_>, Option<&Coded>, &mut Sighting),
    ) {
        let mut by_row: BTreeMap<u32, Vec<&mut Sighting>> = BTreeMap::new();
        for sighting in sightings {
            by_row.entry(sighting.row).or_default().push(sighting);
        }
        let tables = (self.vocabulary, self.index);
        for (row, sightings) in by_row {
            let asked = questions(self.corpus, &[row as usize]);
            let Some(question) = asked.iter().find(|question| question.phase == phase) else { continue };
            let Some((after, _)) = &question.answer else { continue };
            let scene = self.stages.forced(tables, phase, &question.scene, after);
            let view = View::of(question, &scene);
            for sighting in sightings {
                let owner = (sighting.token as usize).checked_sub(1).and_then(|place| view.object(place));
                each(&view, owner, sighting);
            }
        }
    }
}

/// Whether a row is kept back: one trajectory in five.
fn held_back(corpus: &Corpus, row: usize) -> bool {
    let trajectory = corpus.rows.get(row).and_then(|row| row.trajectory.clone());
    let digest = match trajectory {
        Some(name) => Sha256::digest(name.as_bytes()),
        None => Sha256::digest(row.to_le_bytes()),
    };
    // Another byte than the split into trained and held out looks at first.
    digest.last().is_some_and(|byte| byte % 5 == 0)
}

impl Stages {
    /// The scene with everything that is settled as it came to be.
    fn forced(&self, (vocabulary, index): (&Vocabulary, &Index), phase: Phase, scene: &Scene, after: &Scene) -> Scene {
        if !self.any(phase) {
            return scene.clone();
        }
        let later: BTreeMap<&str, &Arc<Coded>> = after.iter().map(|object| (object.id.as_str(), object)).collect();
        let one = |object: &Arc<Coded>| {
            let Some(later) = later.get(object.id.as_str()) else { return object.clone() };
            if Arc::ptr_eq(object, later) {
                return object.clone();
            }
            let mut leaves: Option<BTreeMap<String, Leaf>> = None;
            for family in index.families_of(phase, object.object_type()) {
                let Some(known) = vocabulary.families.get(*family).filter(|_| self.settled(*family)) else { continue };
                let leaf = later.leaf(&known.path);
                if carries(known) && leaf != object.leaf(&known.path) {
                    leaves.get_or_insert_with(|| object.leaves.clone()).insert(known.path.clone(), leaf.clone());
                }
            }
            leaves.map_or_else(|| object.clone(), |leaves| Arc::new(Coded { id: object.id.clone(), leaves }))
        };
        scene.iter().map(one).collect()
    }
}

/// Whether later stages see what became of it: values of objects that are there.
pub(super) fn carries(family: &Family) -> bool {
    family.object_type != EPISODE && family.path != EXISTS && family.path != TYPE
}
