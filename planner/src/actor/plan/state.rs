//! States that a search has seen, each evaluated once, and what an ensemble believes.

use std::collections::HashMap;
use std::sync::Arc;

use super::problem::{PlanningProblem, TRUE};
use super::simulator::Predicted;
use crate::cost::guard::Violation;
use crate::environment::{Progress, State};

/// A decoded state, and what goals, guardrails and estimates say of it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) state: State,
    pub(super) progress: Progress,
    pub(super) digest: String,
    /// Digest and progress: the identity of a state in a search.
    pub(super) key: String,
    pub(super) goals: Vec<f64>,
    pub(super) unevaluable: Vec<Option<String>>,
    violation: Option<Violation>,
    penalty: f64,
    estimates: std::sync::OnceLock<(f64, f64)>,
}

/// Every state seen, by key. Looked up only, never listed, so that its order cannot matter.
#[derive(Default)]
pub(super) struct Knowledge {
    known: HashMap<String, Arc<Known>>,
    unmeasured: Vec<Arc<Known>>,
}

impl Knowledge {
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The state that the problem begins in. Guardrails are not asked about it.
    pub(super) fn real(&mut self, problem: &PlanningProblem<'_>) -> Arc<Known> {
        let known = Arc::new(Known { violation: None, ..evaluate(problem, problem.state.clone(), problem.progress) });
        self.unmeasured.push(Arc::clone(&known));
        self.measure(problem);
        known
    }

    /// What a member predicts.
    pub(super) fn of(&mut self, problem: &PlanningProblem<'_>, before: &Progress, predicted: Predicted) -> Arc<Known> {
        let score = before.score + predicted.score_change;
        let progress = Progress { score, done: predicted.done, won: predicted.won };
        let (_, key) = identity(&predicted.state, &progress);
        if let Some(known) = self.known.get(&key) {
            return Arc::clone(known);
        }
        let known = Arc::new(evaluate(problem, predicted.state, progress));
        self.known.insert(key, Arc::clone(&known));
        self.unmeasured.push(Arc::clone(&known));
        known
    }

    /// Asks reachability and critic about all states that are new, in one batch.
    pub(super) fn measure(&mut self, problem: &PlanningProblem<'_>) {
        let new = std::mem::take(&mut self.unmeasured);
        let states: Vec<&State> = new.iter().map(|known| &known.state).collect();
        let steps = problem.reachability.map(|reachability| reachability.steps(&states));
        let to_go = problem.critic.map(|critic| critic.cost_to_go(&states));
        for (index, known) in new.iter().enumerate() {
            let counted = known.goals.iter().map(|degree| 1.0 - degree).sum();
            // An estimate that is missing or no number is the worst one.
            let of = |list: &Vec<f64>, worst: f64| match list.get(index) {
                Some(value) if value.is_finite() => value.clamp(0.0, worst),
                _ => worst,
            };
            let steps = steps.as_ref().map_or(counted, |steps| of(steps, problem.horizon.max(1) as f64 * 16.0));
            let _ = known.estimates.set((steps, to_go.as_ref().map_or(0.0, |list| of(list, 1.0))));
        }
    }
}

fn identity(state: &State, progress: &Progress) -> (String, String) {
    let digest = state.digest();
    let key = format!("{digest}/{}/{}/{}", progress.score, progress.done, progress.won);
    (digest, key)
}

fn evaluate(problem: &PlanningProblem<'_>, state: State, progress: Progress) -> Known {
    let (digest, key) = identity(&state, &progress);
    let degree = |value: f64| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
    let mut goals = Vec::with_capacity(problem.goals.len());
    let mut unevaluable = Vec::with_capacity(problem.goals.len());
    for goal in &problem.goals {
        let read = goal.holds(&state, &progress);
        goals.push(read.as_ref().map_or(0.0, |value| degree(*value)));
        unevaluable.push(read.err().map(|error| error.0));
    }
    let violation = problem.guardrails.iter().find_map(|guardrail| {
        let detail = match guardrail.holds(&state, &progress) {
            Ok(value) if degree(value) >= TRUE => return None,
            Ok(_) => "does not hold in a predicted state".to_owned(),
            Err(error) => format!("could not be evaluated: {error}"),
        };
        Some(Violation { constraint: guardrail.name().to_owned(), detail })
    });
    let broken = |penalty: &super::problem::Penalty<'_>| {
        penalty.weight.max(0.0) * (1.0 - penalty.predicate.holds(&state, &progress).map_or(0.0, degree))
    };
    let penalty = problem.penalties.iter().map(broken).sum();
    let estimates = std::sync::OnceLock::new();
    Known { state, progress, digest, key, goals, unevaluable, violation, penalty, estimates }
}

/// One state a member.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    members: Vec<Arc<Known>>,
    representative: usize,
    key: String,
}

impl Belief {
    pub(super) fn of(members: Vec<Arc<Known>>) -> Self {
        let same = |one: &Arc<Known>| members.iter().filter(|other| other.key == one.key).count();
        let counts: Vec<usize> = members.iter().map(same).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let representative = counts.iter().position(|count| *count == most).unwrap_or(0);
        let key = match members.first() {
            Some(first) if most == members.len() => first.key.clone(),
            _ => members.iter().map(|known| known.key.as_str()).collect::<Vec<_>>().join(" "),
        };
        Self { members, representative, key }
    }

    pub(super) fn members(&self) -> &[Arc<Known>] {
        &self.members
    }

    /// Members' states without repetition, in the order of the members.
    pub(super) fn distinct(&self) -> impl Iterator<Item = &Arc<Known>> {
        let earlier = |place: usize, key: &str| self.members.iter().take(place).any(|known| known.key == key);
        self.members
            .iter()
            .enumerate()
            .filter(move |(place, known)| !earlier(*place, &known.key))
            .map(|(_, known)| known)
    }

    /// The state that most members predict; the first of those where two are as frequent.
    pub(super) fn representative(&self) -> &Arc<Known> {
        // `of` chooses a position of the list, and no list is empty: every ensemble has a member.
        #[expect(clippy::indexing_slicing, reason = "the position was found in this very list")]
        &self.members[self.representative]
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Share of the members that predict the representative state.
    pub(super) fn agreement(&self) -> f64 {
        let key = &self.representative().key;
        let same = self.members.iter().filter(|known| known.key == *key).count();
        same as f64 / self.members.len().max(1) as f64
    }

    /// The first member whose state violates a guardrail.
    pub(super) fn violation(&self) -> Option<(usize, &Violation)> {
        self.members.iter().enumerate().find_map(|(member, known)| Some((member, known.violation.as_ref()?)))
    }

    /// Whether some member says that the task has ended: nothing can be done after it.
    pub(super) fn done(&self) -> bool {
        self.members.iter().any(|known| known.progress.done)
    }

    pub(super) fn penalty(&self) -> f64 {
        self.worst(|known| known.penalty)
    }

    /// Steps to the goal, by the member that is furthest from it.
    pub(super) fn steps(&self) -> f64 {
        self.worst(|known| known.estimates.get().map_or(0.0, |(steps, _)| *steps))
    }

    /// Cost to go, by the member for which it is greatest.
    pub(super) fn to_go(&self) -> f64 {
        self.worst(|known| known.estimates.get().map_or(0.0, |(_, to_go)| *to_go))
    }

    fn worst(&self, of: impl Fn(&Known) -> f64) -> f64 {
        self.members.iter().map(|known| of(known)).fold(0.0, f64::max)
    }
}
