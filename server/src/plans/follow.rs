//! Following a plan: what really happened is held against what was predicted; a surprise is kept for the world model
//! to learn from, and the plan is made again.

use std::sync::Arc;

use groundstate_planner::actor::plan::PlannedStep;
use groundstate_planner::actor::plan::mpc::Verdict;
use groundstate_planner::actor::plan::problem::Approval;
use groundstate_planner::environment::{Action, Progress, State, Transition};
use serde::Serialize;
use serde_json::json;

use super::need::{Lost, Need};
use super::search::{Ground, Start, search};
use super::world::Rules;
use super::{Kept, Status, changed, facts, find, noted};
use crate::app::App;
use crate::auth::Principal;
use crate::environments::ingest::ingest;
use crate::environments::lines::Lines;
use crate::environments::{self, fault};
use crate::problem::{Answer, Code, Problem};
use crate::store::{PlanRow, Write};
use crate::world_models::update;

/// What really happened.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The state after the action.
    pub state: State,
    /// Score after, where the environment keeps one.
    pub score: Option<f64>,
    /// Whether the task has ended, where the environment says so.
    pub done: Option<bool>,
    /// Whether it ended well.
    pub won: Option<bool>,
}

impl Observation {
    /// Progress after; what was not said is as it was before.
    fn progress(&self, before: Progress) -> Progress {
        Progress {
            score: self.score.unwrap_or(before.score),
            done: self.done.unwrap_or(before.done),
            won: self.won.unwrap_or(before.won),
        }
    }
}

/// What an observation came to.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The plan as it stands now.
    pub plan: Kept,
    /// How the observation compares with the prediction.
    pub verdict: Verdict,
    /// Whether a new plan was made.
    pub replanned: bool,
    /// The decision that records it.
    pub decision_id: String,
}

/// Approves a plan whose irreversible actions wait for it.
///
/// # Errors
/// `forbidden` for whoever asked for it, `conflict` where nothing waits.
pub async fn approve(app: &App, principal: &Principal, id: &str, reason: &str) -> Answer<Kept> {
    let reason = crate::policies::reason(reason)?;
    let kept = find(app, &principal.tenant, id).await?;
    if kept.row.status != Status::AwaitingApproval.name() {
        return Err(Problem::new(Code::Conflict, format!("a plan that is `{}` awaits no approval", kept.row.status)));
    }
    if kept.row.created_by == principal.id {
        let detail = "whoever asked for a plan may not approve what cannot be undone: another key must";
        return Err(Problem::new(Code::Forbidden, detail));
    }
    let irreversible = irreversible(&kept);
    let mut write = app.store.write().await?;
    let row = changed(&mut write, &kept, Status::Ready, app.clock.now()).await?;
    let facts = json!({"plan": id, "status": Status::Ready.name(), "reason": reason, "verbs": verbs(&irreversible),
        "asked_by": kept.row.created_by});
    noted(app, &mut write, principal, id, ("approved", facts, json!({"reason": reason, "actions": irreversible})))
        .await?;
    write.commit().await?;
    Ok(Kept { row, ..kept })
}

/// Gives a plan up.
///
/// # Errors
/// `conflict` where it has ended already.
pub async fn abandon(app: &App, principal: &Principal, id: &str, reason: &str) -> Answer<Kept> {
    let reason = crate::policies::reason(reason)?;
    let kept = find(app, &principal.tenant, id).await?;
    if !matches!(kept.row.status.as_str(), "ready" | "awaiting_approval") {
        return Err(Problem::new(Code::Conflict, format!("a plan that is `{}` has ended already", kept.row.status)));
    }
    let mut write = app.store.write().await?;
    let row = changed(&mut write, &kept, Status::Abandoned, app.clock.now()).await?;
    let facts = json!({"plan": id, "status": Status::Abandoned.name(), "reason": reason});
    noted(app, &mut write, principal, id, ("abandoned", facts, json!({"reason": reason}))).await?;
    write.commit().await?;
    Ok(Kept { row, ..kept })
}

/// Takes in what came of the plan's next action. As predicted: the plan stands. Otherwise it is made again from what
/// is, with what is left of it as a first guess; what it holds of the irreversible needs approval anew.
///
/// # Errors
/// `conflict` where no action is to be taken, the code of the fault for a state that the schema does not admit. Where the
/// plan would have been made again, `conflict` when nobody waits for it any more and `not_found` when the environment is
/// deleted meanwhile: then it stands as it was, and its history says so.
pub async fn observe(app: &App, principal: &Principal, id: &str, observation: Observation) -> Answer<Observed> {
    let asked = Arc::new(());
    let (need, app, principal, id) = (Need::of(&asked), app.clone(), principal.clone(), id.to_owned());
    let observed = tokio::spawn(async move { observed(&app, &principal, &id, (observation, need)).await }).await;
    drop(asked);
    observed.map_err(Problem::internal)?
}

async fn observed(
    app: &App,
    principal: &Principal,
    id: &str,
    (observation, need): (Observation, Need),
) -> Answer<Observed> {
    let mut kept = find(app, &principal.tenant, id).await?;
    if kept.row.status != Status::Ready.name() {
        return Err(Problem::new(Code::Conflict, format!("a plan that is `{}` takes no action", kept.row.status)));
    }
    let ground = Arc::new(Ground::of(app, &principal.tenant, &kept.request).await?);
    let state = ground.current.schema.admit(&observation.state).map_err(fault::problem)?;
    let rules = Rules::of(&kept.request, &ground.current, (&app.guard, &ground.policy, principal))?;
    let controller = kept.controller.as_mut().ok_or_else(|| Problem::internal("a plan without a controller"))?;
    let progress_before = controller.progress().unwrap_or_else(|| kept.request.progress());
    let progress = observation.progress(progress_before);
    let reached = rules.reached(&state, &progress);
    let (before, step) = (controller.state().clone(), controller.next().cloned());
    let step = step.ok_or_else(|| Problem::new(Code::Conflict, "no action is to be taken"))?;
    let verdict = controller.observe(state.clone(), progress, reached);
    let mut status = Status::followed(controller);
    let surprised = matches!(verdict, Verdict::Surprise(_));
    let transition = Transition {
        trajectory: Some(id.to_owned()),
        step: Some(controller.taken().saturating_sub(1) as u64),
        task: (!kept.request.task.is_empty()).then(|| kept.request.task.clone()),
        before: progress_before,
        state: before,
        action: step.action.clone(),
        next_state: state.clone(),
        score: observation.score,
        done: observation.done,
        won: observation.won,
        ..Transition::default()
    };
    if surprised {
        // The next search knows already what this action does here.
        let ground = Arc::new(ground.taught(&transition));
        status = made_again(app, principal, (&mut kept, &ground), (&state, progress, &need)).await?;
    }
    let mut write = app.store.write().await?;
    if surprised && let Some(lost) = need.lost(&mut write, &kept.request.environment).await? {
        given_up(app, principal, write, (id, &state.digest()), lost).await?;
        return Err(lost.problem(&ground.environment));
    }
    let (row, decision_id) = recorded(app, principal, write, (&kept, status), (&step, &state, &verdict)).await?;
    learn(app, principal, (&kept.request.environment, surprised), &transition).await;
    Ok(Observed { plan: Kept { row, ..kept }, verdict, replanned: surprised, decision_id })
}

/// Makes a plan again from what is; where that leaves it.
async fn made_again(
    app: &App,
    principal: &Principal,
    (kept, ground): (&mut Kept, &Arc<Ground>),
    (state, progress, need): (&State, Progress, &Need),
) -> Answer<Status> {
    let controller = kept.controller.as_mut().ok_or_else(|| Problem::internal("a plan without a controller"))?;
    let warm_start = controller.warm_start();
    let from = Start { state, progress, warm_start: &warm_start, approval: Approval::Sought };
    let outcome = search(app, principal, (&kept.request, ground), from, need).await?;
    if let Some(plan) = &outcome.plan {
        controller.replan(plan);
    }
    kept.outcome = outcome;
    Ok(Status::of(&kept.outcome, false))
}

/// Writes a plan after an observation, with the decision that says what was observed.
async fn recorded(
    app: &App,
    principal: &Principal,
    mut write: Write,
    (kept, status): (&Kept, Status),
    (step, state, verdict): (&PlannedStep, &State, &Verdict),
) -> Answer<(PlanRow, String)> {
    let surprised = matches!(verdict, Verdict::Surprise(_));
    let event = Event { action: &step.action, verdict, state_digest: state.digest() };
    let mut said = facts(&kept.row.id, status, &kept.outcome);
    if let Some(said) = said.as_object_mut() {
        said.insert("verb".to_owned(), step.action.verb.clone().into());
        said.insert("expected_digest".to_owned(), step.digest.clone().into());
        said.insert("observed_digest".to_owned(), event.state_digest.clone().into());
        said.insert("matched".to_owned(), (!surprised).into());
    }
    let kind = match (status, surprised) {
        (Status::Reached, _) => "reached",
        (_, true) => "surprised",
        (Status::Exhausted, _) => "exhausted",
        _ => "observed",
    };
    let row = changed(&mut write, kept, status, app.clock.now()).await?;
    let decision_id = noted(app, &mut write, principal, &kept.row.id, (kind, said, &event)).await?;
    write.commit().await?;
    Ok((row, decision_id))
}

/// Says that the plan was not made again. It stands as it was, and the observation can be reported anew.
async fn given_up(
    app: &App,
    principal: &Principal,
    mut write: Write,
    (id, observed): (&str, &str),
    lost: Lost,
) -> Answer<()> {
    let facts = json!({"plan": id, "reason": lost.name(), "observed_digest": observed});
    noted(app, &mut write, principal, id, ("withdrawn", facts, json!({"reason": lost.name()}))).await?;
    Ok(write.commit().await?)
}

/// An observation as the plan's history keeps it.
#[derive(Serialize)]
struct Event<'a> {
    action: &'a Action,
    verdict: &'a Verdict,
    state_digest: String,
}

/// Adds what happened to the environment's transitions, for the next training. What does not fit there is not lost: the
/// plan's history has it.
async fn learn(app: &App, principal: &Principal, what: (&str, bool), transition: &Transition) {
    if let Err(problem) = learned(app, principal, what, transition).await {
        tracing::warn!(detail = problem.detail, "an observed transition is not kept for training");
    }
}

/// As [`learn`]. A surprise may be one too many: then the world model is updated.
async fn learned(
    app: &App,
    principal: &Principal,
    (environment, surprised): (&str, bool),
    transition: &Transition,
) -> Answer<()> {
    let environment = environments::find(&app.store, &principal.tenant, environment).await?;
    let line = serde_json::to_string(transition).map_err(Problem::internal)?;
    let mut lines = Lines::new(axum::body::Body::from(line), None, &app.config)?;
    ingest(app, principal, &environment, &mut lines).await?;
    if surprised {
        // It has one transition more now.
        let environment = environments::find(&app.store, &principal.tenant, &environment.id).await?;
        update::order_if_due(app, &principal.tenant, &principal.id, &environment).await?;
    }
    Ok(())
}

fn irreversible(kept: &Kept) -> Vec<Action> {
    let steps = kept.outcome.plan.iter().flat_map(|plan| &plan.steps);
    steps.filter(|step| step.needs_approval).map(|step| step.action.clone()).collect()
}

fn verbs(actions: &[Action]) -> Vec<&str> {
    actions.iter().map(|action| action.verb.as_str()).collect()
}
