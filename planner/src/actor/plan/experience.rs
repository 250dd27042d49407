//! What logged transitions teach a search besides the world model: what came of an action in the very same state, which
//! kinds of action ever changed anything, and how far states are from a goal.
//!
//! A world model generalises and may be wrong about what was seen; an episodic memory is right about that and silent about
//! the rest. Here the search stays near the data (Fujimoto et al., "Off-policy deep reinforcement learning without
//! exploration", 2019): it tries what was seen to work, believes what happened, and is guided by a distance learned from
//! hindsight (Kaelbling, "Learning to achieve goals", 1993). Nothing here overrules a guardrail or a precondition: it
//! orders and narrows what is tried, and every plan is still rolled out in full.

mod affordances;
mod distance;
mod facts;
mod promise;
mod trees;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use affordances::Affordances;
pub use distance::Distance;

use super::problem::{Predicate, TRUE};
use crate::environment::{Action, Progress, State, Transition};

/// A logged step, its states shared.
#[derive(Clone, Debug)]
struct Episode {
    run: Option<(String, u64)>,
    before: Arc<Seen>,
    action: Action,
    next: Arc<Seen>,
    after: Progress,
}

/// A state that was logged, and its identity.
#[derive(Debug)]
struct Seen {
    state: State,
    digest: String,
}

/// What came of an action in one state: an episode, and whether all others say the same.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    episode: usize,
    unanimous: bool,
}

/// What came of an action before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remembered<'a> {
    /// The state that it led to.
    pub state: &'a State,
    /// Progress after.
    pub progress: Progress,
}

/// Logged transitions, indexed. Cloning shares the states.
#[derive(Clone, Debug, Default)]
pub struct Experience {
    let_go: usize,
    episodes: Vec<Episode>,
    /// States by digest. Looked up only, never listed.
    seen: HashMap<String, Arc<Seen>>,
    /// What came of an action by task, state, action and progress before.
    outcomes: HashMap<String, Outcome>,
    affordances: Affordances,
}

impl Experience {
    /// Of what comes after so many transitions that are not remembered any more.
    pub fn after(let_go: usize) -> Self {
        Self { let_go, ..Self::default() }
    }

    /// Transitions before those that are remembered.
    pub fn let_go(&self) -> usize {
        self.let_go
    }

    /// Takes a transition in. Of an action that has led here and there from one state nothing is remembered: what it does is for
    /// the world model to say.
    pub fn push(&mut self, row: &Transition) {
        self.affordances.push(row);
        let (before, next) = (self.share(&row.state), self.share(&row.next_state));
        let key = key(row.task.as_deref().unwrap_or_default(), &before.digest, &row.action, &row.before);
        let (run, after) = (row.trajectory.clone().zip(row.step), row.after());
        let outcome = self.outcomes.entry(key).or_insert(Outcome { episode: self.episodes.len(), unanimous: true });
        let known = self.episodes.get(outcome.episode);
        outcome.unanimous &= known.is_none_or(|known| known.next.digest == next.digest && known.after == after);
        self.episodes.push(Episode { run, before, action: row.action.clone(), next, after });
    }

    /// Transitions taken in.
    pub fn len(&self) -> usize {
        self.episodes.len()
    }

    /// Whether nothing was taken in.
    pub fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }

    /// What came of this action in this very state, as far as that is known.
    pub fn recall(&self, task: &str, state: &State, action: &Action, before: &Progress) -> Option<Remembered<'_>> {
        let digest = state.digest();
        // Most states of a search were never seen; the longer key is made only for those that were.
        self.seen.get(&digest)?;
        let outcome = self.outcomes.get(&key(task, &digest, action, before)).filter(|outcome| outcome.unanimous)?;
        let episode = self.episodes.get(outcome.episode)?;
        Some(Remembered { state: &episode.next.state, progress: episode.after })
    }

    /// Which kinds of action ever changed anything.
    pub fn affordances(&self) -> &Affordances {
        &self.affordances
    }

    /// A distance to the goals, learned in hindsight from the first `rows` transitions: from every logged state, the steps
    /// of the shortest known way to one in which they all held. None where they never did.
    pub fn distance(&self, goals: &[&dyn Predicate], rows: usize) -> Option<Distance> {
        let episodes = self.episodes.get(..rows).unwrap_or(&self.episodes);
        let held = |episode: &Episode| {
            let holds = |goal: &&dyn Predicate| {
                goal.holds(&episode.next.state, &episode.after).is_ok_and(|degree| degree >= TRUE)
            };
            goals.iter().all(holds)
        };
        let reached: Vec<bool> = episodes.iter().map(held).collect();
        let steps = distance::hindsight(episodes, &reached);
        // States in a fixed order, each once.
        let mut states: BTreeMap<&str, (&State, Option<u32>)> = BTreeMap::new();
        for episode in episodes {
            let steps = steps.get(episode.before.digest.as_str()).copied();
            states.insert(&episode.before.digest, (&episode.before.state, steps));
        }
        let promise = promise::Promise::learn(episodes, &reached, &steps);
        Distance::learn(&states.into_values().collect::<Vec<_>>(), promise)
    }

    fn share(&mut self, state: &State) -> Arc<Seen> {
        let digest = state.digest();
        let make = || Arc::new(Seen { state: state.clone(), digest: digest.clone() });
        Arc::clone(self.seen.entry(digest.clone()).or_insert_with(make))
    }
}

fn key(task: &str, digest: &str, action: &Action, before: &Progress) -> String {
    format!("{digest} {} {} {} {} {task}", action.line(), before.score, before.done, before.won)
}
