//! What a plan is asked for: state, goals, hard constraints, energy.
//!
//! For a plan `a_1 … a_T` of at most `H` actions, with predicted states `s_1 … s_T`:
//!
//! ```text
//! E = Σ_{t=1..H} γ^{t−1} [ w_g Σ_j (1 − p_j(s_t)) + w_a cost(a_t) + w_u disagreement_t + Σ_k λ_k v_k(s_t) ]
//!     + w_r reachability(s_T) + w_v V(s_T)
//! ```
//!
//! After its last action a plan rests: the state stays, so a plan that stops short of the goal goes on paying for it.
//! Every quantity is read pessimistically, from the ensemble's worst member. The cost is summed over all steps, not
//! taken of the last: Sobal et al., "Learning from reward-free offline data: a case for planning with latent dynamics
//! models" (2025) and EB-JEPA report that this matters more than the solver.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::reachability::Reachability;
use super::simulator::Simulator;
use crate::cost::guard::Violation;
use crate::environment::{Action, Progress, State};

/// A degree at least this close to 1 is true.
pub const TRUE: f64 = 1.0 - 1e-9;

/// Why a predicate could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unevaluable(pub String);

/// A condition on a state: a goal, or a guardrail that every predicted state must satisfy.
pub trait Predicate: Sync {
    /// Name that the outcome shows.
    fn name(&self) -> &str;

    /// How far the condition holds, in [0, 1]; 1 is true, and a condition that knows no degrees says 0 or 1.
    ///
    /// # Errors
    /// Where it cannot be evaluated: a goal then does not hold, and a guardrail is violated (fail closed).
    fn holds(&self, state: &State, progress: &Progress) -> Result<f64, Unevaluable>;
}

/// A condition on an action in the state that it is taken in: preconditions, authorisation.
pub trait ActionGuard: Sync {
    /// Name that the outcome shows.
    fn name(&self) -> &str;

    /// Whether the action may be taken.
    ///
    /// # Errors
    /// The violation, or why it could not be evaluated: both refuse (fail closed).
    fn admits(&self, state: &State, action: &Action) -> Result<(), Violation>;
}

/// A learned estimate of what is still to be paid from a state on: the trainable critic. An ensemble answers with its
/// most pessimistic member (`V_min`).
pub trait Critic: Sync {
    /// Cost to go of each state, in [0, 1].
    fn cost_to_go(&self, states: &[&State]) -> Vec<f64>;
}

/// A soft guardrail.
#[derive(Clone, Copy)]
pub struct Penalty<'a> {
    /// The condition; `1 − degree` is paid at every step.
    pub predicate: &'a dyn Predicate,
    /// Factor λ ≥ 0.
    pub weight: f64,
}

/// What may be done with actions that the schema marks irreversible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// They are refused.
    #[default]
    None,
    /// They may be planned; the plan says which of its steps need approval before they are taken.
    Sought,
    /// These may be planned, each as [`Action::line`] writes it; others are refused.
    Granted(BTreeSet<String>),
}

/// Weights of the energy's terms; see the module.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanWeights {
    /// `w_g`, for every step at which a goal does not hold.
    pub goal: f64,
    /// `w_a`, for every unit of the actions' costs.
    pub action: f64,
    /// `w_u`, for disagreement of the ensemble.
    pub disagreement: f64,
    /// `w_r`, for every step that the end is away from the goal.
    pub reachability: f64,
    /// `w_v`, for the critic's cost to go at the end.
    pub value: f64,
    /// `γ`, in (0, 1].
    pub discount: f64,
}

impl Default for PlanWeights {
    fn default() -> Self {
        Self { goal: 1.0, action: 0.1, disagreement: 1.0, reachability: 0.5, value: 1.0, discount: 1.0 }
    }
}

/// A request for a plan. Nothing in it is owned but the state and figures: predicates belong to whoever asks.
#[derive(Clone)]
pub struct PlanningProblem<'a> {
    /// The world model.
    pub simulator: &'a dyn Simulator,
    /// Where we are. Guardrails are not asked about it: it is so already.
    pub state: State,
    /// Progress so far.
    pub progress: Progress,
    /// All of them shall hold.
    pub goals: Vec<&'a dyn Predicate>,
    /// Every predicted state must satisfy them, in every member.
    pub guardrails: Vec<&'a dyn Predicate>,
    /// Every action must satisfy them, in every member's state.
    pub action_guards: Vec<&'a dyn ActionGuard>,
    /// Soft guardrails.
    pub penalties: Vec<Penalty<'a>>,
    /// What of the irreversible is allowed.
    pub approval: Approval,
    /// The sum of the actions' costs at most.
    pub cost_budget: Option<f64>,
    /// Actions at most, `H`.
    pub horizon: usize,
    /// Share of the members, in (0, 1], that must predict a goal for it to count. Guardrails always bind in all.
    pub goal_share: f64,
    /// See [`PlanWeights`].
    pub weights: PlanWeights,
    /// How many steps a state is from the goal; none: goals are counted.
    pub reachability: Option<&'a dyn Reachability>,
    /// What is still to be paid.
    pub critic: Option<&'a dyn Critic>,
}

impl<'a> PlanningProblem<'a> {
    /// A problem without guardrails, with the default weights, a horizon of 12, all members to be convinced.
    pub fn new(simulator: &'a dyn Simulator, state: State, goals: Vec<&'a dyn Predicate>) -> Self {
        Self {
            simulator,
            state,
            progress: Progress::default(),
            goals,
            guardrails: Vec::new(),
            action_guards: Vec::new(),
            penalties: Vec::new(),
            approval: Approval::None,
            cost_budget: None,
            horizon: 12,
            goal_share: 1.0,
            weights: PlanWeights::default(),
            reachability: None,
            critic: None,
        }
    }

    /// What an action costs, in the environment's own unit; one that the schema does not know costs nothing, and is
    /// refused before that matters.
    pub fn cost(&self, action: &Action) -> f64 {
        self.simulator.schema().actions.get(&action.verb).map_or(0.0, |schema| schema.cost)
    }

    /// Whether an action cannot be undone. One that the schema does not know counts as such.
    pub fn irreversible(&self, action: &Action) -> bool {
        self.simulator.schema().actions.get(&action.verb).is_none_or(|schema| schema.irreversible)
    }

    /// `γ^steps`.
    pub(super) fn discount(&self, steps: usize) -> f64 {
        self.weights.discount.powi(i32::try_from(steps).unwrap_or(i32::MAX))
    }
}

/// How much may be spent, and who may stop it. The planner owns no clock: whoever calls brings one.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Pairs of state and action that may be simulated, over all stages. A pair that was simulated before is free.
    pub expansions: usize,
    /// Whether to stop now: cancelled, or out of time. Asked every few simulated pairs. A search that is stopped by a
    /// clock does not give the same plan on another machine; count expansions where replay must be exact.
    pub stop: &'a dyn Fn() -> bool,
}

impl Control<'_> {
    /// That many expansions, and nobody who stops them.
    pub fn expansions(expansions: usize) -> Self {
        Self { expansions, stop: &|| false }
    }
}

impl Default for Control<'_> {
    fn default() -> Self {
        Self::expansions(20_000)
    }
}

/// A predicate that is a function.
pub struct Condition<F> {
    name: String,
    test: F,
}

impl<F: Fn(&State) -> bool + Sync> Condition<F> {
    /// A named test of a state.
    pub fn new(name: impl Into<String>, test: F) -> Self {
        Self { name: name.into(), test }
    }
}

impl<F: Fn(&State) -> bool + Sync> Predicate for Condition<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn holds(&self, state: &State, _: &Progress) -> Result<f64, Unevaluable> {
        Ok(if (self.test)(state) { 1.0 } else { 0.0 })
    }
}
