//! What planning returns: the plan with everything predicted on the way, what lost against it and why, and how far
//! the search can vouch for it.

use serde::{Deserialize, Serialize};

use crate::cost::EnergyReport;
use crate::environment::{Action, Changes, Progress, State};

/// The outcome of planning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanOutcome {
    /// The plan of least energy found; it keeps every hard constraint in every member and reaches all goals.
    pub plan: Option<Plan>,
    /// Where there is none: the plan that keeps every constraint and ends nearest to the goals. It may be empty.
    pub nearest: Option<Plan>,
    /// The best that lost, best first.
    pub rejected: Vec<RejectedPlan>,
    /// How far the search can vouch for this.
    pub certificate: Certificate,
    /// What it took.
    pub statistics: Statistics,
}

/// A plan after rescoring: rolled out again, without anything that the search remembered, through decoded states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The steps in order.
    pub steps: Vec<PlannedStep>,
    /// Energy by term.
    pub energy: EnergyReport,
    /// Energy that the search had for it; differs from the total only if the world model does not repeat itself.
    pub searched_energy: f64,
    /// What each goal comes to in the end.
    pub goals: Vec<GoalReading>,
    /// Whether all goals hold in the end.
    pub reached: bool,
    /// Sum of the actions' costs, in the environment's own unit.
    pub cost: f64,
    /// Probability that every step is exact, as the ensemble's worst member sees it, in [0, 1].
    pub confidence: f64,
}

impl Plan {
    /// The actions alone.
    pub fn actions(&self) -> Vec<Action> {
        self.steps.iter().map(|step| step.action.clone()).collect()
    }

    /// Whether a step has to be approved before it is taken.
    pub fn needs_approval(&self) -> bool {
        self.steps.iter().any(|step| step.needs_approval)
    }
}

/// One step of a plan, and what is predicted of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// What is done.
    pub action: Action,
    /// What it costs.
    pub cost: f64,
    /// Whether it has to be approved first.
    pub needs_approval: bool,
    /// The state that most members predict, the first of them where none is in the majority.
    pub state: State,
    /// Its digest.
    pub digest: String,
    /// Progress there.
    pub progress: Progress,
    /// What differs from the state before.
    pub changes: Changes,
    /// Digest of every member's own state after rolling out on its own: equal digests, equal states.
    pub members: Vec<String>,
    /// Share of the members that predict `state`, in (0, 1].
    pub agreement: f64,
    /// Disagreement of the ensemble on this step, in [0, 1].
    pub disagreement: f64,
    /// Probability that the step is exact, by the worst member, in [0, 1].
    pub probability: f64,
    /// How far each goal holds after it, in the order of the problem.
    pub goals: Vec<f64>,
}

/// One goal at the end of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalReading {
    /// Its name.
    pub name: String,
    /// How far it holds, in [0, 1], pessimistically.
    pub holds: f64,
    /// Why it could not be evaluated, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unevaluable: Option<String>,
}

/// A plan that lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectedPlan {
    /// Its actions; where a guardrail refused it, up to and including the action refused.
    pub actions: Vec<Action>,
    /// Its energy as far as it was simulated.
    pub energy: f64,
    /// Whether it would have reached the goals.
    pub reached: bool,
    /// Why it lost.
    pub reason: Rejection,
}

/// Why a plan lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rejection {
    /// A predicted state violates a guardrail in some member.
    Guardrail {
        /// Its name.
        name: String,
        /// What was found.
        detail: String,
        /// The first member that predicts it, from 0.
        member: usize,
    },
    /// An action is not possible or not allowed in some member's state.
    Action {
        /// The guard's name, or `schema`.
        name: String,
        /// What was found.
        detail: String,
    },
    /// An irreversible action that nobody approved.
    NeedsApproval {
        /// The action, as [`Action::line`] writes it.
        action: String,
    },
    /// The actions cost more than they may.
    CostBudget {
        /// What they would cost.
        cost: f64,
        /// What they may.
        budget: f64,
    },
    /// The world model could not say where the action leads.
    Unpredictable,
    /// It keeps every constraint, but another plan costs less.
    HigherEnergy {
        /// How much less.
        by: f64,
    },
}

/// How far a search can vouch for its outcome. All of it is said of the world model, not of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// The goals hold already.
    AlreadyTrue,
    /// Everything within the horizon was searched or excluded by a bound: no plan has less energy.
    Optimal,
    /// The plan is feasible; the search ended before it could exclude better ones.
    Feasible,
    /// Everything within the horizon was searched: no plan reaches the goals.
    Unreachable,
    /// No plan was found before the budget was spent.
    BudgetSpent,
    /// No plan was found before the search was stopped.
    Stopped,
    /// No plan was found by a search that cannot prove that there is none.
    NotFound,
}

/// What planning took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Distinct pairs of state and action that were simulated.
    pub expansions: usize,
    /// Batches that the world model was asked for.
    pub batches: usize,
    /// Plans, whole or in part, that were looked at.
    pub considered: usize,
    /// Plans or parts of plans that a hard constraint refused.
    pub refused: usize,
    /// Distinct states seen.
    pub states: usize,
    /// Pairs simulated again for rescoring, on top of the budget.
    pub rescored: usize,
    /// Upper-level steps tried, each of them paid from the same budget.
    pub upper: usize,
}
