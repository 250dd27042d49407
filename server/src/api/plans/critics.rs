//! Critics of plans: train, list, put in use.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::policies::StepRequest;
use crate::api::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, EnvironmentRead, EnvironmentWrite};
use crate::clock::rfc3339;
use crate::environments;
use crate::plans::critic;
use crate::policies::transition::By;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::PlanCriticRow;

/// A critic of an environment's plans.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanCritic {
    /// Version, from 1.
    version: i64,
    /// SHA-256 over weights and training.
    digest: String,
    /// Whether new plans ask it.
    in_use: bool,
    /// Weights by feature, in log-odds of failing; with what it was trained on, and how well it tells what was held out.
    #[schema(value_type = Object)]
    critic: Value,
    /// When it was trained, RFC 3339.
    created_at: String,
    /// Who had it trained.
    created_by: String,
}

impl PlanCritic {
    fn of(row: PlanCriticRow) -> Answer<Self> {
        Ok(Self {
            version: row.version,
            digest: row.digest,
            in_use: row.in_use == 1,
            critic: serde_json::from_str(&row.document).map_err(Problem::internal)?,
            created_at: rfc3339(row.created_at),
            created_by: row.created_by,
        })
    }
}

/// Trains a critic on plans that went as predicted: those that reached their goals, and those that were given up or
/// ended without them. What surprised is left to the world model. The critic is not in use by that.
#[utoipa::path(post, path = "/v1/environments/{environment}/critics", operation_id = "train_plan_critic",
    tag = "plans", request_body = StepRequest,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 201, body = PlanCritic), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn train(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(environment): Path<String>,
    Json(request): Json<StepRequest>,
) -> Answer<(StatusCode, Json<PlanCritic>)> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let row = critic::train(&app, By::new(&caller, request.reason())?, &environment).await?;
    Ok((StatusCode::CREATED, Json(PlanCritic::of(row)?)))
}

/// Lists the critics of an environment's plans, newest first.
#[utoipa::path(get, path = "/v1/environments/{environment}/critics", operation_id = "list_plan_critics", tag = "plans",
    params(("environment" = String, Path, description = "Environment, by identifier or name"), PageQuery),
    responses((status = 200, body = Page<PlanCritic>), (status = 404, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(environment): Path<String>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<PlanCritic>>> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    let (limit, before) = (query.limit()?, crate::api::environments::place(query.cursor.as_deref(), i64::MAX)?);
    let rows = app.store.plan_critics(&environment.id, before, limit + 1).await?;
    let rows: Vec<PlanCritic> = rows.into_iter().map(PlanCritic::of).collect::<Answer<_>>()?;
    Ok(Json(Page::of(rows, limit, |row| row.version.to_string(), |row| row)))
}

/// Which critic new plans ask.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriticInUse {
    /// Version, of those that passed their check; null for none.
    version: Option<i64>,
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
}

/// Puts a critic in use, or none. It is one soft term of a plan's energy; guardrails and approvals do not know it.
#[utoipa::path(put, path = "/v1/environments/{environment}/critic", operation_id = "use_plan_critic", tag = "plans",
    request_body = CriticInUse,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn put_in_use(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(environment): Path<String>,
    Json(wanted): Json<CriticInUse>,
) -> Answer<StatusCode> {
    let environment = environments::find(&app.store, &caller.tenant, &environment).await?;
    critic::put_in_use(&app, By::new(&caller, &wanted.reason)?, &environment, wanted.version).await?;
    Ok(StatusCode::NO_CONTENT)
}
