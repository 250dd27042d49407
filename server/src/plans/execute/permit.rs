//! Whether an action may be carried out: asked of the policy that is in force when it is, not when it was planned.

use std::sync::Arc;

use groundstate_guardrails::policy::{Enforcement, Kind, Stage};
use groundstate_planner::actor::plan::PlannedStep;
use groundstate_planner::actor::plan::problem::{ActionGuard, Predicate};
use groundstate_planner::cost::guard::Violation;
use groundstate_planner::environment::Progress;

use super::super::Kept;
use super::super::search::{GUARDRAIL_BUDGET, Ground};
use super::super::world::Rules;
use crate::app::App;
use crate::auth::Principal;
use crate::guard::InForce;
use crate::problem::{Answer, Problem};

/// The policy that governs whoever executes, under the name that the plan was made with.
///
/// # Errors
/// `not_found` and `forbidden` where that policy is no longer the one in force.
pub(super) async fn governing(app: &App, principal: &Principal, ground: &Ground) -> Answer<InForce> {
    app.guard.governing(principal.into(), Some(&ground.policy.name.name)).await
}

/// Whether somebody approved the plan as it stands: after it was last made.
pub(super) async fn approved(app: &App, plan: &str) -> Answer<bool> {
    let events = app.store.plan_events(plan).await?;
    let last = |kinds: &[&str]| events.iter().rposition(|event| kinds.contains(&event.kind.as_str()));
    Ok(last(&["approved"]) > last(&["planned", "surprised"]))
}

/// Asks everything that may forbid a step: its precondition where we are; every hard objective of the stage `action`,
/// one of which must be an authorisation; and on the state that is predicted, every guardrail of schema and plan and
/// every hard objective of the stage `state`. What cannot be told forbids.
///
/// # Errors
/// `internal` when the evaluation is lost. Inside, what forbids.
pub(super) async fn permitted(
    app: &App,
    principal: &Principal,
    (kept, ground, policy): (&Kept, &Arc<Ground>, &InForce),
    step: &PlannedStep,
) -> Answer<Result<(), Violation>> {
    let authorises = policy.policy.policy().objectives.iter().any(|objective| {
        matches!(objective.kind, Kind::Authorisation(_))
            && objective.enforcement == Enforcement::Hard
            && objective.stages.contains(&Stage::Action)
    });
    let refused =
        |constraint: &str, detail: &str| Violation { constraint: constraint.to_owned(), detail: detail.to_owned() };
    if !authorises {
        let detail = "the policy has no hard objective of the kind `authorisation` at the stage `action` to permit it";
        return Ok(Err(refused("authorisation", detail)));
    }
    let here = kept.controller.as_ref().map(|controller| controller.state().clone());
    let here = here.ok_or_else(|| Problem::internal("a plan without a controller"))?;
    let (guard, request, step) = (app.guard.with_budget(GUARDRAIL_BUDGET), kept.request.clone(), step.clone());
    let (ground, policy, principal) = (Arc::clone(ground), policy.clone(), principal.clone());
    let asked = tokio::task::spawn_blocking(move || {
        let rules = Rules::of(&request, &ground.current, (&guard, &policy, &principal))?;
        if let Err(violation) = rules.doable.admits(&here, &step.action) {
            return Ok(Err(violation));
        }
        let mut predicates: Vec<&dyn Predicate> = rules.guardrails.iter().map(|rule| rule as &dyn Predicate).collect();
        predicates.extend(rules.policy.as_ref().map(|policy| policy as &dyn Predicate));
        for predicate in predicates {
            match predicate.holds(&step.state, &Progress::default()) {
                Ok(degree) if degree >= 1.0 => {}
                Ok(_) => return Ok(Err(refused(predicate.name(), "the state that is predicted violates it"))),
                Err(why) => return Ok(Err(refused(predicate.name(), &why.0))),
            }
        }
        Ok(Ok(()))
    });
    asked.await.map_err(Problem::internal)?
}
