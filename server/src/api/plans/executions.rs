//! Executions: the server carries out a plan's next action with its tool.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{ObservedBody, PlanBody};
use crate::api::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PlanExecute, PlanRead};
use crate::clock::rfc3339;
use crate::plans::{self, Order};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::ExecutionRow;

/// Which action to carry out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExecution {
    /// The step, the number of actions taken before it; the plan's next when absent. Whoever names it never carries out
    /// another one.
    step: Option<usize>,
    /// Send again what failed. What cannot be undone and may have been done is not sent again.
    #[serde(default)]
    again: bool,
}

/// What came back from a tool.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToolResponse {
    /// Status code.
    status: i64,
    /// Bytes of the body.
    bytes: Option<i64>,
    /// SHA-256 of the body.
    digest: Option<String>,
}

/// An action that the server carried out, or carries out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Execution {
    /// The step: actions taken before it.
    step: i64,
    /// Times that it was sent.
    attempt: i64,
    /// `started`, `succeeded`, `failed`, or `withheld` where the policy kept the answer out.
    status: String,
    /// The action.
    verb: String,
    /// The tool.
    tool: String,
    /// The key that the tool gets in `Idempotency-Key` with every attempt.
    idempotency_key: String,
    /// What was sent: method, address, names of headers and secrets, body.
    #[schema(value_type = Object)]
    request: Value,
    /// What came back; null where nothing did.
    response: Option<ToolResponse>,
    /// The answer, where it was let in.
    #[schema(value_type = Object)]
    result: Value,
    /// What went wrong, for programs: `timed_out`, `too_large`, `redirected`, `closed_address`, `unexpected_answer` and
    /// others; of what was withheld, the objective.
    error: Option<String>,
    /// What went wrong, for people.
    detail: Option<String>,
    /// Who had it carried out.
    principal: String,
    /// The decision that records how it stands.
    decision_id: String,
    /// When it was first sent, RFC 3339.
    created_at: String,
    /// When it last changed, RFC 3339.
    updated_at: String,
}

impl Execution {
    fn of(row: ExecutionRow) -> Answer<Self> {
        let result = row.result.as_deref().map(serde_json::from_str).transpose().map_err(Problem::internal)?;
        let (bytes, digest) = (row.response_bytes, row.response_digest);
        Ok(Self {
            step: row.step,
            attempt: row.attempt,
            status: row.status,
            verb: row.verb,
            tool: row.tool,
            idempotency_key: row.idempotency_key,
            request: serde_json::from_str(&row.request).map_err(Problem::internal)?,
            response: row.response_status.map(|status| ToolResponse { status, bytes, digest }),
            result: result.unwrap_or_default(),
            error: row.error,
            detail: row.detail,
            principal: row.principal,
            decision_id: row.decision_id,
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
        })
    }
}

/// What an execution came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExecutedBody {
    /// Always `execution`.
    object: &'static str,
    /// The execution.
    execution: Execution,
    /// Whether this request sent it; otherwise it was, or is being, carried out for another.
    sent: bool,
    /// What came of the state that the tool told; null where it told none, or none that the schema admits.
    observed: Option<ObservedBody>,
    /// Why the state that the tool told was not taken in.
    observation_error: Option<String>,
    /// The plan as it stands now.
    plan: PlanBody,
}

/// Carries out the plan's next action with the tool that the schema names for it: once, however often it is asked for.
/// The policy in force must permit it by an objective of the kind `authorisation`. What comes back is data: it is
/// recorded, looked at, and returned. Where the tool tells the state after, that counts as the observation; else report
/// it.
#[utoipa::path(post, path = "/v1/plans/{id}/execute", operation_id = "execute_plan", tag = "plans",
    request_body = NewExecution, params(("id" = String, Path, description = "Plan")),
    responses((status = 200, body = ExecutedBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn execute(
    State(app): State<App>,
    caller: Caller<PlanExecute>,
    Path(id): Path<String>,
    Json(new): Json<NewExecution>,
) -> Answer<Json<ExecutedBody>> {
    let executed = plans::execute(&app, &caller, &id, Order { step: new.step, again: new.again }).await?;
    let (observed, observation_error) = match executed.observed {
        Some(Ok(observed)) => (Some(ObservedBody::of(&app, &caller.id, observed).await?), None),
        Some(Err(problem)) => (None, Some(problem.detail)),
        None => (None, None),
    };
    Ok(Json(ExecutedBody {
        object: "execution",
        execution: Execution::of(executed.execution)?,
        sent: executed.sent,
        observed,
        observation_error,
        plan: PlanBody::full(&app, &caller.id, &executed.plan).await?,
    }))
}

/// Lists what the server carried out of a plan, in order.
#[utoipa::path(get, path = "/v1/plans/{id}/executions", operation_id = "list_executions", tag = "plans",
    params(("id" = String, Path, description = "Plan"), PageQuery),
    responses((status = 200, body = Page<Execution>), (status = 404, body = ProblemBody)))]
pub async fn executions(
    State(app): State<App>,
    caller: Caller<PlanRead>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Page<Execution>>> {
    let kept = plans::find(&app, &caller.tenant, &id).await?;
    let limit = query.limit()?;
    let from = match &query.cursor {
        Some(cursor) => cursor.parse::<i64>().ok().and_then(|last| last.checked_add(1)),
        None => Some(0),
    };
    let from = from.ok_or_else(|| Problem::parameter("cursor", "not a cursor of this list"))?;
    let rows = app.store.executions(&kept.row.id, from, limit + 1).await?;
    let rows: Vec<Execution> = rows.into_iter().map(Execution::of).collect::<Answer<_>>()?;
    Ok(Json(Page::of(rows, limit, |row| row.step.to_string(), |row| row)))
}
