//! The critic of plans: how likely a plan is to be given up although everything went as predicted.
//!
//! ```text
//! V(s₀, s) = σ(b + w · φ(s₀, s))
//! L(b, w)  = − Σ_k [ y_k ln V_k + (1 − y_k) ln(1 − V_k) ] / n + λ/2 |w|²
//! ```
//!
//! `s₀` is the state that a plan begins in, `s` one that it leads to, `y = 1` for a plan that failed. `φ` counts what is
//! otherwise in `s`, by what it is (a property of a type with its new value, an object that came, went or moved), each
//! count `c` as `c / (1 + c)`, in [0, 1). Only plans whose predictions all came true say anything: where one did not,
//! the world model was wrong, and it learns, not the critic. What is learned is a cost and never a constraint, and it is
//! linear on purpose: plans that fail come in tens (LeCun, 2022: the trainable part of the cost module).
//!
//! One outcome in so many is held out for ever, by its digest; `L` is strictly convex in `w`, and the same outcomes give
//! the same critic on every machine that adds in the same order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::environment::{Change, Changes, State, Value};

/// One outcome in so many is held out.
const HELD_OUT: u8 = 4;
/// Least outcomes of either kind to learn from, and least that are held out for a check to mean anything.
const LEAST: usize = 3;
const LEAST_CHECKED: usize = 8;
/// Strength of the ridge, `λ`.
const RIDGE: f64 = 0.02;
/// Quantile of the normal distribution for bounds at 95 %, one-sided.
const Z: f64 = 1.645;
/// Steps of a fit, and the first step size; halved until the loss falls.
const STEPS: usize = 400;
const RATE: f64 = 4.0;

/// How a plan ended that went as predicted.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEnding {
    /// Identifier of the plan: whether it is held out follows from it.
    pub plan: String,
    /// Features of what it changes, [`features`].
    pub features: BTreeMap<String, f64>,
    /// Whether it failed: given up, or at its end without its goals.
    pub failed: bool,
}

/// A critic of plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCritic {
    /// `b`.
    pub bias: f64,
    /// `w` by feature; what is not there weighs nothing.
    pub weights: BTreeMap<String, f64>,
    /// What it was trained on, and how well it tells what was held out.
    pub training: PlanTraining,
}

/// What a critic of plans was trained on, and how well it tells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTraining {
    /// Plans learned from, and those of them that failed.
    pub plans: usize,
    /// Of them, those that failed.
    pub failed: usize,
    /// Plans held out.
    pub held_out: usize,
    /// Of them, those that failed.
    pub held_out_failed: usize,
    /// Mean log loss on those held out, in nats.
    pub loss: f64,
    /// The same for whoever only knows the share that fails.
    pub base_loss: f64,
    /// What it tells better at least, in nats a plan: lower bound at 95 %, one-sided, of the mean difference.
    pub gain: f64,
    /// Whether it tells more than the share: enough was held out, of both kinds, and the gain is above 0.
    pub passed: bool,
}

/// Too few plans ended, of one kind or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{succeeded} plans succeeded and {failed} failed as predicted: at least {LEAST} of each are needed")]
pub struct TooFew {
    /// Plans that reached their goals.
    pub succeeded: usize,
    /// Plans that did not.
    pub failed: usize,
}

/// What is otherwise in a state than in the one that a plan began in.
#[must_use]
pub fn features(start: &State, state: &State) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for change in Changes::between(start, state).0 {
        let kind = |id: &str| {
            state.get(id).or_else(|| start.get(id)).map_or("", |object| object.object_type.as_str()).to_owned()
        };
        let mut count = |name: String| *counts.entry(name).or_default() += 1.0;
        match change {
            Change::Set { id, property, value } => {
                let kind = kind(&id);
                if let Value::Boolean(_) | Value::Text(_) = value {
                    count(format!("{kind}.{property}={}", serde_json::to_string(&value).unwrap_or_default()));
                }
                count(format!("{kind}.{property}"));
            }
            Change::Unset { id, property } => count(format!("{}.{property}", kind(&id))),
            Change::Rename { id, .. } => count(format!("{}.name", kind(&id))),
            Change::Retype { object_type, .. } => count(format!("→{object_type}")),
            Change::Move { id, .. } => count(format!("{}.parent", kind(&id))),
            Change::Create { object, .. } => count(format!("+{}", object.object_type)),
            Change::Delete { id } => count(format!("−{}", kind(&id))),
        }
    }
    counts.values_mut().for_each(|count| *count /= 1.0 + *count);
    counts
}

impl PlanCritic {
    /// Learns from how plans ended.
    ///
    /// # Errors
    /// [`TooFew`].
    pub fn train(endings: &[PlanEnding]) -> Result<Self, TooFew> {
        let (held_out, learned): (Vec<&PlanEnding>, Vec<&PlanEnding>) =
            endings.iter().partition(|ending| is_held_out(&ending.plan));
        let failed = |endings: &[&PlanEnding]| endings.iter().filter(|ending| ending.failed).count();
        let (bad, good) = (failed(&learned), learned.len() - failed(&learned));
        if bad < LEAST || good < LEAST {
            return Err(TooFew { succeeded: good, failed: bad });
        }
        let share = bad as f64 / learned.len() as f64;
        let (bias, weights) = fit(&learned);
        let training = PlanTraining {
            plans: learned.len(),
            failed: bad,
            held_out: held_out.len(),
            held_out_failed: failed(&held_out),
            loss: 0.0,
            base_loss: mean_loss(&held_out, |_| share),
            gain: 0.0,
            passed: false,
        };
        let mut critic = Self { bias, weights, training };
        critic.training.loss = mean_loss(&held_out, |ending| critic.of(&ending.features));
        critic.training.gain = critic.gain(&held_out, share);
        let both = critic.training.held_out_failed > 0 && critic.training.held_out_failed < held_out.len();
        critic.training.passed = both && held_out.len() >= LEAST_CHECKED && critic.training.gain > 0.0;
        Ok(critic)
    }

    /// `V`, in (0, 1): how likely a plan that began in `start` is to fail in `state`.
    #[must_use]
    pub fn cost(&self, start: &State, state: &State) -> f64 {
        self.of(&features(start, state))
    }

    /// Lower bound of what it tells better than the share that fails.
    fn gain(&self, held_out: &[&PlanEnding], share: f64) -> f64 {
        let gains = held_out.iter().map(|ending| loss(ending, share) - loss(ending, self.of(&ending.features)));
        let (gains, count) = (gains.collect::<Vec<f64>>(), held_out.len().max(2) as f64);
        let mean = gains.iter().sum::<f64>() / count;
        let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (count - 1.0);
        mean - Z * (variance / count).sqrt()
    }

    fn of(&self, features: &BTreeMap<String, f64>) -> f64 {
        let known = features.iter().filter_map(|(name, value)| Some(self.weights.get(name)? * value));
        sigmoid(self.bias + known.sum::<f64>())
    }
}

fn is_held_out(plan: &str) -> bool {
    Sha256::digest(plan.as_bytes()).first().is_some_and(|first| first % HELD_OUT == 0)
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Mean log loss, in nats; 0 of none.
fn mean_loss(endings: &[&PlanEnding], told: impl Fn(&PlanEnding) -> f64) -> f64 {
    endings.iter().map(|ending| loss(ending, told(ending))).sum::<f64>() / endings.len().max(1) as f64
}

/// Log loss of what was told about an ending, in nats.
fn loss(ending: &PlanEnding, told: f64) -> f64 {
    let told = told.clamp(1e-12, 1.0 - 1e-12);
    -(if ending.failed { told } else { 1.0 - told }).ln()
}

/// Gradient descent with a step that is halved until the loss falls.
fn fit(endings: &[&PlanEnding]) -> (f64, BTreeMap<String, f64>) {
    let names = endings.iter().flat_map(|ending| ending.features.keys());
    let mut point = (0.0, names.map(|name| (name.clone(), 0.0)).collect::<BTreeMap<String, f64>>());
    let mut loss = objective(endings, &point);
    let mut rate = RATE;
    for _ in 0..STEPS {
        let (bias, weights) = gradient(endings, &point);
        let moved = loop {
            let step = point
                .1
                .iter()
                .map(|(name, value)| (name.clone(), value - rate * weights.get(name).copied().unwrap_or_default()));
            let next = (point.0 - rate * bias, step.collect());
            let lower = objective(endings, &next);
            if lower < loss {
                break Some((next, lower));
            }
            rate /= 2.0;
            if rate < 1e-9 {
                break None;
            }
        };
        let Some((next, lower)) = moved else { break };
        (point, loss) = (next, lower);
        rate *= 1.5;
    }
    point
}

type Point = (f64, BTreeMap<String, f64>);

fn told(ending: &PlanEnding, (bias, weights): &Point) -> f64 {
    let known = ending.features.iter().filter_map(|(name, value)| Some(weights.get(name)? * value));
    sigmoid(bias + known.sum::<f64>())
}

fn objective(endings: &[&PlanEnding], point: &Point) -> f64 {
    mean_loss(endings, |ending| told(ending, point)) + 0.5 * RIDGE * point.1.values().map(|w| w * w).sum::<f64>()
}

fn gradient(endings: &[&PlanEnding], point: &Point) -> Point {
    let share = 1.0 / endings.len().max(1) as f64;
    let mut gradient: Point = (0.0, point.1.iter().map(|(name, w)| (name.clone(), RIDGE * w)).collect());
    for ending in endings {
        let error = share * (told(ending, point) - f64::from(u8::from(ending.failed)));
        gradient.0 += error;
        for (name, value) in &ending.features {
            if let Some(slope) = gradient.1.get_mut(name) {
                *slope += error * value;
            }
        }
    }
    gradient
}
