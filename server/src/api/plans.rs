//! Plans: ask, read, approve, say what came of their actions.

pub mod critics;
pub mod executions;

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_planner::actor::plan::Method;
use groundstate_planner::actor::plan::mpc::{Tolerance, Verdict};
use groundstate_planner::environment::State as World;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::policies::StepRequest;
use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PlanApprove, PlanRead, PlanWrite};
use crate::clock::rfc3339;
use crate::environments::{self, fault, row};
use crate::plans::{self, Goal, Kept, Observation, Observed, PlanRequest, Rule};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{PlanEventRow, PlanFilter, PlanRow};

/// A goal of a plan: exactly one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum GoalInput {
    /// A goal that the environment's schema names.
    Named(String),
    /// A CEL expression over `objects`, `objects_by_id` and `progress`.
    Expression(String),
}

/// A guardrail of one plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    /// Name by which it is reported.
    name: String,
    /// What every predicted state must satisfy, in CEL.
    expression: String,
}

/// Solvers.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodInput {
    /// Best-first for few actions, the cross-entropy method for many.
    #[default]
    Automatic,
    /// Best-first search over decoded states.
    BestFirst,
    /// Cross-entropy over verbs and arguments.
    CrossEntropy,
}

/// How far a number may be from what was predicted and still match.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToleranceInput {
    /// In the number's own unit.
    #[serde(default)]
    absolute: f64,
    /// As a share of the number predicted.
    #[serde(default)]
    relative: f64,
}

/// A request for a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"environment": "machine-room", "state": {"objects": []}, "goals": [{"named": "cool"}],
    "guardrails": [{"name": "keep_one", "expression": "objects.exists(o, o.type == 'server' && o.on)"}]}))]
pub struct NewPlan {
    /// The environment, by identifier or name.
    environment: String,
    /// Where we are.
    #[schema(value_type = Object)]
    state: Value,
    /// All of them shall hold: 1 to 16.
    goals: Vec<GoalInput>,
    /// What must never be, besides what the schema and the policy say: at most 32.
    #[serde(default)]
    guardrails: Vec<RuleInput>,
    /// Policy whose stages `action` and `state` are asked; the one in force when absent.
    policy: Option<String>,
    /// Version of the world model; the newest when absent.
    model: Option<i64>,
    /// The task in words, where the environment has several.
    #[serde(default)]
    task: String,
    /// Score so far.
    #[serde(default)]
    score: f64,
    /// Actions at most, 1 to 64; 12 when absent.
    horizon: Option<usize>,
    /// Sum of the actions' costs at most.
    cost_budget: Option<f64>,
    /// Simulated steps at most; 20,000 when absent.
    expansions: Option<usize>,
    /// Milliseconds at most; 10,000 when absent.
    time_ms: Option<u64>,
    /// Which solver.
    #[serde(default)]
    method: MethodInput,
    /// Seed.
    #[serde(default)]
    seed: u64,
    /// How far a number may be from what was predicted and still match.
    #[serde(default)]
    tolerance: ToleranceInput,
}

/// Something that happened to a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanEvent {
    /// `planned`, `approved`, `observed`, `surprised`, `reached`, `exhausted` or `abandoned`; `withdrawn` where it was not
    /// made again, because whoever reported went or the environment was deleted; of an action that the server carries out
    /// `refused`, `executing`, `executed`, `failed` or `withheld`.
    kind: String,
    /// The particulars.
    #[schema(value_type = Object)]
    detail: Value,
    /// Who did it.
    principal: String,
    /// The decision that records it.
    decision_id: String,
    /// When, RFC 3339.
    at: String,
}

/// A plan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanEntry {
    /// Identifier.
    id: String,
    /// Identifier of the environment.
    environment: String,
    /// `ready`, `awaiting_approval`, `reached`, `not_found`, `exhausted` or `abandoned`.
    status: String,
    /// When it was asked for, RFC 3339.
    created_at: String,
    /// When it last changed, RFC 3339.
    updated_at: String,
    /// Who asked.
    created_by: String,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody {
    /// Always `plan`.
    object: &'static str,
    /// What every list shows.
    #[serde(flatten)]
    entry: PlanEntry,
    /// Whether the caller asked for it, and so may not approve it.
    author_is_caller: bool,
    /// What was asked for, with the versions that it was planned with.
    #[schema(value_type = Object)]
    request: Value,
    /// The plan of least energy among those that keep every hard guardrail in every member's rollout: `steps` with
    /// action, predicted state, changes, agreement and probability; energies by term. Null where there is none.
    #[schema(value_type = Object)]
    plan: Value,
    /// Where there is no plan: the way to the nearest state.
    #[schema(value_type = Object)]
    nearest: Value,
    /// The best plans that were rejected, each with the guardrail or the cost that rejected it.
    #[schema(value_type = Vec<Object>)]
    rejected: Value,
    /// What the search proves: `already_true`, `optimal`, `feasible`, `unreachable`, `budget_spent`, `stopped` or
    /// `not_found`.
    #[schema(value_type = Object)]
    certificate: Value,
    /// What the search took.
    #[schema(value_type = Object)]
    statistics: Value,
    /// The action to take now; null where none is.
    #[schema(value_type = Object)]
    next_action: Value,
    /// Actions taken so far.
    taken: usize,
    /// What came out otherwise than predicted.
    surprises: usize,
    /// What happened to it, oldest first; only where one plan is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<PlanEvent>>,
}

impl From<&PlanRow> for PlanEntry {
    fn from(row: &PlanRow) -> Self {
        Self {
            id: row.id.clone(),
            environment: row.environment_id.clone(),
            status: row.status.clone(),
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
            created_by: row.created_by.clone(),
        }
    }
}

impl PlanBody {
    fn of(caller: &str, kept: &Kept) -> Answer<Self> {
        let value = |part: serde_json::Result<Value>| part.map_err(Problem::internal);
        let outcome = &kept.outcome;
        let controller = kept.controller.as_ref();
        let next = controller.and_then(|controller| controller.next()).filter(|_| kept.row.status == "ready");
        Ok(Self {
            object: "plan",
            entry: PlanEntry::from(&kept.row),
            author_is_caller: kept.row.created_by == caller,
            request: value(serde_json::to_value(&kept.request))?,
            plan: value(serde_json::to_value(&outcome.plan))?,
            nearest: value(serde_json::to_value(&outcome.nearest))?,
            rejected: value(serde_json::to_value(&outcome.rejected))?,
            certificate: value(serde_json::to_value(outcome.certificate))?,
            statistics: value(serde_json::to_value(outcome.statistics))?,
            next_action: value(serde_json::to_value(next.map(|step| &step.action)))?,
            taken: controller.map_or(0, |controller| controller.taken()),
            surprises: controller.map_or(0, |controller| controller.surprises().len()),
            events: None,
        })
    }

    async fn full(app: &App, caller: &str, kept: &Kept) -> Answer<Self> {
        let events = app.store.plan_events(&kept.row.id).await?;
        let events = events.into_iter().map(|event| {
            let PlanEventRow { kind, document, principal, decision_id, created_at, .. } = event;
            let detail = serde_json::from_str(&document).map_err(Problem::internal)?;
            Ok(PlanEvent { kind, detail, principal, decision_id, at: rfc3339(created_at) })
        });
        Ok(Self { events: Some(events.collect::<Answer<_>>()?), ..Self::of(caller, kept)? })
    }
}

/// Asks for a plan. The search ends with the request, the budget or the horizon, whichever is first. Where the environment is
/// deleted meanwhile it ends soon with `not_found`; then, and when the connection is closed, the log says `withdrawn`.
#[utoipa::path(post, path = "/v1/plans", operation_id = "create_plan", tag = "plans", request_body = NewPlan,
    responses((status = 201, body = PlanBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<PlanWrite>,
    Json(new): Json<NewPlan>,
) -> Answer<(StatusCode, Json<PlanBody>)> {
    let environment = environments::find(&app.store, &caller.tenant, &new.environment).await?;
    let current = environments::needed(&app.store, &environment).await?;
    let loaded = app.world_models.load(&environment, new.model).await?;
    let policy = app.guard.governing((&*caller).into(), new.policy.as_deref()).await?;
    let request = PlanRequest {
        schema_version: current.version,
        critic: plans::critic::in_use(&app, &environment).await?,
        environment: environment.id,
        model: loaded.row.version,
        policy: policy.name.digest,
        state: current.schema.admit(&row::state(&new.state)?).map_err(fault::problem)?,
        goals: new.goals.into_iter().map(Goal::from).collect(),
        rules: new.guardrails.into_iter().map(Rule::from).collect(),
        task: new.task,
        score: new.score,
        horizon: new.horizon.unwrap_or(12),
        cost_budget: new.cost_budget,
        expansions: new.expansions.unwrap_or(20_000),
        time_ms: new.time_ms.unwrap_or(10_000),
        method: new.method.into(),
        seed: new.seed,
        tolerance: Tolerance { absolute: new.tolerance.absolute, relative: new.tolerance.relative },
    };
    let kept = plans::make(&app, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(PlanBody::full(&app, &caller.id, &kept).await?)))
}

impl From<GoalInput> for Goal {
    fn from(goal: GoalInput) -> Self {
        match goal {
            GoalInput::Named(name) => Self::Named(name),
            GoalInput::Expression(source) => Self::Expression(source),
        }
    }
}

impl From<RuleInput> for Rule {
    fn from(rule: RuleInput) -> Self {
        Self { name: rule.name, expression: rule.expression }
    }
}

impl From<MethodInput> for Method {
    fn from(method: MethodInput) -> Self {
        match method {
            MethodInput::Automatic => Self::Automatic,
            MethodInput::BestFirst => Self::BestFirst,
            MethodInput::CrossEntropy => Self::CrossEntropy,
        }
    }
}

/// Which plans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Entries a page, `1..=200`; 50 when absent.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those of this environment, by identifier or name.
    environment: Option<String>,
    /// Only those that stand so.
    #[param(inline)]
    status: Option<plans::Status>,
}

/// Lists plans, newest first.
#[utoipa::path(get, path = "/v1/plans", operation_id = "list_plans", tag = "plans", params(PlansQuery),
    responses((status = 200, body = Page<PlanEntry>), (status = 404, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<PlanRead>,
    Query(query): Query<PlansQuery>,
) -> Answer<Json<Page<PlanEntry>>> {
    let limit = PageQuery { limit: query.limit, cursor: None }.limit()?;
    let environment = match &query.environment {
        Some(key) => Some(environments::find(&app.store, &caller.tenant, key).await?.id),
        None => None,
    };
    let status = query.status.map(plans::Status::name);
    let filter = PlanFilter { environment: environment.as_deref(), status };
    let rows = app.store.plans(&caller.tenant, filter, query.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), |row| PlanEntry::from(&row))))
}

/// Reads a plan with everything that happened to it.
#[utoipa::path(get, path = "/v1/plans/{id}", operation_id = "read_plan", tag = "plans",
    params(("id" = String, Path, description = "Plan")),
    responses((status = 200, body = PlanBody), (status = 404, body = ProblemBody)))]
pub async fn read(State(app): State<App>, caller: Caller<PlanRead>, Path(id): Path<String>) -> Answer<Json<PlanBody>> {
    let kept = plans::find(&app, &caller.tenant, &id).await?;
    Ok(Json(PlanBody::full(&app, &caller.id, &kept).await?))
}

/// Approves a plan whose irreversible actions wait for it. Whoever asked for it may not.
#[utoipa::path(post, path = "/v1/plans/{id}/approve", operation_id = "approve_plan", tag = "plans",
    request_body = StepRequest, params(("id" = String, Path, description = "Plan")),
    responses((status = 200, body = PlanBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn approve(
    State(app): State<App>,
    caller: Caller<PlanApprove>,
    Path(id): Path<String>,
    Json(request): Json<StepRequest>,
) -> Answer<Json<PlanBody>> {
    let kept = plans::approve(&app, &caller, &id, request.reason()).await?;
    Ok(Json(PlanBody::full(&app, &caller.id, &kept).await?))
}

/// Gives a plan up.
#[utoipa::path(post, path = "/v1/plans/{id}/abandon", operation_id = "abandon_plan", tag = "plans",
    request_body = StepRequest, params(("id" = String, Path, description = "Plan")),
    responses((status = 200, body = PlanBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn abandon(
    State(app): State<App>,
    caller: Caller<PlanWrite>,
    Path(id): Path<String>,
    Json(request): Json<StepRequest>,
) -> Answer<Json<PlanBody>> {
    let kept = plans::abandon(&app, &caller, &id, request.reason()).await?;
    Ok(Json(PlanBody::full(&app, &caller.id, &kept).await?))
}

/// What really happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObservation {
    /// The state after the plan's next action was taken.
    #[schema(value_type = Object)]
    state: Value,
    /// Score after, where the environment keeps one.
    score: Option<f64>,
    /// Whether the task has ended, where the environment says so.
    done: Option<bool>,
    /// Whether it ended well.
    won: Option<bool>,
}

/// What an observation came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObservedBody {
    /// How it compares with the prediction: `stands` with the next action, `surprise` with the difference, `reached` or
    /// `exhausted`.
    #[schema(value_type = Object)]
    verdict: Verdict,
    /// Whether a new plan was made from what is.
    replanned: bool,
    /// The decision that records it.
    decision_id: String,
    /// The plan as it stands now.
    plan: PlanBody,
}

/// Says what came of the plan's next action. As predicted, the plan stands; otherwise the surprise is recorded and the
/// plan is made again from what is. Either way the transition is kept for the next training.
#[utoipa::path(post, path = "/v1/plans/{id}/observations", operation_id = "observe_plan", tag = "plans",
    request_body = NewObservation, params(("id" = String, Path, description = "Plan")),
    responses((status = 200, body = ObservedBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn observe(
    State(app): State<App>,
    caller: Caller<PlanWrite>,
    Path(id): Path<String>,
    Json(new): Json<NewObservation>,
) -> Answer<Json<ObservedBody>> {
    let state: World = row::state(&new.state)?;
    let observation = Observation { state, score: new.score, done: new.done, won: new.won };
    let observed = plans::observe(&app, &caller, &id, observation).await?;
    Ok(Json(ObservedBody::of(&app, &caller.id, observed).await?))
}

impl ObservedBody {
    async fn of(app: &App, caller: &str, observed: Observed) -> Answer<Self> {
        Ok(Self {
            verdict: observed.verdict,
            replanned: observed.replanned,
            decision_id: observed.decision_id,
            plan: PlanBody::full(app, caller, &observed.plan).await?,
        })
    }
}
