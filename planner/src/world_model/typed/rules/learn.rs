//! Growing trees: which operations are told apart, which families wait for others, how sure each family's rules are.
//!
//! What becomes of one value often follows from what became of another (what a server carries from what its service
//! demands by then). Families that can be told from the scene before are settled first; the others are then tried again on
//! the scene in which those have already come to be, and so on, until nothing more is settled. A family is settled when its
//! tree, grown on four fifths of the trajectories, tells what happens in the last fifth.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::feature::{Feature, features};
use super::fit::{Case, discover};
use super::formula::Formula;
use super::gather::{Gathered, Sighting, Source};
use super::labels::KEEP;
use super::tree::{Instance, Tree};
use super::{Grove, Rules, Stage, Stages};
use crate::world_model::typed::corpus::Corpus;
use crate::world_model::typed::vocabulary::{Index, Phase, Vocabulary};

/// Stages at most.
const STAGES: u8 = 6;
/// Operations of a family that are told apart.
const LABELS: usize = 64;
/// Changes to one error of a family that is told well, and of one that is told fairly well.
const ERRORS: usize = 100;
const FAIR: usize = 8;
/// Sightings of a family that formulas are looked for in, and that features are listed from.
const CASES: usize = 1_500;
const LISTED: usize = 24;

/// A family tried at one stage.
struct Tried {
    stage: u8,
    gathered: Gathered,
    formulas: Vec<Formula>,
    favour: Favour,
    judged: Judged,
}

/// Which of several operations that explain a sighting is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Favour {
    /// The commonest; a value that is kept is kept.
    Common,
    /// A formula, also where it gives what is there.
    Formula,
    /// A value that is set, also to what is there.
    Value,
}

impl Favour {
    fn of(self, label: &str) -> bool {
        match self {
            Self::Common => false,
            Self::Formula => label.starts_with("m|"),
            Self::Value => label.starts_with("s|"),
        }
    }
}

/// Of the sightings that were kept back.
#[derive(Clone, Copy, Debug, Default)]
struct Judged {
    wrong: usize,
    changed: usize,
    asked: usize,
}

impl Judged {
    /// Whether there is no more than one error in so many changes.
    fn within(self, changes: usize) -> bool {
        self.wrong * changes <= self.changed
    }

    fn good(self) -> bool {
        self.within(ERRORS)
    }
}

impl Rules {
    /// Rules of the rows of a corpus.
    pub(in crate::world_model::typed) fn learn(
        (vocabulary, index): (&Vocabulary, &Index),
        corpus: &Corpus,
        rows: &[usize],
        (trees, seed): (usize, u64),
    ) -> Self {
        let mut stages = Stages::default();
        let mut best: BTreeMap<usize, Tried> = BTreeMap::new();
        let mut groves: BTreeMap<usize, Grove> = BTreeMap::new();
        let mut open = vec![true; vocabulary.families.len()];
        for stage in 0..STAGES {
            let source = Source { vocabulary, index, corpus, rows, stages: &stages, seed };
            let gathered = source.gather(&open);
            let tried: Vec<(usize, Tried)> =
                gathered.into_par_iter().map(|(family, seen)| (family, source.attempt(family, stage, seen))).collect();
            for (family, tried) in tried {
                if best.get(&family).is_none_or(|known| tried.judged.wrong < known.judged.wrong) {
                    best.insert(family, tried);
                }
            }
            let progress =
                |family: &usize| vocabulary.families.get(*family).is_none_or(|known| known.phase == Phase::Progress);
            // Nothing waits for progress; where nothing is told well, what is told fairly well goes ahead.
            let well: Vec<usize> =
                best.iter().filter(|(_, tried)| tried.judged.within(ERRORS)).map(|(family, _)| *family).collect();
            let fair =
                || best.iter().filter(|(_, tried)| tried.judged.within(FAIR)).map(|(family, _)| *family).collect();
            let settled: Vec<usize> = if well.is_empty() { fair() } else { well };
            let ended: Vec<usize> = best.keys().filter(|family| progress(family)).copied().collect();
            let mut done = Vec::new();
            for family in settled.iter().chain(&ended) {
                let Some(tried) = best.remove(family) else { continue };
                stages.set(*family, Stage { number: tried.stage, settled: settled.contains(family) });
                if let Some(open) = open.get_mut(*family) {
                    *open = false;
                }
                done.push((*family, tried));
            }
            groves.extend(grown(done, (trees, seed)));
            if settled.is_empty() || best.is_empty() {
                break;
            }
        }
        for (family, tried) in &best {
            stages.set(*family, Stage { number: tried.stage, settled: false });
        }
        groves.extend(grown(best.into_iter().collect(), (trees, seed)));
        Self { groves, stages, ..Self::default() }.ready()
    }
}

fn grown(tried: Vec<(usize, Tried)>, (trees, seed): (usize, u64)) -> Vec<(usize, Grove)> {
    let grow = |(family, tried): (usize, Tried)| (family, tried.grow(trees, seed ^ family as u64));
    tried.into_par_iter().map(grow).collect()
}

impl Source<'_> {
    /// Tries a family on what was seen; formulas are looked for where the tables do not do.
    fn attempt(&self, family: usize, stage: u8, gathered: Gathered) -> Tried {
        let judged = judge(&gathered, Favour::Common);
        let mut tried = Tried { stage, gathered, formulas: Vec::new(), favour: Favour::Common, judged };
        tried.prefer(Favour::Value);
        let numeric = tried.gathered.iter().filter(|sighting| sighting.changed && sighting.outcome.is_some()).count();
        if tried.judged.good() || numeric < LABELS / 2 {
            return tried;
        }
        let formulas = self.formulas(family, &mut tried.gathered);
        if formulas.is_empty() {
            return tried;
        }
        self.relabel(family, &formulas, &mut tried.gathered);
        let before = tried.judged.wrong;
        tried.prefer(Favour::Formula);
        let favour = tried.favour;
        if favour != Favour::Formula {
            tried.judged = judge(&tried.gathered, favour);
        }
        if tried.judged.wrong < before {
            tried.formulas = formulas;
            return tried;
        }
        let own = |label: &(String, f64)| !label.0.starts_with("m|");
        tried.gathered.iter_mut().for_each(|sighting| sighting.labels.retain(own));
        tried.judged = judge(&tried.gathered, favour);
        tried
    }

    fn phase_and_path(&self, family: usize) -> (Phase, &str) {
        self.vocabulary.families.get(family).map_or((Phase::Act, ""), |known| (known.phase, known.path.as_str()))
    }

    fn formulas(&self, family: usize, gathered: &mut Gathered) -> Vec<Formula> {
        let (phase, path) = self.phase_and_path(family);
        let numeric = |sighting: &&mut Sighting| sighting.current.is_some() && sighting.outcome.is_some();
        let count = gathered.iter().filter(|sighting| sighting.changed).count();
        let step = count.div_ceil(CASES).max(1);
        let mut chosen: Vec<&mut Sighting> =
            gathered.iter_mut().filter(numeric).filter(|sighting| sighting.changed).step_by(step).collect();
        let mut listed: BTreeSet<Feature> = BTreeSet::new();
        let every = chosen.len().div_ceil(LISTED).max(1);
        let some = chosen.iter_mut().step_by(every).map(|sighting| &mut **sighting);
        self.revisit(phase, some, &mut |view, owner, _| features(view, owner, path, &mut listed));
        let listed: Vec<Feature> = listed.into_iter().collect();
        let mut cases = Vec::with_capacity(chosen.len());
        self.revisit(phase, chosen.into_iter(), &mut |view, owner, sighting| {
            let (Some(current), Some(outcome)) = (sighting.current, sighting.outcome) else { return };
            let read = |feature: &Feature| feature.value(view, owner, current).unwrap_or(f64::NAN);
            cases.push(Case { values: listed.iter().map(read).collect(), outcome, held: sighting.held });
        });
        discover(&listed, &cases)
    }

    /// Adds the formulas that explain a sighting to its labels.
    fn relabel(&self, family: usize, formulas: &[Formula], gathered: &mut Gathered) {
        let (phase, _) = self.phase_and_path(family);
        self.revisit(phase, gathered.iter_mut(), &mut |view, owner, sighting| {
            let (Some(current), Some(outcome)) = (sighting.current, sighting.outcome) else { return };
            for (number, formula) in formulas.iter().enumerate() {
                if formula.outcome(view, owner, current) == Some(outcome) {
                    sighting.labels.push((format!("m|{number}"), 1.0));
                }
            }
        });
    }
}

/// Of the operations that explain a sighting, the one that explains most is meant; formulas may go first.
struct Meant<'a> {
    names: Vec<&'a str>,
    /// Of each sighting the number of what is meant; none where there are too many operations.
    of: Vec<Option<u32>>,
}

impl<'a> Meant<'a> {
    fn of(sightings: &[&'a Sighting], favour: Favour) -> Self {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        for (label, weight) in sightings.iter().flat_map(|sighting| &sighting.labels) {
            let weight = if favour.of(label) { 1e6 * weight } else { *weight };
            *counts.entry(label).or_default() += weight;
        }
        let count = |label: &str| counts.get(label).copied().unwrap_or(0.0);
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut names = Vec::new();
        let mut meant = Vec::with_capacity(sightings.len());
        for sighting in sightings {
            let labels = sighting.labels.iter().map(|(label, _)| label.as_str());
            // Of a value that stays nothing is said but that, or what is favoured.
            let labels = labels.filter(|label| sighting.changed || *label == KEEP || favour.of(label));
            let label = labels.reduce(|best, next| if count(next) > count(best) { next } else { best });
            meant.push(label.and_then(|label| {
                let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
                if !numbers.contains_key(label) && names.len() < LABELS {
                    numbers.insert(label, next);
                    names.push(label);
                }
                numbers.get(label).copied()
            }));
        }
        Self { names, of: meant }
    }
}

/// Grows one tree on what is not kept back and asks it about the rest.
fn judge(gathered: &Gathered, favour: Favour) -> Judged {
    let all: Vec<&Sighting> = gathered.iter().collect();
    let meant = Meant::of(&all, favour);
    let pairs = || all.iter().zip(&meant.of).filter_map(|(sighting, label)| Some((*sighting, (*label)?)));
    let learned = pairs().filter(|(sighting, _)| !sighting.held);
    let instances: Vec<Instance<'_>> =
        learned.map(|(sighting, label)| Instance { facts: &sighting.facts, label }).collect();
    let tree = Tree::grow(&instances, meant.names.len(), 0, 0);
    let mut judged = Judged::default();
    for sighting in all.iter().filter(|sighting| sighting.held) {
        let shares = tree.read(&[&sighting.facts]);
        let said = shares.iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        let name = said.and_then(|(label, _)| meant.names.get(*label as usize));
        let right = name.is_some_and(|name| sighting.labels.iter().any(|(label, _)| label == name));
        judged.asked += 1;
        judged.changed += usize::from(sighting.changed);
        judged.wrong += usize::from(!right);
    }
    judged
}

impl Tried {
    /// Takes to another reading of what is meant where that is wrong less often.
    fn prefer(&mut self, favour: Favour) {
        if self.judged.good() {
            return;
        }
        let judged = judge(&self.gathered, favour);
        if judged.wrong < self.judged.wrong {
            (self.judged, self.favour) = (judged, favour);
        }
    }

    fn grow(self, trees: usize, seed: u64) -> Grove {
        let all: Vec<&Sighting> = self.gathered.iter().collect();
        let meant = Meant::of(&all, self.favour);
        let pairs = all.iter().zip(&meant.of).filter_map(|(sighting, label)| Some((*sighting, (*label)?)));
        let instances: Vec<Instance<'_>> =
            pairs.map(|(sighting, label)| Instance { facts: &sighting.facts, label }).collect();
        let grown = |number: usize| Tree::grow(&instances, meant.names.len(), number, seed.wrapping_add(number as u64));
        let (wrong, asked) = (self.judged.wrong as f64, self.judged.asked as f64);
        Grove {
            labels: meant.names.iter().map(|name| (*name).to_owned()).collect(),
            trees: (0..trees).into_par_iter().map(grown).collect(),
            formulas: self.formulas,
            certainty: 1.0 - (wrong + 1.0) / (asked + 2.0).max(2.0),
        }
    }
}
