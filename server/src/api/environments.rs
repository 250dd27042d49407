//! Environments: register, read, revise, delete. Their transitions stand in [`transitions`], what is asked of a schema
//! in [`schema`].

pub mod learning;
pub mod schema;
pub mod transitions;

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_planner::environment::Schema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, EnvironmentRead, EnvironmentWrite};
use crate::clock::rfc3339;
use crate::environments::{self as domain, Registered, fit};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{CoverageRow, EnvironmentRow, EnvironmentVersionRow};

/// An environment to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "lamps", "schema": {
    "types": {"lamp": {"properties": {"on": {"kind": "boolean"}}}},
    "actions": {"switch": {"roles": [{"name": "lamp", "kind": "reference", "types": ["lamp"]}]}},
    "goals": {"dark": {"expression": "objects.all(o, !o.on)"}}}}))]
pub struct NewEnvironment {
    /// Name: 1 to 64 of a-z, 0-9, `-`, `_`, `.`, the first a letter or digit.
    name: String,
    /// Its schema (`GET /v1/environments/schema` describes it); may come later, inferred from transitions.
    #[schema(value_type = Option<Object>)]
    schema: Option<Schema>,
}

/// A further version of a schema.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnvironmentVersion {
    /// The schema.
    #[schema(value_type = Object)]
    schema: Schema,
}

/// An environment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Environment {
    /// Identifier.
    id: String,
    /// Name, unique among yours.
    name: String,
    /// Newest version of its schema; 0 where none was given yet.
    version: i64,
    /// Transitions stored.
    transitions: i64,
    /// Surprises of plans after which its world model is updated by itself; 0: never.
    update_after: i64,
    /// When it was registered, RFC 3339.
    created_at: String,
    /// Who registered it.
    created_by: String,
    /// The newest version of its schema; only where one environment is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    schema: Option<Value>,
    /// Transitions by action; only where one environment is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<Coverage>>,
    /// The decision that records the change; only where something was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision_id: Option<String>,
}

/// How well the transitions cover an action.
#[derive(Debug, Serialize, ToSchema)]
pub struct Coverage {
    /// The action.
    verb: String,
    /// Transitions that take it.
    transitions: i64,
    /// Share of them after which something was otherwise, 0 to 1; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    changing: Option<f64>,
    /// Whether the schema has it.
    declared: bool,
}

/// A version of a schema.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentVersion {
    /// Version, from 1.
    version: i64,
    /// SHA-256 over the schema as stored.
    digest: String,
    /// When it was registered, RFC 3339.
    created_at: String,
    /// Who registered it.
    created_by: String,
    /// The schema; only where one version is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    schema: Option<Value>,
}

/// A new version, and whether what is stored still fits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revised {
    /// The environment.
    environment: Environment,
    /// The first stored transitions, held against the new version.
    fit: Fit,
}

/// Stored transitions held against a version of the schema.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fit {
    /// Transitions that were looked at.
    checked: i64,
    /// Those that fit.
    fitting: i64,
    /// The first, at most 20, that do not.
    misfits: Vec<Misfit>,
    /// Cursor to go on with; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A stored transition that does not fit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Misfit {
    /// Its place.
    sequence: i64,
    /// What is wrong, for programs.
    code: String,
    /// What is wrong, for people.
    detail: String,
}

impl From<EnvironmentRow> for Environment {
    fn from(row: EnvironmentRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            version: row.version,
            // Places are handed out without gaps.
            transitions: row.next_sequence,
            update_after: row.update_after,
            created_at: rfc3339(row.created_at),
            created_by: row.created_by,
            schema: None,
            coverage: None,
            decision_id: None,
        }
    }
}

impl From<Registered> for Environment {
    fn from(registered: Registered) -> Self {
        Self { decision_id: Some(registered.decision_id), ..registered.environment.into() }
    }
}

impl EnvironmentVersion {
    fn listed(row: EnvironmentVersionRow) -> Self {
        Self {
            version: row.version,
            digest: row.digest,
            created_at: rfc3339(row.created_at),
            created_by: row.created_by,
            schema: None,
        }
    }

    fn full(row: EnvironmentVersionRow) -> Answer<Self> {
        let schema = serde_json::from_str(&row.document).map_err(Problem::internal)?;
        Ok(Self { schema: Some(schema), ..Self::listed(row) })
    }
}

impl From<fit::Fit> for Fit {
    fn from(fit: fit::Fit) -> Self {
        let misfits = fit.misfits.into_iter();
        let told = |one: fit::Misfit| Misfit { sequence: one.sequence, code: one.code.to_owned(), detail: one.detail };
        Self {
            checked: fit.checked,
            fitting: fit.fitting,
            misfits: misfits.map(told).collect(),
            next_cursor: fit.next.map(|next| next.to_string()),
        }
    }
}

/// A place in a list that is numbered.
pub(super) fn place(cursor: Option<&str>, otherwise: i64) -> Answer<i64> {
    let Some(cursor) = cursor else { return Ok(otherwise) };
    let place = cursor.parse().ok().filter(|place| *place >= 0);
    place.ok_or_else(|| Problem::parameter("cursor", "not a cursor of this list"))
}

/// Registers an environment, with or without a schema.
#[utoipa::path(post, path = "/v1/environments", operation_id = "create_environment", tag = "environments",
    request_body = NewEnvironment,
    responses((status = 201, body = Environment), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Json(new): Json<NewEnvironment>,
) -> Answer<(StatusCode, Json<Environment>)> {
    let registered = domain::register(&app, &caller, &new.name, new.schema).await?;
    Ok((StatusCode::CREATED, Json(registered.into())))
}

/// Lists the environments, newest first.
#[utoipa::path(get, path = "/v1/environments", operation_id = "list_environments", tag = "environments",
    params(PageQuery), responses((status = 200, body = Page<Environment>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<Environment>>> {
    let limit = page.limit()?;
    let rows = app.store.environments(&caller.tenant, page.cursor.as_deref(), limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.id.clone(), Environment::from)))
}

/// Reads an environment: schema, counts, coverage by action.
#[utoipa::path(get, path = "/v1/environments/{name}", operation_id = "read_environment", tag = "environments",
    params(("name" = String, Path, description = "Name or identifier")),
    responses((status = 200, body = Environment), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
) -> Answer<Json<Environment>> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    let counted = app.store.environment_coverage(&row.id).await?;
    let schema = domain::current(&app.store, &row).await?.map(|current| current.schema);
    let coverage = Some(covered(counted, schema.as_ref()));
    let schema = schema.map(serde_json::to_value).transpose().map_err(Problem::internal)?;
    Ok(Json(Environment { schema, coverage, ..row.into() }))
}

/// Every action of the schema and every one that was seen, in the order of their names.
fn covered(counted: Vec<CoverageRow>, schema: Option<&Schema>) -> Vec<Coverage> {
    let declared = |verb: &str| schema.is_some_and(|schema| schema.actions.contains_key(verb));
    let unseen = schema.into_iter().flat_map(|schema| schema.actions.keys());
    let unseen: Vec<String> = unseen.filter(|verb| counted.iter().all(|row| row.verb != **verb)).cloned().collect();
    let mut all: Vec<Coverage> = counted
        .into_iter()
        .map(|row| Coverage {
            declared: declared(&row.verb),
            changing: (row.transitions > 0).then(|| row.changing as f64 / row.transitions as f64),
            transitions: row.transitions,
            verb: row.verb,
        })
        .collect();
    all.extend(unseen.into_iter().map(|verb| Coverage { verb, transitions: 0, changing: None, declared: true }));
    all.sort_by(|a, b| a.verb.cmp(&b.verb));
    all
}

/// Deletes an environment with its transitions and everything learned to count of them. The log keeps that it was there.
#[utoipa::path(delete, path = "/v1/environments/{name}", operation_id = "delete_environment", tag = "environments",
    params(("name" = String, Path, description = "Name or identifier")),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub async fn delete(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    domain::delete(&app, &caller, &row).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a version of the schema. Stored transitions stay; the answer says how the first of them fit.
#[utoipa::path(post, path = "/v1/environments/{name}/versions", operation_id = "create_environment_version",
    tag = "environments", request_body = NewEnvironmentVersion,
    params(("name" = String, Path, description = "Name or identifier")),
    responses((status = 201, body = Revised), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn revise(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(name): Path<String>,
    Json(new): Json<NewEnvironmentVersion>,
) -> Answer<(StatusCode, Json<Revised>)> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    let registered = domain::revise(&app, &caller, &row, new.schema).await?;
    let fit = fit::fit(&app, &registered.environment, registered.environment.version, 0).await?;
    Ok((StatusCode::CREATED, Json(Revised { environment: registered.into(), fit: fit.into() })))
}

/// Lists the versions of the schema, newest first.
#[utoipa::path(get, path = "/v1/environments/{name}/versions", operation_id = "list_environment_versions",
    tag = "environments", params(("name" = String, Path, description = "Name or identifier"), PageQuery),
    responses((status = 200, body = Page<EnvironmentVersion>), (status = 404, body = ProblemBody)))]
pub async fn versions(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path(name): Path<String>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<EnvironmentVersion>>> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    let (limit, before) = (page.limit()?, place(page.cursor.as_deref(), i64::MAX)?);
    let rows = app.store.environment_versions(&row.id, before, limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.version.to_string(), EnvironmentVersion::listed)))
}

/// Reads a version of the schema.
#[utoipa::path(get, path = "/v1/environments/{name}/versions/{version}", operation_id = "read_environment_version",
    tag = "environments",
    params(("name" = String, Path, description = "Name or identifier"), ("version" = i64, Path, description = "Version")),
    responses((status = 200, body = EnvironmentVersion), (status = 404, body = ProblemBody)))]
pub async fn version(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path((name, version)): Path<(String, i64)>,
) -> Answer<Json<EnvironmentVersion>> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    let found = app.store.environment_version(&row.id, version).await?;
    let found = found.ok_or_else(|| Problem::not_found("version", &version.to_string()))?;
    Ok(Json(EnvironmentVersion::full(found)?))
}

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FitQuery {
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

/// Holds stored transitions against a version of the schema, some thousand a request.
#[utoipa::path(get, path = "/v1/environments/{name}/versions/{version}/fit", operation_id = "fit_environment_version",
    tag = "environments",
    params(("name" = String, Path, description = "Name or identifier"), ("version" = i64, Path, description = "Version"),
        FitQuery),
    responses((status = 200, body = Fit), (status = 404, body = ProblemBody)))]
pub async fn fitting(
    State(app): State<App>,
    caller: Caller<EnvironmentRead>,
    Path((name, version)): Path<(String, i64)>,
    Query(query): Query<FitQuery>,
) -> Answer<Json<Fit>> {
    let row = domain::find(&app.store, &caller.tenant, &name).await?;
    let from = place(query.cursor.as_deref(), 0)?;
    Ok(Json(fit::fit(&app, &row, version, from).await?.into()))
}
