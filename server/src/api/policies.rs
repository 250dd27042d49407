//! Policies: read, write, test, and move on in their life.

pub mod attachments;
mod document;
pub mod steps;
pub mod tools;
mod versions;

pub use steps::StepRequest;
pub use versions::{Action, PolicyVersion, Transition};

use axum::extract::State;
use axum::http::StatusCode;
use groundstate_guardrails::evaluate::TestOutcome;
use groundstate_guardrails::policy::json_schema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Json, Page, PageQuery, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PolicyRead, PolicyWrite};
use crate::policies::input::written;
use crate::policies::transition::By;
use crate::policies::versions as domain;
use crate::problem::{Answer, Code, Problem, ProblemBody};

/// Lists the policies by name: of each the active version, or the newest where none is active.
#[utoipa::path(get, path = "/v1/policies", operation_id = "list_policies", tag = "guardrails", params(PageQuery),
    responses((status = 200, body = Page<PolicyVersion>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<PolicyVersion>>> {
    let limit = page.limit()?;
    let rows = app.store.policy_heads(&caller.tenant, page.cursor.as_deref().unwrap_or_default(), limit + 1).await?;
    let mut heads = Vec::with_capacity(rows.len());
    for row in rows {
        heads.push(PolicyVersion::head(&app, &caller, row).await?);
    }
    Ok(Json(Page::of(heads, limit, |head| head.name().to_owned(), |head| head)))
}

/// Reads the active version of a policy.
#[utoipa::path(get, path = "/v1/policies/{name}", operation_id = "read_policy", tag = "guardrails",
    params(("name" = String, Path, description = "Policy")),
    responses((status = 200, body = PolicyVersion), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(name): Path<String>,
) -> Answer<Json<PolicyVersion>> {
    let row = app.store.active_policy(&caller.tenant, &name).await?;
    let row = row.ok_or_else(|| Problem::not_found("active policy", &name))?;
    Ok(Json(PolicyVersion::full(&app, &caller, row).await?))
}

/// Lists the versions of a policy, newest first.
#[utoipa::path(get, path = "/v1/policies/{name}/versions", operation_id = "list_policy_versions", tag = "guardrails",
    params(("name" = String, Path, description = "Policy"), PageQuery),
    responses((status = 200, body = Page<PolicyVersion>)))]
pub async fn list_versions(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(name): Path<String>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<Page<PolicyVersion>>> {
    let limit = page.limit()?;
    let before = match &page.cursor {
        Some(cursor) => cursor.parse().map_err(|_| Problem::parameter("cursor", "not a cursor of this list"))?,
        None => i64::MAX,
    };
    let rows = app.store.policy_versions(&caller.tenant, &name, before, limit + 1).await?;
    Ok(Json(Page::of(rows, limit, |row| row.version.to_string(), |row| PolicyVersion::of(&caller, row))))
}

/// Reads one version of a policy, with what happened to it and what may happen next.
#[utoipa::path(get, path = "/v1/policies/{name}/versions/{version}", operation_id = "read_policy_version",
    tag = "guardrails",
    params(("name" = String, Path, description = "Policy"), ("version" = i64, Path, description = "Version")),
    responses((status = 200, body = PolicyVersion), (status = 404, body = ProblemBody)))]
pub async fn read_version(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path((name, version)): Path<(String, i64)>,
) -> Answer<Json<PolicyVersion>> {
    let row = domain::find(&app, &caller.tenant, &name, version).await?;
    Ok(Json(PolicyVersion::full(&app, &caller, row).await?))
}

/// A draft: as TOML or JSON text, or as a JSON document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    /// The policy as TOML.
    toml: Option<String>,
    /// The policy as a JSON document.
    document: Option<Value>,
    /// Why it is written.
    reason: Option<String>,
}

/// Writes a draft: the next version of the policy that the document names.
#[utoipa::path(post, path = "/v1/policies", operation_id = "create_policy", tag = "guardrails",
    request_body = NewPolicy,
    responses((status = 201, body = PolicyVersion), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<PolicyWrite>,
    Json(new): Json<NewPolicy>,
) -> Answer<(StatusCode, Json<PolicyVersion>)> {
    let policy = written(new.toml, new.document)?;
    let by = By::new(&caller, new.reason.as_deref().unwrap_or("a new draft"))?;
    let drafted = domain::draft(&app, by, &policy).await?;
    Ok((StatusCode::CREATED, Json(PolicyVersion::full(&app, &caller, drafted.version).await?)))
}

/// The JSON Schema of policies.
#[utoipa::path(get, path = "/v1/policies/schema", operation_id = "read_policy_schema",
    tag = "guardrails", responses((status = 200, body = Object)))]
pub async fn schema(_: Caller<PolicyRead>) -> Answer<Json<Value>> {
    Ok(Json(json_schema()))
}

/// A policy to validate: as TOML or JSON text, or as a JSON document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateRequest {
    /// The policy as TOML.
    toml: Option<String>,
    /// The policy as a JSON document.
    document: Option<Value>,
}

/// What validation found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Validation {
    /// Whether the document is sound and all of its test cases pass.
    valid: bool,
    /// What is wrong with the document.
    errors: Vec<String>,
    /// SHA-256 over the canonical document, where it is sound.
    digest: Option<String>,
    /// The policy's own test cases.
    tests: Vec<TestResult>,
}

/// How one test case of a policy ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestResult {
    /// Name of the case.
    name: String,
    /// Whether the policy did what the case expects.
    passed: bool,
    /// What it did instead.
    detail: Option<String>,
}

impl From<TestOutcome> for TestResult {
    fn from(outcome: TestOutcome) -> Self {
        let detail = (!outcome.passed).then(|| outcome.differences.join("; "));
        Self { name: outcome.name, passed: outcome.passed, detail }
    }
}

/// Validates a policy and runs its own test cases, without storing it.
#[utoipa::path(post, path = "/v1/policies/validate", operation_id = "validate_policy", tag = "guardrails", request_body = ValidateRequest,
    responses((status = 200, body = Validation), (status = 422, body = ProblemBody)))]
pub async fn validate(
    State(app): State<App>,
    _: Caller<PolicyRead>,
    Json(request): Json<ValidateRequest>,
) -> Answer<Json<Validation>> {
    let unsound = |errors| Ok(Json(Validation { valid: false, errors, digest: None, tests: Vec::new() }));
    let policy = match written(request.toml, request.document) {
        Ok(policy) => policy,
        Err(problem) if problem.parameter.is_none() => return unsound(vec![problem.detail]),
        Err(problem) => return Err(problem),
    };
    let report = match app.guard.run_tests(&policy).await {
        Ok(report) => report,
        Err(problem) if problem.code == Code::Unprocessable => return unsound(vec![problem.detail]),
        Err(problem) => return Err(problem),
    };
    let tests: Vec<TestResult> = report.outcomes.into_iter().map(TestResult::from).collect();
    Ok(Json(Validation {
        valid: tests.iter().all(|test| test.passed),
        errors: Vec::new(),
        digest: Some(policy.digest().map_err(Problem::internal)?),
        tests,
    }))
}
