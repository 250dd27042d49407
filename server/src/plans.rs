//! Plans at work: asked for, searched in the learned world model under every guardrail, approved where they cannot be
//! undone, and followed step by step against what really happens.
//!
//! The search is the planner's (`planner::actor::plan`); here are its predicates, rows and decisions. Every change of a
//! plan is one write with the decision that says so.

pub mod critic;
mod execute;
mod follow;
mod need;
mod request;
mod search;
mod world;

pub use execute::{Executed, Order, execute};
pub use follow::{Observation, Observed, abandon, approve, observe};
pub use request::{Goal, PlanRequest, Rule};
pub use search::make;

use clap::ValueEnum;
use groundstate_planner::actor::plan::mpc::{Controller, Phase};
use groundstate_planner::actor::plan::{Certificate, PlanOutcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::problem::{Answer, Code, Problem};
use crate::store::{PlanEventRow, PlanRow, Write};

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanStatus)]
pub enum Status {
    /// Its next action may be taken.
    Ready,
    /// It holds an action that cannot be undone: somebody else must approve it.
    AwaitingApproval,
    /// The goals hold.
    Reached,
    /// There is no plan: unreachable, or not found within the budget.
    NotFound,
    /// Every action was taken as predicted, and the goals do not hold.
    Exhausted,
    /// Given up.
    Abandoned,
}

impl Status {
    /// The name used in rows and documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Reached => "reached",
            Self::NotFound => "not_found",
            Self::Exhausted => "exhausted",
            Self::Abandoned => "abandoned",
        }
    }

    /// Where what was found leaves a plan. `approved` are the irreversible actions that somebody approved.
    fn of(outcome: &PlanOutcome, approved: bool) -> Self {
        match (&outcome.plan, outcome.certificate) {
            (_, Certificate::AlreadyTrue) => Self::Reached,
            (None, _) => Self::NotFound,
            (Some(plan), _) if plan.needs_approval() && !approved => Self::AwaitingApproval,
            (Some(_), _) => Self::Ready,
        }
    }

    /// Where following it leaves it.
    fn followed(controller: &Controller) -> Self {
        match controller.phase() {
            Phase::Expecting => Self::Ready,
            Phase::Reached => Self::Reached,
            Phase::Replanning => Self::NotFound,
            Phase::Exhausted => Self::Exhausted,
        }
    }
}

/// A plan with what its row holds, read.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The row.
    pub row: PlanRow,
    /// What was asked for.
    pub request: PlanRequest,
    /// What was found last.
    pub outcome: PlanOutcome,
    /// How far it has been followed.
    pub controller: Option<Controller>,
}

impl Kept {
    /// Reads a row.
    ///
    /// # Errors
    /// `internal` when it is not what this version writes.
    pub fn of(row: PlanRow) -> Answer<Self> {
        let request = serde_json::from_str(&row.request).map_err(Problem::internal)?;
        let outcome = serde_json::from_str(&row.outcome).map_err(Problem::internal)?;
        let controller = row.controller.as_deref().map(serde_json::from_str).transpose().map_err(Problem::internal)?;
        Ok(Self { row, request, outcome, controller })
    }
}

/// A tenant's plan.
///
/// # Errors
/// `not_found`.
pub async fn find(app: &App, tenant: &str, id: &str) -> Answer<Kept> {
    let row = app.store.plan(tenant, id).await?.ok_or_else(|| Problem::not_found("plan", id))?;
    Kept::of(row)
}

/// What of an outcome stands in the log: names and numbers, no state.
fn facts(plan: &str, status: Status, outcome: &PlanOutcome) -> Value {
    let verbs: Vec<&str> =
        outcome.plan.iter().flat_map(|plan| plan.steps.iter().map(|step| step.action.verb.as_str())).collect();
    let energies: Vec<Value> = outcome
        .plan
        .iter()
        .flat_map(|plan| plan.energy.terms.iter().map(|term| json!({"name": term.name, "energy": term.energy})))
        .collect();
    let rejected: Vec<Value> = outcome
        .rejected
        .iter()
        .map(|one| json!({"actions": one.actions.len(), "energy": one.energy, "reason": one.reason}))
        .collect();
    let digests: Vec<&str> =
        outcome.plan.iter().flat_map(|plan| plan.steps.iter().map(|step| step.digest.as_str())).collect();
    json!({
        "plan": plan, "status": status.name(), "certificate": outcome.certificate, "verbs": verbs,
        "state_digests": digests, "energy": outcome.plan.as_ref().map(|plan| plan.energy.total), "energies": energies,
        "confidence": outcome.plan.as_ref().map(|plan| plan.confidence), "rejected": rejected,
        "statistics": outcome.statistics,
    })
}

/// Appends the decision about something that happened to a plan, and the event under it.
async fn noted(
    app: &App,
    write: &mut Write,
    by: &Principal,
    plan: &str,
    (kind, facts, document): (&str, Value, impl Serialize),
) -> Answer<String> {
    let record = Record::new(RecordKind::Plan, kind, by, facts);
    let recorded = app.audit.append(write, &by.tenant, vec![record]).await?;
    let recorded = recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?;
    let event = PlanEventRow {
        plan_id: plan.to_owned(),
        kind: kind.to_owned(),
        document: serde_json::to_string(&document).map_err(Problem::internal)?,
        principal: by.id.clone(),
        decision_id: recorded.id.clone(),
        created_at: recorded.created_at,
    };
    write.add_plan_event(&event).await?;
    Ok(recorded.id)
}

/// Writes a plan as it stands now, if nobody changed it meanwhile.
async fn changed(write: &mut Write, kept: &Kept, status: Status, now: i64) -> Answer<PlanRow> {
    let controller = kept.controller.as_ref().map(serde_json::to_string).transpose().map_err(Problem::internal)?;
    let row = PlanRow {
        status: status.name().to_owned(),
        outcome: serde_json::to_string(&kept.outcome).map_err(Problem::internal)?,
        controller,
        updated_at: now,
        ..kept.row.clone()
    };
    if write.change_plan(&row, kept.row.revision).await? {
        return Ok(PlanRow { revision: row.revision + 1, ..row });
    }
    Err(Problem::new(Code::Conflict, format!("somebody else changed the plan `{}` meanwhile", row.id)))
}
