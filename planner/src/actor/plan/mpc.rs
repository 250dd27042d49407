//! Model-predictive control: a plan is followed only as long as the world does what was predicted.
//!
//! Propose, expect, observe: after each action the observation is compared with the predicted state. If it matches, the
//! plan stands; if not, the difference is a typed [`Surprise`], which is kept for the world model to learn from, and a
//! plan is made again from the real state, with what is left of the old one as warm start. The first action of each new
//! plan is all that is ever relied on. (Receding horizon: Mayne et al., "Constrained model predictive control", 2000.)
//!
//! A [`Controller`] is a value: it plans nothing, waits for nothing, and can be stored between two observations.

use serde::{Deserialize, Serialize};

use super::outcome::{Plan, PlannedStep};
use crate::environment::{Action, Change, Changes, Progress, State, Value};

/// How far a number may be from what was predicted and still match. By default not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tolerance {
    /// In the number's own unit, at least 0.
    pub absolute: f64,
    /// As a share of the number predicted, at least 0.
    pub relative: f64,
}

/// What the controller waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The next action is to be taken, and what comes of it observed.
    Expecting,
    /// The plan no longer fits the world: a new one is needed.
    Replanning,
    /// The goals hold in the world.
    Reached,
    /// Every action was taken and matched, and yet the goals do not hold: the plan was bad, not the model.
    Exhausted,
}

/// A step that came out otherwise than predicted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// Actions taken before this one, over all plans.
    pub step: usize,
    /// The state that the action was taken in.
    pub before: State,
    /// The action.
    pub action: Action,
    /// What was predicted.
    pub expected: State,
    /// What happened.
    pub actual: State,
    /// What leads from the prediction to what happened.
    pub difference: Changes,
    /// How likely the prediction had been called exact, in [0, 1].
    pub probability: f64,
}

/// What an observation means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// As predicted: the plan stands.
    Stands {
        /// What to do next.
        next: Action,
    },
    /// Otherwise than predicted: plan again from the observation.
    Surprise(Box<Surprise>),
    /// The goals hold.
    Reached,
    /// The plan is at its end without having reached the goals, though every prediction was right.
    Exhausted,
    /// Nothing was expected: there is no plan to compare with.
    Unexpected,
}

/// Follows one goal through as many plans as it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Controller {
    state: State,
    steps: Vec<PlannedStep>,
    at: usize,
    taken: usize,
    phase: Phase,
    tolerance: Tolerance,
    surprises: Vec<Surprise>,
    /// Progress as last observed; none before the first observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    progress: Option<Progress>,
}

impl Controller {
    /// Follows a plan from a state.
    pub fn new(state: State, plan: &Plan, tolerance: Tolerance) -> Self {
        let steps = plan.steps.clone();
        let phase = if !steps.is_empty() {
            Phase::Expecting
        } else if plan.reached {
            Phase::Reached
        } else {
            Phase::Exhausted
        };
        Self { state, steps, at: 0, taken: 0, phase, tolerance, surprises: Vec::new(), progress: None }
    }

    /// What the controller waits for.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The state last observed.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Progress as last observed; none before the first observation.
    pub fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// The step to take now, with what is predicted of it.
    pub fn next(&self) -> Option<&PlannedStep> {
        self.steps.get(self.at).filter(|_| self.phase == Phase::Expecting)
    }

    /// Actions taken so far, over all plans.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// What came out otherwise than predicted, in order.
    pub fn surprises(&self) -> &[Surprise] {
        &self.surprises
    }

    /// Actions of the plan that are still to be taken: the warm start of the next one.
    pub fn warm_start(&self) -> Vec<Action> {
        self.steps.iter().skip(self.at).map(|step| step.action.clone()).collect()
    }

    /// Takes in what came of the action taken, with the progress after it. `reached` says whether the goals hold in what was
    /// observed.
    pub fn observe(&mut self, actual: State, progress: Progress, reached: bool) -> Verdict {
        let Some(step) = self.next().cloned() else { return Verdict::Unexpected };
        let before = std::mem::replace(&mut self.state, actual.clone());
        (self.at, self.taken, self.progress) = (self.at + 1, self.taken + 1, Some(progress));
        let difference = self.tolerance.difference(&step.state, &actual);
        let surprise = (!difference.is_empty()).then(|| Surprise {
            step: self.taken - 1,
            before,
            action: step.action,
            expected: step.state,
            actual,
            difference,
            probability: step.probability,
        });
        self.surprises.extend(surprise.clone());
        let (phase, verdict) = match (reached, surprise, self.steps.get(self.at)) {
            (true, _, _) => (Phase::Reached, Verdict::Reached),
            (false, Some(surprise), _) => (Phase::Replanning, Verdict::Surprise(Box::new(surprise))),
            (false, None, Some(next)) => (Phase::Expecting, Verdict::Stands { next: next.action.clone() }),
            (false, None, None) => (Phase::Exhausted, Verdict::Exhausted),
        };
        self.phase = phase;
        verdict
    }

    /// Follows another plan from the state last observed. A plan of no steps leaves the controller without one.
    pub fn replan(&mut self, plan: &Plan) {
        let (taken, surprises, progress) = (self.taken, std::mem::take(&mut self.surprises), self.progress);
        *self = Self { taken, surprises, progress, ..Self::new(self.state.clone(), plan, self.tolerance) };
    }
}

impl Tolerance {
    /// What leads from one state to the other, without numbers that are close enough.
    pub fn difference(&self, expected: &State, actual: &State) -> Changes {
        let mut changes = Changes::between(expected, actual);
        changes.0.retain(|change| match change {
            Change::Set { id, property, value } => {
                let predicted = expected.get(id).and_then(|object| object.properties.get(property));
                !self.close(predicted, value)
            }
            _ => true,
        });
        changes
    }

    fn close(&self, expected: Option<&Value>, actual: &Value) -> bool {
        match (expected, actual) {
            (Some(Value::Number(expected)), Value::Number(actual)) => {
                (expected - actual).abs() <= self.absolute.max(self.relative * expected.abs())
            }
            _ => false,
        }
    }
}
