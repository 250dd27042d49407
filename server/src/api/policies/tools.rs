//! Tools for those who write and review policies: difference, lint, explanation, effective policy. Nothing is recorded.

use axum::extract::State;
use groundstate_guardrails::policy::Policy;
use groundstate_guardrails::policy::diff::difference;
use groundstate_guardrails::policy::lint::{lint, lint_over};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::document::ObjectiveDocument;
use crate::answer::{Turn, VerdictEntry};
use crate::api::checks::CheckStage;
use crate::api::{Json, Path, Query};
use crate::app::App;
use crate::auth::{Caller, PolicyRead};
use crate::check::{Call, Ground, Subject, owned};
use crate::guard::{PolicyName, PolicySource, Whom};
use crate::policies::attach::view;
use crate::policies::input::PolicyInput;
use crate::problem::{Answer, Problem, ProblemBody};

/// Which versions to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// The earlier version.
    from: i64,
    /// The later version.
    to: i64,
}

/// Two policies to compare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffRequest {
    /// The earlier one.
    from: PolicyInput,
    /// The later one.
    to: PolicyInput,
}

/// What differs between two policies.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PolicyDifference {
    /// Digest of the earlier one.
    #[serde(default)]
    from: String,
    /// Digest of the later one.
    #[serde(default)]
    to: String,
    /// Whether the documents are the same, to the last test.
    identical: bool,
    /// Fields of the document itself.
    fields: Vec<ChangedField>,
    /// Objectives that only the later has.
    #[schema(value_type = Vec<ObjectiveDocument>)]
    added: Vec<Value>,
    /// Objectives that only the earlier has.
    #[schema(value_type = Vec<ObjectiveDocument>)]
    removed: Vec<Value>,
    /// Objectives that both have and that are not the same.
    changed: Vec<ChangedObjective>,
    /// Whether the objectives that both have stand in another order.
    reordered: bool,
    /// Test cases, by name.
    tests: ChangedTests,
}

/// A field that is not the same.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedField {
    /// Where: `kind.pattern.words[3]`.
    path: String,
    /// What stood there; null where nothing did.
    from: Value,
    /// What stands there now; null where nothing does.
    to: Value,
}

/// An objective that is not the same.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedObjective {
    /// Its identifier.
    id: String,
    /// `neutral`, `stricter`, `looser`, `mixed` or `unknown`: what it does to what is let through.
    effect: String,
    /// Its fields that differ.
    fields: Vec<ChangedField>,
}

/// Test cases that are not the same.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedTests {
    /// Names that only the later has.
    added: Vec<String>,
    /// Names that only the earlier has.
    removed: Vec<String>,
    /// Cases that both have and that are not the same.
    changed: Vec<ChangedTest>,
}

/// A test case that is not the same.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedTest {
    /// Its name.
    name: String,
    /// Its fields that differ.
    fields: Vec<ChangedField>,
}

/// The API's form of what a pure rule found; the two have the same fields.
fn shown<T: DeserializeOwned>(found: &impl Serialize) -> Answer<T> {
    let found = serde_json::to_value(found).map_err(Problem::internal)?;
    serde_json::from_value(found).map_err(Problem::internal)
}

fn compared(from: &Policy, to: &Policy) -> Answer<Json<PolicyDifference>> {
    let found: PolicyDifference = shown(&difference(from, to))?;
    let (from, to) = (from.digest().map_err(Problem::internal)?, to.digest().map_err(Problem::internal)?);
    Ok(Json(PolicyDifference { from, to, ..found }))
}

/// Compares two versions of a policy, objective by objective and field by field.
#[utoipa::path(get, path = "/v1/policies/{name}/diff", operation_id = "diff_policy_versions", tag = "guardrails",
    params(("name" = String, Path, description = "Policy"), DiffQuery),
    responses((status = 200, body = PolicyDifference), (status = 404, body = ProblemBody)))]
pub async fn diff_versions(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(name): Path<String>,
    Query(query): Query<DiffQuery>,
) -> Answer<Json<PolicyDifference>> {
    let stored = |version| PolicyInput { name: Some(name.clone()), version: Some(version), ..PolicyInput::default() };
    let from = stored(query.from).policy(&app, &caller.tenant).await?;
    compared(&from, &stored(query.to).policy(&app, &caller.tenant).await?)
}

/// Compares two policies, stored or written out.
#[utoipa::path(post, path = "/v1/policies/diff", operation_id = "diff_policies", tag = "guardrails",
    request_body = DiffRequest, responses((status = 200, body = PolicyDifference), (status = 422, body = ProblemBody)))]
pub async fn diff(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<DiffRequest>,
) -> Answer<Json<PolicyDifference>> {
    let from = request.from.policy(&app, &caller.tenant).await?;
    compared(&from, &request.to.policy(&app, &caller.tenant).await?)
}

/// A policy to look through.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LintRequest {
    /// The policy.
    policy: PolicyInput,
    /// The policy that it is laid over, where it is an overlay.
    above: Option<PolicyInput>,
}

/// What lint found, the gravest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LintReport {
    /// The findings.
    findings: Vec<LintFinding>,
}

/// One finding.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LintFinding {
    /// `error`, `warning` or `hint`.
    severity: String,
    /// What it is about: `contradiction`, `subsumed`, `shadowed`, `never_tested` …
    code: String,
    /// The objective, where it is about one.
    objective: Option<String>,
    /// Where in the document; empty for the whole.
    path: String,
    /// What is the matter, in a sentence.
    detail: String,
}

/// Finds what is unreachable, contradictory or never tested in a policy.
#[utoipa::path(post, path = "/v1/policies/lint", operation_id = "lint_policy", tag = "guardrails",
    request_body = LintRequest, responses((status = 200, body = LintReport), (status = 422, body = ProblemBody)))]
pub async fn lint_policy(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<LintRequest>,
) -> Answer<Json<LintReport>> {
    let policy = request.policy.policy(&app, &caller.tenant).await?;
    let findings = match request.above {
        Some(above) => lint_over(&policy, &above.policy(&app, &caller.tenant).await?),
        None => lint(&policy),
    };
    Ok(Json(LintReport { findings: shown(&findings)? }))
}

/// A subject to explain.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// The policy; the one that governs the caller when absent.
    policy: Option<PolicyInput>,
    /// A text; exactly one of `text`, `messages` and `tool_call`.
    text: Option<String>,
    /// A conversation, oldest first.
    messages: Option<Vec<Turn>>,
    /// A tool call.
    tool_call: Option<Call>,
    /// What the text is to be grounded in.
    #[serde(default)]
    evidence: Vec<Ground>,
    /// Where it stands; `input` when absent.
    #[serde(default)]
    stage: CheckStage,
}

/// A place in a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// The text it lies in.
    at: String,
    /// First byte.
    start: usize,
    /// Byte after the last.
    end: usize,
    /// What stands there.
    label: String,
}

/// What one objective says, where, and who wrote it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedVerdict {
    /// The verdict.
    #[serde(flatten)]
    verdict: VerdictEntry,
    /// Energy that it adds.
    energy: f64,
    /// The places that it found.
    spans: Vec<Place>,
    /// The level that the objective comes from; absent where the policy was given.
    source: Option<PolicySource>,
}

/// What a policy says of a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// Whether no hard objective forbids it.
    permitted: bool,
    /// Energy of the soft objectives.
    soft_energy: f64,
    /// The policy that governs the caller; absent where one was given.
    policy: Option<PolicyName>,
    /// What every objective of the stage says.
    verdicts: Vec<ExplainedVerdict>,
}

/// Explains what a policy says of a subject, objective by objective, without recording it.
#[utoipa::path(post, path = "/v1/policies/explain", operation_id = "explain_policy", tag = "guardrails",
    request_body = ExplainRequest,
    responses((status = 200, body = Explanation), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn explain(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Json(request): Json<ExplainRequest>,
) -> Answer<Json<Explanation>> {
    let ExplainRequest { policy, text, messages, tool_call, evidence, stage } = request;
    let subject = owned(Subject { text, messages, tool_call, evidence })?;
    let (compiled, name, sources) = match policy {
        Some(policy) => {
            let policy = policy.policy(&app, &caller.tenant).await?;
            (std::sync::Arc::new(crate::guard::policies::compile(&policy)?), None, Vec::new())
        }
        None => {
            let whom: Whom<'_> = (&*caller).into();
            let in_force = app.guard.governing(whom, None).await?;
            (in_force.policy, Some(in_force.name), view(&app, whom, None).await?.effective.objectives)
        }
    };
    let report = app.guard.evaluate(&compiled, stage.into(), subject).await?;
    let source = |id: &str| {
        let sourced = sources.iter().find(|sourced| sourced.objective.id == id);
        sourced.map(|sourced| PolicySource::from(&sourced.source))
    };
    let verdicts = report.verdicts.iter().map(|verdict| ExplainedVerdict {
        verdict: verdict.into(),
        energy: verdict.energy,
        spans: verdict
            .evidence
            .iter()
            .map(|span| Place { at: span.at.clone(), start: span.start, end: span.end, label: span.label.clone() })
            .collect(),
        source: source(&verdict.objective),
    });
    Ok(Json(Explanation {
        permitted: report.permits(),
        soft_energy: report.soft_energy,
        policy: name,
        verdicts: verdicts.collect(),
    }))
}

/// Whose effective policy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EffectiveQuery {
    /// Name of the base policy; the tenant's when absent.
    policy: Option<String>,
    /// An application.
    application: Option<String>,
    /// A key; its application counts too.
    key: Option<String>,
}

/// What governs, and where each part of it comes from.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EffectivePolicy {
    /// Name of the base policy.
    #[serde(default)]
    name: String,
    /// SHA-256 over the canonical document in force.
    #[serde(default)]
    digest: String,
    /// The levels, the uppermost first.
    sources: Vec<PolicySource>,
    /// The objectives in force.
    objectives: Vec<EffectiveObjective>,
    /// Objectives that a lower level took away.
    removed: Vec<RemovedObjective>,
    /// Changes of a lower level that have no effect.
    refused: Vec<RefusedChange>,
    /// The document in force.
    #[serde(default)]
    document: Value,
}

/// An objective in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EffectiveObjective {
    /// The objective.
    #[schema(value_type = ObjectiveDocument)]
    objective: Value,
    /// The level that wrote it so.
    source: PolicySource,
    /// The levels whose forms it took the place of.
    overrides: Vec<PolicySource>,
}

/// An objective that a lower level took away.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RemovedObjective {
    /// Its identifier.
    id: String,
    /// The level that has it.
    source: PolicySource,
    /// The level that took it away.
    removed_by: PolicySource,
}

/// A change without effect.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RefusedChange {
    /// The objective.
    id: String,
    /// The level that wanted the change.
    by: PolicySource,
    /// Why it has none.
    reason: String,
}

/// Shows what governs a tenant, an application or a key, and where each objective comes from.
#[utoipa::path(get, path = "/v1/policies/effective", operation_id = "read_effective_policy", tag = "guardrails",
    params(EffectiveQuery),
    responses((status = 200, body = EffectivePolicy), (status = 404, body = ProblemBody)))]
pub async fn effective(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Query(query): Query<EffectiveQuery>,
) -> Answer<Json<EffectivePolicy>> {
    let tenant = &caller.tenant;
    let mut application = query.application;
    if let Some(id) = &application {
        app.store.application(tenant, id).await?.ok_or_else(|| Problem::not_found("application", id))?;
    }
    if let Some(id) = &query.key {
        let row = app.store.key(tenant, id).await?.ok_or_else(|| Problem::not_found("key", id))?;
        application = application.or(row.application_id);
    }
    let whom = Whom { tenant, application: application.as_deref(), key: query.key.as_deref() };
    let view = view(&app, whom, query.policy.as_deref()).await?;
    let document = view.effective.policy(&view.layers);
    let found: EffectivePolicy = shown(&view.effective)?;
    Ok(Json(EffectivePolicy {
        name: document.name.clone(),
        digest: document.digest().map_err(Problem::internal)?,
        document: serde_json::to_value(&document).map_err(Problem::internal)?,
        ..found
    }))
}
