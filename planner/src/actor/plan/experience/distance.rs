//! How many steps a state is from a goal, learned from logged ways to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Episode;
use super::facts::facts;
use super::promise::Promise;
use super::trees::{Boosted, Row};
use crate::actor::plan::reachability::Reachability;
use crate::actor::plan::simulator::Candidates;
use crate::environment::{Action, State};

/// Longest distance told apart, in steps.
const FARTHEST: u32 = 40;
/// Weight of a state from which no way is known, against 1 of one from which a way is.
const UNKNOWN: f32 = 0.25;
/// States learned from at most, of each sort.
const STATES: usize = 3_000;
const TREES: usize = 60;

/// A regression of steps on what can be said of a state, and which actions were steps on the way.
#[derive(Clone, Debug)]
pub struct Distance {
    columns: Vec<String>,
    model: Boosted,
    /// Steps that nothing is farther than.
    most: f32,
    promise: Promise,
}

impl Distance {
    /// From states with the steps of the shortest known way, or none. None where no way is known.
    pub(super) fn learn(states: &[(&State, Option<u32>)], promise: Promise) -> Option<Self> {
        let farthest = states.iter().filter_map(|(_, steps)| *steps).max()?.min(FARTHEST);
        // No way is known from there: farther than all from which one is.
        let most = (farthest + farthest / 2 + 1) as f32;
        let (known, unknown): (Vec<_>, Vec<_>) = states.iter().partition(|(_, steps)| steps.is_some());
        let sampled = thinned(&known).chain(thinned(&unknown)).map(|(state, steps)| {
            let target = steps.map_or(most, |steps| steps.min(FARTHEST) as f32);
            (facts(state), target, if steps.is_some() { 1.0 } else { UNKNOWN })
        });
        let sampled: Vec<_> = sampled.collect();
        let columns: BTreeSet<&String> = sampled.iter().flat_map(|(facts, ..)| facts.keys()).collect();
        let columns: Vec<String> = columns.into_iter().cloned().collect();
        let row = |(facts, target, weight): &(BTreeMap<String, f32>, f32, f32)| Row {
            quantities: quantities(&columns, facts),
            target: *target,
            weight: *weight,
        };
        let rows: Vec<Row> = sampled.iter().map(row).collect();
        let model = Boosted::fit(&rows, TREES);
        Some(Self { columns, model, most, promise })
    }

    /// The same candidates, those first that were most often a step nearer to the goal.
    pub fn order(&self, candidates: Candidates, state: &State) -> Candidates {
        let promise = |action: &Action| self.promise.of(action, state);
        let mut ranked: Vec<_> = candidates.actions.into_iter().map(|action| (promise(&action), action)).collect();
        ranked.sort_by(|left, right| right.0.total_cmp(&left.0));
        Candidates { actions: ranked.into_iter().map(|(_, action)| action).collect(), cut: candidates.cut }
    }
}

impl Reachability for Distance {
    fn steps(&self, states: &[&State]) -> Vec<f64> {
        let one = |state: &&State| {
            let value = self.model.value(&quantities(&self.columns, &facts(state)));
            f64::from(value.clamp(0.0, self.most))
        };
        states.iter().map(one).collect()
    }
}

/// The quantities of the columns, 0 where nothing is said.
fn quantities(columns: &[String], facts: &BTreeMap<String, f32>) -> Vec<f32> {
    columns.iter().map(|column| facts.get(column).copied().unwrap_or(0.0)).collect()
}

/// Evenly spread so many of a list.
fn thinned<'a, T>(list: &'a [&'a T]) -> impl Iterator<Item = &'a T> {
    let step = list.len().div_ceil(STATES).max(1);
    list.iter().step_by(step).copied()
}

/// Steps from logged states to one in which the goal held, by digest: along logged transitions, and along runs from each
/// step to later ones, since not every step of a run need have been kept.
pub(super) fn hindsight<'a>(episodes: &'a [Episode], reached: &[bool]) -> HashMap<&'a str, u32> {
    let mut runs: BTreeMap<&str, BTreeMap<u64, &str>> = BTreeMap::new();
    let mut into: HashMap<&str, Vec<(&str, u32)>> = HashMap::new();
    let mut open: BTreeSet<(u32, &str)> = BTreeSet::new();
    for (episode, reached) in episodes.iter().zip(reached) {
        let (before, next) = (episode.before.digest.as_str(), episode.next.digest.as_str());
        if *reached {
            open.insert((1, before));
        }
        into.entry(next).or_default().push((before, 1));
        if let Some((run, step)) = &episode.run {
            runs.entry(run).or_default().insert(*step, before);
        }
    }
    for run in runs.values() {
        for ((step, state), (later, next)) in run.iter().zip(run.iter().skip(1)) {
            let steps = u32::try_from(later - step).unwrap_or(u32::MAX);
            into.entry(next).or_default().push((state, steps));
        }
    }
    let mut steps: HashMap<&str, u32> = HashMap::new();
    while let Some((taken, state)) = open.pop_first() {
        if steps.contains_key(state) {
            continue;
        }
        steps.insert(state, taken);
        for (before, more) in into.get(state).into_iter().flatten() {
            open.insert((taken.saturating_add(*more), before));
        }
    }
    steps
}
