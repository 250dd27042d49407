//! Searching: on a thread that may block, within a budget of simulated steps and of time.

use std::sync::Arc;
use std::time::Duration;

use groundstate_planner::actor::plan::best_first::BestFirst;
use groundstate_planner::actor::plan::experience::Experience;
use groundstate_planner::actor::plan::learned::LearnedWorld;
use groundstate_planner::actor::plan::mpc::Controller;
use groundstate_planner::actor::plan::problem::{Approval, Control, Critic, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::reachability::Reachability;
use groundstate_planner::actor::plan::simulator::MOST_ACTIONS;
use groundstate_planner::actor::plan::{Aids, PlanConfig, PlanOutcome, plan};
use groundstate_planner::cost::outcomes::PlanCritic;
use groundstate_planner::environment::{Action, Progress, State, Transition};
use serde_json::{Map, Value, json};

use super::critic::{self, Judge};
use super::need::{Lost, Need};
use super::world::Rules;
use super::{Kept, PlanRequest, Status, facts, noted};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::environments::{self, Current};
use crate::guard::InForce;
use crate::problem::{Answer, Problem};
use crate::store::{PlanRow, Write};
use crate::world_models::Loaded;

/// A policy is asked about every predicted state: its objectives must not fail for want of time.
pub(super) const GUARDRAIL_BUDGET: Duration = Duration::from_secs(30);

/// How a search goes that a learned distance guides: few points at a time, straight on, and not much longer once there is
/// a plan.
const GUIDED: BestFirst = BestFirst { width: 4, greed: 2.0, improving: 100, chunk: 12 };

/// What a search needs besides the request.
#[derive(Clone)]
pub(super) struct Ground {
    /// Name of the environment.
    pub(super) environment: String,
    pub(super) current: Arc<Current>,
    pub(super) loaded: Loaded,
    pub(super) policy: InForce,
    critic: Option<Arc<PlanCritic>>,
    /// What was logged of the environment so far.
    pub(super) experience: Arc<Experience>,
}

impl Ground {
    /// The versions that a request names.
    ///
    /// # Errors
    /// `not_found` when the environment was deleted, `gone` when the policy is.
    pub(super) async fn of(app: &App, tenant: &str, request: &PlanRequest) -> Answer<Self> {
        let environment = environments::find(&app.store, tenant, &request.environment).await?;
        let critic = match request.critic {
            Some(version) => Some(Arc::new(critic::read(app, &environment.id, version).await?.1)),
            None => None,
        };
        Ok(Self {
            critic,
            current: Arc::new(environments::version(&app.store, &environment, request.schema_version).await?),
            loaded: app.world_models.load(&environment, Some(request.model)).await?,
            policy: app.guard.by_digest(tenant, &request.policy).await?,
            experience: app.world_models.experiences.of(&environment).await?,
            environment: environment.name,
        })
    }

    /// The same, with one more transition remembered.
    pub(super) fn taught(&self, transition: &Transition) -> Self {
        let mut experience = self.experience.as_ref().clone();
        experience.push(transition);
        Self { experience: Arc::new(experience), ..self.clone() }
    }
}

/// Makes a plan, and keeps it with the decision that says what was found. A search whose asker goes ends, and leaves a
/// decision too; so does one whose environment is deleted meanwhile.
///
/// # Errors
/// `unprocessable` for a request out of bounds, `not_found` when the environment is deleted meanwhile.
pub async fn make(app: &App, principal: &Principal, request: PlanRequest) -> Answer<Kept> {
    request.check()?;
    let ground = Arc::new(Ground::of(app, &principal.tenant, &request).await?);
    let asked = Arc::new(());
    let need = Need::of(&asked);
    let (app, principal) = (app.clone(), principal.clone());
    // A task of its own, so that something is left to say that nobody waited.
    let made = tokio::spawn(async move { made(&app, &principal, (request, ground), need).await }).await;
    drop(asked);
    made.map_err(Problem::internal)?
}

async fn made(
    app: &App,
    principal: &Principal,
    (request, ground): (PlanRequest, Arc<Ground>),
    need: Need,
) -> Answer<Kept> {
    let from =
        Start { state: &request.state, progress: request.progress(), warm_start: &[], approval: Approval::Sought };
    let outcome = search(app, principal, (&request, &ground), from, &need).await?;
    let mut write = app.store.write().await?;
    if let Some(lost) = need.lost(&mut write, &request.environment).await? {
        withdrawn(app, principal, write, (&request, &ground, &outcome), lost).await?;
        return Err(lost.problem(&ground.environment));
    }
    let status = Status::of(&outcome, false);
    let controller = outcome.plan.as_ref().map(|plan| Controller::new(request.state.clone(), plan, request.tolerance));
    let now = app.clock.now();
    let row = PlanRow {
        id: app.clock.identifier("plan"),
        tenant_id: principal.tenant.clone(),
        environment_id: request.environment.clone(),
        status: status.name().to_owned(),
        revision: 1,
        request: serde_json::to_string(&request).map_err(Problem::internal)?,
        outcome: serde_json::to_string(&outcome).map_err(Problem::internal)?,
        controller: controller.as_ref().map(serde_json::to_string).transpose().map_err(Problem::internal)?,
        created_at: now,
        updated_at: now,
        created_by: principal.id.clone(),
    };
    let mut said = facts(&row.id, status, &outcome);
    said.as_object_mut().into_iter().for_each(|said| said.extend(asked_for(&request, &ground)));
    write.add_plan(&row).await?;
    noted(app, &mut write, principal, &row.id, ("planned", said, &outcome)).await?;
    write.commit().await?;
    Ok(Kept { row, request, outcome, controller })
}

/// What was planned for, and with what, as the log says it.
fn asked_for(request: &PlanRequest, ground: &Ground) -> Map<String, Value> {
    let model = json!({"version": request.model, "digest": ground.loaded.row.digest});
    let facts = json!({"environment": request.environment, "schema_version": request.schema_version, "model": model,
        "critic": request.critic, "policy": ground.policy.name, "state_digest": request.state.digest(), "seed": request.seed});
    match facts {
        Value::Object(facts) => facts,
        _ => Map::new(),
    }
}

/// Leaves the decision that says that a search came to nothing because nobody could use what it found.
async fn withdrawn(
    app: &App,
    principal: &Principal,
    mut write: Write,
    (request, ground, outcome): (&PlanRequest, &Ground, &PlanOutcome),
    lost: Lost,
) -> Answer<()> {
    let mut said = asked_for(request, ground);
    said.insert("reason".to_owned(), lost.name().into());
    said.insert("statistics".to_owned(), json!(outcome.statistics));
    let record = Record::new(RecordKind::Plan, "withdrawn", principal, Value::Object(said));
    app.audit.append(&mut write, &principal.tenant, vec![record]).await?;
    Ok(write.commit().await?)
}

/// Where a search begins.
pub(super) struct Start<'a> {
    pub(super) state: &'a State,
    pub(super) progress: Progress,
    /// What is left of an earlier plan.
    pub(super) warm_start: &'a [Action],
    pub(super) approval: Approval,
}

/// Searches from a state, with what is left of an earlier plan, as long as there is need.
pub(super) async fn search(
    app: &App,
    principal: &Principal,
    (request, ground): (&PlanRequest, &Arc<Ground>),
    from: Start<'_>,
    need: &Need,
) -> Answer<PlanOutcome> {
    let (tenant, environment) = (principal.tenant.clone(), request.environment.clone());
    let (request, ground) = (request.clone(), Arc::clone(ground));
    let (state, warm_start) = (from.state.clone(), from.warm_start.to_vec());
    let (progress, approval) = (from.progress, from.approval);
    let experiences = app.world_models.experiences.clone();
    let (guard, principal, clock) = (app.guard.with_budget(GUARDRAIL_BUDGET), principal.clone(), app.clock.clone());
    let needed = need.clone();
    let mut searched = tokio::task::spawn_blocking(move || {
        let Ground { current, loaded, policy, critic, experience, .. } = ground.as_ref();
        let rules = Rules::of(&request, current, (&guard, policy, &principal))?;
        let goals: Vec<&dyn Predicate> = rules.goals.iter().map(|goal| goal as &dyn Predicate).collect();
        let mut guardrails: Vec<&dyn Predicate> = rules.guardrails.iter().map(|rule| rule as &dyn Predicate).collect();
        guardrails.extend(rules.policy.as_ref().map(|policy| policy as &dyn Predicate));
        let judge = critic.as_ref().map(|critic| Judge { critic: Arc::clone(critic), start: state.clone() });
        let distance = experiences.distance(&request, experience, &goals);
        let distance = distance.as_ref().as_ref();
        let world = LearnedWorld::new(&loaded.model, &current.schema, &request.task, progress);
        let world = world.remembering(experience).guided(distance);
        let problem = PlanningProblem {
            critic: judge.as_ref().map(|judge| judge as &dyn Critic),
            reachability: distance.map(|distance| distance as &dyn Reachability),
            progress,
            guardrails,
            action_guards: vec![&rules.doable],
            approval,
            cost_budget: request.cost_budget,
            horizon: request.horizon,
            ..PlanningProblem::new(&world, state, goals)
        };
        let mut config = PlanConfig { seed: request.seed, method: request.method, ..PlanConfig::default() };
        if distance.is_some() {
            config.best_first = GUIDED;
            config.few_actions = config.few_actions.max(MOST_ACTIONS);
        }
        let until = clock.now() + i64::try_from(request.time_ms).unwrap_or(i64::MAX);
        let stop = || !needed.holds() || clock.now() >= until;
        let control = Control { expansions: request.expansions, stop: &stop };
        let aids = Aids { warm_start: &warm_start, ..Aids::default() };
        Ok(plan(&problem, &config, &aids, control))
    });
    let searched = tokio::select! {
        searched = &mut searched => searched,
        () = need.watch(&app.store, (&tenant, &environment)) => searched.await,
    };
    searched.map_err(Problem::internal)?
}
