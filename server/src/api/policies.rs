//! Policies: read and validate. Their life cycle comes with the next capability.

use axum::extract::State;
use groundstate_guardrails::evaluate::TestOutcome;
use groundstate_guardrails::policy::{Policy, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Json, Path};
use crate::app::App;
use crate::auth::{Caller, PolicyRead};
use crate::clock::rfc3339;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::PolicyRow;

/// A version of a policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyVersion {
    /// Name.
    name: String,
    /// Version.
    version: i64,
    /// SHA-256 over the canonical document.
    digest: String,
    /// `active` or `retired`.
    status: String,
    /// When it was written, RFC 3339.
    created_at: String,
    /// Who wrote it.
    created_by: String,
    /// The document; only where one policy is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Value>,
}

/// The policies in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Policies {
    /// Always `list`.
    object: &'static str,
    /// The active version of each.
    data: Vec<PolicyVersion>,
}

fn shown(row: PolicyRow, document: Option<Value>) -> PolicyVersion {
    PolicyVersion {
        name: row.name,
        version: row.version,
        digest: row.digest,
        status: row.status,
        created_at: rfc3339(row.created_at),
        created_by: row.created_by,
        document,
    }
}

/// Lists the policies in force.
#[utoipa::path(get, path = "/v1/policies", operation_id = "list_policies",
    tag = "guardrails", responses((status = 200, body = Policies)))]
pub async fn list(State(app): State<App>, caller: Caller<PolicyRead>) -> Answer<Json<Policies>> {
    let rows = app.store.active_policies(&caller.tenant).await?;
    Ok(Json(Policies { object: "list", data: rows.into_iter().map(|row| shown(row, None)).collect() }))
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
    let document = serde_json::from_str(&row.document).map_err(Problem::internal)?;
    Ok(Json(shown(row, Some(document))))
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
    let parsed = match (request.toml, request.document) {
        (Some(toml), None) => Policy::from_toml(&toml),
        (None, Some(document)) => Policy::from_json(&document.to_string()),
        _ => return Err(Problem::parameter("toml", "send either `toml` or `document`")),
    };
    let unsound = |errors| Ok(Json(Validation { valid: false, errors, digest: None, tests: Vec::new() }));
    let policy = match parsed {
        Ok(policy) => policy,
        Err(error) => return unsound(vec![error.to_string()]),
    };
    let report = match app.guard.run_tests(&policy).await {
        Ok(report) => report,
        Err(problem) if problem.code == crate::problem::Code::Unprocessable => return unsound(vec![problem.detail]),
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
