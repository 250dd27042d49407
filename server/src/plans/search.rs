//! Searching: on a thread that may block, within a budget of simulated steps and of time.

use std::sync::Arc;
use std::time::Duration;

use groundstate_planner::actor::plan::best_first::BestFirst;
use groundstate_planner::actor::plan::experience::Experience;
use groundstate_planner::actor::plan::learned::LearnedWorld;
use groundstate_planner::actor::plan::mpc::Controller;
use groundstate_planner::actor::plan::problem::{Approval, Control, PlanningProblem, Predicate};
use groundstate_planner::actor::plan::reachability::Reachability;
use groundstate_planner::actor::plan::simulator::MOST_ACTIONS;
use groundstate_planner::actor::plan::{Aids, PlanConfig, PlanOutcome, plan};
use groundstate_planner::environment::{Action, Progress, State, Transition};
use serde_json::json;

use super::world::Rules;
use super::{Kept, PlanRequest, Status, facts, noted};
use crate::app::App;
use crate::auth::Principal;
use crate::environments::{self, Current};
use crate::guard::InForce;
use crate::problem::{Answer, Problem};
use crate::store::PlanRow;
use crate::world_models::Loaded;

/// A policy is asked about every predicted state: its objectives must not fail for want of time.
const GUARDRAIL_BUDGET: Duration = Duration::from_secs(30);

/// How a search goes that a learned distance guides: few points at a time, straight on, and not much longer once there is
/// a plan.
const GUIDED: BestFirst = BestFirst { width: 4, greed: 2.0, improving: 100, chunk: 12 };

/// What a search needs besides the request.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) current: Arc<Current>,
    pub(super) loaded: Loaded,
    pub(super) policy: InForce,
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
        Ok(Self {
            current: Arc::new(environments::version(&app.store, &environment, request.schema_version).await?),
            loaded: app.world_models.load(&environment, Some(request.model)).await?,
            policy: app.guard.by_digest(tenant, &request.policy).await?,
            experience: app.world_models.experiences.of(&environment).await?,
        })
    }

    /// The same, with one more transition remembered.
    pub(super) fn taught(&self, transition: &Transition) -> Self {
        let mut experience = self.experience.as_ref().clone();
        experience.push(transition);
        Self { experience: Arc::new(experience), ..self.clone() }
    }
}

/// Makes a plan, and keeps it with the decision that says what was found.
///
/// # Errors
/// `unprocessable` for a request out of bounds, `not_found` when the environment is deleted meanwhile.
pub async fn make(app: &App, principal: &Principal, request: PlanRequest) -> Answer<Kept> {
    request.check()?;
    let ground = Arc::new(Ground::of(app, &principal.tenant, &request).await?);
    let progress = Progress { score: request.score, ..Progress::default() };
    let from = (&request.state, progress, &[][..]);
    let outcome = search(app, principal, (&request, &ground), from, Approval::Sought).await?;
    // What was deleted while it was thought about is not planned for.
    environments::find(&app.store, &principal.tenant, &request.environment).await?;
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
    if let Some(said) = said.as_object_mut() {
        said.insert("environment".to_owned(), request.environment.clone().into());
        said.insert("schema_version".to_owned(), request.schema_version.into());
        said.insert("model".to_owned(), json!({"version": request.model, "digest": ground.loaded.row.digest}));
        said.insert("policy".to_owned(), serde_json::to_value(&ground.policy.name).map_err(Problem::internal)?);
        said.insert("state_digest".to_owned(), request.state.digest().into());
        said.insert("seed".to_owned(), request.seed.into());
    }
    let mut write = app.store.write().await?;
    write.add_plan(&row).await?;
    noted(app, &mut write, principal, &row.id, ("planned", said, &outcome)).await?;
    write.commit().await?;
    Ok(Kept { row, request, outcome, controller })
}

/// Searches from a state, with what is left of an earlier plan.
pub(super) async fn search(
    app: &App,
    principal: &Principal,
    (request, ground): (&PlanRequest, &Arc<Ground>),
    (state, progress, warm_start): (&State, Progress, &[Action]),
    approval: Approval,
) -> Answer<PlanOutcome> {
    let (request, ground) = (request.clone(), Arc::clone(ground));
    let (state, warm_start) = (state.clone(), warm_start.to_vec());
    let experiences = app.world_models.experiences.clone();
    let (guard, principal, clock) = (app.guard.with_budget(GUARDRAIL_BUDGET), principal.clone(), app.clock.clone());
    // Nobody waits for a search whose request has gone: it ends with the future that asked for it.
    let asked = Arc::new(());
    let waiting = Arc::downgrade(&asked);
    let searched = tokio::task::spawn_blocking(move || {
        let Ground { current, loaded, policy, experience } = ground.as_ref();
        let rules = Rules::of(&request, current, (&guard, policy, &principal))?;
        let goals: Vec<&dyn Predicate> = rules.goals.iter().map(|goal| goal as &dyn Predicate).collect();
        let mut guardrails: Vec<&dyn Predicate> = rules.guardrails.iter().map(|rule| rule as &dyn Predicate).collect();
        guardrails.extend(rules.policy.as_ref().map(|policy| policy as &dyn Predicate));
        let distance = experiences.distance(&request, experience, &goals);
        let distance = distance.as_ref().as_ref();
        let world = LearnedWorld::new(&loaded.model, &current.schema, &request.task, progress);
        let world = world.remembering(experience).guided(distance);
        let problem = PlanningProblem {
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
        let stop = || waiting.strong_count() == 0 || clock.now() >= until;
        let control = Control { expansions: request.expansions, stop: &stop };
        let aids = Aids { warm_start: &warm_start, ..Aids::default() };
        Ok(plan(&problem, &config, &aids, control))
    });
    let outcome = searched.await.map_err(Problem::internal)?;
    drop(asked);
    outcome
}
