//! World models of environments: train, follow, read, simulate.

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_planner::environment::{Action, Fault, Progress};
use groundstate_planner::world_model::typed::TypedConfig;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::jobs::Job;
use super::{Json, Page, PageQuery, Path, Query};
use crate::answer::VerdictEntry;
use crate::app::App;
use crate::auth::{Caller, EnvironmentRead, EnvironmentWrite};
use crate::clock::rfc3339;
use crate::environments::{self, fault, row};
use crate::policies::transition::By;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::WorldModelRow;
use crate::world_models::simulate::{self, Order, Reading, Step};
use crate::world_models::training::{self, TrainingPlan, usual_steps};

/// How to train.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "a week of transitions", "steps": 2000, "members": 3}))]
pub struct NewTraining {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// Steps, 1 to 100,000; as many as usual for the number of transitions when absent.
    steps: Option<u64>,
    /// Networks of the ensemble, 1 to 8; 2 when absent. What plans may do is judged by the worst of them.
    members: Option<usize>,
    /// Seed of weights and order.
    #[serde(default)]
    seed: u64,
}

/// A version of an environment's world model.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorldModel {
    /// Version, from 1.
    version: i64,
    /// SHA-256 over manifest and weights.
    digest: String,
    /// The job that trained it: its curves are read under that.
    job_id: String,
    /// When it was trained, RFC 3339.
    created_at: String,
    /// Who had it trained.
    created_by: String,
    /// What it was trained on, how, and how exact it is on held-out trajectories.
    #[schema(value_type = Object)]
    training: Value,
}

impl WorldModel {
    fn of(row: WorldModelRow) -> Answer<Self> {
        Ok(Self {
            version: row.version,
            digest: row.digest,
            job_id: row.job_id,
            created_at: rfc3339(row.created_at),
            created_by: row.created_by,
            training: serde_json::from_str(&row.training).map_err(Problem::internal)?,
        })
    }
}

/// Trains a world model from the transitions there are, in the background. What comes out is the environment's newest
/// model.
#[utoipa::path(post, path = "/v1/environments/{environment}/models", operation_id = "train_world_model",
    tag = "environments", request_body = NewTraining,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 202, body = Job), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn train(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(environment): Path<String>,
    Json(new): Json<NewTraining>,
) -> Answer<(StatusCode, Json<Job>)> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let steps = new.steps.unwrap_or_else(|| usual_steps(environment.next_sequence));
    // Where the induction does most, smaller steps of the network do.
    let batch = if environment.next_sequence < MANY { 32 } else { TypedConfig::default().batch };
    let (members, seed) = (new.members.unwrap_or(2), new.seed);
    let model = TypedConfig { members, seed, batch, held_out: HELD_OUT, ..TypedConfig::default() };
    let by = By::new(&caller, &new.reason)?;
    let job = training::order(&app, by, &environment, &TrainingPlan { steps, model, update: None }).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}

/// Lists the world models of an environment, newest first.
#[utoipa::path(get, path = "/v1/environments/{environment}/models", operation_id = "list_world_models",
    tag = "environments",
    params(("environment" = String, Path, description = "Environment, by identifier or name"), PageQuery),
    responses((status = 200, body = Page<WorldModel>), (status = 404, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(environment): Path<String>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<WorldModel>>> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let limit = query.limit()?;
    let before = match &query.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => i64::MAX,
    };
    let rows = app.store.world_models(&environment.id, before, limit + 1).await?;
    let models: Vec<WorldModel> = rows.into_iter().map(WorldModel::of).collect::<Answer<_>>()?;
    Ok(Json(Page::of(models, limit, |model| model.version.to_string(), |model| model)))
}

/// A training and its curves.
#[derive(Debug, Serialize, ToSchema)]
pub struct Training {
    /// The job.
    job: Job,
    /// Version of the schema.
    schema_version: i64,
    /// How it is trained.
    #[schema(value_type = Object)]
    plan: Value,
    /// Points of the curves, by step: losses, held-out exactness, spread of the latents.
    #[schema(value_type = Vec<Object>)]
    curve: Vec<Value>,
}

/// Which points.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CurveQuery {
    /// Only points after this step.
    after: Option<i64>,
}

/// Share of the trajectories that is never learned from.
const HELD_OUT: f64 = 0.05;
/// Transitions from which on a step of training looks at as many as usual.
const MANY: i64 = 20_000;
/// The most points of one reply.
const POINTS: i64 = 2_000;

/// Reads a training: its job, how it is done, and its curves so far.
#[utoipa::path(get, path = "/v1/environments/{environment}/trainings/{job_id}", operation_id = "read_training",
    tag = "environments",
    params(("environment" = String, Path, description = "Environment, by identifier or name"),
        ("job_id" = String, Path, description = "The job"), CurveQuery),
    responses((status = 200, body = Training), (status = 404, body = ProblemBody)))]
pub async fn read_training(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path((environment, job_id)): Path<(String, String)>,
    Query(query): Query<CurveQuery>,
) -> Answer<Json<Training>> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let unknown = || Problem::not_found("training", &job_id);
    let row = app.store.training(&caller.tenant, &job_id).await?.ok_or_else(unknown)?;
    if row.environment_id != environment.id {
        return Err(unknown());
    }
    let job = app.store.job(&caller.tenant, &job_id).await?.ok_or_else(unknown)?;
    let mut curve = Vec::new();
    for point in app.store.curve(&job_id, query.after.unwrap_or(-1), POINTS).await? {
        let mut document: Value = serde_json::from_str(&point.document).map_err(Problem::internal)?;
        if let Some(fields) = document.as_object_mut() {
            fields.insert("step".to_owned(), point.step.into());
        }
        curve.push(document);
    }
    let plan = serde_json::from_str(&row.config).map_err(Problem::internal)?;
    Ok(Json(Training { job: job.into(), schema_version: row.version, plan, curve }))
}

/// What to simulate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSimulation {
    /// The state to begin with.
    #[schema(value_type = Object)]
    state: Value,
    /// What is done, one after the other: 1 to 256 actions `{"verb", "arguments"}`.
    #[schema(value_type = Vec<Object>)]
    actions: Vec<Value>,
    /// Version of the model; the newest when absent.
    model: Option<i64>,
    /// Policy whose stages `action` and `state` look at each step; the one in force when absent.
    policy: Option<String>,
    /// Score so far.
    #[serde(default)]
    score: f64,
    /// The task in words, where the environment has several.
    #[serde(default)]
    task: String,
}

/// What a predicate says of a state.
#[derive(Debug, Serialize, ToSchema)]
pub struct PredicateReading {
    /// Its name.
    name: String,
    /// Whether it holds; null where that cannot be told.
    holds: Option<bool>,
    /// Why it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<Reading> for PredicateReading {
    fn from(reading: Reading) -> Self {
        let Reading { name, holds, reason } = reading;
        Self { name, holds, reason }
    }
}

/// One step of a simulation.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulatedStep {
    /// What is done.
    #[schema(value_type = Object)]
    action: Value,
    /// Whether its precondition holds in the state before.
    possible: PredicateReading,
    /// State after the action, before the environment moves by itself.
    #[schema(value_type = Object)]
    mid_state: Value,
    /// State after.
    #[schema(value_type = Object)]
    state: Value,
    /// What changes between the state before and the state after.
    #[schema(value_type = Vec<Object>)]
    changes: Value,
    /// Score after.
    score: f64,
    /// Whether it ends there.
    done: bool,
    /// Probability that all of it is right, as the model sees it.
    probability: f64,
    /// How far the members of the ensemble lie apart about the most disputed slot, 0 to 1.
    uncertainty: f64,
    /// What the environment's guardrails say of the state after. What cannot be told forbids.
    guardrails: Vec<PredicateReading>,
    /// What its goals say.
    goals: Vec<PredicateReading>,
    /// What the policy says of the action and of the state after.
    verdicts: Vec<VerdictEntry>,
    /// Whether nothing forbids it.
    permitted: bool,
}

/// A simulation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Simulation {
    /// Always `simulation`.
    object: &'static str,
    /// Version of the model.
    model: i64,
    /// Version of the schema.
    schema_version: i64,
    /// The steps.
    steps: Vec<SimulatedStep>,
    /// Whether nothing forbids any of them.
    permitted: bool,
}

/// Predicts where actions would lead, with what guardrails say of each state. Nothing is done and nothing recorded.
#[utoipa::path(post, path = "/v1/environments/{environment}/simulate", operation_id = "simulate", tag = "environments",
    request_body = NewSimulation,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 200, body = Simulation), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn simulate(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(environment): Path<String>,
    Json(new): Json<NewSimulation>,
) -> Answer<Json<Simulation>> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let current = environments::needed(&app.store, &environment).await?;
    let loaded = app.world_models.load(&environment, new.model).await?;
    let policy = app.guard.governing((&*caller).into(), new.policy.as_deref()).await?;
    let state = current.schema.admit(&row::state(&new.state)?).map_err(fault::problem)?;
    let mut actions = Vec::with_capacity(new.actions.len());
    for (index, action) in new.actions.into_iter().enumerate() {
        let at = format!("actions[{index}]");
        let action: Action =
            serde_json::from_value(action).map_err(|error| Problem::parameter(&at, error.to_string()))?;
        actions.push(action);
    }
    // Later actions speak of states that are only predicted: only the first can be held against what there is.
    if let Some(first) = actions.first_mut() {
        *first = current.schema.admit_action(first, &state).map_err(|fault: Fault| fault::problem(fault))?;
    }
    let progress = Progress { score: new.score, ..Progress::default() };
    let order = Order { state, actions, progress, task: new.task };
    let steps = simulate::simulate(&app, &caller, (&current, &loaded), &policy, order).await?;
    let steps: Vec<SimulatedStep> = steps.into_iter().map(shown).collect::<Answer<_>>()?;
    Ok(Json(Simulation {
        object: "simulation",
        model: loaded.row.version,
        schema_version: current.version,
        permitted: steps.iter().all(|step| step.permitted),
        steps,
    }))
}

fn shown(step: Step) -> Answer<SimulatedStep> {
    let Step { action, possible, prediction, guardrails, goals, verdicts, permitted } = step;
    let value = |state| serde_json::to_value(state).map_err(Problem::internal);
    Ok(SimulatedStep {
        action: serde_json::to_value(&action).map_err(Problem::internal)?,
        possible: possible.into(),
        mid_state: value(&prediction.middle)?,
        state: value(&prediction.next)?,
        changes: serde_json::to_value(&prediction.changes).map_err(Problem::internal)?,
        score: prediction.progress.score,
        done: prediction.progress.done,
        probability: prediction.probability,
        uncertainty: prediction.disagreement,
        guardrails: guardrails.into_iter().map(PredicateReading::from).collect(),
        goals: goals.into_iter().map(PredicateReading::from).collect(),
        verdicts,
        permitted,
    })
}
