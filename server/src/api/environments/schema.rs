//! What is asked of schemas: their own schema, an inferred proposal, a state and an action held against one.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use groundstate_planner::environment::{Action, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::transitions::lines;
use crate::api::{Json, Path};
use crate::app::App;
use crate::auth::{Caller, EnvironmentRead};
use crate::environments::infer::{MOST_ROWS, Proposal, from_lines, from_stored};
use crate::environments::predicates::{PredicateError, View};
use crate::environments::{fault, find, needed, row};
use crate::problem::{Answer, Problem, ProblemBody};

/// The JSON Schema of environment schemas, states and transitions.
#[utoipa::path(get, path = "/v1/environments/schema", operation_id = "read_environment_schema",
    tag = "environments", responses((status = 200, body = Object)))]
pub async fn published(_: Caller<EnvironmentRead>) -> Answer<Json<Value>> {
    Ok(Json(json_schema()))
}

/// What to infer from.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InferRequest {
    /// Look at so many of the stored transitions, from the first, 1 to 20,000; 20,000 when absent.
    rows: Option<i64>,
}

/// A schema that was inferred. Nothing is registered: correct it, then send it as a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inferred {
    /// The schema.
    #[schema(value_type = Object)]
    schema: Value,
    /// Rows that it was read off.
    rows: u64,
    /// Lines that are no rows.
    rejected: u64,
    /// Names that there was no room for, counted each time they stood somewhere.
    left_out: u64,
}

/// Infers a schema, from stored transitions (JSON body) or from those sent (NDJSON body, not stored).
#[utoipa::path(post, path = "/v1/environments/{name}/infer", operation_id = "infer_environment_schema",
    tag = "environments", params(("name" = String, Path, description = "Name or identifier")),
    request_body(content((InferRequest = "application/json"), (String = "application/x-ndjson"))),
    responses((status = 200, body = Inferred), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn infer(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Answer<Json<Inferred>> {
    let environment = find(&app.store, &caller.tenant, &name).await?;
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let proposal = if media.starts_with("application/json") {
        let Json(wanted) = Json::<InferRequest>::from_request(request, &app).await?;
        let rows = wanted.rows.unwrap_or(MOST_ROWS);
        if !(1..=MOST_ROWS).contains(&rows) {
            return Err(Problem::parameter("rows", format!("`{rows}` is not within 1..={MOST_ROWS}")));
        }
        from_stored(&app, &environment, rows).await?
    } else {
        from_lines(&mut lines(&headers, request.into_body(), &app.config)?, &environment.name).await?
    };
    Ok(Json(shown(proposal)?))
}

fn shown(proposal: Proposal) -> Answer<Inferred> {
    let schema = serde_json::to_value(proposal.schema).map_err(Problem::internal)?;
    Ok(Inferred { schema, rows: proposal.rows, rejected: proposal.rejected, left_out: proposal.left_out })
}

/// A state, and perhaps an action taken in it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"state": {"objects": [{"id": "l", "type": "lamp", "properties": {"on": true}}]},
    "action": {"verb": "switch", "arguments": {"lamp": "l"}}}))]
pub struct StateToValidate {
    /// The state.
    #[schema(value_type = Object)]
    state: Value,
    /// The action.
    #[schema(value_type = Option<Object>)]
    action: Option<Action>,
}

/// A state and an action that fit the schema.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValidState {
    /// The version of the schema.
    version: i64,
    /// The state in canonical form.
    #[schema(value_type = Object)]
    state: Value,
    /// SHA-256 of that form.
    digest: String,
    /// The action in canonical form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    action: Option<Value>,
    /// Whether the precondition of the action holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    possible: Option<Verdict>,
    /// Each guardrail predicate of the schema.
    guardrails: BTreeMap<String, Verdict>,
    /// Each goal of the schema.
    goals: BTreeMap<String, Verdict>,
}

/// Whether an expression holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verdict {
    /// Whether it holds; what cannot be decided does not.
    holds: bool,
    /// Why it cannot be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    undecided: Option<String>,
}

impl From<Result<bool, PredicateError>> for Verdict {
    fn from(result: Result<bool, PredicateError>) -> Self {
        match result {
            Ok(holds) => Self { holds, undecided: None },
            Err(error) => Self { holds: false, undecided: Some(error.to_string()) },
        }
    }
}

/// Holds a state, and an action in it, against the newest version of the schema. What does not fit is a problem whose
/// code says why; what fits comes back in canonical form, with the verdicts of all expressions on it.
#[utoipa::path(post, path = "/v1/environments/{name}/validate", operation_id = "validate_environment_state",
    tag = "environments", request_body = StateToValidate,
    params(("name" = String, Path, description = "Name or identifier")),
    responses((status = 200, body = ValidState), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn validate(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
    Json(request): Json<StateToValidate>,
) -> Answer<Json<ValidState>> {
    let environment = find(&app.store, &caller.tenant, &name).await?;
    let current = needed(&app.store, &environment).await?;
    let (schema, predicates) = (&current.schema, &current.predicates);
    let state = schema.admit(&row::state(&request.state)?).map_err(fault::problem)?;
    let action =
        request.action.map(|action| schema.admit_action(&action, &state).map_err(fault::problem)).transpose()?;
    let view = View::of(&state);
    let named = |name: &str, held: Result<bool, PredicateError>| (name.to_owned(), Verdict::from(held));
    Ok(Json(ValidState {
        version: current.version,
        digest: state.digest(),
        possible: action.as_ref().map(|action| predicates.precondition(action, &view).into()),
        guardrails: predicates.guardrails().map(|name| named(name, predicates.guardrail(name, &view))).collect(),
        goals: predicates.goals().map(|name| named(name, predicates.goal(name, &view))).collect(),
        action: action.map(serde_json::to_value).transpose().map_err(Problem::internal)?,
        state: serde_json::to_value(&state).map_err(Problem::internal)?,
    }))
}
