//! What a plan is asked for, as it is kept: the state, the goals, what must never be, and how much may be spent.

use groundstate_planner::actor::plan::Method;
use groundstate_planner::actor::plan::mpc::Tolerance;
use groundstate_planner::environment::{Progress, State};
use serde::{Deserialize, Serialize};

use crate::problem::{Answer, Problem};

/// Longest plan.
const MOST_STEPS: usize = 64;
/// Most simulated steps of one search.
const MOST_EXPANSIONS: usize = 1_000_000;
/// Longest search, milliseconds.
const LONGEST: u64 = 120_000;

/// A goal: one of the schema's by name, or an expression of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goal {
    /// A goal that the schema names.
    Named(String),
    /// A CEL expression over `objects` and `objects_by_id`.
    Expression(String),
}

/// A guardrail of this plan besides those of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name by which it is reported.
    pub name: String,
    /// What every predicted state must satisfy, in CEL.
    pub expression: String,
}

/// A request for a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Identifier of the environment.
    pub environment: String,
    /// Version of its schema.
    pub schema_version: i64,
    /// Version of the world model.
    pub model: i64,
    /// Version of the critic of plans; none where none was in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critic: Option<i64>,
    /// Digest of the policy whose stages `action` and `state` are asked.
    pub policy: String,
    /// Where we are.
    pub state: State,
    /// All of them shall hold.
    pub goals: Vec<Goal>,
    /// What must never be, besides what the schema and the policy say.
    pub rules: Vec<Rule>,
    /// The task in words, where the environment has several.
    pub task: String,
    /// Score so far.
    pub score: f64,
    /// Actions at most.
    pub horizon: usize,
    /// Sum of the actions' costs at most.
    pub cost_budget: Option<f64>,
    /// Simulated steps at most.
    pub expansions: usize,
    /// Milliseconds at most.
    pub time_ms: u64,
    /// Which solver.
    pub method: Method,
    /// Seed.
    pub seed: u64,
    /// How far a number may be from what was predicted and still match.
    pub tolerance: Tolerance,
}

impl PlanRequest {
    /// Progress where it begins.
    pub fn progress(&self) -> Progress {
        Progress { score: self.score, ..Progress::default() }
    }

    /// Whether it is within bounds.
    ///
    /// # Errors
    /// `unprocessable`.
    pub fn check(&self) -> Answer<()> {
        let within = |holds: bool, name: &str, rule: String| {
            if holds { Ok(()) } else { Err(Problem::parameter(name, rule)) }
        };
        within(!self.goals.is_empty() && self.goals.len() <= 16, "goals", "name 1 to 16".to_owned())?;
        within(self.rules.len() <= 32, "guardrails", "name at most 32".to_owned())?;
        within((1..=MOST_STEPS).contains(&self.horizon), "horizon", format!("use 1 to {MOST_STEPS}"))?;
        let expansions = (1..=MOST_EXPANSIONS).contains(&self.expansions);
        within(expansions, "expansions", format!("use 1 to {MOST_EXPANSIONS}"))?;
        within((1..=LONGEST).contains(&self.time_ms), "time_ms", format!("use 1 to {LONGEST}"))?;
        let budget = self.cost_budget.is_none_or(|budget| budget.is_finite() && budget >= 0.0);
        within(budget, "cost_budget", "must be a number that is not negative".to_owned())?;
        let tolerance = [self.tolerance.absolute, self.tolerance.relative];
        let sound = tolerance.iter().all(|part| part.is_finite() && *part >= 0.0);
        within(sound, "tolerance", "must not be negative".to_owned())
    }
}
